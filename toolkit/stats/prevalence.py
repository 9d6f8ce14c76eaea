"""The same families month after month: how common something is, and whether it became more so, with families as clusters."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Sequence

from toolkit.stats.intervals import ClusteredShare, Interval, clustered_share


def repeated_share(had: Sequence[bool], clusters: Sequence[Hashable], level: float = 0.95) -> ClusteredShare:
    """Return the share of all child-months in which something was so, with an interval by family over all months.

    A child looked at in twelve month ends is one child twelve times, and a family of three is one family thirty-six times.
    The family is the cluster of everything it brings, whatever the month: the estimate and variance are those of generalised
    estimating equations with an independence working correlation, in closed form.

    Args:
        had: whether it was so, one a child and month.
        clusters: the family of each.
        level: coverage aimed at.

    Returns:
        The share of child-months and its interval; see :func:`toolkit.stats.clustered_share`.

    Raises:
        ValueError: lists of unlike length.

    Source: Liang & Zeger 1986, Biometrika 73:13-22; Korn & Graubard 1998 for the interval.

    >>> repeated_share([True] * 12 + [False] * 36, ["a"] * 12 + ["b"] * 12 + ["c"] * 24).clusters
    3
    """
    k, n = _by_cluster(had, clusters)
    return clustered_share([k[c] for c in n], [n[c] for c in n], level)


def share_difference(had: Sequence[bool], later: Sequence[bool], clusters: Sequence[Hashable], level: float = 0.95) -> Interval:
    """Return by how much a share differs between two periods (later less earlier), where families may be in both.

    Args:
        had: whether it was so, one a child and month.
        later: whether that month is of the later period.
        clusters: the family of each; what a family brings to both periods moves together.
        level: coverage aimed at.

    Returns:
        The difference of the shares, from -1 to 1, and its interval (t with one degree of freedom less than families); NaN
        where a period is empty, and an interval of NaN with fewer than two families or where no family differs from the share.

    Raises:
        ValueError: lists of unlike length, or a level outside 0 to 1.

    Source: Liang & Zeger 1986, Biometrika 73:13-22, with an identity link; G / (G - 1) and t quantiles for few families.

    >>> share_difference([0, 0, 1, 0, 1, 1, 1, 0], [0, 0, 0, 0, 1, 1, 1, 1], list("abcdabcd")).value
    0.5
    """
    from scipy.stats import t

    if not len(had) == len(later) == len(clusters):
        raise ValueError("each month needs its answer, its period and its family: the lists are of unlike length")
    if not 0 < level < 1:
        raise ValueError("the level must lie between 0 and 1, such as 0.95")
    parts = [_by_cluster(*_part(had, clusters, later, late)) for late in (False, True)]
    sizes = [sum(n.values()) for _, n in parts]
    if not all(sizes):
        return Interval(math.nan, math.nan, math.nan)
    shares = [sum(k.values()) / size for (k, _), size in zip(parts, sizes, strict=True)]
    moved: dict[Hashable, float] = defaultdict(float)
    for sign, (k, n), size, share in zip((-1, 1), parts, sizes, shares, strict=True):
        for cluster in n:
            moved[cluster] += sign * (k[cluster] - share * n[cluster]) / size
    spread, families = sum(x * x for x in moved.values()), len(moved)
    value = shares[1] - shares[0]
    if families < 2 or spread < 1e-24:
        return Interval(value, math.nan, math.nan)
    half = float(t.ppf((1 + level) / 2, families - 1)) * math.sqrt(families / (families - 1) * spread)
    return Interval(value, max(-1.0, value - half), min(1.0, value + half))


def _part(
    had: Sequence[bool], clusters: Sequence[Hashable], later: Sequence[bool], late: bool
) -> tuple[list[bool], list[Hashable]]:
    chosen = [(h, c) for h, c, when in zip(had, clusters, later, strict=True) if bool(when) is late]
    return [h for h, _ in chosen], [c for _, c in chosen]


def _by_cluster(had: Sequence[bool], clusters: Sequence[Hashable]) -> tuple[dict[Hashable, int], dict[Hashable, int]]:
    k: dict[Hashable, int] = defaultdict(int)
    n: dict[Hashable, int] = defaultdict(int)
    for one, cluster in zip(had, clusters, strict=True):
        k[cluster] += bool(one)
        n[cluster] += 1
    return k, n
