"""Checking a notebook's values against the record that they are for, before a kernel starts.

A parameter is known by its name: `case_id`, `as_of`; `team`, `teams` or anything that ends so; and likewise an `indicator`, an
`outcome`, a `standard`, a `nation`, a `dimension`, a `decision_kind` or a `table`. Several stand with commas between them. Only
for reports: what computes what was known is never checked against the record, for that a team or a case is not there yet must
stay unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from toolkit.errors import CaseReviewError, nearest
from toolkit.record.schema import TABLES
from toolkit.record.standards import Standards, nations

if TYPE_CHECKING:
    from toolkit.record import Record
    from toolkit.report.parameters import Parameter

Check = Callable[["Record", Any], list[str]]
_MOST_NAMED = 30


def check_against(values: Mapping[str, Any], record: Record, notebook: str, problems: Sequence[str] = ()) -> None:
    """Raise one CaseReviewError with everything in the values that the record, or the project, does not have.

    Args:
        values: parameter name to value, defaults included.
        record: the record that the notebook is to run on.
        notebook: the notebook's name, for the message.
        problems: what else is wrong, to be told in the same message.
    """
    found = [*problems, *misfits(values, record)]
    if found:
        what = "cannot be used" if problems else "do not fit this record"
        raise CaseReviewError(
            f"The parameters of {notebook} {what}", found, f"casereview run {notebook} --help says what each is for."
        )


def named(parameters: Iterable[Parameter]) -> list[Parameter]:
    """Return the parameters whose values are names or numbers: a path is a file's, whatever its parameter is called."""
    return [p for p in parameters if p.type != "path"]


def misfits(values: Mapping[str, Any], record: Record) -> list[str]:
    """Return everything in the values that the record, or the project, does not have, in words, each with the nearest that is."""
    return [
        f"{name}: {problem}"
        for name, value in values.items()
        if value not in (None, "") and (check := _check_of(name))
        for problem in check(record, value)
    ]


def _check_of(name: str) -> Check | None:
    """The check of a parameter: by its name, or by how the name ends, so that `first_team` is held against the teams too."""
    ends = (end for end in _CHOICES if name in (end, f"{end}s") or name.endswith((f"_{end}", f"_{end}s")))
    end = max(ends, key=len, default=None)
    return _CHECKS.get(name) or (_names(_CHOICES[end]) if end else None)


def check_holds(values: dict[str, Any], record: Record, notebook: str) -> None:
    """Raise a CaseReviewError where the record has nothing that a notebook of ours could show, before a kernel starts for it.

    Args:
        values: parameter name to value, defaults included.
        record: the record that the notebook is to run on.
        notebook: the notebook's name; of one that is not ours nothing is known.
    """
    if notebook in _HOLDS:
        _HOLDS[notebook](record, values)


def _something_to_review(record: Record, values: dict[str, Any]) -> None:
    from toolkit.review.case import reviewed_case

    reviewed_case(record, values["case_id"], values["as_of"])


def _somebody_in_the_set(record: Record, values: dict[str, Any]) -> None:
    from toolkit.study.audit import open_audit

    named = ("as_of", "months", "horizon_days", "population", "sample", "part")
    open_audit(record, **{name: values[name] for name in named if name in values})


def _somebody_in_the_drift(record: Record, values: dict[str, Any]) -> None:
    from toolkit.study.drift import open_drift

    names = ("as_of", "months", "team", "case_ids", "sampled", "looked_at", "seed", "population", "nation", "indicators")
    open_drift(record, *(values[name] for name in (*names, "local", "count_from")))


def _a_workshop(record: Record, values: dict[str, Any]) -> None:
    from toolkit.review.workshop import open_workshop
    from toolkit.review.workshop.sealed import slips_of

    names = ("case_ids", "decisions", "as_of", "people", "minutes", "seed", "ending", "case_from", "why_known", "settings")
    slips_of(open_workshop(record, *(values[name] for name in names)), values["slips"])


def _a_review(record: Record, values: dict[str, Any]) -> None:
    from toolkit.review.reveal import open_measured

    if values["review"]:
        open_measured(values["review"], values["as_of"])


def _case(record: Record, case_id: str) -> list[str]:
    """Another case's identifier is never named: it would be case content in a message."""
    con = record.connect()
    try:
        bare = case_id.lstrip("0")
        asked = "SELECT bool_or(case_id = ?), bool_or(ltrim(case_id, '0') = ?) FROM \"case\""
        [(found, alike)] = con.execute(asked, [case_id, bare]).fetchall()
    finally:
        con.close()
    if found:
        return []
    hint = "; there is one that differs by leading zeros, and identifiers are text" if alike else ""
    return [f"the record holds no such case{hint}"]


def _as_of(record: Record, day: str) -> list[str]:
    con = record.connect()
    try:
        [(first,)] = con.execute("SELECT min(covered_from) FROM coverage").fetchall()
    finally:
        con.close()
    return [f"the record covers nothing before {first}"] if first and day[:10] < first.isoformat() else []


def _cases(record: Record, given: str) -> list[str]:
    """As many as are wrong, and never which: it would be case content in a message."""
    wrong = sum(bool(_case(record, part.strip())) for part in given.split(",") if part.strip())
    return [f"the record does not hold {wrong} of them"] if wrong else []


def _names(of: Callable[[Record], Iterable[str]]) -> Check:
    def check(record: Record, text: str) -> list[str]:
        valid = list(of(record))
        named = [text] if text in valid else [part.strip() for part in str(text).split(",") if part.strip()]
        return [f"there is no {n}{nearest(n, valid)}; {_choose(valid)}" for n in named if n not in valid]

    return check


def _choose(valid: list[str]) -> str:
    more = len(valid) - _MOST_NAMED
    if not valid:
        return "the record names none"
    return f"choose from {', '.join(valid[:_MOST_NAMED])}" + (f" and {more} more" if more > 0 else "")


def _at_least(least: int) -> Check:
    return lambda record, number: [] if int(number) >= least else [f"must be {least} or more"]


def _outcomes(_: Record) -> list[str]:
    from toolkit.later import catalogue

    return [outcome.name for outcome in catalogue()]


def _indicators(_: Record) -> list[str]:
    from toolkit.known import catalogue

    return [indicator.name for indicator in catalogue()]


def _dimensions(_: Record) -> list[str]:
    from toolkit.contrast.patterns import dimensions

    return list(dimensions())


def _standards(_: Record) -> list[str]:
    """The duties that a standard sets, such as a looked after review."""
    return sorted({line.duty for line in Standards().lines})


def _nations(_: Record) -> tuple[str, ...]:
    return nations()


def _facts(_: Record) -> tuple[str, ...]:
    from toolkit.study.frame import FACTS

    return FACTS


def _tables(_: Record) -> list[str]:
    return [table.name for table in TABLES]


def _teams(record: Record) -> list[str]:
    return _distinct(record, "team", [t.name for t in TABLES if any(c.name == "team" for c in t.columns)])


def _decision_kinds(record: Record) -> list[str]:
    return _distinct(record, "kind", ["decision"])


def _distinct(record: Record, column: str, tables: list[str]) -> list[str]:
    """What stands in a column of these tables of the record, in the order of the alphabet."""
    asked = " UNION ".join(f'SELECT "{column}" AS word FROM "{table}"' for table in tables)
    con = record.connect()
    try:
        return [word for (word,) in con.execute(f"SELECT word FROM ({asked}) WHERE word <> '' ORDER BY word").fetchall()]
    finally:
        con.close()


_CHECKS: dict[str, Check] = {
    "case_id": _case,
    "case_ids": _cases,
    "as_of": _as_of,
    "strata": _names(_facts),
    "horizon_days": _at_least(1),
    "months": _at_least(1),
    "conversations": _at_least(0),
    "cases": _at_least(0),
    "sampled": _at_least(0),
}
_CHOICES: dict[str, Callable[[Record], Iterable[str]]] = {
    "outcome": _outcomes,
    "dimension": _dimensions,
    "indicator": _indicators,
    "measure": _indicators,
    "standard": _standards,
    "nation": _nations,
    "team": _teams,
    "decision_kind": _decision_kinds,
    "table": _tables,
}
_HOLDS: dict[str, Callable[[Record, dict[str, Any]], None]] = {
    "learning_review": _something_to_review,
    "case_review_audit": _somebody_in_the_set,
    "drift_audit": _somebody_in_the_drift,
    "practice_workshop": _a_workshop,
    "reveal": _a_review,
}
