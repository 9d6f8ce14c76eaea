"""Where known tables are put so that what indicators run on holds nothing else: handed over, or left alone with them.

A few views of a record are handed over, by Arrow, to a connection of their own. Many views would be copied twice that way: their
tables are made on a connection that sees the record and is then rid of it, of every file and of whatever else it was made from.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Protocol

from toolkit.known.caseload import _TABLES as OF_OTHER_CASES
from toolkit.known.moments import MANY

if TYPE_CHECKING:
    import duckdb

    from toolkit.record import Record


class Shelf(Protocol):
    """A place for known tables: a source that sees the record, a target that will hold them, and nothing else in the end."""

    source: duckdb.DuckDBPyConnection
    target: duckdb.DuckDBPyConnection
    large: bool

    def put(self, made: dict[str, str], query: str) -> None:
        """Make on the target, from what a query of the source gives, tables by name, each by a query over `handed`."""

    def alone(self) -> duckdb.DuckDBPyConnection:
        """Return the target, from which the record can be reached no more."""
        ...

    def close(self) -> None:
        """Close what is open."""


def shelf_for(record: Record, views: int, words: set[str] | None, memory: str = "") -> Shelf:
    """Return a shelf for the known tables of so many views.

    What counts other cases asks another connection for them, and is handed over; so is what a record of a few cases holds.
    """
    if views < MANY or record.cases or words is None or words & set(OF_OTHER_CASES):
        return _HandedOver(record)
    return _InPlace(record, memory)


class _HandedOver:
    large = False

    def __init__(self, record: Record) -> None:
        import duckdb

        self.source = record.connect()
        self.target = duckdb.connect()

    def put(self, made: dict[str, str], query: str) -> None:
        self.target.register("handed", self.source.sql(query).to_arrow_table())
        for name, picked in made.items():
            self.target.execute(f'CREATE TABLE "{name}" AS {picked}')
        self.target.unregister("handed")

    def alone(self) -> duckdb.DuckDBPyConnection:
        self.source.close()
        return self.target

    def close(self) -> None:
        self.source.close()
        self.target.close()


class _InPlace:
    large = True

    def __init__(self, record: Record, memory: str) -> None:
        self.source = self.target = record.connect(threads=len(os.sched_getaffinity(0)))
        self.source.execute("SET preserve_insertion_order = false; SET enable_progress_bar = false")
        if memory:
            self.source.execute("SELECT set_config('memory_limit', ?)", [memory])

    def put(self, made: dict[str, str], query: str) -> None:
        if len(made) > 1:
            self.source.execute(f"CREATE TEMP TABLE handed AS {query}")
            query = "FROM handed"
        for name, picked in made.items():
            self.source.execute(f'CREATE TABLE memory.main."{name}" AS WITH handed AS ({query}) {picked}')
        self.source.execute("DROP TABLE IF EXISTS temp.main.handed")

    def alone(self) -> duckdb.DuckDBPyConnection:
        """Drop whatever is not a known table: the record's views, and all that was made on the way."""
        con = self.source
        made = con.execute(_MADE_ON_THE_WAY).fetchall()
        con.execute("SET search_path = 'main'")
        for kind, name in made:
            con.execute(f"DROP {kind} temp.main.{_quoted(name)}")
        for (schema,) in con.execute(_OTHER_SCHEMAS).fetchall():
            con.execute(f"DROP SCHEMA memory.{_quoted(schema)} CASCADE")
        return con

    def close(self) -> None:
        self.source.close()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


_MADE_ON_THE_WAY = """
    SELECT 'VIEW', view_name FROM duckdb_views() WHERE temporary AND NOT internal
    UNION ALL SELECT 'TABLE', table_name FROM duckdb_tables() WHERE temporary"""
_OTHER_SCHEMAS = """
    SELECT schema_name FROM duckdb_schemas() WHERE NOT internal AND database_name = 'memory' AND schema_name <> 'main'"""
