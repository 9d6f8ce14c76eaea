"""The database in which a record's files are seen: its tables as typed views, made once a process and lent to each connection.

What is made once: binding a view costs milliseconds, and a report asks hundreds of times. A record of a few cases is small, so
its rows are held in memory as tables, also as they stood at a day. Of a larger one both are views.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.record.database_rows import columns_sql, rows_of
from toolkit.record.proven import NOTHING, Proven, proven
from toolkit.record.schema import BY_NAME, DATE, TABLES, TEXT, TIME, Column, Table
from toolkit.record.sql import text

if TYPE_CHECKING:
    import duckdb

    from toolkit.record.open import Record

# Not `main`: temporary tables are in a schema of that name too, and one laid over a table would be taken for it.
WHOLE = "whole_record"
EMPTY = "without_rows"  # behind the others: so what is in them can have rows, and the rest is still found
_LONGEST_CELL = 64 * 1024 * 1024
_NAMES = {c.name for t in TABLES for c in t.columns}
_DEFAULTS = {"occurred_precision": "day", "basis": "recorded"}
_LAST = {DATE: "9999-12-31", TIME: "9999-12-31 23:59:59.999999"}


@dataclass(frozen=True)
class _Version:
    """A record as its files were in one process at one moment: what its tables may be kept for."""

    record: Record = field(compare=False)
    key: tuple

    @classmethod
    def of(cls, record: Record) -> _Version:
        return cls(record, (os.getpid(), record.state, record.cases))


_PROVEN: dict[_Version, dict[str, Proven]] = {}


@dataclass(frozen=True)
class _Shared:
    """A database that connections share: its tables that have rows, and the days at which it has been laid out as it stood."""

    con: duckdb.DuckDBPyConnection
    held: tuple[str, ...]
    stood: set[str] = field(default_factory=set)


def connection(record: Record, threads: int | None = None, within: str = "") -> duckdb.DuckDBPyConnection:
    """Return a connection that sees the record; what it makes must be temporary, or others would see it."""
    shared = _database(record, threads, look=True, within=within) if threads else _shared(_Version.of(record))
    con = shared.con if threads else shared.con.cursor()
    con.execute(f"SET search_path = {text(f'{_schema_as_it_stood(shared, record) if record.until else WHOLE},{EMPTY}')}")
    return con


def held(record: Record) -> tuple[str, ...]:
    """Return the tables that can have rows; of a record of some cases, those that have any, whenever they were recorded."""
    return _shared(_Version.of(record)).held


@lru_cache(maxsize=4)
def _shared(version: _Version) -> _Shared:
    return _database(version.record)


def _database(record: Record, threads: int | None = None, look: bool = False, within: str = "") -> _Shared:
    import duckdb

    # A few cases are too little work for two threads: they would wait for each other.
    threads = threads or (1 if record.cases else None)
    con = duckdb.connect(config={"threads": threads} if threads else {})
    con.execute("SET GLOBAL TimeZone = 'UTC'; SET disabled_optimizers = 'type_pushdown'")
    con.execute(f"CREATE SCHEMA {WHOLE}; CREATE SCHEMA {EMPTY}")
    held = _fill(con, record) if record.cases else show(con, record, proven_of(con, record) if look else {}, within)
    none = (table.name for table in TABLES if table.name not in held)
    con.execute(";".join(f'CREATE TABLE {EMPTY}."{name}" ({columns_sql(name)})' for name in none))
    return _Shared(con, held)


def show(con: duckdb.DuckDBPyConnection, record: Record, told: dict[str, Proven], within: str = "") -> tuple[str, ...]:
    """Make a view of each file of a record, of all cases or of those within a range, and return the names of their tables.

    Args:
        con: a connection to a database that nobody shares.
        record: the record.
        told: what is proven of the files (:func:`proven_of`).
        within: SQL for the cases that are seen (:func:`toolkit.record.span.within`); all where none is given.
    """
    for name in record.files:
        own = f" WHERE {within}" if within and "case_id" in record.names(name) else ""
        rows = select(record, BY_NAME[name], told.get(name, NOTHING))
        con.execute(f'CREATE OR REPLACE VIEW {WHOLE}."{name}" AS {rows}{own}')
    return tuple(record.files)


def proven_of(con: duckdb.DuckDBPyConnection, record: Record) -> dict[str, Proven]:
    """Return what a record's files prove of their columns, by table: looked up once for as long as the files are the same."""
    version = _Version.of(record)
    if (found := _PROVEN.get(version)) is None:
        found = proven(con, record.files)
        _PROVEN.clear()
        _PROVEN[version] = found
    return found


def _fill(con: duckdb.DuckDBPyConnection, record: Record) -> tuple[str, ...]:
    """Make those tables of a record of some cases that have rows, and return their names."""
    rows = rows_of(record)
    if rows is not None:
        filled = [name for name in record.files if len(rows[name])]
        for name in filled:
            con.from_arrow(rows[name]).create(f'{WHOLE}."{name}"')
        return tuple(filled)
    for name in record.files:
        con.execute(f'CREATE TABLE {WHOLE}."{name}" AS {select(record, BY_NAME[name])}')
    empty = [name for name in record.files if not con.execute(f'FROM {WHOLE}."{name}" LIMIT 1').fetchall()]
    for name in empty:
        con.execute(f'DROP TABLE {WHOLE}."{name}"')
    return tuple(name for name in record.files if name not in empty)


def _schema_as_it_stood(shared: _Shared, record: Record) -> str:
    """Lay out the tables that can have rows as they stood at a day."""
    name = f"stood_{datetime.fromisoformat(record.until):%Y%m%d%H%M%S%f}_{len(record.until)}"
    if name not in shared.stood:
        con = shared.con.cursor()
        con.execute(f'CREATE SCHEMA IF NOT EXISTS "{name}"')
        kind = "TABLE" if record.cases else "VIEW"
        made = ((f'"{name}"."{table}"', _stood(BY_NAME[table], record.until)) for table in shared.held)
        con.execute(";".join(f"CREATE OR REPLACE {kind} {own} AS {rows}" for own, rows in made))
        shared.stood.add(name)
    return name


def select(record: Record, table: Table, told: Proven = NOTHING) -> str:
    """Return the query that reads a table's file with the types of the schema; what is proven of a column spares a look at it."""
    types = dict(record.columns[table.name])
    picked = ", ".join(_typed(c, types, told) for c in table.columns)
    query = f"SELECT {picked} FROM {scan(record.files[table.name], [name for name, _ in record.columns[table.name]])}"
    if record.cases and "case_id" in types:
        own = '"case_id"' if types["case_id"] == TEXT else 'CAST("case_id" AS VARCHAR)'
        query += f" WHERE {own} IN ({', '.join(map(text, record.cases))})"
    return query


def _typed(column: Column, types: dict[str, str], told: Proven) -> str:
    own = _value(column.name, column.type, types, told) if column.name in types else f"NULL::{column.type}"
    is_filled = column.name in told.filled and types[column.name] == column.type
    earliest = {"recorded_by": "recorded_at", "withdrawn_by": "withdrawn_at"}.get(column.name)
    if earliest in types:  # the later bound is never before the earlier one, and there is none without it
        first = _value(earliest, column.type, types, told)
        own = f"CASE WHEN {first} IS NOT NULL THEN greatest({own}, {first}) END"
    if column.name in _DEFAULTS and not is_filled:
        own = f"coalesce({own}, '{_DEFAULTS[column.name]}')"
    if column.name == "entity_id" and not is_filled:
        own = f"coalesce({own}, {_value('statement_id', TEXT, types, told)})"
    return f"{own} AS {column.name}"


def _value(name: str, type_: str, types: dict[str, str], told: Proven) -> str:
    read = f'"{name}"' if types[name] == type_ else f'TRY_CAST("{name}" AS {type_})'
    if types[name] == type_ and name in told.sound:
        return read
    if type_ == TEXT:
        return f"nullif({read}, '')"
    return f"CASE WHEN {read} BETWEEN {type_} '0001-01-01' AND {type_} '{_LAST[type_]}' THEN {read} END" if type_ in _LAST else read


def scan(file: Path, present: list[str]) -> str:
    """Return SQL that reads a table's file as it is; columns that the schema does not have may be called otherwise."""
    if file.suffix == ".parquet":
        return f"read_parquet({text(file)})"
    # Names are given by place, as a stranger's heading may hold the same name in two spellings, or none at all.
    names = [c if c in _NAMES else f"unknown {n}" for n, c in enumerate(present)]
    types = ", ".join(f"{text(c)}: 'VARCHAR'" for c in names)
    # No sniffing: it looks at the rows, and what it guesses must not depend on rows that a view may not see.
    return (
        f"read_csv({text(file)}, auto_detect=false, header=true, delim=',', quote='\"', escape='\"', "
        f"columns={{{types}}}, null_padding=true, strict_mode=false, parallel=false, max_line_size={_LONGEST_CELL})"
    )


def _stood(table: Table, until: str) -> str:
    columns = {c.name for c in table.columns}
    last = f"TIMESTAMP '{datetime.fromisoformat(until)}'" + (
        " + INTERVAL 1 DAY - INTERVAL 1 MICROSECOND" if len(until) == 10 else ""
    )
    later = [
        f"CASE WHEN withdrawn_at <= {last} THEN {c} END AS {c}"
        for c in ("withdrawn_by", "withdrawn_reason", "withdrawn_at")
        if c in columns
    ]
    blanked = f" REPLACE ({', '.join(later)})" if later else ""
    return f'SELECT *{blanked} FROM {WHOLE}."{table.name}" WHERE recorded_at <= {last}'
