"""Causes of drift that practice names, and the indicators by which a record shows them, where it does."""

from __future__ import annotations

import csv
from functools import cache
from typing import TYPE_CHECKING

from toolkit import paths

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.study.drift import Drift


@cache
def causes() -> tuple[dict[str, str], ...]:
    """Return the causes of `data/known/practice_map.csv` in its order: `item`, `indicators`, `reason`, `source`.

    >>> causes()[0]["item"]
    'no standard way to assess'
    """
    with (paths.data() / "known" / "practice_map.csv").open(encoding="utf-8", newline="") as file:
        return tuple(row for row in csv.DictReader(file) if row["kind"] == "cause")


def cause_names() -> set[str]:
    """Return everything that may head a row of a table by cause."""
    return {row["item"] for row in causes()}


def seen_by(drift: Drift) -> dict[str, list[str]]:
    """Return, for each cause, the indicators looked at whose flags speak of it; without causes that none speaks of.

    Such a flag is a mark that goes with the cause. That the cause was at work it does not show.
    """
    looked = {i.name for i in drift.indicators}
    found = {row["item"]: [name for name in row["indicators"].split() if name in looked] for row in causes()}
    return {item: names for item, names in found.items() if names}


def not_carried(drift: Drift) -> pd.DataFrame:
    """Return what the record cannot carry of each cause, in words: `cause`, `seen` (by which indicators here) and `reason`."""
    import pandas as pd

    labels, seen = {i.name: i.label for i in drift.indicators}, seen_by(drift)
    rows = [
        (row["item"], "; ".join(labels[name] for name in seen.get(row["item"], ())) or "no flag looked at", row["reason"])
        for row in causes()
    ]
    return pd.DataFrame(rows, columns=["cause", "seen", "reason"])
