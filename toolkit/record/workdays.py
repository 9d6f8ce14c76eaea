"""Counting days for a limit: the calendar of working days of a nation, and what the first day of a clock counts as."""

from __future__ import annotations

import csv
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from toolkit import paths
from toolkit.errors import CaseReviewError, nearest

_HOURS_A_DAY, _DAYS_A_WEEK, _MONTHS_A_YEAR = 24, 7, 12
_SATURDAY = 5


@dataclass(frozen=True)
class Nation:
    """A nation whose standards and working days are known: its calendar in the `holidays` library, and the years it covers."""

    name: str
    label: str
    country: str
    subdivision: str
    holidays: str
    first_year: int
    last_year: int


@cache
def known_nations() -> dict[str, Nation]:
    """Return the nations by name, from data/standards/nations.csv.

    >>> known_nations()["england"].last_year
    2045
    """
    with (paths.data() / "standards" / "nations.csv").open(encoding="utf-8", newline="") as text:
        return {row["nation"]: _nation(row) for row in csv.DictReader(text)}


def _nation(row: dict[str, str]) -> Nation:
    years = int(row["first_year"]), int(row["last_year"])
    return Nation(row["nation"], row["label"], row["country"], row["subdivision"], row["holidays"], *years)


def nation(name: str) -> Nation:
    """Return a nation; raises CaseReviewError for an unknown one, with the nearest name.

    >>> nation("us_federal").label
    'United States, federal'
    """
    if name not in known_nations():
        raise CaseReviewError(
            f"There are no standards for {name!r}{nearest(name, known_nations())}",
            todo=f"Name one of {', '.join(known_nations())}.",
        )
    return known_nations()[name]


@dataclass(frozen=True)
class Counting:
    """How the days of a limit are counted.

    >>> from datetime import date
    >>> Counting(nation("england")).due(date(2023, 12, 20), 20, "working days")
    datetime.date(2024, 1, 22)
    >>> Counting(nation("england"), count_from=1).due(date(2023, 12, 20), 20, "working days")
    datetime.date(2024, 1, 19)
    """

    nation: Nation
    count_from: int = 0
    weekends_count: bool = False
    holidays_count: bool = False

    def __post_init__(self) -> None:
        """Refuse a count that begins with anything but day 0 or day 1."""
        if self.count_from not in (0, 1):
            raise CaseReviewError(
                f"The day that starts a clock is day 0 or day 1, not day {self.count_from}", todo="Give count_from as 0 or 1."
            )

    @property
    def told(self) -> str:
        """The convention in a sentence."""
        days = "all days" if self.weekends_count else "Monday to Friday"
        holidays = "" if self.holidays_count else f" without the {self.nation.holidays}"
        return f"Working days are {days}{holidays}; the day that starts the clock is day {self.count_from}."

    @property
    def first_day(self) -> date:
        """The first day that the calendar covers."""
        return date(self.nation.first_year, 1, 1)

    @property
    def last_day(self) -> date:
        """The last day that the calendar covers."""
        return date(self.nation.last_year, 12, 31)

    def days_off(self) -> frozenset[date]:
        """Return the holidays that are no working days; none where holidays count."""
        return frozenset() if self.holidays_count else _holidays(self.nation)

    def is_working(self, day: date) -> bool:
        """Whether a day is a working day; raises CaseReviewError for one that the calendar does not cover."""
        self.refuse_outside(day)
        return (self.weekends_count or day.weekday() < _SATURDAY) and day not in self.days_off()

    def refuse_outside(self, day: date) -> None:
        """Raise CaseReviewError where the calendar does not cover a day."""
        if not self.first_day <= day <= self.last_day:
            raise CaseReviewError(
                f"The calendar of working days of {self.nation.label} does not cover {day}",
                [f"it covers {self.first_day} to {self.last_day}"],
                "Count in calendar days, or leave the day out.",
            )

    def due(self, began: date, amount: int, unit: str) -> date:
        """Return the last day within a limit that began on a day.

        Args:
            began: the day of the event that starts the clock.
            amount: how many of the unit.
            unit: one of data/standards/units.csv.

        Raises:
            CaseReviewError: a working day beyond the calendar's cover, or a unit that there is not.

        >>> from datetime import date
        >>> Counting(nation("england")).due(date(2023, 11, 30), 3, "months")
        datetime.date(2024, 2, 29)
        """
        if unit == "working days":
            return self._working_days_on(began, amount)
        if unit in ("months", "calendar months"):
            on = _months_on(began, amount)
            return on - timedelta(self.count_from) if unit == "months" else on.replace(day=monthrange(on.year, on.month)[1])
        days = {"calendar days": 1, "weeks": _DAYS_A_WEEK, "inclusive weeks": _DAYS_A_WEEK, "hours": 0}
        if unit not in days:
            raise CaseReviewError(f"{unit!r} is no unit of a limit{nearest(unit, [*days, 'working days', 'months'])}")
        length = -(-amount // _HOURS_A_DAY) if unit == "hours" else amount * days[unit]
        return began + timedelta(length - (1 if unit == "inclusive weeks" else self.count_from))

    def _working_days_on(self, began: date, amount: int) -> date:
        left = amount - (self.count_from and self.is_working(began))
        day = began
        self.refuse_outside(day)
        while left > 0:
            day += timedelta(1)
            left -= self.is_working(day)
        return day

    def between(self, began: date, ended: date) -> int:
        """Return how many working days lie after the first day up to and including the last (with the first where it is day 1).

        Raises:
            CaseReviewError: a day beyond the calendar's cover, or an end before the beginning.

        >>> from datetime import date
        >>> Counting(nation("england")).between(date(2024, 3, 28), date(2024, 4, 2))
        1
        """
        if ended < began:
            raise CaseReviewError(f"The count ends on {ended}, before it begins on {began}")
        self.refuse_outside(began)
        self.refuse_outside(ended)
        days = (began + timedelta(n) for n in range(1 - self.count_from, (ended - began).days + 1))
        return sum(self.is_working(day) for day in days)


def _months_on(day: date, months: int) -> date:
    year, month = divmod(day.year * _MONTHS_A_YEAR + day.month - 1 + months, _MONTHS_A_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@cache
def _holidays(one: Nation) -> frozenset[date]:
    import holidays

    years = range(one.first_year, one.last_year + 1)
    return frozenset(holidays.country_holidays(one.country, subdiv=one.subdivision or None, years=years))
