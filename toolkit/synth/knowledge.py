"""What came to somebody's knowledge: who had it first, when it reached our record, and what never did."""

from __future__ import annotations

import math
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from toolkit.synth import chance, clock, people
from toolkit.synth.dependence import weighed
from toolkit.synth.drift import APART

if TYPE_CHECKING:
    from toolkit.synth.case import Case

_WEIGHT = {"worse": 0.35, "better": -0.3, "none": 0.0}
_OWN = "own agency"


def month(case: Case, first: date, next_: date) -> list[tuple[date, str]]:
    """Simulate a month of things that come to be known.

    Returns:
        (day on which it stood on our record, entity) of each significant piece of information that tells of harm or need.
    """
    rng, set_ = case.rng, case.set
    rate = set_["information_month"] * (1 + 0.8 * case.unseen())
    found = [r for _ in range(2) if chance.happens(rng, rate / 2) and (r := _comes(case, _day(case, first, next_)))]
    if not case.in_care:
        found += [
            r for day in case.family.shared if first <= day < next_ and (r := _reported(case, day, _of_the_family(case, day)))
        ]
    return found


def incidents(case: Case, first: date, next_: date) -> str:
    """Simulate whether something happens to the child this month, and return the entity of the incident."""
    set_ = case.set
    chance_ = set_["incident_month"] * math.exp(2.0 * case.unseen() + weighed(case, "incident_worry", case.worry(first)))
    if not case.risk("incident", first, next_, chance_):
        return ""
    day = _day(case, first, next_)
    line = case.line(set_.incidents, day)
    at = case.entered("incident", day)
    entity = case.pen.state(
        "incident",
        day,
        at,
        kind=line["kind"],
        severity=int(line["severity"]),
        note=line["note"],
        informant=_holder(case, line["informant"], day),
        assertion="reported",
        ended_on=chance.later(day, int(line["days"])),
    )
    _had_before_us(case, entity, line["informant"], day, at)
    case.pen.truth(day, f"incident: {line['kind']}", entity, line["informant"])
    case.hears(at, 0.2 * int(line["severity"]))
    case.incidents.append(at)
    case.papers.missing(line, day, at)
    case.count("incidents")
    return entity


def _of_the_family(case: Case, day: date) -> dict[str, str]:
    """The line that stands in the file of each child of the family: chosen by the day, so that it is the same in all."""
    lines = [r for r in case.set.information if r["agency"] == "police" and r["lives"] == "home"]
    return lines[day.toordinal() % len(lines)]


def _any_line(case: Case, day: date) -> dict[str, str]:
    wanted = "significant" if chance.happens(case.rng, case.set["significant_share"]) else "routine"
    return case.line([r for r in case.set.information if r["significance"] == wanted], day)


def _comes(case: Case, day: date) -> tuple[date, str] | None:
    rng, set_ = case.rng, case.set
    if chance.happens(rng, set_["never_recorded_share"]):
        case.pen.truth(day, "never recorded", known_to="nobody outside the family", note=case.words("never recorded"))
        return None
    if chance.happens(rng, set_["family_only_share"]):
        return _from_family(case, day)
    if chance.happens(rng, set_["written_late_share"]):
        return _written_late(case, day)
    return _reported(case, day, _any_line(case, day))


def _reported(case: Case, day: date, line: dict[str, str]) -> tuple[date, str] | None:
    at = _reaches_us(case, line["agency"], day)
    entity = case.pen.state(
        "information",
        day,
        at,
        kind=line["kind"],
        significance=line["significance"],
        note=line["note"],
        informant=_holder(case, line["agency"], day),
        assertion="reported",
        restricted=_restricted(case, line["agency"]),
    )
    _had_before_us(case, entity, line["agency"], day, at)
    case.pen.truth(day, f"information: {line['kind']}", entity, line["agency"])
    if line["kind"] == "new adult":
        people.new_adult(case, day)
        case.pen.concerns(entity, case.adult)
    case.hears(at, _WEIGHT[line["direction"]])
    if line["significance"] == "significant" and line["direction"] == "worse":
        return at.date(), entity
    return None


def _from_family(case: Case, day: date) -> tuple[date, str]:
    at = clock.daytime(case.rng, chance.later(day, chance.days(case.rng, 110)))
    entity = case.pen.state(
        "information",
        day,
        at,
        kind="told by the family later",
        significance="significant",
        note=case.words("family knew"),
        informant="family",
        assertion="reported",
    )
    case.pen.had(entity, "family", "family", datetime.combine(day, time(20)), at, "note of the talk")
    case.pen.concerns(entity, case.person("mother"))
    case.pen.truth(day, "known to the family only", entity, "family")
    return at.date(), entity


def _written_late(case: Case, day: date) -> tuple[date, str]:
    worker = case.staff.on(day)
    at = clock.daytime(case.rng, chance.later(day, 10 + chance.days(case.rng, 60)))
    entity = case.pen.state(
        "information",
        day,
        at,
        kind="written up later",
        significance="significant",
        note=case.words("written late"),
        informant=worker,
        assertion="observed",
    )
    case.pen.had(entity, worker, "worker", datetime.combine(day, time(16)), at, "notebook")
    case.pen.truth(day, "seen by a worker and written up later", entity, worker)
    return at.date(), entity


def _restricted(case: Case, agency: str) -> str | None:
    why = {"police": "police-sensitive", "other agency": "third party"}.get(agency)
    with case.apart():
        return why if why and chance.happens(case.rng, case.set["restricted_share"]) else None


def _reaches_us(case: Case, agency: str, day: date) -> datetime:
    if agency == _OWN:
        return case.entered("information own", day)
    at = case.entered("information other", day)
    apart = case.drift.factor(APART, day, case.set["drift_partner_factor"])
    return at if apart == 1 else max(at, clock.daytime(case.rng, chance.later(day, (at.date() - day).days * apart)))


def _had_before_us(case: Case, entity: str, agency: str, day: date, at: datetime) -> None:
    if agency == _OWN:
        return
    known = datetime.combine(day, time(8)) + (clock.daytime(case.rng, day) - clock.midnight(day)) / 2
    case.pen.had(entity, agency, agency, min(known, at), at, f"report from {agency}")


def _holder(case: Case, agency: str, day: date) -> str:
    return case.staff.on(day) if agency == _OWN else agency


def _day(case: Case, first: date, next_: date) -> date:
    return chance.later(first, chance.between(case.rng, 0, max(0, (next_ - first).days - 1)))
