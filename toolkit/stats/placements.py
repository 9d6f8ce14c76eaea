"""How often a value of one kind lies above one of another: the area under the curve, by families."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Sequence

from toolkit.stats.intervals import Interval


def share_above(
    one: Sequence[float],
    other: Sequence[float],
    one_clusters: Sequence[Hashable],
    other_clusters: Sequence[Hashable],
    level: float = 0.95,
) -> Interval:
    """Return the share of pairs in which a value of the first kind lies above one of the other; ties count half.

    It is the area under the receiver operating curve: 0.5 is chance. With V_i the share of the other kind below the i-th of the
    first, and W_j the share of the first above the j-th of the other, the variance is that of the sum, over clusters g of G, of::

        d_g = sum_{i in g} (V_i - share) / m + sum_{j in g} (W_j - share) / n        v = G / (G - 1) * sum(d_g^2)

    and the interval is on the logit scale, so that it stays between 0 and 1.

    Args:
        one, other: values of the two kinds, none missing.
        one_clusters, other_clusters: the family of each; a family may have both kinds.
        level: coverage aimed at, between 0 and 1.

    Returns:
        The share and its interval; NaN where one kind is empty. Where all pairs agree the ends are NaN.

    Raises:
        ValueError: lists of unlike length, or a level outside 0 to 1.

    Source: Obuchowski 1997, Nonparametric analysis of clustered ROC curve data, Biometrics 53:567-578; DeLong, DeLong &
    Clarke-Pearson 1988, Biometrics 44:837-845.

    >>> share_above([3, 4, 5], [1, 2, 3], "abc", "def").value.__round__(3)
    0.944
    """
    import numpy as np
    from scipy.stats import norm, rankdata

    if len(one) != len(one_clusters) or len(other) != len(other_clusters) or not 0 < level < 1:
        raise ValueError("each value needs its cluster, and the level lies between 0 and 1")
    m, n = len(one), len(other)
    if not m or not n:
        return Interval(math.nan, math.nan, math.nan)
    every = rankdata([*one, *other])
    above = (every[:m] - rankdata(one)) / n
    below = 1 - (every[m:] - rankdata(other)) / m
    share = float(np.mean(above))
    moved: dict[Hashable, float] = defaultdict(float)
    for cluster, v in zip(one_clusters, above, strict=True):
        moved[cluster] += (v - share) / m
    for cluster, w in zip(other_clusters, below, strict=True):
        moved[cluster] += (w - share) / n
    spread = sum(d * d for d in moved.values()) * len(moved) / max(1, len(moved) - 1)
    if not 0 < share < 1 or not spread:
        return Interval(share, math.nan, math.nan)
    half = float(norm.ppf((1 + level) / 2)) * math.sqrt(spread) / (share * (1 - share))
    middle = math.log(share / (1 - share))
    return Interval(share, 1 / (1 + math.exp(half - middle)), 1 / (1 + math.exp(-half - middle)))
