"""Drift that is put in: which case slides, from when, why, and what that does; and which changes course instead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from toolkit.synth import chance

if TYPE_CHECKING:
    import numpy as np

    from toolkit.synth.case import Case
    from toolkit.synth.settings import Settings

DRIFT, CHANGE, NEITHER = "drift", "change of course", "neither"
TURNOVER, UNREVISED, UNDATED, LAPSE, DEFERRED = (
    "worker turnover",
    "plan not revised",
    "undated goals",
    "visits lapse",
    "decisions put off",
)
REASSESSED, PROVING, TASKS, HABIT, UNRAISED = (
    "assessed again and again",
    "over-proving",
    "tasks without purpose",
    "decisions by habit",
    "concerns not raised",
)
APART, REVIEWS_SLIP, UNSUPERVISED, COMPLYING = (
    "agencies apart",
    "reviews slip",
    "supervision lapses",
    "compliance without trust",
)
CAUSES = (
    TURNOVER,
    UNREVISED,
    UNDATED,
    LAPSE,
    DEFERRED,
    REASSESSED,
    PROVING,
    TASKS,
    HABIT,
    UNRAISED,
    APART,
    REVIEWS_SLIP,
    UNSUPERVISED,
    COMPLYING,
)
_YES = "yes"
_AT_LEAST = 60  # days; nothing drifts before there was something to drift from


@dataclass
class Drift:
    """What was put into a case, as the truth tells it; `seen` says that the case lasted long enough for it to happen."""

    kind: str
    cause: str = ""
    words: str = ""
    after: int = 0
    since: date | None = None
    stalls: bool = False
    changed_on: date | None = None

    def plan_begins(self, day: date) -> None:
        """The clock of the drift starts with the first plan."""
        if self.kind != NEITHER and self.since is None:
            self.since = chance.later(day, self.after)

    def on(self, cause: str, day: date) -> bool:
        """Whether the case drifts through that cause on a day."""
        return self.kind == DRIFT and self.cause == cause and self.since is not None and day >= self.since

    def stands_still(self, day: date) -> bool:
        """Whether the case drifts on a day through a cause that lets its goals and actions stand still."""
        return self.stalls and self.on(self.cause, day)

    def factor(self, cause: str, day: date, ratio: float) -> float:
        """Return the ratio on a day on which the case drifts through that cause, else 1.

        >>> Drift(NEITHER).factor(LAPSE, date(2024, 5, 1), 2.6)
        1.0
        """
        return ratio if self.on(cause, day) else 1.0

    def turns(self, first: date, next_: date) -> bool:
        """Whether a case that changes course does so within these days."""
        return self.kind == CHANGE and self.changed_on is None and self.since is not None and self.since < next_ and first < next_


def put_in(case: Case) -> Drift:
    """Draw whether a case drifts, changes course, or neither; every draw is made whatever causes are switched on."""
    rng, set_ = case.rng, case.set
    kind = chance.weighted(
        rng,
        [(DRIFT, set_["drift_share"]), (CHANGE, set_["change_share"]), (NEITHER, 1 - set_["drift_share"] - set_["change_share"])],
    )
    after = days_until(rng, set_)
    place = rng.random()
    if kind == DRIFT and set_.causes:
        row = _at(place, set_)
        return Drift(DRIFT, row["cause"], row["words"], after, stalls=row["stalls"] == _YES)
    if kind == CHANGE:
        return Drift(CHANGE, "significant information", "the plan is changed for a recorded reason", after)
    return Drift(NEITHER)


def days_until(rng: np.random.Generator, set_: Settings) -> int:
    """Draw the days from the first plan to the beginning of a drift."""
    return _AT_LEAST + chance.days(rng, set_["drift_after_days_mean"])


def _at(place: float, set_: Settings) -> dict[str, str]:
    left = place * sum(float(c["weight"]) for c in set_.causes)
    for row in set_.causes:
        left -= float(row["weight"])
        if left < 0:
            return row
    return set_.causes[-1]
