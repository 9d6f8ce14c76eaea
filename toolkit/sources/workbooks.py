"""Workbooks from strangers: looked over before anything is unpacked, then read for their values only, never for their formulas."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element, ParseError

from toolkit.sources.cells import plain_number
from toolkit.sources.settings import limit

_OLE = b"\xd0\xcf\x11\xe0"
_HEAD = 65_536
DAMAGED = (ParseError, zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


class Refused(Exception):
    """A file that is not read, and why, in plain words without any content."""


@dataclass
class Look:
    """What a look at a sheet's XML tells: the cell furthest out, and formulas that nobody ever computed."""

    rows: int = 0
    columns: int = 0
    uncomputed: list[str] = field(default_factory=list)
    formulas: int = 0


@dataclass(frozen=True)
class SheetCells:
    """The values of one sheet as text, a list a row from the first row on; how many cells were numbers, by column."""

    name: str
    rows: list[list[str]]
    numbers: dict[int, int]
    notes: list[str]


def sheet_names(file: Path) -> list[str]:
    """Return the names of the visible sheets of a workbook; raises Refused where it cannot be trusted."""
    return [name for name, _ in _sheets(file)]


def epoch_of(file: Path) -> str:
    """Return which system the workbook counts its days in: `excel` (1900) or `excel 1904`."""
    root = _parsed(file, "xl/workbook.xml")
    flags = [e.get("date1904", "0") for e in root.iter() if e.tag.endswith("}workbookPr")]
    return "excel 1904" if flags and flags[0] in ("1", "true") else "excel"


def read_sheet(file: Path, sheet: str) -> SheetCells:
    """Return the cells of one sheet as text: days as 2018-05-01, moments as 2018-05-01 10:30:00, numbers as typed.

    Raises:
        Refused: the file is no workbook, holds a bomb, is too large, or a formula in it was never computed.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    look = _look(file, dict(_sheets(file))[sheet])
    if look.uncomputed:
        places = ", ".join(look.uncomputed[: limit("shown_faults")])
        raise Refused(f"sheet {sheet}: formulas that were never computed ({places}); open it in a spreadsheet program and save it")
    try:
        with CalamineWorkbook.from_path(str(file)) as book:
            cells = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError, KeyError):
        raise Refused("cannot be read as a workbook; it may be damaged. Open it, save it anew and try again") from None
    numbers: dict[int, int] = {}
    rows = [[_text(cell, i, numbers) for i, cell in enumerate(line)] for line in cells]
    notes = [f"sheet {sheet}: {look.formulas:,} formulas; their last computed values were read"] if look.formulas else []
    return SheetCells(sheet, rows, numbers, notes)


def column_letter(i: int) -> str:
    """Return the letters of a column by its place, counted from 0.

    >>> column_letter(0), column_letter(27)
    ('A', 'AB')
    """
    letters = ""
    while i >= 0:
        letters, i = chr(65 + i % 26) + letters, i // 26 - 1
    return letters


def check_zip(file: Path) -> None:
    """Stop at a zip file that would unpack to far more than it should; raises Refused."""
    try:
        with file.open("rb") as start:
            if start.read(4) == _OLE:
                raise Refused("is an old workbook (.xls) or protected with a password; save it as .xlsx without one")
        with zipfile.ZipFile(file) as packed:
            members = packed.infolist()
    except (zipfile.BadZipFile, NotImplementedError):  # a changed byte may name a version of zip that there is not
        raise Refused("is no workbook, or was cut off; save it anew as .xlsx") from None
    except OSError as error:
        raise Refused(f"cannot be read ({error.strerror or type(error).__name__})") from None
    whole = sum(m.file_size for m in members)
    ratio = max((m.file_size / max(m.compress_size, 1) for m in members if m.file_size > _HEAD * 16), default=0)
    if len(members) > limit("zip_members") or whole > limit("zip_bytes") or ratio > limit("zip_ratio"):
        raise Refused("unpacks to far more than a workbook should, so it is not opened")
    if any(m.flag_bits & 1 for m in members):
        raise Refused("is protected with a password; save it without one")


def _sheets(file: Path) -> list[tuple[str, str]]:
    """The visible sheets and where each one's XML is."""
    check_zip(file)
    targets = {e.get("Id", ""): e.get("Target", "") for e in _parsed(file, "xl/_rels/workbook.xml.rels")}
    found = []
    for element in _parsed(file, "xl/workbook.xml").iter():
        if element.tag.endswith("}sheet") and element.get("state", "visible") == "visible":
            target = targets.get(element.get(_RELATION, ""), "")
            found.append((element.get("name", ""), target.lstrip("/") if target.startswith("/") else f"xl/{target}"))
    return [(name, target) for name, target in found if "worksheets/" in target]


def _parsed(file: Path, member: str) -> Element:
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import parse

    try:
        with zipfile.ZipFile(file) as packed, packed.open(member) as part:
            root = parse(part, forbid_dtd=True).getroot()
    except KeyError:
        raise Refused("is no workbook (a part of it is missing); save it anew as .xlsx") from None
    except DefusedXmlException:
        raise Refused("its XML names entities, which no workbook needs, so it is not opened") from None
    except DAMAGED:
        raise Refused("is damaged and cannot be read; save it anew as .xlsx") from None
    if root is None:
        raise Refused("is damaged and cannot be read; save it anew as .xlsx")
    return root


def _look(file: Path, member: str) -> Look:
    """Look through a sheet's XML before the reader makes room for all that lies between its corners."""
    look = Look()
    try:
        with zipfile.ZipFile(file) as packed:
            if member not in packed.namelist():
                raise Refused("is no workbook (a sheet of it is missing); save it anew as .xlsx")
            _refuse_doctypes(packed)
            with packed.open(member) as part:
                for place, formula, valued in _cells(part):
                    _note(look, place, formula, valued)
    except DAMAGED:
        raise Refused("is damaged and cannot be read; save it anew as .xlsx") from None
    return look


def _refuse_doctypes(packed: zipfile.ZipFile) -> None:
    for name in packed.namelist():
        if name.endswith((".xml", ".rels")):
            with packed.open(name) as part:
                head = part.read(_HEAD)
            if b"<!DOCTYPE" in head or b"<!ENTITY" in head or head[:2] in (b"\xff\xfe", b"\xfe\xff"):
                raise Refused("its XML names entities or is UTF-16, which no workbook needs, so it is not opened")


def _cells(part: IO[bytes]) -> Iterator[tuple[str, bool, bool]]:
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    try:
        for _, element in iterparse(part, forbid_dtd=True):
            if element.tag.endswith("}c"):
                kinds = {child.tag.rsplit("}", 1)[-1]: child for child in element}
                valued = "is" in kinds or bool(len(kinds["v"].text or "") if "v" in kinds else 0) or element.get("t") == "str"
                yield element.get("r", ""), "f" in kinds, valued and "v" in kinds or "is" in kinds
            if element.tag.endswith("}row"):
                element.clear()
    except DefusedXmlException:
        raise Refused("its XML names entities, which no workbook needs, so it is not opened") from None
    except ParseError:
        raise Refused("is damaged and cannot be read; save it anew as .xlsx") from None


def _note(look: Look, place: str, formula: bool, valued: bool) -> None:
    found = _REFERENCE.fullmatch(place)
    if found:
        look.columns = max(look.columns, _number_of(found[1]))
        look.rows = max(look.rows, int(found[2]))
    if look.columns > limit("columns") or look.rows > limit("sheet_rows") or look.columns * look.rows > limit("grid_cells"):
        raise Refused(f"a cell lies as far out as {place}; delete what lies outside the list and save it")
    look.formulas += formula
    if formula and not valued:
        look.uncomputed.append(place)


def _number_of(letters: str) -> int:
    value = 0
    for letter in letters:
        value = value * 26 + ord(letter) - 64
    return value


def _text(cell: object, column: int, numbers: dict[int, int]) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, (int, float)):
        numbers[column] = numbers.get(column, 0) + 1
        return plain_number(float(cell))
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d}" if cell.time() == time.min else f"{cell:%Y-%m-%d %H:%M:%S}"
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return plain_number(cell.total_seconds() / 86_400)
    return str(cell)
