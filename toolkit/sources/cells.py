"""Cells of strangers' files: days, moments, numbers, yes and no, read in one stated form or refused in plain words.

A form of dates is stated, never guessed a cell at a time: `iso` (2018-05-01), `d/m/y` (1/5/2018, also with - or .), `m/d/y`,
`d mon y` (1 May 2018), `y/m/d` (2018/05/01) and `excel` (the serial number of a day; 1900 or 1904 system). Each may have a time of
day behind it (`10:30`, `10:30:15`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from toolkit.sources.settings import limit, words

if TYPE_CHECKING:
    import pandas as pd

FORMS = ("iso", "d/m/y", "m/d/y", "y/m/d", "d mon y", "excel", "excel 1904")
IN_DOUBT = "?"
_MONTHS = 12
_TIME = r"(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?)?"
_SHAPES = {
    "iso": re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})" + _TIME, re.ASCII),
    "y/m/d": re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})" + _TIME, re.ASCII),
    "d/m/y": re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})" + _TIME, re.ASCII),
    "m/d/y": re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})" + _TIME, re.ASCII),
    "d mon y": re.compile(r"(\d{1,2})[ -]([A-Za-z]{3,9})[ -](\d{4})" + _TIME, re.ASCII),
}
_SERIAL = re.compile(r"\d{4,6}(?:\.\d+)?", re.ASCII)
_SHORT_YEAR = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2}(?!\d)", re.ASCII)
_ZONE = re.compile(r"\d{2}:\d{2}.*(?:Z|[+-]\d{2}:?\d{2})$", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?", re.ASCII)
_EPOCHS = {"excel": datetime(1899, 12, 30), "excel 1904": datetime(1904, 1, 1)}
_LEAP_FLAW = 60  # Excel's 1900 system counts a 29 February 1900 that never was: serials up to it are a day off


@dataclass(frozen=True)
class Parsed:
    """What cells say: their values (empty where there is none or it cannot be read) and, for these, what is wrong."""

    value: pd.Series
    fault: pd.Series


def parse_moments(cells: pd.Series, form: str) -> Parsed:
    """Return the moments in cells of text; a day without a time is its midnight.

    Args:
        cells: text; empty stays empty.
        form: one of :data:`FORMS`.

    >>> import pandas as pd
    >>> read = parse_moments(pd.Series(["31/03/2018", "31/03/2018 10:30", "12/31/2018", "31/03/18", "soon", ""]), "d/m/y")
    >>> [str(v) for v in read.value.dropna()]
    ['2018-03-31 00:00:00', '2018-03-31 10:30:00']
    >>> list(read.fault[read.fault != ""])
    ['only a date with the month first, and the form said is d/m/y', 'the year has two digits only', 'no date of the form d/m/y']
    """
    import pandas as pd

    read = [moment(cell, form) for cell in cells.tolist()]
    return Parsed(
        pd.Series([m for m, _ in read], index=cells.index, dtype="datetime64[us]"),
        pd.Series([fault for _, fault in read], index=cells.index, dtype="str"),
    )


def parse_numbers(cells: pd.Series, whole: bool = False) -> Parsed:
    """Return the numbers in cells of text; commas between thousands are allowed, anything else is a fault.

    >>> import pandas as pd
    >>> list(parse_numbers(pd.Series(["1,250", "3", "2.5", "ten"]), whole=True).fault)
    ['', '', 'not a whole number', 'not a number']
    """
    import pandas as pd

    read = [_number(cell, whole) for cell in cells.tolist()]
    value = pd.Series([n for n, _ in read], index=cells.index, dtype="float64")
    return Parsed(value.astype("Int64") if whole else value, pd.Series([f for _, f in read], index=cells.index, dtype="str"))


def parse_yesno(cells: pd.Series) -> Parsed:
    """Return yes and no in cells of text, by the words in `data/sources/words.csv`.

    >>> import pandas as pd
    >>> read = parse_yesno(pd.Series(["Yes", "n", "perhaps", ""]))
    >>> read.value.dropna().tolist(), list(read.fault)
    ([True, False], ['', '', 'neither yes nor no', ''])
    """
    import pandas as pd

    known = words("yesno")
    given = cells.tolist()
    said = [known.get(cell.strip().lower()) for cell in given]
    value = pd.Series([None if s is None else s == "true" for s in said], index=cells.index, dtype="boolean")
    fault = ["neither yes nor no" if cell.strip() and s is None else "" for cell, s in zip(given, said, strict=True)]
    return Parsed(value, pd.Series(fault, index=cells.index, dtype="str"))


def date_form(cells: Iterable[str], epoch: str = "") -> tuple[str, float]:
    """Return the form that most cells have as dates, and the share of the filled cells that it reads.

    `?` for days that could be read with the day or the month first alike. Serial numbers count only where `epoch` (`excel` or
    `excel 1904`) says that the cells come from a workbook. An empty form where none reads any.

    >>> date_form(["31/03/2018", "01/04/2018"]), date_form(["01/02/2018", "03/04/2018"]), date_form(["x"])
    (('d/m/y', 1.0), ('?', 1.0), ('', 0.0))
    """
    filled = [cell for cell in cells if cell]
    forms = [f for f in FORMS if not f.startswith("excel") or f == epoch]
    reads: Counter[str] = Counter({f: sum(moment(cell, f)[0] is not None for cell in filled) for f in forms})
    best, n = max(reads.items(), key=lambda pair: pair[1], default=("", 0))
    if not n:
        return "", 0.0
    if reads["d/m/y"] == reads["m/d/y"] == n:
        best = IN_DOUBT
    return best, n / len(filled)


def plain_number(value: float) -> str:
    """Return a number from a workbook as somebody would have typed it.

    >>> plain_number(123.0), plain_number(0.1), plain_number(1234567890123.0)
    ('123', '0.1', '1234567890123')
    """
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def without_nulls(cells: pd.Series, null_words: Iterable[str]) -> pd.Series:
    """Return cells, stripped, with the words for "nothing" (in any case) made empty.

    >>> import pandas as pd
    >>> list(without_nulls(pd.Series([" x ", "N/A", "NULL"]), ["n/a"]))
    ['x', '', 'NULL']
    """
    import pandas as pd

    said, given = {word.strip().lower() for word in null_words}, cells.tolist()
    kept = {cell: "" if cell.strip().lower() in said else cell.strip() for cell in set(given)}
    return pd.Series([kept[cell] for cell in given], index=cells.index, dtype="str")


@lru_cache(maxsize=262_144)
def moment(cell: str, form: str) -> tuple[datetime | None, str]:
    """Return the moment in a cell of one of :data:`FORMS`, and what is wrong where there is none; empty says nothing.

    >>> moment("31/03/2018", "d/m/y"), moment("soon", "iso")
    ((datetime.datetime(2018, 3, 31, 0, 0), ''), (None, 'no date of the form iso'))
    """
    cell = cell.strip()
    if not cell:
        return None, ""
    found = _READ[form](cell, form)
    return (found, "") if found else (None, _why_not(cell, form))


def _why_not(cell: str, form: str) -> str:
    if _ZONE.search(cell):
        return "the time has a zone, and a record holds local times"
    if _SHORT_YEAR.match(cell):
        return "the year has two digits only"
    if form == "d/m/y" and _dated(cell, "m/d/y"):
        return "only a date with the month first, and the form said is d/m/y"
    if form == "m/d/y" and _dated(cell, "d/m/y"):
        return "only a date with the day first, and the form said is m/d/y"
    if form in _SHAPES and _SHAPES[form].fullmatch(cell):
        return "no such day in the calendar, or its year is out of range"
    return f"no date of the form {form}"


def _dated(cell: str, form: str) -> datetime | None:
    shape = _SHAPES[form].fullmatch(cell)
    if not shape:
        return None
    a, b, c, *clock = shape.groups()
    month = words("month").get(b[:3].lower(), "0") if form == "d mon y" else b
    year, month, day = {"iso": (a, b, c), "y/m/d": (a, b, c), "m/d/y": (c, a, b)}.get(form, (c, month, a))
    return _at(int(year), int(month), int(day), *(int(part or 0) for part in clock))


def _at(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime | None:
    try:
        found = datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None
    return found if limit("first_year") <= year <= limit("last_year") else None


def _serial(cell: str, form: str) -> datetime | None:
    as_iso = _dated(cell, "iso")
    if as_iso or not _SERIAL.fullmatch(cell):
        return as_iso
    days = float(cell)
    if form == "excel" and days <= _LEAP_FLAW:
        return None
    found = _EPOCHS[form] + timedelta(seconds=round(days * 86_400))
    return found if limit("first_year") <= found.year <= limit("last_year") else None


_READ: dict[str, Callable[[str, str], datetime | None]] = {f: _serial if f.startswith("excel") else _dated for f in FORMS}


@lru_cache(maxsize=65_536)
def _number(cell: str, whole: bool) -> tuple[float | None, str]:
    cell = cell.strip()
    if not cell:
        return None, ""
    if not (_NUMBER.fullmatch(cell) or _GROUPED.fullmatch(cell)):
        return None, "not a number"
    value = float(cell.replace(",", ""))
    if whole and not (value.is_integer() and abs(value) < 2**53):
        return None, "not a whole number"
    return (value, "") if abs(value) != float("inf") else (None, "not a number")
