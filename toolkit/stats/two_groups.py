"""Two groups that were told apart by chance: how often a value of the one lies above one of the other, and by how much."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence

from toolkit.stats.intervals import Interval


def superiority(one: Sequence[float], two: Sequence[float], level: float = 0.95) -> Interval:
    """Return the chance that a value of the first group lies above one of the second; ties count half. 0.5 is no difference.

    Ranks alone count, so it holds for grades. The interval is Brunner and Munzel's, kept within 0 and 1; it is NaN where
    the groups do not overlap, or hold one value only, since nothing is left then to tell its width from.

    Args:
        one: values of the first group.
        two: values of the second.
        level: coverage of the interval.

    Raises:
        ValueError: fewer than two values in a group, or one that is no number.

    Source: Brunner and Munzel 2000, Biometrical Journal 42:17-25, as computed by statsmodels.

    >>> found = superiority([1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 2, 4, 1, 1], [3, 3, 4, 3, 1, 2, 3, 1, 1, 5, 4])
    >>> round(1 - found.value, 6), round(1 - found.upper, 4), round(1 - found.lower, 4)  # as R, lawstat::brunner.munzel.test
    (0.788961, 0.5952, 0.9827)
    """
    import numpy as np
    from statsmodels.stats.nonparametric import rank_compare_2indep

    x, y = _numbers(one), _numbers(two)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a variance of nought divides by nought; told as NaN below
        found = rank_compare_2indep(x, y)
        lower, upper = found.conf_int(alpha=1 - level)
    if not found.var > 0:
        lower = upper = np.nan
    return Interval(float(found.prob1), float(np.clip(lower, 0, 1)), float(np.clip(upper, 0, 1)))


def shift(one: Sequence[float], two: Sequence[float], level: float = 0.95) -> Interval:
    """Return by how much the first group lies above the second: the median of all differences between their values.

    The interval comes of turning the rank-sum test round, with its normal approximation; ties make it a little wide.

    Args:
        one, two, level: as for :func:`superiority`.

    Raises:
        ValueError: as for :func:`superiority`.

    Source: Hodges and Lehmann 1963; interval after Hollander, Wolfe and Chicken 2014, Nonparametric Statistical Methods, 4.3.

    >>> shift([10, 20, 30], [5, 5, 5]).value
    15.0
    """
    import numpy as np
    from scipy.stats import norm

    x, y = _numbers(one), _numbers(two)
    apart = np.sort(np.subtract.outer(x, y), axis=None)
    m, n = len(x), len(y)
    z = float(norm.ppf(0.5 + level / 2))
    left_out = math.floor(m * n / 2 - z * math.sqrt(m * n * (m + n + 1) / 12))
    if left_out < 1:
        return Interval(float(np.median(apart)), float("nan"), float("nan"))
    return Interval(float(np.median(apart)), float(apart[left_out - 1]), float(apart[-left_out]))


def needed_in_each(effect: float, power: float = 0.8, level: float = 0.95) -> int:
    """Return how many people each of two groups needs for a standardised mean difference to show (two-sided t-test).

    Args:
        effect: the standardised mean difference (Cohen's d), not 0.
        power: how often it is to show.
        level: one less the chance of a false finding.

    Raises:
        ValueError: an effect of 0.

    Source: Cohen 1988, Statistical Power Analysis for the Behavioral Sciences, chapter 2, as computed by statsmodels.

    >>> needed_in_each(0.77), needed_in_each(0.5)
    (28, 64)
    """
    from statsmodels.stats.power import TTestIndPower

    if effect == 0:
        raise ValueError("no number of people shows an effect of 0")
    return math.ceil(TTestIndPower().solve_power(effect_size=abs(effect), power=power, alpha=1 - level))


def _numbers(values: Sequence[float]):
    import numpy as np

    found = np.asarray(values, dtype=float)
    if len(found) < 2 or not np.isfinite(found).all():
        raise ValueError("each group needs two numbers or more")
    return found
