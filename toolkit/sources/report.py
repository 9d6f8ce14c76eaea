"""The import report: every row read is accounted for, and every difference between extracts is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.record.history import OUTCOMES

if TYPE_CHECKING:
    import pandas as pd

Line = dict[str, object]
COLUMNS = ["extract", "taken_on", "table", "count", "why", "rows"]
NO_FILE = "this extract has no file for it"
_LATE = {"new": "never shown before", "returned": "shown by an earlier extract and withdrawn since"}
_ROWS = ("read", "used", "set aside")
_SEEN_BEFORE = ("unchanged", "changed", "confirmed", "withdrawn", "not confirmed", "unreadable")
_COMPARED = ("shown", "new", "left scope", "withdrawn", "changed", "confirmed", "not confirmed", "late", "stated ahead")
_HELD_BACK = "held back"  # shown where an import holds things back


@dataclass(frozen=True)
class ImportReport:
    """What an import did: the record's folder, the counts (columns :data:`COLUMNS`), and notes on what was assumed."""

    record: Path
    rows: pd.DataFrame
    notes: list[str] = field(default_factory=list)

    def count(self, extract: str, table: str, count: str, why: str | None = None) -> int:
        """Return one count of an extract and a table (or file), summed over reasons where none is named."""
        r = self.rows
        picked = (r["extract"] == extract) & (r["table"] == table) & (r["count"] == count)
        return int(r.loc[picked if why is None else picked & (r["why"] == why), "rows"].sum())

    def text(self) -> str:
        """Return the report for the terminal: counts only, no identifier."""
        compared = (*_COMPARED, _HELD_BACK) if (self.rows["count"] == _HELD_BACK).any() else _COMPARED
        parts = [
            f"The record is in {self.record}",
            *self.notes,
            "",
            "Rows read",
            *_columns(["extract", "file", *_ROWS], self._lines("read", _ROWS)),
            "",
            "Extracts compared",
            *_columns(["extract", "table", *compared], self._lines("shown", compared)),
            "",
            "Why rows were set aside, late or otherwise not as they stood",
            *self._reasons(),
            "",
            "Every row read was used or set aside (rejected.csv, in the record's folder).",
        ]
        return "\n".join(parts)

    def _lines(self, key: str, names: tuple[str, ...]) -> Iterator[list[str]]:
        keys = self.rows.loc[self.rows["count"] == key, ["extract", "table"]].drop_duplicates()
        for extract, table in zip(keys["extract"], keys["table"], strict=True):
            yield [extract, table, *(f"{self.count(extract, table, name):,}" for name in names)]

    def _reasons(self) -> list[str]:
        given = self.rows[(self.rows["why"] != "") & (self.rows["rows"] > 0)]
        lines = [f"  {r['extract']}, {r['table']}: {r['rows']:,} {r['count']}: {r['why']}" for r in given.to_dict("records")]
        return lines or ["  none"]


def row(extract: str, taken_on: date, table: str, count: str, rows: int, why: str = "") -> dict[str, object]:
    """Return one line of the report."""
    return dict(zip(COLUMNS, [extract, taken_on.isoformat(), table, count, why, rows], strict=True))


def file_rows(extract: str, taken_on: date, read: pd.DataFrame, rejected: pd.DataFrame) -> list[dict[str, object]]:
    """Return the counts of an extract's files: read = used + set aside; the reasons count a row under all its faults together.

    `read` has file, table, read, used, set_aside; `rejected` has file, row, column, why.
    """
    rows: list[dict[str, object]] = []
    for file, counts in read.groupby("file", sort=True)[["read", "used", "set_aside"]].sum().iterrows():
        rows += [row(extract, taken_on, str(file), n, int(counts[n.replace(" ", "_")])) for n in _ROWS[:2]]
        reasons = reasons_of(rejected[rejected["file"] == file])
        rows += [row(extract, taken_on, str(file), _ROWS[2], n, why) for why, n in reasons.items()]
        if rest := int(counts["set_aside"]) - sum(reasons.values()):
            rows.append(row(extract, taken_on, str(file), _ROWS[2], rest))
    return rows


def reasons_of(rejected: pd.DataFrame) -> dict[str, int]:
    """Return how many rows were set aside for each reason; a row with two faults counts once, under the two together."""
    if rejected.empty:
        return {}
    each = rejected.sort_values("why").groupby("row", sort=True)["why"].agg(lambda whys: "; ".join(dict.fromkeys(whys)))
    return {str(why): int(n) for why, n in each.value_counts().sort_index().items()}


def table_rows(
    extract: str,
    taken_on: date,
    table: str,
    shown: pd.DataFrame | None,
    outcomes: pd.DataFrame,
    held_back: Mapping[str, int] | None = None,
) -> list[dict[str, object]]:
    """Return the counts of one table in one extract: what it showed, and how that compares with the extracts before it.

    `held_back` counts by reason the things that the extract shows and that its own rules do not let stand.
    """

    def line(count: str, n: int, why: str = "") -> dict[str, object]:
        return row(extract, taken_on, table, count, n, why)

    if shown is None:
        return [line("left scope", len(outcomes), NO_FILE)] if len(outcomes) else []
    tally, late = Counter(outcomes["outcome"]), Counter(outcomes.loc[outcomes["late"].astype(bool), "outcome"])
    rows = [line("shown", shown["entity_id"].nunique()), line("in scope", sum(tally[name] for name in _SEEN_BEFORE))]
    rows += [line(name, tally[name]) for name in OUTCOMES]
    rows += [line("late", late[name], why) for name, why in _LATE.items()]
    rows.append(line("stated ahead", shown.loc[shown["ahead"].notna(), "entity_id"].nunique()))
    return rows + [line(_HELD_BACK, n, why) for why, n in (held_back or {}).items()]


def _columns(head: list[str], lines: Iterable[list[str]]) -> list[str]:
    table = [head, *lines]
    widths = [max(len(line[i]) for line in table) for i in range(len(head))]
    return ["  " + "  ".join(_cell(cell, widths[i], i) for i, cell in enumerate(line)).rstrip() for line in table]


def _cell(cell: str, width: int, i: int) -> str:
    return cell.ljust(width) if i < 2 else cell.rjust(width)
