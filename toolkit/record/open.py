"""Opening a record: a folder with one Parquet or CSV file a table, seen through views with the schema's types."""

from __future__ import annotations

import csv
import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import CaseReviewError, nearest
from toolkit.record.schema import BY_NAME, DATE, TABLES, TEXT, TIME, Column, Table

if TYPE_CHECKING:
    import duckdb

_LONGEST_CELL = 64 * 1024 * 1024
_BLOCK = 1024 * 1024
_NAMES = {c.name for t in TABLES for c in t.columns}
_DEFAULTS = {"occurred_precision": "day", "basis": "recorded"}
_LAST = {DATE: "9999-12-31", TIME: "9999-12-31 23:59:59.999999"}


@dataclass(frozen=True)
class Record:
    """A case record on disk: which file holds which table, and the columns (name and type) that each file has."""

    path: Path
    files: dict[str, Path]
    columns: dict[str, tuple[tuple[str, str], ...]]
    until: str = ""

    def as_it_stood(self, until: str) -> Record:
        """Return the record as it stood at a day or time: later entries are absent, later withdrawals blank.

        Args:
            until: an ISO day, which means its end, or an ISO time without zone; empty: all of the record.

        >>> from toolkit import paths
        >>> early = open_record(paths.sample_record()).as_it_stood("1990-01-01")
        >>> early.connect().execute("SELECT count(*) FROM visit").fetchone()[0]
        0
        """
        return replace(self, until=until)

    def has(self, table: str) -> bool:
        """Whether a file for that table is there (what the record *covers* is for the coverage table to say)."""
        return table in self.files

    def names(self, table: str) -> list[str]:
        """The names of the columns that a table's file has."""
        return [name for name, _ in self.columns[table]]

    def connect(self, threads: int | None = None) -> duckdb.DuckDBPyConnection:
        """Return a DuckDB connection in which each table of the schema is a typed view; absent tables are empty.

        Connections to the same files share their views, and nothing else: what one makes, it makes as temporary.
        Values that do not fit their column's type read as null, and so do empty text and days outside the years 1 to
        9999: row rules belong to `check`, not to reading. A statement that names no entity is a thing of its own.
        """
        if threads:
            return _database(self, threads)
        return _shared(_Version.of(self)).cursor()

    def hashes(self) -> dict[str, str]:
        """Return the SHA-256 of each table's file, by table name."""
        return {name: _sha256(path) for name, path in sorted(self.files.items())}

    def select(self, table: Table) -> str:
        """Return the query that reads a table of the schema with its types; an absent table has no rows."""
        if table.name not in self.files:
            return f"SELECT {', '.join(f'NULL::{c.type} AS {c.name}' for c in table.columns)} WHERE false"
        types = self.columns[table.name]
        picked = ", ".join(_typed(c, dict(types)) for c in table.columns)
        every = f"SELECT {picked} FROM {_scan(self.files[table.name], self.names(table.name))}"
        return _stood(every, table, self.until) if self.until else every


@dataclass(frozen=True)
class _Version:
    """A record as its files were in one process at one moment: what its shared views may be kept for."""

    record: Record = field(compare=False)
    key: tuple

    @classmethod
    def of(cls, record: Record) -> _Version:
        states = tuple((str(f), f.stat().st_mtime_ns, f.stat().st_size, f.stat().st_ino) for f in record.files.values())
        return cls(record, (os.getpid(), states, tuple(record.columns.items()), record.until))


@lru_cache(maxsize=4)
def _shared(version: _Version) -> duckdb.DuckDBPyConnection:
    return _database(version.record)


def _database(record: Record, threads: int | None = None) -> duckdb.DuckDBPyConnection:
    import duckdb

    con = duckdb.connect(config={"threads": threads} if threads else {})
    con.execute("SET GLOBAL TimeZone = 'UTC'; SET disabled_optimizers = 'type_pushdown'")
    for table in TABLES:
        con.execute(f'CREATE VIEW "{table.name}" AS {record.select(table)}')
    return con


def open_record(path: str | Path) -> Record:
    """Open the record in a folder: one file a table, `TABLE.parquet` or `TABLE.csv`.

    Checks the names of columns only. A table may be absent: what needs it says `not recorded`.

    Args:
        path: the folder.

    Returns:
        The record; nothing is read yet but the columns' names.

    Raises:
        CaseReviewError: no such folder, a table in two forms, a file that cannot be read, or a needed column missing;
            one message lists them all.

    >>> from toolkit import paths
    >>> open_record(paths.sample_record()).has("placement")
    True
    """
    folder = Path(path)
    if not folder.is_dir():
        raise CaseReviewError(
            f"There is no record folder at {folder}",
            todo="Name a folder that holds the tables of a record, such as data/sample.",
        )
    files, problems = _table_files(folder)
    columns = {}
    with _Reader() as types_of:
        for name, file in files.items():
            try:
                types = types_of(file)
            except UnicodeDecodeError:
                problems.append(f"{file.name}: it is not text in UTF-8; save it in that encoding")
            except Exception as error:
                problems.append(f"{file.name}: cannot be read ({type(error).__name__})")
            else:
                columns[name] = tuple(types)
                problems += [f"{file.name}: {problem}" for problem in _column_problems(BY_NAME[name], types)]
    if problems:
        raise CaseReviewError(f"The record at {folder} cannot be opened", problems, "Mend these files, or import the record anew.")
    return Record(folder, files, columns)


def _table_files(folder: Path) -> tuple[dict[str, Path], list[str]]:
    files: dict[str, Path] = {}
    problems = []
    for table in TABLES:
        found = [f for f in (folder / f"{table.name}.parquet", folder / f"{table.name}.csv") if f.is_file()]
        if len(found) > 1:
            problems.append(f"{table.name}: there is both a Parquet and a CSV file; keep one")
        if found:
            files[table.name] = found[0]
    return files, problems


class _Reader:
    """Reads the columns' names and types of files, Parquet ones over one connection."""

    def __enter__(self) -> Callable[[Path], list[tuple[str, str]]]:
        import duckdb

        self._con = duckdb.connect()
        return lambda file: _csv_types(file) if file.suffix == ".csv" else self._parquet_types(file)

    def __exit__(self, *_: object) -> None:
        self._con.close()

    def _parquet_types(self, file: Path) -> list[tuple[str, str]]:
        described = self._con.execute(f"DESCRIBE SELECT * FROM read_parquet({_quoted(file)})").fetchall()
        return [(row[0], row[1]) for row in described]


def _csv_types(file: Path) -> list[tuple[str, str]]:
    with file.open(newline="", encoding="utf-8-sig") as text:
        names = next(csv.reader(text), [])
        while text.read(_BLOCK):  # to the end: text that cannot be read must not show only when it is asked for
            pass
    return [(name, TEXT) for name in names]


def _column_problems(table: Table, types: list[tuple[str, str]]) -> list[str]:
    if not types:
        return ["it is empty; give it its heading, or leave it out"]
    present, known = [name for name, _ in types], {c.name for c in table.columns}
    return [
        *(
            f"no column {c.name}{nearest(c.name, set(present) - known)}"
            for c in table.columns
            if c.needed and c.name not in present
        ),
        *(f"the column {name} is there twice" for name in sorted(known) if present.count(name) > 1),
        *(
            f"{name} holds times with a zone; write the agency's local time without one"
            for name, type_ in types
            if name in known and type_.endswith("TIME ZONE")
        ),
    ]


def _typed(column: Column, types: dict[str, str]) -> str:
    own = _value(column.name, column.type, types) if column.name in types else f"NULL::{column.type}"
    earliest = {"recorded_by": "recorded_at", "withdrawn_by": "withdrawn_at"}.get(column.name)
    if earliest in types:  # the later bound is never before the earlier one, and there is none without it
        first = _value(earliest, column.type, types)
        own = f"CASE WHEN {first} IS NOT NULL THEN greatest({own}, {first}) END"
    if column.name in _DEFAULTS:
        own = f"coalesce({own}, '{_DEFAULTS[column.name]}')"
    if column.name == "entity_id":
        own = f"coalesce({own}, {_value('statement_id', TEXT, types)})"
    return f"{own} AS {column.name}"


def _value(name: str, type_: str, types: dict[str, str]) -> str:
    read = f'"{name}"' if types[name] == type_ else f'TRY_CAST("{name}" AS {type_})'
    if type_ == TEXT:
        return f"nullif({read}, '')"
    return f"CASE WHEN {read} BETWEEN {type_} '0001-01-01' AND {type_} '{_LAST[type_]}' THEN {read} END" if type_ in _LAST else read


def _scan(file: Path, present: list[str]) -> str:
    if file.suffix == ".parquet":
        return f"read_parquet({_quoted(file)})"
    # Names are given by place, as a stranger's heading may hold the same name in two spellings, or none at all.
    names = [c if c in _NAMES else f"unknown {n}" for n, c in enumerate(present)]
    types = ", ".join(f"{_text(c)}: 'VARCHAR'" for c in names)
    # No sniffing: it looks at the rows, and what it guesses must not depend on rows that a view may not see.
    return (
        f"read_csv({_quoted(file)}, auto_detect=false, header=true, delim=',', quote='\"', escape='\"', "
        f"columns={{{types}}}, null_padding=true, strict_mode=false, parallel=false, max_line_size={_LONGEST_CELL})"
    )


def _stood(query: str, table: Table, until: str) -> str:
    last = f"TIMESTAMP '{datetime.fromisoformat(until)}'" + (
        " + INTERVAL 1 DAY - INTERVAL 1 MICROSECOND" if len(until) == 10 else ""
    )
    columns = {c.name for c in table.columns}
    later = [
        f"CASE WHEN withdrawn_at <= {last} THEN {c} END AS {c}"
        for c in ("withdrawn_by", "withdrawn_reason", "withdrawn_at")
        if c in columns
    ]
    blanked = f" REPLACE ({', '.join(later)})" if later else ""
    return f"SELECT *{blanked} FROM ({query}) WHERE recorded_at <= {last}"


def _quoted(file: Path) -> str:
    return _text(str(file))


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
