"""The workbook form of a return: one sheet a table, whatever the sheets are called.

A workbook is opened only if it does not unpack to far more than it is, and only if it holds values and no formulas.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

from toolkit.sources.ssda903.layout import layouts, limit
from toolkit.sources.ssda903.sheet import Found, Sheet, without_blank_rows

FORMS = {".xlsx", ".xlsm"}
_MEGABYTE, _CHUNK = 1_000_000, 1 << 20
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]{1,3})(\d{1,7})[\"']")
_LATER_EPOCH = re.compile(rb"date1904\s*=\s*[\"'](?:1|true)[\"']")
# ECMA-376 part 1, 18.17.4: serial day 60 is a 29 February 1900 that never was, so days count from 30 December 1899.
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_FIRST_SERIAL, _LAST_SERIAL = 61, 2_958_465


def read_book(file: Path) -> Found:
    """Return the sheets of a workbook that look like tables of a return, or why it cannot be read."""
    problem, epoch = _looked_into(file)
    if problem:
        return Found(problem=problem)
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_path(str(file)) as book:
            if len(book.sheet_names) > limit("sheets"):
                return Found(problem=f"has more than {limit('sheets')} sheets, and no return has")
            named = [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names]
    except (CalamineError, ValueError, OverflowError, zipfile.BadZipFile):
        return Found(problem="cannot be read as a workbook; open it, save it anew as .xlsx and try again")
    sheets = [_sheet(name, cells, epoch) for name, cells in named if any(any(cell != "" for cell in row) for row in cells)]
    _warn_of_lost_zeros(sheets)
    return Found(sheets) if sheets else Found(problem="is empty")


def _looked_into(file: Path) -> tuple[str, date]:
    try:
        with zipfile.ZipFile(file) as packed:
            problem = _bomb(packed.infolist()) or _formulas_or_distances(packed)
            names = packed.namelist()
            later = "xl/workbook.xml" in names and _LATER_EPOCH.search(packed.read("xl/workbook.xml"))
            return problem, _EPOCH_1904 if later else _EPOCH
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, RuntimeError, OSError, ValueError, zlib.error):
        return "cannot be read as a workbook: it is damaged, locked with a password, or of another form", _EPOCH


def _bomb(parts: Iterable[zipfile.ZipInfo]) -> str:
    parts = list(parts)
    most, times = limit("unpacked_megabytes"), limit("unpacked_times")
    blown = any(p.file_size > _MEGABYTE and p.file_size > times * max(p.compress_size, 1) for p in parts)
    whole = sum(p.file_size for p in parts) > most * _MEGABYTE
    return "unpacks to far more than it is, so it is not opened" if blown or whole else ""


def _formulas_or_distances(packed: zipfile.ZipFile) -> str:
    """Sheets are looked through before they are opened: one cell far away would be filled up with empty ones."""
    for part in packed.infolist():
        if re.fullmatch(r"xl/worksheets/[^/]+\.xml", part.filename) and (problem := _sheet_problem(packed, part)):
            return problem
    return ""


def _sheet_problem(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> str:
    tail, across, down = b"", 0, 0
    with packed.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            seen = tail + chunk
            if _FORMULA.search(seen):
                return "has formulas, and what they give is not known; paste the values in their place and save it"
            places = _PLACE.findall(seen)
            across = max([across, *map(_column_number, {letters for letters, _ in places})])
            down = max([down, *(int(number) for _, number in places)])
            if across * down > limit("sheet_cells"):
                return "has a sheet that reaches further than any table of a return; delete what lies beyond the table"
            tail = chunk[-64:]
    return ""


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _sheet(name: str, cells: Sequence[Sequence[object]], epoch: date) -> Sheet:
    text = [[_text(cell) for cell in row] for row in cells]
    rows, numbers = without_blank_rows(text, 1)
    width = max((i for row in rows for i, cell in enumerate(row, start=1) if cell.strip()), default=0)
    sheet = Sheet(rows[0][:width], [row[:width] for row in rows[1:]], numbers[1:], part=name)
    for at in _date_columns(sheet):
        for row in sheet.rows:
            row[at] = _from_serial(row[at], epoch)
    ids = [row[sheet.columns.index("CHILD")] for row in _cells_of(cells, numbers)] if "CHILD" in sheet.columns else []
    if ids and all(isinstance(cell, int | float) for cell in ids):
        sheet.notes.append("the children's numbers are stored as numbers, so zeros in front of them, if there were any, are lost")
    return sheet


def _cells_of(cells: Sequence[Sequence[object]], numbers: list[int]) -> list[Sequence[object]]:
    return [cells[number - 1] for number in numbers[1:]]


def _date_columns(sheet: Sheet) -> list[int]:
    dates = {name for layout in layouts().values() for name in layout.named("date", "vague")}
    return [at for at, name in enumerate(sheet.columns) if name in dates]


def _from_serial(cell: str, epoch: date) -> str:
    """A whole number in a column of dates is a day by its number; anything else stays as it is."""
    if not re.fullmatch(r"\d{1,7}", cell, re.ASCII) or not _FIRST_SERIAL <= int(cell) <= _LAST_SERIAL:
        return cell
    return f"{epoch + timedelta(days=int(cell)):%d/%m/%Y}"


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return str(int(cell))
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y}" if cell.time() == time.min else cell.isoformat(sep=" ")
    return f"{cell:%d/%m/%Y}" if isinstance(cell, date) else str(cell)


def _warn_of_lost_zeros(sheets: list[Sheet]) -> None:
    """Numbers in one sheet and the same numbers with zeros in front in another would make two children of one."""
    ids = {id(s): {row[s.columns.index("CHILD")] for row in s.rows} for s in sheets if "CHILD" in s.columns}
    zeroed = {i.lstrip("0") for found in ids.values() for i in found if i.startswith("0") and i.isdigit()}
    for sheet in sheets:
        if sheet.notes and ids.get(id(sheet), set()) & zeroed:
            sheet.problems.append("the children's numbers lost the zeros in front that another sheet has; store them as text")
