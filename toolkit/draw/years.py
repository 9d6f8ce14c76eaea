"""How many waits had ended by one day, by the year in which they began: dots with intervals, or the least that it can be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from toolkit import result
from toolkit.draw.drawing import Drawing
from toolkit.draw.prevalence import dotted

if TYPE_CHECKING:
    import pandas as pd

_DAY = "share by "


def by_start_year(results: pd.DataFrame, names: Mapping[str, str], caption: str) -> Drawing:
    """Draw the share of waits that had ended by a day, by whatever end: a head for each wait, a row a year, in their order.

    Args:
        results: result rows; `measure` is the wait, `group` the year in which waits began, `unit` says `share by day 91`, the
            denominator is how many began then. Where there is no value, `lower` is the least that it can be. Rows of other measures
            than those named are in the data behind the picture alone.
        names: wait to its name as people read it.
        caption: what is shown, in a sentence.

    >>> import pandas as pd
    >>> row = {
    ...     "measure": "w",
    ...     "group": "2024",
    ...     "unit": "share by day 91",
    ...     "status": "ok",
    ...     "value": 0.5,
    ...     "lower": 0.3,
    ...     "upper": 0.7,
    ...     "denominator": 40,
    ... }
    >>> by_start_year(pd.DataFrame([row]), {"w": "To the first visit"}, "Waits.").alt
    'Waits. 2024 (To the first visit, by day 91): 50%, interval 30% to 70%, of 40 waits.'
    """
    every = results.to_dict("records")
    rows = [_row(r, name) for measure, name in names.items() for r in every if r["measure"] == measure]
    return dotted(rows, caption, _table, results if set(result.COLUMNS) <= set(results.columns) else None, narrow=True)


def _row(given: Mapping[str, Any], name: str) -> dict[str, Any]:
    value, lower, upper = (None if given[end] != given[end] or given[end] is None else given[end] for end in _ENDS)
    least = lower if value is None and lower else None  # "at least 0 %" says nothing
    ends = None if value is None or lower is None or upper is None else (lower, upper)
    said = (
        f"{value:.0%}"
        if value is not None
        else f"at least {least:.0%}"
        if least is not None
        else _SAID.get(given["status"], str(given["status"]))
    )
    interval = f", interval {ends[0]:.0%} to {ends[1]:.0%}" if ends else ""
    waits = "" if value is None and least is None else f" of {given['denominator']}"
    return {
        "head": f"{name}, by {given['unit'].removeprefix(_DAY)}",
        "name": str(given["group"]),
        "value": value,
        "least": least,
        "ends": ends,
        "beside": f"{said}  {waits}",
        "words": f"{said}{interval}" + (f",{waits} waits" if waits else ""),
    }


_ENDS = ("value", "lower", "upper")
_SAID = {result.INSUFFICIENT: "too few to say"}


def _table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame([(r["head"], r["name"], r["words"]) for r in rows], columns=["wait", "began in", "had ended"])
