"""The waits of all who were ever in a set, those whose case has closed since too, each wait over where the case was."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from toolkit import paths
from toolkit.known import catalogue, spells
from toolkit.known import views as moments
from toolkit.known.prepare import prepared
from toolkit.known.viewfile import checked_views
from toolkit.record.clocks import EARLIEST
from toolkit.study.audit import IN_CARE
from toolkit.study.waits import cohorts

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.known import Indicator
    from toolkit.study.drift import Drift
    from toolkit.study.waits import Cohort

CASE_CLOSED = "case closed"


def waits_looked_at(drift: Drift) -> list[Indicator]:
    """Return the indicators that are about waits: all that speak of a case or, where some were named, those of these."""
    every = [i for i in catalogue() if "spells" in i.sections and i.reach == "case"]
    named = {i.name for i in drift.indicators}
    return [i for i in every if not drift.looked_at or i.name in named]


def wait_labels(drift: Drift) -> dict[str, str]:
    """Return what each wait that is looked at is from and to, in words, by indicator in the order of the indicators."""
    names = {row["indicator"]: row["wait"] for row in paths.rows("study", "wait_names")}
    return {i.name: names.get(i.name, i.label) for i in waits_looked_at(drift)}


def followed_waits(drift: Drift, kinds: frozenset[str], other: str) -> list[Cohort]:
    """Return the waits of all who are in the set on the last day or have left it since, by measure and year of their start.

    To look only at those who are still in would leave out every wait that ended by leaving, and all of a child who is gone:
    what is left would look longer, the further back it began. A wait that was open when the case closed ended with it, which is an
    end of its own kind; one that counts from the end of something (`data/study/waits.csv`, `beyond`) goes on.

    Args:
        drift: the set.
        kinds: the words for how waits end that may be shown; others become `other`.
        other: the word for these.
    """
    wanted = [i.name for i in waits_looked_at(drift)]
    if not wanted or drift.followed.empty:
        return []
    views = moments.on_dates(drift.followed["case_id"].tolist(), [drift.end])[["view_id", "case_id", "as_of"]]
    views, closed = _ever_in(drift, views)
    if views.empty:
        return []
    found = over_with_the_case(spells(drift.record, views, wanted, standards=drift.standards), closed)
    if found.empty:
        return []
    shown = found["end_kind"].where(found["end_kind"].isin([*kinds, ""]), other)
    families = dict(zip(drift.followed["case_id"], drift.followed["cluster"], strict=True))
    return cohorts(found.assign(end_kind=shown), views, families)


def over_with_the_case(found: pd.DataFrame, closed: pd.DataFrame) -> pd.DataFrame:
    """Return waits, those that were open when the case closed as ended by that.

    Args:
        found: as :func:`toolkit.known.spells` returns them.
        closed: `view_id, closed_on`: every day on which the case closed.
    """
    import pandas as pd

    going = found[found["ended_on"].isna() & ~found["measure"].isin(beyond())]
    both = going.reset_index(names="place").merge(closed, on="view_id")
    both = both[pd.to_datetime(both["closed_on"]) >= pd.to_datetime(both["started_on"])]
    first = both.groupby("place")["closed_on"].min()
    ended, kind = found["ended_on"].copy(), found["end_kind"].copy()
    ended.loc[first.index] = pd.to_datetime(first).astype(ended.dtype)
    kind.loc[first.index] = CASE_CLOSED
    return found.assign(ended_on=ended, end_kind=kind)


def _ever_in(drift: Drift, views: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The views of those who were ever in, by team and population as known on the last day, and the days on which cases closed."""
    checked = checked_views(views)
    with prepared(drift.record, checked, [], EARLIEST, beside=_CLOSED + _LAST) as known:
        closed, last = known.execute(_CLOSED).df(), known.execute(_LAST).df().set_index("view_id")
    inside = views["case_id"].isin(list(drift.followed.loc[drift.followed["inside"], "case_id"]))
    team = views["view_id"].map(last["team"]) == drift.team if drift.team else True
    care = views["view_id"].map(last["in_care"]).eq(True) if drift.population == IN_CARE else True
    return views[inside | (team & care)].reset_index(drop=True), closed


_CLOSED = """
    SELECT m.view_id, c.closed_on FROM case_closed c JOIN moment m USING (view_no) WHERE m.base ORDER BY ALL"""
_LAST = """
    SELECT m.view_id, any_value(k.team) AS team, count(p.view_no) > 0 AS in_care
    FROM moment m
    LEFT JOIN (SELECT view_no, arg_max(team, (occurred_on, entity_id)) AS team FROM "case" GROUP BY view_no) k USING (view_no)
    LEFT JOIN (SELECT DISTINCT view_no FROM placement) p USING (view_no)
    WHERE m.base GROUP BY m.view_id"""


@cache
def beyond() -> frozenset[str]:
    """Return the waits that go on though the case closes, by indicator.

    >>> sorted(beyond())
    ['re_referrals', 'repeat_protection_plans']
    """
    return frozenset(row["value"] for row in paths.rows("study", "waits") if row["name"] == "beyond")
