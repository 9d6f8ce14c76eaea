"""The front door: contacts and referrals, taken up or screened out, and two numbers for one child."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from toolkit.synth import chance, clock
from toolkit.synth.pen import Pen

if TYPE_CHECKING:
    from toolkit.synth.case import Case
    from toolkit.synth.decisions import Decided

_ROLES = {"2": "school", "3": "health", "6": "police", "1": "family"}
_SCREENED = (("no further action", 0.6), ("signposted", 0.4))


def referred(case: Case, day: date, at: datetime, decided: Decided) -> None:
    """Write the contact and the referral from which a spell begins, taken up by a decision."""
    with case.apart():
        entity = _comes(case, case.pen, day, at)
        case.pen.change(
            entity, case.entered("referral", decided.day, decided.moment), outcome="accepted", decision_id=decided.entity
        )


def before(case: Case, first: date) -> None:
    """An earlier referral may have been screened out, now and then under another number."""
    with case.apart():
        day = chance.weekday(chance.later(first, -chance.between(case.rng, 30, 420)))
        comes = chance.happens(case.rng, case.set["screened_before_share"])
        two = chance.happens(case.rng, case.set["two_numbers_share"])
        if (not comes and not two) or day < case.born:
            return
        if two and day >= case.set.start:
            _under_another_number(case, day, first)
        else:
            screened(case, case.pen, day)


def after(case: Case, ended: date, until: date | None) -> None:
    """A referral after the closure may be screened out, before the next one that is taken up."""
    with case.apart():
        day = chance.weekday(chance.later(ended, chance.between(case.rng, 20, 500)))
        comes = chance.happens(case.rng, case.set["screened_after_share"])
        if comes and day < min(until or case.last, case.adult_on()):
            screened(case, case.pen, day)


def screened(case: Case, pen: Pen, day: date) -> str:
    """Write a referral that is screened out; return it."""
    entity = _comes(case, pen, day, clock.daytime(case.rng, day))
    decided = clock.daytime(case.rng, chance.weekday(chance.later(day, 1)))
    outcome = chance.weighted(case.rng, _SCREENED)
    reason = case.words("referral screened")
    pen.change(entity, decided, outcome=outcome, reason=reason)
    pen.truth(day, f"referred and screened out: {outcome}", entity)
    return entity


def _comes(case: Case, pen: Pen, day: date, at: datetime) -> str:
    source = case.code("referral source", day)
    role = _ROLES.get(source[0], "other agency")
    pen.state(
        "contact",
        day,
        at,
        kind="to the agency",
        with_role=role,
        channel=chance.weighted(case.rng, [("telephone", 0.6), ("message", 0.4)]),
        outcome="referral",
        worker_id=case.staff.manager,
        informant=role,
    )
    return pen.state(
        "referral",
        day,
        at,
        referrer=source,
        primary_need=chance.pick(case.rng, sorted({f["primary_need"] for f in case.set.factors.values()})),
        outcome="pending",
        team=case.staff.team,
        worker_id=case.staff.manager,
        note=case.words("referral note"),
        informant=role,
        assertion="reported",
    )


def _under_another_number(case: Case, day: date, first: date) -> None:
    """The child was known under another number; what stands there is merged some weeks after the next referral."""
    alias = Pen(f"D{case.number:05d}")
    at = clock.daytime(case.rng, day)
    who = {"sex": "unknown", "born_on": case.born, "family_id": case.family.family_id}
    alias.state("child", day, at, **who)
    screened(case, alias, day)
    merged = clock.daytime(case.rng, chance.weekday(chance.later(max(day, first), chance.days(case.rng, 40))))
    for entity, table in list(alias.tables.items()):
        last = dict(alias.versions(entity)[-1])
        alias.withdraw(entity, merged, "merged")
        if table != "child":
            again = {k: v for k, v in last.items() if k not in ("entity_id", "case_id", "recorded_at", "withdrawn_at")}
            case.pen.state(table, again.pop("occurred_on"), merged, **{**again, "withdrawn_reason": None})
    case.others.append(alias)
    case.merged.append({"alias_case_id": alias.case_id, "case_id": case.case_id, "reason": "merged", "recorded_at": merged})
    alias.truth(merged.date(), f"merged into {case.case_id}")
