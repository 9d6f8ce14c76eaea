"""Which tables and columns a set of queries names: nothing else is loaded for them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache


def words_of(sql: str) -> set[str]:
    """Return the words of a query that may name a table or a column: what is in quotes or a comment names none.

    >>> sorted(words_of("SELECT day FROM visit -- of care\\n WHERE kind = 'missing from care'"))
    ['day', 'from', 'kind', 'select', 'visit', 'where']
    """
    return set(_words(sql))


@lru_cache(maxsize=2048)
def _words(sql: str) -> frozenset[str]:
    """The same queries are asked of each part, and of each report."""
    return frozenset(re.findall(r"[a-z_]+", re.sub(r"'[^']*'|--.*", " ", sql.lower())))


class Words(set[str]):
    """All words of some queries; and, of each table, those of the queries that name it.

    >>> words = Words([{"from", "visit", "seen"}, {"from", "plan_planned", "aim"}])
    >>> sorted(words.beside("plan")), "seen" in words
    (['aim', 'from', 'plan_planned'], True)
    """

    def __init__(self, asked: Iterable[set[str]] = (), everywhere: Iterable[str] = ()) -> None:
        """Take the words of each query, and columns that are wanted of every table."""
        self.asked = list(asked)
        self.everywhere = set(everywhere)
        super().__init__(self.everywhere.union(*self.asked))

    def beside(self, table: str) -> set[str]:
        """Return the words of the queries that name a table, what was planned of it, or all its versions."""
        names = {table, f"{table}_planned", f"{table}_versions"}
        return self.everywhere.union(*(words for words in self.asked if words & names))
