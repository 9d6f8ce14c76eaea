"""Empty templates for what no system holds, made from the schema: a workbook with a sheet a table, and CSV files."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import CaseReviewError, nearest
from toolkit.record.beside import whole
from toolkit.record.schema import BY_NAME, DATE, NUMBER, TEXT, TIME, WHOLE, YESNO, Column, Table
from toolkit.sources.settings import rows
from toolkit.sources.tidy.mapping import mappable
from toolkit.sources.tidy.own import ABOUT, EXAMPLES, ID, heading_of, headings
from toolkit.sources.tidy.rows import link_tables

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

WORKBOOK = "template.xlsx"
_LISTS = "Lists"
_WORDS = {TEXT: "text", DATE: "day", TIME: "day, with a time if known", WHOLE: "whole number", NUMBER: "number", YESNO: "yes or no"}
_FORMATS = {DATE: "yyyy-mm-dd", TIME: "yyyy-mm-dd hh:mm", TEXT: "@", WHOLE: "0", NUMBER: "General", YESNO: "@"}
_EXAMPLES = {DATE: "2024-05-01", TIME: "2024-05-02 10:30", WHOLE: "2", NUMBER: "4", YESNO: "yes"}
_MADE_ON = datetime(2000, 1, 1)  # a workbook carries the day on which it was made; the same template has the same bytes
_LAST_ROW, _WIDEST = 5_000, 40
_HOW = (
    "Fill in one row for each thing, on the sheet of its table. The heading says what goes where; point at it to read more.",
    "Columns with * must be filled. Leave a cell empty where nothing is recorded; never write 0, unknown or n/a in its place.",
    "id is your own short name for the thing, such as G1. Another row names it in need_id, goal_id, decision_id or person_id.",
    "cites, links and about_id name a thing with its table before it, such as goal:G1.",
    "recorded_on is the day (with the time, if known) on which it was written down, not the day on which it happened.",
    "Write days as 2024-05-01. Keep numbers of cases as text, so that 00123 stays 00123.",
    "Write nobody's name: people stand here as roles, workers as the short names that your system has for them.",
    "A sheet that stays empty says nothing about its table. The sheets About, Examples and Lists are not read.",
)


def default_tables() -> tuple[str, ...]:
    """Return the tables that no system is known to hold."""
    return tuple(row["table"] for row in rows("template_tables.csv"))


def write_template(to: str | Path, tables: Sequence[str] = ()) -> Path:
    """Write the workbook and the empty CSV files into a new folder, whole or not at all; the same tables give the same bytes.

    Args:
        to: the folder to make.
        tables: names of tables; none for those that no system is known to hold.

    Returns:
        The folder.

    Raises:
        CaseReviewError: unknown tables, or a folder that holds something.
    """
    target, names = Path(to), tuple(tables) or default_tables()
    unknown = [f"{name}{nearest(name, mappable())}" for name in names if name not in mappable()]
    if unknown:
        raise CaseReviewError("There are no templates for these tables", unknown, f"Choose from: {', '.join(mappable())}.")
    chosen = [BY_NAME[name] for name in dict.fromkeys(names)]
    with whole(target) as made:
        (made / WORKBOOK).write_bytes(workbook(chosen))
        (made / "csv").mkdir()
        for table in chosen:
            (made / "csv" / f"{table.name}.csv").write_text(_csv(table), encoding="utf-8-sig", newline="")
    return target


def workbook(tables: Sequence[Table]) -> bytes:
    """Return the workbook for some tables: About, a sheet a table, Examples, and the hidden lists of allowed values."""
    from openpyxl import Workbook

    book = Workbook()
    about = book.worksheets[0]
    about.title = ABOUT
    _about(about, tables)
    lists = _lists(book, tables)
    for table in tables:
        _sheet(book.create_sheet(table.name), table, lists)
    _examples(book.create_sheet(EXAMPLES), tables)
    book.move_sheet(_LISTS, len(book.sheetnames))
    book.properties.creator = "casereview"
    book.properties.created = book.properties.modified = _MADE_ON
    return _same_bytes(book)


def example(table: Table) -> dict[str, str]:
    """Return a filled-in row for the template of a table, by column.

    >>> from toolkit.record.schema import BY_NAME
    >>> row = example(BY_NAME["goal"])
    >>> row["case_id"], row["id"], row["need_id"], row["outcome"]
    ('00123', 'goal-1', 'need-1', 'reached')
    """
    return {column.name: _example(table, column) for column in headings(table)}


def _example(table: Table, column: Column) -> str:
    links = link_tables()
    if column.name in ("case_id", "alias_case_id"):
        return "00123" if column.name == "case_id" else "00456"
    if column.name == ID:
        return f"{table.name}-1"
    if column.name in links:
        return f"{links[column.name]}-1" if links[column.name] else "need:need-1"
    if column.name == "ended_on":
        return "2024-05-02"
    if column.values:
        return column.values[0]
    if column.name in ("informant", "decider", "holder", "worker_id"):
        return "W12"
    return _EXAMPLES.get(column.type, column.name.replace("_", " "))


def _csv(table: Table) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow([heading_of(c) for c in headings(table)])
    return text.getvalue()


def _about(sheet: Worksheet, tables: Sequence[Table]) -> None:
    from openpyxl.styles import Alignment, Font

    sheet.append(["How to fill in this workbook"])
    sheet["A1"].font = Font(bold=True, size=14)
    for line in (*_HOW, ""):
        sheet.append([line])
    head = ["table", "column", "needed", "what it is", "unit", "allowed values", "meaning"]
    sheet.append(head)
    for cell in sheet[sheet.max_row]:
        cell.font = Font(bold=True)
    for table in tables:
        for c in headings(table):
            allowed = ", ".join(c.values)
            sheet.append([table.name, c.name, "yes" if c.needed else "", _WORDS[c.type], c.unit, allowed, c.meaning])
    for letter, width in zip("ABCDEFG", (20, 24, 8, 24, 20, 60, 90), strict=True):
        sheet.column_dimensions[letter].width = width
    for cell in sheet["F"]:
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _lists(book: Workbook, tables: Sequence[Table]) -> dict[tuple[str, ...], str]:
    """The hidden sheet of allowed values, a column a list, and the range of each: a list in a cell's own rule may be too long."""
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(_LISTS)
    sheet.sheet_state = "hidden"
    every = dict.fromkeys(_allowed(c) for t in tables for c in headings(t) if _allowed(c))
    found = {}
    for i, values in enumerate(every, start=1):
        for n, value in enumerate(values, start=1):
            sheet.cell(n, i, value)
        letter = get_column_letter(i)
        found[values] = f"{_LISTS}!${letter}$1:${letter}${len(values)}"
    return found


def _allowed(column: Column) -> tuple[str, ...]:
    return ("yes", "no") if column.type == YESNO else column.values


def _sheet(sheet: Worksheet, table: Table, lists: dict[tuple[str, ...], str]) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    for i, column in enumerate(headings(table), start=1):
        cell = sheet.cell(1, i, heading_of(column))
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.fill = PatternFill("solid", fgColor="FFE8B3" if column.needed else "E6EEF5")
        cell.comment = Comment(_note(column), "casereview", width=320, height=140)
        letter = get_column_letter(i)
        sheet.column_dimensions[letter].width = min(max(len(column.name) + 4, 14), _WIDEST)
        sheet.column_dimensions[letter].number_format = _FORMATS[column.type]
        _rule(sheet, column, letter, lists)
    sheet.freeze_panes = "A2"


def _note(column: Column) -> str:
    parts = [column.meaning, f"({_WORDS[column.type]}{', in ' + column.unit if column.unit else ''})"]
    return " ".join(
        [*parts, *(["Needed."] if column.needed else []), *([f"One of: {', '.join(column.values)}."] if column.values else [])]
    )


def _rule(sheet: Worksheet, column: Column, letter: str, lists: dict[tuple[str, ...], str]) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    cells = f"{letter}2:{letter}{_LAST_ROW}"
    if values := _allowed(column):
        rule = DataValidation(type="list", formula1=f"={lists[values]}", allow_blank=True)
        rule.error = f"One of: {', '.join(values)}"[:250]
    elif column.type in (DATE, TIME):
        rule = DataValidation(type="date", operator="greaterThan", formula1="1", allow_blank=True)
        rule.error = "A day such as 2024-05-01"
    elif column.type in (WHOLE, NUMBER):
        rule = DataValidation(type="decimal", operator="between", formula1="-1000000", formula2="1000000", allow_blank=True)
        rule.error = "A number"
    else:
        return
    rule.showErrorMessage = True
    rule.add(cells)
    sheet.add_data_validation(rule)


def _examples(sheet: Worksheet, tables: Sequence[Table]) -> None:
    from openpyxl.styles import Font

    sheet.append(["One filled-in row for each table. Nothing on this sheet is read."])
    for table in tables:
        row = example(table)
        sheet.append([])
        sheet.append([table.name])
        sheet.cell(sheet.max_row, 1).font = Font(bold=True, size=12)
        sheet.append([heading_of(c) for c in headings(table)])
        for cell in sheet[sheet.max_row]:
            cell.font = Font(bold=True)
        sheet.append([row[c.name] for c in headings(table)])


def _same_bytes(book: Workbook) -> bytes:
    """The workbook packed anew with one fixed time, since a zip file carries the time at which each part was written."""
    first, second = io.BytesIO(), io.BytesIO()
    book.save(first)
    with zipfile.ZipFile(first) as old, zipfile.ZipFile(second, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            part = old.read(name)
            if name == "docProps/core.xml":
                part = _fixed_times(part)
            new.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), part, zipfile.ZIP_DEFLATED)
    return second.getvalue()


def _fixed_times(part: bytes) -> bytes:
    import re

    stamp = _MADE_ON.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    return re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", stamp, part)
