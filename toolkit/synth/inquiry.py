"""Assessments, enquiries under section 47 and their conferences, expert opinions, and the meetings that a decision needs."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from toolkit.synth import chance, clock
from toolkit.synth.drift import APART, PROVING, REASSESSED

if TYPE_CHECKING:
    from toolkit.synth.case import Case
    from toolkit.synth.decisions import Decided

CONFERENCE = "initial child protection conference"
NO_CONFERENCE = f"{CONFERENCE} not required"
_WEEK, _WORK_WEEK = 7, 5
_ASSESSMENT_DAYS = 63  # 45 working days
_LEADS_TO_CONFERENCE = {"start of child protection plan", "escalate to child protection"}
_ROLES_AT_LEAST = 3


def assessment_begins(case: Case, referred: date, day: date, decided: Decided | None) -> str:
    """Write that an assessment has begun; return it."""
    return case.state(
        "assessment",
        day,
        decided.moment if decided else None,
        kind="assessment",
        due_on=chance.later(referred, _ASSESSMENT_DAYS),
        team=case.staff.team,
        worker_id=case.staff.on(day),
        decision_id=decided.entity if decided else None,
        informant=case.staff.on(day),
        assertion="professional opinion",
    )


def assessment_ends(case: Case, entity: str, day: date, outcome: str, words: str = "assessment note") -> None:
    """Write what an assessment found: the factors of the needs on record, whether the child was seen, what it led to."""
    factors = sorted({case.set.factors[n.row["need"]]["factor"] for n in case.plan.needs}, key=lambda f: (len(f), f))
    case.pen.change(
        entity,
        case.entered("assessment", day),
        ended_on=day,
        reviewed_on=max(chance.later(day, -10), case.pen.versions(entity)[0]["occurred_on"]),
        factors=" ".join(factors) or None,
        seen=day >= case.born and chance.happens(case.rng, case.set["seen_at_assessment_share"]),
        outcome=outcome,
        note=case.words(words),
    )


def after_decision(case: Case, kind: str, decided: Decided) -> None:
    """Write the enquiry, conference or meetings without which a decision of that kind is not taken."""
    if kind in _LEADS_TO_CONFERENCE and decided.day >= case.born:
        _enquiry_with_conference(case, decided)
    elif kind == "care proceedings":
        meeting(case, "legal planning meeting", chance.later(decided.day, -chance.between(case.rng, 4, 14)))
        meeting(case, "court hearing", decided.day, decided)
    elif kind in ("return home", "special guardianship"):
        meeting(case, "family group conference", chance.later(decided.day, -chance.between(case.rng, 5, 25)))


def month(case: Case, first: date, next_: date) -> None:
    """Now and then an enquiry that leads to no conference, an expert opinion, or one more assessment."""
    set_, rng = case.set, case.rng
    day = chance.weekday(chance.later(first, chance.between(rng, 0, max(0, (next_ - first).days - 3))))
    if first >= case.born and chance.happens(rng, set_["enquiry_alone_month"] * (1 + max(0.0, case.worry(first)))):
        _enquiry_alone(case, day)
    expert = set_["expert_month"] if case.drift.on(PROVING, first) else set_["expert_usual_month"]
    if chance.happens(rng, expert):
        _expert(case, day)
    if case.drift.on(REASSESSED, first) and chance.happens(rng, set_["reassess_month"]):
        again = assessment_begins(case, day, day, None)
        assessment_ends(case, again, chance.later(day, chance.between(rng, 20, 50)), "plan continues", "assessment again")


def meeting(case: Case, kind: str, day: date, decided: Decided | None = None, **content: object) -> str:
    """Write a meeting that was held, with the roles that were there."""
    day = max(chance.weekday(day), case.papers.opened)
    roles = present(case, day)
    return case.state(
        "meeting",
        day,
        decided.moment if decided else None,
        kind=kind,
        present="; ".join(roles),
        quorate=len(roles) >= _ROLES_AT_LEAST,
        note=case.words("meeting note"),
        decision_id=decided.entity if decided else None,
        informant=case.staff.on(day),
        **content,
    )


def present(case: Case, day: date) -> list[str]:
    """Draw the roles at a meeting; partner agencies are not there where they stand apart."""
    apart = case.drift.on(APART, day)
    found = ["social worker"]
    for row in case.set.codes["participation roles"]:
        partner = row["code"] not in ("parent", "grandparent")
        comes = float(row["weight"]) / 100 * (0.15 if apart and partner else 1.0)
        if chance.happens(case.rng, min(0.97, comes * (1.3 if row["code"] == "parent" and case.family.engagement > 0.5 else 1.0))):
            found.append(row["code"])
    return found


def _enquiry_with_conference(case: Case, decided: Decided) -> None:
    set_, rng, day = case.set, case.rng, decided.day
    allowed = int(set_["enquiry_conference_days"]) * _WEEK // _WORK_WEEK
    late = chance.happens(rng, set_["enquiry_conference_late_share"])
    waited = chance.between(rng, allowed + 1, allowed + 12) if late else chance.between(rng, 8, allowed)
    began = max(chance.later(day, -waited), case.papers.opened, case.born)
    enquiry = _enquiry(case, began)
    due = chance.later(began, allowed)
    at = case.entered("meeting", began)
    conference = case.pen.state("meeting", None, at, kind=CONFERENCE, due_on=due, occurred_precision="unknown")
    roles = present(case, day)
    held = case.entered("meeting", day, decided.moment)
    outcome = {"present": "; ".join(roles), "quorate": len(roles) >= _ROLES_AT_LEAST, "outcome": "child protection plan"}
    case.pen.change(conference, held, occurred_on=day, occurred_precision="day", decision_id=decided.entity, **outcome)
    case.pen.change(enquiry, held, ended_on=day, outcome=CONFERENCE, note=case.words("enquiry note"))
    case.pen.truth(day, "conference held", conference)


def _enquiry_alone(case: Case, day: date) -> None:
    day = max(day, case.papers.opened)
    enquiry = _enquiry(case, day)
    end = chance.weekday(chance.later(day, chance.between(case.rng, 3, 14)))
    case.pen.change(enquiry, case.entered("assessment", end), ended_on=end, outcome=NO_CONFERENCE, note=case.words("enquiry note"))


def _enquiry(case: Case, day: date) -> str:
    worker = case.staff.on(day)
    meeting(case, "strategy discussion", day)
    entity = case.state(
        "assessment",
        day,
        kind="section 47 enquiry",
        team=case.staff.team,
        worker_id=worker,
        informant=worker,
        assertion="professional opinion",
    )
    case.pen.truth(day, "enquiry begun", entity)
    return entity


def _expert(case: Case, day: date) -> None:
    entity = case.state("assessment", day, kind="expert assessment", note=case.words("expert note"), informant=case.staff.on(day))
    end = chance.later(day, chance.between(case.rng, 40, 130))
    at = clock.daytime(case.rng, chance.weekday(end))
    case.pen.change(entity, at, ended_on=end, outcome=case.words("expert outcome"))
