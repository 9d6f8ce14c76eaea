"""How long things take in a set of cases: the share of waits that had ended by given days, with those that still go on."""

from __future__ import annotations

import math
import re
from functools import cache
from typing import TYPE_CHECKING

from toolkit.known import catalogue
from toolkit.known.catalogue import DERIVED
from toolkit.record.codes import codes
from toolkit.result import OK
from toolkit.study.drift_followed import followed_waits
from toolkit.study.summaries import result_frame

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.stats.survival import Point
    from toolkit.study.drift import Drift
    from toolkit.study.waits import Cohort

# Where a curve is shown: weekly in its first month, about monthly in its first half year, wider later. The days are no limit.
DAYS = (0, 7, 14, 21, 30, 45, 61, 91, 122, 152, 183, 243, 304, 365, 548, 730)
LEAST_CHILDREN = 20
ANOTHER_END = "another end"
ALL = "all"
_STEP = 5  # the policy of small numbers rounds to this; a curve in finer steps would tell of single waits
_WORD = re.compile(r"'([a-z][a-z ,-]{1,60})'")


def wait_cohorts(drift: Drift) -> list[Cohort]:
    """Return the waits of a set by measure and year of their start, as far as they may be shown: of twenty children or more, and
    watched from their first days in at least ten.
    """
    every = followed_waits(drift, ends(), ANOTHER_END)
    return [c for c in every if c.cases >= LEAST_CHILDREN and c.curve.n and not c.curve.conditional]


def waited(every: list[Cohort]) -> pd.DataFrame:
    """Return the share of waits that had ended by each of :data:`DAYS`.

    A wait that goes on counts for as long as it was watched; ends of different kinds are kept apart (see
    :func:`toolkit.study.waits.cohorts`). All years of start are together. Steps are of five waits, so that no step tells of one. A
    wait that began before the record watched it enters late. Nothing is said of fewer than twenty children, nor where the first
    days of a wait were watched in too few.

    Args:
        every: as :func:`wait_cohorts` returns them.

    Returns:
        Columns of :data:`toolkit.result.COLUMNS`: `measure` is the indicator and the kind of end after a colon; `group` is the
        day; the denominator is how many were still waiting and watched, `missing` those left out.
    """
    return result_frame([row for cohort in every if cohort.year == ALL for row in _rows(cohort)])


def _rows(cohort: Cohort) -> list[dict]:
    points = [p for p in cohort.curve.points([float(day) for day in DAYS]) if p.kind]
    return [_row(cohort, p) for p in points]


def _row(cohort: Cohort, point: Point) -> dict:
    value, lower, upper = coarsened(point.share, point.lower, point.upper, cohort.curve.n)
    return {
        "measure": f"{cohort.measure}: {point.kind}",
        "group": f"day {point.time:.0f}",
        "view_id": "",
        "denominator": point.at_risk,
        "missing": sum(cohort.left_out.values()),
        "value": value,
        "lower": None if math.isnan(lower) else lower,
        "upper": None if math.isnan(upper) else upper,
        "unit": "share of waits",
        "status": OK,
        "reason": "",
    }


def coarsened(share: float, lower: float, upper: float, waits: int) -> tuple[float, float, float]:
    """Return a share in steps of five waits, and its interval in whole per cents around it.

    >>> coarsened(0.33, 0.254, 0.401, 50), coarsened(0.02, 0.01, 0.2, 25)
    ((0.3, 0.25, 0.41), (0.0, 0.0, 0.2))
    """
    step = _STEP / waits
    value = math.nan if math.isnan(share) else min(1.0, round(math.floor(share / step + 0.5) * step, 9))
    low = math.nan if math.isnan(lower) else math.floor(round(100 * lower, 6)) / 100
    high = math.nan if math.isnan(upper) else math.ceil(round(100 * upper, 6)) / 100
    return value, value if value < low else low, value if value > high else high


@cache
def ends() -> frozenset[str]:
    """Return the words that indicators and the tables behind them have for how a wait ends; others are *another end*."""
    texts = [i.sections["spells"] for i in catalogue() if "spells" in i.sections]
    texts += [file.read_text(encoding="utf-8") for file in sorted(DERIVED.glob("*.sql"))]
    return frozenset(word for text in texts for word in _WORD.findall(text)) | _orders() | {ANOTHER_END}


def _orders() -> frozenset[str]:
    """The court orders by which proceedings end, as the list of codes names them."""
    return frozenset(code.label for code in codes("LS").values())


def wait_names() -> set[str]:
    """Return everything that may head a row of :func:`waited`."""
    return {f"{i.name}: {end}" for i in catalogue() if "spells" in i.sections for end in ends()}
