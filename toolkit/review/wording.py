"""Small words: days, plurals and long notes as the pages of a review say them."""

from __future__ import annotations

import re
from datetime import datetime

from toolkit.pseudonyms import masked

LONGEST = 260
_NO_DATE = "no date"
_ISO = r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
_A_DAY, _ONLY_DAYS = re.compile(rf"\b{_ISO}\b(?!-)"), re.compile(rf"{_ISO}(?: to {_ISO})?")
_COUNTED = re.compile(r"(.*?)(\s*\b(?:of|per|in|for)\b|$)(.*)", re.S)
_ONE = {"people": "person"}
_PARTED = re.compile(r"\s*[|;]\s*")


def day_words(text: str) -> str:
    """Return an ISO day or time as people write it.

    >>> day_words("2023-01-18T14:30:00"), day_words("2023-02-25"), day_words("NaT")
    ('18 Jan 2023, 14:30', '25 Feb 2023', 'no date')
    """
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return _NO_DATE
    return f"{when.day} {when:%b %Y}" + (f", {when:%H:%M}" if len(text) > 10 else "")


def month_words(month: str) -> str:
    """Return a month as people write it.

    >>> month_words("2025-04")
    'Apr 2025'
    """
    return day_words(f"{month}-01").split(" ", 1)[1]


def days_in_words(text: str) -> str:
    """Return a text of ours with each ISO day in it as people write it; what is no day stays.

    >>> days_in_words("a goal was replaced on 2023-03-22"), days_in_words("no 2023-13-01")
    ('a goal was replaced on 22 Mar 2023', 'no 2023-13-01')
    """
    return _A_DAY.sub(lambda found: _in_words(found[0]), text)


def day_or_text(text: str) -> str:
    """Return a text that is a day, a time or a span of days as people write it, and any other as it was written.

    Within a day no line is broken: its spaces are such as hold together.

    >>> day_or_text("2024-02-25 to 2024-04-17"), day_or_text("Seen on 2024-02-25.")
    ('25\\xa0Feb\\xa02024 to 17\\xa0Apr\\xa02024', 'Seen on 2024-02-25.')
    """
    return _A_DAY.sub(lambda found: _in_words(found[0]).replace(" ", "\xa0"), text) if _ONLY_DAYS.fullmatch(text) else text


def _in_words(day: str) -> str:
    said = day_words(day)
    return day if said == _NO_DATE else said


def plural(count: int, one: str, many: str = "") -> str:
    """Return a count with its noun.

    >>> plural(1, "thing"), plural(3, "entry", "entries")
    ('1 thing', '3 entries')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def of_unit(number: float, unit: str) -> str:
    """Return a unit as it stands after a number: one of it in the singular, whatever else the unit says.

    >>> [of_unit(1, unit) for unit in ("days", "points of 10", "moves per 1,000 days", "short breaks", "people", "ratio of days")]
    ['day', 'point of 10', 'move per 1,000 days', 'short break', 'person', 'ratio of days']
    >>> of_unit(2, "points of 10"), of_unit(1, "of three")
    ('points of 10', 'of three')
    """
    if number != 1:
        return unit
    counted, link, rest = _COUNTED.match(unit).groups()  # type: ignore[union-attr]
    return _ONE.get(counted, counted.removesuffix("s")) + link + rest


def options_words(text: str) -> str:
    """Return the options of a decision, however they were parted when they were written, as people list them.

    >>> options_words("stay | move;  go home|")
    'stay; move; go home'
    """
    return _PARTED.sub("; ", text).strip("; ")


def day_only(value: object) -> str:
    """Return the day of a date or time of a frame, as people write it.

    >>> day_only("2023-01-18 14:30:00"), day_only(None)
    ('18 Jan 2023', 'no date')
    """
    return day_words(str(value)[:10])


def shorter(text: object, longest: int = LONGEST) -> str:
    """Return a text, cut at a word where it is very long.

    >>> shorter("one two three", 9)
    'one two …'
    """
    said = masked(str(text))  # before it is cut: half an identifier is still one
    return said if len(said) <= longest else said[: longest - 1].rsplit(" ", 1)[0] + " …"
