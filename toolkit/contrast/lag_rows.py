"""What both lags share: which views are looked at, in which families the cases are, and the form of a row."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from toolkit.contrast.settings import table
from toolkit.errors import CaseReviewError
from toolkit.known.viewfile import checked_views
from toolkit.record.identity import SEVERAL
from toolkit.result import COLUMNS
from toolkit.stats import Interval

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.record import Record

# A lag in days needs a day that is known as such.
EXACT = "coalesce(s.occurred_precision, 'day') = 'day'"


def least() -> int:
    """Return how many things must be at risk for a lag to be estimated.

    >>> least()
    10
    """
    return next(int(row["value"]) for row in table("lags") if row["name"] == "least")


def told_days(days: Sequence[int] | None) -> list[int]:
    """Return the lags to be told, in order: those asked for, or those of the data file.

    Raises:
        CaseReviewError: one that is below 0 or no whole number.

    >>> told_days([30, 7])
    [7, 30]
    """
    if days is None:
        return [int(row["value"]) for row in table("lags") if row["name"] == "day"]
    if any(int(d) != d or d < 0 for d in days):
        raise CaseReviewError("The lag cannot be worked out", ["days are whole numbers, 0 or more"])
    return sorted({int(d) for d in days})


def last_views(views: pd.DataFrame, by_holder: bool) -> pd.DataFrame:
    """Return the last view of each case, or of each case and holder: each thing is looked at once.

    >>> import pandas as pd
    >>> rows = pd.DataFrame({"view_id": ["a", "b"], "case_id": ["c", "c"], "as_of": ["2024-01-01", "2023-01-01"]})
    >>> last_views(rows, by_holder=False)["view_id"].to_list()
    ['a']
    """
    import pandas as pd

    given = checked_views(views)
    given = given.assign(instant=pd.to_datetime(given["as_of"], format="ISO8601")).sort_values(["instant", "view_id"])
    keys = ["case_id", "holder"] if by_holder else ["case_id"]
    return given.drop_duplicates(keys, keep="last").drop(columns="instant").reset_index(drop=True)


def families_of(record: Record, cases: pd.Series) -> pd.Series:
    """Return the family of each case as it was recorded last: the cluster of every interval; a child without one is its own."""
    con = record.connect()
    try:
        found = dict(
            con.execute("""
                SELECT case_id, 'family ' || arg_max(family_id, (recorded_at, statement_id)) FROM child
                WHERE family_id <> '' GROUP BY case_id""").fetchall()
        )
    finally:
        con.close()
    first = cases.astype("str").str.split(SEVERAL).str[0]
    return first.map(lambda case: found.get(case, f"case {case}"))


def lag_row(
    measure: str,
    group: str,
    unit: str,
    had: int,
    of: int,
    missing: int,
    readings: Sequence[Interval],
    status: str,
    said: Sequence[str],
    value: float | None = None,
) -> dict:
    """Return one result row; its bounds reach over all readings and their intervals, its value is theirs where they agree."""
    lower, upper = [r.lower for r in readings], [r.upper for r in readings]
    told = readings[0].value if value is None and len({r.value for r in readings}) == 1 else value
    return {
        "measure": measure,
        "group": group,
        "view_id": "",
        "numerator": had,
        "denominator": of,
        "missing": missing,
        "value": _number(told),
        "lower": _number(min(lower, key=lambda x: (not math.isnan(x), x))),
        "upper": _number(max(upper, key=lambda x: (math.isnan(x), x))),
        "unit": unit,
        "status": status,
        "reason": "; ".join(filter(None, said)),
    }


def frame_of(rows: list[dict]) -> pd.DataFrame:
    """Return rows as a result frame: columns of :data:`toolkit.result.COLUMNS`."""
    import pandas as pd

    kinds = dict.fromkeys(("numerator", "denominator", "missing"), "Int64") | dict.fromkeys(("value", "lower", "upper"), "float64")
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(kinds)


def _number(x: float | None) -> float | None:
    return None if x is None or math.isnan(x) else float(x)
