"""What is cut from free text: sentences that speak of something later than the decision as past.

A record's text can be changed without its time being changed. What then speaks of the ending is cut by rules that stand in
`data/review`; each cut is told to the coordinator, and the pack closes up without a mark.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache

from toolkit.review.pack.days import written_days
from toolkit.review.pack.tables import rows_of

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_TITLES = ("Mr.", "Mrs.", "Ms.", "Dr.", "St.", "e.g.", "i.e.", "approx.", "No.")
LATER_DAY = "speaks of a day after the decision as past"


def cut(said: str, written: date, last: date) -> tuple[str, list[str]]:
    """Return a text without the sentences that speak of later events as past, and why each was cut.

    Args:
        said: the text.
        written: the day on which it was recorded, which tells the year of a day without one.
        last: the last day of the pack.

    >>> cut("He was calm. Since the incident on 3 May he is not.", date(2023, 4, 20), date(2023, 4, 30))
    ('He was calm.', ['speaks of a day after the decision as past'])
    >>> cut("The hearing is listed for 3 May.", date(2023, 4, 20), date(2023, 4, 30))
    ('The hearing is listed for 3 May.', [])
    >>> cut("Seen at home two weeks prior to the death.", date(2023, 4, 20), date(2023, 4, 30))[1]
    ["speaks of the child's death as past"]
    """
    parts = _sentences(said)
    why = [_why(part, written, last) for part in parts]
    if not any(why):
        return said, []
    return " ".join(part for part, reason in zip(parts, why, strict=True) if not reason), [reason for reason in why if reason]


def limit(name: str) -> int:
    """Return one of the limits in `data/review/pack_limits.csv`.

    >>> limit("yearless_days")
    60
    """
    return {row["name"]: int(row["value"]) for row in rows_of("pack_limits")}[name]


def _why(sentence: str, written: date, last: date) -> str:
    for pattern, why in _rules():
        if pattern.search(sentence):
            return why
    return LATER_DAY if _tells_of_a_later_day(sentence, written, last) else ""


def _tells_of_a_later_day(sentence: str, written: date, last: date) -> bool:
    near = last + min(timedelta(days=limit("yearless_days")), date.max - last)
    found = list(written_days(sentence, written))
    if not any(day > last and (sure or day <= near) for *_, day, sure in found):
        return False
    rest = sentence
    for start, end, *_ in reversed(found):  # the month of May is not the word `may`
        rest = f"{rest[:start]} {rest[end:]}"
    return bool(_tense("surely past").search(rest) or (_tense("past").search(rest) and not _tense("plan").search(rest)))


def _sentences(said: str) -> list[str]:
    parts: list[str] = []
    for part in _SENTENCE.split(said):
        if parts and parts[-1].endswith(_TITLES):
            parts[-1] += f" {part}"
        elif part.strip():
            parts.append(part.strip())
    return parts


@cache
def _rules() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(row["pattern"], re.I), row["why"]) for row in rows_of("pack_cuts"))


@cache
def _tense(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(row["pattern"] for row in rows_of("pack_tense") if row["kind"] == kind), re.I)
