"""Where known tables are put so that what indicators run on holds nothing else: handed over, or left alone with them.

A few views of a record are handed over, by Arrow, to a connection of their own. Many views would be copied twice that way: their
tables are made on a connection that sees the record and is then rid of it, of every file and of whatever else it was made from.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from toolkit.record.connection import arrow_of, cores
from toolkit.record.span import within
from toolkit.record.sql import text

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

    def beside(self, make: Callable[[duckdb.DuckDBPyConnection, duckdb.DuckDBPyConnection], None]) -> None:
        """Have something make tables of its own on the target, from the source; before any known table is put there."""

    def alone(self) -> duckdb.DuckDBPyConnection:
        """Return the target, from which the record can be reached no more."""
        ...

    def close(self) -> None:
        """Close what is open."""


@dataclass(frozen=True)
class Limits:
    """How much of a machine the known tables of some views may take, and which cases of the record they are of.

    `threads`: 0 for all; `memory`: as DuckDB reads it, such as `2GB`; `spill`: the folder for what does not fit in it;
    `first`, `last`: the range of case numbers, with `others` beside it; `to`: the one file that may be written.
    """

    threads: int = 0
    memory: str = ""
    spill: str = ""
    first: str = ""
    last: str = ""
    others: tuple[str, ...] = ()
    to: str = ""


def shelf_for(record: Record, many: bool, limits: Limits | None = None) -> Shelf:
    """Return a shelf for the known tables of few views or of many.

    What a record of a few cases holds is handed over, as its database is shared.
    """
    if not (many or limits) or record.cases:
        return _HandedOver(record)
    return _InPlace(record, limits or Limits())


class _HandedOver:
    large = False

    def __init__(self, record: Record) -> None:
        import duckdb

        self.source = record.connect()
        self.target = duckdb.connect(config={"threads": 1})  # so little work that threads would wait for each other

    def put(self, made: dict[str, str], query: str) -> None:
        self.target.register("handed", arrow_of(self.source, query))
        for name, picked in made.items():
            self.target.execute(f'CREATE TABLE "{name}" AS {picked}')
        self.target.unregister("handed")

    def beside(self, make: Callable[[duckdb.DuckDBPyConnection, duckdb.DuckDBPyConnection], None]) -> None:
        make(self.source, self.target)

    def alone(self) -> duckdb.DuckDBPyConnection:
        self.source.close()
        return self.target

    def close(self) -> None:
        self.source.close()
        self.target.close()


class _InPlace:
    large = True

    def __init__(self, record: Record, limits: Limits) -> None:
        seen = within(limits.first, limits.last, limits.others) if limits.first else ""
        con = record.connect(limits.threads or cores(), seen)
        con.execute("SET preserve_insertion_order = false; SET enable_progress_bar = false")
        for name, value in {"memory_limit": limits.memory, "temp_directory": limits.spill}.items():
            if value:
                con.execute(f"SET {name} = {text(value)}")
        self.source = self.target = con

    def put(self, made: dict[str, str], query: str) -> None:
        once = len(made) > 1
        if once:
            self.source.execute(f"CREATE TEMP TABLE handed AS {query}")
            query = "FROM handed"
        for name, picked in made.items():
            self.source.execute(f'CREATE TABLE memory.main."{name}" AS WITH handed AS ({query}) {picked}')
        if once:
            self.source.execute("DROP TABLE temp.main.handed")

    def beside(self, make: Callable[[duckdb.DuckDBPyConnection, duckdb.DuckDBPyConnection], None]) -> None:
        seen = self.source.execute("SELECT current_setting('search_path')").fetchall()[0][0]
        self.source.execute(f"SET search_path = {text(f'main,{seen}')}")
        make(self.source, self.target)
        self.source.execute(f"SET search_path = {text(seen)}")

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
