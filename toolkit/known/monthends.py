"""Counting at every month end with one look at each statement: what it adds to all months is one packed number for several of them.

Rows by case and month would be tens of millions to put in groups. So statements are grouped by case only, and each brings, for
the months from the one in which it came to the one in which it went, a row of `stay`: whole numbers whose bits are divided among
the months, as many bits for each as the largest count of a case needs. Their sums hold the counts, side by side.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from toolkit.known.abreast import covered_moments, stated
from toolkit.record.clocks import END_OF_DAY, NEVER
from toolkit.record.sql import text

if TYPE_CHECKING:
    import duckdb

_BITS = 63  # of a whole number, without its sign
_MOST = 60  # months that are counted in one look at the statements


class _Month(NamedTuple):
    """A month, and whether the record was known, at its end, to cover the table then."""

    first_day: str
    last_day: str
    covered: bool


@dataclass(frozen=True)
class _Packing:
    """How the counts of so many months are packed: in numbers `months_0`, `months_1` …, so many bits for each."""

    months: int
    bits: int

    @property
    def each(self) -> int:
        """Months in a number."""
        return _BITS // self.bits

    @property
    def numbers(self) -> range:
        """The numbers."""
        return range(-(-self.months // self.each))

    def key(self, came: str, went: str) -> str:
        """SQL for the key of a row of `stay`: a small whole number, as rows are joined to those by their place."""
        return f"({came} * {self.months + 1} + {went})"

    def count(self, month: int) -> str:
        """SQL for the count of a month."""
        return f"(months_{month // self.each} >> {month % self.each * self.bits}) & {(1 << self.bits) - 1}"


def counted_at_month_ends(con: duckdb.DuckDBPyConnection, table: str, start: str, end: str, knowledge: str) -> str:
    """Return SQL for the counts of :func:`toolkit.known.counts.monthly`.

    Args:
        con: a connection that sees the record and nothing else; tables are made on it.
        table, knowledge: what is counted, and how uncertain record times are read.
        start, end: days (ISO), in order.
    """
    months = _months(con, table, start, end)
    packing = _Packing(min(len(months), _MOST), _bits_needed(con, table))
    _make_stay(con, packing)
    blocks = [months[first : first + _MOST] for first in range(0, len(months), _MOST)]
    blocks = [block for block in blocks if any(month.covered for month in block)] or blocks[:1]
    return " UNION ALL ".join(_counted_in(block, stated(table, knowledge), packing) for block in blocks)


def _months(con: duckdb.DuckDBPyConnection, table: str, start: str, end: str) -> list[_Month]:
    con.execute(f"""
        CREATE TEMP TABLE moment AS
        SELECT row_number() OVER (ORDER BY d) AS view_no, CAST(d AS DATE) AS first_day, last_day(CAST(d AS DATE)) AS day,
               last_day(CAST(d AS DATE)) + {END_OF_DAY} AS upto, {NEVER} AS not_at
        FROM range(date_trunc('month', DATE {text(start)}), DATE {text(end)} + 1, INTERVAL 1 MONTH) r (d)""")
    found = con.execute(f"""
        SELECT CAST(m.first_day AS VARCHAR), CAST(m.day AS VARCHAR), c.view_no IS NOT NULL
        FROM moment m LEFT JOIN ({covered_moments(table)}) c USING (view_no) ORDER BY view_no""")
    return [_Month(*row) for row in found.fetchall()]


def _bits_needed(con: duckdb.DuckDBPyConnection, table: str) -> int:
    """So many bits that no count reaches into those of the next month, as none is larger than the number of a case's statements."""
    found = con.execute(f'SELECT coalesce(max(number), 1) FROM (SELECT count(*) AS number FROM "{table}" GROUP BY case_id)')
    return found.fetchall()[0][0].bit_length()


def _make_stay(con: duckdb.DuckDBPyConnection, packing: _Packing) -> None:
    """Make `stay`: by the months in which a statement came and went, numbers with a one for each month end at which it stood."""
    one = f"CAST(1 AS BIGINT) << (month % {packing.each} * {packing.bits})"
    numbers = (
        f"CAST(coalesce(sum({one}) FILTER (month // {packing.each} = {n}), 0) AS BIGINT) AS months_{n}" for n in packing.numbers
    )
    con.execute(f"""
        CREATE TEMP TABLE stay AS
        SELECT {packing.key("came", "went")} AS key, {", ".join(numbers)}
        FROM range({packing.months + 1}) a (came), range({packing.months + 1}) b (went)
        LEFT JOIN range({packing.months}) m (month) ON month >= came AND month < went
        GROUP BY came, went""")


def _counted_in(block: list[_Month], rows: str, packing: _Packing) -> str:
    covered = [(n, month.last_day) for n, month in enumerate(block) if month.covered]
    days = ", ".join(f"DATE '{day}'" for _, day in covered)
    counts = ", ".join(packing.count(n) for n, _ in covered)
    sums = ", ".join(f"CAST(sum(months_{n}) AS BIGINT) AS months_{n}" for n in packing.numbers)
    came, went = (_month_of(clock, block[0].first_day, packing.months) for clock in ("came", "went"))
    return f"""
        SELECT case_id, unnest(CAST([{days}] AS DATE[])) AS month_end, unnest(CAST([{counts}] AS BIGINT[])) AS number
        FROM (SELECT case_id, {sums}
              FROM (SELECT case_id, {packing.key(came, went)} AS key FROM ({rows})) JOIN stay USING (key)
              GROUP BY case_id)"""


def _month_of(clock: str, first_day: str, months: int) -> str:
    """SQL for the place of an instant's month in a block: the first for whatever was before it, and after the last for the rest."""
    first = f"TIMESTAMP '{first_day}'"
    return f"""
        CASE WHEN {clock} >= {first} + INTERVAL {months} MONTH THEN {months} WHEN {clock} < {first} THEN 0
             ELSE date_diff('month', {first}, {clock}) END"""
