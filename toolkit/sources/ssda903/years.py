"""Which year each return is for, and when it was taken."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from toolkit.sources.ssda903.dates import parse_dates
from toolkit.sources.ssda903.layout import limit
from toolkit.sources.ssda903.read import RawReturn

if TYPE_CHECKING:
    import pandas as pd

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:\s*[-_/]\s*((?:19|20)?\d\d))?(?!\d)")
_END_MONTH, _END_DAY = 3, 31


@dataclass(frozen=True)
class Dated:
    """The year that a return ends, the day it was taken on, and whether that day is assumed."""

    year: int
    taken_on: date
    assumed: bool

    @property
    def year_start(self) -> date:
        """The first day of the return's year."""
        return date(self.year - 1, _END_MONTH, _END_DAY) + timedelta(days=1)

    @property
    def year_end(self) -> date:
        """The last day of the return's year."""
        return date(self.year, _END_MONTH, _END_DAY)

    @property
    def upto(self) -> date:
        """The last day of the year that the return can speak of."""
        return min(self.year_end, self.taken_on)

    @property
    def cut(self) -> datetime:
        """The last instant of the day on which the return was taken."""
        return datetime.combine(self.taken_on, time.max)

    @property
    def source(self) -> str:
        """The name of the return in the record."""
        return f"SSDA903 {self.year}"


def date_returns(
    raws: Sequence[RawReturn],
    taken_on: Sequence[str | date],
    year_end: Sequence[str | int | date],
) -> tuple[list[Dated | None], list[str]]:
    """Return the dates of each return, and all problems with them.

    The year is in the folder's name, else given, else inferred where the dates leave no doubt. The day taken on is given,
    else it is assumed to be the last day of the year.
    """
    problems = [*_miscounted("--taken-on", taken_on, raws), *_miscounted("--year-end", year_end, raws)]
    if problems:
        return [None] * len(raws), problems
    dated = [
        _date_return(raw, taken_on[i] if taken_on else None, year_end[i] if year_end else None, problems)
        for i, raw in enumerate(raws)
    ]
    return dated, problems + _clashes(raws, dated)


def year_of_name(name: str) -> int | None:
    """Return the year that a folder's name says the return ends, or nothing where it says none or more than one.

    >>> year_of_name("2018"), year_of_name("return 2017-18"), year_of_name("2016 and 2018"), year_of_name("20180612")
    (2018, 2018, None, None)
    """
    years = set()
    for first, second in _YEAR.findall(name):
        follows = bool(second) and int(second) % 100 == (int(first) + 1) % 100
        years.add(int(first) + 1 if follows else int(first))
        if second and not follows:
            return None
    return years.pop() if len(years) == 1 else None


def _date_return(raw: RawReturn, taken_on: object, year_end: object, problems: list[str]) -> Dated | None:
    year, why = _year(raw, year_end)
    taken, bad_day = _day(taken_on)
    problems += [f"{raw.name}: {w}" for w in (why, bad_day) if w]
    if year is None or bad_day:
        return None
    dated = Dated(year, taken or date(year, _END_MONTH, _END_DAY), taken is None)
    if dated.taken_on < dated.year_start:
        problems.append(f"{raw.name}: it is said to have been taken before its year began ({dated.year_start:%d/%m/%Y})")
    if _mostly_later(raw, dated):
        problems.append(f"{raw.name}: most of its episodes begin after the year that it is said to be for ({dated.year})")
    return dated


def _year(raw: RawReturn, given: object) -> tuple[int | None, str]:
    named = year_of_name(raw.name)
    if given is None or given == "":
        year = named or _inferred(raw)
        doubt = "its year is in doubt; name the folder after the year in which it ends, or say --year-end"
        return year, "" if year or not raw.tables else doubt
    said = _given_year(given)
    if said is None:
        return None, "--year-end is not a year such as 2018"
    if named and named != said:
        return None, f"the folder's name says {named} and --year-end says {said}"
    return said, ""


def _given_year(given: object) -> int | None:
    if isinstance(given, date):
        return given.year
    found = re.fullmatch(r"((?:19|20)\d\d)(-03-31)?", str(given).strip())
    return int(found.group(1)) if found else None


def _day(given: object) -> tuple[date | None, str]:
    if given is None or given == "":
        return None, ""
    if isinstance(given, datetime):
        return given.date(), ""
    if isinstance(given, date):
        return given, ""
    try:
        return date.fromisoformat(str(given).strip()), ""
    except ValueError:
        return None, "--taken-on is not a day such as 2018-06-12"


def _inferred(raw: RawReturn) -> int | None:
    """The one year in which all episodes that ended did so, and in which the latest one began; nothing otherwise."""
    episodes = raw.tables.get("episodes")
    if episodes is None or episodes.empty or not {"DECOM", "DEC"} <= set(episodes.columns):
        return None
    import pandas as pd

    last_nights = parse_dates(episodes["DEC"]).value - pd.Timedelta(days=1)
    years = {_ends(day) for day in last_nights.dropna()}
    latest = parse_dates(episodes["DECOM"]).value.max()
    return years.pop() if len(years) == 1 and not pd.isna(latest) and years == {_ends(latest)} else None


def _ends(day: pd.Timestamp) -> int:
    return day.year + ((day.month, day.day) > (_END_MONTH, _END_DAY))


def _mostly_later(raw: RawReturn, dated: Dated) -> bool:
    episodes = raw.tables.get("episodes")
    if episodes is None or "DECOM" not in episodes.columns or episodes.empty:
        return False
    begins = parse_dates(episodes["DECOM"]).value.dropna()
    last_day = max(dated.year_end, dated.taken_on)
    return bool(len(begins)) and sum(day.date() > last_day for day in begins) * 2 > len(begins)


def _miscounted(option: str, given: Sequence[object], raws: Sequence[RawReturn]) -> list[str]:
    if not given or len(given) == len(raws):
        return []
    return [f"{option} is given {len(given)} times for {len(raws)} returns; give it once a return, in the same order"]


def _clashes(raws: Sequence[RawReturn], dated: Sequence[Dated | None]) -> list[str]:
    problems = []
    years: dict[object, str] = {}
    days: dict[object, str] = {}
    for raw, d in zip(raws, dated, strict=True):
        if d is None:
            continue
        if d.year in years:
            problems.append(f"{raw.name}: a second return for the year that ends in {d.year} (the first is {years[d.year]})")
        elif d.taken_on in days:
            problems.append(f"{raw.name}: taken on the same day as {days[d.taken_on]}, so which one is the later is not known")
        years.setdefault(d.year, raw.name)
        days.setdefault(d.taken_on, raw.name)
    named = [(raw.name, d) for raw, d in zip(raws, dated, strict=True) if d]
    return problems + _out_of_order(named) + _emptied(raws, dated)


def _emptied(raws: Sequence[RawReturn], dated: Sequence[Dated | None]) -> list[str]:
    """A return without episodes would say that every episode open in the one before has gone: a file cut short says the same."""
    by_year = sorted(((d.year, raw) for raw, d in zip(raws, dated, strict=True) if d), key=lambda pair: pair[0])
    counts = [(raw, len(raw.tables.get("episodes", ()))) for _, raw in by_year]
    return [
        f"{raw.name}/{raw.files.get('episodes')}: a heading and no rows, where the return before has {before:,} episodes"
        for (_, before), (raw, now) in zip(counts, counts[1:], strict=False)
        if before >= limit("episodes_to_lose") and not now
    ]


def _out_of_order(named: list[tuple[str, Dated]]) -> list[str]:
    by_year = sorted(named, key=lambda pair: pair[1].year)
    return [
        f"{later}: taken on {d.taken_on:%d/%m/%Y}, before the return for an earlier year ({earlier}, {e.taken_on:%d/%m/%Y}); "
        "give --taken-on in the order of the folders"
        for (earlier, e), (later, d) in zip(by_year, by_year[1:], strict=False)
        if d.taken_on < e.taken_on
    ]
