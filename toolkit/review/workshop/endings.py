"""The third card: what came after the decision, or that this is not told; made only for the part that stays closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.later import outcomes
from toolkit.later.follow import NO, YES, held_back
from toolkit.review.wording import day_only
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
    case = workshop.cases[round_ - 1]
    found = outcomes(case.record, workshop.view(round_), workshop.horizon_days)
    shown = found[~held_back(found)]
    came = [_in_words(row) for row in shown[shown["answer"] == YES].sort_values(["happened_on", "outcome"]).to_dict("records")]
    absent = sorted(shown.loc[shown["answer"] == NO, "outcome"].str.replace("_", " "))
    lines = [f"Within {workshop.horizon_days} days after the decision: {'; '.join(came)}."] if came else []
    return lines + ([f"Not on record in that time: {', '.join(absent)}."] if absent else [])


def _in_words(row: dict) -> str:
    detail = f" ({row['detail']})" if isinstance(row["detail"], str) and row["detail"] else ""
    return f"{row['outcome'].replace('_', ' ')}{detail}, {day_only(row['happened_on'])}"
