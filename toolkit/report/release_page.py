"""The body of a released copy: tables and redrawn figures from what the gate let through, and the statement of what was checked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from toolkit.disclose import statement
from toolkit.disclose.publish import MISSING_STATUS
from toolkit.disclose.tables import Table
from toolkit.report import cells, gate, markup
from toolkit.report.markup import Column

if TYPE_CHECKING:
    from toolkit.disclose import Policy, Protected

_NUMBERS = ("numerator", "denominator", "missing", "value", "lower", "upper")
_INTERVAL = "95% interval"


def of_group(released: Protected, policy: Policy, later: bool) -> str:
    """Return one part of the page of a report on a group: what was known with the statement, or what came later."""
    tables = [t for t in released.tables if is_later(t) == later]
    log = [e for e in released.log if e.table.startswith("afterwards/") == later]
    if later and not tables:
        return ""
    said = [statement.amount(log, len(tables))]
    opening = [
        "Everything here is a count, a share or a middle value over children or decisions. Nothing is about one child.",
        statement.short(policy),
    ]
    titles = {t.shape.name: t.shape.title for t in tables}
    level = 3 if later else 2
    top = markup.element("h2", "What came later") if later else ""
    what = _hidden(log, titles)
    body = "".join(_section(t, policy, level) for t in tables)
    return (
        _cell(top)
        + _summary(said if later else opening + said, level)
        + body
        + (what if later else _checked(released, policy, what))
    )


def of_case(tables: Sequence[Table], left: Iterable[statement.Left], exception: str) -> str:
    """Return the page of a single case that leaves under a named exception."""
    said = [
        "This copy is about one child. No threshold was applied and nothing in it is suppressed or rounded.",
        f"It leaves under a named exception: {exception}.",
        "Days, texts from the record and identifiers are left out. What came later is left out.",
    ]
    body = "".join(_section(t, None, 2) for t in tables)
    check = _heading("How this copy was checked", 2) + _listed("Left behind", statement.left(left), 3)
    return _summary(said, 2) + body + _cell(check + _listed("What a person must still look at", statement.LOOK_CASE, 3))


def is_later(table: Table) -> bool:
    """Return whether a table belongs to the afterwards part."""
    return table.shape.name.startswith("afterwards/")


def csv(table: Table) -> str:
    """Return a released table as CSV: a suppressed cell is the word, and no cell can be taken for a formula."""
    if MISSING_STATUS not in table.frame.columns:
        return cells.csv(table.frame, {})
    return cells.csv(gate.written(table.frame), {})


def _section(table: Table, policy: Policy | None, level: int) -> str:
    shape = table.shape
    rounding = policy.number("round_to") if policy else 1
    note = " ".join(filter(None, (shape.note, f"Counts are rounded to the nearest {rounding}." if rounding > 1 else "")))
    return _cell(_heading(shape.title, level) + _shown(table, _caption(table), note))


def _caption(table: Table) -> str:
    """What is counted, as the caption under the heading; the title again where the policy does not say."""
    shape = table.shape
    kind = "Counts of" if shape.form == "counts" else "Shares of" if shape.statistic == "share" else "Middle values over"
    return f"{kind} {shape.of}" if shape.of else shape.title


def _shown(table: Table, caption: str, note: str) -> str:
    if table.shape.form == "figure":
        return _figure(table, caption, note)
    if table.shape.form == "results":
        return markup.table(caption, *_results(table), note=note)
    if {"measure", "value", "status"} <= set(table.frame.columns):
        return markup.table(caption, *_of_one_case(table), note=note)
    heads = [Column(c.replace("_", " "), c in table.shape.counts) for c in table.frame.columns]
    empty = "not recorded" if table.shape.form == "counts" else "none"
    return markup.table(caption, heads, cells.rows(table.frame, {}, empty), note)


def _figure(table: Table, caption: str, note: str) -> str:
    from toolkit import draw

    drawn = draw.intervals(table.frame, "measure", caption)
    data = markup.table(f"Data: {caption}", *_results(table))
    return markup.figure(drawn.address, drawn.alt, drawn.caption, data, len(table.frame)) + markup.element(
        "p", markup.text(note), class_="note"
    )


def _results(table: Table) -> tuple[list[Column], list[list[str]]]:
    return gate.results(table.frame, _labels(), table.shape.by or "Group", _INTERVAL)


def _of_one_case(table: Table) -> tuple[list[Column], list[list[str]]]:
    import pandas as pd

    numbers = {c: pd.to_numeric(table.frame[c].replace("", None)) for c in _NUMBERS}
    return cells.results(table.frame.assign(**numbers, reason=""), _labels(), "Decision", "Bounds")


def _labels() -> dict[str, str]:
    from toolkit.known import catalogue

    return {i.name: i.label for i in catalogue()}


def _checked(released: Protected, policy: Policy, what: str) -> str:
    heads = [Column(h) for h in ("Rule", "Value", "Meaning", "Source")]
    table = markup.table("The rules of the policy", heads, statement.rules(policy))
    said = _heading("How this copy was checked", 2) + markup.items(statement.checked(policy))
    behind = _listed("Left behind", statement.left(released.left), 3)
    return (
        _cell(said)
        + what
        + _cell(behind + _listed("What a person must still look at", statement.LOOK, 3) + _heading("Policy", 3) + table)
    )


def _hidden(log: Iterable[statement.Entry], titles: dict[str, str]) -> str:
    rows = statement.hidden(log, titles)
    heads = [Column("Table"), Column("Hidden", True), Column("What"), Column("Why")]
    return _cell(_heading("What was hidden", 3) + markup.table("What was hidden, and why", heads, rows)) if rows else ""


def _summary(sentences: Sequence[str], level: int) -> str:
    return markup.element("div", _heading("In short", level) + markup.items(sentences), class_="cell summary")


def _listed(title: str, sentences: Sequence[str], level: int) -> str:
    return _heading(title, level) + markup.items(sentences) if sentences else ""


def _heading(words: str, level: int) -> str:
    return markup.element(f"h{level}", markup.text(words))


def _cell(content: str) -> str:
    return markup.element("div", content, class_="cell") if content else ""
