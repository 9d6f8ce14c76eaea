"""How long things take in a set of cases: the share of waits that had ended by given days, with those that still go on."""

from __future__ import annotations

import math
import re
from functools import cache
from typing import TYPE_CHECKING

from toolkit.known import catalogue, spells
from toolkit.known.catalogue import DERIVED
from toolkit.result import OK
from toolkit.study.summaries import result_frame
from toolkit.study.waits import cohorts

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.known import Indicator
    from toolkit.study.drift import Drift
    from toolkit.study.waits import Cohort

# Where a curve is shown: about monthly in its first half year and wider later. The days are no limit of anything.
DAYS = (0, 30, 61, 91, 122, 152, 183, 274, 365, 548, 730)
LEAST_CHILDREN = 20
ANOTHER_END = "another end"
_STEP = 5  # the policy of small numbers rounds to this; a curve in finer steps would tell of single waits
_WORD = re.compile(r"'([a-z][a-z ,-]{1,60})'")


def waits_looked_at(drift: Drift) -> list[Indicator]:
    """Return the indicators that are about waits: all that speak of a case or, where some were named, those of these."""
    every = [i for i in catalogue() if "spells" in i.sections and i.reach == "case"]
    named = {i.name for i in drift.indicators}
    return [i for i in every if not drift.looked_at or i.name in named]


def waited(drift: Drift) -> pd.DataFrame:
    """Return the share of waits that had ended by each of :data:`DAYS`, of the children in the set on the last day.

    A wait that goes on counts for as long as it was watched; ends of different kinds are kept apart (see
    :func:`toolkit.study.waits.cohorts`). All years of start are together. Steps are of five waits, so that no step tells of one. A
    wait that began before the record watched it enters late. Nothing is said of fewer than twenty children, nor where the first
    days of a wait were watched in too few.

    Returns:
        Columns of :data:`toolkit.result.COLUMNS`: `measure` is the indicator and, where there are several kinds of end, the
        kind after
        a colon; `group` is the day; the denominator is how many were still waiting and watched, `missing` those left out.
    """
    wanted = [i.name for i in waits_looked_at(drift)]
    if not wanted:
        return result_frame([])
    views = drift.now[["view_id", "case_id", "as_of"]]
    found = spells(drift.record, views, wanted)
    families = dict(zip(drift.now["case_id"], drift.now["cluster"], strict=True))
    if found.empty:
        return result_frame([])
    kinds = found["end_kind"].where(found["end_kind"].isin([*ends(), ""]), ANOTHER_END)
    rows = []
    for cohort in cohorts(found.assign(end_kind=kinds), views, families):
        if cohort.year == "all" and cohort.cases >= LEAST_CHILDREN and cohort.curve.n and not cohort.curve.conditional:
            rows += _rows(cohort)
    return result_frame(rows)


def _rows(cohort: Cohort) -> list[dict]:
    points = [p for p in cohort.curve.points([float(day) for day in DAYS]) if p.kind]
    return [
        {
            "measure": f"{cohort.measure}: {p.kind}",
            "group": f"day {p.time:.0f}",
            "view_id": "",
            "denominator": p.at_risk,
            "missing": sum(cohort.left_out.values()),
            "value": _coarse(p.share, cohort.curve.n),
            "lower": None if math.isnan(p.lower) else math.floor(100 * p.lower) / 100,
            "upper": None if math.isnan(p.upper) else math.ceil(100 * p.upper) / 100,
            "unit": "share of waits",
            "status": OK,
            "reason": "",
        }
        for p in points
    ]


def _coarse(share: float, waits: int) -> float:
    """A share in steps of five waits."""
    step = _STEP / waits
    return min(1.0, math.floor(share / step + 0.5) * step)


@cache
def ends() -> frozenset[str]:
    """Return the words that indicators and the tables behind them have for how a wait ends; others are *another end*."""
    texts = [i.sections["spells"] for i in catalogue() if "spells" in i.sections]
    texts += [file.read_text(encoding="utf-8") for file in sorted(DERIVED.glob("*.sql"))]
    return frozenset(word for text in texts for word in _WORD.findall(text)) | {ANOTHER_END}


def wait_names() -> set[str]:
    """Return everything that may head a row of :func:`waited`."""
    return {f"{i.name}: {end}" for i in catalogue() if "spells" in i.sections for end in ends()}
