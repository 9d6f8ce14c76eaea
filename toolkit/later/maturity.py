"""Whether enough time has passed since a view for what came after it to be on record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.later.catalogue import Delay, Outcome, chosen
from toolkit.later.delays import Curve, Delays, delays_of, last_day
from toolkit.later.follow import check_asked
from toolkit.later.settings import limits
from toolkit.result import INSUFFICIENT, NOT_RECORDED, OK

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from toolkit.record import Record

COLUMNS = ("view_id", "outcome", "recorded_share", "lower", "upper", "mature", "status", "reason")
_SAME = 1e-9


def maturity(record: Record, views: pd.DataFrame, horizon_days: int = 365, names: list[str] | None = None) -> pd.DataFrame:
    """Return, for each view and outcome, which share of what came within the horizon would be on record by the record's end.

    Outcomes are recorded late, and what is not recorded yet is not in the data. So after a recent view an outcome is missed more
    often than after an old one, even within the days that the record covers. The delay is estimated backwards in time from
    all things of the kind that an outcome rests on (its header's `delay`), among delays no longer than the longest that enough
    of them could have shown; how many took longer no record can say. The share is the mean over the days of the horizon, as if
    the outcomes came evenly over them; of days past the end of the record nothing is on record.

    Where record times are known only between two extracts, delays are read both ways and the bounds reach over both.

    Args:
        record: the record. Its end is the last day on which anything was recorded.
        views: `view_id, case_id, as_of` as text.
        horizon_days: days from the view's day, above 0.
        names: names of outcomes; all where none are given.

    Returns:
        One row a view and outcome, sorted by both:

        - `recorded_share`, `lower`, `upper`: the expected share, 0 to 1, with bounds over the intervals of the delay and both
          readings (the value is that of the latest); the value is empty where it cannot be told;
        - `mature`: whether the horizon is over and the share at least `mature_share` of `data/later/limits.csv` under every
          reading; empty where that cannot be told. A view without maturity is not to be counted as one after which nothing came;
        - `status`: `ok`; `insufficient` (too few things to estimate the delay, or readings that differ too much); `not recorded`
          (the record does not cover what it is estimated from); `reason`: in words.

    Raises:
        CaseReviewError: an unknown outcome, a horizon that is not a whole number above 0, views without the needed columns.

    Source: Lagakos, Barraj & De Gruttola 1988, Biometrika 75:515-523; Kalbfleisch & Lawless 1989, JASA 84:360-372.

    >>> from toolkit import paths
    >>> from toolkit.record import open_record
    >>> import pandas as pd
    >>> views = pd.DataFrame({"view_id": ["old", "new"], "case_id": ["C00001"] * 2, "as_of": ["2023-01-01", "2025-06-01"]})
    >>> maturity(open_record(paths.sample_record()), views, 90, ["incident"])["mature"].to_list()
    [False, True]
    """
    import pandas as pd

    wanted = chosen(names)
    check_asked(views, horizon_days)
    con = record.connect()
    try:
        end = last_day(con, record)
        covered = {row[0] for row in con.execute("SELECT DISTINCT table_name FROM coverage").fetchall()}
        found = {what: delays_of(con, what) for what in {o.delay for o in wanted} if what.table in covered}
    finally:
        con.close()
    days = pd.to_datetime(views["as_of"], format="ISO8601").dt.normalize()
    since = (pd.Timestamp(end) - days).dt.days.to_numpy() if end else days.map(lambda _: -1).to_numpy()
    parts = [_of_outcome(o, found.get(o.delay), views["view_id"], since, horizon_days, str(end)) for o in wanted]
    every = pd.concat(parts, ignore_index=True).astype({"mature": "boolean", "reason": "str", "status": "str"})
    return every.sort_values(["view_id", "outcome"], ignore_index=True)[list(COLUMNS)]


def _of_outcome(
    outcome: Outcome, delays: Delays | None, view_ids: pd.Series, since: np.ndarray, horizon: int, end: str
) -> pd.DataFrame:
    import numpy as np
    import pandas as pd

    can_be = np.clip(since, 0, horizon) / horizon  # of days past the record's end nothing can be on record
    value, least, most = np.full(len(since), np.nan), np.zeros(len(since)), can_be
    lowest, highest = least, most
    if delays and delays.curves:
        readings = [_shares(curve, since, horizon) for curve in delays.curves]
        value = readings[-1][0]
        lowest, highest = np.min([r[1] for r in readings], axis=0), np.max([r[2] for r in readings], axis=0)
        least = np.min([np.where(np.isnan(r[0]), r[1], r[0]) for r in readings], axis=0)
        most = np.max([np.where(np.isnan(r[0]), r[2], r[0]) for r in readings], axis=0)
    bound = limits()["mature_share"]
    is_open = since < horizon
    mature = np.where(is_open | (most < bound - _SAME), 0.0, np.where(least >= bound - _SAME, 1.0, np.nan))
    rows = pd.DataFrame({"view_id": view_ids.to_numpy(), "outcome": outcome.name, "recorded_share": value})
    rows = rows.assign(lower=lowest, upper=highest, mature=pd.array(mature, dtype="Float64"))
    can_tell = delays is not None and bool(delays.curves)
    rows["status"] = NOT_RECORDED if delays is None else OK if can_tell else INSUFFICIENT
    rows.loc[can_tell & np.isnan(mature), "status"] = INSUFFICIENT
    rows["mature"] = rows["mature"].astype("boolean")
    why = _why(outcome.delay, delays)
    rows["reason"] = ["; ".join(filter(None, (_told(m, o, end), why))) for m, o in zip(mature, is_open, strict=True)]
    return rows


def _shares(curve: Curve, since: np.ndarray, horizon: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The mean of a curve over the days of a horizon, each as far from the record's end as it is."""
    import numpy as np

    last = max(int(since.max(initial=0)), len(curve.value))
    first, to = np.clip(since - horizon, 0, last), np.clip(since, 0, last)

    def mean(share: np.ndarray, beyond: float) -> np.ndarray:
        whole = np.concatenate([[0.0], np.cumsum(np.concatenate([share, np.full(last - len(share), beyond)]))])
        return (whole[to] - whole[first]) / horizon

    some_unknown = mean(np.isnan(curve.value).astype("float64"), 0.0) > _SAME
    value = np.where(some_unknown, np.nan, mean(np.nan_to_num(curve.value), 1.0))
    return value, mean(curve.lower, 1.0), mean(curve.upper, 1.0)


def _told(mature: float, is_open: bool, end: str) -> str:
    if mature == 1:
        return ""
    if is_open:
        return f"the horizon ends after the record, which ends on {end}"
    return "what came may not be on record yet" if mature == 0 else "whether enough would be on record cannot be told"


def _why(what: Delay, delays: Delays | None) -> str:
    if delays is None:
        return f"the record does not cover {what.table}, from which the delay is estimated"
    said = [f"left out, {why}: {n}" for why, n in delays.left_out.items()]
    if not delays.curves:
        least = int(limits()["least"])
        return "; ".join([f"never could {least} entries of {what.table} have shown the same delay ({delays.n} on record)", *said])
    if delays.unsure:
        said.insert(
            0, f"assumed: {delays.unsure} of {delays.n} record times are known only between two extracts, and are read both ways"
        )
    return "; ".join(
        [f"among those recorded within {delays.longest:g} days, of {delays.n} entries; how many took longer cannot be known", *said]
    )
