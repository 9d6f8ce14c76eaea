"""Small draws from a numpy generator, so that the rest of the simulation reads as sentences."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import numpy as np

T = TypeVar("T")
_FRIDAY = 4


def stream(seed: int, *place: int) -> np.random.Generator:
    """Return the generator of one place in the agency (a family, a child): it owes nothing to how many others there are.

    >>> float(stream(1, 2, 3).random()) == float(stream(1, 2, 3).random())
    True
    """
    import numpy as np

    return np.random.default_rng([seed, *place])


def happens(rng: np.random.Generator, chance: float) -> bool:
    """Whether a thing of that chance happens."""
    return rng.random() < chance


def pick(rng: np.random.Generator, of: Sequence[T]) -> T:
    """Return one of a sequence, each as likely."""
    return of[int(rng.random() * len(of))]


def weighted(rng: np.random.Generator, weights: Sequence[tuple[T, float]]) -> T:
    """Return one of (value, weight) pairs, in proportion to weight."""
    left = rng.random() * sum(w for _, w in weights)
    for value, weight in weights:
        left -= weight
        if left < 0:
            return value
    return weights[-1][0]


def days(rng: np.random.Generator, mean: float) -> int:
    """Return whole days, at least one, exponential with that mean."""
    return 1 + int(-math.log(1.0 - rng.random()) * mean)


def spread(rng: np.random.Generator, median: float, sigma: float) -> float:
    """Return a lognormal draw by its median and log standard deviation."""
    return median * math.exp(sigma * rng.standard_normal())


def between(rng: np.random.Generator, low: int, high: int) -> int:
    """Return a whole number from low to high, both included."""
    return low + int(rng.random() * (high - low + 1))


def later(day: date, number: float) -> date:
    """Return the day that many days after (or before) another.

    >>> later(date(2024, 2, 28), 2)
    datetime.date(2024, 3, 1)
    """
    return day + timedelta(days=int(number))


def weekday(day: date) -> date:
    """Return the day itself, or the Monday after it where it is a Saturday or Sunday.

    >>> weekday(date(2024, 5, 4)), weekday(date(2024, 5, 6))
    (datetime.date(2024, 5, 6), datetime.date(2024, 5, 6))
    """
    return later(day, max(0, 7 - day.weekday()) if day.weekday() > _FRIDAY else 0)


def years_between(born: date, day: date) -> int:
    """Return the age in whole years on a day (below zero before birth).

    >>> years_between(date(2020, 5, 2), date(2024, 5, 1))
    3
    """
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
