"""The pool of a reference class as it stood before a decision: what the decider could have known of such cases.

Which views there are, whose families they belong to, how each was followed: all is read from the record as it stood then, so
nothing that was recorded after the decision can move it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from toolkit.contrast.facts import DECISION, OPTION
from toolkit.contrast.patterns import parted, patterns
from toolkit.contrast.reference_families import families
from toolkit.known import views as moments
from toolkit.known.viewfile import checked_views
from toolkit.later import outcomes

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.contrast.reference import ReferencePool
    from toolkit.record import Record

Chooser = Callable[["Record"], "pd.DataFrame"]


def pool_then(pool: ReferencePool, view_id: str, horizon_days: int, chooser: Chooser | None = None) -> ReferencePool:
    """Return the pool as it stood before a view: views whose horizon was over by then, with the view itself.

    Args:
        pool: the pool of now, the view in it.
        view_id: the view.
        horizon_days: days followed.
        chooser: gives the views of a record; by default its decisions where the pool holds decisions, else the pool's own views.
    """
    own = pool.views[pool.views["view_id"] == view_id]
    until, day = stood_until(own["as_of"].iloc[0], own["cut"].iloc[0])
    return _pool_until(pool, until, day, horizon_days, chooser).beside(pool, view_id)


def pool_counted(pool: ReferencePool, until: str, horizon_days: int, names: Iterable[str]) -> ReferencePool:
    """Return the pool as it could have been counted at the end of a day: what is the same for every decision after it.

    Args:
        pool: the pool of now.
        until: an ISO day. Views whose horizon was over on it are in, with what had come after them by then.
        horizon_days: days followed.
        names: outcomes.
    """
    wanted = list(names)
    day = date.fromisoformat(until) + timedelta(days=1)
    then = _pool_until(pool, until, day, horizon_days, None)
    followed = outcomes(then.record, then.views, horizon_days, wanted, bounds=True)
    return replace(then, followed=followed).looked_up(wanted, horizon_days)


def last_count(as_of: str, months: int) -> str:
    """Return the last day before a day on which a count was due: the end of every so many months of a year.

    >>> last_count("2022-11-16T11:00:00", 6), last_count("2022-07-01", 6), last_count("2022-06-30", 6), last_count("2022-06-30", 3)
    ('2022-06-30', '2022-06-30', '2021-12-31', '2022-03-31')
    """
    day = date.fromisoformat(as_of[:10])
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return (first - timedelta(days=1)).isoformat()


def _pool_until(pool: ReferencePool, until: str, day: date, horizon_days: int, chooser: Chooser | None) -> ReferencePool:
    """The pool of a record as it stood, of views whose horizon was over before a day."""
    import pandas as pd

    record = pool.record.as_it_stood(until)
    views = _views_then(pool, record, chooser)
    over = [date.fromisoformat(as_of[:10]) + timedelta(days=horizon_days) < day for as_of in views["as_of"]]
    views = views[pd.Series(over, index=views.index, dtype=bool)].reset_index(drop=True)
    known = _known_then(pool, record, views)
    return replace(pool, record=record, views=views, known=known, families=families(record), followed=None)


def stood_until(as_of: str, cut: str) -> tuple[str, date]:
    """Return until when the record is read before a view, and the view's day.

    The day of a decision without a time of day is left out whole, as nobody knows what came first on it.

    >>> stood_until("2020-03-01", "before")[0], stood_until("2020-03-01T09:30:00", "before")[0], stood_until("2020-03-01", "")[0]
    ('2020-02-29', '2020-03-01T09:30:00', '2020-03-01')
    """
    day = date.fromisoformat(as_of[:10])
    if cut == "before" and len(as_of) == len("2020-03-01"):
        return (day - timedelta(days=1)).isoformat(), day
    return as_of, day


def _views_then(pool: ReferencePool, record: Record, chooser: Chooser | None) -> pd.DataFrame:
    if chooser:
        return checked_views(chooser(record))
    derived = "kind" in pool.views and (pool.views["kind"] == moments.DERIVED).any()
    if derived or (pool.views["decision_id"] != "").any():
        return checked_views(moments.decisions(record))
    return pool.views


def _known_then(pool: ReferencePool, record: Record, views: pd.DataFrame) -> dict[str, tuple]:
    """The patterns of views: what was known at a view is the same in every later record, and is not asked for again.

    What is a fact of the decision itself, and not of what was known at it, is read from the record as it stood.
    """
    fresh = [d for d in pool.dimensions if parted(d)[0] in (DECISION, OPTION)]
    old = views["view_id"].isin(list(pool.known))
    found = {v: list(pool.known[v]) for v in views.loc[old, "view_id"]}
    found |= _patterns(record, views[~old], pool.dimensions)
    if fresh and old.any():
        for view, labels in _patterns(record, views[old], fresh).items():
            for dimension, label in zip(fresh, labels, strict=True):
                found[view][pool.dimensions.index(dimension)] = label
    return {view: tuple(labels) for view, labels in found.items()}


def _patterns(record: Record, views: pd.DataFrame, dimensions: Iterable[str]) -> dict[str, list]:
    if not len(views):
        return {}
    rows = patterns(record, views, list(dimensions))
    return {str(view): list(labels) for view, labels in zip(rows.index, rows.itertuples(index=False, name=None), strict=True)}
