"""Who was still waiting and being watched at each time: the risk sets under every estimate of a wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Array = Any  # numpy publishes its arrays' types; pandas' and ours are not guessed at


@dataclass(frozen=True)
class Watched:
    """Waits as they were watched: arrays of one length.

    Attributes:
        entered: from when in its wait each was watched; that time included.
        left: until when: the end, or the last time at which it was seen to go on.
        kind: which end it was, as an index into `kinds`; -1 where it had not ended.
        cluster: the family of each, as a number from 0.
        kinds: the names of the ends, sorted.
    """

    entered: Array
    left: Array
    kind: Array
    cluster: Array
    kinds: tuple[str, ...]

    @property
    def n(self) -> int:
        """How many waits there are."""
        return len(self.left)

    def at_risk(self, times: Array) -> Array:
        """How many were watched and still waiting at each time: entered on or before it, and left on or after it."""
        import numpy as np

        return np.searchsorted(np.sort(self.entered), times, "right") - np.searchsorted(np.sort(self.left), times, "left")


@dataclass(frozen=True)
class Reach:
    """Between which times the risk set is large enough to estimate anything; both ends included, NaN where nowhere."""

    start: float
    last: float


def watched(
    days: Sequence[float],
    ends: Sequence[str],
    entered: Sequence[float] | None,
    clusters: Sequence[object] | None,
    kinds: Sequence[str] = (),
) -> Watched:
    """Return waits in the form that estimates need, or tell what is wrong with them.

    Raises:
        ValueError: lists of unlike length, a value that is missing or below 0, or an entry after its end.
    """
    import numpy as np

    left = np.asarray(list(days), dtype=float)
    first = np.zeros(len(left)) if entered is None else np.asarray(list(entered), dtype=float)
    named = [str(e) for e in ends]
    families = list(range(len(left))) if clusters is None else [str(c) for c in clusters]
    if not len(left) == len(first) == len(named) == len(families):
        raise ValueError("each wait needs its length, its end, its entry and its family: the lists are of unlike length")
    if not (np.isfinite(left).all() and np.isfinite(first).all() and (first >= 0).all()):
        raise ValueError("a length or an entry is missing, infinite or below 0; say how many are, and leave them out first")
    if (first > left).any():
        raise ValueError("a wait was entered after it ended: it was never watched; say how many are, and leave them out first")
    listed = tuple(sorted({e for e in (*named, *kinds) if e}))
    number = {kind: i for i, kind in enumerate(listed)} | {"": -1}
    family = {c: i for i, c in enumerate(sorted(set(families), key=lambda c: (isinstance(c, str), c)))}
    kind, cluster = np.array([number[e] for e in named], int), np.array([family[c] for c in families], int)
    # Sums of fractions depend on their order in the last digit; the order of rows must not.
    order = np.lexsort((cluster, kind, left, first))
    return Watched(first[order], left[order], kind[order], np.arange(len(left)) if clusters is None else cluster[order], listed)


def reach(waits: Watched, least: int) -> Reach:
    """Return from when until when at least so many were at risk.

    Where waits enter late the first risk sets can hold one or two, and one end among them would take the curve to the
    bottom for good. So the curve begins where the risk set is first large enough, and what it says is of those who waited
    until then. It stops where the risk set falls below `least` again, and does not begin anew.
    """
    import numpy as np

    times = np.unique(np.concatenate([[0.0], waits.entered, waits.left])) if waits.n else np.array([])
    enough = waits.at_risk(times) >= least
    if not enough.any():
        return Reach(float("nan"), float("nan"))
    first = int(np.argmax(enough))
    # After a time the risk set has lost those who left at it and gained nobody, until somebody enters; if that is on the very
    # next day, there was no day between on which it was small.
    small = waits.at_risk(times) - _counts(waits.left, times) < least
    follows = np.append(times[1:], np.inf)
    stops = small & ((np.floor(times) + 1 < follows) | ~np.append(enough[1:], False))
    return Reach(float(times[first]), float(times[first + np.flatnonzero(stops[first:])[0]]))


def _counts(values: Array, times: Array) -> Array:
    import numpy as np

    ordered = np.sort(values)
    return np.searchsorted(ordered, times, "right") - np.searchsorted(ordered, times, "left")
