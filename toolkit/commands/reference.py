"""The reference pages, made from the code that they describe, so that they cannot disagree with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import typer

from toolkit import paths
from toolkit.record.checkrules import Rule
from toolkit.record.schema import STATEMENT, TABLES, Column, Table

TyperGroup = Command = Any  # Typer does not publish the classes of its commands
_WIDTH = 100
_MADE = "<!-- Made from the code by `casereview docs`; edit the code, not this page. -->\n"
_TYPES = {
    "VARCHAR": "text", "DATE": "date", "TIMESTAMP": "date and time", "BIGINT": "whole number", "DOUBLE": "number",
    "BOOLEAN": "yes or no",
}  # fmt: skip


def pages(root: TyperGroup) -> dict[str, str]:
    """Return the text of each reference page by its file name; `root` is the command line as a whole."""
    makers: dict[str, Callable[[], str]] = {
        "record.md": _record,
        "time.md": _time,
        "indicators.md": _indicators,
        "practice-map.md": _practice_map,
        "outcomes.md": _outcomes,
        "checks.md": _checks,
        "standards.md": _standards,
        "results.md": _results,
        "glossary.md": _glossary,
        "commands.md": lambda: _commands(root),
    }
    return {name: f"{_MADE}\n{make().rstrip()}\n" for name, make in makers.items()}


def write_pages(to: Path, root: TyperGroup) -> list[Path]:
    """Write the pages into a folder and return their paths."""
    to.mkdir(parents=True, exist_ok=True)
    made = pages(root)
    for name, text in made.items():
        (to / name).write_text(text, encoding="utf-8")
    return [to / name for name in made]


def table(head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    """Return a Markdown table.

    >>> print(table(("a", "b"), [("1|2", "x")]))
    | a | b |
    | --- | --- |
    | 1\\|2 | x |
    """
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in line) + " |" for line in lines)


def _record() -> str:
    intro = (
        "# The tables of a record\n\nA record is a folder with one Parquet or CSV file a table, named after it. "
        "Any table may be absent.\n"
        "A CSV file is UTF-8 with commas; days are written 2024-05-01, moments 2024-05-01 10:30:00.\n"
        "Beside large tables there is `looked.json`: what was seen of them when they were written, so that it need not be looked "
        "for again ([speed](../explanation/speed.md)). It holds names of tables and hashes; without it all results are the same.\n"
        "Each column has its type, its unit, the values that it may have, whether it is needed, what it means, and where each "
        "source gets it. *made* is what the import makes itself. [Tidy files](../how-to/import-tidy.md) can fill every column.\n\n"
        "## Columns of every statement\n\nThe tables below have these first, unless they say otherwise.\n\n"
    )
    return intro + _columns("*", STATEMENT) + "".join(_table(t) for t in TABLES)


def _table(one: Table) -> str:
    states = f"{one.states}; ended_on is {one.ended}" if one.ended else one.states
    kind = "" if one.statement else " Its rows are not statements: it has only these columns."
    spell = " Its rows are spells: they have `ended_on` too, the day on which the spell ended." if one.spell else ""
    first = ["case_id", "entity_id", "occurred_on", *(["ended_on"] if one.spell else [])] if one.statement else []
    came = [f"- `{name}`: {said}\n" for name in first if (said := _origins(one.name, name))]
    listed = f"\n\nWhere its first columns come from:\n\n{''.join(came)}" if came else ""
    return f"\n\n## {one.name}\n\nStates {states}.{spell}{kind}\n\n{_columns(one.name, one.own)}{listed}"


def _columns(name: str, columns: Iterable[Column]) -> str:
    rows = (
        (f"`{c.name}`", _TYPES[c.type], c.unit, ", ".join(c.values), "yes" if c.needed else "", c.meaning, _origins(name, c.name))
        for c in columns
    )
    return table(("column", "type", "unit", "values", "needed", "meaning", "from"), rows)


def _origins(table_name: str, column: str) -> str:
    """Where each source gets it; what holds for tidy files of every table is told once, at the head of the page."""
    from toolkit.sources.origins import ANY_TABLE, origins

    said = origins(table_name, column)
    own = said if table_name == ANY_TABLE else [pair for pair in said if pair not in origins(ANY_TABLE, column)]
    return "; ".join(f"{source}: {came if came == 'made' else f'`{came}`'}" for source, came in own)


def _indicators() -> str:
    from toolkit.known import catalogue

    parts = [
        "# Indicators of what was known\n\nEach is one `.sql` file over the known tables. Every result has its denominator, "
        "its interval where one applies, what was missing, a status and a reason.\n"
    ]
    for one in catalogue():
        notes = "".join(f"- {key.capitalize()}: {text}\n" for key, text in one.notes.items())
        parameters = "".join(f"- Parameter `{p.name}`, {p.default:g}: {p.source}\n" for p in one.parameters)
        parts.append(
            f"\n## {one.name}\n\n{one.question}\n\n{one.definition}\n\n- Unit: {one.unit}\n- Source: {one.source}\n"
            f"- Tables: {', '.join(one.tables)}\n- Reach: {one.reach}\n- Else: {one.otherwise}\n{parameters}{notes}"
        )
    return "".join(parts)


def _practice_map() -> str:
    from toolkit.known.practice import KINDS, practice_map

    parts = [
        "# From practice to measures\n\nFor each cause, effect and remedy of drift, each measure of relationship and workload "
        "and each component of case management: the indicators that see something of it, and what the record cannot say. "
        "An empty cell in the middle means that no indicator can be made from a case record; the reason says why.\n"
    ]
    for kind, words in KINDS.items():
        rows = (
            (i.code, i.item, ", ".join(f"[{n}](indicators.md#{n})" for n in i.indicators), i.reason, i.source)
            for i in practice_map()
            if i.kind == kind
        )
        parts.append(f"\n## {words}\n\n{table(('code', 'what', 'indicators', 'what the record cannot say', 'source'), rows)}\n")
    return "".join(parts)


def _outcomes() -> str:
    from toolkit.later import catalogue

    parts = ["# Outcomes: what came later\n\nEach answer has the day to which the case was followed, and whether it is censored.\n"]
    parts += [f"\n## {one.name}\n\n{one.question}\n\n{one.definition}\n" for one in catalogue()]
    return "".join(parts)


def _checks() -> str:
    from toolkit.record.checkrules import limit_rows, rules

    rows = ((f"`{r.name}`", r.severity, r.words, _over(r), r.years_told(), r.source) for r in rules())
    numbers = ((f"`{one['name']}`", one["value"], one["unit"], one["meaning"], one["source"]) for one in limit_rows())
    return (
        "# Rules of `casereview check`\n\nEach is one `.sql` file in `data/checks`. Names of tables and columns, types, codes and "
        "empty cells are checked against the schema as well.\n\n"
        + table(("rule", "severity", "finds", "tables", "collection years", "source"), rows)
        + "\n\n## Limits\n\nThe numbers of `data/checks/limits.csv`.\n\n"
        + table(("limit", "value", "unit", "meaning", "source"), numbers)
    )


def _standards() -> str:
    from toolkit.record.standards import Standards, nations
    from toolkit.record.standards_line import FOREVER, units

    parts = [
        "# Practice standards\n\nWhat had to be done by when. A year's file in `data/standards` holds only what changed in it; "
        "a line holds until a later one for the same step. To put your own before them, see "
        "[measure by your agency's own standards](../how-to/local-standards.md).\n\n## Units\n\n"
        + table(("unit", "counted as"), units().items())
    ]
    for name in nations():
        held = Standards(name)
        rows = (
            (o.duty, o.step, o.words, o.starts_from, o.valid_from, "" if o.valid_to == FOREVER else o.valid_to, o.status, o.source)
            for o in held.lines
        )
        head = ("duty", "step", "limit", "starts from", "in force from", "to", "status", "source")
        parts.append(f"\n\n## {held.counting.nation.label}\n\n`--nation {name}`. {held.told}\n\n" + table(head, rows))
    return "".join(parts)


def _over(rule: Rule) -> str:
    if rule.grouped:
        return "every spell" if "visit" not in rule.tables else "every statement"
    return ", ".join(rule.tables)


def _time() -> str:
    chapters = sorted((paths.PACKAGE.parent / "tests" / "spec").glob("*.md"))
    intro = (
        "# The rules of time\n\nEach example is a test: the statements of a record, then what each view shows of them.\n"
        "A view's day without a time means the end of that day.\n\n"
    )
    return intro + "\n".join(re.sub("^#", "##", chapter.read_text(encoding="utf-8"), flags=re.MULTILINE) for chapter in chapters)


def _results() -> str:
    from toolkit.result import COLUMNS, EVIDENCE_COLUMNS, STATUSES

    meanings = {
        "ok": "there is a value", "not applicable": "the question does not arise for this child; it is not passed",
        "not recorded": "the record was not meant to hold what is needed; it is not zero",
        "insufficient": "the record covers too little for a full answer; the reason says what can be said",
        "suppressed": "too few to publish; it is never a number", "error": "the indicator itself failed",
    }  # fmt: skip
    return (
        f"# Results\n\nEvery measure gives rows with these columns, in this order: {_listed(COLUMNS)}.\n\n"
        f"Evidence has {_listed(EVIDENCE_COLUMNS)}.\n\n## Status\n\n"
        + table(("status", "meaning"), ((s, meanings[s]) for s in STATUSES))
    )


def _glossary() -> str:
    from toolkit.report.glossary import terms

    intro = (
        "# Words used in reports\n\nEach is explained in a report where its prose first uses it, from `data/report/glossary.csv`. "
        "To explain a word of your own, add a line there: the term, the forms in which prose has it (separated by `|`; left empty, "
        "only the term), one or two sentences, and where they come from.\n\n"
    )
    rows = ((t.name, t.explanation, _source(t.source)) for t in terms())
    return intro + table(("term", "what it means", "source"), rows)


def _source(source: str) -> str:
    """A source as a link where it is one of these pages."""
    return f"[{Path(source).stem}](../{source.removeprefix('docs/')})" if source.startswith("docs/") else source


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _commands(root: TyperGroup) -> str:
    names = command_names(root)
    parts = ["# Commands\n\n```text\n" + _help(root, "casereview") + "\n```\n"]
    parts += [f"\n## {name}\n\n```text\n{_help(_found(root, name), 'casereview ' + name)}\n```\n" for name in names]
    return "".join(parts)


def command_names(root: TyperGroup) -> list[str]:
    """Return the names of all commands in the order in which they are shown; one below another as two words."""
    names = []
    for name in root.list_commands(typer.Context(root)):
        below = getattr(root.commands[name], "commands", None)
        names += [f"{name} {one}" for one in below] if below else [name]
    return names


def _found(root: TyperGroup, name: str) -> Command:
    found = root
    for word in name.split():
        found = found.commands[word]
    return found


def _help(command: Command, name: str) -> str:
    text = command.get_help(typer.Context(command, info_name=name, terminal_width=_WIDTH, max_content_width=_WIDTH))
    return "\n".join(line.rstrip() for line in text.strip().splitlines())
