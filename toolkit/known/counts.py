"""How many things of a table were known at each view, or at each month end: one pass over the record, without indicators."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import CaseReviewError, nearest
from toolkit.known.abreast import are_simple, counted_abreast, covered_moments
from toolkit.known.moments import make_moments
from toolkit.known.monthends import counted_at_month_ends
from toolkit.known.shelf import Shelf, shelf_for
from toolkit.known.versions import CLOCK, known_rows
from toolkit.known.viewfile import checked_views, is_day
from toolkit.record.clocks import EARLIEST, check_reading
from toolkit.record.schema import BY_NAME, STATEMENT_TABLES
from toolkit.record.sql import text
from toolkit.record.together import find_together

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.record import Record


def counted(
    record: Record, views: pd.DataFrame, table: str, by: str, knowledge: str = EARLIEST, to: str | Path = ""
) -> pd.DataFrame | None:
    """Count the things of a table that were known to have happened at each view, by what one of its columns says.

    Args:
        record, views, knowledge: as for :func:`toolkit.known.measure`.
        table: a table of the record.
        by: one of its columns.
        to: a Parquet file to write in place of returning rows.

    Returns:
        `view_id`, the column, `number` (at least 1), sorted. A view at which the record does not cover the table has no rows.

    Raises:
        CaseReviewError: a table or a column that there is not.

    >>> from toolkit import paths
    >>> from toolkit.record import open_record
    >>> import pandas as pd
    >>> views = pd.DataFrame({"view_id": ["v"], "case_id": ["no such case"], "as_of": ["2024-05-01"]})
    >>> len(counted(open_record(paths.sample_record()), views, "visit", "kind"))
    0
    """
    _check(table, by)
    check_reading(knowledge)
    asked, looked = checked_views(views), record.looked_up((table,))
    shelf = shelf_for(record, True)
    try:
        way = _abreast if are_simple(asked, table, by) else _at_each
        return _given(shelf, way(shelf, looked, asked, table, by, knowledge), to)
    finally:
        shelf.close()


def monthly(
    record: Record, table: str, start: str, end: str, knowledge: str = EARLIEST, to: str | Path = ""
) -> pd.DataFrame | None:
    """Count the things of a table that were known to have happened at each month end, by case: as sums of what came and went.

    A thing that was recorded counts from the first month end on, and one withdrawn counts no more; so each statement is
    looked at once, and not once a month.

    Args:
        record, knowledge: as for :func:`toolkit.known.measure`.
        table: a table of the record in which no thing has two versions at once.
        start, end: days (ISO); the month ends from the first to the last that they hold.
        to: a Parquet file to write in place of returning rows.

    Returns:
        `case_id, month_end, number`, sorted: each month end at which the record was known to cover the table, of every case, by
        the number under which it was recorded, of which the table ever says that something has happened. So a 0 is a count: by
        then nothing was known. A month end at which the record does not cover the table has no rows.

    Raises:
        CaseReviewError: a table that there is not, or one in which things have two versions at once; days that are none, or an
            end before the start.

    >>> from toolkit import paths
    >>> from toolkit.record import open_record
    >>> list(monthly(open_record(paths.sample_record()), "visit", "2021-01-01", "2021-02-28").columns)
    ['case_id', 'month_end', 'number']
    """
    _check(table)
    check_reading(knowledge)
    _check_days(start, end)
    shelf = shelf_for(record, True)
    try:
        if table not in record.looked_up((table,)).seen.apart and find_together(shelf.source, table):
            raise CaseReviewError(f"Things of {table} have two versions at once", todo="Ask for each view: casereview known.")
        return _given(shelf, counted_at_month_ends(shelf.source, table, start, end, knowledge), to)
    finally:
        shelf.close()


def _check(table: str, by: str | None = None) -> None:
    if table not in STATEMENT_TABLES:
        raise CaseReviewError(f"There is no table {table}{nearest(table, STATEMENT_TABLES)}")
    columns = [c.name for c in BY_NAME[table].columns if c.name not in CLOCK]
    if by is not None and by not in columns:
        raise CaseReviewError(f"The table {table} has no column {by} to count by{nearest(by, columns)}")


def _check_days(start: str, end: str) -> None:
    problems = [
        f"{name}: {day} is not a date such as 2024-05-01" for name, day in (("start", start), ("end", end)) if not is_day(day)
    ]
    if not problems and end < start:
        problems = [f"end: {end} is before {start}"]
    if problems:
        raise CaseReviewError("These days cannot be used", problems)


def _given(shelf: Shelf, query: str, to: str | Path) -> pd.DataFrame | None:
    if not to:
        return shelf.source.execute(f"{query} ORDER BY ALL").df()
    shelf.source.execute(f"COPY ({query}) TO {text(str(to))} (FORMAT parquet)")


def _abreast(shelf: Shelf, record: Record, views: pd.DataFrame, table: str, by: str, knowledge: str) -> str:
    return counted_abreast(shelf.source, views, table, by, knowledge, table in record.seen.apart)


def _at_each(shelf: Shelf, record: Record, views: pd.DataFrame, table: str, by: str, knowledge: str) -> str:
    """Whatever the views are and the table holds: from the statements as they stood at each view."""
    care = make_moments(shelf.source, views, (table,), knowledge, record.seen)
    asked = shelf.large and not care.one_version(table)
    together = find_together(shelf.source, table, table in care.uncertain) if asked else None
    rows = known_rows(table, {by}, care, together)
    return f"""
        SELECT v.view_id, n.{by}, n.number
        FROM (SELECT view_no, {by}, count(*) AS number FROM ({rows}) WHERE NOT is_plan GROUP BY view_no, {by}) n
        JOIN ({covered_moments(table)}) m USING (view_no) JOIN given_view v USING (of_view)
        WHERE m.base"""
