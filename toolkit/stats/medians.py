"""A median where children come in families, and where some values are known only to be at least so much."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence

from toolkit.stats.intervals import ClusteredShare, Interval, clustered_share


def clustered_median(values: Sequence[float], clusters: Sequence[object], level: float = 0.95) -> Interval:
    """Return the median with the interval of all numbers that could be it, families being what they are.

    For each value the share of all that lie at or below it gets the interval of :func:`clustered_share`. The lower end is
    the least value whose share could be one half or more; the upper end is the least whose share surely is. This holds
    for counts too, where many values are the same: reading the interval of one share back on the values, as Woodruff
    (1952) does, is far too narrow there.

    Args:
        values: numbers without NaN. `inf` stands for a value known only to lie beyond all others.
        clusters: the family of each value.
        level: coverage aimed at, between 0 and 1.

    Returns:
        The median and its interval in the unit of the values; NaN where there are none. An end that the values do not bound,
        as there are too few families, is `-inf` or `inf`.

    Raises:
        ValueError: lists of unlike length, or a NaN.

    Source: Francisco & Fuller 1991, Quantile estimation with a complex survey design, Annals of Statistics 19:454-469.

    >>> clustered_median(range(1, 22), range(21))
    Interval(value=11.0, lower=7.0, upper=15.0)
    """
    if len(values) != len(clusters) or any(v != v for v in values):
        raise ValueError("each value needs its cluster, and none may be NaN")
    if not len(values):
        return Interval(math.nan, math.nan, math.nan)
    ordered = sorted(float(v) for v in values)
    sizes = Counter(clusters)

    def below(value: float) -> ClusteredShare:
        had = Counter(c for v, c in zip(values, clusters, strict=True) if v <= value)
        return clustered_share([had[c] for c in sizes], list(sizes.values()), level)

    middle = _between(ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2])
    steps = sorted(set(ordered))
    start = steps.index(ordered[(len(ordered) - 1) // 2])
    return Interval(middle, _lower(steps, start, below), _upper(steps, start, below))


def _between(low: float, high: float) -> float:
    return low if low == high else (low + high) / 2


def _lower(steps: list[float], start: int, below: Callable[[float], ClusteredShare]) -> float:
    """The least value of which half or more could lie at or below it; below the least of all nothing lies."""
    at = start
    while at and below(steps[at - 1]).upper >= 0.5:
        at -= 1
    return steps[at] if at or below(-math.inf).upper < 0.5 else -math.inf


def _upper(steps: list[float], start: int, below: Callable[[float], ClusteredShare]) -> float:
    """The least value of which half or more surely lie at or below it."""
    return next((value for value in steps[start:] if below(value).lower >= 0.5), math.inf)
