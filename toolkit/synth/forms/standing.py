"""A record as it stood on the day of a return: what the writers of forms read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.record.open import open_record
from toolkit.record.schema import BY_NAME

if TYPE_CHECKING:
    import duckdb

Row = dict[str, Any]
_MONTH, _DAY = 3, 31


class Standing:
    """The statements of a record that stand at the end of a day, table by table."""

    def __init__(self, record: str | Path, taken_on: date) -> None:
        """Open the record as it stood at the end of that day."""
        self.taken_on = taken_on
        self.con: duckdb.DuckDBPyConnection = open_record(record).connect(threads=1)
        self.cut = datetime.combine(taken_on, time.max)

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """Return the rows of a query in which `{table}` stands for a table as it stood, and `$1`, `$2` … for the values it names.

        >>> from toolkit import paths
        >>> Standing(paths.sample_record(), date(2019, 1, 1)).rows("SELECT case_id FROM {child}")
        []
        """
        named = {t: self._stood(t) for t in BY_NAME if "{" + t + "}" in sql}
        for table, view in named.items():
            sql = sql.replace("{" + table + "}", view)
        result = self.con.execute(sql, {str(n): v for n, v in enumerate(values, 1) if f"${n}" in sql})
        names = [d[0] for d in result.description or ()]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def _stood(self, table: str) -> str:
        cut = f"TIMESTAMP '{self.cut:%Y-%m-%d %H:%M:%S.%f}'"
        return f'(FROM "{table}" WHERE recorded_at <= {cut} AND (withdrawn_at IS NULL OR withdrawn_at > {cut}))'


def year_end(year: int) -> date:
    """Return the last day of a collection year."""
    return date(year, _MONTH, _DAY)


def year_start(year: int) -> date:
    """Return the first day of a collection year.

    >>> year_start(2024)
    datetime.date(2023, 4, 1)
    """
    return date(year - 1, _MONTH + 1, 1)


def covered(record: str | Path) -> tuple[date, date]:
    """Return the first and the last day that a record covers."""
    con = open_record(record).connect(threads=1)
    found = con.execute("SELECT min(covered_from), max(coalesce(covered_to, CAST(recorded_at AS DATE))) FROM coverage").fetchall()
    return found[0]


def past(day: date | None, last: date) -> date | None:
    """Return a day, or nothing where it lies after the last one that a form speaks of."""
    return day if day and day <= last else None
