"""The facilitator's steps: how long each takes, what to do, what to ask."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.review.workshop.rules import rows

BEFORE, AFTER = "before", "after"


@dataclass(frozen=True)
class Step:
    """One step of the workshop.

    Attributes:
        name: its name in the data file.
        round: the decision that it is for; 0 for all.
        part: `before` the sealed cards are opened, or `after`.
        starts, minutes: when it begins, in minutes from the start, and how long it takes.
        heading: what it is called.
        does: what the facilitator does.
        few: what is done instead where the room is too small for a number; empty where that is the same.
        asks: questions to the room.
    """

    name: str
    round: int
    part: str
    starts: int
    minutes: int
    heading: str
    does: str
    few: str
    asks: tuple[str, ...]

    @property
    def clock(self) -> str:
        """When it begins, as hours and minutes from the start.

        >>> Step("read", 1, "before", 75, 10, "", "", "", ()).clock
        '1:15'
        """
        return f"{self.starts // 60}:{self.starts % 60:02d}"


def timed(minutes: int, rounds: int = 1) -> list[Step]:
    """Return the steps fitted to a length: each keeps its share of it, in whole minutes that add up to it.

    Reading and judging come once a decision, all of it before anything is told or talked about.

    Args:
        minutes: how long the workshop lasts.
        rounds: how many decisions are judged.

    >>> steps = timed(130)
    >>> sum(s.minutes for s in steps), steps[0].heading, steps[0].minutes
    (130, 'Welcome and consent', 10)
    >>> [s.heading for s in timed(195, 2)][5:7]
    ['Judge alone, decision 1', 'Read card 1 alone, decision 2']
    """
    order = _in_order(rounds)
    lengths = _apportioned([int(row["share"]) for row, _ in order], minutes)
    begun, found = 0, []
    for (row, n), length in zip(order, lengths, strict=True):
        asks = tuple(ask.strip() for ask in row["asks"].split("|") if ask.strip())
        heading = row["heading"] + (f", decision {n}" if n and rounds > 1 else "")
        found.append(Step(row["step"], n, row["part"], begun, length, heading, row["does"], row["few"], asks))
        begun += length
    return found


def _in_order(rounds: int) -> list[tuple[dict[str, str], int]]:
    """The lines of the data file in the order in which they come, each with the decision that it is for, or 0."""
    lines = rows("steps")
    each = [line for line in lines if line["each"]]
    first = lines.index(each[0])
    repeated = [(line, n) for n in range(1, rounds + 1) for line in each]
    return [*((line, 0) for line in lines[:first]), *repeated, *((line, 0) for line in lines[first:] if not line["each"])]


def _apportioned(shares: list[int], total: int) -> list[int]:
    """Whole numbers in proportion to shares that add up to a total (largest remainder)."""
    exact = [share * total / sum(shares) for share in shares]
    whole = [int(x) for x in exact]
    by_rest = sorted(range(len(shares)), key=lambda n: (whole[n] - exact[n], n))
    for n in by_rest[: total - sum(whole)]:
        whole[n] += 1
    return whole
