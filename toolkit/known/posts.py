"""In what kind of post the workers of a case were: of the case's own workers only, and as known at each view.

The table `staff` is of no case. Of its rows only those cross the wall that say in what post a worker of the view's own case was:
since when, until when, and whether from an employment agency. No worker is named, and no table of workers is made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.record.clocks import happened, in_the_record, recorded
from toolkit.record.connection import arrow_of

if TYPE_CHECKING:
    from collections.abc import Container

    import duckdb

_NAME = "worker_post"


def post_table(source: duckdb.DuckDBPyConnection, target: duckdb.DuckDBPyConnection, words: Container[str] | None) -> None:
    """Make on a target the table `worker_post`, if it is among the words.

    It has a row for each post of the worker of each involvement of a view's case: `view_no`, `entity_id` (the involvement),
    `post_from`, `post_to` (empty while it goes on), `agency_worker`.

    Args:
        source: the connection that sees the record and has its table `moment`.
        target: the connection that the indicators run on, not yet locked.
        words: the words of their queries; the table is made where none are given.
    """
    if words is None or _NAME in words:
        target.register("handed", arrow_of(source, _POSTS))
        target.execute(f"CREATE TABLE {_NAME} AS FROM handed")
        target.unregister("handed")


_POSTS = f"""
    WITH involved AS (
        SELECT m.*, s.entity_id, s.worker_id FROM moment m JOIN involvement s USING (case_id)
        WHERE {in_the_record()} AND {happened("occurred_on")}
        QUALIFY row_number() OVER (PARTITION BY m.view_no, s.entity_id ORDER BY {recorded()} DESC, s.statement_id DESC) = 1)
    SELECT m.view_no, m.entity_id, s.occurred_on AS post_from, CASE WHEN {happened("ended_on")} THEN s.ended_on END AS post_to,
           s.agency_worker
    FROM involved m JOIN staff s USING (worker_id)
    WHERE {in_the_record()} AND {happened("occurred_on")}
    QUALIFY row_number() OVER (
        PARTITION BY m.view_no, m.entity_id, s.entity_id ORDER BY {recorded()} DESC, s.statement_id DESC) = 1"""
