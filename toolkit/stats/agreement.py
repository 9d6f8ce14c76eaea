"""Agreement between people who rated the same cases, each on their own: percent, kappa, alpha and Gwet's AC, side by side.

Each coefficient takes chance off in another way, and they part company where nearly all cases are in one category; so they
are given together and never alone. All work on counts of cases by category, so that ratings may be missing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolkit.stats.intervals import Interval

if TYPE_CHECKING:
    import numpy as np

WEIGHTS = ("identity", "linear", "quadratic")
_RESAMPLES = 2000
_SURE = 1e-5 + 1e-8  # so near to one, chance explains all agreement; as `numpy.isclose` has it, which is slow to ask


@dataclass(frozen=True)
class Agreement:
    """How far ratings agree, with intervals from resampling cases.

    Attributes:
        percent: share of pairs of ratings of one case that agree (weighted: how nearly).
        kappa: Cohen's kappa; over more than two raters the mean over pairs of them (Light 1971).
        alpha: Krippendorff's alpha, nominal for identity weights and ordinal else.
        ac: Gwet's AC1, or AC2 where weights are given.
        cases: how many cases have two ratings or more.
        alone: how many have one only; they say nothing of agreement.
        missing: ratings that were not given, of all that there might have been.
        shares: share of each category among the ratings.
    """

    percent: Interval
    kappa: Interval
    alpha: Interval
    ac: Interval
    cases: int
    alone: int
    missing: int
    shares: dict[str, float]


def agreement(
    ratings: Sequence[Sequence[str | None]],
    categories: Sequence[str],
    weights: str = "identity",
    level: float = 0.95,
    resamples: int = _RESAMPLES,
    seed: int = 0,
) -> Agreement:
    """Return how far raters agree on cases that they rated on their own.

    Args:
        ratings: one row a case, one cell a rater in the same order throughout; None where a rater did not rate it.
        categories: the categories, in their order; a rating is one of them.
        weights: `identity` (agreed or not), or for ordered categories `linear` or `quadratic` (how far apart).
        level: coverage aimed at by the intervals.
        resamples: how many times cases are drawn anew, with replacement.
        seed: seed of the drawing; the same seed gives the same intervals.

    Returns:
        The coefficients; NaN where chance alone would explain all agreement, or fewer than two cases have two ratings.

    Raises:
        ValueError: unknown weights, fewer than two categories, rows of unequal length, or a rating that is no category.

    Source: Cohen 1960 and 1968; Light 1971; Krippendorff 2011 (computing alpha); Gwet 2008 and 2014 (AC1, AC2 with missing
    ratings); the bootstrap over cases is Efron's percentile interval.

    >>> one, two = ["a"] * 118 + ["a"] * 5 + ["b"] * 2, ["a"] * 118 + ["b"] * 5 + ["a"] * 2
    >>> found = agreement(list(zip(one, two)), ["a", "b"], resamples=50)
    >>> [round(x.value, 2) for x in (found.percent, found.kappa, found.ac)]
    [0.94, -0.02, 0.94]
    """
    import numpy as np

    table = _codes(ratings, categories, weights)
    weight = _weights(len(categories), weights)
    drawn = np.random.default_rng(seed).integers(0, max(len(table), 1), (resamples, len(table)))

    def told(coefficient: Callable[[np.ndarray, np.ndarray], float]) -> Interval:
        return _bootstrapped(coefficient, table, weight, drawn, level)

    given = (table >= 0).sum(axis=1) if len(table) else np.zeros(0, int)
    shares = np.bincount(table[table >= 0], minlength=len(categories)) / max((table >= 0).sum(), 1)
    return Agreement(
        told(_percent),
        told(_kappa),
        told(_alpha_ordinal if weights != "identity" else _alpha_nominal),
        told(_gwet),
        int((given >= 2).sum()),
        int((given == 1).sum()),
        int((table < 0).sum()),
        {name: float(share) for name, share in zip(categories, shares, strict=True)},
    )


def _codes(ratings: Sequence[Sequence[str | None]], categories: Sequence[str], weights: str) -> np.ndarray:
    """Cases by raters, each cell the place of its category; -1 where there is none."""
    import numpy as np

    if weights not in WEIGHTS or len(categories) < 2:
        raise ValueError(f"there must be two categories, and weights are one of {', '.join(WEIGHTS)}")
    if len({len(row) for row in ratings}) > 1:
        raise ValueError("every case needs a cell for every rater")
    place = {name: n for n, name in enumerate(categories)} | {None: -1}
    strange = sorted({str(cell) for row in ratings for cell in row if cell not in place})
    if strange:
        raise ValueError(f"these ratings are no category: {', '.join(strange)}")
    return np.array([[place[cell] for cell in row] for row in ratings], dtype=int).reshape(
        len(ratings), len(ratings[0]) if ratings else 0
    )


def _weights(number: int, kind: str) -> np.ndarray:
    import numpy as np

    apart = np.abs(np.subtract.outer(np.arange(number), np.arange(number))) / (number - 1)
    return {"identity": (apart == 0).astype(float), "linear": 1 - apart, "quadratic": 1 - apart**2}[kind]


def _bootstrapped(
    coefficient: Callable[[np.ndarray, np.ndarray], float], table: np.ndarray, weight: np.ndarray, drawn: np.ndarray, level: float
) -> Interval:
    import numpy as np

    value = coefficient(table, weight)
    if np.isnan(value):
        return Interval(value, value, value)
    again = np.array([coefficient(table[rows], weight) for rows in drawn])
    again = again[~np.isnan(again)]
    tail = (1 - level) / 2
    lower, upper = np.quantile(again, [tail, 1 - tail]) if len(again) else (np.nan, np.nan)
    return Interval(float(value), float(lower), float(upper))


def _counts(table: np.ndarray, number: int) -> np.ndarray:
    """How many raters put each case into each category."""
    import numpy as np

    return np.stack([(table == k).sum(axis=1) for k in range(number)], axis=1).astype(float)


def _percent(table: np.ndarray, weight: np.ndarray) -> float:
    import numpy as np

    counts = _counts(table, len(weight))
    paired = counts[counts.sum(axis=1) >= 2]
    if len(paired) < 2:
        return np.nan
    size = paired.sum(axis=1)
    return float(np.mean((paired * (paired @ weight - 1)).sum(axis=1) / (size * (size - 1))))


def _kappa(table: np.ndarray, weight: np.ndarray) -> float:
    """Over all pairs of raters, each on the cases that both rated; a pair without spread says nothing."""
    import numpy as np

    raters = list(table.T) if table.ndim == 2 else []
    found = [_cohen(one, two, weight) for n, one in enumerate(raters) for two in raters[n + 1 :]]
    found = [k for k in found if not math.isnan(k)]
    return float(np.mean(found)) if found else np.nan


def _cohen(one: np.ndarray, two: np.ndarray, weight: np.ndarray) -> float:
    import numpy as np

    number, rated = len(weight), (one >= 0) & (two >= 0)
    both = one[rated] * number + two[rated]
    if len(both) < 2:
        return np.nan
    joint = np.bincount(both, minlength=number**2).reshape(number, number) / len(both)
    by_chance = (weight * np.outer(joint.sum(axis=1), joint.sum(axis=0))).sum()
    return _beyond_chance((weight * joint).sum(), by_chance)


def _gwet(table: np.ndarray, weight: np.ndarray) -> float:
    import numpy as np

    counts = _counts(table, len(weight))
    rated = counts[counts.sum(axis=1) >= 1]
    if not len(rated):
        return np.nan
    share = (rated / rated.sum(axis=1, keepdims=True)).mean(axis=0)
    number = len(weight)
    by_chance = weight.sum() / (number * (number - 1)) * (share * (1 - share)).sum()
    return _beyond_chance(_percent(table, weight), by_chance)


def _beyond_chance(seen: float, by_chance: float) -> float:
    return float("nan") if abs(by_chance - 1) <= _SURE else float((seen - by_chance) / (1 - by_chance))


def _alpha_nominal(table: np.ndarray, weight: np.ndarray) -> float:
    import numpy as np

    return _alpha(table, len(weight), lambda totals: 1.0 - np.eye(len(totals)))


def _alpha_ordinal(table: np.ndarray, weight: np.ndarray) -> float:
    return _alpha(table, len(weight), _ordinal_distance)


def _ordinal_distance(totals: np.ndarray) -> np.ndarray:
    """Two categories lie as far apart as there are ratings from the middle of the one to the middle of the other."""
    import numpy as np

    middle = np.cumsum(totals) - totals / 2
    return np.subtract.outer(middle, middle) ** 2


def _alpha(table: np.ndarray, number: int, distance: Callable[[np.ndarray], np.ndarray]) -> float:
    import numpy as np

    counts = _counts(table, number)
    paired = counts[counts.sum(axis=1) >= 2]
    if len(paired) < 2:
        return np.nan
    together = (paired[:, :, None] * paired[:, None, :] - np.einsum("ik,kl->ikl", paired, np.eye(number))) / (
        paired.sum(axis=1)[:, None, None] - 1
    )
    coincidence, totals = together.sum(axis=0), paired.sum(axis=0)
    apart = distance(totals)
    by_chance = (np.outer(totals, totals) * apart).sum() / (totals.sum() - 1)
    return float("nan") if not by_chance else float(1 - (coincidence * apart).sum() / by_chance)
