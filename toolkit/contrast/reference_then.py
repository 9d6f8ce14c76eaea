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
    import pandas as pd

    own = pool.views[pool.views["view_id"] == view_id]
    until, day = stood_until(own["as_of"].iloc[0], own["cut"].iloc[0])
    record = pool.record.as_it_stood(until)
    views = _views_then(pool, record, chooser)
    over = [date.fromisoformat(as_of[:10]) + timedelta(days=horizon_days) < day for as_of in views["as_of"]]
    views = views[pd.Series(over, index=views.index, dtype=bool) & (views["view_id"] != view_id)]
    known = {view_id: pool.known[view_id], **_known_then(pool, record, views)}
    every = pd.concat([own, views], ignore_index=True)
    return replace(pool, record=record, views=every, known=known, families=families(record), followed=None)


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
