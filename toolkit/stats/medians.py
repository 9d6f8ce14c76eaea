"""A median where children come in families, and where some values are known only to be at least so much."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from toolkit.stats.intervals import Interval, clustered_share


def clustered_median(values: Sequence[float], clusters: Sequence[object], level: float = 0.95) -> Interval:
    """Return the median with Woodruff's interval: the interval of the share below it, read back on the values.

    The share of values at or below the median gets the interval of :func:`clustered_share`; its ends, moved to lie around
    one half, are the ranks at which the ordered values are read. `inf` stands for a value known only to lie beyond
    all others; an end that falls there is `inf`.

    Args:
        values: numbers without NaN; may hold `inf`.
        clusters: the family of each value.
        level: coverage aimed at, between 0 and 1.

    Returns:
        The median and its interval in the unit of the values; NaN where there is none.

    Raises:
        ValueError: lists of unlike length, or a NaN.

    Source: Woodruff 1952, Confidence intervals for medians and other position measures, JASA 47:635-646.

    >>> clustered_median(range(1, 22), range(21))
    Interval(value=11.0, lower=7.0, upper=15.0)
    """
    if len(values) != len(clusters) or any(v != v for v in values):
        raise ValueError("each value needs its cluster, and none may be NaN")
    if not len(values):
        return Interval(math.nan, math.nan, math.nan)
    ordered = sorted(float(v) for v in values)
    middle = _between(ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2])
    below = Counter(c for v, c in zip(values, clusters, strict=True) if v <= middle)
    sizes = Counter(clusters)
    share = clustered_share([below[c] for c in sizes], list(sizes.values()), level)
    return Interval(middle, _at(ordered, 0.5 - (share.value - share.lower)), _at(ordered, 0.5 + (share.upper - share.value)))


def _between(low: float, high: float) -> float:
    return low if low == high else (low + high) / 2


def _at(ordered: list[float], share: float) -> float:
    """The smallest value that at least this share of all does not exceed."""
    rank = math.ceil(max(min(share, 1.0), 0.0) * len(ordered))
    return ordered[max(rank, 1) - 1]
