"""What measures are held against: code lists, statutory limits, and the calendar of working days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit import paths

if TYPE_CHECKING:
    import duckdb

FIRST_YEAR, LAST_YEAR = 2000, 2045
COUNTING = (
    "working days are Monday to Friday without the bank holidays of England and Wales; the day that starts the clock is day 0"
)


def load_yardsticks(con: duckdb.DuckDBPyConnection, words: set[str] | None = None) -> None:
    """Make the tables `code`, `standard` and `working_day` on a connection, or those of them that are among the words.

    `code(list, code, label, groups)` is data/codes/ssda903.csv and afcars.csv, groups as a list; `standard` is
    data/standards/england.csv (duty, step, amount, unit,
    valid_from, valid_to); `working_day(day, number, is_working)` numbers the working days of England one after another.
    """
    for name, make in {"code": _load_codes, "standard": _load_standards, "working_day": _load_working_days}.items():
        if words is None or name in words:
            make(con)


def _load_codes(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(f"""
        CREATE TABLE code AS SELECT list, code, label, string_split(coalesce(groups, ''), ' ') AS groups
        FROM read_csv([{_file("codes/ssda903.csv")}, {_file("codes/afcars.csv")}], header = true, all_varchar = true)""")


def _load_standards(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(f"""
        CREATE TABLE standard AS
        SELECT duty, CAST(step AS INTEGER) AS step, CAST(amount AS INTEGER) AS amount, unit,
               CAST(valid_from AS DATE) AS valid_from, coalesce(CAST(valid_to AS DATE), DATE '9999-12-31') AS valid_to
        FROM read_csv({_file("standards/england.csv")}, header = true, all_varchar = true)""")


def _file(name: str) -> str:
    return "'" + str(paths.data() / name).replace("'", "''") + "'"


def _load_working_days(con: duckdb.DuckDBPyConnection) -> None:
    import holidays
    import pandas as pd

    off = holidays.country_holidays("GB", subdiv="ENG", years=range(FIRST_YEAR, LAST_YEAR + 1))
    con.register("off", pd.DataFrame({"day": sorted(off)}))
    con.execute(f"""
        CREATE TABLE working_day AS
        SELECT day, is_working, sum(CAST(is_working AS INTEGER)) OVER (ORDER BY day) AS number
        FROM (SELECT CAST(d AS DATE) AS day, isodow(d) < 6
                  AND CAST(d AS DATE) NOT IN (SELECT CAST(day AS DATE) FROM off) AS is_working
              FROM range(DATE '{FIRST_YEAR}-01-01', DATE '{LAST_YEAR + 1}-01-01', INTERVAL 1 DAY) r (d))""")
    con.unregister("off")
