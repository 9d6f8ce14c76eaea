"""One child's case while it is being simulated: who it is about, what is known so far, and the chances it runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from toolkit.synth import chance, clock
from toolkit.synth.pen import Pen
from toolkit.synth.people import Family
from toolkit.synth.settings import Settings, fits_age, fits_use

if TYPE_CHECKING:
    import numpy as np

    from toolkit.synth.drift import Drift
    from toolkit.synth.plan import Plan
    from toolkit.synth.staff import Staff

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
    staff: Staff = field(init=False)
    plan: Plan = field(init=False)
    drift: Drift = field(init=False)
    child: str = ""
    adult: str = ""
    carer_moves: int = 0
    in_care: bool = False
    home_since: date | None = None
    heard: list[tuple[datetime, float]] = field(default_factory=list)
    tally: dict[str, int] = field(default_factory=dict)

    @property
    def born(self) -> date:
        """The true day of birth."""
        return self.family.births[self.place]

    @property
    def last(self) -> date:
        """The day on which the record was taken: nothing is entered after it."""
        return self.set.data_date

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

    def unseen(self) -> float:
        """What bears on the child and is on no record: latent risk around its middle."""
        return self.family.risk - _MIDDLE

    def count(self, what: str) -> None:
        """Add one to a tally that goes into the truth."""
        self.tally[what] = self.tally.get(what, 0) + 1

    def state(self, table: str, day: date | None, after: datetime | None = None, **content: Any) -> str:
        """Write a new thing of a day, entered after the table's delay."""
        return self.pen.state(table, day, self.entered(table, day or self.last, after), **content)
