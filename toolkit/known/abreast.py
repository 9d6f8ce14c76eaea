"""Counting with one look at each statement: the views of a case stand abreast in a row, so that none is met again at each of them.

A known table holds a statement once for each view that sees it. To count, it is enough to know from when to when it stood; a row
with several views of its case tells for all of them at once. Only what is simple is counted so: views of a day or a time, without
a decision, and a table in which no thing has two versions at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.known.care import Care, are_many
from toolkit.known.tables import COVER
from toolkit.known.versions import END_ONLY, TIMELESS, latest_rows
from toolkit.known.viewfile import NEEDED
from toolkit.record.clocks import FAR, LATEST, NEVER, UPTO
from toolkit.record.identity import SEVERAL, join_at_views
from toolkit.record.schema import BY_NAME, ENDED_ON
from toolkit.record.sql import text
from toolkit.record.together import THING, find_together

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

_MOST = 12  # views in a row: more would be looked at in vain, as few cases have so many


def are_simple(views: pd.DataFrame, table: str, by: str) -> bool:
    """Whether views can be counted abreast: many, none with a decision or a cut, by a column that says the same at each of them.

    >>> import pandas as pd
    >>> are_simple(pd.DataFrame({"cut": ["before"] * 5000, "decision_id": ""}), "visit", "kind")
    False
    """
    alike = not (BY_NAME[table].spell and by in (ENDED_ON.name, *END_ONLY))
    return alike and are_many(views) and not any((views[c] != "").any() for c in ("cut", "decision_id"))


def counted_abreast(
    con: duckdb.DuckDBPyConnection, views: pd.DataFrame, table: str, by: str, knowledge: str, apart: bool = False
) -> str:
    """Return SQL for the counts of :func:`toolkit.known.counts.counted`.

    Args:
        con: a connection that sees the record and nothing else; tables are made on it.
        views: such as :func:`are_simple` lets through.
        table, by: what is counted.
        knowledge: how uncertain record times are read.
        apart: whether it is known that no thing of the table has two versions at once.
    """
    together = not apart and find_together(con, table)
    _make_moments(con, views, knowledge)
    together = _joined_at_views(con, table, together)
    alone, several = _PARTED if together else ("", "")
    counts = _standing(table, by, knowledge, _lay_abreast(con, table), alone)
    if not together:
        return counts
    return f"""
        SELECT view_id, {by}, CAST(sum(number) AS BIGINT) AS number
        FROM ({counts} UNION ALL {_latest_standing(table, by, several)}) GROUP BY view_id, {by}"""


def _standing(table: str, by: str, knowledge: str, abreast: range, alone: str) -> str:
    """SQL for the counts of things of which no two versions are there at once."""
    standing = ", ".join(f"count(*) FILTER (s.came <= a.upto_{n} AND s.went > a.upto_{n}) AS number_{n}" for n in abreast)
    names, numbers = (", ".join(f"{column}_{n}" for n in abreast) for column in ("view", "number"))
    return f"""
        WITH standing AS (
            SELECT a.row_no, s.what, {standing}
            FROM ({stated(table, knowledge, f"{by} AS what", only=alone)}) s JOIN abreast a USING (case_id)
            GROUP BY a.row_no, s.what)
        SELECT view_id, what AS {by}, number
        FROM (SELECT s.what, unnest([{names}]) AS view_id, unnest([{numbers}]) AS number
              FROM standing s JOIN abreast USING (row_no))
        WHERE number > 0"""


def _latest_standing(table: str, by: str, several: str) -> str:
    """SQL for the counts of the other things: of the versions that stood at a view, the latest counts."""
    rows = latest_rows(table, {by}, Care(frozenset((table,)), frozenset(), frozenset(), cut=False), "several")
    return f"""
        (WITH several AS MATERIALIZED (FROM "{table}" {several})  -- or all statements would be joined to views first
         SELECT view_id, {by}, count(*) AS number
         FROM ({rows}) JOIN ({covered_moments(table)}) USING (view_no) WHERE NOT is_plan GROUP BY view_id, {by})"""


def stated(table: str, knowledge: str, *picked: str, only: str = "") -> str:
    """Return SQL for what was stated to have happened, plans left out: its case, when it `came` and `went`, and further columns.

    Whether something had happened when it was recorded hangs on no view: the day of a view that sees it is no earlier.
    """
    came, went = ("recorded_by", "withdrawn_by") if knowledge == LATEST else ("recorded_at", "withdrawn_at")
    undated = f"OR occurred_on IS NULL AND {came} IS NOT NULL" if table in TIMELESS else ""
    return f"""
        SELECT {", ".join(("case_id", f"{came} AS came", f"coalesce({went}, {FAR}) AS went", *picked))}
        FROM "{table}" {only} WHERE occurred_on <= CAST({came} AS DATE) {undated}"""


def _make_moments(con: duckdb.DuckDBPyConnection, views: pd.DataFrame, knowledge: str) -> None:
    con.register("given_rows", views[[*NEEDED]].copy())
    con.execute(f"""
        CREATE TEMP TABLE given_view AS
        SELECT row_number() OVER () AS of_view, view_id, case_id, '{knowledge}' AS knowledge, true AS base,
               CAST(as_of AS DATE) AS day, {UPTO} AS upto, {NEVER} AS not_at
        FROM (SELECT view_id, case_id, CAST(as_of AS TIMESTAMP) AS as_of, length(as_of) = 10 AS bare, NULL AS cut, false AS same_day
              FROM given_rows)""")
    con.unregister("given_rows")
    con.execute("CREATE TEMP VIEW moment AS SELECT of_view AS view_no, * FROM given_view")


def _joined_at_views(con: duckdb.DuckDBPyConnection, table: str, together: bool) -> bool:
    """Have each view see the statements of all numbers of its child; whether there are things with two versions at once by then."""
    if not con.execute("SELECT count(*) FROM identity WHERE alias_case_id <> case_id").fetchall()[0][0]:
        return together
    con.execute("CREATE TEMP TABLE reading AS FROM given_view")
    join_at_views(con)
    wholes = f"SELECT DISTINCT case_id FROM given_view WHERE contains(case_id, {text(SEVERAL)})"
    con.execute(f'CREATE TEMP TABLE of_whole AS FROM "{table}" SEMI JOIN ({wholes}) USING (case_id)')
    con.execute(f"CREATE TEMP TABLE under_one AS {'FROM together' if together else 'SELECT 0::UBIGINT AS thing WHERE false'}")
    if not find_together(con, "of_whole"):
        con.execute("CREATE OR REPLACE TEMP TABLE together AS FROM under_one")
        return together
    con.execute("INSERT INTO together FROM under_one")
    return True


# Things are known by a hash: it spares no more than work that one that is alone is put in order too.
_PARTED = tuple(f"{join} JOIN together ON together.thing = {THING}" for join in ("ANTI", "SEMI"))


def _lay_abreast(con: duckdb.DuckDBPyConnection, table: str) -> range:
    """Make `abreast`: rows of a case with so many of its views, of those at which a table is covered; return their numbers."""
    con.execute(f"""
        CREATE TEMP TABLE seen AS
        SELECT case_id, list({{view_id: view_id, upto: upto}}) AS views
        FROM ({covered_moments(table)}) GROUP BY case_id""")
    width = min(_MOST, con.execute("SELECT coalesce(max(len(views)), 1) FROM seen").fetchall()[0][0])
    columns = (f"views[first + {n}].view_id AS view_{n}, views[first + {n}].upto AS upto_{n}" for n in range(1, width + 1))
    con.execute(f"""
        CREATE TEMP TABLE abreast AS
        SELECT row_number() OVER () AS row_no, case_id, {", ".join(columns)}
        FROM (SELECT case_id, views, unnest(range(0, len(views), {width})) AS first FROM seen)""")
    return range(1, width + 1)


def covered_moments(table: str) -> str:
    """Return SQL for the rows of `moment` at which the record was known to cover a table."""
    return f"""
        SELECT m.* FROM moment m
        SEMI JOIN (FROM ({COVER}) WHERE table_name = '{table}') c ON c.view_no = m.view_no AND c.covered_to >= m.day"""
