"""Decisions: when, by whom, between what, why, how sure; and what the decider is recorded to have read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from toolkit.synth import chance, clock
from toolkit.synth.drift import HABIT, UNRAISED

if TYPE_CHECKING:
    from toolkit.synth.case import Case

_BY_WORKER = {"plan change", "short breaks", "put off decision", "planned move", "leaving care"}
_LOOKED_AT = ("information", "incident", "need", "visit")
_MOST_READ = 5
_DISSENT = 0.06
_RECENT_DAYS = 150


@dataclass(frozen=True)
class Decided:
    """A decision that was taken: its entity, its day, and the moment after which what it made was entered."""

    entity: str
    day: date
    moment: datetime


def decide(case: Case, kind: str, day: date, cites: list[str] | None = None) -> Decided:
    """Write a decision of a kind on a day, with what its decider is recorded to have read."""
    rng, set_ = case.rng, case.set
    words = chance.pick(rng, set_.decisions[kind])
    decider = case.staff.on(day) if kind in _BY_WORKER else case.staff.manager
    moment = clock.daytime(rng, day)
    undated = chance.happens(rng, set_["decision_undated_share"])
    timed = not undated and chance.happens(rng, set_["decision_time_share"])
    at = clock.recorded(rng, set_, "decision", day, moment)
    entity = case.pen.state(
        "decision",
        None if undated else day,
        at,
        kind=kind,
        decided_at=moment if timed else None,
        decider=decider,
        chosen=words["chosen"],
        reason=words["reason"],
        **({} if case.drift.on(HABIT, day) else {"options": words["options"], "uncertainty": words["uncertainty"]}),
        cites=" ".join(cites or []) or None,
        informant=decider,
        links=None,
    )
    case.pen.truth(day, f"decision: {kind}", entity, decider)
    _reading(case, decider, moment, at)
    decided = Decided(entity, day, moment)
    _approved(case, decided, decider)
    case.papers.decided(kind, decided)
    return decided


def link(case: Case, decided: Decided, *made: str) -> None:
    """Write on the decision which things it made."""
    for version in case.pen.versions(decided.entity):
        version["links"] = " ".join([*(version["links"] or "").split(), *(m for m in made if m)]) or None


def _approved(case: Case, decided: Decided, decider: str) -> None:
    """What a worker decides is approved by the manager: that day as a rule, weeks later where concerns are not raised."""
    if decider == case.staff.manager:
        return
    with case.apart():
        if case.drift.on(UNRAISED, decided.day):
            at = clock.daytime(case.rng, chance.weekday(chance.later(decided.day, chance.between(case.rng, 14, 45))))
            case.pen.change(decided.entity, at, approved_at=at)
            return
        first = case.pen.versions(decided.entity)[0]
        half_way = decided.moment + (first["recorded_at"] - decided.moment) / 2
        first["approved_at"] = half_way.replace(microsecond=0)
        if chance.happens(case.rng, _DISSENT):
            first["dissent"] = "family: the plan comes too late"


def _reading(case: Case, decider: str, moment: datetime, recorded: datetime) -> None:
    rng, set_ = case.rng, case.set
    since = moment - timedelta(days=_RECENT_DAYS)
    there = [v for t in _LOOKED_AT for v in case.pen.standing(t, moment - timedelta(minutes=1)) if v["recorded_at"] > since]
    if not there:
        return
    rng.shuffle(there)
    held_back = _surfaces_late(case, decider, moment, there) if chance.happens(rng, set_["late_surfacing_share"]) else ""
    if chance.happens(rng, set_["reading_recorded_share"]):
        for version in there[:_MOST_READ]:
            if version["entity_id"] != held_back:
                _read(case, decider, version["entity_id"], version["recorded_at"], moment, recorded)


def _read(case: Case, decider: str, entity: str, entered: datetime, moment: datetime, recorded: datetime) -> None:
    minutes = int((moment - entered).total_seconds() // 60)
    known_from = moment - timedelta(minutes=chance.between(case.rng, 0, max(0, min(minutes - 1, 4 * 1440))))
    if chance.happens(case.rng, case.set["recollection_share"]):
        told = clock.daytime(case.rng, chance.later(recorded.date(), chance.days(case.rng, 90)))
        case.pen.had(entity, decider, "worker", known_from, told, "conversation with the decider", "recollection")
    else:
        case.pen.had(entity, decider, "worker", known_from, known_from, "log of files opened")


def _surfaces_late(case: Case, decider: str, moment: datetime, there: list[dict]) -> str:
    for version in there:
        if version.get("significance") == "significant":
            first = clock.daytime(case.rng, chance.later(moment.date(), chance.days(case.rng, 25)))
            case.pen.had(version["entity_id"], decider, "worker", first, first, "log of files opened: first opening")
            return version["entity_id"]
    return ""
