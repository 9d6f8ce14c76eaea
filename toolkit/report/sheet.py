"""A table that a cell handed over, as the sheet of a workbook holds it: text as text, numbers and days as such.

What is handed over is the table's CSV and, beside it, what no CSV can say: its caption, its note, which cells are numbers, and
the words for an empty one. So the workbook and the CSV cannot disagree: each text is the same, with the same apostrophe before
what a spreadsheet would run. The type of a cell alone would stop a formula here, but not in the CSV that somebody saves from it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

TEXT, NUMBER, YES_NO, DAY, MOMENT = "s", "n", "b", "d", "m"
MOST_EXACT = 2**53  # a workbook's numbers are doubles; a longer one would lose its last figures
NOT_STATED = "not stated"
LONGEST_FIELD = 2**31 - 1  # a note may be longer than the reader's own limit
_NUMBER = re.compile(r"-?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?")
_FIRST_DAY = date(1900, 3, 1)  # before it spreadsheets count a leap day that never was

Value = tuple[str, str | float | int | date]  # a kind and a value of it


@dataclass(frozen=True)
class Sheet:
    """One table: its name, caption, note, headings and rows; each cell is its kind and its value."""

    name: str
    caption: str
    note: str
    headings: list[str]
    rows: list[list[Value]] = field(repr=False)
    file: str = ""
    later: bool = False


def described(
    frame: pd.DataFrame, caption: str, note: str, empty: str | Mapping[str, str], by_status: bool = False
) -> dict[str, Any]:
    """Return what a workbook needs to know of a frame beside its CSV, as it travels in a cell's output.

    Args:
        frame: as it is written to the CSV.
        caption, note: as on the page.
        empty: the words for an empty cell, for all columns or by column.
        by_status: whether an empty number is to say the row's `status`.
    """
    blank = [empty if isinstance(empty, str) else empty.get(c, NOT_STATED) for c in frame.columns]
    status = list(frame.columns).index("status") if by_status and "status" in frame.columns else None
    return {"caption": caption, "note": note, "kinds": [_kinds(frame[c]) for c in frame.columns], "blank": blank, "status": status}


def read_sheet(given: Mapping[str, Any], name: str, file: str, later: bool) -> Sheet:
    """Return the sheet of what a cell handed over; whatever it does not say is left out, and its cells are text.

    >>> sheet = read_sheet({"text": "id,n\\n00123,3.0\\n", "kinds": ["s", "n"]}, "a", "a.csv", False)
    >>> sheet.rows
    [[('s', '00123'), ('n', 3)]]
    """
    csv.field_size_limit(LONGEST_FIELD)
    headings, *rows = list(csv.reader(io.StringIO(given["text"], newline=""))) or [[]]
    kinds, blank = given.get("kinds") or [], given.get("blank") or []
    texts = ([row[i] if i < len(row) else "" for row in rows] for i in range(len(headings)))
    columns = [_column(each, kinds[i] if i < len(kinds) else TEXT) for i, each in enumerate(texts)]
    said = [list(row) for row in zip(*columns, strict=True)]
    _fill(said, blank, given.get("status"))
    return Sheet(name, str(given.get("caption") or ""), str(given.get("note") or ""), headings, said, file, later)


def _kinds(column: pd.Series) -> str:
    """One letter for a column that is all of a kind, else one a cell."""
    from pandas.api import types

    if types.is_bool_dtype(column.dtype):
        return YES_NO
    if types.is_numeric_dtype(column.dtype):
        return NUMBER
    if column.dtype != object:
        return TEXT
    each = "".join(_kind(value) for value in column)
    return each if each.strip(TEXT) else TEXT


def _kind(value: object) -> str:
    from numbers import Real

    if isinstance(value, bool) or type(value).__name__ == "bool":
        return YES_NO
    return NUMBER if isinstance(value, Real) else TEXT


def _column(texts: Sequence[str], kinds: str) -> list[Value]:
    if kinds == TEXT:
        return _days(texts)
    each = kinds * len(texts) if len(kinds) == 1 else kinds.ljust(len(texts), TEXT)
    return [_value(text, kind) for text, kind in zip(texts, each, strict=False)]


def _value(text: str, kind: str) -> Value:
    if kind == NUMBER and _NUMBER.fullmatch(text):
        number = float(text)
        if abs(number) < MOST_EXACT:
            return NUMBER, int(number) if number.is_integer() else number
    if kind == YES_NO and text in ("True", "False"):
        return YES_NO, int(text == "True")
    return TEXT, text


def _days(texts: Sequence[str]) -> list[Value]:
    """A column of text, as days or moments where every cell that begins with a figure is one."""
    figures = [t for t in texts if t[:1].isdigit()]
    for kind, form, read in ((DAY, _DAY, date.fromisoformat), (MOMENT, _MOMENT, datetime.fromisoformat)):
        if figures and all(form.fullmatch(t) for t in figures):
            try:
                found = {t: read(t) for t in figures}
            except ValueError:
                break
            if all((d.date() if isinstance(d, datetime) else d) >= _FIRST_DAY for d in found.values()):
                return [(kind, found[t]) if t in found else (TEXT, t) for t in texts]
    return [(TEXT, t) for t in texts]


def _fill(rows: list[list[Value]], blank: Sequence[str], status: int | None) -> None:
    """Put words where a cell is empty: absent is not zero, and a number that is not given says why."""
    for row in rows:
        state = str(row[status][1]) if status is not None and status < len(row) else ""
        for i, (kind, value) in enumerate(row):
            if kind == TEXT and value == "" and i < len(blank) and blank[i]:
                row[i] = (TEXT, state if state not in ("", "ok") and blank[i] else blank[i])
