"""Opening a record: a folder with one Parquet or CSV file a table, seen through views with the schema's types."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import CaseReviewError, nearest
from toolkit.record import database
from toolkit.record.connection import at_hand
from toolkit.record.kept import kept, kept_of
from toolkit.record.looked import NOTHING, Looked, looked
from toolkit.record.schema import BY_NAME, DATE, TABLES, TEXT, TIME, Table
from toolkit.record.sql import text

if TYPE_CHECKING:
    import duckdb

_BLOCK = 1024 * 1024
# Types of Parquet columns that mean one thing, as Arrow names them and as a database does.
_PLAIN = {
    "string": TEXT,
    "large_string": TEXT,
    "date32[day]": DATE,
    "timestamp[us]": TIME,
    "bool": "BOOLEAN",
    "int32": "INTEGER",
    "int64": "BIGINT",
    "double": "DOUBLE",
}


@dataclass(frozen=True)
class Record:
    """A case record on disk: which file holds which table, and the columns (name and type) that each file has."""

    path: Path
    files: dict[str, Path]
    columns: dict[str, tuple[tuple[str, str], ...]]
    until: str = ""
    cases: tuple[str, ...] = ()
    seen: Looked = NOTHING

    def as_it_stood(self, until: str) -> Record:
        """Return the record as it stood at a day or time: later entries are absent, later withdrawals blank.

        Args:
            until: an ISO day, which means its end, or an ISO time without zone; empty: all of the record.

        >>> from toolkit import paths
        >>> early = open_record(paths.sample_record()).as_it_stood("1990-01-01")
        >>> early.connect().execute("SELECT count(*) FROM visit").fetchone()[0]
        0
        """
        return replace(self, until=until, seen=NOTHING)

    def of_cases(self, case_ids: Iterable[str]) -> Record:
        """Return the record with the rows of some cases only; tables that are of no case stay whole.

        Cases that the record ever joined with one of these are there too.

        >>> from toolkit import paths
        >>> one = open_record(paths.sample_record()).of_cases(["C00001"])
        >>> one.connect().execute('SELECT DISTINCT case_id FROM "case"').fetchall()
        [('C00001',)]
        """
        return replace(self, cases=self._joined(case_ids))

    def _joined(self, case_ids: Iterable[str]) -> tuple[str, ...]:
        found = set(case_ids)
        if self.has("identity"):
            pairs = kept(self, ("joined cases",), self._joins)
            while more := {other for pair in pairs if found & set(pair) for other in pair} - found:
                found |= more
        return tuple(sorted(found))

    def _joins(self) -> list[tuple[str, str]]:
        with self.connect() as con:
            return con.execute("SELECT DISTINCT alias_case_id, case_id FROM identity ORDER BY ALL").fetchall()

    def has(self, table: str) -> bool:
        """Whether a file for that table is there (what the record *covers* is for the coverage table to say)."""
        return table in self.files

    def names(self, table: str) -> list[str]:
        """The names of the columns that a table's file has."""
        return [name for name, _ in self.columns[table]]

    def connect(self, threads: int | None = None, within: str = "") -> duckdb.DuckDBPyConnection:
        """Return a DuckDB connection in which each table of the schema is there with its types; absent tables are empty.

        Connections to the same files share their tables, and nothing else: what one makes, it makes as temporary.
        Values that do not fit their column's type read as null, and so do empty text and days outside the years 1 to
        9999: row rules belong to `check`, not to reading. A statement that names no entity is a thing of its own.

        Args:
            threads: how many a database of the connection's own has; where none are given, it shares one.
            within: of a database of its own: which cases are seen in it (:func:`toolkit.record.span.within`); else all.
        """
        return database.connection(self, threads, within)

    @property
    def held(self) -> tuple[str, ...]:
        """The tables that can have rows: those with a file; of a record of some cases, those in which these have any at all."""
        return database.held(self) if self.cases else tuple(self.files)

    @property
    def state(self) -> tuple:
        """What tells these files from the same ones after a change, without reading them."""
        return (_state(self.files), tuple(self.columns.items()))

    def hashes(self, tables: Iterable[str] | None = None) -> dict[str, str]:
        """Return the SHA-256 of each table's file, by table name; of all where none are named."""
        return {name: _sha256(self.files[name]) for name in sorted(self.files if tables is None else tables)}

    def looked_up(self, tables: Iterable[str]) -> Record:
        """Return the record with what was seen of tables when it was written (:func:`toolkit.record.looked.looked`)."""
        return replace(self, seen=looked(self, tables))


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
    columns, unread = kept_of(_state(files), ("columns",), lambda: _columns(files))
    problems += unread
    if problems:
        raise CaseReviewError(f"The record at {folder} cannot be opened", problems, "Mend these files, or import the record anew.")
    return Record(folder, files, columns)


def _state(files: dict[str, Path]) -> tuple:
    about = ((file, file.stat()) for file in files.values())
    return tuple((str(file), stat.st_mtime_ns, stat.st_size, stat.st_ino) for file, stat in about)


def _columns(files: dict[str, Path]) -> tuple[dict[str, tuple[tuple[str, str], ...]], list[str]]:
    """The columns of each file that can be read, and what is wrong with any."""
    columns, problems = {}, []
    for name, file in files.items():
        try:
            types = _csv_types(file) if file.suffix == ".csv" else _plain_types(file) or _described(file)
        except UnicodeDecodeError:
            problems.append(f"{file.name}: it is not text in UTF-8; save it in that encoding")
        except Exception as error:
            problems.append(f"{file.name}: cannot be read ({type(error).__name__})")
        else:
            columns[name] = tuple(types)
            problems += [f"{file.name}: {problem}" for problem in _column_problems(BY_NAME[name], types)]
    return columns, problems


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


def _plain_types(file: Path) -> list[tuple[str, str]]:
    """Columns as a Parquet file itself tells of them, as to open a database costs far more; none where only that can tell."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        columns = [(column.name, _PLAIN.get(str(column.type), "")) for column in pq.read_schema(file)]
    except (pa.ArrowException, OSError):
        return []
    names = {name.lower() for name, _ in columns}
    return columns if len(names) == len(columns) and all(type_ for _, type_ in columns) else []


def _described(file: Path) -> list[tuple[str, str]]:
    with at_hand() as con:
        described = con.execute(f"DESCRIBE SELECT * FROM read_parquet({text(file)})").fetchall()
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


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
