"""Reading a folder of the dataset's tables: a file is known by its columns, never by its name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path

from toolkit.errors import nearest
from toolkit.sources.files import Grid, read_file
from toolkit.sources.settings import rows
from toolkit.sources.snapshot.check import doubtful_dates
from toolkit.sources.snapshot.layout import own_limit, tables
from toolkit.sources.workbooks import Refused

SOURCE = "ssd"
_DAY = re.compile(r"(?<!\d)(\d{4}-\d{2}-\d{2})(?!\d)")
_OTHERS = (".xlsx", ".xlsm", ".tsv", ".txt", ".json", ".parquet")


@dataclass
class Folder:
    """An extract as read: its tables by name, those that have no place in a record, what stands in the way, and notes."""

    name: str
    tables: dict[str, Grid] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    named_day: date | None = None


@cache
def left_out() -> dict[str, str]:
    """Return the tables of the dataset that have no place in a record, each with the reason."""
    return {r["table"]: r["why"] for r in rows("ssd_left_out.csv")}


def read_folder(folder: Path) -> Folder:
    """Return the tables of the CSV files in a folder, with all faults of structure in `problems`."""
    found = Folder(folder.name or str(folder))
    if not folder.is_dir():
        words = "is a file; name the folder that holds the CSV files" if folder.exists() else "there is no such folder"
        found.problems.append(f"{folder}: {words}")
        return found
    days = _DAY.findall(folder.name)
    if len(days) == 1:
        found.named_day = _day(days[0])
    files = sorted(f for f in folder.iterdir() if not f.name.startswith("."))
    for file in files:
        if file.suffix.lower() == ".csv":
            _add_file(found, file)
        elif file.suffix.lower() in _OTHERS:
            found.notes.append(f"{found.name}/{file.name}: it is no CSV file and was not read")
    if not found.tables and not found.problems:
        found.problems.append(f"{found.name}: no file has the columns of a table of the dataset")
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _add_file(found: Folder, file: Path) -> None:
    where = f"{found.name}/{file.name}"
    try:
        grid = read_file(file)
    except Refused as refused:
        found.problems.append(f"{where}: {refused}")
        return
    grid = replace(grid, frame=grid.frame.rename(columns={c: c.strip().lower() for c in grid.frame.columns}))
    table, share = _recognised(list(grid.frame.columns))
    if share * 100 < own_limit(SOURCE, "recognised"):
        _not_recognised(found, where, table if share else "", file.stem.lower())
        return
    if table in left_out():
        found.left_out[table] = found.left_out.get(table, 0) + grid.read
        return
    problems = _structure(where, table, list(grid.frame.columns))
    if table in found.tables:
        problems.append(f"{where}: a second file for {table} (the first is {found.tables[table].file})")
    if doubtful_dates(SOURCE, table, grid):
        problems.append(f"{where}: no date has a day after the 12th, so all may have the month first; say days as 2021-03-16")
    found.problems += problems
    found.notes += [f"{where}: {note}" for note in grid.notes]
    if not problems:
        found.notes += _spare(where, table, list(grid.frame.columns))
    found.tables.setdefault(table, grid)


def _recognised(columns: list[str]) -> tuple[str, float]:
    shares = {t: len({f.name for f in fields} & set(columns)) / len(fields) for t, fields in tables(SOURCE).items()}
    best = max(shares, key=lambda t: shares[t])
    return best, shares[best]


def _not_recognised(found: Folder, where: str, table: str, stem: str) -> None:
    if table or stem in tables(SOURCE):
        found.problems.append(f"{where}: it has too few of the columns of {table or stem} to be that table")
    else:
        found.notes.append(f"{where}: it is no table of the dataset and was not read")


def _structure(where: str, table: str, columns: list[str]) -> list[str]:
    read = [f for f in tables(SOURCE)[table] if f.reads]
    spare = set(columns) - {f.name for f in tables(SOURCE)[table]}
    missing = [f for f in read if f.name not in columns]
    return [f"{where}: no column {f.name}{nearest(f.name, spare)}" for f in missing if f.needed == "row" or nearest(f.name, spare)]


def _spare(where: str, table: str, columns: list[str]) -> list[str]:
    known = {f.name for f in tables(SOURCE)[table]}
    notes = [f"{where}: the column {c} is not of the dataset and was not read" for c in columns if c not in known]
    return notes + [f"{where}: no column {f.name}" for f in tables(SOURCE)[table] if f.reads and f.name not in columns]
