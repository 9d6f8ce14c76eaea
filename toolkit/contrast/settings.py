"""What contrast takes from data files: classes, cut points, flags and limits, each with its source."""

from __future__ import annotations

import csv
from functools import cache

from toolkit import paths


def table(name: str) -> list[dict[str, str]]:
    """Return the rows of a file in `data/contrast`, in its order.

    >>> table("limits")[0]["name"]
    'reference_class_least'
    """
    return list(_read(name))


@cache
def _read(name: str) -> tuple[dict[str, str], ...]:
    with (paths.data() / "contrast" / f"{name}.csv").open(newline="", encoding="utf-8") as text:
        return tuple(csv.DictReader(text))


def limit(name: str) -> int:
    """Return one of the limits; raises KeyError where there is none of that name.

    >>> limit("reference_class_least")
    10
    """
    return {row["name"]: int(row["value"]) for row in table("limits")}[name]
