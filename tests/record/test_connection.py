"""A connection that is lent for a few rows: nobody sees what another makes or sets on theirs, and nothing of it stays."""

from __future__ import annotations

import os

import pandas as pd

from toolkit.record import connection
from toolkit.record.connection import at_hand, working
from toolkit.record.write import complete

MADE = "SELECT table_name FROM duckdb_tables() UNION SELECT view_name FROM duckdb_views() WHERE NOT internal ORDER BY 1"


def made(con) -> list[str]:
    return [name for (name,) in con.execute(MADE).fetchall()]


def test_what_is_made_and_set_on_one_is_not_on_another_and_ends_with_it():
    with at_hand() as one, at_hand() as other:
        one.execute("CREATE TEMP TABLE rows AS SELECT 1 AS one")
        one.register("given", pd.DataFrame({"a": [1]}))
        one.execute("SET TimeZone = 'Asia/Tokyo'")
        assert made(one) == ["given", "rows"]
        assert made(other) == []
        assert other.execute("SELECT current_setting('TimeZone')").fetchall() == [("UTC",)]
    with at_hand() as next_one:
        assert made(next_one) == []
        assert next_one.execute("SELECT current_setting('TimeZone')").fetchall() == [("UTC",)]


def test_the_connection_that_is_given_is_the_one_worked_on_and_stays_open():
    with working() as con:
        with at_hand(con) as same:
            assert same is con
        assert con.execute("SELECT 1").fetchall() == [(1,)]


def test_one_database_serves_a_process_and_a_process_that_was_forked_begins_its_own():
    assert connection._kept(os.getpid()) is connection._kept(os.getpid())
    assert connection._kept(os.getpid()) is not connection._kept(-1)


def test_rows_are_completed_to_the_same_whether_a_connection_is_given_or_at_hand():
    rows = pd.DataFrame([{"case_id": "c1", "entity_id": "v", "recorded_at": "2020-01-01", "occurred_on": "2020-01-01"}])
    with working() as con:
        pd.testing.assert_frame_equal(complete("visit", rows), complete("visit", rows, con))
