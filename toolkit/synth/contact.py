"""Visits: made, tried, called off and planned."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from toolkit.synth import chance, clock
from toolkit.synth.drift import LAPSE

if TYPE_CHECKING:
    from toolkit.synth.case import Case

_BABY_UNTIL, _TEEN_FROM = 2, 12
_PLANNED_LONGEST = 14


def visits(case: Case, kind: str, first: date, until: date | None) -> None:
    """Write the visits of a phase or a placement: the first soon, the others at the usual distance."""
    end = min(until or case.last, case.last)
    day = chance.weekday(chance.later(first, chance.between(case.rng, 1, int(case.set["visit_first_week"]))))
    while day < end:
        if day >= case.born:
            _visit(case, kind, day)
        day = chance.weekday(chance.later(day, max(2, _gap(case, kind, day))))
    if until is None:
        _still_to_come(case, day)


def wrong_entry(case: Case, day: date) -> None:
    """A visit to somebody else, entered on this file and taken out again."""
    at = case.entered("visit", day)
    entity = case.pen.state(
        "visit",
        day,
        at,
        outcome="completed",
        seen=True,
        worker_id=case.staff.on(day),
        note=case.words("visit in error"),
        informant=case.staff.on(day),
        assertion="observed",
    )
    case.pen.withdraw(entity, clock.daytime(case.rng, chance.later(at.date(), chance.days(case.rng, 20))), "in error")
    case.pen.truth(day, "did not happen: visit entered in error", entity)


def _gap(case: Case, kind: str, day: date) -> float:
    usual = case.set[f"visit_days_{kind.replace(' ', '_')}"] * case.drift.factor(LAPSE, day, case.set["drift_visit_factor"])
    return chance.spread(case.rng, usual, case.set["visit_spread"])


def _visit(case: Case, kind: str, day: date) -> None:
    outcome = _outcome(case, day)
    content = _content(case, kind, day, outcome)
    at = case.entered("visit", day)
    if not chance.happens(case.rng, case.set["visit_planned_share"]):
        case.pen.state("visit", day, at, **content)
        return
    plan = _plan(case, chance.later(day, chance.pick(case.rng, (0, 0, 0, -1, 1, 2))), day)
    fate = chance.weighted(case.rng, [("same", 0.9), ("not confirmed", 0.06), ("left", 0.04)])
    if fate == "same":
        case.pen.change(plan, at, occurred_on=day, **content)
        return
    if fate == "not confirmed":
        case.pen.withdraw(plan, at, "not confirmed")
    case.pen.state("visit", day, at, **content)


def _plan(case: Case, planned: date, made_before: date) -> str:
    ahead = chance.later(made_before, -chance.between(case.rng, 3, _PLANNED_LONGEST))
    worker = case.staff.on(made_before)
    return case.pen.state(
        "visit",
        planned,
        clock.daytime(case.rng, ahead),
        outcome="planned",
        worker_id=worker,
        note=case.words("visit planned"),
        informant=worker,
        seen=None,
        seen_alone=None,
    )


def _still_to_come(case: Case, day: date) -> None:
    if case.last <= day < case.last + timedelta(days=_PLANNED_LONGEST):
        _plan(case, chance.later(day, 1), case.last)


def _outcome(case: Case, day: date) -> str:
    slack = 2.5 if case.drift.on(LAPSE, day) else 1.0
    share = case.set["visit_attempted_share"] * slack * (1.6 - case.family.engagement)
    called_off = case.set["visit_cancelled_share"] * slack
    return chance.weighted(case.rng, [("attempted", share), ("cancelled", called_off), ("completed", 0.87)])


def _content(case: Case, kind: str, day: date, outcome: str) -> dict:
    done = outcome == "completed"
    worker = case.staff.on(day)
    seen = chance.happens(case.rng, case.set["seen_share"]) if done else False
    old_enough = case.age(day) >= case.set["seen_alone_from_age"]
    alone = (seen and chance.happens(case.rng, case.set["seen_alone_share"])) if old_enough and done else None
    return {
        "outcome": outcome,
        "seen": seen,
        "seen_alone": alone,
        "worker_id": worker,
        "informant": worker,
        "assertion": "observed" if done else None,
        "note": case.words(_group(case, kind, day, outcome)),
    }


def _group(case: Case, kind: str, day: date, outcome: str) -> str:
    if outcome != "completed":
        return f"visit {outcome}"
    age = case.age(day)
    band = "baby" if age < _BABY_UNTIL else "teen" if age >= _TEEN_FROM else "child"
    return f"visit {'care' if kind in ('looked after', 'care leaver') else 'home'} {band}"
