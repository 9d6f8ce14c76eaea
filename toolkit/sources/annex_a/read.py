"""Reading a workbook of lists: a sheet is known by its columns, never by its name."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path

from toolkit.errors import nearest
from toolkit.sources.annex_a.headings import SOURCE, Match, best_match, problems_of
from toolkit.sources.files import WORKBOOKS, Form, Grid, read_file
from toolkit.sources.settings import limit, rows
from toolkit.sources.snapshot.check import doubtful_dates
from toolkit.sources.snapshot.layout import own_limit, tables
from toolkit.sources.workbooks import DAMAGED, Refused, check_zip, read_sheet, sheet_names

ADOPTERS = "list_11"
_MODIFIED = "{http://purl.org/dc/terms/}modified"
_DAY = re.compile(r"(?<!\d)(\d{4}-\d{2}-\d{2})(?!\d)")


@dataclass
class Workbook:
    """A workbook as read: its lists by name, the adopters counted, what stands in the way, and what a reader should know."""

    name: str
    lists: dict[str, Grid] = field(default_factory=dict)
    adopters: int = 0
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    named_day: date | None = None
    saved_on: date | None = None


@cache
def titles() -> dict[str, str]:
    """Return what each list is called, by name: `List 7 (child protection plans)`."""
    return {r["list"]: f"List {r['list'].removeprefix('list_')} ({r['title']})" for r in rows("annex_a_lists.csv")}


def read_workbook(file: Path, own: Mapping[str, str]) -> Workbook:
    """Return a workbook with all faults of its structure in `problems`.

    Args:
        file: the workbook.
        own: the user's own spellings of headings.
    """
    book = Workbook(file.name)
    if not file.is_file():
        words = "is a folder; name the workbooks in it" if file.is_dir() else "there is no such file"
        book.problems.append(f"{file}: {words}")
        return book
    if file.suffix.lower() not in WORKBOOKS:
        book.problems.append(f"{file.name}: is no workbook ({' or '.join(WORKBOOKS)})")
        return book
    try:
        names = sheet_names(file)
        book.saved_on = _saved_on(file)
    except Refused as refused:
        book.problems.append(f"{file.name}: {refused}")
        return book
    book.named_day = _named_day(file.stem)
    for sheet in names:
        _add_sheet(book, file, sheet, own)
    if not book.lists and not book.problems:
        book.problems.append(f"{file.name}: no sheet has the columns of a list")
    return book


def _add_sheet(book: Workbook, file: Path, sheet: str, own: Mapping[str, str]) -> None:
    where = f"{file.name}, sheet {sheet}"
    try:
        heads = read_sheet(file, sheet).rows[: limit("heading_rows")]
        found = best_match(heads, own)
        if found is None or found[0].share * 100 < own_limit(SOURCE, "recognised"):
            _not_recognised(book, where, found[0] if found else None)
            return
        match, row = found
        problems = problems_of(match, where)
        grid = read_file(file, Form(sheet=sheet, heading=(row,)))
    except Refused as refused:
        book.problems.append(f"{where}: {refused}")
        return
    if match.table == ADOPTERS:
        book.adopters += grid.read
        return
    if match.table in book.lists:
        problems.append(f"{where}: a second sheet for {titles()[match.table]}")
    grid = replace(grid, file=where.replace(", sheet ", " / "), frame=_renamed(grid, match))
    if doubtful_dates(SOURCE, match.table, grid):
        problems.append(f"{where}: no date has a day after the 12th, so all may have the month first; lists have day/month/year")
    book.problems += problems
    book.lists.setdefault(match.table, grid)
    book.notes += [f"{file.name}, {note}" for note in grid.notes]
    if not problems:
        book.notes += [f"{where}: no column {c}" for c in match.missing]
        book.notes += [f"{where}: the column {h} is in no list and was not read" for h in match.unknown]


def _renamed(grid: Grid, match: Match):  # noqa: ANN202 - a frame
    named = {" ".join(h.split()): c for h, c in match.columns.items()}
    kept = {h: c for h, c in named.items() if h in grid.frame.columns}
    return grid.frame[list(kept)].rename(columns=kept)


def _not_recognised(book: Workbook, where: str, found: Match | None) -> None:
    if found is None or len(found.columns) < own_limit(SOURCE, "alike"):
        book.notes.append(f"{where}: it is no list and was not read")
        return
    wanted = [f.name for f in tables(SOURCE)[found.table]]
    near = [f"the heading {h} is not known{nearest(h, wanted)}" for h in found.unknown]
    told = f"{where}: it has some columns of {titles()[found.table]} and is not recognised"
    book.problems += [told, *(f"{where}: {n}" for n in near)]


def _named_day(stem: str) -> date | None:
    found = _DAY.findall(stem)
    try:
        return date.fromisoformat(found[0]) if len(found) == 1 else None
    except ValueError:
        return None


def _saved_on(file: Path) -> date | None:
    """The day on which the workbook says that it was last saved; nothing where it does not say."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    check_zip(file)
    try:
        with zipfile.ZipFile(file) as packed:
            root = fromstring(packed.read("docProps/core.xml"), forbid_dtd=True)
        said = root.find(_MODIFIED)
        return date.fromisoformat((said.text or "")[:10]) if said is not None else None
    except (KeyError, DefusedXmlException, *DAMAGED):
        return None
