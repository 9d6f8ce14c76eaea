"""Care: placements, moves, temporary stays, legal status and how care ends, in the words of the SSDA903 return."""

from __future__ import annotations

import math
from datetime import date, datetime
from typing import TYPE_CHECKING

from toolkit.synth import chance, clock, contact
from toolkit.synth.decisions import Decided, decide, link
from toolkit.synth.dependence import weighed

if TYPE_CHECKING:
    from toolkit.synth.case import Case

CONTINUES = "X1"
_HOMES = {"K1", "K2", "S1", "R3", "H5"}
_AT_HOME = "P1"
_STEADY_AFTER_DAYS = 180


class Care:
    """One period of care: the present placement and legal status, and what is recorded of them."""

    def __init__(self, case: Case, day: date, decided: Decided | None) -> None:
        """Care begins on a day, by a decision where there is one."""
        self.case = case
        self.category = "N8" if case.family.kind == "uasc" else case.code("category of need", day)
        self.status = "V2" if case.family.kind == "uasc" else case.code("legal first", day)
        self.visits_from = self.since = self.here_since = day
        self.legal = self.episode = ""
        self.entered: datetime | None = None  # one entry ends an episode and begins the next
        self._legal_begins(day, decided)
        self._settle(case.code("placement uasc" if case.family.kind == "uasc" else "placement first", day))
        self._begins(day, "S", decided)

    def month(self, first: date, next_: date) -> None:
        """Let the placement hold, break, move as planned, or pause for a short stay elsewhere."""
        rng, set_ = self.case.rng, self.case.set
        if self.case.risk("placement breaks", first, next_, self._break_chance(first)):
            self.move(self._day(first, next_), "placement move", self.case.code("break reason", first))
        elif self.case.risk("planned move", first, next_, set_["planned_move_month"]):
            self.move(chance.weekday(self._day(first, next_)), "planned move", "CARPL")
        elif chance.happens(rng, set_["temporary_month"]):
            self._temporary(self._day(first, next_))
        elif self.place in ("U6", "U3") and chance.happens(rng, set_["same_household_month"]):
            self._same_household(self._day(first, next_))

    def move(
        self, day: date, kind: str, reason: str, decided: Decided | None = None, to: str | None = None, law: str | None = None
    ) -> None:
        """Move to another household, with a change of legal status on the same day where `law` names it."""
        case, day = self.case, self._free(day)
        decided = decided or decide(case, kind, day)
        contact.visits(case, "looked after", self.visits_from, day)
        self._ceases(day, CONTINUES, reason, decided)
        if law:
            self._law_changes(day, law, decided)
        self._settle(to or case.code("placement next", day))
        case.carer_moves += 1
        case.count("carer_moves")
        case.pen.truth(day, f"moved: {kind} ({reason})", self.episode)
        self._begins(day, "B" if law else "P", decided)
        self.visits_from = self.here_since = day

    def law(self, day: date, status: str, decided: Decided | None = None) -> None:
        """Change the legal status only: a new episode in the same household."""
        day = self._free(day)
        self._ceases(day, CONTINUES, None, decided)
        self._law_changes(day, status, decided)
        self._begins(day, "L", decided)

    def leave(self, day: date, end_reason: str) -> date:
        """Care ends; return the day."""
        day = self._free(day)
        contact.visits(self.case, "looked after", self.visits_from, day)
        self._ceases(day, end_reason, None)
        self.case.pen.change(self.legal, self.case.entered("legal", day), ended_on=day)
        self.case.pen.truth(day, f"care ended: {end_reason}", self.episode)
        return day

    def adopters(self, day: date, decided: Decided) -> None:
        """Placed for adoption under a placement order, with new or the same carers."""
        if self.place == "U5" or chance.happens(self.case.rng, self.case.set["same_carers_adopt_share"]):
            day = self._free(day)
            self._ceases(day, CONTINUES, "PLACE", decided)
            self._law_changes(day, "E1", decided)
            self.place = "A5"
            self._begins(day, "U", decided)
        else:
            self.move(day, "permanence plan", "CARPL", decided, to="A6", law="E1")

    def still_here(self) -> None:
        """Nothing ends before the record does: write the visits so far."""
        contact.visits(self.case, "looked after", self.visits_from, None)

    def _break_chance(self, day: date) -> float:
        case, set_ = self.case, self.case.set
        young = (day - self.here_since).days < _STEADY_AFTER_DAYS
        base = set_["break_month_first" if young else "break_month_later"]
        seen = weighed(case, "break_per_move", case.carer_moves) + weighed(case, "break_per_known_need", case.plan.known_high())
        unseen, contact = set_["break_unseen"] * case.unseen(), weighed(case, "break_contact", case.staff.steady(day))
        return base * math.exp(seen + unseen + contact)

    def _settle(self, place: str) -> None:
        case = self.case
        self.place = place
        self.provider = "PR0" if place == _AT_HOME else case.code("provider", case.last)
        self.setting = None if place == _AT_HOME else f"SC{100000 + case.team * 1000 + chance.between(case.rng, 1, 24):06d}"
        household = case.team * 1000 + chance.between(case.rng, 1, int(case.set["carers_per_team"]))
        self.carer = None if place in _HOMES or place == _AT_HOME else f"F{household:05d}"

    def _begins(self, day: date, change: str, decided: Decided | None) -> None:
        self.since = day
        at = self.entered or self.case.entered("placement", day, decided.moment if decided else None)
        self.episode = self.case.pen.state(
            "placement",
            day,
            at,
            change=change,
            placement_type=self.place,
            provider=self.provider,
            setting_id=self.setting,
            carer_id=self.carer,
            short_break=False,
            decision_id=decided.entity if decided else None,
        )
        if decided:
            link(self.case, decided, self.episode)

    def _ceases(self, day: date, end_reason: str, change_reason: str | None, decided: Decided | None = None) -> None:
        at = self.case.entered("placement", day, decided.moment if decided else None)
        self.case.pen.change(self.episode, at, ended_on=day, end_reason=end_reason, change_reason=change_reason)
        self.entered = self.case.pen.versions(self.episode)[-1]["recorded_at"]

    def _legal_begins(self, day: date, decided: Decided | None) -> None:
        self.legal = self.case.pen.state(
            "legal",
            day,
            _bare(self.case, day, decided),
            legal_status=self.status,
            category_of_need=self.category,
            decision_id=decided.entity if decided else None,
        )
        if decided:
            link(self.case, decided, self.legal)

    def _law_changes(self, day: date, status: str, decided: Decided | None) -> None:
        self.case.pen.change(self.legal, self.case.entered("legal", day), ended_on=day)
        self.status = status
        self._legal_begins(day, decided)
        self.case.pen.truth(day, f"legal status: {status}", self.legal)

    def _temporary(self, day: date) -> None:
        """A stay elsewhere with a day of return stated ahead; the child comes back to the same household."""
        case, day = self.case, self._free(day)
        home = self.place, self.provider, self.setting, self.carer
        place = case.code("temporary", day)
        length = chance.between(case.rng, 2, 6)
        back = chance.later(day, length + chance.pick(case.rng, (0, 0, 0, 1, 2)))
        if back >= case.last or back >= case.adult_on():
            return
        same = place == "T2"
        self._ceases(day, CONTINUES, "OTHER")
        self.place, self.provider = place, None
        if not same:
            self.setting = self.carer = None
        self._begins(day, "T" if same else "P", None)
        first = case.pen.versions(self.episode)[0]
        if first["recorded_at"] < clock.midnight(chance.later(day, length)):
            first["ended_on"] = chance.later(day, length)
        self._ceases(back, CONTINUES, "OTHER")
        self.place, self.provider, self.setting, self.carer = home
        self._begins(back, "T" if same else "P", None)
        case.pen.truth(day, f"short stay elsewhere ({place})", self.episode)

    def _same_household(self, day: date) -> None:
        """The household becomes the long-term one: a change of placement with the same carers."""
        day = chance.weekday(self._free(day))
        decided = decide(self.case, "planned move", day)
        self._ceases(day, CONTINUES, "PLACE", decided)
        self.place = "U4" if self.place == "U6" else "U1"
        self._begins(day, "T", decided)

    def _free(self, day: date) -> date:
        return max(day, chance.later(self.since, 1))

    def _day(self, first: date, next_: date) -> date:
        return chance.later(first, chance.between(self.case.rng, 0, (next_ - first).days - 1))


def short_break(case: Case, day: date) -> None:
    """One stay of an agreed series: its end is stated ahead and confirmed afterwards."""
    end = chance.later(day, chance.between(case.rng, 1, 3))
    at = clock.daytime(case.rng, day)
    entity = case.pen.state(
        "placement",
        day,
        at,
        change="S",
        placement_type="U6",
        provider="PR1",
        setting_id=f"SC{100000 + case.team * 1000 + 90}",
        carer_id=f"F{case.team * 1000 + 900:05d}",
        short_break=True,
        ended_on=end,
    )
    if end < case.last:
        case.pen.change(entity, case.entered("placement", end), end_reason="E4A")


def _bare(case: Case, day: date, decided: Decided | None) -> datetime:
    at = case.entered("legal", day, decided.moment if decided else None)
    # A day without a time is only kept where it is surely later than the decision it followed from.
    if at.date() > (decided.day if decided else day) and chance.happens(case.rng, case.set["bare_day_share"]):
        return clock.midnight(at.date())
    return at
