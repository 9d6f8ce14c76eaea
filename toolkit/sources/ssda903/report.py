"""The import report: every row read is accounted for, and every difference between returns is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.record.history import OUTCOMES
from toolkit.sources.ssda903.check import ANOTHER_YEAR, Checked

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.sources.ssda903.read import RawReturn
    from toolkit.sources.ssda903.tables import Statements
    from toolkit.sources.ssda903.years import Dated

COLUMNS = ["return", "taken_on", "table", "count", "why", "rows"]
_LATE = {"new": "never shown before", "returned": "shown by an earlier return and withdrawn since"}
_EXPLAINED = ("set aside", "held back", "let through", "late")
_SEEN_BEFORE = ("unchanged", "changed", "confirmed", "withdrawn", "not confirmed", "unreadable")
_COMPARED = ("in scope", "left scope", "withdrawn", "changed", "confirmed", "not confirmed", "late", "stated ahead", "held back")


@dataclass(frozen=True)
class ImportReport:
    """What an import did: the record's folder, the counts (columns :data:`COLUMNS`), and notes on what was assumed."""

    record: Path
    rows: pd.DataFrame
    notes: list[str] = field(default_factory=list)

    def count(self, return_: str, table: str, count: str, why: str | None = None) -> int:
        """Return one count: of a return (`SSDA903 2018`) and a table; summed over reasons where none is named."""
        r = self.rows
        picked = (r["return"] == return_) & (r["table"] == table) & (r["count"] == count)
        return int(r.loc[picked if why is None else picked & (r["why"] == why), "rows"].sum())

    def text(self) -> str:
        """Return the report for the terminal: counts only, no identifier."""
        parts = [
            f"The record is in {self.record}",
            *self.notes,
            "",
            "Rows read",
            *self._files(),
            "",
            "Returns compared",
            *self._compared(),
            "",
            "Why rows were late, set aside or held back",
            *self._reasons(),
            "",
            "Every row read was accepted or set aside (rejected.csv, in the record's folder).",
        ]
        return "\n".join(parts)

    def _files(self) -> list[str]:
        names = ("read", "accepted", "set aside")
        return _columns(["return", "file", *names], self._lines(self.rows[self.rows["count"] == "read"], names))

    def _compared(self) -> list[str]:
        return _columns(["return", "table", *_COMPARED], self._lines(self.rows[self.rows["count"] == "shown"], _COMPARED))

    def _lines(self, keys: pd.DataFrame, names: tuple[str, ...]) -> Iterator[list[str]]:
        for return_, table in zip(keys["return"], keys["table"], strict=True):
            yield [return_, table, *(f"{self.count(return_, table, name):,}" for name in names)]

    def _reasons(self) -> list[str]:
        given = self.rows[self.rows["count"].isin(_EXPLAINED) & (self.rows["why"] != "") & (self.rows["rows"] > 0)]
        lines = [f"  {r['return']}, {r['table']}: {r['rows']:,} {r['count']}: {r['why']}" for r in given.to_dict("records")]
        return lines or ["  none"]


def file_rows(raw: RawReturn, dated: Dated, checked: dict[str, Checked]) -> list[dict[str, object]]:
    """Return the counts of a return's files: read = accepted + set aside."""
    rows: list[dict[str, object]] = []
    for table in sorted(raw.tables):
        one = checked[table]
        rows += [_row(dated, table, "read", one.read), _row(dated, table, "accepted", len(one.accepted))]
        rows += [_row(dated, table, "set aside", n, why) for why, n in one.reasons.items()]
        rows += [_row(dated, table, "let through", n, f"{code}: {ANOTHER_YEAR}") for code, n in one.let_through.items()]
    return rows


def table_rows(dated: Dated, table: str, said: Statements, outcomes: pd.DataFrame) -> list[dict[str, object]]:
    """Return the counts of one table of the record in one return: what it showed, and how that compares with earlier ones."""
    shown = said.shown[table]
    tally, late = Counter(outcomes["outcome"]), Counter(outcomes.loc[outcomes["late"], "outcome"])
    rows = [
        _row(dated, table, "shown", shown["entity_id"].nunique()),
        _row(dated, table, "in scope", sum(tally[name] for name in _SEEN_BEFORE)),
    ]
    rows += [_row(dated, table, name, tally[name]) for name in OUTCOMES]
    rows += [_row(dated, table, "late", late[name], why) for name, why in _LATE.items()]
    rows.append(_row(dated, table, "stated ahead", shown.loc[shown["ahead"].notna(), "entity_id"].nunique()))
    return rows + [_row(dated, table, "held back", n, why) for why, n in said.held_back[table].items()]


def absent_rows(dated: Dated, table: str, outcomes: pd.DataFrame) -> list[dict[str, object]]:
    """Return the counts of a table that a return has no file for: what earlier returns said of it stands."""
    return [_row(dated, table, "left scope", len(outcomes), "this return has no file for it")] if len(outcomes) else []


def _row(dated: Dated, table: str, count: str, rows: int, why: str = "") -> dict[str, object]:
    return dict(zip(COLUMNS, [dated.source, dated.taken_on.isoformat(), table, count, why, rows], strict=True))


def _columns(head: list[str], lines: Iterator[list[str]]) -> list[str]:
    table = [head, *lines]
    widths = [max(len(line[i]) for line in table) for i in range(len(head))]
    return ["  " + "  ".join(_cell(cell, widths[i], i) for i, cell in enumerate(line)).rstrip() for line in table]


def _cell(cell: str, width: int, i: int) -> str:
    return cell.ljust(width) if i < 2 else cell.rjust(width)
