"""How much each family moves a curve of waits: the sandwich variance of Kaplan-Meier, Aalen-Johansen and restricted means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Array = Any


@dataclass(frozen=True)
class Steps:
    """The steps of a curve: what happened at each distinct time of an end, `J` of them.

    Attributes:
        times: the times, ascending.
        at_risk: how many were at risk at each.
        ended: how many ended at each, a row a kind of end.
        share: the share still waiting after 0, 1, ... J steps (`J + 1` numbers).
        by_kind: the share ended by each kind after 0, 1, ... J steps.
    """

    times: Array
    at_risk: Array
    ended: Array
    share: Array
    by_kind: Array


class Influence:
    """The first-order effect of each wait on the estimates (the infinitesimal jackknife), summed by family.

    With h = d / n at each step, the log of the share still waiting moves with a wait i by
    ``A_i = sum((dN_i - Y_i h) / (n (1 - h)))``. Its squares summed over independent waits that were all watched from the
    start give Greenwood's formula exactly. What a share of one kind of end, or an area under the curve, moves by follows
    from it; all sums over steps are taken from running sums, so that a query costs one look a wait.

    Source: Efron 1981, JASA 76:312-319, and Therneau & Grambsch 2000, Modeling Survival Data, section 2.4 (the estimator);
    Williams 1995, Lifetime Data Analysis 1:171-186 (waits in clusters).
    """

    def __init__(self, steps: Steps, entered: Array, left: Array, kind: Array, cluster: Array) -> None:
        import numpy as np

        self.steps = steps
        self.kind, self.cluster = kind, cluster
        self._families = int(cluster.max()) + 1 if len(cluster) else 0
        # Steps in which a wait was at risk: from `_first` up to but not including `_past`.
        self._first = np.searchsorted(steps.times, entered, "left")
        self._past = np.searchsorted(steps.times, left, "right")
        ends = (kind >= 0) & (self._past > self._first)
        self._end = (
            np.where(ends & (steps.times[np.maximum(self._past - 1, 0)] == left), self._past - 1, -1)
            if len(steps.times)
            else np.full(len(left), -1)
        )
        total = steps.ended.sum(axis=0)
        staying = steps.at_risk - total
        # Where all who were at risk ended, the share is 0 from then on, and nothing more can be moved.
        self._unit = np.divide(1.0, staying, out=np.zeros(len(staying)), where=staying > 0)
        self._sums = _running(self._unit * total / np.maximum(steps.at_risk, 1))

    def of_share(self, count: int) -> tuple[float, float]:
        """Return two standard errors, by family and for independent waits, of the share still waiting after `count` steps."""
        return self._errors(-self.steps.share[count] * self._moved(count))

    def of_kind(self, kind: int, count: int) -> tuple[float, float]:
        """Return the same of the share ended by one kind after `count` steps."""
        import numpy as np

        share, n = self.steps.share[:-1], self.steps.at_risk
        flow = share * self.steps.ended[kind] / n
        per_one = share / n
        own = (self.kind == kind) & (self._end >= 0) & (self._end < count)
        gained = np.where(own, per_one[np.maximum(self._end, 0)] if len(per_one) else 0.0, 0.0)
        running = _running(flow / n)
        gained = gained - (running[np.minimum(count, self._past)] - running[np.minimum(count, self._first)])
        return self._errors(gained - self._weighted(flow, count))

    def of_area(self, lengths: Array) -> tuple[float, float]:
        """Return the same of the area under the curve; `lengths` is how long it stays after 0, 1, ... steps."""
        count = len(lengths)
        return self._errors(-self._weighted(self.steps.share[:count] * lengths, count))

    def _moved(self, count: int) -> Array:
        """A_i after `count` steps."""
        import numpy as np

        jumped = np.where((self._end >= 0) & (self._end < count), self._unit[np.maximum(self._end, 0)] if len(self._unit) else 0, 0)
        return jumped - (self._sums[np.minimum(count, self._past)] - self._sums[np.minimum(count, self._first)])

    def _weighted(self, weights: Array, count: int) -> Array:
        """Sum over j < count of weights[j] times A_i after j steps."""
        import numpy as np

        total, drift = _running(weights), _running(weights * self._sums[: len(weights)])
        first, past = np.minimum(count, self._first), np.minimum(count, self._past)
        began, over = self._sums[np.minimum(self._first, len(self._sums) - 1)], self._sums[self._past]
        lost = drift[past] - drift[first] - began * (total[past] - total[first]) + (over - began) * (total[count] - total[past])
        after = np.minimum(self._end + 1, count)
        jumped = np.where(
            self._end >= 0, (self._unit[np.maximum(self._end, 0)] if len(self._unit) else 0) * (total[count] - total[after]), 0.0
        )
        return jumped - lost

    def _errors(self, moved: Array) -> tuple[float, float]:
        import numpy as np

        alone = float(np.sqrt(np.sum(moved**2)))
        if self._families < 2:
            return alone, alone
        together = np.bincount(self.cluster, weights=moved, minlength=self._families)
        by_family = float(np.sqrt(self._families / (self._families - 1) * np.sum(together**2)))
        return by_family, alone


def _running(values: Array) -> Array:
    import numpy as np

    return np.concatenate([[0.0], np.cumsum(values)])
