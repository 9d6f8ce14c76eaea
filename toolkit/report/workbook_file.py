"""The sheets of a workbook, written with openpyxl: the same sheets give the same bytes, and nothing is put down elsewhere.

Imported where a workbook is written and nowhere else: the library takes a fifth of a second to load.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo
from openpyxl.writer.excel import ExcelWriter

from toolkit.report.sheet import DAY, MOMENT, NUMBER, TEXT, YES_NO, Value
from toolkit.report.workbook import text

if TYPE_CHECKING:
    from toolkit.report.workbook import Page

_NO_TIME = datetime(1980, 1, 1)  # the earliest that a zip file can say; the manifest has the true one
_CONTENT_TYPES = "[Content_Types].xml"
_HEAD, _TITLE, _LINK, _WORDS = "head", "title", "link", "words"
_TYPES = {NUMBER: "n", YES_NO: "b", DAY: "d", MOMENT: "d"}
_A4 = 9
_LINE, _HIGHEST = 15, 409  # points
_LONGEST_MARGIN = 120  # 255 are the most, and an ampersand counts twice
_TOP = Alignment(vertical="top")
_WRAPPED = Alignment(vertical="top", wrap_text=True)
_TEXT = {"number_format": "@", "quotePrefix": True}  # stays text also when somebody edits the cell
_SHAPES: dict[str, dict[str, Any]] = {
    TEXT: _TEXT | {"alignment": _WRAPPED},
    NUMBER: {"alignment": _TOP},
    YES_NO: {"alignment": _TOP},
    DAY: {"alignment": _TOP, "number_format": "yyyy\\-mm\\-dd"},
    MOMENT: {"alignment": _TOP, "number_format": "yyyy\\-mm\\-dd\\ hh:mm:ss"},
    _HEAD: _TEXT
    | {
        "font": Font(name="Calibri", size=11, bold=True),
        "alignment": Alignment(vertical="bottom", wrap_text=True),
        "border": Border(bottom=Side(style="medium")),
    },
    _TITLE: _TEXT | {"font": Font(name="Calibri", size=14, bold=True)},
    _LINK: _TEXT | {"font": Font(name="Calibri", size=11, underline="single", color="FF0F4C5C"), "alignment": _TOP},
    _WORDS: _TEXT,
}


def write(pages: Sequence[Page], title: str, marking: str, lang: str) -> bytes:
    """Return the workbook that holds these sheets.

    Args:
        pages: the sheets in their order; the first is the one that opens.
        title, marking: stand in its properties and in the margin of every sheet of paper.
        lang: its language.
    """
    book = Workbook(write_only=True)
    book.properties = DocumentProperties(
        creator="casereview", title=f"{title}: tables", subject=marking, language=lang, created=_NO_TIME, modified=_NO_TIME
    )
    for number, page in enumerate(pages, 1):
        sheet: Any = book.create_sheet(page.name)
        _set_up(sheet, page, f"{marking} · {title}")
        _fill(sheet, page, number)
    return packed(book)


def packed(book: Workbook) -> bytes:
    """Return a workbook's bytes, the same for the same workbook."""
    parts: Any = _Parts()
    ExcelWriter(book, parts).save()  # book.save would put the time into it
    return _zipped(parts.held)


class _Parts:
    """What the library takes for the zip file that it writes into."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}

    def writestr(self, name: str, part: str | bytes) -> None:
        self.held[name] = part.encode() if isinstance(part, str) else part

    def write(self, part: io.BytesIO | str, name: str) -> None:
        self.held[name] = Path(part).read_bytes() if isinstance(part, str) else part.getvalue()

    def namelist(self) -> list[str]:
        return list(self.held)

    def close(self) -> None:
        """Nothing is open."""


class _InMemory(WorksheetWriter):
    """Without the library's temporary file: it would hold case content, and stay where a run is killed."""

    def __init__(self, sheet: WriteOnlyWorksheet) -> None:
        super().__init__(sheet, io.BytesIO())

    def cleanup(self) -> None:
        """There is no file to remove."""


class Fitted(RowDimension):
    """A row as high as its texts need; not fixed, so a program fits it anew when somebody edits it or widens a column."""

    @property
    def customHeight(self) -> bool:  # noqa: N802 - the library's name
        """Whether the height is fixed."""
        return False


def _set_up(sheet: Any, page: Page, margin: str) -> None:
    """All that comes before and behind the cells."""
    sheet.freeze_panes = f"A{page.head + 1}"
    sheet.print_title_rows = f"{page.head}:{page.head}"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = "landscape", _A4, 0
    sheet.oddHeader.left.text = margin[:_LONGEST_MARGIN].replace("&", "&&")
    sheet.oddFooter.left.text, sheet.oddFooter.right.text = "&A", "&P / &N"
    widths = page.widths()
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    for number, row in enumerate([[(TEXT, h) for h in page.headings], *page.rows], page.head):
        if (lines := page.lines(row, widths)) > 1:
            sheet.row_dimensions[number] = Fitted(sheet, number, ht=min(_LINE * lines, _HIGHEST))


def _fill(sheet: Any, page: Page, number: int) -> None:
    sheet._writer = _InMemory(sheet)
    sheet._writer.write_top()
    for row in _rows(sheet, page):
        sheet.append(row)
    ref = f"A{page.head}:{get_column_letter(len(page.headings))}{page.head + len(page.rows)}"
    if page.rows:  # a defined table needs a row
        sheet.tables.add(_table(number, ref, page.headings))
    else:
        sheet.auto_filter.ref = ref


def _rows(sheet: WriteOnlyWorksheet, page: Page) -> Iterator[Iterator[Cell | None]]:
    """The rows, each to be written before the next is asked for: all cells of one shape are one cell, filled anew."""
    cells = {shape: _cell(sheet, said) for shape, said in _SHAPES.items()}
    for n, words in enumerate(page.above):
        yield _texts(cells[_WORDS if n else _TITLE], [words])
    yield _texts(cells[_HEAD], page.headings)
    for row in page.rows:
        yield _linked(cells, row) if page.linked else _values(cells, row[: len(page.headings)])


def _cell(sheet: WriteOnlyWorksheet, shape: Mapping[str, Any]) -> Cell:
    cell = WriteOnlyCell(sheet)
    for name, value in shape.items():
        setattr(cell, name, value)
    return cell


def _texts(cell: Cell, words: Sequence[str]) -> Iterator[Cell]:
    for each in words:
        yield _said(cell, each)


def _linked(cells: Mapping[str, Cell], row: Sequence[Value]) -> Iterator[Cell | None]:
    name = str(row[0][1])
    cells[_LINK].hyperlink = Hyperlink(ref="", location=f"{quote_sheetname(name)}!A1", display=name)
    yield _said(cells[_LINK], name)
    yield from _values(cells, row[1:])


def _values(cells: Mapping[str, Cell], row: Sequence[Value]) -> Iterator[Cell | None]:
    for kind, value in row:
        cell = cells[kind]
        if kind == TEXT:
            yield _said(cell, text(value)) if value != "" else None
            continue
        # The library rounds a number to 16 figures, and the CSV has 17; in words it is written as it is.
        cell.value = repr(value) if kind == NUMBER else value
        cell.data_type = _TYPES[kind]
        yield cell


def _said(cell: Cell, words: str) -> Cell:
    """The cell with these words as text, whatever they begin with."""
    cell.value = words
    cell.data_type = "s"
    return cell


def _table(number: int, ref: str, headings: Sequence[str]) -> Table:
    name = f"table_{number:02}"
    columns = [TableColumn(id=n, name=heading) for n, heading in enumerate(headings, 1)]
    style = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
    return Table(
        id=number, name=name, displayName=name, ref=ref, tableColumns=columns, autoFilter=AutoFilter(ref=ref), tableStyleInfo=style
    )


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    """The parts as a zip file, in one order and with one time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name in sorted(parts, key=lambda n: (n != _CONTENT_TYPES, n)):
            about = zipfile.ZipInfo(name, _NO_TIME.timetuple()[:6])
            about.create_system, about.external_attr, about.compress_type = 3, 0o600 << 16, zipfile.ZIP_DEFLATED
            packed.writestr(about, parts[name])
    return out.getvalue()
