"""One number at one decision, in words: with what it rests on, its bounds where they differ, or why there is none."""

from __future__ import annotations

from typing import Any

from toolkit.result import INSUFFICIENT, NOT_APPLICABLE, OK

DOES_NOT_APPLY, NOT_RECORDED = "does not apply", "not recorded"


def cell(row: dict[str, Any]) -> str:
    """Return a result row as one cell of a table.

    Args:
        row: the columns of :data:`toolkit.result.COLUMNS`.

    >>> cell({"status": "ok", "value": 1 / 3, "lower": 1 / 3, "upper": 1 / 3, "unit": "share", "numerator": 1, "denominator": 3})
    '33% (1 of 3)'
    >>> cell({"status": "insufficient", "value": None, "lower": 2.0, "upper": None, "unit": "workers", "denominator": 40})
    'at least 2'
    """
    if row["status"] == NOT_APPLICABLE:
        return DOES_NOT_APPLY
    if row["status"] == INSUFFICIENT and _there(row["lower"]):
        return f"at least {_amount(row, row['lower'])}"
    if row["status"] != OK:
        return NOT_RECORDED if row["status"] != INSUFFICIENT else "cannot be told"
    said = _amount(row, row["value"]) + _rests_on(row)
    if _there(row["lower"]) and _there(row["upper"]) and row["lower"] != row["upper"]:
        return f"{said}, between {_amount(row, row['lower'])} and {_amount(row, row['upper'])}"
    return said


def _amount(row: dict[str, Any], value: float) -> str:
    if _is_share(row):
        return f"{value:.0%}"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def _rests_on(row: dict[str, Any]) -> str:
    """What a share is a share of."""
    counts = row["numerator"], row["denominator"]
    return f" ({counts[0]} of {counts[1]})" if _is_share(row) and all(map(_there, counts)) else ""


def _is_share(row: dict[str, Any]) -> bool:
    return str(row["unit"]).startswith("share")


def _there(value: Any) -> bool:
    import pandas as pd

    return not pd.isna(value)
