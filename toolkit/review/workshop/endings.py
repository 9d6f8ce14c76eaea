"""The third card: what came after the decision, or that this is not told; made only for the part that stays closed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from toolkit.later import outcomes
from toolkit.later.follow import COMPETING, NO, YES, held_back
from toolkit.review.endings import absent_words, after_words, came_words, ended_words, is_final, standing
from toolkit.review.pack.days import day_words, in_days
from toolkit.review.workshop.arms import ENDING
from toolkit.review.workshop.rules import invented_endings

if TYPE_CHECKING:
    from toolkit.review.workshop.plan import Workshop

NOT_TOLD = (
    "How it went on is not told on this card.",
    "Please judge from cards 1 and 2 alone, as if you stood on the day of the decision.",
)
_TOLD = "Please judge the decision on what was known then, as if you stood on the day of the decision."
_NOTHING = "Nothing that this record looks for could be followed after this decision, so there is no ending to tell."


def card(workshop: Workshop, round_: int, arm: str) -> list[str]:
    """Return the sentences of the third card of a round for one arm, from the record to its end or from an invented ending.

    Args:
        workshop: the workshop.
        round_: the number of the decision, from 1.
        arm: `ending` or `no ending`.
    """
    if arm != ENDING:
        return list(NOT_TOLD)
    if (invented := invented_endings().get(workshop.ending)) is not None:
        return [invented, _TOLD]
    return [*(_recorded(workshop, round_) or [_NOTHING]), _TOLD]


def tells_nothing(workshop: Workshop, round_: int) -> bool:
    """Whether there is no ending to tell after a decision, so that its two cards would hold the same."""
    return workshop.ending not in invented_endings() and not _recorded(workshop, round_)


def _recorded(workshop: Workshop, round_: int) -> list[str]:
    """What came of the standing outcomes, the same that every pack asks the chance of; what is not known is left out."""
    words = {name: said for name, (_, said) in standing().items()}
    case = workshop.cases[round_ - 1]
    found = outcomes(case.record, workshop.view(round_), workshop.horizon_days, list(words))
    shown = {row["outcome"]: row for row in found[~held_back(found)].fillna("").to_dict("records")}
    rows = [shown[name] for name in words if name in shown]
    zero = date.fromisoformat(workshop.view(round_)["as_of"].iloc[0][:10])
    came = [f"{came_words(r, rows)} ({_day(r['happened_on'], zero)})." for r in rows if r["answer"] == YES]
    absent = [f"{in_days(absent_words(r), zero, zero)}." for r in rows if r["answer"] == NO]
    ended = dict.fromkeys(_cut_short(r, words[r["outcome"]], zero) for r in rows if r["answer"] == COMPETING)
    begun = f"What is on record of the {workshop.horizon_days} days after the decision:"
    return [begun, *came, *ended, *absent] if came or ended or absent else []


def _cut_short(row: dict[Any, Any], words: str, zero: date) -> str:
    """What came first: a death or another final end is said once, and any other with what can no longer come first after it."""
    said = f"{_day(row['followed_to'], zero)}, when {ended_words(row['detail'])}"
    if is_final(row["detail"]):
        return f"It was followed to {said}."
    return f"Not by {said}: {words[:1].lower()}{words[1:]}. {after_words(row['detail'])}."


def _day(day: str, zero: date) -> str:
    return day_words(date.fromisoformat(day), zero)
