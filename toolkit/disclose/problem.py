"""All counts of a set of tables, and what everybody knows of how they hang together."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from toolkit.disclose.policy import Policy

NUMERATOR, COMPLEMENT, DENOMINATOR, MISSING, COUNT, SIZE = "numerator", "complement", "denominator", "missing", "count", "size"


class Key(NamedTuple):
    """Which count: of whom, what is counted, by what and in which group (both empty for all), and which side of a share."""

    of: str
    measure: str
    by: str
    group: str
    what: str


@dataclass(frozen=True)
class Relation:
    """Parts that add up to a total, or (`exact` not set) come to no more than it."""

    total: Key
    parts: tuple[Key, ...]
    exact: bool = True


class Numbered:
    """The counts of a problem by number, in the order of their names, and its relations by number.

    Attributes:
        keys: the counts.
        place: the number of each.
        around: the relations of each count, each with how much further the total lies above its parts where the count is one more.
        within: the counts of each relation.
        totals: the count that is the total of each relation.
        exact: of each relation, whether its parts come to its total.
        spare: how far the total of each relation lies above its parts.
    """

    def __init__(self, problem: Problem) -> None:
        self.keys = sorted(problem.counts)
        self.place = {key: n for n, key in enumerate(self.keys)}
        self.around: list[list[tuple[int, int]]] = [[] for _ in self.keys]
        self.within = [sorted(self.place[k] for k in {r.total, *r.parts}) for r in problem.relations]
        self.totals = [self.place[r.total] for r in problem.relations]
        self.exact = [r.exact for r in problem.relations]
        self.spare = [problem.counts[r.total] - sum(problem.counts[p] for p in r.parts) for r in problem.relations]
        for n, relation in enumerate(problem.relations):
            for place in self.within[n]:
                key = self.keys[place]
                self.around[place].append((n, int(key == relation.total) - relation.parts.count(key)))


@dataclass(frozen=True)
class Problem:
    """Counts, and what is known of them without knowing any.

    Attributes:
        counts: every count, published or implied, with its true value.
        published: those that are published unless they are hidden.
        withheld: those that are not published whatever their size, such as the counts of a row whose state is not ok.
        together: a count to all that are hidden with it (those of its row).
        relations: what adds up to what.
    """

    counts: dict[Key, int] = field(default_factory=dict)
    published: frozenset[Key] = frozenset()
    withheld: frozenset[Key] = frozenset()
    together: dict[Key, frozenset[Key]] = field(default_factory=dict)
    relations: tuple[Relation, ...] = ()

    def closed(self, hidden: frozenset[Key]) -> frozenset[Key]:
        """Return these counts and all that are hidden with them."""
        return hidden.union(*(self.together.get(k, frozenset()) for k in hidden)) if hidden else hidden

    def small(self, key: Key, policy: Policy) -> bool:
        """Return whether a count may not be published for its size alone."""
        value = self.counts[key]
        if key.what.endswith(SIZE) or value >= policy.number("children"):
            return False
        if value:
            return True
        if key.what == COMPLEMENT:
            return not policy.shown("everybody")
        return key.what in (NUMERATOR, COUNT) and not policy.shown("nobody")

    @cached_property
    def around(self) -> dict[Key, tuple[Relation, ...]]:
        """The relations that each count stands in."""
        found: dict[Key, list[Relation]] = defaultdict(list)
        for relation in self.relations:
            for key in {relation.total, *relation.parts}:
                found[key].append(relation)
        return {k: tuple(v) for k, v in found.items()}

    @cached_property
    def numbered(self) -> Numbered:
        """The counts and relations by number, for a search that looks at them very often."""
        return Numbered(self)

    @cached_property
    def answers(self) -> dict[Any, Any]:
        """What was found out of counts, by :meth:`shape` and all else that it depends on: many components are alike."""
        return {}

    def shape(self, key: Key) -> tuple[int, tuple[Any, ...]]:
        """Return the place of a count in its component, and how the component hangs together, whatever its counts are called."""
        keys = self.component(key)[0]
        if keys[0] not in self._shapes:
            place, by = {k: n for n, k in enumerate(keys)}, self.numbered
            around = sorted({number for k in keys for number, _ in by.around[by.place[k]]})
            own = (self.relations[number] for number in around)
            self._shapes[keys[0]] = tuple((place[r.total], tuple(place[p] for p in r.parts), r.exact) for r in own)
        return keys.index(key), self._shapes[keys[0]]

    @cached_property
    def _shapes(self) -> dict[Key, tuple[Any, ...]]:
        return {}

    @cached_property
    def systems(self) -> dict[Key, Any]:
        """The equations of each component, by its first count, once they were made."""
        return {}

    @cached_property
    def _components(self) -> dict[Key, tuple[list[Key], list[Relation]]]:
        found: dict[Key, tuple[list[Key], list[Relation]]] = {}
        for key in self.counts:
            if key not in found:
                component = self._component(key)
                found |= dict.fromkeys(component[0], component)
        return found

    def component(self, key: Key) -> tuple[list[Key], list[Relation]]:
        """Return all counts and relations that hang together with one, in a fixed order."""
        return self._components[key]

    def _component(self, key: Key) -> tuple[list[Key], list[Relation]]:
        seen, relations, waiting = {key}, set(), [key]
        while waiting:
            for relation in self.around.get(waiting.pop(), ()):
                relations.add(relation)
                new = {relation.total, *relation.parts} - seen
                seen |= new
                waiting += new
        return sorted(seen), sorted(relations, key=lambda r: (r.total, r.parts, r.exact))
