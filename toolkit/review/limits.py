"""The limits of a review's measures and stages, each a line with its source in `data/review/limits.csv`."""

from __future__ import annotations

from toolkit import paths


def limit(name: str) -> float:
    """Return one of the limits.

    >>> limit("least_raters"), limit("least_cases")
    (5.0, 10.0)
    """
    return next(float(row["value"]) for row in paths.rows("review", "limits") if row["name"] == name)
