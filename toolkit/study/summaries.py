"""From rows a case to rows a set: shares and medians with intervals by family, and with what is missing."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from toolkit.contrast.settings import flagged
from toolkit.known import catalogue
from toolkit.known.flagged import CANNOT_SAY, YES, with_flags
from toolkit.result import COLUMNS, INSUFFICIENT, NOT_APPLICABLE, NOT_RECORDED, OK
from toolkit.stats import Interval, clustered_share
from toolkit.stats.medians import clustered_median

if TYPE_CHECKING:
    import pandas as pd

LEAST = 10
NOBODY = "nobody in this set could be counted"


def medians(rows: pd.DataFrame, families: dict[str, str]) -> pd.DataFrame:
    """Return the median of each indicator over a set of views, one view a child.

    A value that is only known to be *at least* so much takes part from both sides: as what it is at least, and as beyond
    all others. Where the two sides differ there is no value: the reason gives both, and the interval covers both.
    Children to whom an indicator does not apply are not in its denominator; those for whom it is not recorded are missing.

    Args:
        rows: result rows with `case_id`, one view a case.
        families: case to family.

    Returns:
        Columns of :data:`toolkit.result.COLUMNS` by measure: the denominator is how many children took part, the numerator how
        many of them with an exact value. An end of the interval that so few families do not bound is empty.
    """
    units = {i.name: i.unit for i in catalogue()}
    found = [_median_row(name, part, families, units.get(name, "")) for name, part in rows.groupby("measure", sort=True)]
    return result_frame(found)


def flags(rows: pd.DataFrame, families: dict[str, str]) -> pd.DataFrame:
    """Return how many children stand beyond the threshold of each indicator that an audit flags: shares, intervals by family.

    A value that is only known to be *at least* so much stands beyond a threshold, or surely does not, where that is enough
    to say; else the child takes part from both sides: it is not counted as beyond, and the interval reaches to where it is.

    Args:
        rows: result rows with `case_id`, one view a case.
        families: case to family.

    Returns:
        Columns of :data:`toolkit.result.COLUMNS`, `measure` in the words of the flag, in the order of
        `data/contrast/flagged.csv`; a share is of
        the children of whom the record says something here, the rest are missing (unless it does not apply to them).
    """
    told = with_flags(rows, flagged())
    parts = [(i.flag.words, told[told["measure"] == i.name]) for i in flagged() if i.flag]
    return result_frame([flag_row(words, part, part["case_id"].map(families)) for words, part in parts])


def result_frame(rows: list[dict]) -> pd.DataFrame:
    """Return result rows as a frame with whole numbers for counts: columns of :data:`toolkit.result.COLUMNS`."""
    import pandas as pd

    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(dict.fromkeys(("numerator", "denominator", "missing"), "Int64"))


def share_row(
    measure: str, had: pd.Series, family: pd.Series, missing: int, group: str = "", untold: pd.Series | None = None
) -> dict:
    """Return the result row of a share.

    Args:
        measure: what the share is of.
        had: for each member whether it surely had it.
        family: the cluster of each.
        missing: how many are no members, as nothing is recorded of them.
        group: the group of the row.
        untold: for each member whether it cannot be told; the upper end of the interval lets all of them have it.

    Returns:
        One row: `not recorded` (or `not applicable`, where none is missing) without members, `insufficient` with fewer than
        ten of whom it can be told.
    """
    n = len(had)
    if n == 0:
        return (
            _row(measure, "share", NOT_RECORDED, NOBODY, missing=missing, group=group)
            if missing
            else _row(measure, "share", NOT_APPLICABLE, "it applies to nobody here", group=group)
        )
    sure = _share(had, family)
    doubts = int(untold.sum()) if untold is not None else 0
    if n - doubts < LEAST:
        return _row(measure, "share", INSUFFICIENT, _too_few(n - doubts), int(had.sum()), n, missing, group=group)
    upper = _share(had | untold, family).upper if untold is not None and doubts else sure.upper
    reason = (
        f"at least this share: of {doubts} it cannot be told, and the interval lets it be all or none of them" if doubts else ""
    )
    return _row(measure, "share", OK, reason, int(had.sum()), n, missing, sure.value, sure.lower, upper, group)


def _share(had: pd.Series, family: pd.Series) -> Interval:
    of = Counter(family)
    have = Counter(f for f, yes in zip(family, had, strict=True) if yes)
    return Interval(*clustered_share([have[f] for f in sorted(of)], [of[f] for f in sorted(of)])[:3])


def _too_few(n: int) -> str:
    return f"{n} {'is' if n == 1 else 'are'} fewer than {LEAST}"


def flag_row(measure: str, rows: pd.DataFrame, cluster: pd.Series, group: str = "") -> dict:
    """Return the result row of the share of children whose flag stands.

    Args:
        measure: what heads the row.
        rows: `flag` and `status` (see :func:`toolkit.known.flagged.with_flags`) and `reason`, one row a child.
        cluster: the family of each.
        group: the group of the row.

    Returns:
        As :func:`share_row`: children of whom the record says something count, from both sides where that does not decide.
    """
    said = rows["status"].isin([OK, INSUFFICIENT])
    told = rows[said]
    missing = int((~said & (rows["status"] != NOT_APPLICABLE)).sum())
    row = share_row(measure, told["flag"] == YES, cluster[said], missing, group, untold=told["flag"] == CANNOT_SAY)
    return row if len(told) else row | {"reason": _commonest(rows) or row["reason"]}


def _median_row(name: str, rows: pd.DataFrame, families: dict[str, str], unit: str) -> dict:
    told = rows[rows["status"].isin([OK, INSUFFICIENT])]
    missing = int(len(rows) - len(told) - (rows["status"] == NOT_APPLICABLE).sum())
    if not len(told):
        return _row(name, unit, NOT_RECORDED if missing else NOT_APPLICABLE, _commonest(rows), missing=missing)
    exact = int((told["status"] == OK).sum())
    if len(told) < LEAST:
        return _row(name, unit, INSUFFICIENT, _too_few(len(told)), exact, len(told), missing)
    family = told["case_id"].map(families).tolist()
    low = clustered_median(told["value"].fillna(told["lower"]).fillna(0).tolist(), family)
    high = clustered_median(told["value"].fillna(math.inf).tolist(), family)
    lower, upper = (end if math.isfinite(end) else None for end in (low.lower, high.upper))
    only = f"{len(told) - exact} of {len(told)} values are only known to be at least so much"
    if not math.isfinite(high.value):
        return _row(name, unit, INSUFFICIENT, f"at least {low.value:g}: {only}", exact, len(told), missing, None, lower, None)
    if low.value != high.value:
        reason = f"between {low.value:g} and {high.value:g}: {only}"
        return _row(name, unit, INSUFFICIENT, reason, exact, len(told), missing, None, lower, upper)
    return _row(name, unit, OK, "", exact, len(told), missing, low.value, lower, upper)


def _commonest(rows: pd.DataFrame) -> str:
    reasons = rows.loc[rows["status"].isin([NOT_RECORDED, NOT_APPLICABLE, INSUFFICIENT]), "reason"].fillna("")
    return str(reasons.mode().iloc[0]) if len(reasons) else ""


def _row(
    measure: str,
    unit: str,
    status: str,
    reason: str,
    numerator: int | None = None,
    denominator: int | None = None,
    missing: int = 0,
    value: float | None = None,
    lower: float | None = None,
    upper: float | None = None,
    group: str = "",
) -> dict:
    return {
        "measure": measure,
        "group": group,
        "view_id": "",
        "numerator": numerator,
        "denominator": denominator,
        "missing": missing,
        "value": value,
        "lower": lower,
        "upper": upper,
        "unit": unit,
        "status": status,
        "reason": reason,
    }
