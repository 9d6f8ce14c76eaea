"""The map from practice to measures: for each cause, effect and remedy of drift the indicators that see it, or why none can."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from toolkit import paths

KINDS = {
    "cause": "What lets a case drift",
    "effect": "What drift does to people",
    "remedy": "What helps against drift",
    "drift": "Signs of drift",
    "relationship": "Relationship, trust and power",
    "component": "The ten components of case management",
    "caseload": "Workload and threshold",
    "return": "Going home from care",
    "judgement": "Judging under uncertainty",
}


@dataclass(frozen=True)
class Item:
    """One thing that matters in practice: the indicators that see something of it, and what the record cannot say of it."""

    code: str
    kind: str
    item: str
    indicators: tuple[str, ...]
    reason: str
    source: str


@cache
def practice_map() -> tuple[Item, ...]:
    """Return the items of `data/known/practice_map.csv` in its order; each has indicators, a reason, or both.

    Source: each line of the file names its own.

    >>> [i.indicators for i in practice_map() if i.code == "D1"]
    [('plan_need_coverage',)]
    """
    return tuple(Item(**{**row, "indicators": tuple(row["indicators"].split())}) for row in paths.rows("known", "practice_map"))


def practice_of(indicator: str) -> list[Item]:
    """Return the items of practice that an indicator sees something of, in the order of the map.

    >>> [i.item for i in practice_of("kin_considered")]
    ['acting when caregivers do not engage', 'the network before a statutory step']
    """
    return [item for item in practice_map() if indicator in item.indicators]
