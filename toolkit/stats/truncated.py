"""Lags that are seen only once they are over: the reverse-time estimate for right-truncated data."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from toolkit.stats.intervals import Interval
from toolkit.stats.survival import LEAST, Absorption, absorption

_BEFORE = 0.5


@dataclass(frozen=True)
class ReverseTime:
    """How long lags are, of those no longer than `longest`: the estimates of :func:`reverse_time`.

    Attributes:
        longest: the lag on which every estimate is conditional: the longest for which enough things could have shown it;
            NaN where there is none. Nothing can be said of longer ones, nor of how many there are.
        shortest: the shortest lag for which enough are at risk in reverse time; of shorter ones only an upper bound is known.
        n: how many lags there are.
        left_out: how many of them are longer than `longest`.
    """

    longest: float
    shortest: float
    n: int
    left_out: int
    _reversed: Absorption
    _zero: float

    def ended_by(self, lag: float) -> Interval:
        """Return the share of lags up to `lag`, that length included, among those no longer than `longest`.

        Returns:
            The share and its interval. Below `shortest` the value is NaN and `upper` is what can still be said; from `longest`
            on, and where nothing can be estimated, all are NaN.
        """
        if not 0 <= lag < self.longest:
            return Interval(math.nan, math.nan, math.nan)
        # Lags up to this one are, in reverse time, those that had not ended just before its mirror image.
        found = self._reversed.ended_by(self._zero - lag - _BEFORE)
        return Interval(1 - found.value, 1 - found.upper, 1 - found.lower)

    def median(self) -> Interval:
        """Return the lag within which half lie, among those no longer than `longest`, with the interval of all that could be it."""
        return self.quantile(0.5)

    def quantile(self, share: float) -> Interval:
        """Return the lag within which a share lies; NaN where it lies below `shortest` (then `upper` is the most it can be)."""
        shares = self._shares
        if not shares:
            return Interval(math.nan, math.nan, math.nan)
        at = {name: _first(shares, index, share) for index, name in ((1, "value"), (2, "lower"), (3, "upper"))}
        known = shares[0][1] < share or shares[0][0] == 0
        lower = at["upper"] if shares[0][3] < share or shares[0][0] == 0 else math.nan
        return Interval(at["value"] if known else math.nan, lower, at["lower"])

    @cached_property
    def _shares(self) -> list[tuple[float, float, float, float]]:
        """Lag, share and interval at every lag that was seen within the reach; 0 stands first where nothing is withheld."""
        seen = {self._zero - t for t in self._reversed.steps.times.tolist()} | {self.shortest}
        within = sorted(lag for lag in seen if self.shortest <= lag < self.longest)
        found: list[tuple[float, float, float, float]] = []
        for lag in within:
            value, lower, upper = self.ended_by(lag)
            found.append((lag, value, lower, upper))
        return [*found, (self.longest, 1.0, 1.0, 1.0)] if math.isfinite(self.longest) else []


def reverse_time(
    lags: Sequence[float],
    observable: Sequence[float],
    clusters: Sequence[object] | None = None,
    least: int = LEAST,
    level: float = 0.95,
) -> ReverseTime:
    """Return the distribution of a lag from things that are seen only when it is over, as far as it can be known.

    What has not been recorded is not in the data: of things that happened last week only those recorded within the week are
    there. So short lags are seen too often, and a Kaplan-Meier estimate of them, in which nothing is ever censored, takes the
    lags seen for all. Run backwards from the longest lag, each thing enters the risk set at the longest lag that it could have
    shown and leaves it at the one it had: late entry, which the product-limit estimate can handle. It gives the distribution
    among lags no longer than a given one, and only that; how many are longer no data of this kind can say.

    Args:
        lags: whole days or another whole unit, 0 or more.
        observable: the longest lag that each could have shown (to the day of looking); at least the lag itself.
        clusters: the family of each; each its own where it is not given.
        least: the smallest risk set from which anything is estimated.
        level: coverage aimed at by the intervals.

    Returns:
        The estimates.

    Raises:
        ValueError: lists of unlike length, lags that are not whole, or longer than could have been seen.

    Source: Lagakos, Barraj & De Gruttola 1988, Biometrika 75:515-523; Kalbfleisch & Lawless 1989, JASA 84:360-372.

    >>> seen = reverse_time([1, 2, 3, 1, 2, 1], [9, 8, 4, 3, 2, 1], least=1)
    >>> round(seen.ended_by(1).value, 3), seen.longest
    (0.375, 9.0)
    """
    had, could = [float(x) for x in lags], [float(x) for x in observable]
    if len(had) != len(could):
        raise ValueError("each lag needs the longest that could have been seen: the lists are of unlike length")
    if any(not (0 <= x <= y < math.inf) for x, y in zip(had, could, strict=True)):
        raise ValueError("a lag is missing, below 0, or longer than could have been seen")
    if any(x != int(x) for x in (*had, *could)):
        raise ValueError("lags are counted in whole units")
    zero = max(could, default=0.0)
    mirrored = absorption([zero - x for x in had], ["seen"] * len(had), [zero - x for x in could], clusters, least, level)
    longest, shortest = zero - mirrored.reach.start, zero - mirrored.reach.last
    return ReverseTime(longest, shortest, len(had), sum(x > longest for x in had), mirrored, zero)


def _first(shares: list[tuple[float, float, float, float]], index: int, share: float) -> float:
    return next((row[0] for row in shares if row[index] >= share - 1e-12), math.nan)
