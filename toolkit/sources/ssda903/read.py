"""Reading the files of a return, in any of its forms: which table each one is, its rows as text, and every fault of structure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import nearest
from toolkit.sources.ssda903.dates import ISO, MONTH_FIRST, in_doubt, parse_dates
from toolkit.sources.ssda903.layout import Layout, layouts, limit
from toolkit.sources.ssda903.read_book import FORMS as BOOKS
from toolkit.sources.ssda903.read_book import read_book
from toolkit.sources.ssda903.read_csv import read_csv
from toolkit.sources.ssda903.read_xml import read_xml
from toolkit.sources.ssda903.sheet import Found, Sheet, read_safely

if TYPE_CHECKING:
    import pandas as pd

_SHOWN_FAULTS, _SHOWN_SIGNS = 5, 40
_RECOGNISED = 0.5
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_READERS: dict[str, Callable[[Path], Found]] = {".csv": read_csv, ".xml": read_xml, **dict.fromkeys(BOOKS, read_book)}
_OTHER_FORMS = {".xls", ".xlsb", ".ods", ".tsv", ".txt", ".zip"}
# Other programs write the code 1 as 1.0 where a column has gaps.
_WHOLE_AS_DECIMAL = r"^([0-9]+)\.0+$"
_DATE_FAULTS = {
    MONTH_FIRST: "the date can only be read with the month first, and returns have the day first",
    ISO: "the date has the year first, and returns have day/month/year",
}


@dataclass
class RawReturn:
    """The files of one return as text: a frame a table (with `row`, its place in the file), and where each came from."""

    folder: Path
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    not_recognised: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    unread: int = 0

    @property
    def name(self) -> str:
        """The name of the folder or file, as messages and reports show it."""
        return self.folder.name or str(self.folder)


def read_return(folder: Path) -> RawReturn:
    """Return the tables of the files in a folder (or of one file) as text, with all faults of structure in `problems`.

    Forms: CSV files, workbooks (`.xlsx`, `.xlsm`) and XML, mixed as they come. A table is recognised by its columns, never by
    the name of its file or sheet.
    """
    raw = RawReturn(folder)
    if not folder.exists():
        raw.problems.append(f"{folder}: there is no such folder or file")
        return raw
    single = not folder.is_dir()
    files = [folder] if single else sorted(f for f in folder.iterdir() if f.is_file() and not f.name.startswith((".", "~$")))
    for file in files:
        if file.suffix.lower() in _READERS:
            _add_file(raw, file, single)
        elif single:
            raw.problems.append(f"{file.name}: a return is a folder, or a file of the form .xml, .xlsx or .csv")
            raw.unread += 1
    raw.not_recognised += sorted(f.name for f in files if f.suffix.lower() in _OTHER_FORMS and not single)
    if "episodes" not in raw.tables and not raw.unread:
        raw.problems.append(f"{raw.name}: no file has the columns of the episodes table")
    return raw


def _add_file(raw: RawReturn, file: Path, single: bool) -> None:
    where = file.name if single else f"{raw.name}/{file.name}"
    found = read_safely(_READERS[file.suffix.lower()], file)
    if found.foreign and not single:
        raw.not_recognised.append(file.name)
        return
    if found.foreign or found.problem:
        raw.unread += 1
        raw.problems.append(f"{where}: {found.problem or 'is XML, but its root is not EXPSSDA903, so it is no such return'}")
        return
    raw.notes += [f"{where}: {note}" for note in found.notes]
    for sheet in found.sheets:
        _add_sheet(raw, sheet, file, f"{where}, sheet {sheet.part[:_SHOWN_SIGNS]}" if sheet.part else where)


def _add_sheet(raw: RawReturn, sheet: Sheet, file: Path, where: str) -> None:
    layout = layouts()[sheet.table] if sheet.table else _recognise(sheet.columns, sheet.part or file.stem)
    if layout is None:
        _unknown_table(raw, where, f"{file.name}, sheet {sheet.part[:_SHOWN_SIGNS]}" if sheet.part else file.name, sheet.columns)
        return
    problems = sheet.problems and [f"{where}: {problem}" for problem in sheet.problems]
    problems = [*problems, *_structure(where, layout, sheet)]
    if layout.name in raw.tables:
        problems.append(f"{where}: a second file for the table {layout.name} (the first is {raw.files[layout.name]})")
    raw.files.setdefault(layout.name, file.name)
    raw.notes += [f"{where}: {note}" for note in sheet.notes] if not problems else []
    frame = _frame(layout, sheet) if not problems else _frame(layout, Sheet([], [], []))
    if not problems:
        problems = _date_faults(where, sheet.unit, layout, frame)
        raw.notes += _unread_columns(where, layout, sheet)
    raw.problems += problems
    raw.tables.setdefault(layout.name, frame)


def _recognise(names: list[str], called: str) -> Layout | None:
    """The table most of whose own columns there are; where there are none of any, the one that the file is named after."""
    shares = {name: max(_share(layout.own, names), _share(layout.needed_own, names)) for name, layout in layouts().items()}
    best = max(shares, key=lambda name: shares[name])
    if shares[best] >= _RECOGNISED:
        return layouts()[best]
    return layouts().get(called.lower()) if "CHILD" in names else None


def _share(columns: frozenset[str], names: list[str]) -> float:
    return len(columns & set(names)) / len(columns) if columns else 0.0


def _unknown_table(raw: RawReturn, where: str, called: str, names: list[str]) -> None:
    if len(names) == 1 and "CHILD" in names[0] and len(names[0]) > len("CHILD"):
        words = "its columns must be separated by commas"
    elif "CHILD" in names:
        words = "no table of a return has such columns; move it out of the folder if it is not part of it"
    else:
        raw.not_recognised.append(called)
        return
    raw.unread += 1
    raw.problems.append(f"{where}: {words}")


def _structure(where: str, layout: Layout, sheet: Sheet) -> list[str]:
    names, most = sheet.columns, limit("cell_characters")
    spare = {name for name in names if len(name) <= _SHOWN_SIGNS} - {f.name for f in layout.fields}
    problems = [f"{where}: no column {f.name}{nearest(f.name, spare)}" for f in layout.fields if f.needed and f.name not in names]
    twice = sorted({n for n in names if n and names.count(n) > 1})
    problems += [f"{where}: the column {name[:_SHOWN_SIGNS]} is there twice" for name in twice]
    ragged = [(n, len(row)) for n, row in zip(sheet.numbers, sheet.rows, strict=True) if len(row) != len(names)]
    long = [n for n, row in zip(sheet.numbers, sheet.rows, strict=True) if any(len(cell) > most for cell in row)]
    odd = [n for n, row in zip(sheet.numbers, sheet.rows, strict=True) if any(_NO_TEXT.search(cell) for cell in row)]
    unit = sheet.unit
    return [
        *problems,
        *_listed([f"{where} {unit} {n}: {cells} cells for {len(names)} columns" for n, cells in ragged], where),
        *_listed([f"{where} {unit} {n}: a cell has more than {most:,} characters" for n in long], where),
        *_listed([f"{where} {unit} {n}: a cell has signs that no text has" for n in odd], where),
    ]


def _unread_columns(where: str, layout: Layout, sheet: Sheet) -> list[str]:
    """Columns that the table does not have, and columns that it could have: neither is passed over without a word."""
    spare = sorted(set(sheet.columns) - {f.name for f in layout.fields} - {""})
    lacking = [f.name for f in layout.read if not f.needed and f.name not in sheet.columns]
    notes = [f"{where}: the column {name[:_SHOWN_SIGNS]} is none of the return's and was not read" for name in spare]
    return _listed(notes, where, "columns") + [f"{where}: no column {name}, so what it tells is not recorded" for name in lacking]


def _date_faults(where: str, unit: str, layout: Layout, frame: pd.DataFrame) -> list[str]:
    problems: list[str] = []
    for name in layout.named("date", "vague"):
        form = parse_dates(frame[name]).form
        for kind, words in _DATE_FAULTS.items():
            rows = frame.loc[form == kind, "row"]
            problems += _listed([f"{where} {unit} {row}, column {name}: {words}" for row in rows], f"{where}, column {name}")
    every = [cell for name in layout.named("date") for cell in frame[name]]
    if not problems and in_doubt(every):
        problems.append(f"{where}: no date has a day after the 12th, so all may have the month first; returns have day/month/year")
    return problems


def _listed(problems: list[str], where: str, what: str = "rows") -> list[str]:
    more = len(problems) - _SHOWN_FAULTS
    return problems if more <= 0 else [*problems[:_SHOWN_FAULTS], f"{where}: and {more} more {what} like these"]


def _frame(layout: Layout, sheet: Sheet) -> pd.DataFrame:
    """The cells as text without blanks around them; a column that is read and need not be there is empty where it is not."""
    import pandas as pd

    frame = pd.DataFrame([[cell.strip() for cell in row] for row in sheet.rows], columns=sheet.columns, dtype="str")
    for name in layout.named("code", "yesno", "whole"):
        if name in frame.columns:
            frame[name] = frame[name].str.replace(_WHOLE_AS_DECIMAL, r"\1", regex=True)
    absent = {f.name: "" for f in layout.read if f.name not in frame.columns}
    return frame.assign(**absent, row=sheet.numbers)
