"""From rows a case to rows a set: shares and medians with intervals by family, and with what is missing."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from toolkit.contrast.settings import table
from toolkit.known import catalogue
from toolkit.result import COLUMNS, INSUFFICIENT, NOT_APPLICABLE, NOT_RECORDED, OK
from toolkit.stats import clustered_share
from toolkit.stats.medians import clustered_median

if TYPE_CHECKING:
    import pandas as pd

LEAST = 10


def medians(rows: pd.DataFrame, families: dict[str, str]) -> pd.DataFrame:
    """Return the median of each indicator over a set of views, one view a child.

    A value that is only known to be *at least* so much takes part from both sides: as what it is at least, and as beyond
    all others. Where the two sides differ the value lies half way, the reason gives both, and the interval covers both. Children to whom an indicator does not apply
    are not in its denominator; those for whom it is not recorded are counted as missing.

    Args:
        rows: result rows with `case_id`, one view a case.
        families: case to family.

    Returns:
        Columns of :data:`toolkit.result.COLUMNS` by measure: the denominator is how many children took part, the numerator how
        many of them with an exact value.
    """
    units = {i.name: i.unit for i in catalogue()}
    found = [_median_row(name, part, families, units.get(name, "")) for name, part in rows.groupby("measure", sort=True)]
    return result_frame(found)


def flags(rows: pd.DataFrame, families: dict[str, str]) -> pd.DataFrame:
    """Return how many children stand beyond each threshold of `data/contrast/flags.csv`, as shares with intervals by family.

    Returns:
        Columns of :data:`toolkit.result.COLUMNS`, `measure` in the words of the flag, in the file's order; a share is of
        the children whose indicator has a value, the rest are missing (unless it does not apply to them).
    """
    return result_frame([_flag_row(flag, rows[rows["measure"] == flag["indicator"]], families) for flag in table("flags")])


def result_frame(rows: list[dict]) -> pd.DataFrame:
    """Return result rows as a frame with whole numbers for counts: columns of :data:`toolkit.result.COLUMNS`."""
    import pandas as pd

    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({c: "Int64" for c in ("numerator", "denominator", "missing")})


def share_row(measure: str, had: pd.Series, family: pd.Series, missing: int, group: str = "") -> dict:
    """Return the result row of a share: `had` says for each member whether it had it, `family` is its cluster."""
    n = len(had)
    if n == 0:
        return _row(measure, "share", NOT_RECORDED, "nobody in this set could be counted", missing=missing, group=group)
    counts = had.astype(int).groupby(family).agg(["sum", "count"])
    found = clustered_share(counts["sum"].tolist(), counts["count"].tolist())
    if n < LEAST:
        return _row(measure, "share", INSUFFICIENT, f"{n} are fewer than {LEAST}", int(had.sum()), n, missing, group=group)
    return _row(measure, "share", OK, "", int(had.sum()), n, missing, found.value, found.lower, found.upper, group)


def _flag_row(flag: dict[str, str], rows: pd.DataFrame, families: dict[str, str]) -> dict:
    threshold = float(flag["threshold"])
    tests = {"at least": lambda v: v >= threshold, "more than": lambda v: v > threshold, "less than": lambda v: v < threshold}
    known = rows[rows["status"] == OK]
    missing = int((~rows["status"].isin([OK, NOT_APPLICABLE])).sum())
    row = share_row(flag["words"], tests[flag["rule"]](known["value"]), known["case_id"].map(families), missing)
    return row if row["status"] != NOT_RECORDED else row | {"reason": _commonest(rows)}


def _median_row(name: str, rows: pd.DataFrame, families: dict[str, str], unit: str) -> dict:
    told = rows[rows["status"].isin([OK, INSUFFICIENT])]
    missing = int(len(rows) - len(told) - (rows["status"] == NOT_APPLICABLE).sum())
    if not len(told):
        return _row(name, unit, NOT_RECORDED if missing else NOT_APPLICABLE, _commonest(rows), missing=missing)
    exact = int((told["status"] == OK).sum())
    if len(told) < LEAST:
        return _row(name, unit, INSUFFICIENT, f"{len(told)} are fewer than {LEAST}", exact, len(told), missing)
    family = told["case_id"].map(families).tolist()
    low = clustered_median(told["value"].fillna(told["lower"]).fillna(0).tolist(), family)
    high = clustered_median(told["value"].fillna(math.inf).tolist(), family)
    upper = high.upper if math.isfinite(high.upper) else None
    if not math.isfinite(high.value):
        reason = f"at least {low.value:g}: {len(told) - exact} of {len(told)} values are only known to be at least so much"
        return _row(name, unit, INSUFFICIENT, reason, exact, len(told), missing, None, low.lower, None)
    between = f"between {low.value:g} and {high.value:g}: {len(told) - exact} values are only known to be at least so much"
    reason = between if low.value != high.value else ""
    return _row(name, unit, OK, reason, exact, len(told), missing, (low.value + high.value) / 2, low.lower, upper)


def _commonest(rows: pd.DataFrame) -> str:
    reasons = rows.loc[rows["status"].isin([NOT_RECORDED, NOT_APPLICABLE, INSUFFICIENT]), "reason"].fillna("")
    return str(reasons.mode().iloc[0]) if len(reasons) else ""


def _row(
    measure: str, unit: str, status: str, reason: str, numerator: int | None = None, denominator: int | None = None, missing: int = 0,
    value: float | None = None, lower: float | None = None, upper: float | None = None, group: str = "",
) -> dict:
    return {"measure": measure, "group": group, "view_id": "", "numerator": numerator, "denominator": denominator, "missing": missing,
            "value": value, "lower": lower, "upper": upper, "unit": unit, "status": status, "reason": reason}
