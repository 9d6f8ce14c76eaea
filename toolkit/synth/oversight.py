"""What is written around the work month by month: supervision, ratings, contacts, family time, and going missing."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from toolkit.synth import chance, clock
from toolkit.synth.drift import COMPLYING, UNSUPERVISED

if TYPE_CHECKING:
    from toolkit.synth.case import Case

_STAGES = ("experience", "reflection", "analysis", "action")
_RECENT = 45
_CALLS = 0.18
_TEN, _SDQ_HIGHEST = 10, 40
_SDQ_AGES = (4, 16)
_MISSING = {
    "missing from care": "missing",
    "missing from home": "missing",
    "away without authorisation": "away without authorisation",
}
SDQ = ("strengths and difficulties", "Strengths and Difficulties Questionnaire, total difficulties", "main carer")


def supervise(case: Case, day: date) -> date:
    """Write the supervision due on a day, unless it falls out; return the day of the next."""
    set_, rng = case.set, case.rng
    next_ = chance.weekday(chance.later(day, chance.spread(rng, set_["supervision_days"], 0.2)))
    falls_out = chance.happens(rng, set_["supervision_gap_share"])
    if falls_out or case.drift.on(UNSUPERVISED, day):
        return next_
    reached = len(_STAGES) if chance.happens(rng, set_["supervision_analysis_share"]) else 2
    about = [v["entity_id"] for v in case.pen.standing("information", clock.midnight(day)) if _recent(v, day)]
    case.state(
        "supervision",
        day,
        kind=chance.weighted(rng, [("one to one", 0.8), ("group", 0.1), ("ad hoc", 0.1)]),
        worker_id=case.staff.on(day),
        supervisor_role="team manager",
        minutes=5 * chance.between(rng, 2, 8),
        stages=" ".join(_STAGES[:reached]),
        next_on=next_,
        note=case.words("supervision note"),
        cites=" ".join(about[-2:]) or None,
        informant=case.staff.manager,
    )
    return next_


def rate(case: Case, day: date) -> None:
    """Write how much a parent and the child trust the worker, and how well the plan is said to fit, at a review."""
    if not chance.happens(case.rng, case.set["measure_share"]):
        return
    trust = min(case.family.trust, 0.25) if case.drift.on(COMPLYING, day) else case.family.trust
    for role in ("parent", "child"):
        if role == "parent" or case.age(day) >= _SDQ_AGES[0]:
            _scale(case, day, "trust in the worker", role, trust)
    fit = 0.45 + 0.4 * (case.family.engagement - 0.5) - (0.3 if case.drift.stands_still(day) else 0.0)
    need = case.plan.needs[0].entity if case.plan.needs else None
    _scale(case, day, "plan fits the needs", "social worker", fit, need)


def difficulties(case: Case, day: date) -> None:
    """Write the yearly questionnaire of a looked after child: more where more is wrong, known or not."""
    if not _SDQ_AGES[0] <= case.age(day) <= _SDQ_AGES[1]:
        return
    kind, instrument, rater = SDQ
    scale = {"kind": kind, "instrument": instrument, "rater_role": rater, "lowest": 0.0, "highest": float(_SDQ_HIGHEST)}
    if chance.happens(case.rng, case.set["sdq_missing_share"]):
        case.state("measure", day, missing_reason="carer refused to complete the questionnaire", **scale)
        return
    value = 13 + 16 * case.unseen() + 3 * case.plan.known_high() + 5 * float(case.rng.standard_normal())
    case.state("measure", day, value=float(min(_SDQ_HIGHEST, max(0, round(value)))), **scale)


def contacts(case: Case, first: date, next_: date) -> None:
    """Write the calls with a parent of a month, and the family times of a looked after child."""
    rng, worker = case.rng, case.staff.on(first)
    if chance.happens(rng, _CALLS * (0.7 + case.family.engagement)):
        day = chance.later(first, chance.between(rng, 1, 20))
        case.state(
            "contact",
            day,
            kind="with a parent or carer",
            with_role="carer" if case.in_care else "parent",
            channel=chance.weighted(rng, [("telephone", 0.7), ("message", 0.2), ("in person", 0.1)]),
            outcome="took place",
            worker_id=worker,
            informant=worker,
        )
    if case.in_care and case.family.kind == "usual":
        _family_times(case, first, next_)


def missing(case: Case, line: dict[str, str], day: date, at: datetime) -> None:
    """Write the spell of a child who was missing or away, and whether an interview was offered and taken up afterwards."""
    kind = _MISSING.get(line["kind"])
    if not kind:
        return
    set_, rng = case.set, case.rng
    ended = chance.later(day, int(line["days"]))
    entity = case.pen.state(
        "missing", day, at, kind=kind, ended_on=ended, note=line["note"], informant="police", assertion="reported"
    )
    offered = chance.happens(rng, set_["interview_offered_share"])
    accepted = offered and chance.happens(rng, set_["interview_accepted_share"])
    talk = chance.weekday(chance.later(ended, chance.between(rng, 1, 9)))
    told = case.entered("missing", talk, at)
    case.pen.change(
        entity,
        told,
        interview_offered=offered,
        interview_accepted=accepted if offered else None,
        interview_on=talk if accepted else None,
    )


def _family_times(case: Case, first: date, next_: date) -> None:
    rng, set_ = case.rng, case.set
    day = chance.later(first, chance.between(rng, 0, 6))
    while day < next_:
        failed = chance.happens(rng, set_["family_time_failed_share"] * (1.6 - case.family.engagement))
        case.state(
            "contact",
            day,
            kind="family time",
            with_role="mother",
            person_id=case.person("mother"),
            channel="in person",
            outcome="did not take place" if failed else "took place",
            note=case.words("family time failed" if failed else "family time went"),
            informant=case.staff.on(day),
        )
        day = chance.later(day, max(3, chance.spread(rng, set_["family_time_days"], 0.15)))


def _scale(case: Case, day: date, kind: str, role: str, level: float, about: str | None = None) -> None:
    value = min(_TEN, max(0, round(_TEN * level + 1.2 * float(case.rng.standard_normal()))))
    case.state(
        "measure",
        day,
        kind=kind,
        instrument="0 to 10, own wording",
        value=float(value),
        lowest=0.0,
        highest=float(_TEN),
        rater_role=role,
        about_id=about,
        informant="family" if role in ("parent", "child") else case.staff.on(day),
    )


def _recent(version: dict, day: date) -> bool:
    known = version["recorded_at"].date()
    return version["significance"] == "significant" and (day - known).days <= _RECENT
