"""What a check found, told: in words for a terminal, and as rows for a CSV file."""

from __future__ import annotations

from itertools import groupby

from toolkit.record.finding import Checked, Finding

HEADINGS = {"error": "Errors", "warning": "Doubts", "note": "Worth a look"}
NOTHING = "Nothing doubtful was found. That the record is whole and true is more than a check can say."
COLUMNS = ("severity", "rule", "words", "table", "column", "count", "years", "place", "origin", "todo")
_FEW = 4


def told(checked: Checked) -> str:
    """Return it in words for a terminal: by severity, each with its count, first places and what to do; then what did not run.

    >>> print(told(Checked(ran=3)))
    Nothing doubtful was found. That the record is whole and true is more than a check can say.
    <BLANKLINE>
    3 rules run, 0 not run.
    """
    lines = [NOTHING] if not checked.findings else []
    for severity, group in groupby(checked.findings, key=lambda f: f.severity):
        lines += ["", f"{HEADINGS[severity]}:"]
        for (words, todo), same in groupby(group, key=lambda f: (f.words, f.todo)):
            lines += [f"  {words}", *(f"    {finding.place()}" for finding in same), f"    -> {todo}"]
    if checked.findings:
        counts = checked.counts()
        lines += ["", ", ".join(f"{HEADINGS[s].lower()}: {n:,}" for s, n in counts.items())]
    text = "\n".join([*lines, *_looked_at(checked)]).lstrip("\n")
    return "".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in text)  # names of files may hold what turns a terminal


def _looked_at(checked: Checked) -> list[str]:
    """Which rules ran, and why the others did not: what did not run was not passed."""
    by_why: dict[str, list[str]] = {}
    for one in checked.whole_not_run():
        by_why.setdefault(one.why, []).append(one.rule)
    lines = ["", "Not run, so nothing is known about what they look for:"] if by_why else []
    for why, names in sorted(by_why.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        more = f" and {len(names) - _FEW} more" if len(names) > _FEW else ""
        lines.append(f"  {why}: {', '.join(names[:_FEW])}{more}")
    for one in checked.not_run:
        if one.in_part and "query" in one.why:
            lines.append(f"  {one.rule}, for {one.table}: {one.why}")
    more = " All that did not run is listed by --to FOLDER." if checked.not_run else ""
    return [*lines, "", closing(checked) + more]


def why_not(checked: Checked) -> list[tuple[str, list[str]]]:
    """Return each reason why rules did not run, with their names, the commonest reason first.

    >>> from toolkit.record.finding import NotRun
    >>> why_not(Checked(not_run=[NotRun("a", "", "staff", "the record has no table staff", in_part=True)]))
    [('the record has no table staff', ['a (staff)'])]
    """
    by_why: dict[str, dict[str, None]] = {}
    for one in checked.not_run:
        by_why.setdefault(one.why, {})[f"{one.rule} ({one.table})" if one.in_part else one.rule] = None
    return [(why, list(names)) for why, names in sorted(by_why.items(), key=lambda pair: (-len(pair[1]), pair[0]))]


def closing(checked: Checked) -> str:
    """Return the closing line: how many rules ran, how many did not, and how many of those that did ran only in part.

    >>> from toolkit.record.finding import NotRun
    >>> closing(Checked(ran=3, not_run=[NotRun("a", "", "staff", "the record has no table staff")]))
    '3 rules run, 1 not run (1: the record has no table staff).'
    """
    whole = checked.whole_not_run()
    whys = [n.why for n in whole]
    common = sorted(set(whys), key=lambda why: (-whys.count(why), why))
    named = "; ".join(f"{whys.count(why)}: {why}" for why in common[:_FEW])
    rest = sum(whys.count(why) for why in common[_FEW:])
    reasons = f" ({named}{f'; {rest}: other reasons' if rest else ''})" if whole else ""
    part = len({n.rule for n in checked.not_run if n.in_part} - {n.rule for n in whole})
    parts = f"; {part} of those run did not run for every table." if part else "."
    return f"{checked.ran} rules run, {len(whole)} not run{reasons}{parts}"


def rows(checked: Checked) -> list[dict[str, object]]:
    """Return the outcome as rows for a CSV file: one a finding and first place, then one a rule that did not run.

    >>> from toolkit.record.finding import NotRun
    >>> rows(Checked(not_run=[NotRun("a", "w", "staff", "no table")]))[0]["severity"]
    'not run'
    """
    listed = [row for finding in checked for row in _finding_rows(finding)]
    return listed + [
        _row(severity="not run", rule=n.rule, words=n.words, table=n.table, todo=n.why + (" (in part)" if n.in_part else ""))
        for n in checked.not_run
    ]


def _finding_rows(finding: Finding) -> list[dict[str, object]]:
    said = {
        "severity": finding.severity,
        "rule": finding.rule or "schema",
        "words": finding.words,
        "table": finding.table,
        "column": finding.column,
        "count": finding.count,
        "years": " ".join(f"{year}:{n}" for year, n in finding.years),
        "todo": finding.todo,
    }
    origins = finding.origins or ("",) * len(finding.first)
    return [_row(**said, place=one, origin=came) for one, came in zip(finding.first, origins, strict=True)] or [_row(**said)]


def _row(**said: object) -> dict[str, object]:
    return {name: said.get(name, "") for name in COLUMNS}
