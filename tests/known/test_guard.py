"""What an indicator's query may not do, and what happens where one tries."""

from __future__ import annotations

import duckdb
import pandas as pd
import pytest

from tests.known.records import answers, case_of, views, write_cases
from toolkit import paths
from toolkit.known.catalogue import catalogue
from toolkit.known.guard import refusals
from toolkit.known.prepare import EVERY, prepared
from toolkit.known.viewfile import checked_views
from toolkit.record import open_record

HEADER = """-- name: {name}
-- label: Mine
-- question: Which?
-- definition: A made-up one.
-- unit: things
-- source: nobody
-- tables: visit
-- reach: case
-- else: there was nothing
"""


@pytest.fixture(scope="module")
def con():
    with duckdb.connect() as con:
        yield con


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT view_no, 1 AS value FROM view",
        "WITH one AS (FROM visit) SELECT view_no, count(*) AS value FROM one GROUP BY 1",
        "SELECT view_no, unnest([1, 2]) AS value FROM view, range(3)",
        "SELECT 'random now() current_date' AS reason, 1 AS today",
    ],
)
def test_a_query_over_its_tables_is_let_through(con, sql: str) -> None:
    assert refusals(con, sql) == []


@pytest.mark.parametrize(
    "called",
    [
        "current_date",
        "CURRENT_TIMESTAMP",
        "localtimestamp",
        "now()",
        "today()",
        "get_current_timestamp()",
        "age(DATE '2020-01-01')",
        "random()",
        "uuid()",
        '"random"()',
        "main.random()",
        "list_transform([1], lambda x: random())",
        "txid_current()",
        "nextval('s')",
    ],
)
def test_the_clock_and_chance_are_refused_wherever_they_stand(con, called: str) -> None:
    for sql in (
        f"SELECT {called} AS value",
        f"WITH a AS (SELECT {called} AS x) SELECT 1 AS value FROM a",
        f"SELECT 1 AS value ORDER BY {called}",
    ):
        assert "depends on chance or on the clock" in refusals(con, sql)[0], sql


@pytest.mark.parametrize(
    "sql", ["FROM visit USING SAMPLE 10 ROWS", "FROM visit TABLESAMPLE 10%", "SELECT * FROM (FROM visit USING SAMPLE 1 ROWS)"]
)
def test_a_sample_is_refused(con, sql: str) -> None:
    assert refusals(con, sql) == ["it draws a sample, which depends on chance"]


@pytest.mark.parametrize(
    "sql",
    [
        "FROM query('SELECT random() AS value')",
        "FROM read_csv('a.csv')",
        "FROM read_parquet('a.parquet')",
        "FROM glob('*')",
        "FROM duckdb_settings()",
        "FROM json_execute_serialized_sql('{}')",
        "FROM query_table('visit')",
    ],
)
def test_reading_from_anything_but_a_table_is_refused(con, sql: str) -> None:
    """`query` would run whatever text it is given, so that no other rule of the guard would hold."""
    assert "none of the known tables" in refusals(con, sql)[0]


@pytest.mark.parametrize(
    "sql", ["COPY view TO 'a.csv'", "ATTACH 'a.db'", "DELETE FROM visit", "SET threads = 1", "INSTALL httpfs", "selec 1", ""]
)
def test_anything_but_a_select_is_refused(con, sql: str) -> None:
    (why,) = refusals(con, sql)
    assert why.startswith("it is not a single SELECT that can be read") or why == "it is more than one statement"


def test_where_a_query_cannot_be_read_is_told(con) -> None:
    (why,) = refusals(con, "SELECT view_no FORM visit GROUP BY 1")
    assert why == 'it is not a single SELECT that can be read: syntax error at or near "visit"'


def test_two_statements_are_refused(con) -> None:
    assert refusals(con, "SELECT 1; SELECT 2") == ["it is more than one statement"]


BAD = {
    "reads_a_file": ("SELECT view_no, 1 AS value FROM view, 'secret.csv'", "the indicator's query failed (PermissionException)"),
    "asks_the_clock": (
        "SELECT view_no, year(today()) AS value FROM view",
        "refused: it calls today, which depends on chance or on the clock",
    ),
    "is_broken": (
        "SELECT view_no, nothing AS value FROM view",
        'the indicator\'s query failed (Binder Error: Referenced column "nothing" not found',
    ),
    "is_no_number": ("SELECT view_no, 'x' AS value FROM view", "the indicator's query failed (ConversionException)"),
    "has_no_view": ("SELECT 1 AS value", "the indicator's query must give"),
    "has_two_a_view": ("SELECT view_no, unnest([1, 2]) AS value FROM view", "the indicator's query must give"),
    "has_a_strange_status": ("SELECT view_no, 1 AS value, 'fine' AS status FROM view", "the indicator's query must give"),
    "divides_by_nought": ("SELECT view_no, 1 / 0 AS value FROM view", "the indicator's query must give"),
    "sees_a_frame": (
        "SELECT view_no, 1 AS value FROM view, wanted",
        "the indicator's query failed (Catalog Error: Table with name wanted does",
    ),
    "names_no_table": (
        "SELECT view_no, count(*) AS value FROM goal GROUP BY 1",
        "the indicator's query failed (Catalog Error: Table with name goal does not exist! Its header names no goal under tables.)",
    ),
    "takes_a_parameter": (
        "SELECT view_no, $days AS value FROM view -- $more",
        "its header has no parameter days, which its query takes",
    ),
    "uses_what_it_does_not_declare": ("SELECT view_no, days AS value FROM care", ""),
}


def test_a_bad_indicator_has_its_own_error_and_the_others_still_run(tmp_path) -> None:
    (tmp_path / "secret.csv").write_text("a\n1\n")
    for name, (sql, _) in BAD.items():
        (tmp_path / f"{name}.sql").write_text(HEADER.format(name=name) + sql.replace("secret.csv", str(tmp_path / "secret.csv")))
    record = write_cases(tmp_path / "record", case_of("1", {}))
    found = answers(record, views(("1", "2023-12-31")), [*BAD, "times_missing"], rests_on=False, folder=str(tmp_path))
    assert found["v0", "times_missing"]["status"] == "ok"
    for name, (_, why) in BAD.items():
        row = found["v0", name]
        assert row["status"] == ("error" if why else "not applicable"), name
        assert row["reason"].startswith(why) and (row["value"], row["lower"], row["upper"]) == ("", "", ""), name
        assert str(tmp_path) not in row["reason"]


@pytest.fixture(scope="module")
def known():
    """A connection as indicators are asked over it, with the tables of all of them."""
    one = pd.DataFrame({"view_id": ["v"], "case_id": ["C00001"], "as_of": ["2024-05-01"]})
    with prepared(open_record(paths.sample_record()), checked_views(one), catalogue(), "earliest", EVERY) as made:
        yield made


@pytest.mark.parametrize("indicator", catalogue(), ids=lambda i: i.name)
def test_every_indicator_of_ours_is_fit_to_run_without_being_judged_each_time(indicator, known):
    assert indicator.ours
    assert refusals(known, indicator.sql) == []
    for name, sql in indicator.sections.items():
        assert refusals(known, sql) == [], name
