"""Differences that go one way or the other: sign test, signed ranks with their zeros, and the shift in the middle.

The tests are exact: the distribution of the ranks that were seen, zeros and ties included, is counted out. (The exact tests of
common libraries take the ranks to be 1, 2, 3 … and are wrong where there are ties or zeros.)
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolkit.stats.intervals import Interval

if TYPE_CHECKING:
    import numpy as np

MOST_EXACT = 200  # beyond so many differences the normal distribution is as good, and counting out is slow


@dataclass(frozen=True)
class SignTest:
    """How many differences lie above nought and below, with the two-sided p-value; NaN where all are nought.

    Attributes:
        above: how many are above nought.
        below: how many are below.
        zeros: how many are nought; they say nothing here.
        p: the chance of a split at least as uneven where either side is as likely.
    """

    above: int
    below: int
    zeros: int
    p: float


@dataclass(frozen=True)
class SignedRank:
    """The signed-rank test with Pratt's zeros.

    Attributes:
        plus: sum of the ranks of what lies above nought.
        minus: sum of the ranks of what lies below.
        zeros: how many are nought; they are ranked with the others, and then left out.
        p: two-sided p-value; NaN where all are nought.
        effect: (plus - minus) / (plus + minus), from -1 to 1: the matched-pairs rank-biserial correlation.
        exact: whether the distribution was counted out.
    """

    plus: float
    minus: float
    zeros: int
    p: float
    effect: float
    exact: bool


def sign_test(differences: Sequence[float]) -> SignTest:
    """Return the exact sign test of differences against nought; only their direction counts, so it holds for grades.

    Args:
        differences: any numbers.

    Raises:
        ValueError: one that is no number.

    Source: Arbuthnott 1710; Conover 1999, Practical Nonparametric Statistics, 3.4.

    >>> found = sign_test([1, 1, 1, 1, 1, 1, -1, 0])
    >>> found.above, found.below, found.zeros, round(found.p, 4)
    (6, 1, 1, 0.125)
    """
    given = _numbers(differences)
    above, below = int((given > 0).sum()), int((given < 0).sum())
    n, most = above + below, max(above, below)
    if not n:
        return SignTest(0, 0, len(given), math.nan)
    tail = sum(math.comb(n, k) for k in range(most, n + 1)) / 2**n
    return SignTest(above, below, len(given) - n, min(1.0, 2 * tail))


def signed_rank(differences: Sequence[float]) -> SignedRank:
    """Return the signed-rank test of differences against nought, with zeros as Pratt has them.

    Args:
        differences: any numbers; what matters is which of them are larger than others, so they must be on one scale.

    Raises:
        ValueError: one that is no number.

    Source: Wilcoxon 1945, Biometrics Bulletin 1:80-83; Pratt 1959, Journal of the American Statistical Association 54:655-667;
    effect: Kerby 2014, Comprehensive Psychology 3:11.IT.3.1.

    >>> found = signed_rank([0, 0, 1, 2, 3, -1])  # ranks 1.5 1.5 3.5 5 6 3.5; the zeros then go
    >>> found.plus, found.minus, found.p
    (14.5, 3.5, 0.375)
    """
    from scipy.stats import rankdata

    given = _numbers(differences)
    ranks = rankdata(abs(given)) if len(given) else given
    kept, signs = ranks[given != 0], given[given != 0]
    plus, minus = float(kept[signs > 0].sum()), float(kept[signs < 0].sum())
    exact = len(kept) <= MOST_EXACT
    p = _counted_out(kept, plus) if exact else _as_normal(kept, plus)
    effect = (plus - minus) / (plus + minus) if len(kept) else math.nan
    return SignedRank(plus, minus, int((given == 0).sum()), p, effect, exact)


def hodges_lehmann(differences: Sequence[float], level: float = 0.95) -> Interval:
    """Return the shift in the middle: the median of the means of all pairs of differences, each with itself too.

    For numbers on a scale with equal steps, never for grades. The interval comes of turning the signed-rank test round; ties make
    it a little wide. Its ends are NaN where there are too few differences for the level (fewer than 6 at 95 %).

    Args:
        differences: any numbers.
        level: coverage of the interval, between 0 and 1.

    Raises:
        ValueError: no difference, or one that is no number.

    Source: Hodges and Lehmann 1963, Annals of Mathematical Statistics 34:598-611; interval: Hollander, Wolfe and Chicken 2014,
    Nonparametric Statistical Methods, 3.2 and 3.3.

    >>> hodges_lehmann([2, 4, 6]).value
    4.0
    """
    import numpy as np

    given = _numbers(differences)
    if not len(given):
        raise ValueError("there is no difference")
    means = walsh(given)
    left_out = _left_out(len(given), (1 - level) / 2)
    value = float(np.median(means))
    return Interval(value, float(means[left_out - 1]), float(means[-left_out])) if left_out else Interval(value, math.nan, math.nan)


def walsh(differences: Sequence[float] | np.ndarray) -> np.ndarray:
    """Return the means of all pairs of numbers, each with itself too, in order.

    >>> walsh([1, 3]).tolist()
    [1.0, 2.0, 3.0]
    """
    import numpy as np

    given = np.asarray(differences, dtype=float)
    one, two = np.triu_indices(len(given))
    return np.sort((given[one] + given[two]) / 2)


def _numbers(given: Sequence[float]) -> np.ndarray:
    import numpy as np

    found = np.asarray(given, dtype=float)
    if not np.isfinite(found).all():
        raise ValueError("every difference must be a number")
    return found


def _distribution(ranks: np.ndarray) -> np.ndarray:
    """The chance of each sum of doubled ranks (they may end in a half) where every sign is as likely."""
    import numpy as np

    doubled = np.rint(ranks * 2).astype(int)
    chances = np.zeros(int(doubled.sum()) + 1)
    chances[0] = 1.0
    for rank in doubled:
        moved = np.zeros_like(chances)
        moved[rank:] = chances[: len(chances) - rank]
        chances = (chances + moved) / 2
    return chances


def _counted_out(ranks: np.ndarray, plus: float) -> float:
    if not len(ranks):
        return math.nan
    chances = _distribution(ranks)
    seen = round(plus * 2)
    tail = min(chances[: seen + 1].sum(), chances[seen:].sum())
    return min(1.0, 2 * float(tail))


def _as_normal(ranks: np.ndarray, plus: float) -> float:
    """By the variance of the ranks that were seen, which holds ties and zeros."""
    from scipy.stats import norm

    z = abs(plus - ranks.sum() / 2) / math.sqrt((ranks**2).sum() / 4)
    return float(2 * norm.sf(z))


def _left_out(n: int, tail: float) -> int:
    """Which mean from either end bounds the interval; 0 where no one does."""
    import numpy as np

    if n > MOST_EXACT:
        from scipy.stats import norm

        return int(n * (n + 1) / 4 - norm.ppf(1 - tail) * math.sqrt(n * (n + 1) * (2 * n + 1) / 24))
    below = np.cumsum(_distribution(np.arange(1.0, n + 1)))[::2]
    return int((below <= tail).sum())
