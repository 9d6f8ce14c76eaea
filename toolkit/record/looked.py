"""What was seen of a record's large tables when it was written, so that whoever reads it later need not look through them again.

It stands in a file beside the tables, under the hash of each table's file: to read a file's bytes and compare is far less work
than to look through its rows. Of a file that was changed since, or that says nothing, nothing is known, and its rows are looked at.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.record.clocks import UNSURE
from toolkit.record.connection import cores
from toolkit.record.schema import STATEMENT_TABLES
from toolkit.record.span import statements_in
from toolkit.record.together import find_together

if TYPE_CHECKING:
    from toolkit.record.open import Record

FILE = "looked.json"
_RULES = 1  # of what is looked for: what was seen by other rules tells nothing
_LARGE = 100_000  # rows from which on it takes longer to look than to compare


@dataclass(frozen=True)
class Looked:
    """What is known of tables without looking at their rows.

    Attributes:
        apart: those in which no thing has two versions at once, under either reading of uncertain record times.
        exact: those in which no record time is uncertain.
    """

    apart: frozenset[str] = frozenset()
    exact: frozenset[str] = frozenset()


NOTHING = Looked()


def look_through(folder: str | Path, large: int | None = None) -> list[str]:
    """Look through the large tables of the record in a folder, and write what was seen into a file beside them.

    Args:
        folder: the record's folder.
        large: the rows from which on a table is large, if not a hundred thousand; where there is none, nothing is written.

    Returns:
        The tables that were looked through.

    >>> import shutil, tempfile
    >>> from toolkit import paths
    >>> to = Path(tempfile.mkdtemp()) / "record"
    >>> _ = shutil.copytree(paths.sample_record(), to)
    >>> look_through(to), look_through(to, large=1000)[:2]
    ([], ['action', 'assessment'])
    """
    from toolkit.record.open import open_record

    (Path(folder) / FILE).unlink(missing_ok=True)
    record = open_record(folder)
    least = _LARGE if large is None else large
    names = [n for n in sorted(record.files) if n in STATEMENT_TABLES and statements_in([record.files[n]]) >= least]
    if names:
        told = {"rules": _RULES, "tables": {name: _seen(record, name) for name in names}}
        (Path(folder) / FILE).write_text(json.dumps(told, indent=1), encoding="utf-8")
    return names


def looked(record: Record, tables: Iterable[str]) -> Looked:
    """Return what was seen of tables whose files are the same still.

    Args:
        record: the record. Of one as it stood at a day nothing is known, as later withdrawals are blank in it.
        tables: the tables that are asked of.
    """
    from concurrent.futures import ThreadPoolExecutor

    told = {} if record.until else _told(record.path / FILE)
    asked = [(n, t) for n in tables if n in record.files and isinstance(t := told.get(n), dict)]
    with ThreadPoolExecutor(cores()) as pool:
        hashes = pool.map(lambda one: record.hashes([one[0]]), asked)
        same = {name: seen for (name, seen), found in zip(asked, hashes, strict=True) if found[name] == seen.get("sha256")}
    return Looked(*(frozenset(n for n, seen in same.items() if seen.get(what) is True) for what in ("apart", "exact")))


def _seen(record: Record, table: str) -> dict[str, Any]:
    with record.connect(cores()) as con:
        exact = not con.execute(f'SELECT 1 FROM "{table}" WHERE {UNSURE} LIMIT 1').fetchall()
        return {"sha256": record.hashes([table])[table], "apart": not find_together(con, table, not exact), "exact": exact}


def _told(file: Path) -> dict[str, Any]:
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    known = isinstance(told, dict) and told.get("rules") == _RULES and isinstance(told.get("tables"), dict)
    return told["tables"] if known else {}
