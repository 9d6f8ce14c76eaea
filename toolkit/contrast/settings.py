"""What contrast takes from data files: classes, cut points and limits with their sources; flags from headers of indicators."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from toolkit import paths

if TYPE_CHECKING:
    from toolkit.known import Indicator


def table(name: str) -> list[dict[str, str]]:
    """Return the rows of a file in `data/contrast`, in its order.

    >>> table("limits")[0]["name"]
    'reference_class_least'
    """
    return list(paths.rows("contrast", name))


@cache
def flagged() -> tuple[Indicator, ...]:
    """Return the indicators whose flags are set beside what came later, in the order of `data/contrast/flagged.csv`.

    They are few and chosen, so that several flags mean several things. What a flag is stands in the indicator's own header.

    >>> flagged()[0].flag.threshold
    0.8
    """
    from toolkit.known import catalogue

    every = {i.name: i for i in catalogue()}
    return tuple(every[row["indicator"]] for row in table("flagged"))


def limit(name: str) -> int:
    """Return one of the limits; raises KeyError where there is none of that name.

    >>> limit("reference_class_least")
    10
    """
    return {row["name"]: int(row["value"]) for row in table("limits")}[name]
