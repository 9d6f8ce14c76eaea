"""Where known tables are put so that what indicators run on holds nothing else: handed over, or left alone with them.

A few views of a record are handed over, by Arrow, to a connection of their own. Many views would be copied twice that way: their
tables are made in the database that sees the record, which is then rid of it, of every file and of whatever else went into them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from toolkit.record.connection import arrow_of, cores
from toolkit.record.span import within
from toolkit.record.sql import quoted, text

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
        self.target = record.connect(limits.threads or cores(), seen)
        self.source = self.target.cursor()
        searched = self.target.execute("SELECT current_setting('search_path')").fetchall()[0][0]
        self.source.execute(f"SET search_path = {text(searched)}; SET enable_progress_bar = false")
        self.target.execute("SET search_path = 'main'; SET preserve_insertion_order = false; SET enable_progress_bar = false")
        for name, value in {"memory_limit": limits.memory, "temp_directory": limits.spill}.items():
            if value:
                self.target.execute(f"SET {name} = {text(value)}")

    def put(self, made: dict[str, str], query: str) -> None:
        once = len(made) > 1
        if once:
            self.source.execute(f"CREATE TEMP TABLE handed AS {query}")
            query = "FROM handed"
        for name, picked in made.items():
            self.source.execute(f'CREATE TABLE memory.main."{name}" AS WITH handed AS ({query}) {picked}')
        if once:
            self.source.execute("DROP TABLE temp.main.handed")

    def alone(self) -> duckdb.DuckDBPyConnection:
        """Drop the record's views; all else that was made on the way is temporary, and ends with the connection that made it."""
        self.source.close()
        for (schema,) in self.target.execute(_OTHER_SCHEMAS).fetchall():
            self.target.execute(f"DROP SCHEMA memory.{quoted(schema)} CASCADE")
        return self.target

    def close(self) -> None:
        self.target.close()


_OTHER_SCHEMAS = """
    SELECT schema_name FROM duckdb_schemas() WHERE NOT internal AND database_name = 'memory' AND schema_name <> 'main'"""
