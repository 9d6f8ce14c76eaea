"""How much more or less likely something is for what stands on the record: outcomes that depend on what was known."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from toolkit.synth.drift import LAPSE

if TYPE_CHECKING:
    from toolkit.synth.case import Case


def factor(case: Case, outcome: str, day: date) -> float:
    """Return by how much the facts on record on a day multiply the chance of an outcome; 1 where nothing depends on them.

    The lines of `data/synth/dependence.csv` name the facts, their weight on the log hazard, the middle at which they
    weigh nothing and the most that counts; the parameter `dependence` scales them all, as it scales :func:`weighed`.
    """
    scale = case.set["dependence"]
    rows = case.set.dependence.get(outcome, ()) if scale else ()
    return math.exp(scale * sum(float(r["weight"]) * (_fact(case, day, r) - float(r["middle"])) for r in rows))


def weighed(case: Case, weight: str, value: float) -> float:
    """Return what something on record adds to a log hazard, by a parameter of `data/synth/parameters.csv`."""
    return case.set["dependence"] * case.set[weight] * value


def effect(case: Case, weight: str, value: float) -> float:
    """Return by how much something on record multiplies a chance: :func:`weighed` as a ratio."""
    return math.exp(weighed(case, weight, value))


def _fact(case: Case, day: date, row: dict[str, str]) -> float:
    return min(_FACTS[row["fact"]](case, day), float(row["most"]))


_FACTS: dict[str, Callable[[Case, date], float]] = {
    "years of age": lambda case, day: max(case.age(day), 0),
    "high needs on record": lambda case, _: case.plan.high(),
    "incidents so far": lambda case, day: case.told_of(day),
    "moves so far": lambda case, _: case.carer_moves,
    "worrying news": lambda case, day: case.worry(day),
    "lack of engagement": lambda case, _: 1 - case.family.engagement,
    "visits lapse": lambda case, day: case.drift.on(LAPSE, day),
}
FACTS = tuple(_FACTS)
