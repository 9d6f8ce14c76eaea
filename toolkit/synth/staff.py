"""The workers of one case over time: who takes it on, when they leave it, and the gaps in which nobody has it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from toolkit.synth import chance
from toolkit.synth.drift import TURNOVER
from toolkit.synth.team import MANAGERS, OFFICERS, Post

if TYPE_CHECKING:
    from toolkit.synth.case import Case

_LOOK_AGAIN = 10


class Staff:
    """The workers of one case."""

    def __init__(self, case: Case) -> None:
        """A case of a team that nobody has taken on yet."""
        self.case = case
        self.spells: list[tuple[str, date, date | None]] = []
        self.entity = ""
        self.post: Post | None = None
        self.until = date.min
        self.free_from: date | None = None
        self.manager = case.roster.worker(case.number % MANAGERS)
        self.officer = case.roster.worker(MANAGERS + case.number % OFFICERS)
        self.officer_entity = ""
        self._taken: list[tuple[Post, tuple[date, date]]] = []

    @property
    def team(self) -> str:
        """The team's label."""
        return self.case.roster.name

    def start(self, day: date) -> None:
        """A worker with room takes the case on; where none has room it waits, unless it has waited long enough."""
        post = self._another(day)
        if post is None:
            self._waits(day)
            return
        case, self.post = self.case, post
        self.spells.append((post.worker, day, None))
        self.entity = case.state("involvement", day, worker_id=post.worker, role="social worker", team=self.team)
        mean = case.set["worker_days_mean"] * case.drift.factor(TURNOVER, day, case.set["drift_worker_factor"])
        self.until = min(chance.later(day, 20 + chance.days(case.rng, mean)), post.until)
        self.free_from = None

    def stop(self, day: date) -> None:
        """The worker leaves the case."""
        if not self.entity:
            self.free_from = None
            return
        worker, since, _ = self.spells[-1]
        day = max(day, chance.later(since, 1))
        self.spells[-1] = (worker, since, day)
        self._held(since, day)
        self.case.pen.change(self.entity, self.case.entered("involvement", day), ended_on=day)
        self.entity = ""

    def finish(self) -> None:
        """The case has been told: the posts keep in mind who held it, and the worker who has it goes on holding it."""
        if self.entity:
            self._held(self.spells[-1][1], self.until)
        for post, held in self._taken:
            post.held.append(held)

    def month(self, first: date, next_: date) -> None:
        """Change the worker where the time has come; now and then nobody has the case for a while."""
        if self.free_from and self.free_from < next_:
            self.start(max(first, self.free_from))
        elif self.entity and self.until < next_:
            self._leaves(max(first, self.until))

    def review_by(self, day: date) -> None:
        """A reviewing officer is named for a looked after child."""
        self.officer_entity = self.case.state(
            "involvement", day, worker_id=self.officer, role="reviewing officer", team="Reviewing"
        )

    def review_ends(self, day: date) -> None:
        """The reviewing officer's task ends."""
        if self.officer_entity:
            self.case.pen.change(self.officer_entity, self.case.entered("involvement", day), ended_on=day)
        self.officer_entity = ""

    def on(self, day: date) -> str:
        """The worker on a day, or the manager where nobody has the case."""
        for worker, since, until in reversed(self.spells):
            if since <= day and (until is None or day < until):
                return worker
        return self.manager

    def steady(self, day: date) -> float:
        """1 where the worker has had the case for half a year, less where not."""
        if not self.entity:
            return 0.0
        return min(1.0, (day - self.spells[-1][1]).days / 180)

    def _leaves(self, day: date) -> None:
        case = self.case
        self.stop(day)
        case.count("worker_changes")
        if chance.happens(case.rng, case.set["unallocated_share"] * case.drift.factor(TURNOVER, day, 2)):
            self.free_from = chance.later(day, 2 + chance.days(case.rng, case.set["unallocated_days_mean"]))
            case.pen.truth(day, "no worker for a while", note=f"until {self.free_from}")
        else:
            self.start(day)

    def _another(self, day: date) -> Post | None:
        team, before = self.case.roster, self.spells[-1][0] if self.spells else ""
        free = team.free(day, before)
        if free:
            return chance.pick(self.case.rng, free)
        waited = self.free_from is not None and day >= self.free_from
        return team.somebody(day, before) if waited else None

    def _waits(self, day: date) -> None:
        """Nobody has room: the case is looked at again soon, and then taken on whatever the limits say."""
        self.free_from = chance.later(day, _LOOK_AGAIN)
        self.case.count("waits_for_room")
        self.case.pen.truth(day, "no worker had room", note=f"looked at again on {self.free_from}")

    def _held(self, since: date, until: date) -> None:
        if self.post:
            self._taken.append((self.post, (since, until)))
