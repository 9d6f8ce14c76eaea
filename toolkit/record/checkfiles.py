"""Checking the files of a record against the schema: names of tables and columns, types and codes of values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.errors import nearest
from toolkit.record import database
from toolkit.record.finding import Finding
from toolkit.record.looked import FILE, untrue
from toolkit.record.open import Record
from toolkit.record.schema import BY_NAME, Column
from toolkit.record.sql import text

if TYPE_CHECKING:
    import duckdb

_FIRST = 3
_FORMS = {
    "DATE": "a day such as 2024-05-01",
    "TIMESTAMP": "a moment such as 2024-05-01 10:30:00",
    "BIGINT": "a whole number",
    "DOUBLE": "a number",
    "BOOLEAN": "true or false",
    "VARCHAR": "text",
}
_EARLIEST = {"recorded_by": "recorded_at", "withdrawn_by": "withdrawn_at"}
_NOT_TABLES = ("rejected", "import_report")


def file_findings(record: Record) -> list[Finding]:
    """Return what is amiss in the files themselves: strange tables and columns, empty cells that must not be, bad values.

    Values that do not fit read as empty everywhere else, so that one bad row stops nothing; here they are counted.
    """
    import duckdb

    found = _strange_tables(record) + _untrue_claims(record)
    with duckdb.connect() as con:
        # That optimizer moves a cast into the reading of a CSV file, where a value that does not fit stops the query.
        con.execute("SET TimeZone = 'UTC'; SET disabled_optimizers = 'type_pushdown'")
        for name in record.files:
            found += _strange_columns(record, name) + _bad_values(con, record, name)
    return found


def _untrue_claims(record: Record) -> list[Finding]:
    return [
        Finding("error", f"{FILE} says of {name} what is not so", f"delete {FILE}: it only spares work", name, "", 1)
        for name in untrue(record)
    ]


def _strange_tables(record: Record) -> list[Finding]:
    names = sorted(f.stem for f in record.path.iterdir() if f.suffix in (".csv", ".parquet"))
    return [
        Finding(
            "warning",
            f"{name} is not a table of a record{nearest(name, BY_NAME)}",
            "it is not read; name it after a table of the data dictionary, or move it elsewhere",
            name,
            "",
            1,
        )
        for name in names
        if name not in BY_NAME and name not in _NOT_TABLES
    ]


def _strange_columns(record: Record, name: str) -> list[Finding]:
    known = [c.name for c in BY_NAME[name].columns]
    return [
        Finding(
            "warning",
            f"the table has a column that is not known{nearest(column, known)}",
            "it is not read; rename it or leave it out",
            name,
            column,
            1,
        )
        for column in record.names(name)
        if column not in known
    ]


def _bad_values(con: duckdb.DuckDBPyConnection, record: Record, name: str) -> list[Finding]:
    columns = [c for c in BY_NAME[name].columns if c.name in record.names(name)]
    tests = [(column, *test) for column in columns for test in _tests(column) + _reversed(column, record.names(name))]
    if not tests:
        return []
    scan = database.scan(record.files[name], record.names(name))
    counted = ", ".join(f"count(*) FILTER ({sql}), (min(row, {_FIRST}) FILTER ({sql}))" for _, sql, _, _ in tests)
    counts = con.execute(f"SELECT {counted} FROM (SELECT *, row_number() OVER () + 1 AS row FROM {scan})").fetchall()[0]
    found = zip(tests, counts[::2], counts[1::2], strict=True)
    return [
        Finding("error", words, todo, name, column.name, count, tuple(f"row {n}" for n in rows))
        for (column, _, words, todo), count, rows in found
        if count
    ]


def _tests(column: Column) -> list[tuple[str, str, str]]:
    """SQL that finds bad cells of a column, with the words and the remedy for them."""
    cell = f'"{column.name}"'
    tests = []
    if column.type != "VARCHAR":
        tests.append(
            (
                f"{cell} IS NOT NULL AND TRY_CAST({cell} AS {column.type}) IS NULL",
                f"a value is not {_FORMS[column.type]}",
                "mend it; until then it counts as empty",
            )
        )
    if column.values:
        codes = ", ".join(text(v) for v in column.values)
        tests.append(
            (
                f"CAST({cell} AS VARCHAR) NOT IN ({codes})",
                f"a value of {column.name} is none of: {', '.join(column.values)}",
                "use one of these words",
            )
        )
    if column.needed:
        tests.append((f"{cell} IS NULL", "a cell is empty that must not be", "fill it in, or leave the row out"))
    return tests


def _reversed(column: Column, present: list[str]) -> list[tuple[str, str, str]]:
    """The same for a bound that lies before the one it follows; reading takes the two for one, so it shows only here."""
    earliest = _EARLIEST.get(column.name)
    if earliest not in present:
        return []
    sql = f'TRY_CAST("{column.name}" AS TIMESTAMP) < TRY_CAST("{earliest}" AS TIMESTAMP)'
    return [
        (
            sql,
            f"{column.name}, the latest moment, is before {earliest}, the earliest",
            "put them in order; until then the earliest counts as both",
        )
    ]
