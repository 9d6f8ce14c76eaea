"""Waits that have not all ended: Kaplan-Meier and Aalen-Johansen with late entry, families, and an end to what can be said."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from toolkit.stats.influence import Influence, Steps
from toolkit.stats.intervals import Interval, clustered_share
from toolkit.stats.medians import clustered_median
from toolkit.stats.risk import Reach, Watched, reach, watched

LEAST = 10
_SAME = 1e-12


@dataclass(frozen=True)
class Point:
    """A point of a curve: the share that had ended by a time, by one kind of end or by any (''), and how many were at risk."""

    kind: str
    time: float
    share: float
    lower: float
    upper: float
    at_risk: int


@dataclass(frozen=True)
class Absorption:
    """How waits end: the estimates of :func:`absorption`.

    Attributes:
        waits: the waits as they were watched.
        reach: between which times there are enough at risk. Where it begins above 0, every estimate is of those who waited
            until then.
        least: how many are enough.
        level: coverage aimed at by the intervals.
        by_family: whether families were given; else each wait is its own.
    """

    waits: Watched
    reach: Reach
    least: int
    level: float
    by_family: bool

    @property
    def n(self) -> int:
        """How many waits there are."""
        return self.waits.n

    @property
    def ended(self) -> int:
        """How many of them were seen to end."""
        return int((self.waits.kind >= 0).sum())

    @property
    def conditional(self) -> bool:
        """Whether the early part of waits cannot be told, so that estimates are of those who got beyond it."""
        return self.reach.start > 0

    def ended_by(self, time: float, kind: str = "") -> Interval:
        """Return the share that had ended by a time, that time included: by any end, or by one kind in the presence of the others.

        Args:
            time: in the unit of the waits, 0 or more.
            kind: one of the ends; empty for any.

        Returns:
            The share and its interval. Beyond the reach, unless it can be counted, the value is NaN, and `lower` is what can still
            be said (at least so many had ended), or NaN; before it, all are NaN.

        Raises:
            ValueError: a kind of end that there is not.
        """
        which = self._kind(kind)
        if not self.reach.start <= time:
            return Interval(math.nan, math.nan, math.nan)
        if self.counted(time):
            return self._share_seen(time, which)
        if time > self.reach.last:
            return Interval(math.nan, self._estimate(self._count(self.reach.last), which, self.reach.last).lower, math.nan)
        return self._estimate(self._count(time), which, time)

    def counted(self, time: float) -> bool:
        """Whether a time lies beyond the reach, and yet there is nothing to estimate: each wait was watched from its start, until
        then or to its end. What had happened by then is a count of at least `least` waits, however few are still at risk.
        """
        waits = self.waits
        whole = bool((waits.entered == 0).all() and ((waits.kind >= 0) | (waits.left >= time)).all())
        return whole and self.n >= self.least and time > self.reach.last

    def median(self) -> Interval:
        """Return the time by which half had ended, by whatever end, with the interval of all times that could be it.

        The interval is read off the intervals of the curve; where the curve runs level at one half, the value is the middle
        of that stretch, as R's survfit has it. Where half had not ended within the reach the value is NaN; then `lower` is
        the least that it can be, and `upper` is NaN.

        Source: Brookmeyer & Crowley 1982, Biometrics 38:29-41.
        """
        return self.quantile(0.5)

    def quantile(self, share: float) -> Interval:
        """Return the time by which a share had ended; as :meth:`median`."""
        if not math.isfinite(self.reach.start):
            return Interval(math.nan, math.nan, math.nan)
        if math.isnan(self._crossing(share)) and share == 0.5 and self.counted(middle := self._middle()):
            _, lower, upper = clustered_median(self._lengths(), self.waits.cluster.tolist(), self.level)
            return Interval(middle, max(0.0, lower), upper if math.isfinite(upper) else math.nan)
        points = [self._estimate(q, -1, t) for q, t in enumerate(self.steps.times, 1)]
        times = self.steps.times
        lower = next((float(t) for t, p in zip(times, points, strict=True) if p.upper >= share - _SAME), self.reach.last)
        upper = next((float(t) for t, p in zip(times, points, strict=True) if p.lower >= share - _SAME), math.nan)
        return Interval(self._crossing(share), lower, upper)

    def restricted_mean(self, time: float) -> Interval:
        """Return the mean of what of each wait lies before a time: the area under the curve of those still waiting.

        Args:
            time: where waits are cut; within the reach, else all is NaN.

        Returns:
            The mean and its interval, in the unit of the waits.

        Source: Klein & Moeschberger 2003, Survival Analysis, section 4.5; the variance by family as for the curve.
        """
        if not self.reach.start <= time <= self.reach.last:
            return Interval(math.nan, math.nan, math.nan)
        import numpy as np

        count = self._count(time)
        edges = np.concatenate([[self.reach.start], self.steps.times[:count], [time]])
        lengths = np.diff(edges)
        value = self.reach.start + float(np.sum(self.steps.share[: count + 1] * lengths))
        half = self._spread * self._error(self._influence.of_area(lengths))
        return Interval(value, max(self.reach.start, value - half), min(time, value + half))

    def points(self, times: Sequence[float] | None = None) -> list[Point]:
        """Return the curve: for each kind of end and for any (''), the share ended by each time within the reach.

        Args:
            times: where to look; by default the reach's two ends and every time of an end between them.
        """
        if not math.isfinite(self.reach.start):
            return []
        looked = sorted({self.reach.start, *map(float, self.steps.times), self.reach.last} if times is None else set(times))
        looked = [t for t in looked if self.reach.start <= t <= self.reach.last]
        return [self._point(kind, t) for kind in ("", *self.waits.kinds) for t in looked]

    @cached_property
    def steps(self) -> Steps:
        """What happened at each time of an end within the reach."""
        import numpy as np

        waits, start, last = self.waits, self.reach.start, self.reach.last
        seen = (waits.kind >= 0) & (waits.left >= start) & (waits.left <= last)
        times = np.unique(waits.left[seen])
        at_risk = waits.at_risk(times)
        ended = np.zeros((max(1, len(waits.kinds)), len(times)))
        np.add.at(ended, (waits.kind[seen], np.searchsorted(times, waits.left[seen])), 1)
        share = np.concatenate([[1.0], np.cumprod(1 - ended.sum(axis=0) / at_risk)]) if len(times) else np.ones(1)
        flow = share[:-1] * ended / at_risk if len(times) else ended
        return Steps(times, at_risk, ended, share, np.concatenate([np.zeros((len(ended), 1)), np.cumsum(flow, axis=1)], axis=1))

    @cached_property
    def _influence(self) -> Influence:
        import numpy as np

        inside = self.waits.left >= self.reach.start
        part = (self.waits.left[inside], self.waits.kind[inside], self.waits.cluster[inside])
        families = np.unique(part[2], return_inverse=True)[1]
        return Influence(self.steps, np.maximum(self.waits.entered[inside], self.reach.start), part[0], part[1], families)

    @cached_property
    def _spread(self) -> float:
        """How many standard errors an interval reaches: few families do not know their own variance well."""
        from scipy.stats import norm, t

        families = len(set(self.waits.cluster.tolist()))
        high = (1 + self.level) / 2
        return float(t.ppf(high, families - 1)) if self.by_family and families > 1 else float(norm.ppf(high))

    def _share_seen(self, time: float, kind: int) -> Interval:
        import numpy as np

        had = (self.waits.left <= time) & (self.waits.kind >= 0 if kind < 0 else self.waits.kind == kind)
        k, n = np.bincount(self.waits.cluster, weights=had), np.bincount(self.waits.cluster)
        return Interval(*clustered_share(k.tolist(), n.tolist(), self.level)[:3])

    def _lengths(self) -> list[float]:
        """How long each wait was; `inf` where it goes on."""
        return [t if k >= 0 else math.inf for t, k in zip(self.waits.left.tolist(), self.waits.kind.tolist(), strict=True)]

    def _middle(self) -> float:
        ordered = sorted(self._lengths())
        low, high = ordered[(self.n - 1) // 2], ordered[self.n // 2]
        return low if low == high else (low + high) / 2

    def _kind(self, kind: str) -> int:
        if kind and kind not in self.waits.kinds:
            raise ValueError("there is no such kind of end; `waits.kinds` lists them")
        return self.waits.kinds.index(kind) if kind else -1

    def _count(self, time: float) -> int:
        import numpy as np

        return int(np.searchsorted(self.steps.times, time, "right"))

    def _point(self, kind: str, time: float) -> Point:
        found = self.ended_by(time, kind)
        return Point(kind, time, *found, at_risk=int(self.waits.at_risk([time])[0]))

    def _estimate(self, count: int, kind: int, time: float) -> Interval:
        share = float(1 - self.steps.share[count] if kind < 0 else self.steps.by_kind[kind][count])
        if share < _SAME or share > 1 - _SAME:
            return self._at_the_edge(round(share), time, count)
        error = self._error(self._influence.of_share(count) if kind < 0 else self._influence.of_kind(kind, count))
        half = self._spread * error / ((1 - share) * abs(math.log(1 - share)))
        return Interval(share, 1 - (1 - share) ** math.exp(-half), 1 - (1 - share) ** math.exp(half))

    def _error(self, both: tuple[float, float]) -> float:
        """By chance families often look less alike than strangers; that is no gift of precision."""
        return max(both) if self.by_family else both[1]

    def _at_the_edge(self, share: int, time: float, count: int) -> Interval:
        """None or all had ended: the curve has no spread of its own, and the risk set says how sure that is."""
        import numpy as np

        at = time if share == 0 else float(self.steps.times[count - 1])
        there = (self.waits.entered <= at) & (self.waits.left >= at)
        sizes = np.bincount(self.waits.cluster[there])
        sizes = sizes[sizes > 0].tolist()
        return Interval(*clustered_share([share * size for size in sizes], sizes, self.level)[:3])

    def _crossing(self, share: float) -> float:
        ended, times = 1 - self.steps.share[1:], self.steps.times
        for j, found in enumerate(ended):
            if abs(found - share) <= _SAME:
                level_until = times[j + 1] if j + 1 < len(times) else times[j]
                return float(times[j] + level_until) / 2
            if found > share:
                return float(times[j])
        return math.nan


def absorption(
    days: Sequence[float],
    ends: Sequence[str],
    entered: Sequence[float] | None = None,
    clusters: Sequence[object] | None = None,
    least: int = LEAST,
    level: float = 0.95,
    kinds: Sequence[str] = (),
) -> Absorption:
    """Return how waits end, from waits of which some go on, some were first watched late, and some ended another way.

    A wait is at risk of its end at every time from its entry to its end or to when it was last seen to go on, *both
    included*: days are whole, and a wait that a record watches from a day could have ended on that day. (Survival packages
    leave out the entry itself: for theirs, give an entry a little later.) A wait that begins and ends on one day counts at 0.

    The share ended is one minus the Kaplan-Meier estimate; by kind of end it is the Aalen-Johansen estimate, in the presence
    of the other ends, and the kinds add up to the whole. Intervals are on the complementary log-log scale, with the
    infinitesimal jackknife by family, never narrower than for independent waits, and with t quantiles where families are given.

    Nothing is estimated where fewer than `least` are at risk. Where there is nothing to estimate, as all were watched from their
    start until then or to their end, what was seen is counted (:meth:`Absorption.counted`).

    Args:
        days: how long each wait lasted, or had lasted when last seen; 0 or more.
        ends: the kind of its end; empty where it had not ended.
        entered: since when in its wait each was watched; 0 for all where it is not given.
        clusters: the family of each; each its own where it is not given.
        least: the smallest risk set from which anything is estimated, at least 1.
        level: coverage aimed at, between 0 and 1.
        kinds: kinds of end to be told of even where no wait had them.

    Returns:
        The estimates.

    Raises:
        ValueError: lists of unlike length, values that are missing or impossible, a level outside 0 to 1.

    Source: Kaplan & Meier 1958, JASA 53:457-481; Aalen & Johansen 1978, Scandinavian Journal of Statistics 5:141-150;
    Tsai, Jewell & Wang 1987, Biometrika 74:883-886 (late entry); Beyersmann, Allignol & Schumacher 2012, Competing Risks and
    Multistate Models with R, section 4 (the scale of the intervals). Written here as no library that we use has late entry
    with competing ends, or ends on the day of entry; held to statsmodels where that is right.

    >>> waits = absorption([6, 6, 6, 7, 10, 13, 16, 22, 23], ["x"] * 9, least=1)
    >>> round(waits.ended_by(7).value, 3), waits.median().value
    (0.444, 10.0)
    >>> absorption([6, 6, 6, 7, 10, 13, 16, 22, 23], ["x"] * 9).ended_by(7).value
    nan
    """
    if not 0 < level < 1:
        raise ValueError("the level must lie between 0 and 1, such as 0.95")
    if least < 1:
        raise ValueError("the smallest risk set must be at least 1")
    waits = watched(days, ends, entered, clusters, kinds)
    return Absorption(waits, reach(waits, least), least, level, clusters is not None)
