"""Result rows of an audit: shares and ordinal grades, weighted to the frame, with intervals by family; never a mean of grades."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolkit.result import COLUMNS, INSUFFICIENT, NOT_APPLICABLE, NOT_RECORDED, OK
from toolkit.review.forms.read import limit
from toolkit.stats import clustered_share

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.stats import ClusteredShare

SHARE, GRADE = "share", "grade"
WEIGHTED = "weighted to the frame"


@dataclass(frozen=True)
class Case:
    """One case in a summary: its family, its weight, and what was answered of it."""

    family: str
    weight: float
    value: Any


def frame(rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """Return result rows as a frame with whole numbers for counts: columns of :data:`toolkit.result.COLUMNS`."""
    import pandas as pd

    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(dict.fromkeys(("numerator", "denominator", "missing"), "Int64"))


def row(measure: str, group: str, status: str = OK, **said: Any) -> dict[str, Any]:
    """Return one result row; numbers that are not given are missing."""
    empty = {"view_id": "", "numerator": None, "denominator": None, "missing": 0, "reason": "", "unit": SHARE}
    nothing = dict.fromkeys(("value", "lower", "upper"), math.nan)
    return {**empty, **nothing, "measure": measure, "group": group, "status": status, **said}


def share_row(
    measure: str, group: str, cases: Sequence[Case], having: Sequence[Any], missing: int, note: str = ""
) -> dict[str, Any]:
    """Return the share of cases whose value is one of `having`, by weight, with its interval by family.

    The counts are of cases as they were read; only value and interval are weighted.

    >>> row = share_row("m", "random", [Case(str(n), 1.0, "yes" if n < 8 else "no") for n in range(10)], ["yes"], 2)
    >>> row["numerator"], row["denominator"], row["missing"], round(row["value"], 2)
    (8, 10, 2, 0.8)
    """
    count = sum(c.value in having for c in cases)
    said: dict[str, Any] = {"numerator": count, "denominator": len(cases), "missing": missing}
    if stopped := _too_few(cases, missing):
        return row(measure, group, stopped[0], reason=stopped[1], **said)
    found = _share(cases, having)
    return row(measure, group, value=found.value, lower=found.lower, upper=found.upper, reason=_noted(cases, note), **said)


def median_row(measure: str, group: str, cases: Sequence[Case], grades: Sequence[int], missing: int) -> dict[str, Any]:
    """Return the median grade: the lowest that half of the cases, by weight, do not exceed; its interval from those of the shares.

    The interval is of all grades that could be the median: from the lowest at or below which half or more could lie, to the
    lowest at or below which half or more surely lie (Francisco & Fuller 1991, Annals of Statistics 19:454-469).

    >>> cases = [Case(str(n), 1.0, g) for n, g in enumerate([1, 2, 2, 3, 3, 3, 3, 3, 4, 4, 4])]
    >>> row = median_row("m", "random", cases, [1, 2, 3, 4], 0)
    >>> row["value"], row["lower"], row["upper"]
    (3, 2, 4)
    """
    said: dict[str, Any] = {"denominator": len(cases), "missing": missing, "unit": GRADE}
    if stopped := _too_few(cases, missing):
        return row(measure, group, stopped[0], reason=stopped[1], **said)
    ordered = sorted(grades)
    at_most = [_share(cases, ordered[: n + 1]) for n in range(len(ordered))]
    pick = [next((g for g, s in zip(ordered, at_most, strict=True) if test(s)), ordered[-1]) for test in (_half, _could, _surely)]
    value, lower, upper = pick
    count = sum(c.value == value for c in cases)
    return row(measure, group, numerator=count, value=value, lower=lower, upper=upper, reason=_noted(cases, ""), **said)


def _half(share: ClusteredShare) -> bool:
    return share.value >= 0.5


def _could(share: ClusteredShare) -> bool:
    return share.upper >= 0.5


def _surely(share: ClusteredShare) -> bool:
    return share.lower >= 0.5


def _share(cases: Sequence[Case], having: Sequence[Any]) -> ClusteredShare:
    """The share by weights that are 1 in the mean, so that the cases read stay the measure of precision."""
    mean = sum(c.weight for c in cases) / len(cases)
    families = sorted({c.family for c in cases})
    had = [sum(c.weight / mean for c in cases if c.family == f and c.value in having) for f in families]
    all_ = [sum(c.weight / mean for c in cases if c.family == f) for f in families]
    return clustered_share(had, all_)


def _too_few(cases: Sequence[Case], missing: int) -> tuple[str, str] | None:
    if not cases:
        return (NOT_RECORDED, "nobody could be counted") if missing else (NOT_APPLICABLE, "it applies to nobody here")
    least = limit("least_cases")
    return (INSUFFICIENT, f"{len(cases)} cases are fewer than {least}") if len(cases) < least else None


def _noted(cases: Sequence[Case], note: str) -> str:
    unequal = len({round(c.weight, 6) for c in cases}) > 1
    return "; ".join(filter(None, (note, WEIGHTED if unequal else "")))
