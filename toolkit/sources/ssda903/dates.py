"""The dates of a return: day/month/year, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.sources.ssda903.layout import limit

if TYPE_CHECKING:
    import pandas as pd

DAY_FIRST, BLANK, MONTH_FIRST, ISO, IMPOSSIBLE = "day first", "blank", "month first", "year first", "impossible"
_THREE_NUMBERS = r"\d{1,2}/\d{1,2}/\d{4}"
_YEAR_FIRST = r"\d{4}[-/]\d{1,2}[-/]\d{1,2}.*"


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

    shaped = cells.where(cells.str.fullmatch(_THREE_NUMBERS), None)
    value = _within_reason(pd.to_datetime(shaped, format="%d/%m/%Y", errors="coerce"))
    swapped = _within_reason(pd.to_datetime(shaped, format="%m/%d/%Y", errors="coerce"))
    form = pd.Series(IMPOSSIBLE, index=cells.index, dtype="str")
    form[cells.str.fullmatch(_YEAR_FIRST)] = ISO
    form[swapped.notna()] = MONTH_FIRST
    form[value.notna()] = DAY_FIRST
    form[cells == ""] = BLANK
    return Dates(value.astype("datetime64[us]"), form)


def _within_reason(days: pd.Series) -> pd.Series:
    return days.where(days.dt.year.between(limit("first_year"), limit("last_year")))
