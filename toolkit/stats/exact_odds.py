"""The exact conditional odds ratio of a two-by-two table, or of several strata that share one: it holds in the smallest numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from toolkit.stats.intervals import Interval

Table = tuple[tuple[int, int], tuple[int, int]]
_FARTHEST = 700.0  # of the logarithm: beyond it a number has no room


def exact_odds_ratio(tables: Sequence[Table], level: float = 0.95) -> Interval:
    """Return the conditional maximum-likelihood odds ratio with its exact interval, given the margins of each table.

    For a table ``((a, b), (c, d))`` an odds ratio above 1 means that the first row has more of the first column. The interval
    takes half of what is left over by the level in each tail, and is never narrower than it says. With several tables each is
    compared within itself only: the ratio is the one that they share.

    Args:
        tables: one table, or one a stratum; counts of 0 or more.
        level: coverage aimed at, between 0 and 1.

    Returns:
        The ratio and its interval. At the edge of what the margins allow the ratio is 0 or `inf`, and one end is open. All NaN
        where the margins leave nothing to vary: there is nothing to be seen then.

    Raises:
        ValueError: no table, a count that cannot be, or a level outside 0 to 1.

    Source: Cornfield 1956, Proceedings of the Third Berkeley Symposium 4:135-148; Agresti 1992, Statistical Science 7:131-153,
    section 3 (strata), as R's fisher.test and mantelhaen.test(exact = TRUE). Written here as scipy knows no strata; for one
    table it is scipy's. R finds its ends to a coarse tolerance: for Fisher's tea it prints 621.9 where the tail is 0.025 at 626.2.

    >>> [round(x, 4) for x in exact_odds_ratio([((3, 1), (1, 3))])]  # R: fisher.test(TeaTasting) 6.408309
    [6.4083, 0.2117, 626.2435]
    >>> exact_odds_ratio([((0, 5), (0, 5))]).value
    nan
    """
    _check(tables, level)
    seen, low, weights = _together([_weights(t) for t in tables], sum(t[0][0] for t in tables))
    high = low + len(weights) - 1
    if low == high:
        return Interval(math.nan, math.nan, math.nan)
    import numpy as np

    counts, tail = np.arange(low, high + 1), (1 - level) / 2

    def chances(log_ratio: float) -> Any:
        terms = weights + counts * log_ratio
        terms = np.exp(terms - terms.max())
        return terms / terms.sum()

    value = _edge(seen, low, high) if seen in (low, high) else _root(lambda x: float((chances(x) * counts).sum()) - seen)
    lower = 0.0 if seen == low else _root(lambda x: float(chances(x)[counts >= seen].sum()) - tail)
    upper = math.inf if seen == high else _root(lambda x: tail - float(chances(x)[counts <= seen].sum()))
    return Interval(value, lower, upper)


def _edge(seen: int, low: int, high: int) -> float:
    return 0.0 if seen == low else math.inf if seen == high else math.nan


def _root(rising: Callable[[float], float]) -> float:
    """The ratio at which something that rises with its logarithm is nought."""
    from scipy.optimize import brentq

    return math.exp(float(brentq(rising, -_FARTHEST, _FARTHEST, xtol=1e-12)))  # type: ignore[arg-type]


def _weights(table: Table) -> tuple[int, Any]:
    """The least count that the first cell can have given the margins, and the logarithm of the weight of each from it on."""
    import numpy as np
    from scipy.special import gammaln

    (a, b), (c, d) = table
    first, second, column = a + b, c + d, a + c
    x = np.arange(max(0, column - second), min(column, first) + 1)
    ways = -(gammaln(x + 1) + gammaln(first - x + 1) + gammaln(column - x + 1) + gammaln(second - column + x + 1))
    return int(x[0]), ways - ways.max()


def _together(parts: Sequence[tuple[int, Any]], seen: int) -> tuple[int, int, Any]:
    """The weights of the sum of the first cells over all strata."""
    import numpy as np

    low, weights = parts[0]
    for other_low, other in parts[1:]:
        terms = np.full((len(other), len(weights) + len(other) - 1), -np.inf)
        for n, weight in enumerate(other):
            terms[n, n : n + len(weights)] = weights + weight
        low, weights = low + other_low, np.logaddexp.reduce(terms, axis=0)
    return seen, low, weights


def _check(tables: Sequence[Table], level: float) -> None:
    if not 0 < level < 1:
        raise ValueError("the level must lie between 0 and 1, such as 0.95")
    if not tables or any(n < 0 or n != int(n) for t in tables for row in t for n in row):
        raise ValueError("each table needs four whole numbers of 0 or more")
