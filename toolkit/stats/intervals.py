"""Intervals for shares, rates and medians that hold in small numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple


class Interval(NamedTuple):
    """An estimate with the two ends of its interval, in the unit of the estimate; all NaN where there is nothing to go on."""

    value: float
    lower: float
    upper: float


class ClusteredShare(NamedTuple):
    """A share among things that come in clusters.

    Attributes:
        value: the share, k / n.
        lower: lower end of the interval.
        upper: upper end of the interval.
        k: how many had it.
        n: of how many.
        clusters: how many clusters they came in.
        design_effect: how many times the variance exceeds that of as many independent things; never below 1.
        effective_n: the number of independent things that would say as much.
    """

    value: float
    lower: float
    upper: float
    k: float
    n: float
    clusters: int
    design_effect: float
    effective_n: float


_NOTHING = Interval(math.nan, math.nan, math.nan)


def jeffreys(k: float, n: float, level: float = 0.95) -> Interval:
    """Return the share k / n with its Jeffreys interval: equal tails of the beta distribution (k + 1/2, n - k + 1/2).

    At k = 0 the lower end is 0, and at k = n the upper end is 1, so that the interval never leaves out what was seen.
    `k` and `n` need not be whole: an effective sample size is not.

    Args:
        k: how many had it, from 0 to n.
        n: of how many; 0 gives NaN throughout.
        level: coverage aimed at, between 0 and 1.

    Returns:
        The share and its interval, from 0 to 1.

    Raises:
        ValueError: k or n impossible, or a level outside 0 to 1.

    Source: Brown, Cai & DasGupta 2001, Interval estimation for a binomial proportion, Statistical Science 16:101-133.

    >>> [round(x, 2) for x in jeffreys(9, 40)]
    [0.23, 0.12, 0.37]
    >>> jeffreys(0, 20).lower
    0.0
    """
    from scipy.special import betaincinv  # as `scipy.stats.beta.ppf`, to the last bit, and many times faster

    _check_share(k, n, level)
    if n == 0:
        return _NOTHING
    tail = (1 - level) / 2
    lower = 0.0 if k == 0 else float(betaincinv(k + 0.5, n - k + 0.5, tail))
    upper = 1.0 if k == n else float(betaincinv(k + 0.5, n - k + 0.5, 1 - tail))
    return Interval(k / n, lower, upper)


def wilson(k: float, n: float, level: float = 0.95) -> Interval:
    """Return the share k / n with its Wilson (score) interval, without continuity correction.

    Args:
        k: how many had it, from 0 to n.
        n: of how many; 0 gives NaN throughout.
        level: coverage aimed at, between 0 and 1.

    Returns:
        The share and its interval, from 0 to 1.

    Raises:
        ValueError: k or n impossible, or a level outside 0 to 1.

    Source: Wilson 1927, JASA 22:209-212; the form in Brown, Cai & DasGupta 2001, equation 4.

    >>> [round(x, 3) for x in wilson(62, 65)]
    [0.954, 0.873, 0.984]
    """
    from scipy.stats import norm

    _check_share(k, n, level)
    if n == 0:
        return _NOTHING
    z2 = float(norm.ppf((1 + level) / 2)) ** 2
    middle = (k + z2 / 2) / (n + z2)
    half = math.sqrt(z2) / (n + z2) * math.sqrt(k * (n - k) / n + z2 / 4)
    lower = 0.0 if k == 0 else middle - half
    upper = 1.0 if k == n else middle + half
    return Interval(k / n, lower, upper)


def clustered_share(k_by_cluster: Sequence[float], n_by_cluster: Sequence[float], level: float = 0.95) -> ClusteredShare:
    """Return the share over all clusters with a Jeffreys interval on the effective sample size.

    Brothers and sisters are not independent: ten children of three families say less than ten of ten. The variance is
    that of a ratio estimator over clusters (G clusters, k_g of n_g in each, p the share, N the total)::

        v = G / (G - 1) * sum((k_g - p n_g)^2) / N^2          design effect = v / (p (1 - p) / (N - 1))

    The design effect is never taken below 1 (by chance it often is in small numbers, and precision is not a gift).
    The effective size is N over the design effect, times ``(t[N - 1] / t[G - 1])^2`` (two-sided t quantiles at the
    level): a variance estimated from few clusters is itself uncertain, and this is how Korn and Graubard pay for it.
    With clusters of one each the result is that of :func:`jeffreys`.

    Where all or none had it, or there is one cluster only, the data say nothing about likeness within clusters; then
    each cluster counts as if it spoke with one voice: Kish's design effect at a correlation of one, sum(n_g^2) / N.

    Args:
        k_by_cluster: how many had it, by cluster.
        n_by_cluster: of how many, by cluster; clusters with 0 are left out.
        level: coverage aimed at, between 0 and 1.

    Returns:
        The share from 0 to 1, its interval, and what it rests on; NaN where n is 0.

    Raises:
        ValueError: lists of unlike length, an impossible count, or a level outside 0 to 1.

    Source: Korn & Graubard 1998, Confidence intervals for proportions with small expected number of positive counts
    estimated from survey data, Survey Methodology 24:193-201, with Jeffreys in place of Clopper-Pearson; Kish 1965,
    Survey Sampling, sections 6.4 and 8.2.

    >>> alone = clustered_share([1] * 9 + [0] * 31, [1] * 40)
    >>> round(alone.lower, 2), round(alone.upper, 2), round(alone.design_effect, 3)
    (0.12, 0.37, 1.0)
    >>> families = clustered_share([3, 3, 3] + [0] * 10, [3] * 12 + [4])
    >>> families.k, families.n, round(families.design_effect, 1), families.upper > alone.upper
    (9.0, 40.0, 3.2, True)
    """
    pairs = _pairs(k_by_cluster, n_by_cluster, level)
    k, n, clusters = sum(p[0] for p in pairs), sum(p[1] for p in pairs), len(pairs)
    if n == 0:
        return ClusteredShare(*_NOTHING, 0.0, 0.0, 0, math.nan, 0.0)
    effect = max(1.0, _design_effect(pairs, k, n))
    size = n / effect * _price_of_few_clusters(n, clusters, level)
    share = k / n
    found = jeffreys(share * size, size, level)
    return ClusteredShare(share, found.lower, found.upper, k, n, clusters, effect, size)


def poisson_rate(events: int, exposure: float, level: float = 0.95) -> Interval:
    """Return events per unit of exposure with the exact (Garwood) interval.

    Args:
        events: how many, 0 or more.
        exposure: time or amount at risk, above 0; the rate is per one of its unit.
        level: coverage aimed at, between 0 and 1.

    Returns:
        The rate and its interval; the lower end is 0 where there were no events.

    Raises:
        ValueError: events below 0, exposure not above 0, or a level outside 0 to 1.

    Source: Garwood 1936, Biometrika 28:437-442. R's ``poisson.test(137, 24.19893)`` gives 4.753125 to 6.692709.

    >>> [round(x, 4) for x in poisson_rate(137, 24.19893)]
    [5.6614, 4.7531, 6.6927]
    """
    from scipy.stats import chi2

    _check_level(level)
    if events < 0 or not exposure > 0:
        raise ValueError("events must be 0 or more and exposure above 0")
    tail = (1 - level) / 2
    lower = 0.0 if events == 0 else float(chi2.ppf(tail, 2 * events)) / 2
    upper = float(chi2.ppf(1 - tail, 2 * events + 2)) / 2
    return Interval(events / exposure, lower / exposure, upper / exposure)


def median_interval(values: Sequence[float], level: float = 0.95) -> Interval:
    """Return the median with the exact interval between two order statistics.

    The ranks are the innermost symmetrical pair that covers at least the level whatever the distribution: 6 values
    are the fewest that give 95 %. With fewer the interval's ends are NaN. Values must be complete: a wait that has not
    ended is not a value, and leaving it out makes waits look short (use survival methods there).

    Args:
        values: numbers without gaps; an empty list gives NaN throughout.
        level: coverage aimed at, between 0 and 1.

    Returns:
        The median and its interval, in the unit of the values.

    Raises:
        ValueError: a value is NaN, or a level outside 0 to 1.

    Source: Conover 1999, Practical Nonparametric Statistics, section 3.2; Hahn & Meeker 1991, section 5.2.

    >>> median_interval([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    Interval(value=5.5, lower=2.0, upper=9.0)
    """
    from scipy.stats import binom

    _check_level(level)
    ordered = sorted(float(v) for v in values)
    if any(math.isnan(v) for v in ordered):
        raise ValueError("a value is missing; say how many are, and leave them out first")
    n = len(ordered)
    if n == 0:
        return _NOTHING
    middle = (ordered[(n - 1) // 2] + ordered[n // 2]) / 2
    # The least count whose tail reaches the allowance: so the tail below it stays within.
    rank = int(binom.ppf((1 - level) / 2, n, 0.5))
    if rank == 0:
        return Interval(middle, math.nan, math.nan)
    return Interval(middle, ordered[rank - 1], ordered[n - rank])


def _design_effect(pairs: list[tuple[float, float]], k: float, n: float) -> float:
    share, clusters = k / n, len(pairs)
    if k == 0 or k == n or clusters == 1:
        return sum(size * size for _, size in pairs) / n
    spread = sum((had - share * size) ** 2 for had, size in pairs)
    variance = clusters / (clusters - 1) * spread / n**2
    return variance * (n - 1) / (share * (1 - share))


def _price_of_few_clusters(n: float, clusters: int, level: float) -> float:
    from scipy.special import stdtrit  # as `scipy.stats.t.ppf`, to the last bit

    if clusters == 1 or n <= 1:
        return 1.0
    high = (1 + level) / 2
    return min(1.0, float(stdtrit(n - 1, high) / stdtrit(clusters - 1, high)) ** 2)


def _pairs(k_by_cluster: Sequence[float], n_by_cluster: Sequence[float], level: float) -> list[tuple[float, float]]:
    had, of = [float(k) for k in k_by_cluster], [float(n) for n in n_by_cluster]
    if len(had) != len(of):
        raise ValueError("there must be as many counts as cluster sizes")
    for k, n in zip(had, of, strict=True):
        _check_share(k, n, level)
    return [(k, n) for k, n in zip(had, of, strict=True) if n > 0]


def _check_share(k: float, n: float, level: float) -> None:
    _check_level(level)
    if not 0 <= k <= n:
        raise ValueError("k must lie from 0 to n")


def _check_level(level: float) -> None:
    if not 0 < level < 1:
        raise ValueError("the level must lie between 0 and 1, such as 0.95")
