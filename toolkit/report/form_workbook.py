"""A form as a workbook: a sheet a page, questions locked, lists to choose from; what stands where is said in `review.forms.book`.

Imported where a workbook is written and nowhere else: the library takes a fifth of a second to load.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

from toolkit.report.workbook import text
from toolkit.report.workbook_file import Fitted, packed
from toolkit.review.forms import book as layout
from toolkit.review.forms.form import CHOICE, CONCERN, NUMBER, Form, Item, Page
from toolkit.review.settings import Settings, read_settings

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_LISTS = "Lists"
_MADE_ON = datetime(2000, 1, 1)  # a workbook carries the day on which it was made; the same form has the same bytes
_WIDTHS = (28, 48, 44, 52)
_LINE = 15  # points
_LINES = {"long": 6, "evidence": 3, CONCERN: 3}
_A4 = 9
_HOW = (
    "Type only into the boxes with a frame. The other cells are locked so that the form stays as it is.",
    "Go through the sheets in their order, and read what belongs to a page before you answer it. Do not look ahead.",
    "Where a list is offered, open it with Alt and the arrow down, or type one of its words.",
    "Save the workbook under any name.",
)
_EDGE = Side(style="medium", color="FF4E5963")
_FRAME = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_BOX = PatternFill("solid", fgColor="FFF4F6F7")
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_BOLD, _TITLE, _PLAIN = (Font(name="Calibri", size=s, bold=b) for s, b in ((11, True), (14, True), (11, False)))


def form_workbook(
    form: Form,
    review: str,
    pack: str,
    rater: str = "",
    stage: str = "blind",
    settings: Settings | None = None,
    pack_sha256: str = "",
    above: Sequence[str] = (),
) -> bytes:
    """Return a form as a workbook; the same form gives the same bytes.

    Args:
        form: the form.
        review, pack, stage: what the answers are to.
        rater: whose they are; where it is empty its cell is to be filled in.
        settings: the agency's settings, with its route for urgent concerns.
        pack_sha256: the hash of the pack, to be saved with the answers.
        above: what else stands on the first sheet, such as which case is to be read.

    >>> from toolkit.review.forms import read_form
    >>> form_workbook(read_form("rating_opposite"), "r", "P01", "R1")[:2]
    b'PK'
    """
    own = settings or read_settings()
    made = Workbook()
    title = f"{form.title} · {pack}"
    made.properties = DocumentProperties(
        creator="casereview", title=text(title), language="en-GB", created=_MADE_ON, modified=_MADE_ON
    )
    about: Any = made.active
    about.title = layout.ABOUT
    head = (form.name, form.sha256, review, pack, pack_sha256, rater, stage)
    _about(about, form, title, own, above, dict(zip(layout.LABELS, head, strict=True)))
    lists = _lists(made, form)
    for page in form.pages:
        _page(made.create_sheet(layout.page_name(page.number)), form, page, own, lists)
    made.move_sheet(_LISTS, len(made.sheetnames))
    for sheet in made.worksheets:
        sheet.protection.sheet = True
    return packed(made)


def _about(sheet: Worksheet, form: Form, title: str, own: Settings, above: Sequence[str], head: dict[str, str]) -> None:
    _line(sheet, title, _TITLE)
    for n, line in enumerate(own.urgent_lines):
        _line(sheet, line, _PLAIN if n else _BOLD)
    for line in (*above, *form.intro, *([own.support] if own.support else []), *_HOW, form.give_to):
        _line(sheet, line)
    for name, value in head.items():
        sheet.append([None, None])
        row = sheet.max_row
        _say(sheet.cell(row, 1), layout.LABELS[name], _BOLD)
        _say(sheet.cell(row, 2), value)
        if name == "rater" and not value:
            _open(sheet.cell(row, 2))
    _set_up(sheet, (26, 90))


def _page(sheet: Worksheet, form: Form, page: Page, own: Settings, lists: dict[tuple[str, ...], str]) -> None:
    _line(sheet, page.title, _TITLE)
    for line in (*own.urgent_lines[:1], *page.lead):
        _line(sheet, line)
    sheet.append(layout.HEADINGS)
    for cell in sheet[sheet.max_row]:
        _say(cell, str(cell.value), _BOLD)
    sheet.freeze_panes = f"A{sheet.max_row + 1}"
    sheet.print_title_rows = f"{sheet.max_row}:{sheet.max_row}"
    section = ""
    for item in form.on(page.number):
        if item.section != section:
            section = item.section
            _row(sheet, ("", section), font=_BOLD)
        _asked(sheet, item, lists)
    _row(sheet, (CONCERN, form.concern, form.concern_help), _LINES[CONCERN])
    _open(sheet.cell(sheet.max_row, layout.ANSWER + 1))
    _set_up(sheet, _WIDTHS)


def _asked(sheet: Worksheet, item: Item, lists: dict[tuple[str, ...], str]) -> None:
    _row(sheet, (item.id, item.question, layout.how(item)), _LINES.get(item.kind, 1))
    cell = sheet.cell(sheet.max_row, layout.ANSWER + 1)
    _open(cell)
    if item.answer == CHOICE:
        rule = DataValidation(type="list", formula1=f"={lists[layout.shown(item)]}", allow_blank=True)
        rule.error = "Choose one of the list."
    elif item.answer == NUMBER:
        least, most = item.ends
        cell.number_format = "0"
        rule = DataValidation(type="whole", operator="between", formula1=str(least), formula2=str(most), allow_blank=True)
        rule.error = f"A whole number from {least} to {most}."
    else:
        return
    rule.showErrorMessage = True
    rule.add(cell)
    sheet.add_data_validation(rule)


def _lists(book: Workbook, form: Form) -> dict[tuple[str, ...], str]:
    """The hidden sheet of choices, a column a list, and the range of each: a list in a cell's own rule may be too long."""
    sheet: Any = book.create_sheet(_LISTS)
    sheet.sheet_state = "hidden"
    found = {}
    for n, words in enumerate(dict.fromkeys(layout.shown(i) for i in form.items if i.answer == CHOICE), 1):
        for row, each in enumerate(words, 1):
            _say(sheet.cell(row, n), each)
        letter = get_column_letter(n)
        found[words] = f"{_LISTS}!${letter}$1:${letter}${len(words)}"
    return found


def _line(sheet: Worksheet, words: str, font: Font = _PLAIN) -> None:
    """A row of words across the columns, unmerged so that a screen reader reads it as one cell."""
    sheet.append([None])
    row = sheet.max_row if sheet["A1"].value is not None else 1
    _say(sheet.cell(row, 1), words, font)
    sheet.cell(row, 1).alignment = Alignment(vertical="top")


def _row(sheet: Worksheet, words: tuple[str, ...], least: int = 1, font: Font = _PLAIN) -> None:
    """A row as high as its fullest cell needs, and `least` lines at least."""
    sheet.append([None] * len(layout.HEADINGS))
    row = sheet.max_row
    for n, each in enumerate(words, 1):
        _say(sheet.cell(row, n), each, font)
    lines = max(least, *(1 + len(each) // (width - 4) for each, width in zip(words, _WIDTHS, strict=False)))
    sheet.row_dimensions[row] = Fitted(sheet, row, ht=_LINE * lines)


def _say(cell: Any, words: str, font: Font = _PLAIN) -> None:
    """The words as text, whatever they begin with."""
    cell.value, cell.data_type = text(words), "s"
    cell.number_format, cell.quotePrefix, cell.font, cell.alignment = "@", True, font, _WRAPPED


def _open(cell: Any) -> None:
    cell.protection, cell.border, cell.fill, cell.alignment = Protection(locked=False), _FRAME, _BOX, _WRAPPED
    cell.number_format = "@"


def _set_up(sheet: Worksheet, widths: tuple[int, ...]) -> None:
    for n, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(n)].width = width
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = "landscape", _A4, 0
