"""The facilitator's steps: how long each takes, what to do, what to ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolkit.review.workshop.rules import rows

if TYPE_CHECKING:
    import pandas as pd

BEFORE, AFTER = "before", "after"


@dataclass(frozen=True)
class Step:
    """One step of the workshop.

    Attributes:
        name: its name in the data file.
        part: `before` the sealed cards are opened, or `after`.
        starts, minutes: when it begins, in minutes from the start, and how long it takes.
        heading: what it is called.
        does: what the facilitator does.
        asks: questions to the room.
    """

    name: str
    part: str
    starts: int
    minutes: int
    heading: str
    does: str
    asks: tuple[str, ...]

    @property
    def clock(self) -> str:
        """When it begins, as hours and minutes from the start.

        >>> Step("read", "before", 75, 10, "", "", ()).clock
        '1:15'
        """
        return f"{self.starts // 60}:{self.starts % 60:02d}"


def timed(minutes: int) -> list[Step]:
    """Return the steps fitted to a length: each keeps its share of it, in whole minutes that add up to it.

    Args:
        minutes: how long the workshop lasts.

    >>> steps = timed(130)
    >>> sum(s.minutes for s in steps), steps[0].heading, steps[0].minutes
    (130, 'Welcome and consent', 10)
    """
    shares = [int(row["share"]) for row in rows("steps")]
    lengths = _apportioned(shares, minutes)
    begun, found = 0, []
    for row, length in zip(rows("steps"), lengths, strict=True):
        asks = tuple(ask.strip() for ask in row["asks"].split("|") if ask.strip())
        found.append(Step(row["step"], row["part"], begun, length, row["heading"], row["does"], asks))
        begun += length
    return found


def guide(steps: list[Step], part: str) -> pd.DataFrame:
    """Return the running order of one part as a table: `clock`, `minutes`, `step`."""
    import pandas as pd

    told = [(s.clock, s.minutes, s.heading) for s in steps if s.part == part]
    return pd.DataFrame(told, columns=["clock", "minutes", "step"])


def _apportioned(shares: list[int], total: int) -> list[int]:
    """Whole numbers in proportion to shares that add up to a total (largest remainder)."""
    exact = [share * total / sum(shares) for share in shares]
    whole = [int(x) for x in exact]
    by_rest = sorted(range(len(shares)), key=lambda n: (whole[n] - exact[n], n))
    for n in by_rest[: total - sum(whole)]:
        whole[n] += 1
    return whole
