"""What measures are held against: code lists, practice standards, and the calendar of working days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit import paths
from toolkit.record.roles import teach_words
from toolkit.record.sql import text
from toolkit.record.standards import Standards

if TYPE_CHECKING:
    import duckdb

# The last day of a limit that is not counted in working days; as toolkit.record.workdays counts it for one day at a time.
_CALENDAR_DUE = """
    CREATE MACRO calendar_due(clock_on, amount, unit, count_from) AS CASE unit
        WHEN 'months' THEN CAST(clock_on + to_months(amount) AS DATE) - count_from
        WHEN 'calendar months' THEN last_day(CAST(clock_on + to_months(amount) AS DATE))
        WHEN 'weeks' THEN clock_on + 7 * amount - count_from
        WHEN 'inclusive weeks' THEN clock_on + 7 * amount - 1
        WHEN 'calendar days' THEN clock_on + amount - count_from
        WHEN 'hours' THEN clock_on + CAST(ceil(amount / 24) AS INTEGER) - count_from END"""
_LINE = "duty, step, amount, unit, starts_from, valid_from, valid_to, status, count_from"


def load_yardsticks(con: duckdb.DuckDBPyConnection, words: set[str] | None = None, standards: Standards | None = None) -> None:
    """Make the tables `code`, `word_group`, `standard` and `working_day` on a connection, or those that are among the words.

    `code(list, code, label, groups)` is data/codes/ssda903.csv and afcars.csv, groups as a list; `word_group(list, word, in_group)`
    says which words of free columns mean the same (data/known/word_groups.csv, small letters); `standard` has the lines of the
    standards (duty, step, amount, unit, starts_from, valid_from, valid_to, status, and `count_from`: 0 where the day that starts
    a clock is day 0), and with it comes `calendar_due(clock_on, amount, unit, count_from)`, the last day of any limit but one in
    working days; `working_day(day, number, is_working)` numbers the working days of their nation one after another. The macros of
    :func:`toolkit.record.roles.teach_words` are always made.

    Args:
        con: the connection that the indicators run on.
        words: the words of their queries; all tables are made where none are given.
        standards: a nation's standards and how its days count; those of England where none are given.

    Raises:
        CaseReviewError: an unknown nation, or a file of local standards that is not well formed.
    """
    held = standards or Standards()
    makers = {
        "code": _load_codes,
        "word_group": _load_word_groups,
        "standard": lambda c: _load_standards(c, held),
        "working_day": lambda c: _load_days(c, held),
    }
    for name, make in makers.items():
        if words is None or name in words:
            make(con)
    teach_words(con)


def _load_codes(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(f"""
        CREATE TABLE code AS SELECT list, code, label, string_split(coalesce(groups, ''), ' ') AS groups
        FROM {_rows("codes/ssda903.csv", "codes/afcars.csv")}""")


def _load_word_groups(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(f"""
        CREATE TABLE word_group AS SELECT list, word, in_group
        FROM {_rows("known/word_groups.csv")}""")


def _load_standards(con: duckdb.DuckDBPyConnection, held: Standards) -> None:
    con.execute("""
        CREATE TABLE standard (duty VARCHAR, step INTEGER, amount INTEGER, unit VARCHAR, starts_from VARCHAR, valid_from DATE,
                               valid_to DATE, status VARCHAR, count_from INTEGER)""")
    rows = [
        (o.duty, o.step, o.amount, o.unit, o.starts_from, o.valid_from, o.valid_to, o.status, held.count_from) for o in held.lines
    ]
    con.executemany(f"INSERT INTO standard ({_LINE}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    con.execute(_CALENDAR_DUE)


def _rows(*names: str) -> str:
    """SQL that reads data files as text; how they are written is said, as to find it out costs more than to read them."""
    files = ", ".join(text(paths.data() / name) for name in names)
    return f"""read_csv([{files}], header = true, all_varchar = true, delim = ',', quote = '"', escape = '"')"""


def _load_days(con: duckdb.DuckDBPyConnection, held: Standards) -> None:
    import pandas as pd

    count = held.counting
    con.register("off", pd.DataFrame({"day": pd.to_datetime(sorted(count.days_off()))}))
    con.execute(
        """
        CREATE TABLE working_day AS
        SELECT day, is_working, sum(CAST(is_working AS INTEGER)) OVER (ORDER BY day) AS number
        FROM (SELECT CAST(d AS DATE) AS day, ($weekends OR isodow(d) < 6)
                  AND CAST(d AS DATE) NOT IN (SELECT CAST(day AS DATE) FROM off) AS is_working
              FROM range(CAST($first AS TIMESTAMP), CAST($last AS TIMESTAMP) + INTERVAL 1 DAY, INTERVAL 1 DAY) r (d))""",
        {"weekends": count.weekends_count, "first": count.first_day, "last": count.last_day},
    )
    con.unregister("off")
