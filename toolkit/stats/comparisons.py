"""Groups beside each other: funnel limits, over-dispersion, many comparisons at once, and what chance alone would flag."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from toolkit.stats.intervals import Interval

METHODS = ("benjamini-hochberg", "holm")


class Limits(NamedTuple):
    """Between what a group of a size would lie if it were like all others; both ends included."""

    lower: float
    upper: float


class Dispersion(NamedTuple):
    """How much more groups differ than chance in their cases would have them.

    Attributes:
        phi: the mean of the squared z values after winsorising; about 1 where groups differ by chance only.
        tau: standard deviation between groups beyond chance, in the unit of the share or rate; 0 where phi is small.
        groups: how many groups it was found from.
    """

    phi: float
    tau: float
    groups: int


def share_limits(target: float, n: int, level: float = 0.998, tau: float = 0.0) -> Limits:
    """Return funnel limits for a share of n: what 95 % or 99.8 % of groups like all others would show.

    The limits are exact binomial quantiles, so no more than half the rest lies beyond either. Where groups differ more than
    by chance (`tau` above 0), limits that allow for it are taken wherever they are wider, never narrower.

    Args:
        target: the share of all groups together, from 0 to 1.
        n: size of the group, at least 1.
        level: how many groups like all others lie within; funnels have two, 0.95 and 0.998.
        tau: standard deviation between groups beyond chance, from :func:`share_dispersion`.

    Returns:
        Lower and upper limit, from 0 to 1; a group lies outside where its share is below or above.

    Raises:
        ValueError: a target outside 0 to 1, a size below 1, a level outside 0 to 1.

    Source: Spiegelhalter 2005, Funnel plots for comparing institutional performance, Statistics in Medicine 24:1185-1202.

    >>> share_limits(0.8, 40), share_limits(0.8, 100)
    (Limits(lower=0.6, upper=0.975), Limits(lower=0.67, upper=0.91))
    """
    from scipy.stats import binom

    _check(level, 0 <= target <= 1, n >= 1)
    tail = (1 - level) / 2
    lower, upper = float(binom.ppf(tail, n, target)) / n, float(binom.ppf(1 - tail, n, target)) / n
    if not tau:
        return Limits(max(0.0, lower), upper)
    half = _z(level) * math.sqrt(target * (1 - target) / n + tau * tau)
    return Limits(max(0.0, min(lower, target - half)), min(1.0, max(upper, target + half)))


def rate_limits(target: float, exposure: float, level: float = 0.998, tau: float = 0.0) -> Limits:
    """Return funnel limits for a rate: events per unit of exposure, from exact Poisson quantiles; else as :func:`share_limits`.

    >>> rate_limits(2.0, 10)
    Limits(lower=0.8, upper=3.5)
    """
    from scipy.stats import poisson

    _check(level, target >= 0, exposure > 0)
    tail, expected = (1 - level) / 2, target * exposure
    lower, upper = float(poisson.ppf(tail, expected)) / exposure, float(poisson.ppf(1 - tail, expected)) / exposure
    if not tau:
        return Limits(max(0.0, lower), upper)
    half = _z(level) * math.sqrt(target / exposure + tau * tau)
    return Limits(max(0.0, min(lower, target - half)), max(upper, target + half))


def share_dispersion(counts: Sequence[int], sizes: Sequence[int], winsorise: float = 0.1) -> Dispersion:
    """Return how much more the shares of groups differ than chance would have them.

    Each group's z is its distance from the share of all together, in standard errors under that share. So that one odd group
    does not widen the limits for all, the outermost z on each side are pulled in to the quantile at `winsorise`. With phi
    their mean square, there is over-dispersion where phi exceeds ``(I - 1) / I`` for I groups, and then

        tau^2 = (I phi - (I - 1)) / (sum w - sum w^2 / sum w),     w = 1 / variance under the common share.

    Args:
        counts: how many had it, by group.
        sizes: of how many, by group; groups of none are left out.
        winsorise: share of groups pulled in on each side, from 0 to below one half.

    Returns:
        phi, tau and the number of groups; NaN and 0 with fewer than two groups, or where all or none had it.

    Raises:
        ValueError: lists of unlike length or impossible counts.

    Source: Spiegelhalter 2005, Handling over-dispersion of performance indicators, Quality and Safety in Health Care 14:347-351.

    >>> share_dispersion([8, 16, 24], [10, 20, 30]).tau
    0.0
    """
    pairs = [(k, n) for k, n in zip(counts, sizes, strict=True) if n]
    if any(not 0 <= k <= n for k, n in pairs):
        raise ValueError("a count must lie from 0 to its group's size")
    total = sum(n for _, n in pairs)
    share = sum(k for k, _ in pairs) / total if total else 0.0
    variances = [share * (1 - share) / n for _, n in pairs]
    return _dispersion([k / n - share for k, n in pairs], variances, winsorise)


def rate_dispersion(counts: Sequence[int], exposures: Sequence[float], winsorise: float = 0.1) -> Dispersion:
    """Return the same for rates: events per unit of exposure; see :func:`share_dispersion`."""
    pairs = [(k, e) for k, e in zip(counts, exposures, strict=True) if e]
    if any(k < 0 or e < 0 for k, e in pairs):
        raise ValueError("counts and exposures must be 0 or more")
    total = sum(e for _, e in pairs)
    rate = sum(k for k, _ in pairs) / total if total else 0.0
    return _dispersion([k / e - rate for k, e in pairs], [rate / e for _, e in pairs], winsorise)


def share_p(k: int, n: int, target: float, tau: float = 0.0) -> float:
    """Return how often a group like all others would lie so far from the target or farther, on either side (two-sided p).

    Exact: twice the smaller binomial tail, at most 1. With `tau`, the larger of that and the normal one that allows for it.

    >>> round(share_p(4, 10, 0.8), 4)
    0.0127
    """
    from scipy.stats import binom

    _check(0.95, 0 <= target <= 1, n >= 1 and 0 <= k <= n)
    exact = _two_sided(float(binom.cdf(k, n, target)), float(binom.sf(k - 1, n, target)))
    return max(exact, _normal_p(k / n - target, target * (1 - target) / n + tau * tau)) if tau else exact


def rate_p(k: int, exposure: float, target: float, tau: float = 0.0) -> float:
    """Return the same for a rate; see :func:`share_p`."""
    from scipy.stats import poisson

    _check(0.95, target >= 0, exposure > 0 and k >= 0)
    exact = _two_sided(float(poisson.cdf(k, target * exposure)), float(poisson.sf(k - 1, target * exposure)))
    return max(exact, _normal_p(k / exposure - target, target / exposure + tau * tau)) if tau else exact


def adjusted(p_values: Sequence[float], method: str = "benjamini-hochberg") -> list[float]:
    """Return p values adjusted for how many comparisons were made, in their order.

    The default is Benjamini and Hochberg's: among the groups singled out, the expected share that chance put there is at most
    the level. A flag here opens a conversation, so to miss a team costs as much as to ask one too many, and the rate of vain
    questions is what a reader wants to know. It holds where the comparisons lean the same way together, as those of teams
    that share families do. Where a single name will be published as different, take `holm`: it bounds the chance of even one.

    Args:
        p_values: each from 0 to 1.
        method: one of :data:`METHODS`.

    Raises:
        ValueError: a p value outside 0 to 1, or another method.

    Source: Benjamini & Hochberg 1995, JRSS B 57:289-300; Benjamini & Yekutieli 2001, Annals of Statistics 29:1165-1188
    (dependence); Holm 1979, Scandinavian Journal of Statistics 6:65-70. Computed by statsmodels.

    >>> [round(p, 3) for p in adjusted([0.01, 0.02, 0.03, 0.5])]
    [0.04, 0.04, 0.04, 0.5]
    """
    from statsmodels.stats.multitest import multipletests

    if method not in METHODS:
        raise ValueError(f"the method must be one of {', '.join(METHODS)}")
    if any(not 0 <= p <= 1 for p in p_values):
        raise ValueError("a p value must lie from 0 to 1")
    names = {"benjamini-hochberg": "fdr_bh", "holm": "holm"}
    return [float(p) for p in multipletests(p_values, method=names[method])[1]] if len(p_values) else []


def outside_by_chance(target: float, n: int, level: float = 0.998, tau: float = 0.0) -> float:
    """Return how often a group of n like all others lies outside its funnel limits; exact, so seldom more than 1 - level.

    >>> round(outside_by_chance(0.8, 40), 5)
    0.00112
    """
    from scipy.stats import binom

    limits = share_limits(target, n, level, tau)
    below, above = math.ceil(limits.lower * n - 1e-9) - 1, math.floor(limits.upper * n + 1e-9)
    return float(binom.cdf(below, n, target) + binom.sf(above, n, target))


def chance_flags(probabilities: Sequence[float], level: float = 0.95) -> Interval:
    """Return how many of many comparisons would be flagged by chance alone, with the range in which that number lies.

    The number flagged among independent comparisons has the Poisson binomial distribution, worked out exactly. Where the
    comparisons lean together (the same families in several) the expected number holds and the range is wider than this.

    Args:
        probabilities: how often each would be flagged if nothing but chance were at work, from :func:`outside_by_chance` or
            one minus a level.
        level: how often the number lies in the range, at least.

    Returns:
        The expected number, and the lowest and highest of the central range (whole numbers).

    Raises:
        ValueError: a probability outside 0 to 1, or a level outside 0 to 1.

    Source: Wang 1993, On the number of successes in independent trials, Statistica Sinica 3:295-312.

    >>> chance_flags([0.05] * 100)
    Interval(value=5.0, lower=1.0, upper=10.0)
    """
    import numpy as np

    _check(level, all(0 <= p <= 1 for p in probabilities), True)
    spread = np.ones(1)
    for p in probabilities:
        spread = np.convolve(spread, [1 - p, p])
    below = np.cumsum(spread)
    tail = (1 - level) / 2
    lower = int(np.searchsorted(below, tail + 1e-12, "left"))
    upper = int(np.searchsorted(below, 1 - tail - 1e-12, "left"))
    return Interval(float(round(sum(probabilities), 12)), float(lower), float(min(upper, len(spread) - 1)))


def _dispersion(distances: list[float], variances: list[float], winsorise: float) -> Dispersion:
    import numpy as np

    groups = len(distances)
    if not 0 <= winsorise < 0.5:
        raise ValueError("the share to winsorise must lie from 0 to below one half")
    if groups < 2 or not all(v > 0 for v in variances):
        return Dispersion(math.nan, 0.0, groups)
    z = np.array(distances) / np.sqrt(variances)
    pulled = np.clip(z, np.quantile(z, winsorise), np.quantile(z, 1 - winsorise))
    phi, weights = float(np.mean(pulled**2)), 1 / np.array(variances)
    beyond = groups * phi - (groups - 1)
    tau2 = beyond / float(weights.sum() - (weights**2).sum() / weights.sum()) if beyond > 0 else 0.0
    return Dispersion(phi, math.sqrt(tau2), groups)


def _two_sided(below: float, above: float) -> float:
    return min(1.0, 2 * min(below, above))


def _normal_p(distance: float, variance: float) -> float:
    from scipy.stats import norm

    return float(2 * norm.sf(abs(distance) / math.sqrt(variance)))


def _z(level: float) -> float:
    from scipy.stats import norm

    return float(norm.ppf((1 + level) / 2))


def _check(level: float, target: bool, size: bool) -> None:
    if not 0 < level < 1:
        raise ValueError("the level must lie between 0 and 1, such as 0.998")
    if not target:
        raise ValueError("a share must lie from 0 to 1, and a rate must be 0 or more")
    if not size:
        raise ValueError("a group must have a size or exposure above 0, and a count that fits it")
