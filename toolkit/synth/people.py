"""Families, children and the people around them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from toolkit.record.write import entity_id
from toolkit.synth import chance, clock
from toolkit.synth.settings import Settings

if TYPE_CHECKING:
    import numpy as np

    from toolkit.synth.case import Case

_FAMILY, _CHILD, _PAPERS, _DOOR = 1, 2, 5, 6
_OLDEST_AT_REFERRAL = 16
_YOUNGEST = 60


@dataclass(frozen=True)
class Family:
    """A sibling group: what its children share, seen and unseen."""

    number: int
    family_id: str
    kind: str
    risk: float
    engagement: float
    trust: float
    complies: bool
    referred_on: date
    births: tuple[date, ...]
    shared: tuple[date, ...] = field(repr=False)


def families(seed: int, cases: int, set_: Settings) -> Iterator[tuple[Family, int, int]]:
    """Yield (family, child's place in it, case number from 1), until there are that many cases."""
    number = case = 0
    while case < cases:
        number += 1
        family = _family(seed, number, set_)
        for place in range(min(len(family.births), cases - case)):
            case += 1
            yield family, place, case


def child_stream(seed: int, case: int) -> np.random.Generator:
    """Return the generator of one child's case."""
    return chance.stream(seed, _CHILD, case)


def papers_stream(seed: int, case: int) -> np.random.Generator:
    """Return the generator of what is written around one child's case."""
    return chance.stream(seed, _PAPERS, case)


def door_stream(seed: int, family: int) -> np.random.Generator:
    """Return the generator of a child who is only ever seen at the front door, one at most for each family."""
    return chance.stream(seed, _DOOR, family)


def _family(seed: int, number: int, set_: Settings) -> Family:
    rng = chance.stream(seed, _FAMILY, number)
    size = 2 if number == 1 else chance.weighted(rng, list(enumerate(set_.lists["sibling_shares"], start=1)))
    alone, breaks = set_["share_uasc"], set_["share_short_breaks"]
    kind = chance.weighted(rng, [("uasc", alone), ("short breaks", breaks), ("usual", 1 - alone - breaks)])
    kind = "usual" if number == 1 else kind
    referred = _referred(rng, set_)
    births = _births(rng, max(referred, set_.start), 1 if kind == "uasc" else size, kind, set_)
    known = births if number == 1 else births[:1] + tuple(b for b in births[1:] if b <= chance.later(set_.data_date, -_YOUNGEST))
    risk, engagement = float(rng.beta(2, 2.5)), float(rng.beta(2.5, 2))
    shared = () if kind == "uasc" or number == 1 else _shared(rng, referred, set_)
    trust = float(rng.beta(2, 2))
    return Family(
        number,
        entity_id("fam", str(seed), str(number)),
        kind,
        risk,
        engagement,
        trust,
        engagement > set_["engagement_high"] and trust < set_["trust_low"],
        referred,
        known,
        shared,
    )


def _referred(rng: np.random.Generator, set_: Settings) -> date:
    length = (set_.data_date - set_.start).days
    if chance.happens(rng, set_["already_open_share"]):
        return chance.later(set_.start, -chance.between(rng, 60, 1100))
    return chance.later(set_.start, chance.between(rng, 5, length - 45))


def _births(rng: np.random.Generator, referred: date, size: int, kind: str, set_: Settings) -> tuple[date, ...]:
    if kind == "uasc":
        return (chance.later(referred, -chance.between(rng, 15 * 365 + 100, 17 * 365)),)
    if chance.happens(rng, set_["share_unborn_first"]):
        first = chance.later(referred, chance.between(rng, 20, 120))
    else:
        oldest = _OLDEST_AT_REFERRAL * rng.random() ** 1.2
        first = chance.later(referred, -oldest * 365.25 - 3)
    births = [first]
    for _ in range(size - 1):
        births.append(chance.later(births[-1], chance.between(rng, 400, 1500)))
    return tuple(births)


def _shared(rng: np.random.Generator, referred: date, set_: Settings) -> tuple[date, ...]:
    found, day = [], referred
    while (day := chance.later(day, chance.days(rng, set_["shared_days_mean"]))) < set_.data_date:
        found.append(day)
    return tuple(found)


def introduce(case: Case, day: date) -> None:
    """Write who the child is and who is around them, as it was first taken down."""
    rng, at = case.rng, clock.daytime(case.rng, day)
    unborn = case.born > day
    who = {
        "sex": sex(rng, unborn),
        "born_on": _expected(case, day),
        "ethnicity": chance.weighted(rng, case.weights("ethnicity", 0)),
    }
    case.child = case.pen.state("child", day, at, family_id=case.family.family_id, **who)
    if case.family.kind == "uasc":
        return
    _person(case, day, "mother", "mother", True)
    if chance.happens(rng, 0.65):
        _person(case, day, "father", "father", chance.happens(rng, 0.45))
    if chance.happens(rng, 0.45):
        _person(case, day, "grandmother", "grandmother", chance.happens(rng, 0.12))
    for other, born in enumerate(case.family.births):
        if other != case.place and born < day:
            _person(case, day, "brother or sister", "brother or sister", True, born)


def birth_recorded(case: Case) -> None:
    """Write the true day of birth and the sex of a child whose case was opened before birth."""
    at = clock.recorded(case.rng, case.set, "child", case.born)
    due = case.pen.versions(case.child)[-1]["born_on"]
    case.pen.change(case.child, at, born_on=case.born, sex=sex(case.rng))
    case.pen.truth(case.born, "born", case.child, "health", f"expected on {due}")


def new_adult(case: Case, day: date) -> None:
    """A partner of a parent comes into the household; the file says so only when somebody has noticed."""
    if case.adult or case.family.kind == "uasc":
        return
    noticed = chance.later(day, chance.days(case.rng, 60))
    case.adult = _person(case, day, "partner of a parent", "partner of a parent", True, noticed=noticed)


def _person(
    case: Case, day: date, role: str, kind: str, in_household: bool, born: date | None = None, noticed: date | None = None
) -> str:
    rng, seen = case.rng, noticed or chance.later(day, chance.between(case.rng, 0, 12))
    adult = chance.later(case.born, -chance.between(rng, 18 * 365, 38 * 365)) if born is None else born
    at = clock.recorded(rng, case.set, "person", seen)
    person = case.pen.state("person", day, at, role=role, born_on=adult if chance.happens(rng, 0.85) else None)
    case.pen.state(
        "relationship",
        day,
        clock.recorded(rng, case.set, "relationship", seen),
        person_id=person,
        kind=kind,
        in_household=in_household,
    )
    return person


def _expected(case: Case, day: date) -> date:
    return chance.later(case.born, chance.between(case.rng, -12, 12)) if case.born > day else case.born


def sex(rng: np.random.Generator, unborn: bool = False) -> str:
    """Draw a child's sex; unknown before birth."""
    return "unknown" if unborn else chance.pick(rng, ("female", "male"))
