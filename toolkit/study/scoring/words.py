"""How the page writes shares, differences, days and tables."""

from __future__ import annotations

import math
from collections.abc import Iterable

from toolkit.result import OK

_NONE = "–"


def percent(share: float | None) -> str:
    """Return a share in whole per cent.

    >>> percent(0.256), percent(None)
    ('26 %', '–')
    """
    return _NONE if share is None or math.isnan(share) else f"{100 * share:.0f} %"


def range_of(row: dict | None, signed: bool = False, counts: bool = True) -> str:
    """Return a row's share with its interval and how many it is of, or why there is none.

    >>> range_of({"status": "ok", "value": 0.5, "lower": 0.3, "upper": 0.7, "numerator": 5, "denominator": 10})
    '50 % [30 to 70], 5 of 10'
    """
    if row is None:
        return _NONE
    if row["status"] != OK:
        return f"{row['reason'] or row['status']}"
    if row["lower"] is None or math.isnan(row["lower"]):
        return percent(row["value"])
    ends = f"{100 * row['lower']:.0f} to {100 * row['upper']:.0f}"
    if signed:
        return f"{100 * row['value']:+.0f} [{ends}]"
    told = f"{percent(row['value'])} [{ends}]"
    return f"{told}, {row['numerator']} of {row['denominator']}" if counts else told


def days(row: dict | None) -> str:
    """Return a median of days with its interval, or that it is more than can be said."""
    if row is None or row["status"] != OK:
        return _NONE if row is None or "half" not in row["reason"] else "over half never"
    upper = row["upper"]
    end = "open" if upper is None or math.isnan(upper) else f"{upper:.0f}"
    return f"{row['value']:.0f} [{row['lower']:.0f} to {end}]"


def month_ends(every: int) -> str:
    """Return in words on which month ends cases were looked at.

    >>> month_ends(1), month_ends(2), month_ends(3)
    ('each month end', 'every 2nd month end', 'every 3rd month end')
    """
    return "each month end" if every == 1 else f"every {every}{ {2: 'nd', 3: 'rd'}.get(every, 'th') } month end"


def table(head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    """Return a Markdown table.

    >>> print(table(("a", "b"), [("1|2", "x")]))
    | a | b |
    | --- | --- |
    | 1\\|2 | x |
    """
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)
