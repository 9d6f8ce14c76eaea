"""How many things of a table were known at each view, or at each month end: one pass over the record, without indicators."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import CaseReviewError, nearest
from toolkit.known.care import Care, unsure
from toolkit.known.moments import make_moments
from toolkit.known.shelf import Shelf, shelf_for
from toolkit.known.tables import COVER
from toolkit.known.together import find_together, seen_at_once
from toolkit.known.versions import known_rows
from toolkit.known.viewfile import checked_views
from toolkit.record.clocks import EARLIEST, LATEST
from toolkit.record.schema import BY_NAME, STATEMENT_TABLES
from toolkit.record.sql import text

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
    shelf = shelf_for(record, True)
    try:
        care = make_moments(shelf.source, checked_views(views), (table,), knowledge)
        return _given(shelf, _counted(shelf, table, by, care), to)
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
        `case_id, month_end, number`, sorted; every month end of every case that has a statement in the table. What the record
        covers is not looked at, unlike in :func:`counted`: a 0 at a month end that the table does not cover is no count.

    Raises:
        CaseReviewError: a table that there is not, or one in which things have two versions at once.

    >>> from toolkit import paths
    >>> from toolkit.record import open_record
    >>> list(monthly(open_record(paths.sample_record()), "visit", "2021-01-01", "2021-02-28").columns)
    ['case_id', 'month_end', 'number']
    """
    _check(table)
    shelf = shelf_for(record, True)
    try:
        sure, doubt = seen_at_once(shelf.source, table, unsure())
        if (doubt or not sure) and find_together(shelf.source, table, doubt, looked=not sure):
            raise CaseReviewError(f"Things of {table} have two versions at once", todo="Ask for each view: casereview known.")
        return _given(shelf, _monthly(table, start, end, knowledge), to)
    finally:
        shelf.close()


def _check(table: str, by: str = "") -> None:
    if table not in STATEMENT_TABLES:
        raise CaseReviewError(f"There is no table {table}{nearest(table, STATEMENT_TABLES)}")
    columns = [c.name for c in BY_NAME[table].columns]
    if by and by not in columns:
        raise CaseReviewError(f"The table {table} has no column {by}{nearest(by, columns)}")


def _given(shelf: Shelf, query: str, to: str | Path) -> pd.DataFrame | None:
    if not to:
        return shelf.source.execute(f"{query} ORDER BY ALL").df()
    shelf.source.execute(f"COPY ({query}) TO {text(str(to))} (FORMAT parquet)")


def _counted(shelf: Shelf, table: str, by: str, care: Care) -> str:
    asked = shelf.large and not care.one_version(table)
    together = find_together(shelf.source, table, table in care.uncertain, table in care.mixed) if asked else None
    rows = known_rows(table, {by}, care, together)
    return f"""
        SELECT v.view_id, n.{by}, n.number
        FROM (SELECT view_no, {by}, count(*) AS number FROM ({rows}) WHERE NOT is_plan GROUP BY view_no, {by}) n
        JOIN moment m USING (view_no) JOIN given_view v USING (of_view)
        SEMI JOIN (FROM ({COVER}) WHERE table_name = '{table}') c ON c.view_no = n.view_no AND c.covered_to >= m.day
        WHERE m.base"""


def _monthly(table: str, start: str, end: str, knowledge: str) -> str:
    recorded, withdrawn = ("recorded_by", "withdrawn_by") if knowledge == LATEST else ("recorded_at", "withdrawn_at")
    return f"""
        WITH stated AS (
            SELECT case_id, last_day({recorded}) AS came, last_day({withdrawn}) AS went FROM "{table}"
            WHERE occurred_on <= CAST({recorded} AS DATE)),
        change AS (
            SELECT case_id, greatest(came, last_day(DATE {text(start)})) AS month_end, count(*) AS more
            FROM stated WHERE came IS DISTINCT FROM went GROUP BY ALL
            UNION ALL
            SELECT case_id, greatest(went, last_day(DATE {text(start)})), -count(*)
            FROM stated WHERE went > came GROUP BY ALL),
        month AS (
            SELECT last_day(CAST(d AS DATE)) AS month_end
            FROM range(date_trunc('month', DATE {text(start)}), DATE {text(end)} + 1, INTERVAL 1 MONTH) r (d)),
        dense AS (
            SELECT case_id, month_end, more FROM change WHERE month_end <= last_day(DATE {text(end)})
            UNION ALL SELECT case_id, month_end, 0 FROM (SELECT DISTINCT case_id FROM stated), month)
        SELECT case_id, month_end, CAST(sum(sum(more)) OVER (PARTITION BY case_id ORDER BY month_end) AS BIGINT) AS number
        FROM dense GROUP BY case_id, month_end"""
