"""Two ways in which the published counts could have come about: proof that a hidden one is open, without solving anything.

An integer program finds how far a hidden count is open, and takes its time where hundreds of counts hang together. That it is
open far enough is often plain: move it a little from its true value, move its neighbours with it until everything adds up
again, and each of the two ends is a whole set of counts that fits all that is published. Where no such move is found the
program decides.
"""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.disclose.problem import Key, Problem, Relation

MOST_MOVES, MOST_TRIED = 12, 400


def certified(problem: Problem, bounds: Mapping[Key, tuple[int, int]], key: Key, wanted: int) -> tuple[int, int] | None:
    """Return two values that a count can have, at least so far apart; nothing where no such two are found.

    Args:
        problem: the counts, whose true values fit all relations, and how they hang together.
        bounds: as :func:`toolkit.disclose.bounds.limits` returns them.
        key: the count that is asked for.
        wanted: how far apart.
    """
    true = problem.counts[key]
    most, least = true, true
    for step in range(1, wanted + 1):
        if most == true + step - 1 and _moves(problem, bounds, key, step):
            most = true + step
        if least == true - step + 1 and _moves(problem, bounds, key, -step):
            least = true - step
        if most - least >= wanted:
            return least, most
    return None


def _moves(problem: Problem, bounds: Mapping[Key, tuple[int, int]], key: Key, step: int) -> dict[Key, int] | None:
    """The counts that move with one, with their new values, so that everything still adds up."""
    new = problem.counts[key] + step
    if not bounds[key][0] <= new <= bounds[key][1]:
        return None
    left = [MOST_TRIED]
    return _mended(problem, bounds, {key: new}, left)


def _mended(
    problem: Problem, bounds: Mapping[Key, tuple[int, int]], moved: dict[Key, int], left: list[int]
) -> dict[Key, int] | None:
    broken = next(((r, off) for k in moved for r in problem.around.get(k, ()) if (off := _off(problem, r, moved))), None)
    if broken is None:
        return moved
    if len(moved) >= MOST_MOVES or left[0] <= 0:
        return None
    relation, off = broken
    for key in sorted({relation.total, *relation.parts} - set(moved), key=lambda k: (bounds[k][0] - bounds[k][1], k)):
        # What the parts have too much is added to the total, or taken from a part.
        new = problem.counts[key] + (-off if key == relation.total else off)
        if not bounds[key][0] <= new <= bounds[key][1]:
            continue
        left[0] -= 1
        if found := _mended(problem, bounds, moved | {key: new}, left):
            return found
    return None


def _off(problem: Problem, relation: Relation, moved: Mapping[Key, int]) -> int:
    """How far the total lies from its parts; where it may lie above them, only what it falls short."""
    counts = problem.counts
    off = moved.get(relation.total, counts[relation.total]) - sum(moved.get(p, counts[p]) for p in relation.parts)
    return off if relation.exact else min(off, 0)
