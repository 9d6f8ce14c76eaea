"""Drift that is put in: which case slides, from when, why, and what that does; and which changes course instead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from toolkit.synth import chance

if TYPE_CHECKING:
    from toolkit.synth.case import Case

DRIFT, CHANGE, NEITHER = "drift", "change of course", "neither"
TURNOVER, UNREVISED, UNDATED, LAPSE, DEFERRED = (
    "worker turnover",
    "plan not revised",
    "undated goals",
    "visits lapse",
    "decisions put off",
)


@dataclass
class Drift:
    """What was put into a case, as the truth tells it; `seen` says that the case lasted long enough for it to happen."""

    kind: str
    cause: str = ""
    words: str = ""
    after: int = 0
    since: date | None = None
    visit_factor_when_lapsed: float = 1.0
    worker_factor_when_turning: float = 1.0
    changed_on: date | None = None

    def plan_begins(self, day: date) -> None:
        """The clock of the drift starts with the first plan."""
        if self.kind != NEITHER and self.since is None:
            self.since = chance.later(day, self.after)

    def on(self, cause: str, day: date) -> bool:
        """Whether the case drifts through that cause on a day."""
        return self.kind == DRIFT and self.cause == cause and self.since is not None and day >= self.since

    def worker_factor(self, day: date) -> float:
        """Ratio of a worker's usual time with the case."""
        return self.worker_factor_when_turning if self.on(TURNOVER, day) else 1.0

    def visit_factor(self, day: date) -> float:
        """Ratio of the usual time between visits."""
        return self.visit_factor_when_lapsed if self.on(LAPSE, day) else 1.0

    def turns(self, first: date, next_: date) -> bool:
        """Whether a case that changes course does so within these days."""
        return self.kind == CHANGE and self.changed_on is None and self.since is not None and self.since < next_ and first < next_


def put_in(case: Case) -> Drift:
    """Draw whether a case drifts, changes course, or neither."""
    rng, set_ = case.rng, case.set
    kind = chance.weighted(
        rng,
        [(DRIFT, set_["drift_share"]), (CHANGE, set_["change_share"]), (NEITHER, 1 - set_["drift_share"] - set_["change_share"])],
    )
    after = 60 + chance.days(rng, set_["drift_after_days_mean"])
    row = chance.weighted(rng, [(c, float(c["weight"])) for c in set_.causes])
    if kind == NEITHER:
        return Drift(NEITHER)
    if kind == CHANGE:
        return Drift(CHANGE, "significant information", "the plan is changed for a recorded reason", after)
    return Drift(
        DRIFT,
        row["cause"],
        row["words"],
        after,
        visit_factor_when_lapsed=set_["drift_visit_factor"],
        worker_factor_when_turning=set_["drift_worker_factor"],
    )
