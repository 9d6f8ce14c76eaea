"""Intervals for what several people judged of several cases: both are drawn anew, as either could have been others."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from toolkit.stats.intervals import Interval

if TYPE_CHECKING:
    import numpy as np

RESAMPLES = 2000
_NEARLY = 1e-9


def crossed_interval(
    statistic: Callable[[np.ndarray, np.ndarray], np.ndarray],
    raters: int,
    cases: int,
    level: float = 0.95,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Interval:
    """Return a statistic with the interval from drawing raters and cases anew, each with replacement and apart.

    It errs on the wide side: what belongs to one rater with one case is drawn twice over.

    Args:
        statistic: takes how often each rater (draws by raters) and each case (draws by cases) was drawn, and returns one number a
            draw; NaN where a draw says nothing. A judgement weighs its rater's number times its case's.
        raters: how many raters there are.
        cases: how many cases.
        level: coverage aimed at.
        resamples: how many draws.
        seed: the same seed gives the same interval.

    Returns:
        The statistic of all as they are, and the percentile interval; ends NaN where fewer than half of the draws say anything.

    Source: Owen 2007, Annals of Applied Statistics 1:386-411 (the pigeonhole bootstrap); Owen and Eckles 2012, ibid. 6:895-927.

    >>> marks = [[1.0, 2.0], [3.0, 4.0]]  # two raters by two cases
    >>> mean = lambda r, c: (r @ marks * c).sum(axis=1) / (r.sum(axis=1) * c.sum(axis=1))
    >>> crossed_interval(mean, 2, 2, resamples=200).value
    2.5
    """
    import numpy as np

    value = float(statistic(np.ones((1, raters)), np.ones((1, cases)))[0])
    draw = np.random.default_rng(seed)
    drawn = [draw.multinomial(n, np.full(n, 1 / n), resamples).astype(float) for n in (raters, cases)] if raters and cases else []
    found = statistic(*drawn) if drawn else np.array([])
    found = found[~np.isnan(found)]
    if len(found) < resamples / 2 or not len(found):
        return Interval(value, np.nan, np.nan)
    tail = (1 - level) / 2
    lower, upper = np.quantile(found, [tail, 1 - tail])
    return Interval(value, float(lower), float(upper))


def weighted_middle(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the weighted median of some values for each of several sets of weights; NaN where all weights are nought.

    Args:
        values: the values, n of them, or sets by n where each set has its own; one with weight nought may be NaN.
        weights: sets by n.

    >>> import numpy as np
    >>> weighted_middle(np.array([3.0, 1.0, 2.0]), np.array([[1.0, 1.0, 1.0], [1.0, 1.0, 0.0]])).tolist()
    [2.0, 2.0]
    """
    import numpy as np

    if not weights.shape[1]:
        return np.full(len(weights), np.nan)
    each = np.broadcast_to(np.where(np.isnan(values), np.inf, values), weights.shape)
    order = np.argsort(each, axis=1, kind="stable")
    ranked, upto = np.take_along_axis(each, order, 1), np.cumsum(np.take_along_axis(weights, order, 1), axis=1)
    half, most, row = upto[:, -1:] / 2, weights.shape[1] - 1, np.arange(len(weights))
    low = np.minimum((upto < half - _NEARLY).sum(axis=1), most)
    high = np.minimum((upto <= half + _NEARLY).sum(axis=1), most)
    with np.errstate(invalid="ignore"):
        return np.where(upto[:, -1] > 0, (ranked[row, low] + ranked[row, high]) / 2, np.nan)
