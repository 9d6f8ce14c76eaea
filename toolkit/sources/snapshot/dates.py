"""The days on which extracts were taken, as the user says them, and the windows that go back from them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime


def said_days(said: Sequence[str | date], names: Sequence[str]) -> tuple[list[date | None], list[str]]:
    """Return the day said for each extract (nothing where none is said), and all problems.

    >>> said_days(["2021-03-16"], ["a.xlsx"])
    ([datetime.date(2021, 3, 16)], [])
    >>> said_days(["soon"], ["a.xlsx"])[1]
    ['a.xlsx: --taken-on is not a day such as 2021-03-16']
    """
    if said and len(said) != len(names):
        return [None] * len(names), [f"--taken-on: {len(said)} days for {len(names)} extracts; say one for each, in their order"]
    days: list[date | None] = []
    problems = []
    for given, name in zip(said or [""] * len(names), names, strict=True):
        try:
            days.append(_day(given))
        except ValueError:
            days.append(None)
            problems.append(f"{name}: --taken-on is not a day such as 2021-03-16")
    return days, problems


def _day(given: str | date) -> date | None:
    if isinstance(given, datetime):
        return given.date()
    if isinstance(given, date):
        return given
    return date.fromisoformat(given.strip()) if given.strip() else None


def months_before(day: date, months: int) -> date:
    """Return the day so many months before; the last of a shorter month.

    >>> months_before(date(2021, 8, 31), 6)
    datetime.date(2021, 2, 28)
    """
    import calendar

    whole = day.year * 12 + day.month - 1 - months
    year, month = divmod(whole, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
