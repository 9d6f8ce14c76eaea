"""Folding the answers of all indicators under all readings into one row a view and indicator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.known.given import in_words
from toolkit.result import ERROR, INSUFFICIENT, NOT_APPLICABLE, NOT_RECORDED, OK, STATUSES

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from toolkit.known.indicator import Indicator

_ANSWER = {
    "numerator": "BIGINT",
    "denominator": "BIGINT",
    "missing": "BIGINT",
    "value": "DOUBLE",
    "lower": "DOUBLE",
    "upper": "DOUBLE",
    "status": "VARCHAR",
    "reason": "VARCHAR",
}

_SHAPE = "the indicator's query must give view_no (once a view), a value where the status is ok, and a status that there is"


def make_answer_tables(known: duckdb.DuckDBPyConnection) -> None:
    """Make the tables in which the answers of all indicators come together."""
    columns = ", ".join(f"{name} {type_}" for name, type_ in _ANSWER.items())
    known.execute(f"CREATE TEMP TABLE answer (measure VARCHAR, view_no BIGINT, {columns})")
    known.execute("CREATE TEMP TABLE indicator (measure VARCHAR, unit VARCHAR, otherwise VARCHAR, failure VARCHAR, note VARCHAR)")


def describe_indicators(known: duckdb.DuckDBPyConnection, indicators: list[Indicator]) -> None:
    """Note what the fold needs of the indicators: unit, what an absent answer means, and the tables that each rests on."""
    _insert(known, "indicator", [(i.name, i.unit, i.otherwise, None, in_words(i)) for i in indicators])
    describe_needs(known, indicators)


def describe_needs(known: duckdb.DuckDBPyConnection, indicators: list[Indicator]) -> None:
    """Make the table `needs` of the tables that each indicator rests on, and whether it is nothing without them."""
    known.execute("CREATE TEMP TABLE needs (measure VARCHAR, table_name VARCHAR, demanded BOOLEAN)")
    _insert(known, "needs", [(i.name, t, t in i.tables) for i in indicators for t in i.tables + i.also])


def _insert(known: duckdb.DuckDBPyConnection, table: str, rows: list[tuple]) -> None:
    if not rows:
        return
    places = ", ".join(f"({', '.join('?' for _ in row)})" for row in rows)
    known.execute(f"INSERT INTO {table} VALUES {places}", [value for row in rows for value in row])


def add_answers(known: duckdb.DuckDBPyConnection, measure: str, query: str, values: dict[str, float] | None) -> None:
    """Take an indicator's answers: its query gives `view_no` once a view, `value`, and what else of an answer it has to say."""
    name = measure.replace("'", "''")
    known.execute(f"INSERT INTO answer BY NAME SELECT '{name}' AS measure, * FROM ({query})", values)


def refuse_bad_answers(known: duckdb.DuckDBPyConnection) -> None:
    """Turn answers that are not of the agreed shape into their indicator's own error; a number without end is no value."""
    known.execute("UPDATE answer SET value = NULL WHERE NOT isfinite(value)")
    for bound in ("lower", "upper"):
        known.execute(f"UPDATE answer SET {bound} = NULL WHERE NOT isfinite({bound})")
    statuses = ", ".join(f"'{s}'" for s in STATUSES)
    known.execute(
        f"""
        UPDATE indicator SET failure = CASE WHEN failure IS NULL THEN ? ELSE failure END WHERE measure IN (
            SELECT measure FROM answer GROUP BY measure, view_no
            HAVING count(*) > 1 OR view_no IS NULL
                OR bool_or(coalesce(status, '{OK}') NOT IN ({statuses}) OR coalesce(status, '{OK}') = '{OK}' AND value IS NULL))
        """,
        [_SHAPE],
    )
    known.execute("DELETE FROM answer WHERE measure IN (SELECT measure FROM indicator WHERE failure IS NOT NULL)")


def record_failure(known: duckdb.DuckDBPyConnection, measure: str, why: str) -> None:
    """Note that an indicator could not be computed; its rows say why, with status `error`."""
    known.execute("UPDATE indicator SET failure = ? WHERE measure = ?", [why, measure])


def fold(known: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return the result rows: the base reading's answer, with bounds over all readings and the reasons in words."""
    return known.execute(_FOLD).df()


# The record covers a table where the last unbroken run of cover reaches the day of the view.
LACKING = """
    SELECT v.view_no, n.measure, concat_ws('; ',
               'the record is not known to cover '
                   || string_agg(n.table_name, ', ' ORDER BY n.table_name) FILTER (c.table_name IS NULL),
               'the record covers ' || string_agg(n.table_name || ' only to ' || c.covered_to, ', ' ORDER BY n.table_name)
                   FILTER (c.table_name IS NOT NULL)) AS lacks
    FROM view v CROSS JOIN (SELECT * FROM needs WHERE demanded) n
    LEFT JOIN cover c ON c.view_no = v.view_no AND c.table_name = n.table_name
    WHERE c.table_name IS NULL OR c.covered_to < v.day
    GROUP BY v.view_no, n.measure"""

_DOUBTS = """
    SELECT d.of_view, n.measure, sum(d.assumed) AS assumed, sum(d.same_day) AS same_day
    FROM doubt d JOIN needs n USING (table_name) GROUP BY d.of_view, n.measure"""

_FOLD = f"""
    WITH lacking AS ({LACKING}), doubts AS ({_DOUBTS}),
    every AS (
        SELECT m.of_view, m.view_id, m.base, i.measure, i.unit, i.note,
               CASE WHEN c.view_no IS NULL OR l.lacks IS NOT NULL THEN '{NOT_RECORDED}' WHEN i.failure IS NOT NULL THEN '{ERROR}'
                    WHEN a.view_no IS NULL THEN '{NOT_APPLICABLE}' ELSE coalesce(a.status, '{OK}') END AS status,
               CASE WHEN c.view_no IS NULL THEN 'the case did not stand in the record on that date'
                    WHEN l.lacks IS NOT NULL THEN l.lacks WHEN i.failure IS NOT NULL THEN i.failure
                    WHEN a.view_no IS NULL THEN i.otherwise ELSE coalesce(a.reason, '') END AS reason,
               a.* EXCLUDE (measure, view_no, status, reason)
        FROM moment m CROSS JOIN indicator i
        LEFT JOIN case_stands c USING (view_no)
        LEFT JOIN lacking l ON l.view_no = m.view_no AND l.measure = i.measure
        LEFT JOIN answer a ON a.view_no = m.view_no AND a.measure = i.measure),
    said AS (
        SELECT of_view, view_id, base, measure, unit, note, status, reason,
               CASE WHEN status IN ('{OK}', '{INSUFFICIENT}') THEN numerator END AS numerator,
               CASE WHEN status IN ('{OK}', '{INSUFFICIENT}') THEN denominator END AS denominator,
               CASE WHEN status IN ('{OK}', '{INSUFFICIENT}') THEN missing END AS missing,
               CASE WHEN status = '{OK}' THEN value END AS value,
               CASE status WHEN '{OK}' THEN least(value, lower) WHEN '{INSUFFICIENT}' THEN lower END AS least,
               CASE status WHEN '{OK}' THEN greatest(value, upper) WHEN '{INSUFFICIENT}' THEN upper END AS most
        FROM every),
    one AS (
        SELECT of_view, measure, any_value(view_id) AS view_id, any_value(unit) AS unit, any_value(note) AS note,
               max(status) FILTER (base) AS status, max(reason) FILTER (base) AS reason, max(numerator) FILTER (base) AS numerator,
               max(denominator) FILTER (base) AS denominator,
               max(missing) FILTER (base) AS missing, max(value) FILTER (base) AS value,
               min(least) AS lower, max(most) AS upper, bool_and(most IS NOT NULL) AS bounded, count(DISTINCT status) > 1 AS differs
        FROM said GROUP BY of_view, measure),
    told AS (SELECT o.*, coalesce(d.assumed, 0) AS assumed, coalesce(d.same_day, 0) AS same_day,
                    o.status IN ('{OK}', '{INSUFFICIENT}') AS speaks
             FROM one o LEFT JOIN doubts d USING (of_view, measure))
    SELECT measure, '' AS "group", view_id, numerator, denominator, missing, value,
           CASE WHEN speaks THEN lower END AS lower, CASE WHEN status = '{OK}' OR speaks AND bounded THEN upper END AS upper,
           unit, status,
           concat_ws('; ', nullif(reason, ''),
               CASE WHEN speaks AND assumed > 0 THEN 'assumed: ' || assumed
                    || CASE assumed WHEN 1 THEN ' statement has' ELSE ' statements have' END
                    || ' a record time that is known only between two extracts' END,
               CASE WHEN speaks AND same_day > 0 THEN 'same day, order unknown: ' || same_day
                    || CASE same_day WHEN 1 THEN ' entry' ELSE ' entries' END || ' not counted, the bounds give both ways' END,
               CASE WHEN differs THEN 'under another reading of what is uncertain in time the status differs' END,
               nullif(note, '')) AS reason
    FROM told ORDER BY view_id, measure"""
