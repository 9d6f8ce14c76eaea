"""The limits of a review's measures and stages, each a line with its source in `data/review/limits.csv`."""

from __future__ import annotations

import csv
from functools import cache

from toolkit import paths


def limit(name: str) -> float:
    """Return one of the limits.

    >>> limit("least_raters"), limit("least_cases")
    (5.0, 10.0)
    """
    return _limits()[name]


@cache
def _limits() -> dict[str, float]:
    with (paths.data() / "review" / "limits.csv").open(newline="", encoding="utf-8") as text:
        return {row["name"]: float(row["value"]) for row in csv.DictReader(text)}
