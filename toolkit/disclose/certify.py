"""Two ways in which the published counts could have come about: proof that a hidden one is open, without solving anything.

An integer program finds how far a hidden count is open, and takes its time where hundreds of counts hang together. That it is
open far enough is often plain: move it a little from its true value, move its neighbours with it until everything adds up
again, and each of the two ends is a whole set of counts that fits all that is published. Where no such move is found the
program decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from toolkit.disclose.problem import Key, Numbered, Problem

MOST_MOVES, MOST_TRIED = 12, 400


def certified(problem: Problem, bounds: Mapping[Key, tuple[int, int]], key: Key, wanted: int) -> tuple[int, int] | None:
    """Return two values that a count can have, at least so far apart; nothing where no such two are found.

    Args:
        problem: the counts, whose true values fit all relations, and how they hang together.
        bounds: as :func:`toolkit.disclose.bounds.limits` returns them.
        key: the count that is asked for.
        wanted: how far apart.
    """
    own = tuple((problem.counts[k], bounds[k]) for k in problem.component(key)[0])
    alike = ("certified", problem.shape(key), own, wanted)
    if alike not in problem.answers:
        search = _Search(problem, bounds, problem.numbered)
        problem.answers[alike] = _apart(search, problem.numbered.place[key], problem.counts[key], wanted)
    return problem.answers[alike]


def _apart(search: _Search, place: int, true: int, wanted: int) -> tuple[int, int] | None:
    most, least = true, true
    for step in range(1, wanted + 1):
        if most == true + step - 1 and search.moves(place, step):
            most = true + step
        if least == true - step + 1 and search.moves(place, -step):
            least = true - step
        if most - least >= wanted:
            return least, most
    return None


@dataclass
class _Search:
    """Looks for counts that move with one so that everything still adds up; `room` is how far each may move, once it was asked."""

    problem: Problem
    bounds: Mapping[Key, tuple[int, int]]
    by: Numbered
    room: dict[int, tuple[int, int]] = field(default_factory=dict)
    widest: dict[int, list[int]] = field(default_factory=dict)
    left: int = 0

    def moves(self, place: int, step: int) -> bool:
        self.left = MOST_TRIED
        return self._fits(place, step) and self._mended((place,), self._after({}, place, step))

    def _mended(self, moved: tuple[int, ...], spare: dict[int, int]) -> bool:
        exact = self.by.exact
        broken = next((r for k in moved for r, _ in self.by.around[k] if (off := spare[r]) < 0 or (off and exact[r])), None)
        if broken is None:
            return True
        if len(moved) >= MOST_MOVES or self.left <= 0:
            return False
        off = spare[broken]
        for place in self._widest_first(broken):
            # What the parts have too much is added to the total, or taken from a part.
            step = -off if place == self.by.totals[broken] else off
            if place in moved or not self._fits(place, step):
                continue
            self.left -= 1
            if self._mended((*moved, place), self._after(spare, place, step)):
                return True
        return False

    def _fits(self, place: int, step: int) -> bool:
        if place not in self.room:
            key = self.by.keys[place]
            least, most = self.bounds[key]
            self.room[place] = least - self.problem.counts[key], most - self.problem.counts[key]
        return self.room[place][0] <= step <= self.room[place][1]

    def _after(self, spare: dict[int, int], place: int, step: int) -> dict[int, int]:
        """How far totals lie above their parts when a count has moved; of relations in which something moved."""
        spare = spare.copy()
        for relation, sign in self.by.around[place]:
            spare[relation] = spare.get(relation, self.by.spare[relation]) + sign * step
        return spare

    def _widest_first(self, relation: int) -> list[int]:
        if relation not in self.widest:
            width = {k: self.bounds[self.by.keys[k]][0] - self.bounds[self.by.keys[k]][1] for k in self.by.within[relation]}
            self.widest[relation] = sorted(width, key=lambda k: (width[k], k))
        return self.widest[relation]
