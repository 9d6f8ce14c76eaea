"""The course of a case: referral, assessment, plan, care, home, closure, and round again, month by month."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from toolkit.synth import chance, clock, contact, frontdoor, knowledge, people
from toolkit.synth.care import Care, short_break
from toolkit.synth.decisions import Decided, decide, link
from toolkit.synth.dependence import effect
from toolkit.synth.drift import DEFERRED, REASSESSED, UNRAISED, UNREVISED
from toolkit.synth.reviews import Reviews

if TYPE_CHECKING:
    from toolkit.synth.case import Case

NEED, PROTECTION, CARE, LEAVER, CLOSED = "child in need", "child protection plan", "looked after", "care leaver", "closed"
_MONTH = 30
_WORKING_DAYS = 7 / 5
_YEAR = 365
_GONE = ("transferred out", "adopted")  # nothing of the same child is known here afterwards
Turn = tuple[str, date, Decided | None]


def live(case: Case, first: date) -> None:
    """Simulate one child's whole case, from the first referral to the data date."""
    day: date | None = first
    people.introduce(case, first)
    if case.born > first:
        people.birth_recorded(case)
    frontdoor.before(case, first)
    while day and day < case.last:
        day = _spell(case, day)


def _spell(case: Case, day: date) -> date | None:
    at = clock.daytime(case.rng, day)
    spell = case.pen.state("case", day, at, team=case.staff.team)
    case.pen.truth(day, "referred", spell)
    case.papers.opens(day)
    turn = _front_door(case, day, at)
    while turn and turn[0] != CLOSED:
        turn = _PHASES[turn[0]](case, turn[1], turn[2])
    if turn is None:
        return None
    ended = turn[1]
    reason = _why_closed(case)
    case.plan.stop(ended)
    case.staff.stop(ended)
    case.papers.closes()
    case.pen.change(spell, case.entered("case", ended), ended_on=ended, end_reason=reason)
    case.pen.truth(ended, "case closed", spell)
    if reason in _GONE:
        case.pen.forget_after(ended)
        return None
    again = _referred_again(case, ended)
    frontdoor.after(case, ended, again)
    return again


def _why_closed(case: Case) -> str:
    for tally, reason in (("left", "transferred out"), ("adopted", "adopted")):
        if case.tally.pop(tally, None):
            return reason
    return case.words("end of case")


def _referred_again(case: Case, ended: date) -> date | None:
    factor = _latent(case) * effect(case, "rereferral_unmet_need", case.plan.unmet())
    before, day = ended, ended
    while (day := chance.weekday(chance.later(day, _MONTH))) < min(case.last, chance.later(case.adult_on(), -60)):
        first_year = (day - ended).days <= _YEAR
        likely = factor * case.set[f"rereferral_month_{'first' if first_year else 'later'}"]
        before, since = day, before
        if case.risk("referred again", since, day, likely):
            case.count("re_referrals")
            return day
    return None


def _front_door(case: Case, day: date, at: datetime) -> Turn | None:
    referred = case.pen.state("status", day, at, kind="referred")
    decided = decide(case, "accept referral", chance.weekday(chance.later(day, case.set["referral_decision_days"])))
    frontdoor.referred(case, day, at, decided)
    _status_ends(case, referred, chance.later(decided.day, 1), "accepted")
    case.hears(clock.midnight(day), float(case.rng.normal(case.unseen(), 0.3)))
    case.staff.start(chance.later(decided.day, 1))
    end = _assessment_end(case, day)
    assessment = _status(case, "assessment", chance.later(decided.day, 1), decided)
    link(case, decided, assessment)
    case.papers.assessing(day, chance.later(decided.day, 1), decided)
    contact.visits(case, NEED, chance.later(decided.day, 1), min(end, case.last))
    if end >= case.last:
        return None
    _status_ends(case, assessment, end, "completed")
    case.plan.assess(end)
    turn = _first_path(case, end)
    case.papers.assessed(end, "no further action" if turn[0] == CLOSED else turn[0])
    return turn


def _assessment_end(case: Case, day: date) -> date:
    import numpy as np

    working_days = float(np.interp(case.rng.random(), (0, 0.25, 0.5, 0.75, 1), case.set.lists["assessment_quartiles"]))
    return chance.weekday(chance.later(day, 2 + working_days * _WORKING_DAYS))


def _first_path(case: Case, day: date) -> Turn:
    if case.family.kind == "uasc":
        return CARE, day, None
    if case.family.kind == "short breaks" or case.age(day) >= 17:
        return NEED, day, decide(case, "child in need plan", day)
    level = case.worry(day) + case.rng.normal(0, 0.25)
    shares = [case.set[f"share_{s}"] for s in ("no_further_action", "child_in_need", "child_protection")]
    low, middle, high = (_LEVEL_SPREAD * _normal_quantile(sum(shares[: n + 1])) for n in range(3))
    if level < low:
        decide(case, "no further action", day)
        return CLOSED, chance.later(day, 1), None
    if level < middle:
        return NEED, day, decide(case, "child in need plan", day)
    if level < high or day < case.born:
        return PROTECTION, day, decide(case, "start of child protection plan", day)
    return CARE, day, None


_LEVEL_SPREAD = 0.45


def _normal_quantile(share: float) -> float:
    from statistics import NormalDist

    return NormalDist().inv_cdf(share)


def _in_need(case: Case, day: date, decided: Decided | None) -> Turn | None:
    status = _status(case, NEED, day, decided)
    case.plan.make(day, decided)
    reviews = Reviews(case, "child in need review", day)
    for number, first, next_ in _months(case, day):
        _month(case, first, next_, reviews)
        if case.family.kind == "short breaks" and number >= 2:
            short_break(case, chance.later(first, chance.between(case.rng, 1, 20)))
        turn = _after_need(case, number, first, next_)
        if turn:
            return _phase_ends(case, status, reviews, "child in need", day, turn)
    contact.visits(case, "child in need", day, None)
    return None


def _after_need(case: Case, number: int, first: date, day: date) -> Turn | None:
    set_ = case.set
    if day >= case.adult_on():
        return CLOSED, day, None
    if case.home_since and (day - case.home_since).days <= _YEAR:
        back = set_["reentry_month"] * _latent(case) / _engaged(case)
        if case.risk("care again after a return home", first, day, back * effect(case, "reentry_unmet_need", case.home_needs)):
            return CARE, day, decide(case, "re-entry to care", day)
    if case.risk("care from a child in need plan", first, day, set_["cin_care_month"] * _step_up(case, day)):
        return CARE, day, None
    if case.risk("child protection from a child in need plan", first, day, set_["cin_escalate_month"] * _step_up(case, day)):
        return PROTECTION, chance.later(day, 8), decide(case, "escalate to child protection", day)
    close = set_["cin_close_month"] * _engaged(case) * effect(case, "close_known_need", case.plan.known_high())
    if number >= 3 and case.family.kind != "short breaks" and case.risk("child in need plan closed", first, day, close):
        decided = decide(case, "close case", day)
        return CLOSED, chance.later(day, 1), decided
    return None


def _in_protection(case: Case, day: date, decided: Decided | None) -> Turn | None:
    status = _status(case, PROTECTION, day, decided)
    case.plan.make(day, decided)
    reviews = Reviews(case, "child protection review", day)
    for number, first, next_ in _months(case, day):
        _month(case, first, next_, reviews)
        turn = _after_protection(case, number, first, next_)
        if turn:
            return _phase_ends(case, status, reviews, "child protection", day, turn)
    contact.visits(case, "child protection", day, None)
    return None


def _after_protection(case: Case, number: int, first: date, day: date) -> Turn | None:
    if day >= case.adult_on():
        return CLOSED, day, None
    if case.risk("care from a child protection plan", first, day, case.set["cp_care_month"] * _step_up(case, day)):
        return CARE, day, None
    step_down = case.set["cp_step_down_month"] * _engaged(case) / effect(case, "worry_weight", case.worry(day))
    if number >= 5 and case.risk("child protection plan ends", first, day, step_down):
        return NEED, day, decide(case, "end of child protection plan", day)
    return None


def _in_care(case: Case, day: date, decided: Decided | None) -> Turn | None:
    again = case.tally.get("care_starts")
    decided = decided or decide(case, "re-entry to care" if again else "start of care", day)
    case.count("care_starts")
    case.home_since, case.in_care = None, True
    status = _status(case, CARE, day, decided)
    alone = _status(case, "unaccompanied asylum-seeking child", day, None) if case.family.kind == "uasc" else ""
    care = Care(case, day, decided)
    case.plan.make(day, decided)
    case.staff.review_by(day)
    reviews = Reviews(case, "looked after review", day)
    for number, first, next_ in _months(case, day):
        _month(case, first, next_, reviews)
        care.month(first, next_)
        _law(case, care, number, next_)
        turn = _after_care(case, care, (number, first, next_))
        if turn:
            if alone:
                _status_ends(case, alone, turn[1], "eighteen")
            case.staff.review_ends(turn[1])
            case.in_care = False
            return _phase_ends(case, status, reviews, "", day, turn)
    care.still_here()
    return None


def _after_care(case: Case, care: Care, month: tuple[int, date, date]) -> Turn | None:
    set_, rng, (number, first, day) = case.set, case.rng, month
    if day >= case.adult_on():
        return _eighteen(case, care)
    if chance.happens(rng, set_["transfer_month"]):
        decide(case, "transfer", day)
        case.count("left")
        return CLOSED, care.leave(day, "E3"), None
    if care.place in ("A5", "A6"):
        return _adopted(case, care, day) if chance.happens(rng, 0.12) else None
    homeward = _engaged(case) * effect(case, "home_worry_weight", case.worry(day)) * (1 if number < 24 else 0.2)
    homeward *= set_["home_month"] * effect(case, "home_known_need", case.plan.known_high())
    if number >= 1 and case.family.kind != "uasc" and case.risk("return home", first, day, homeward):
        return _home(case, care, day)
    if number >= 6 and care.status in ("C1", "C2") and chance.happens(rng, set_["guardianship_month"]):
        decided = decide(case, "special guardianship", day)
        return CLOSED, care.leave(day, case.code("guardianship end", day)), decided
    return None


def _adopted(case: Case, care: Care, day: date) -> Turn:
    case.count("adopted")
    return CLOSED, care.leave(day, "E11"), None


def _home(case: Case, care: Care, day: date) -> Turn:
    decided = decide(case, "return home", day)
    home = care.leave(chance.later(day, chance.between(case.rng, 0, 12)), case.code("home end", day))
    case.home_since, case.home_needs = home, case.plan.unmet()
    case.count("returns_home")
    return (NEED, home, decided)


def _eighteen(case: Case, care: Care) -> Turn:
    birthday = case.adult_on()
    decided = decide(case, "leaving care", chance.later(birthday, -5))
    return LEAVER, care.leave(birthday, case.code("leaving at 18", birthday)), decided


def _care_leaver(case: Case, day: date, decided: Decided | None) -> Turn | None:
    status = _status(case, LEAVER, day, decided)
    for number, first, next_ in _months(case, day):
        case.staff.month(first, next_)
        case.papers.month(first, next_)
        if number > 36:
            return _phase_ends(case, status, None, LEAVER, day, (CLOSED, next_, None))
    contact.visits(case, LEAVER, day, None)
    return None


def _law(case: Case, care: Care, number: int, day: date) -> None:
    rng, set_ = case.rng, case.set
    if care.status in ("L1", "L2"):
        care.law(chance.later(care.since, 2 if care.status == "L1" else 7), "C1")
    elif care.status == "V2" and case.family.kind != "uasc" and number < 6 and chance.happens(rng, set_["order_month"] * 0.5):
        _order(case, care, day)
    elif care.status == "C1" and number >= 5 and chance.happens(rng, set_["full_order_month"]):
        care.law(day, "C2")
    elif care.status == "C2" and case.age(day) < 5 and number >= 8 and chance.happens(rng, set_["adoption_month"]):
        care.adopters(day, decide(case, "permanence plan", day))


def _order(case: Case, care: Care, day: date) -> None:
    decided = decide(case, "care proceedings", day)
    if chance.happens(case.rng, case.set["order_with_move_share"]):
        care.move(day, "placement move", case.code("break reason", day), decided, law="C1")
    else:
        care.law(day, "C1", decided)


def _month(case: Case, first: date, next_: date, reviews: Reviews) -> None:
    case.staff.month(first, next_)
    for day, entity in knowledge.month(case, first, next_):
        _answer(case, day, entity)
    knowledge.incidents(case, first, next_)
    case.plan.month(next_)
    case.papers.month(first, next_)
    reviews.month(next_)
    if case.drift.on(REASSESSED, first) and chance.happens(case.rng, case.set["reassess_month"]):
        case.plan.start_again(next_)
    if case.drift.turns(first, next_):
        _changes_course(case, next_)
    putting_off = "deferral_month_drifting" if case.drift.on(DEFERRED, first) else "deferral_month"
    if chance.happens(case.rng, case.set[putting_off]):
        decide(case, "put off decision", chance.weekday(chance.later(first, chance.between(case.rng, 0, _MONTH - 3))))


def _answer(case: Case, day: date, entity: str) -> None:
    if case.drift.on(UNREVISED, day) or not chance.happens(case.rng, case.set["response_share"]):
        return
    mean = case.set["response_days_mean"] * case.drift.factor(UNRAISED, day, case.set["drift_answer_factor"])
    answered = chance.weekday(chance.later(day, chance.days(case.rng, mean)))
    case.wait("wait: information to answer", day, answered, mean)
    if answered >= case.last or answered >= case.adult_on():
        return
    if chance.happens(case.rng, 0.4):
        case.plan.revise(answered, decide(case, "plan change", answered, [entity]), entity)
    else:
        case.plan.answer(answered, entity)


def _changes_course(case: Case, day: date) -> None:
    recent = [v for v in case.pen.standing("information", clock.midnight(day)) if v["significance"] == "significant"]
    if not recent or day >= case.last:
        return
    cites = [recent[-1]["entity_id"]]
    decided = decide(case, "plan change", day, cites)
    for _ in range(2):
        case.plan.revise(day, decided, cites[0])
    case.drift.changed_on = day
    case.pen.truth(day, "the plan changed course for a recorded reason", decided.entity)


def _months(case: Case, day: date) -> Iterator[tuple[int, date, date]]:
    number = 0
    while (next_ := chance.weekday(chance.later(day, _MONTH))) < case.last:
        yield number, day, next_
        number, day = number + 1, next_


def _phase_ends(case: Case, status: str, reviews: Reviews | None, visits: str, began: date, turn: Turn) -> Turn:
    end = min(turn[1], case.last)
    if visits:
        contact.visits(case, visits, began, end)
    if reviews:
        reviews.stop(end)
    _status_ends(case, status, end, turn[0])
    return turn


def _status(case: Case, kind: str, day: date, decided: Decided | None) -> str:
    after, by = (decided.moment, decided.entity) if decided else (None, None)
    entity = case.state("status", day, after, kind=kind, decision_id=by)
    if decided:
        link(case, decided, entity)
    case.papers.begins(kind, day, decided)
    case.pen.truth(day, f"status begins: {kind}", entity)
    return entity


def _status_ends(case: Case, entity: str, day: date, reason: str) -> None:
    day = max(day, case.pen.versions(entity)[0]["occurred_on"])
    case.pen.change(entity, case.entered("status", day), ended_on=day, end_reason=reason)
    case.papers.ends(case.pen.versions(entity)[0]["kind"], day, reason)


def _step_up(case: Case, day: date) -> float:
    if day < case.born:
        return 0.0
    return effect(case, "worry_weight", case.worry(day)) * _latent(case)


def _engaged(case: Case) -> float:
    return math.exp(case.set["engagement_weight"] * (case.family.engagement - 0.5))


def _latent(case: Case) -> float:
    return math.exp(case.set["risk_weight"] * case.unseen())


_PHASES = {NEED: _in_need, PROTECTION: _in_protection, CARE: _in_care, LEAVER: _care_leaver}
