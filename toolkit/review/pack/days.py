"""Days of a pack: counted from the decision, so that no date tells whose case it is; or as dates, where that is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

RELATIVE, DATES = "relative", "dates"
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_NAMED = "|".join(f"{m}|{m[:3]}" for m in _MONTHS) + "|sept"
_WRITTEN = re.compile(
    rf"""\b(?:
        (?P<iso>\d{{4}}-\d{{2}}-\d{{2}})
      | (?P<day>\d{{1,2}})(?:[a-z][a-z])?\s+(?:of\s+)?(?P<month>{_NAMED})\b\.?(?:,?\s+(?P<year>\d{{4}}))?
      | (?P<us_month>{_NAMED})\b\.?\s+(?P<us_day>\d{{1,2}})(?:[a-z][a-z])?\b(?:,?\s+(?P<us_year>\d{{4}}))?
      | (?P<num>\d{{1,2}}[/.]\d{{1,2}}[/.](?:\d{{4}}|\d{{2}}))
    )\b""",
    re.I | re.X,
)
_MINUS = "\u2212"


def day_words(day: date | datetime | None, zero: date, how: str = RELATIVE, precision: str = "day") -> str:
    """Return a day as a pack says it.

    >>> zero = date(2023, 1, 18)
    >>> day_words(date(2023, 1, 6), zero), day_words(date(2023, 2, 1), zero), day_words(None, zero)
    ('day \u221212', 'day +14', 'no day on record')
    >>> day_words(date(2023, 1, 6), zero, DATES), day_words(date(2020, 1, 1), zero, precision="year")
    ('6 January 2023', 'about day \u22121,113')
    """
    if day is None:
        return "no day on record"
    if isinstance(day, datetime):
        day = day.date()
    about = "" if precision in ("day", "", None) else "about "
    if how == DATES:
        return f"{about}{day.day} {_MONTHS[day.month - 1].capitalize()} {day.year}"
    days = (day - zero).days
    sign = _MINUS if days < 0 else "+" if days else ""
    return f"{about}day {sign}{abs(days):,}"


def age_words(born: date | None, zero: date) -> str:
    """Return a child's age on a day as people say it: weeks, months or years, never a date of birth.

    >>> age_words(date(2015, 3, 1), date(2023, 1, 18)), age_words(date(2022, 6, 1), date(2023, 1, 18))
    ('7 years old', '7 months old')
    >>> (
    ...     age_words(date(2023, 1, 10), date(2023, 1, 18)),
    ...     age_words(date(2023, 2, 1), date(2023, 1, 18)),
    ...     age_words(None, zero=date.min),
    ... )
    ('1 week old', 'not yet born', 'of unknown age')
    """
    if born is None:
        return "of unknown age"
    if born > zero:
        return "not yet born"
    months = (zero.year - born.year) * 12 + zero.month - born.month - (zero.day < born.day)
    count, unit = (
        (months // 12, "year") if months >= 24 else (months, "month") if months >= 2 else ((zero - born).days // 7, "week")
    )
    return f"{count} {unit}{'' if count == 1 else 's'} old"


def written_days(said: str, written: date) -> Iterator[tuple[int, int, date, bool]]:
    """Find days that stand in a text: where each begins and ends, the day, and whether its year was written.

    Of a day without a year the one nearest to when the text was written is meant. Figures are read as day, month, year.

    >>> [(str(d), sure) for _, _, d, sure in written_days("seen on 3 May and 2023-02-01, not 31 June", date(2023, 4, 20))]
    [('2023-05-03', False), ('2023-02-01', True)]
    """
    for found in _WRITTEN.finditer(said):
        day, sure = _read(found, written)
        if day:
            yield found.start(), found.end(), day, sure


def in_days(said: str, written: date, zero: date, how: str = RELATIVE) -> str:
    """Return a text in which days with a year are counted from the decision; as it is where a pack shows dates.

    >>> in_days("She was seen on 3 May 2023.", date(2023, 5, 4), date(2023, 5, 10))
    'She was seen on day \u22127.'
    """
    if how == DATES:
        return said
    parts, at = [], 0
    for start, end, day, sure in written_days(said, written):
        if sure:
            parts += [said[at:start], day_words(day, zero)]
            at = end
    return "".join([*parts, said[at:]])


def _read(found: re.Match[str], written: date) -> tuple[date | None, bool]:
    if found["iso"]:
        return _made(*map(int, found["iso"].split("-"))), True
    if found["num"]:
        day, month, year = (int(p) for p in re.split(r"[/.]", found["num"]))
        return _made(year + 2000 if year < 100 else year, month, day), True
    month = found["month"] or found["us_month"]
    day, year = int(found["day"] or found["us_day"]), found["year"] or found["us_year"]
    number = next(n for n, name in enumerate(_MONTHS, 1) if name.startswith(month.lower()[:3]))
    if year:
        return _made(int(year), number, day), True
    near = [d for y in (-1, 0, 1) if (d := _made(written.year + y, number, day))]
    return min(near, key=lambda d: abs((d - written).days), default=None), False


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
