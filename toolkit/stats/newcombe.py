"""The difference of two shares from the intervals of each."""

from __future__ import annotations

import math

from toolkit.stats.intervals import ClusteredShare, Interval


def apart(one: ClusteredShare | Interval, other: ClusteredShare | Interval) -> Interval:
    """Return by how much one share lies above another, with an interval made of the intervals of the two.

    Square and add: the difference reaches down by the root of (one's value less its lower end) squared and (the other's upper end
    less its value) squared, and up likewise. It holds where a share is nought or one, where a normal interval has no
    width. Where both rest on the same families, which as a rule are alike, it is wider than it need be.

    Args:
        one: a share with its interval.
        other: the share that it is held against, at the same level.

    Returns:
        The difference, from -1 to 1, and its interval; NaN where a share is NaN.

    Source: Newcombe 1998, Interval estimation for the difference between independent proportions, Statistics in Medicine
    17:873-890 (method 10, with Wilson's intervals); here with whatever intervals are given.

    >>> from toolkit.stats import wilson
    >>> [round(x, 4) for x in apart(wilson(56, 70), wilson(48, 80))]
    [0.2, 0.0524, 0.3339]
    """
    found = one.value - other.value
    down = math.hypot(one.value - one.lower, other.upper - other.value)
    up = math.hypot(one.upper - one.value, other.value - other.lower)
    return Interval(found, found - down, found + up)
