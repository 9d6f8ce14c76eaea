"""One child's case while it is being simulated: who it is about, what is known so far, and the chances it runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from toolkit.synth import chance, clock, dependence
from toolkit.synth.pen import Pen
from toolkit.synth.people import Family
from toolkit.synth.settings import Settings, fits_age, fits_use

if TYPE_CHECKING:
    import numpy as np

    from toolkit.synth.drift import Drift
    from toolkit.synth.papers import Papers
    from toolkit.synth.plan import Plan
    from toolkit.synth.staff import Staff
    from toolkit.synth.team import Team

_ADULT = 18
_MIDDLE = 0.45


@dataclass
class Case:
    """The state of a case; the pen holds what has been written."""

    number: int
    case_id: str
    family: Family
    place: int
    rng: np.random.Generator
    set: Settings
    pen: Pen
    team: int
    roster: Team
    side: np.random.Generator
    staff: Staff = field(init=False)
    plan: Plan = field(init=False)
    drift: Drift = field(init=False)
    papers: Papers = field(init=False)
    child: str = ""
    adult: str = ""
    carer_moves: int = 0
    in_care: bool = False
    home_since: date | None = None
    home_needs: int = 0
    heard: list[tuple[datetime, float]] = field(default_factory=list)
    incidents: list[datetime] = field(default_factory=list)
    tally: dict[str, int] = field(default_factory=dict)
    hazards: list[dict[str, Any]] = field(default_factory=list)
    running: dict[str, dict[str, Any]] = field(default_factory=dict)
    others: list[Pen] = field(default_factory=list)
    merged: list[dict[str, Any]] = field(default_factory=list)

    @property
    def born(self) -> date:
        """The true day of birth."""
        return self.family.births[self.place]

    @property
    def last(self) -> date:
        """The day on which the record was taken: nothing is entered after it."""
        return self.set.data_date

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Draw from a stream of its own: what is written meanwhile changes nothing else of the case."""
        main, self.rng = self.rng, self.side
        try:
            yield
        finally:
            self.rng = main

    def age(self, day: date) -> int:
        """Age in whole years."""
        return chance.years_between(self.born, day)

    def adult_on(self) -> date:
        """The eighteenth birthday (1 March for a child born on 29 February)."""
        year = self.born.year + _ADULT
        return date(year, 3, 1) if (self.born.month, self.born.day) == (2, 29) else self.born.replace(year=year)

    def weights(self, codes: str, age: int) -> list[tuple[str, float]]:
        """The codes of a list that fit an age, with their weights."""
        return [(r["code"], float(r["weight"])) for r in self.set.codes[codes] if fits_use(r["use"], age)]

    def code(self, codes: str, day: date) -> str:
        """Draw a code of a list that fits the child's age on a day."""
        return chance.weighted(self.rng, self.weights(codes, self.age(day)))

    def words(self, group: str) -> str:
        """Draw one of the sentences of a group."""
        return chance.pick(self.rng, self.set.notes[group])

    def line(self, rows: list[dict[str, str]], day: date) -> dict[str, str]:
        """Draw one line of a word list that fits the child's age on a day and where the child lives."""
        lives = ("any", "care" if self.in_care else "home")
        return chance.pick(self.rng, [r for r in rows if fits_age(r, self.age(day)) and r.get("lives", "any") in lives])

    def entered(self, table: str, day: date, after: datetime | None = None) -> datetime:
        """Draw the moment at which something of a day is written up."""
        return clock.recorded(self.rng, self.set, table, day, after)

    def hears(self, at: datetime, weight: float) -> None:
        """From that moment the agency is that much more (or less) worried."""
        self.heard.append((at, weight))

    def worry(self, day: date) -> float:
        """How worried the agency is on a day, from what has been recorded by then; about 0 in the middle."""
        until = clock.end_of(day)
        return sum(w for at, w in self.heard if at <= until)

    def told_of(self, day: date) -> int:
        """How many incidents stand on the record on a day."""
        return sum(at <= clock.end_of(day) for at in self.incidents)

    def unseen(self) -> float:
        """What bears on the child and is on no record: latent risk around its middle."""
        return self.family.risk - _MIDDLE

    def person(self, role: str) -> str | None:
        """The first person of a role that stands on the file, or nothing."""
        of_role = (e for e, t in self.pen.tables.items() if t == "person" and self.pen.entities[e][0].get("role") == role)
        return next(of_role, None)

    def risk(self, what: str, first: date, next_: date, likely: float) -> bool:
        """Draw whether something happens in a month, by a chance that depends on what stands on the record.

        The true chance is kept for the truth, summed over a spell at risk, of months that the record covers.
        """
        likely = min(likely * dependence.factor(self, what, first), self.set["most_likely_month"])
        happens = chance.happens(self.rng, likely)
        if first < self.set.start:
            return happens  # a case that was over before the record began is made anew: those months are no fair draw
        row = self.running.get(what)
        if row is None or row["ended"] != first:
            row = {"case_id": self.case_id, "what": what, "began": first, "ended": first, "months": 0, "expected": 0.0}
            self.running[what] = row
            self.hazards.append(row)
        row.update(ended=next_, months=row["months"] + 1, expected=row["expected"] + likely)
        if happens:
            row["happened_on"] = next_
            del self.running[what]
        return happens

    def wait(self, what: str, began: date, ended: date, mean: float) -> None:
        """Keep the true length of a wait for the truth, also where the record ends before it does."""
        happened = ended if ended <= self.last else ""
        self.hazards.append(
            {"case_id": self.case_id, "what": what, "began": began, "ended": ended, "expected": mean, "happened_on": happened}
        )

    def count(self, what: str) -> None:
        """Add one to a tally that goes into the truth."""
        self.tally[what] = self.tally.get(what, 0) + 1

    def state(self, table: str, day: date | None, after: datetime | None = None, **content: Any) -> str:
        """Write a new thing of a day, entered after the table's delay."""
        return self.pen.state(table, day, self.entered(table, day or self.last, after), **content)
