"""What was seen of a record's large tables when it was written, so that whoever reads it later need not look through them again.

It stands in a file beside the tables, under the hash of each table's file: to read a file's bytes and compare is far less work
than to look through its rows. Of a file that was changed since, or that says nothing, nothing is known, and its rows are looked at.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.record.clocks import UNSURE
from toolkit.record.connection import cores
from toolkit.record.database import select
from toolkit.record.schema import BY_NAME, STATEMENT_TABLES
from toolkit.record.span import statements_in
from toolkit.record.sql import text
from toolkit.record.together import find_together

if TYPE_CHECKING:
    from toolkit.record.open import Record

FILE = "looked.json"
_RULES = 1  # of what is looked for: what was seen by other rules tells nothing
_LARGE = 10_000  # rows from which on it takes longer to look than to compare


@dataclass(frozen=True)
class Looked:
    """What is known of tables without looking at their rows.

    Attributes:
        apart: those in which no thing has two versions at once, under either reading of uncertain record times.
        exact: those in which no record time is uncertain.
        state: that of the record then, so that a change while somebody works on it is not missed.
    """

    apart: frozenset[str] = frozenset()
    exact: frozenset[str] = frozenset()
    state: tuple[Any, ...] = ()

    def holds_of(self, record: Record) -> bool:
        """Return whether the files of a record are those that this was seen of, by their size and time."""
        return self.state == record.state


NOTHING = Looked()


def look_through(folder: str | Path, large: int | None = None) -> list[str]:
    """Look through the large tables of the record in a folder, and write what was seen into a file beside them.

    Nothing is written of a table that changes meanwhile, and none at all where it cannot be looked: it only spares work.

    Args:
        folder: the record's folder.
        large: the rows from which on a table is large, if not ten thousand; where there is none, nothing is written.

    Returns:
        The tables that were looked through.

    >>> import shutil, tempfile
    >>> from toolkit import paths
    >>> to = Path(tempfile.mkdtemp()) / "record"
    >>> _ = shutil.copytree(paths.sample_record(), to)
    >>> look_through(to), look_through(to, large=1000)[:2]
    ([], ['action', 'assessment'])
    """
    import duckdb
    import pyarrow as pa

    from toolkit.record.open import open_record

    (Path(folder) / FILE).unlink(missing_ok=True)
    record = open_record(folder)
    least = _LARGE if large is None else large
    names = [n for n in sorted(record.files) if n in STATEMENT_TABLES and statements_in([record.files[n]]) >= least]
    try:
        told = {name: seen for name in names if (seen := _seen(record, name))}
    except (duckdb.Error, pa.ArrowException, MemoryError):
        return []
    if told:
        (Path(folder) / FILE).write_text(json.dumps({"rules": _RULES, "tables": told}, indent=1), encoding="utf-8")
    return list(told)


def looked(record: Record, tables: Iterable[str]) -> Looked:
    """Return what was seen of tables whose files are the same still, and are read as they were.

    Args:
        record: the record. Of one as it stood at a day nothing is known, as later withdrawals are blank in it, and of one of some
            cases nothing need be.
        tables: the tables that are asked of.
    """
    from concurrent.futures import ThreadPoolExecutor

    state = record.state
    told = {} if record.until or record.cases else _told(record.path / FILE)
    asked = [(n, t) for n in tables if n in record.files and isinstance(t := told.get(n), dict)]
    with ThreadPoolExecutor(cores()) as pool:
        marks = pool.map(lambda one: _marks(record, one[0]), asked)
        same = {name: seen for (name, seen), found in zip(asked, marks, strict=True) if found.items() <= seen.items()}
    apart, exact = (frozenset(n for n, seen in same.items() if seen.get(what) is True) for what in ("apart", "exact"))
    return Looked(apart, exact, state)


def untrue(record: Record) -> list[str]:
    """Return the tables of which the file says something that is not so of their rows.

    >>> from toolkit import paths
    >>> from toolkit.record import open_record
    >>> untrue(open_record(paths.sample_record()))
    []
    """
    claimed = looked(replace(record, until="", cases=()), _told(record.path / FILE))
    seen = {name: _seen(record, name) for name in sorted(claimed.apart | claimed.exact)}
    return [n for n, now in seen.items() if any(n in getattr(claimed, what) and not now.get(what) for what in ("apart", "exact"))]


def _seen(record: Record, table: str) -> dict[str, Any]:
    """What is so of a table; nothing where its file changed meanwhile."""
    before, marks = record.state, _marks(record, table)
    with record.connect(cores()) as con:
        exact = not con.execute(f'SELECT 1 FROM "{table}" WHERE {UNSURE} LIMIT 1').fetchall()
        apart = not find_together(con, table, not exact)
    return {**marks, "apart": apart, "exact": exact} if record.state == before else {}


def _marks(record: Record, table: str) -> dict[str, str]:
    """The hash of a table's file, and of the way in which it is read."""
    import duckdb

    read = select(record, BY_NAME[table]).replace(text(record.files[table]), "")
    way = "\n".join((read, UNSURE, duckdb.__version__))
    return {"sha256": record.hashes([table])[table], "read": hashlib.sha256(way.encode()).hexdigest()}


def _told(file: Path) -> dict[str, Any]:
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    known = isinstance(told, dict) and told.get("rules") == _RULES and isinstance(told.get("tables"), dict)
    return told["tables"] if known else {}
