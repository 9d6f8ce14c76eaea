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
    if keys[0] not in problem.systems:
        problem.systems[keys[0]] = _system(keys, relations)
    system, own = problem.systems[keys[0]], [bounds[k] for k in keys]
    goal, alike = keys.index(key), ("feasible", problem.shape(key), tuple(own))
    if alike not in problem.answers:
        problem.answers[alike] = _extreme(system, own, goal, 1), _extreme(system, own, goal, -1)
    return problem.answers[alike]


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
