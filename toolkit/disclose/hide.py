"""Which counts to hide: the small ones, and as few others as keep those from being worked out."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.disclose.bounds import Limits, feasible, limits
from toolkit.disclose.certify import certified
from toolkit.disclose.policy import Policy
from toolkit.disclose.problem import Key, Problem

SMALL, COMPANY, RULE, ROW = (
    "too few, on one side or the other",
    "so that others cannot be worked out",
    "by another rule",
    "with the same row or count",
)
MOST_TRIED = 6
MOST_SOLVED = 120  # of so many hidden counts how far each is open is found exactly; of more, that it is open far enough


@dataclass(frozen=True)
class Hiding:
    """What is hidden.

    Attributes:
        why: each hidden count and why; never a value.
        intervals: each hidden count and the least and greatest value that it can have, given all that is published; where there
            are more than :data:`MOST_SOLVED`, two values that it can have, far enough apart.
        failing: hidden counts that can be worked out too closely although nothing is left to hide.
    """

    why: dict[Key, str]
    intervals: dict[Key, tuple[int, int]]
    failing: tuple[Key, ...] = ()

    @property
    def hidden(self) -> frozenset[Key]:
        """All hidden counts."""
        return frozenset(self.why)


def hide(problem: Problem, policy: Policy, already: frozenset[Key] = frozenset()) -> Hiding:
    """Return which counts to hide, so that none can be worked out within the protection of the policy.

    Small counts go first, with their rows. Then each hidden count's least and greatest value is found by integer programming;
    where they are too near each other, the cheapest count that helps is hidden as well, until all hold. The order of counts
    and tables makes no difference.

    Args:
        problem: the counts of all tables together.
        policy: the thresholds.
        already: counts that are hidden for other reasons.
    """
    small = frozenset(k for k in problem.counts if problem.small(k, policy))
    rule = problem.closed(already | problem.withheld)
    why = dict.fromkeys(sorted(problem.closed(small) | rule), ROW) | dict.fromkeys(rule, RULE) | dict.fromkeys(small, SMALL)
    opened = _opened(problem, frozenset(why), sorted(why), policy)
    weak = _weak(opened, policy)
    while extra := next((e for e in (_company(problem, policy, frozenset(why), k) for k in weak) if e), None):
        new = problem.closed(frozenset({extra})) - set(why)
        why |= dict.fromkeys(sorted(new), ROW) | {extra: COMPANY}
        # Hiding more only widens what is possible, so what held before still holds.
        opened = _opened(problem, frozenset(why), sorted({*weak, *new}), policy)
        weak = _weak(opened, policy)
    bounds = limits(problem, frozenset(why), policy)
    exact = len(why) <= MOST_SOLVED
    if exact:
        found = {k: feasible(problem, bounds, k) for k in sorted(why)}
    else:
        found = {k: opened.get(k) or _open(problem, bounds, k, policy) for k in sorted(why)}
    return Hiding(why, found, tuple(weak))


def _opened(problem: Problem, hidden: frozenset[Key], keys: list[Key], policy: Policy) -> dict[Key, tuple[int, int]]:
    """How far each of some hidden counts is open."""
    bounds = limits(problem, hidden, policy)
    return {k: _open(problem, bounds, k, policy) for k in keys}


def _weak(opened: dict[Key, tuple[int, int]], policy: Policy) -> list[Key]:
    """Those that can be worked out too closely."""
    return [k for k, interval in opened.items() if _width(interval) < policy.number("protection")]


def _open(problem: Problem, bounds: Limits, key: Key, policy: Policy) -> tuple[int, int]:
    """Two values that a hidden count can have, far enough apart where there are such; else its least and greatest."""
    return certified(problem, bounds, key, policy.number("protection")) or feasible(problem, bounds, key)


def _width(interval: tuple[int, int]) -> int:
    return interval[1] - interval[0]


def _company(problem: Problem, policy: Policy, hidden: frozenset[Key], weak: Key) -> Key | None:
    """The cheapest published count whose hiding protects a weak one; else the one that helps most; none where none is left."""
    choices = _candidates(problem, hidden, weak)
    best: tuple[int, Key] | None = None
    for key in choices[:MOST_TRIED]:
        width = _width(_open(problem, limits(problem, problem.closed(hidden | {key}), policy), weak, policy))
        if width >= policy.number("protection"):
            return key
        if best is None or width > best[0]:
            best = (width, key)
    return best[1] if best else None


def _candidates(problem: Problem, hidden: frozenset[Key], weak: Key) -> list[Key]:
    """Published counts that hang together with a weak one: nearest first, of these the smallest."""
    distance, waiting = {weak: 0}, [weak]
    while waiting:
        key = waiting.pop(0)
        for relation in problem.around.get(key, ()):
            for other in sorted({relation.total, *relation.parts} - set(distance)):
                distance[other] = distance[key] + 1
                waiting.append(other)
    open_ = [k for k in distance if k in problem.published and k not in hidden]
    return sorted(open_, key=lambda k: (distance[k], problem.counts[k], k))
