"""The papers of a case: its plans as documents, services, the network, core groups, and the round of every month."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from toolkit.synth import chance, inquiry, oversight
from toolkit.synth.drift import TASKS, UNDATED

if TYPE_CHECKING:
    from toolkit.synth.case import Case
    from toolkit.synth.decisions import Decided

_PLANS = {
    "child in need": "child in need plan",
    "child protection plan": "child protection plan",
    "looked after": "care plan",
    "care leaver": "pathway plan",
}
_FIRST_CORE_GROUP, _YEAR = 14, 365
_SCHOOL_FROM = 5


class Papers:
    """What is written beside the work itself; every draw is made apart, so it changes nothing of the course."""

    def __init__(self, case: Case) -> None:
        """A case of which nothing is written yet."""
        self.case = case
        self.opened = date.min
        self.plan = self.plan_kind = self.assessment = ""
        self.protection_plans = 0
        self.network = False
        self.served: set[str] = set()
        self.supervision: date | None = None
        self.core_group: date | None = None
        self.questionnaire: date | None = None

    def opens(self, day: date) -> None:
        """A spell of the case begins."""
        self.opened, self.supervision, self.network = day, chance.later(day, 21), False

    def closes(self) -> None:
        """A spell of the case ends."""
        self.supervision = None

    def assessing(self, referred: date, day: date, decided: Decided) -> None:
        """The assessment of a referral begins."""
        with self.case.apart():
            self.assessment = inquiry.assessment_begins(self.case, referred, day, decided)

    def assessed(self, day: date, outcome: str) -> None:
        """The assessment of a referral ends."""
        with self.case.apart():
            inquiry.assessment_ends(self.case, self.assessment, day, outcome)

    def decided(self, kind: str, decided: Decided) -> None:
        """A decision was taken."""
        with self.case.apart():
            inquiry.after_decision(self.case, kind, decided)
            if kind in ("permanence plan", "special guardianship"):
                option = "adoption" if kind == "permanence plan" else "special guardianship"
                self._document("permanence plan", decided.day, decided, category=option)

    def begins(self, kind: str, day: date, decided: Decided | None) -> None:
        """A status begins, and with it its plan."""
        if kind not in _PLANS:
            return
        with self.case.apart():
            content = self._protection() if kind == "child protection plan" else {}
            self.plan, self.plan_kind = self._document(_PLANS[kind], day, decided, **content), kind
            if kind == "child protection plan":
                self.core_group = chance.later(day, _FIRST_CORE_GROUP)
            if kind == "looked after":
                self.questionnaire = chance.later(day, _YEAR)
            self._family_network(day)

    def ends(self, kind: str, day: date, reason: str) -> None:
        """A status ends, and with it its plan."""
        if kind != self.plan_kind:
            return
        case = self.case
        with case.apart():
            day = max(day, case.pen.versions(self.plan)[0]["occurred_on"])
            case.pen.change(self.plan, case.entered("plan", day), ended_on=day, end_reason=reason)
        self.plan_kind, self.core_group = "", None

    def month(self, first: date, next_: date) -> None:
        """Write what a month brings."""
        case = self.case
        with case.apart():
            while self.supervision and self.supervision < next_:
                self.supervision = oversight.supervise(case, max(self.supervision, first))
            while self.core_group and self.core_group < next_:
                inquiry.meeting(case, "core group", self.core_group)
                self.core_group = chance.later(self.core_group, chance.spread(case.rng, case.set["core_group_days"], 0.15))
            if case.in_care and self.questionnaire and self.questionnaire < next_:
                oversight.difficulties(case, self.questionnaire)
                self.questionnaire = chance.later(self.questionnaire, _YEAR)
            oversight.contacts(case, first, next_)
            inquiry.month(case, first, next_)
            self._services(first)
            if case.drift.on(TASKS, first) and chance.happens(case.rng, case.set["task_month"]):
                self._task(first)

    def reviewed(self, day: date) -> None:
        """A review was held."""
        with self.case.apart():
            oversight.rate(self.case, day)

    def missing(self, line: dict[str, str], day: date, at: datetime) -> None:
        """Something happened to the child; write the spell where it was one of going missing."""
        with self.case.apart():
            oversight.missing(self.case, line, day, at)

    def _document(self, kind: str, day: date, decided: Decided | None, **content: object) -> str:
        case, set_ = self.case, self.case.set
        says = not case.drift.on(UNDATED, day) and chance.happens(case.rng, set_["plan_contingency_share"])
        return case.state(
            "plan",
            day,
            decided.moment if decided else None,
            kind=kind,
            aim=case.words("plan aim"),
            contingency=case.words("plan contingency") if says else None,
            decision_id=decided.entity if decided else None,
            **content,
        )

    def _protection(self) -> dict[str, object]:
        needs = self.case.plan.needs
        category = self.case.set.factors[needs[0].row["need"]]["abuse"] if needs else "NEG"
        self.protection_plans += 1
        return {"category": category, "latest_category": category, "earlier_plans": self.protection_plans - 1}

    def _family_network(self, day: date) -> None:
        case, set_ = self.case, self.case.set
        if self.network or not chance.happens(case.rng, set_["network_share"]):
            return
        self.network = True
        joined = chance.later(day, chance.days(case.rng, set_["network_first_days_mean"]))
        grandmother = case.person("grandmother")
        role, kind = ("grandmother", "family") if grandmother else ("friend of the family", "friend")
        professional = "teacher" if case.age(day) >= _SCHOOL_FROM else "health visitor"
        for who, side, person, alone in ((role, kind, grandmother, not grandmother), (professional, "professional", None, True)):
            case.state(
                "network_member",
                joined,
                role=who,
                kind=side,
                person_id=person,
                independent=alone,
                task=case.words("network task") if side != "professional" else None,
                informant=case.staff.on(joined),
            )

    def _services(self, day: date) -> None:
        case, set_ = self.case, self.case.set
        for need, goal in case.plan.open_goals():
            if goal.entity in self.served:
                continue
            self.served.add(goal.entity)
            if chance.happens(case.rng, set_["service_share"]):
                self._service(case.set.factors[need.row["need"]]["service"], goal.entity, max(day, goal.since))

    def _service(self, kind: str, goal: str, day: date) -> None:
        case, rng = self.case, self.case.rng
        entity = case.pen.state(
            "service",
            None,
            case.entered("service", day),
            kind=kind,
            goal_id=goal,
            offered_on=day,
            occurred_precision="unknown",
            note=case.words("service note"),
        )
        starts = chance.later(day, chance.days(rng, case.set["service_start_days_mean"]))
        case.wait("wait: service offered to started", day, starts, case.set["service_start_days_mean"])
        if not chance.happens(rng, 0.35 + 0.6 * case.family.engagement):
            case.pen.change(entity, case.entered("service", starts), taken_up=False)
            return
        case.pen.change(entity, case.entered("service", starts), occurred_on=starts, occurred_precision="day", taken_up=True)
        over = chance.later(starts, 14 + chance.days(rng, 120))
        case.pen.change(entity, case.entered("service", over), ended_on=over, end_reason="finished")

    def _task(self, day: date) -> None:
        case = self.case
        due = chance.later(day, 21)
        entity = case.state("action", day, owner_role="social worker", note=case.words("task only"), due_on=due)
        done = chance.later(day, chance.between(case.rng, 2, 20))
        case.pen.change(entity, case.entered("action", done), ended_on=done, outcome="done")
