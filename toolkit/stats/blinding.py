"""Whether people who should not know could tell, and how good their forecasts were."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist

from toolkit.stats.intervals import Interval


def bang(right: float, wrong: float, unsure: float, level: float = 0.95) -> Interval:
    """Return Bang's blinding index of one arm: the share that guessed right, less the share that guessed wrong.

    0 is what guessing at random gives, 1 that all guessed right, -1 that all guessed wrong. Whoever could not tell counts among
    all. The interval is that of independent guesses; where people guess of several cases, draw people and cases anew instead.

    Args:
        right: guesses that were right.
        wrong: guesses that were wrong.
        unsure: answers that it could not be told.
        level: coverage of the interval.

    Returns:
        The index and its interval, kept within -1 and 1; NaN where nobody answered.

    Raises:
        ValueError: a count below nought.

    Source: Bang, Ni and Davis 2004, Controlled Clinical Trials 25:143-156.

    >>> found = bang(48, 4, 330)  # Houweling et al. 2014, Clinical Trials 11:547-552, table 2, as given by the R package BI
    >>> [round(x, 2) for x in found]
    [0.12, 0.08, 0.15]
    """
    if min(right, wrong, unsure) < 0:
        raise ValueError("a count cannot be below nought")
    n = right + wrong + unsure
    if not n:
        return Interval(math.nan, math.nan, math.nan)
    index = (right - wrong) / n
    half = NormalDist().inv_cdf(0.5 + level / 2) * math.sqrt(max((right + wrong) / n - index**2, 0) / n)
    return Interval(index, max(-1.0, index - half), min(1.0, index + half))


def brier(chances: Sequence[float], happened: Sequence[bool]) -> float:
    """Return the mean squared distance of forecasts from what happened: 0 is perfect, 0.25 is always saying one half.

    Args:
        chances: forecasts from 0 to 1.
        happened: whether it happened, in the same order.

    Raises:
        ValueError: unequal lengths, none at all, or a chance outside 0 to 1.

    Source: Brier 1950, Monthly Weather Review 78:1-3 (the score of one of two events, half of his).

    >>> round(brier([0.7, 0.9, 0.8, 0.4], [True, True, False, False]), 3)
    0.225
    """
    if len(chances) != len(happened) or not len(chances):
        raise ValueError("there must be as many forecasts as events, and one at least")
    if not all(0 <= p <= 1 for p in chances):
        raise ValueError("a chance lies from 0 to 1")
    return sum((p - bool(h)) ** 2 for p, h in zip(chances, happened, strict=True)) / len(chances)


def skill(score: float, reference: float) -> float:
    """Return by which share forecasts beat those of a reference: 1 is perfect, 0 no better, below 0 worse; NaN against perfection.

    Args:
        score: Brier score of the forecasts.
        reference: Brier score of always forecasting the reference's rates.

    Source: Murphy 1973, Journal of Applied Meteorology 12:595-600.

    >>> round(skill(0.15, 0.20), 3)
    0.25
    """
    return 1 - score / reference if reference else math.nan
