"""One child's whole case: made, lived through month by month, put right, and fitted to what the record covers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from toolkit.record.write import entity_id
from toolkit.synth import chance, clock, corrections, course, drift, frontdoor, people, story
from toolkit.synth.case import Case
from toolkit.synth.papers import Papers
from toolkit.synth.pen import Pen
from toolkit.synth.plan import Plan
from toolkit.synth.settings import Settings
from toolkit.synth.staff import Staff
from toolkit.synth.team import Teams

_LONGEST_BEFORE_BIRTH = 150


def of_child(family: people.Family, place: int, number: int, seed: int, teams: Teams) -> Case:
    """Return a child's case as the record has it; the first ones are told by hand."""
    case = _new(family, place, number, seed, teams)
    if number in story.CASES:
        story.tell(case)
        return case
    _lived(case, _first_day(case))
    if not any(case.pen.entities[e] for e, t in case.pen.tables.items() if t == "case"):
        # It was over before the record began: let the same child come to notice later.
        case = _new(family, place, number, seed, teams)
        _lived(case, chance.later(teams.set.start, chance.between(case.rng, 30, 300)))
    case.staff.finish()
    return case


def at_the_door(family: people.Family, number: int, seed: int, teams: Teams) -> Case | None:
    """Return the case of a child who is referred once, screened out and never heard of again; none for most families."""
    rng, set_ = people.door_stream(seed, family.number), teams.set
    if not chance.happens(rng, set_["screened_only_share"]):
        return None
    length = (set_.data_date - set_.start).days
    day = chance.weekday(chance.later(set_.start, chance.between(rng, 5, length - 10)))
    born = chance.later(day, -chance.between(rng, 100, 15 * 365))
    alone = replace(
        family, family_id=entity_id("fam", str(seed), "door", str(family.number)), births=(born,), risk=family.risk * 0.7
    )
    case = _built(f"R{family.number:05d}", alone, 0, number, (rng, rng), teams)
    at = clock.daytime(rng, day)
    case.child = case.pen.state("child", day, at, sex=people.sex(rng), born_on=born, family_id=alone.family_id)
    frontdoor.screened(case, case.pen, day)
    corrections.cut(case.pen, case.last)
    return case


def _new(family: people.Family, place: int, number: int, seed: int, teams: Teams) -> Case:
    streams = people.child_stream(seed, number), people.papers_stream(seed, number)
    return _built(f"C{number:05d}", family, place, number, streams, teams)


def _built(case_id: str, family: people.Family, place: int, number: int, streams: tuple, teams: Teams) -> Case:
    set_: Settings = teams.set
    team = (number - 1) // int(set_["cases_per_team"])
    case = Case(number, case_id, family, place, streams[0], set_, Pen(case_id), team, teams[team], streams[1])
    case.drift = drift.put_in(case)
    case.staff, case.plan, case.papers = Staff(case), Plan(case), Papers(case)
    return case


def _first_day(case: Case) -> date:
    referred = case.family.referred_on
    before_birth = (case.born - referred).days
    if case.place == 0 and 0 < before_birth <= _LONGEST_BEFORE_BIRTH:
        return referred
    return max(referred, chance.later(case.born, chance.between(case.rng, 2, 40)))


def _lived(case: Case, first: date) -> None:
    course.live(case, chance.weekday(first))
    corrections.put_right(case)
    for pen in (case.pen, *case.others):
        corrections.fit(pen, case.set)
