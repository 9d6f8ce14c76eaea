"""Workers who come and go, with gaps in between; managers and reviewing officers stay with the team."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from toolkit.synth import chance

if TYPE_CHECKING:
    from toolkit.synth.case import Case

_BLOCK = 20  # pseudonyms of one team: 2 managers, 2 reviewing officers, then social workers
_MANAGERS, _OFFICERS = 2, 2


class Staff:
    """The workers of one case over time."""

    def __init__(self, case: Case) -> None:
        """A case of a team that nobody has taken on yet."""
        self.case = case
        self.spells: list[tuple[str, date, date | None]] = []
        self.entity = ""
        self.until = date.min
        self.free_from: date | None = None
        self.manager = self._name(case.number % _MANAGERS)
        self.officer = self._name(_MANAGERS + case.number % _OFFICERS)
        self.officer_entity = ""

    @property
    def team(self) -> str:
        """The team's label."""
        return f"Team {self.case.team + 1}"

    def start(self, day: date) -> None:
        """A worker takes the case on."""
        case, worker = self.case, self._another()
        self.spells.append((worker, day, None))
        self.entity = case.state("involvement", day, worker_id=worker, role="social worker", team=self.team)
        mean = case.set["worker_days_mean"] * case.drift.worker_factor(day)
        self.until = chance.later(day, 20 + chance.days(case.rng, mean))
        self.free_from = None

    def stop(self, day: date) -> None:
        """The worker leaves the case."""
        if not self.entity:
            return
        worker, since, _ = self.spells[-1]
        day = max(day, chance.later(since, 1))
        self.spells[-1] = (worker, since, day)
        self.case.pen.change(self.entity, self.case.entered("involvement", day), ended_on=day)
        self.entity = ""

    def month(self, first: date, next_: date) -> None:
        """Change the worker where the time has come; now and then nobody has the case for a while."""
        if self.free_from and self.free_from < next_:
            self.start(max(first, self.free_from))
        elif self.entity and self.until < next_:
            self._leaves(max(first, self.until))

    def review_by(self, day: date) -> None:
        """A reviewing officer is named for a looked after child."""
        role = {"worker_id": self.officer, "role": "reviewing officer", "team": "Reviewing"}
        self.officer_entity = self.case.state("involvement", day, **role)

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
        if chance.happens(case.rng, case.set["unallocated_share"] * (2 if case.drift.worker_factor(day) < 1 else 1)):
            self.free_from = chance.later(day, 2 + chance.days(case.rng, case.set["unallocated_days_mean"]))
            case.pen.truth(day, "no worker for a while", note=f"until {self.free_from}")
        else:
            self.start(day)

    def _another(self) -> str:
        size = int(self.case.set["workers_per_team"])
        before = self.spells[-1][0] if self.spells else ""
        while (name := self._name(_MANAGERS + _OFFICERS + chance.between(self.case.rng, 0, size - 1))) == before:
            continue
        return name

    def _name(self, place: int) -> str:
        return f"W{self.case.team * _BLOCK + place + 1:03d}"
