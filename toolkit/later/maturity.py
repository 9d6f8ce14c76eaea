"""Whether enough time has passed since a view for what came after it to be on record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolkit.later.catalogue import Outcome, chosen
from toolkit.later.delays import Curve, Delays, delays_of, last_day
from toolkit.later.follow import check_asked
from toolkit.later.settings import limits
from toolkit.result import INSUFFICIENT, NOT_RECORDED, OK

if TYPE_CHECKING:
    import datetime as dt

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
    the outcomes came evenly over them; of days past the record's cover nothing is on record.

    Where record times are known only between two extracts, delays are read both ways and the bounds reach over both.

    Args:
        record: the record. It ends on the last day on which anything was recorded, slips long after its cover left out.
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
    >>> maturity(open_record(paths.sample_record()), views, 200, ["incident"])["mature"].to_list()
    [False, True]
    """
    import pandas as pd

    wanted = chosen(names)
    check_asked(views, horizon_days)
    con = record.connect()
    try:
        end = last_day(con, record)
        covered = dict(con.execute(_COVERED).fetchall())
        found = {what: delays_of(con, what) for what in {o.delay for o in wanted if _lacking(o, covered) == []}}
    finally:
        con.close()
    days = pd.to_datetime(views["as_of"], format="ISO8601").dt.normalize()
    parts = [_of_outcome(_Asked(o, found.get(o.delay), covered, end, horizon_days), views["view_id"], days) for o in wanted]
    every = pd.concat(parts, ignore_index=True).astype({"mature": "boolean", "reason": "str", "status": "str"})
    return every.sort_values(["view_id", "outcome"], ignore_index=True)[list(COLUMNS)]


_COVERED = """
    SELECT c.table_name, least(max(coalesce(c.covered_to, e.last_day)), any_value(e.last_day))
    FROM coverage c CROSS JOIN last_recorded e GROUP BY c.table_name"""


def _lacking(outcome: Outcome, covered: dict[str, dt.date]) -> list[str]:
    return sorted({*outcome.tables, outcome.delay.table} - set(covered))


@dataclass(frozen=True)
class _Asked:
    """An outcome with its delays, until when each table is covered, and the day on which the record ends."""

    outcome: Outcome
    delays: Delays | None
    covered: dict[str, dt.date]
    end: dt.date | None
    horizon: int

    @property
    def lacking(self) -> list[str]:
        """The tables that the record does not cover at all."""
        return _lacking(self.outcome, self.covered)

    @property
    def seen_to(self) -> dt.date | None:
        """The last day of which anything can be on record."""
        return min([self.covered[t] for t in self.outcome.tables if t in self.covered], default=self.end)

    @property
    def gap(self) -> int:
        """Days between that day and the end of the record."""
        return (self.end - self.seen_to).days if self.end and self.seen_to else 0


def _of_outcome(asked: _Asked, view_ids: pd.Series, days: pd.Series) -> pd.DataFrame:
    import numpy as np
    import pandas as pd

    since = (pd.Timestamp(asked.end) - days).dt.days.to_numpy() if asked.end else np.full(len(days), -1)
    curves = asked.delays.curves if asked.delays else ()
    readings = [_shares(curve, since, asked) for curve in curves or (_nothing_known(since),)]
    value = readings[-1][0] if curves else np.full(len(since), np.nan)
    least = np.min([np.where(np.isnan(r[0]), r[1], r[0]) for r in readings], axis=0)
    most = np.max([np.where(np.isnan(r[0]), r[2], r[0]) for r in readings], axis=0)
    is_open, bound = since - asked.gap < asked.horizon, limits()["mature_share"]
    told = np.full(len(since), bool(curves))
    mature = np.where(is_open | (most < bound - _SAME), 0.0, np.where((least >= bound - _SAME) & told, 1.0, np.nan))
    rows = pd.DataFrame({"view_id": view_ids.to_numpy(), "outcome": asked.outcome.name, "recorded_share": value})
    rows["lower"], rows["upper"] = np.min([r[1] for r in readings], axis=0), np.max([r[2] for r in readings], axis=0)
    rows["mature"] = pd.array(mature, dtype="Float64").astype("boolean")
    rows["status"] = NOT_RECORDED if asked.lacking else np.where(told & ~np.isnan(mature), OK, INSUFFICIENT)
    why = _why(asked)
    rows["reason"] = ["; ".join(filter(None, (_told(m, o, asked), why))) for m, o in zip(mature, is_open, strict=True)]
    return rows


def _nothing_known(since: np.ndarray) -> Curve:
    """A delay of which nothing can be said: all could be on record the same day, or none."""
    import numpy as np

    days = int(since.max(initial=0)) + 1
    return Curve(np.full(days, np.nan), np.zeros(days), np.ones(days))


def _shares(curve: Curve, since: np.ndarray, asked: _Asked) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The mean of a curve over the days of a horizon, each as far from the record's end as it is; past the cover is nothing."""
    import numpy as np

    last = max(int(since.max(initial=0)), len(curve.value), asked.gap)
    first, to = np.clip(since - asked.horizon, 0, last), np.clip(since, 0, last)

    def mean(share: np.ndarray, beyond: float) -> np.ndarray:
        every = np.concatenate([share, np.full(last - len(share), beyond)])
        every[: asked.gap] = 0
        whole = np.concatenate([[0.0], np.cumsum(every)])
        return (whole[to] - whole[first]) / asked.horizon

    some_unknown = mean(np.isnan(curve.value).astype("float64"), 0.0) > _SAME
    value = np.where(some_unknown, np.nan, mean(np.nan_to_num(curve.value), 1.0))
    return value, mean(curve.lower, 1.0), mean(curve.upper, 1.0)


def _told(mature: float, is_open: bool, asked: _Asked) -> str:
    if mature == 1:
        return ""
    if is_open:
        return f"the horizon ends after what the record covers, which ends on {asked.seen_to}"
    return "what came may not be on record yet" if mature == 0 else "whether enough would be on record cannot be told"


def _why(asked: _Asked) -> str:
    if asked.lacking:
        return f"the record does not cover {', '.join(asked.lacking)}"
    delays, table, least = asked.delays, asked.outcome.delay.table, int(limits()["least"])
    if delays is None:
        return ""
    said = [f"left out, {why}: {n}" for why, n in delays.left_out.items()]
    if not delays.curves:
        return "; ".join([f"never could {least} entries of {table} have shown the same delay ({delays.n} on record)", *said])
    if delays.unsure:
        said.insert(
            0, f"assumed: {delays.unsure} of {delays.n} record times are known only between two extracts, and are read both ways"
        )
    first = f"among those recorded within {delays.longest:g} days, of {delays.n} entries; how many took longer cannot be known"
    return "; ".join([first, *said])
