"""Needs, goals and actions: set, due, carried, done, dropped, replaced."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from toolkit.synth import chance
from toolkit.synth.decisions import Decided, link
from toolkit.synth.drift import COMPLYING, UNDATED

if TYPE_CHECKING:
    from toolkit.synth.case import Case

_FIRST_NEEDS = (2, 4)
_HIGH = 3
_WEIGHED = {"behaviour", "feelings", "health"}
_UNDATED_SHARE = 0.1


@dataclass
class Goal:
    """An open goal and its open actions."""

    entity: str
    due: date | None
    since: date
    actions: list[tuple[str, date | None]] = field(default_factory=list)


@dataclass
class Need:
    """An open need, and the goal that answers it where there is one."""

    entity: str
    row: dict[str, str]
    severity: int
    goal: Goal | None = None


class Plan:
    """The needs of a child as recorded, and what the plan does about them."""

    def __init__(self, case: Case) -> None:
        """A case with no need on record and no plan yet."""
        self.case = case
        self.needs: list[Need] = []
        self.running = False

    def assess(self, day: date) -> None:
        """Needs are seen at an assessment."""
        for _ in range(chance.between(self.case.rng, *_FIRST_NEEDS)):
            self.see(day)

    def see(self, day: date, cites: str | None = None, after: datetime | None = None) -> Need | None:
        """A need is recorded, unless the one drawn stands already."""
        case = self.case
        row = case.line(case.set.needs, day)
        if any(n.row["need"] == row["need"] for n in self.needs):
            return None
        severity = chance.weighted(case.rng, [(1, 0.3), (2, 0.45), (3, max(0.05, 0.25 + 0.5 * case.unseen()))])
        entity = case.state(
            "need",
            day,
            after,
            kind=row["need"],
            severity=severity,
            note=case.words("need note"),
            cites=cites,
            informant=case.staff.on(day),
            assertion="professional opinion",
        )
        self.needs.append(Need(entity, row, severity))
        return self.needs[-1]

    def make(self, day: date, decided: Decided | None, cites: str | None = None) -> None:
        """Goals are set for most needs that have none."""
        self.running = True
        self.case.drift.plan_begins(day)
        for need in self.needs:
            if need.goal is None and chance.happens(self.case.rng, self.case.set["goal_share"]):
                self._set_goal(need, day, decided, cites)

    def month(self, next_: date) -> None:
        """Some actions are done; some needs are met."""
        done, met = self.case.set["action_done_month"] * self._pace(next_), self.case.set["need_met_month"] * self._still(next_)
        for goal in (n.goal for n in self.needs if n.goal):
            for action in list(goal.actions):
                if chance.happens(self.case.rng, done):
                    self._close_action(goal, action, next_, "done")
        for need in list(self.needs):
            if chance.happens(self.case.rng, met):
                self._close_need(need, next_)

    def review(self, day: date) -> str:
        """Look at every goal at a review; return what it concluded."""
        if self._stalls(day):
            self._carry(day)
            return "review continue"
        reached_share = self.case.set["goal_reached_review"] * (self.case.set["comply_goal_factor"] if self._complies(day) else 1)
        reached = [n for n in self.needs if n.goal and chance.happens(self.case.rng, reached_share)]
        for need in reached:
            self._close_goal(need, day, "reached")
        self._carry(day)
        self.make(day, None)
        return "review progress" if reached else "review continue"

    def revise(self, day: date, decided: Decided, cites: str | None) -> None:
        """Change the plan by a decision: one goal is dropped or replaced, what is new is answered."""
        goals = self.open_goals()
        if goals:
            self._close_goal(chance.pick(self.case.rng, goals)[0], day, chance.pick(self.case.rng, ("replaced", "dropped")))
        self.see(day, cites, decided.moment)
        self.make(day, decided, cites)

    def start_again(self, day: date) -> None:
        """A new plan after a new assessment, without a word on the one before: every goal is replaced."""
        for need, _ in self.open_goals():
            self._close_goal(need, day, "replaced")
        self.make(day, None)

    def answer(self, day: date, cites: str) -> None:
        """Answer a piece of information by an action under a goal that stands."""
        goals = self.open_goals()
        if goals:
            self._add_action(*chance.pick(self.case.rng, goals), day, None, cites)

    def stop(self, day: date) -> None:
        """The work ends: what is open is closed, most of it; a part is simply left standing."""
        for need in list(self.needs):
            if chance.happens(self.case.rng, 0.8):
                self._close_need(need, day)
        self.running = False

    def known_high(self) -> int:
        """How many high needs of behaviour, feelings or health stand on the record."""
        return sum(n.severity == _HIGH and n.row["need"] in _WEIGHED for n in self.needs)

    def high(self) -> int:
        """How many high needs of any kind stand on the record."""
        return sum(n.severity == _HIGH for n in self.needs)

    def open_goals(self) -> list[tuple[Need, Goal]]:
        """The needs that have an open goal, with that goal."""
        return [(n, n.goal) for n in self.needs if n.goal]

    def unmet(self) -> int:
        """How many needs stand without having been met."""
        return len(self.needs)

    def _stalls(self, day: date) -> bool:
        return self.case.drift.stands_still(day)

    def _still(self, day: date) -> float:
        return self.case.set["stall_factor"] if self._stalls(day) else 1.0

    def _complies(self, day: date) -> bool:
        return self.case.family.complies or self.case.drift.on(COMPLYING, day)

    def _pace(self, day: date) -> float:
        """A family that complies without trust does what it is told to, in time: only its goals are not reached."""
        return self.case.set["comply_done_factor"] if self._complies(day) else self._still(day)

    def _due(self, day: date, share: str, longest: int) -> date | None:
        dated = _UNDATED_SHARE if self.case.drift.on(UNDATED, day) else self.case.set[share]
        return chance.later(day, chance.between(self.case.rng, 28, longest)) if chance.happens(self.case.rng, dated) else None

    def _set_goal(self, need: Need, day: date, decided: Decided | None, cites: str | None) -> None:
        case, due = self.case, self._due(day, "goal_due_share", 240)
        entity = case.state(
            "goal",
            day,
            decided.moment if decided else None,
            need_id=need.entity,
            note=need.row["goal"],
            due_on=due,
            cites=cites,
            decision_id=decided.entity if decided else None,
        )
        need.goal = Goal(entity, due, day)
        if decided:
            link(case, decided, entity)
        for _ in range(chance.between(case.rng, 1, 2)):
            self._add_action(need, need.goal, day, decided, cites)

    def _add_action(self, need: Need, goal: Goal, day: date, decided: Decided | None, cites: str | None) -> None:
        case, due = self.case, self._due(day, "action_due_share", 120)
        row = chance.pick(case.rng, [r for r in case.set.needs if r["need"] == need.row["need"]])
        entity = case.state(
            "action",
            day,
            decided.moment if decided else None,
            goal_id=goal.entity,
            owner_role=row["owner_role"],
            note=row["action"],
            due_on=due,
            cites=cites,
            decision_id=decided.entity if decided else None,
        )
        goal.actions.append((entity, due))

    def _carry(self, day: date) -> None:
        for goal in (n.goal for n in self.needs if n.goal):
            for place, (entity, due) in enumerate(goal.actions):
                if due and due < day:
                    later = chance.later(day, chance.between(self.case.rng, 28, 90))
                    note = f"{self.case.pen.versions(entity)[0]['note']} {self.case.words('carried')}"
                    self.case.pen.change(entity, self.case.entered("action", day), due_on=later, note=note)
                    goal.actions[place] = (entity, later)

    def _close_action(self, goal: Goal, action: tuple[str, date | None], day: date, outcome: str) -> None:
        day = self._after_start(action[0], day)
        self.case.pen.change(action[0], self.case.entered("action", day), ended_on=day, outcome=outcome)
        goal.actions.remove(action)

    def _close_goal(self, need: Need, day: date, outcome: str) -> None:
        goal, need.goal = need.goal, None
        if goal is None:
            return
        for action in list(goal.actions):
            self._close_action(goal, action, day, "done" if outcome == "reached" else "dropped")
        day = self._after_start(goal.entity, day)
        self.case.pen.change(goal.entity, self.case.entered("goal", day), ended_on=day, outcome=outcome)

    def _close_need(self, need: Need, day: date) -> None:
        if need.goal:
            self._close_goal(need, day, "reached")
        day = self._after_start(need.entity, day)
        self.case.pen.change(need.entity, self.case.entered("need", day), ended_on=day)
        self.needs.remove(need)

    def _after_start(self, entity: str, day: date) -> date:
        return max(day, self.case.pen.versions(entity)[0]["occurred_on"])
