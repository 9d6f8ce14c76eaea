"""From views to moments: each view under each reading of what is uncertain about the order of things."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from toolkit.known.care import Care, look, may_be_doubted
from toolkit.known.own import make_own_links, not_its_own
from toolkit.known.viewfile import NEEDED, OPTIONAL
from toolkit.record.clocks import EARLIEST, LATEST, NOT_AT, UNSURE, UPTO, Moment, check_reading, in_the_record
from toolkit.record.identity import join_at_views
from toolkit.record.looked import NOTHING

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from toolkit.record.looked import Looked


def make_moments(
    con: duckdb.DuckDBPyConnection,
    views: pd.DataFrame | str,
    tables: tuple[str, ...],
    knowledge: str = EARLIEST,
    seen: Looked = NOTHING,
) -> Care:
    """Make the tables `given_view`, `own_link`, `moment` and `doubt` on a connection that sees a record.

    `moment` holds every view once as it is read (`base`), and once more for each other reading under which something
    in the named tables differs: uncertain record times at their other bound, a decision's own day let in.
    A view at which two case numbers were known to be one child's sees the statements of both (`toolkit.record.identity`).
    `doubt` counts by view and table what made that necessary: `assumed` and `same_day` statements.

    Args:
        con: the connection.
        views: as :func:`toolkit.known.viewfile.checked_views` returns them; or SQL that reads such ones from a file, each with
            its place in the order of their names (:func:`toolkit.known.reunited.views_within`).
        tables: the record's tables that are asked of.
        knowledge: how uncertain record times are read for the base.
        seen: what was seen of the record beforehand.

    Returns:
        What is to be taken care of.

    Raises:
        CaseReviewError: there is no such reading.
    """
    joined = make_readings(con, views, knowledge, other=not seen.exact.issuperset(tables))
    make_own_links(con)
    con.execute("CREATE TEMP TABLE doubt (of_view BIGINT, table_name VARCHAR, assumed BIGINT, same_day BIGINT)")
    # Things of one number are apart by themselves, and need not be where two numbers are read as one.
    care = replace(look(con, tables, seen.exact), apart=frozenset() if joined else seen.apart)
    if doubts := _all_doubts(care, knowledge):
        con.execute(f"INSERT INTO doubt {doubts}")
    con.execute(f"CREATE TEMP TABLE moment AS {_DOUBTED if doubts else _BASE}")
    return care


def make_readings(con: duckdb.DuckDBPyConnection, views: pd.DataFrame | str, knowledge: str, other: bool = True) -> bool:
    """Make the table `given_view` and over it `reading`, each view under each reading; say whether any sees several case numbers.

    Args:
        con: the connection.
        views: as :func:`make_moments` takes them.
        knowledge: how uncertain record times are read for the base.
        other: whether views are wanted under the other reading of those times too.

    Raises:
        CaseReviewError: there is no such reading.
    """
    check_reading(knowledge)
    _make_view(con, views)
    wanted = "true" if other else f"knowledge = '{knowledge}'"
    con.execute(f"CREATE TEMP VIEW reading AS {_readings(knowledge)} AND {wanted}")
    return join_at_views(con)


def _make_view(con: duckdb.DuckDBPyConnection, views: pd.DataFrame | str) -> None:
    if isinstance(views, str):
        con.execute(_given("place", f"({views})"))
        return
    con.register("given_rows", views[[*NEEDED, *OPTIONAL]].copy())
    con.execute(_given("row_number() OVER (ORDER BY view_id)", "given_rows"))
    con.unregister("given_rows")


def _given(number: str, rows: str) -> str:
    return f"""
        CREATE TEMP TABLE given_view AS
        SELECT {number} AS of_view, view_id, case_id, CAST(as_of AS TIMESTAMP) AS as_of, length(as_of) = 10 AS bare,
               nullif(decision_id, '') AS decision_id, nullif(holder, '') AS holder, nullif(cut, '') AS cut
        FROM {rows}"""


def _readings(knowledge: str) -> str:
    return f"""
        SELECT of_view, case_id, decision_id, knowledge, same_day, knowledge <> '{knowledge}' AS other,
               knowledge = '{knowledge}' AND NOT same_day AS base,
               CAST(as_of AS DATE) AS day, {UPTO} AS upto, {NOT_AT} AS not_at
        FROM given_view, (VALUES ('{EARLIEST}'), ('{LATEST}')) k (knowledge), (VALUES (false), (true)) d (same_day)
        WHERE (NOT same_day OR cut = 'before')"""


_BASE = "SELECT of_view AS view_no, * FROM reading WHERE base"
_DOUBTED = """
    SELECT row_number() OVER (ORDER BY of_view, base DESC, knowledge, same_day) AS view_no, r.*
    FROM reading r
    LEFT JOIN (SELECT of_view, sum(assumed) > 0 AS assumed, sum(same_day) > 0 AS that_day FROM doubt GROUP BY of_view) d
        USING (of_view)
    WHERE base OR ((NOT other OR coalesce(assumed, false)) AND (NOT same_day OR coalesce(that_day, false)))"""


def _all_doubts(care: Care, knowledge: str) -> str:
    """A statement is in doubt where another reading disagrees with the base on whether it stood at the view."""
    which = may_be_doubted() if care.cut else UNSURE
    if not care.many:
        return _doubts("table_name", f"FROM written WHERE {which}", not_its_own(), knowledge) if care.doubtful else ""
    return " UNION ALL ".join(
        _doubts(f"'{t}' AS table_name", f'FROM "{t}" WHERE {which}', not_its_own(t), knowledge) for t in sorted(care.doubtful)
    )


def _doubts(table: str, rows: str, not_own: str, knowledge: str) -> str:
    base = Moment(knowledge=f"'{knowledge}'")
    other = Moment(knowledge=f"'{LATEST if knowledge == EARLIEST else EARLIEST}'")
    that_day = Moment(base.knowledge, "m.wide_upto", "m.wide_not_at")
    return f"""
        SELECT of_view, table_name, count(*) FILTER (base <> other), count(*) FILTER (base <> that_day)
        FROM (SELECT m.of_view, {table}, {in_the_record(m=base)} AS base, {in_the_record(m=other)} AS other,
                     {in_the_record(m=that_day)} AS that_day
              FROM (SELECT n.of_view, n.case_id, n.decision_id, n.upto, n.not_at,
                           coalesce(w.upto, n.upto) AS wide_upto, coalesce(w.not_at, n.not_at) AS wide_not_at
                    FROM reading n LEFT JOIN (SELECT * FROM reading WHERE same_day AND NOT other) w USING (of_view) WHERE n.base) m
              JOIN ({rows}) s USING (case_id)
              WHERE s.recorded_at <= m.wide_upto AND {not_own})
        WHERE base <> other OR base <> that_day
        GROUP BY of_view, table_name"""
