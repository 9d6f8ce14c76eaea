"""What can be worked out of a hidden count: its least and greatest value, given all that is published."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from toolkit.disclose.policy import Policy
from toolkit.disclose.problem import COMPLEMENT, COUNT, DENOMINATOR, MISSING, NUMERATOR, Key, Problem, Relation

Limits = Mapping[Key, tuple[int, int]]


def rounded(count: int, base: int) -> int:
    """Return a count rounded to the nearest multiple of a base, halves up.

    >>> [rounded(n, 5) for n in (0, 2, 3, 7, 8, 12)], rounded(5, 10)
    ([0, 0, 5, 5, 10, 10], 10)
    """
    return (count + base // 2) // base * base


def behind(shown: int, base: int) -> tuple[int, int]:
    """Return the least and the greatest count that is rounded to a shown one.

    >>> behind(10, 5), behind(10, 10), behind(7, 1)
    ((8, 12), (5, 14), (7, 7))
    """
    return max(0, shown - base // 2), shown + (base - 1) // 2


def limits(problem: Problem, hidden: frozenset[Key], policy: Policy) -> Limits:
    """Return the bounds of each count by itself, as somebody knows them who reads all that is published and the policy.

    It is taken that the reader even knows which counts are hidden for being small and which to protect others; that is more
    than the release says.
    """
    ceiling = 2 * max(problem.counts.values(), default=0) + 10 * policy.number("round_to") + policy.number("children")
    small = {k for k in problem.counts if problem.small(k, policy)}
    return {k: _limit(problem, k, k in hidden, small, policy, ceiling) for k in problem.counts}


def feasible(problem: Problem, bounds: Limits, key: Key) -> tuple[int, int]:
    """Return the least and the greatest whole value that a count can have, by integer programming.

    Args:
        problem: the counts and how they hang together; the values of counts are not looked at.
        bounds: as :func:`limits` returns them.
        key: the count that is asked for.

    Source: Fischetti & Salazar 2001, Management Science 47:1008-1027 (volume, pages unverified; the two problems of the attacker).
    """
    keys, relations = problem.component(key)
    if not relations:
        return bounds[key]
    own = [bounds[k] for k in keys]
    if without_circles(keys, relations):
        narrow = ("narrowed", keys[0], tuple(own))
        if narrow not in problem.answers:
            problem.answers[narrow] = narrowed(dict(zip(keys, own, strict=True)), relations)
        return problem.answers[narrow][key]
    if keys[0] not in problem.systems:
        problem.systems[keys[0]] = _system(keys, relations)
    system = problem.systems[keys[0]]
    goal, alike = keys.index(key), ("feasible", problem.shape(key), tuple(own))
    if alike not in problem.answers:
        problem.answers[alike] = _extreme(system, own, goal, 1), _extreme(system, own, goal, -1)
    return problem.answers[alike]


def without_circles(keys: list[Key], relations: list[Relation]) -> bool:
    """Return whether counts that hang together do so in one way only: no relation could be left out and they still did."""
    return sum(1 + len(r.parts) for r in relations) == len(keys) + len(relations) - 1


def narrowed(bounds: dict[Key, tuple[int, int]], relations: list[Relation]) -> dict[Key, tuple[int, int]]:
    """Return the least and the greatest value of each count, given relations without circles: each is looked at by itself
    until nothing gets narrower, and no program has to be solved.

    Raises:
        ArithmeticError: no counts fit.

    Source: Freuder 1982, Journal of the ACM 29:24-32 (volume, pages unverified; where there are no circles, what each relation
    leaves is what all leave; sums of whole numbers that lie between two bounds reach all between theirs).
    """
    around: dict[Key, list[Relation]] = {k: [] for k in bounds}
    for relation in relations:
        for key in (relation.total, *relation.parts):
            around[key].append(relation)
    waiting, found = list(relations), dict(bounds)
    while waiting:
        relation = waiting.pop()
        for key, interval in _left(found, relation).items():
            if interval[0] > interval[1]:
                raise ArithmeticError("the published counts contradict each other")
            if interval != found[key]:
                found[key] = interval
                waiting += [r for r in around[key] if r is not relation]
    return found


def _left(found: Limits, relation: Relation) -> dict[Key, tuple[int, int]]:
    """What one relation leaves of the bounds of its counts."""
    least, most = found[relation.total]
    low, high = (sum(found[p][side] for p in relation.parts) for side in (0, 1))
    left = {relation.total: (max(least, low), min(most, high) if relation.exact else most)}
    for part in relation.parts:
        own = found[part]
        under = max(own[0], least - (high - own[1])) if relation.exact else own[0]
        left[part] = under, min(own[1], most - (low - own[0]))
    return left


def _system(keys: list[Key], relations: list[Relation]) -> Any:
    """What adds up to what, as a sparse matrix: each row is a total less its parts, nothing or more."""
    from scipy.optimize import LinearConstraint
    from scipy.sparse import csr_array

    place = {k: n for n, k in enumerate(keys)}
    entries = [(n, place[k], sign) for n, r in enumerate(relations) for k, sign in ((r.total, 1), *((p, -1) for p in r.parts))]
    rows, columns, signs = zip(*entries, strict=True)
    matrix = csr_array((signs, (rows, columns)), shape=(len(relations), len(keys)), dtype=float)
    return LinearConstraint(matrix, 0, [0 if r.exact else math.inf for r in relations])


def _extreme(system: Any, bounds: list[tuple[int, int]], place: int, sign: int) -> int:
    import numpy as np
    from scipy.optimize import Bounds, milp

    goal = np.zeros(len(bounds))
    goal[place] = sign
    found = milp(goal, integrality=np.ones(len(bounds)), bounds=Bounds(*zip(*bounds, strict=True)), constraints=system)
    if found.x is None:
        raise ArithmeticError(f"the published counts contradict each other ({found.message})")
    return round(float(found.x[place]))


def _limit(problem: Problem, key: Key, hidden: bool, small: set[Key], policy: Policy, ceiling: int) -> tuple[int, int]:
    value, threshold = problem.counts[key], policy.number("children")
    if key in small:
        return _least_small(problem, key, small, policy), threshold - 1
    if hidden or key in problem.withheld:
        return threshold if value >= threshold else 0, ceiling
    if key not in problem.published:
        return 0, ceiling
    least, most = behind(rounded(value, policy.number("round_to")), policy.number("round_to"))
    # A count that is shown is either nothing at all or reaches the threshold.
    return (max(least, threshold), most) if value else (0, 0)


def _least_small(problem: Problem, key: Key, small: set[Key], policy: Policy) -> int:
    """One, where a zero would have been shown and nothing else can be why this was hidden; else nothing."""
    others = {k for k in problem.together.get(key, ()) if k != key and k.what != MISSING}
    zero_shown = {
        NUMERATOR: policy.shown("nobody"),
        COUNT: policy.shown("nobody"),
        COMPLEMENT: policy.shown("everybody"),
        DENOMINATOR: False,
        MISSING: True,
    }
    return 1 if zero_shown[key.what] and not others & small else 0
