"""The dates of a return: day/month/year, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from toolkit.sources.ssda903.layout import limit

if TYPE_CHECKING:
    import pandas as pd

DAY_FIRST, BLANK, MONTH_FIRST, ISO, IMPOSSIBLE = "day first", "blank", "month first", "year first", "impossible"
_THREE_NUMBERS = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_MONTHS = 12
_PARTLY_KNOWN = re.compile(r"zz/(zz|\d{1,2})/(zzzz|\d{4})", re.ASCII | re.IGNORECASE)
_YEAR_FIRST = re.compile(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}\b", re.ASCII)


class Dates(NamedTuple):
    """Dates read from text: their values (empty where they cannot be read) and the form of each cell."""

    value: pd.Series
    form: pd.Series


def parse_dates(cells: pd.Series) -> Dates:
    """Return the dates in cells of the form day/month/year, with the form of each cell.

    >>> import pandas as pd
    >>> list(parse_dates(pd.Series(["31/03/2018", "", "12/31/2018", "2018-03-31", "31/02/2018"])).form)
    ['day first', 'blank', 'month first', 'year first', 'impossible']
    """
    import pandas as pd

    read = [_read(cell) for cell in cells.tolist()]
    value = pd.Series([day for day, _ in read], index=cells.index, dtype="datetime64[us]")
    return Dates(value, pd.Series([form for _, form in read], index=cells.index, dtype="str"))


class VagueDates(NamedTuple):
    """Dates of which only a part may be known: values (the first day of the month or year), precision, and form of each cell."""

    value: pd.Series
    precision: pd.Series
    form: pd.Series


def parse_vague_dates(cells: pd.Series) -> VagueDates:
    """Return the dates in cells of the form day/month/year, `zz/month/year`, `zz/zz/year` or `zz/zz/zzzz`.

    >>> import pandas as pd
    >>> found = parse_vague_dates(pd.Series(["31/03/2018", "zz/03/2018", "zz/zz/2018", "zz/zz/zzzz", "zz/13/2018"]))
    >>> list(found.precision), str(found.value[1].date()), found.form[4]
    (['day', 'month', 'year', 'unknown', 'unknown'], '2018-03-01', 'impossible')
    """
    import pandas as pd

    read = [_read_vaguely(cell) for cell in cells.tolist()]
    value = pd.Series([day for day, _, _ in read], index=cells.index, dtype="datetime64[us]")
    precision = pd.Series([precision for _, precision, _ in read], index=cells.index, dtype="str")
    return VagueDates(value, precision, pd.Series([form for _, _, form in read], index=cells.index, dtype="str"))


def _read_vaguely(cell: str) -> tuple[date | None, str, str]:
    parts = _PARTLY_KNOWN.fullmatch(cell)
    if not parts:
        day, form = _read(cell)
        return day, "day" if day else "unknown", form
    month, year = parts[1].lower(), parts[2].lower()
    if year == "zzzz":
        return None, "unknown", DAY_FIRST if month == "zz" else IMPOSSIBLE
    day = _date(int(year), 1 if month == "zz" else int(month), 1)
    return day, "unknown" if not day else "year" if month == "zz" else "month", DAY_FIRST if day else IMPOSSIBLE


def in_doubt(cells: Iterable[str]) -> bool:
    """Return whether so many dates, all readable with the month first as well, leave open which way round they are.

    >>> import pandas as pd
    >>> in_doubt(pd.Series(["05/04/2018"] * 100)), in_doubt(pd.Series(["05/04/2018"] * 100 + ["31/03/2018"]))
    (True, False)
    """
    found = [numbers for cell in cells if (numbers := _THREE_NUMBERS.fullmatch(cell))]
    return len(found) >= limit("dates_in_doubt") and all(int(n[1]) <= _MONTHS for n in found)


@lru_cache(maxsize=65_536)
def _read(cell: str) -> tuple[date | None, str]:
    if not cell:
        return None, BLANK
    numbers = _THREE_NUMBERS.fullmatch(cell)
    if not numbers:
        return None, ISO if _YEAR_FIRST.match(cell) else IMPOSSIBLE
    first, second, year = map(int, numbers.groups())
    day = _date(year, second, first)
    return day, DAY_FIRST if day else MONTH_FIRST if _date(year, first, second) else IMPOSSIBLE


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if limit("first_year") <= year <= limit("last_year") else None
    except ValueError:
        return None
