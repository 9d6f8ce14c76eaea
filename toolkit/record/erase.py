"""Legal erasure: rows are taken out of every table that holds them, and a tombstone says that it was done and nothing of what.

The record is written anew beside the old one and put in its place in one step; then the old files are removed.
"""

from __future__ import annotations

import csv
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import CaseReviewError
from toolkit.record.beside import clear, in_place, left_beside
from toolkit.record.database import scan
from toolkit.record.erasing import Taken, What, emptied, find, gone_row
from toolkit.record.looked import FILE, look_through
from toolkit.record.open import Record, open_record
from toolkit.record.schema import BY_NAME
from toolkit.record.sql import quoted, text

if TYPE_CHECKING:
    import duckdb

TOMBSTONE = "tombstone"
# Pieces of rows that an import set aside: nobody can tell whose they are, so the file does not outlive an erasure.
SET_ASIDE = "rejected.csv"
CANNOT_REACH = (
    "reports, packs, tables and figures that were made before, and copies of them",
    "backups and snapshots of the disk, and what the disk itself keeps of deleted files",
    "the extracts and returns that the record was made from, and the system behind them: an import from them brings it back",
    "the key of the pseudonyms and any table made with it",
    "texts of rows that stay: a note about another child may name this one",
)


@dataclass(frozen=True)
class Erasure:
    """What an erasure takes, or took.

    Attributes:
        taken: the counts.
        done: whether it was done, or only looked at.
        left_behind: words on what lies in or beside the record and was not reached, for this record.
    """

    taken: Taken
    done: bool
    left_behind: tuple[str, ...]

    def text(self) -> str:
        """Return the account for the person at the keyboard; it holds counts and names of tables only."""
        taken, did = self.taken, "Erased" if self.done else "Would be erased"
        lines = [f"{did}: {sum(taken.rows.values()):,} rows", *(f"  {t}: {n:,}" for t, n in taken.rows.items())]
        if taken.links:
            lines.append(f"Links to what goes, taken out of rows that stay: {sum(taken.links.values()):,}")
            lines += [f"  {t}: {n:,}" for t, n in taken.links.items()]
        stays = [
            (sum(taken.named.values()), f"rows that stay have the id in a text ({', '.join(taken.named)}): read them by hand"),
            (taken.shared, "statements about the person and about others stay: name them with --statements"),
            (taken.joined, "other case numbers of this child, by the table identity, stay: name each with --case"),
        ]
        lines += [f"NOT reached: {n:,} {words}" for n, words in stays if n]
        lines += [f"NOT reached: {words}" for words in (*self.left_behind, *CANNOT_REACH)]
        return "\n".join(lines)


def erase(record: str | Path, what: What, reason: str, do: bool = False, now: datetime | None = None) -> Erasure:
    """Take rows out of a record for good, whole or not at all.

    Args:
        record: the folder of the record, of Parquet or CSV files.
        what: cases, persons or statements, by id.
        reason: the ground for erasing; it goes into the tombstone, so it may name nobody.
        do: whether to do it; else it is only counted.
        now: the moment that the tombstone states (local time); this one if none is given.

    Returns:
        The counts, and what could not be reached.

    Raises:
        CaseReviewError: a record that cannot be opened, ids that it does not hold, no reason, a reason that holds an id,
            files that are links to elsewhere, a record that changed meanwhile, or a folder that cannot be written.

    >>> from toolkit import paths
    >>> erase(paths.sample_record(), What(cases=("C00001",)), "court order").done
    False
    """
    _refuse_reason(reason, what)
    opened = open_record(Path(record).resolve())
    _refuse_links(opened)
    if do:
        clear(
            opened.path
        )  # first of all: a run that was killed after the swap left the old record there, and its ids are gone here
    con = opened.connect(threads=1)
    try:
        taken = find(opened, con, what)
        left = _left_behind(opened, what)
        if do:
            _replace(opened, con, taken, reason.strip(), now or datetime.now())
    finally:
        con.close()
    return Erasure(taken, do, left)


def _refuse_reason(reason: str, what: What) -> None:
    problems = [] if reason.strip() else ["no reason is given"]
    problems += ["the reason holds one of the ids"] if any(i and i in reason for i in what.ids) else []
    if problems:
        raise CaseReviewError("Nothing was erased", problems, "Give the ground in a few words, such as: court order. Name nobody.")


def _refuse_links(record: Record) -> None:
    problems = [f"{f.name} is a link to a file elsewhere, which would stay" for f in record.files.values() if f.is_symlink()]
    if problems:
        raise CaseReviewError("Nothing was erased", problems, "Put the files themselves in the folder, or erase where they are.")


def _left_behind(record: Record, what: What) -> tuple[str, ...]:
    """What lies in the folder or beside it and is no table: named by kind and count, never by what is in it."""
    ours = {*record.files.values(), record.path / SET_ASIDE, record.path / FILE}
    others = [f for f in sorted(record.path.rglob("*")) if f.is_file() and f not in ours]
    hit = sum(_holds(f, what.ids) for f in others)
    found = [f"{len(others):,} other files in the record's folder, {hit:,} of which hold the id as plain text"] if others else []
    twice = sum(f.stat().st_nlink > 1 for f in record.files.values())
    found += [f"{twice:,} files of the record that have a second name elsewhere"] if twice else []
    beside = len(left_beside(record.path))
    found += [f"{beside:,} folders beside the record that a run left when it was broken off: --yes removes them"] if beside else []
    return tuple(found)


def _holds(file: Path, ids: tuple[str, ...]) -> bool:
    longest = max(map(len, ids)) * 4
    with file.open("rb") as stream:
        before = b""
        while block := stream.read(1 << 20):
            if any(i.encode() in before + block for i in ids):
                return True
            before = block[-longest:]
    return False


def _replace(record: Record, con: duckdb.DuckDBPyConnection, taken: Taken, reason: str, now: datetime) -> None:
    before = record.hashes()
    with in_place(record.path) as made:
        shutil.copytree(record.path, made, symlinks=True, ignore=_only_top(record), dirs_exist_ok=True)
        for name in record.files:
            _write(record, con, name, made, name in taken.rows or name in taken.links)
        _bury(record, made, taken, reason, now)
        if record.hashes() != before:
            raise CaseReviewError("The record was changed meanwhile; nothing was erased", todo="Run it again.")
        open_record(made)
        look_through(made)
    if made.parent.exists():
        raise CaseReviewError(
            "The record was written anew, but the old files beside it could not be removed",
            [made.parent.name],
            "Remove that folder by hand: it holds what was to be erased.",
        )


def _only_top(record: Record):  # noqa: ANN202 - what shutil takes
    """The tables are written one by one, and what was set aside is not taken along."""
    tables = {f.name for f in record.files.values()} | {SET_ASIDE}
    return lambda folder, names: [n for n in names if Path(folder) == record.path and n in tables]


def _write(record: Record, con: duckdb.DuckDBPyConnection, name: str, made: Path, changed: bool) -> None:
    file = record.files[name]
    to = made / file.name
    if not changed:
        shutil.copy2(file, to)
        return
    columns = record.names(name)
    query = f"SELECT {_picked(name, columns, file)} FROM {scan(file, columns)} WHERE NOT {gone_row(name, set(columns))}"
    if file.suffix == ".parquet":
        con.execute(f"COPY ({query}) TO {text(to)} (FORMAT parquet, COMPRESSION zstd)")
    else:
        _write_csv(con, query, file, to)
    shutil.copymode(file, to)


def _picked(name: str, columns: list[str], file: Path) -> str:
    """The columns as the file has them, in their order and by their types; only links to what is gone are taken out."""
    own = {c.name for c in BY_NAME[name].columns}
    strange = file.suffix == ".csv"
    named = [c if c in _known() or not strange else f"unknown {n}" for n, c in enumerate(columns)]
    return ", ".join(f'{sql} AS "{c}"' if c in own and (sql := emptied(c)) else quoted(c) for c in named)


def _known() -> set[str]:
    return {c.name for t in BY_NAME.values() for c in t.columns}


def _write_csv(con: duckdb.DuckDBPyConnection, query: str, file: Path, to: Path) -> None:
    """The heading stays as it is written; the rows follow it."""
    rows = to.with_suffix(".rows")
    con.execute(f"COPY ({query}) TO {text(rows)} (FORMAT csv, HEADER false, DELIMITER ',', QUOTE '\"', ESCAPE '\"')")
    with file.open(newline="", encoding="utf-8-sig") as given, to.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out, lineterminator="\n").writerow(next(csv.reader(given)))
    with to.open("ab") as out, rows.open("rb") as body:
        shutil.copyfileobj(body, out)
    rows.unlink()


def _bury(record: Record, made: Path, taken: Taken, reason: str, now: datetime) -> None:
    """Add to the tombstones: a row for each table, with how many went, why and when, and nothing else."""
    import duckdb

    given = [(t, n, reason, now.replace(microsecond=0)) for t, n in taken.rows.items()]
    file = record.files.get(TOMBSTONE)
    columns = [c.name for c in BY_NAME[TOMBSTONE].columns]
    with duckdb.connect() as con:
        old = f"FROM {scan(file, record.names(TOMBSTONE))}" if file else ""
        con.execute("CREATE TABLE new (table_name VARCHAR, statements BIGINT, reason VARCHAR, recorded_at TIMESTAMP)")
        con.executemany("INSERT INTO new VALUES (?, ?, ?, ?)", given)
        typed = ", ".join(f'TRY_CAST("{c.name}" AS {c.type}) AS "{c.name}"' for c in BY_NAME[TOMBSTONE].columns)
        query = f"{f'SELECT {typed} {old} UNION ALL ' if old else ''}SELECT {', '.join(columns)} FROM new"
        like = next(iter(record.files.values())).suffix if file is None else file.suffix
        form = "FORMAT parquet, COMPRESSION zstd" if like == ".parquet" else "FORMAT csv, HEADER true"
        con.execute(f"COPY ({query}) TO {text(made / f'{TOMBSTONE}{like}')} ({form})")
