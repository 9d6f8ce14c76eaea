"""Reviews: due, planned ahead, held on time or late, and now and then not held."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from toolkit.synth import chance, clock
from toolkit.synth.drift import REVIEWS_SLIP

if TYPE_CHECKING:
    from toolkit.synth.case import Case

_VIEWS_FROM = 4
_FRIDAY = 4


class Reviews:
    """The reviews of one phase."""

    def __init__(self, case: Case, kind: str, day: date) -> None:
        """The first review of a kind is planned on the day the phase begins."""
        self.case, self.kind, self.held, self.entity = case, kind, 0, ""
        self._plan_next(day)

    def month(self, next_: date) -> None:
        """Hold what is to be held before that day."""
        while self.planned < min(next_, chance.later(self.case.last, 1)):
            if chance.happens(self.case.rng, min(0.5, self.case.set["review_not_held_share"] * self._slip(self.planned))):
                self._falls_through()
            else:
                self._hold()

    def stop(self, day: date) -> None:
        """The phase ends: the review still to come is called off."""
        self.case.pen.withdraw(self.entity, self.case.entered("review", day), "not confirmed")

    def _plan_next(self, day: date, moved: bool = False) -> None:
        case, cycle = self.case, self.case.set.lists[f"review_cycle_{self.kind.replace(' ', '_')}"]
        if not moved:
            self.due = chance.later(day, cycle[min(self.held, len(cycle) - 1)])
        self.planned = self._planned_day(chance.later(day, 14 if moved else 0))
        shown = chance.happens(case.rng, case.set["review_day_planned_share"])
        at = self._entered(day)
        self.entity = case.pen.state(
            "review", self.planned if shown and self.planned > at.date() else None, at, kind=self.kind, due_on=self.due
        )

    def _planned_day(self, earliest: date) -> date:
        rng, set_ = self.case.rng, self.case.set
        if chance.happens(rng, min(0.8, set_["review_late_share"] * self._slip(earliest))):
            day = chance.later(self.due, chance.days(rng, set_["review_late_days_mean"]))
        else:
            day = chance.later(self.due, -chance.between(rng, 0, 9))
        if day.weekday() > _FRIDAY:
            day = chance.later(day, _FRIDAY - day.weekday())
        return max(day, chance.weekday(chance.later(earliest, 1)))

    def _slip(self, day: date) -> float:
        return self.case.drift.factor(REVIEWS_SLIP, day, self.case.set["drift_review_factor"])

    def _hold(self) -> None:
        case, day = self.case, self.planned
        outcome = case.plan.review(day)
        at = max(self._entered(day), clock.midnight(day))
        case.pen.change(
            self.entity,
            at,
            occurred_on=day,
            participation=self._participation(day),
            outcome=case.words(outcome),
            informant=case.staff.officer,
        )
        case.pen.truth(day, f"{self.kind} held", self.entity, case.staff.officer)
        case.papers.reviewed(day)
        self.held += 1
        self._plan_next(day)

    def _falls_through(self) -> None:
        case, day = self.case, self.planned
        case.pen.withdraw(self.entity, case.entered("review", day), "not confirmed")
        case.pen.truth(day, f"{self.kind} was planned and not held", self.entity)
        self._plan_next(day, moved=True)

    def _participation(self, day: date) -> str | None:
        if self.kind != "looked after review":
            return None
        return self.case.code("participation", day) if self.case.age(day) >= _VIEWS_FROM else "PN0"

    def _entered(self, day: date):
        at = self.case.entered("review", day)
        return clock.midnight(at.date()) if chance.happens(self.case.rng, self.case.set["bare_day_share"]) else at
