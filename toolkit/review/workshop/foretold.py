"""Whether card 1 tells beforehand how a decision will be made: then the room guesses it, and decides nothing."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from toolkit.record.words import words
from toolkit.review.pack.days import day_words
from toolkit.review.pack.rows import before, day_of, zero_of
from toolkit.review.pack.written import written
from toolkit.review.workshop.rules import limit, rows

if TYPE_CHECKING:
    from toolkit.review.case import ReviewedCase

_WORD = re.compile(r"[^\W\d_]{4,}")


def foretold(case: ReviewedCase) -> dict[str, str]:
    """Return, for each decision of which something was written on its day, what on card 1 tells it beforehand.

    An entry is taken to tell it where it is of a table of `data/review/workshop_settles.csv`, lies in the days before that
    `workshop_limits.csv` says or is planned, and shares a word with what was decided. It is a guess from words, and said as one.

    Args:
        case: the case.

    Returns:
        The decision's name (D1, D2, …) to the days and kinds of such entries; empty where there is none.

    >>> from toolkit import paths
    >>> from toolkit.record import open_record
    >>> from toolkit.review.case import reviewed_case
    >>> told = foretold(reviewed_case(open_record(paths.sample_record()), "C00001"))
    >>> told["D2"], told["D6"]
    ('', 'day \u22122: meeting')
    """
    said, stood = written(case.record, case.views), before(case.record, case.views)
    found = {}
    for view in case.views.to_dict("records"):
        own = said.get(view["view_id"])
        if not own or own["held_back"] or not own["chosen"]:
            continue
        decided = _words(f"{own['kind'] or ''} {own['chosen']}")
        telling = [row for row in stood[view["view_id"]].rows if _settles(row, view["as_of"]) and decided & _words(_said(row))]
        found[view["name"]] = "; ".join(dict.fromkeys(_where(row, view["as_of"]) for row in telling))
    return found


def _settles(row: dict[str, Any], as_of: str) -> bool:
    when = {line["when"] for line in rows("settles") if line["table"] == row["table"]}
    if row["state"] == "planned":
        return "planned" in when
    first, last = None if row["state"] == "called off" else day_of(row["occurred_on"]), day_of(row["ended_on"])
    near = zero_of(as_of) - timedelta(days=int(limit("foretold_days")))
    return "past" in when and any(day and day >= near for day in (first, last))


def _said(row: dict[str, Any]) -> str:
    return words(row["table"], row) + " " + str(row.get("reason") or "")


def _words(text: str) -> set[str]:
    """The words of a text that may tell one decision from another, without the s of several."""
    plain = {line["word"] for line in rows("plain_words")}
    return {word.removesuffix("s") for word in _WORD.findall(text.lower())} - plain


def _where(row: dict[str, Any], as_of: str) -> str:
    day = day_words(day_of(row["ended_on"]) or day_of(row["occurred_on"]), zero_of(as_of))
    return f"{day}: {row['table']}{' planned' if row['state'] == 'planned' else ''}"
