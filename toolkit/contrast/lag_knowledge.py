"""How late a holder had what was on record: open waits are open, and the ledger's silence counts each way."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from toolkit.contrast.classify import make_classes
from toolkit.contrast.lag_rows import EXACT, families_of, frame_of, lag_row, last_views, least, told_days
from toolkit.contrast.settings import table
from toolkit.errors import CaseReviewError, nearest
from toolkit.record.clocks import EARLIEST, reached
from toolkit.result import INSUFFICIENT, NOT_APPLICABLE, OK
from toolkit.stats import Absorption, Interval, absorption

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.record import Record

DECIDER, OWN_AGENCY = "decider", "own agency"
SINCE = ("occurred", "recorded")
_FROM = {"occurred": "its own day", "recorded": "the day on which it was recorded"}
_REFUSED = (
    "our agency had a thing from when it was recorded, so this would be the recording lag; what has not been recorded is not in "
    "the data, and a Kaplan-Meier estimate would take the lags that were seen for all of them"
)


def knowledge_lag(
    record: Record,
    views: pd.DataFrame,
    holder: str = DECIDER,
    since: str = "occurred",
    days: Sequence[int] | None = None,
    knowledge: str = EARLIEST,
) -> pd.DataFrame:
    """Return how long it took until a holder had what was on record: Kaplan-Meier, censored at the view.

    What is looked at are the things on our record at each case's last view (for each decider) that had happened on a day that
    is known exactly. Where the ledger says that the holder had one only after the view, it is censored there. What the
    holder made or brought is taken as theirs from its own day (`assumed`). Where the ledger says nothing of the holder, it is
    not known whether they ever had it: to leave these things out would keep only lags that ended, so they count each
    way, as had at once and as not had by the view, and there is no single value. Recollections count for nothing here.

    Args:
        record: the record.
        views: `view_id, case_id, as_of, holder` and optionally `decision_id, cut`, as text.
        holder: `decider` (whoever each view names), or a kind of holder: `police`, `health`, `school`, ...
        since: from the thing's own day (`occurred`) or from when it stood on our record (`recorded`; had before counts as 0).
        days: lags for which the share is told; by default those of `data/contrast/lags.csv`.
        knowledge: how uncertain record times are read.

    Returns:
        Columns of :data:`toolkit.result.COLUMNS`: how long until half were had (days), and the share had within each of the days.
        `group` is the holder, `numerator` how many surely were had by then, `denominator` the things, `missing` those of which
        the ledger is silent; with some, the bounds reach over both readings and their intervals. Intervals are by family.

    Raises:
        CaseReviewError: unknown holder or `since`, days below 0, views that are not well formed; `own agency`, as that is the
            recording lag.

    Source: Kaplan & Meier 1958 as in :func:`toolkit.stats.absorption`; bounds for what is silent: Manski 2003, Partial
    Identification of Probability Distributions, chapter 1.
    """
    _check(holder, since)
    shown = told_days(days)
    looked = last_views(views, by_holder=holder == DECIDER)
    named = looked if holder != DECIDER else looked[looked["holder"] != ""].reset_index(drop=True)
    things = _things(record, named, holder, since, knowledge)
    things["family"] = families_of(record, things["case_id"])
    return frame_of(_rows(things, holder, since, shown, len(looked) - len(named)))


def _check(holder: str, since: str) -> None:
    kinds = [row["holder_kind"] for row in table("holders")]
    problems = [] if holder in (DECIDER, *kinds) else [f"there is no kind of holder {holder}{nearest(holder, [DECIDER, *kinds])}"]
    problems += [] if since in SINCE else [f"since may be {' or '.join(SINCE)}{nearest(since, SINCE)}"]
    problems += [_REFUSED] if holder == OWN_AGENCY else []
    if problems:
        todo = "Use recording_lag for our own agency; else name the decider or another kind of holder."
        raise CaseReviewError("The knowledge lag cannot be worked out", problems, todo)


def _things(record: Record, looked: pd.DataFrame, holder: str, since: str, knowledge: str) -> pd.DataFrame:
    con = record.connect()
    try:
        make_classes(con, looked, knowledge)
        start = "r.stood_on" if since == "occurred" else "CAST(r.stood_at AS DATE)"
        whose = "e.holder = m.holder" if holder == DECIDER else "e.holder_kind = $kind"
        seen = "o.holder = m.holder" if holder == DECIDER else "k.holder_kind = $kind"
        given = {} if holder == DECIDER else {"kind": holder}
        return con.execute(_HAD.format(start=start, whose=whose, seen=seen), given).df()
    finally:
        con.close()


def _rows(things: pd.DataFrame, holder: str, since: str, days: Sequence[int], unnamed: int) -> list[dict]:
    name = f"knowledge lag since {_FROM[since]}"
    sure, silent = things[~things["silent"]], int(things["silent"].sum())
    assumed = int(things["assumed"].sum())
    beside = [f"assumed: {assumed} are the holder's own observations, had from their own day"] if assumed else []
    beside += [f"left out as they name no decider: views of {unnamed} case{'s'[: unnamed != 1]}"] if unnamed else []
    low, high = _curve(things, at_once=False), _curve(things, at_once=True)
    rows = []
    for label, unit, within, found in _asked(days, low, high):
        if unit == "share" and silent:
            found = (_bounded(found[0]), _bounded(found[1]))
        had = int((sure["had"] & (sure["lag"] <= within)).sum())
        status, said = _status(found, silent, len(things), unit, low)
        rows.append(lag_row(f"{name}: {label}", holder, unit, had, len(things), silent, found, status, [*said, *beside]))
    return rows


def _curve(things: pd.DataFrame, at_once: bool) -> Absorption:
    """Silent things as had at once, or as not had by the view."""
    silent = things["silent"]
    lags = things["lag"].mask(silent, 0 if at_once else things["until_view"])
    had = things["had"].mask(silent, at_once)
    return absorption(lags.tolist(), ["had" if h else "" for h in had], None, things["family"].tolist(), least(), kinds=["had"])


def _asked(days: Sequence[int], low: Absorption, high: Absorption) -> Iterator[tuple[str, str, float, tuple[Interval, Interval]]]:
    slow, fast = low.median(), high.median()
    yield "half were had within", "days", math.inf, (fast, slow)
    for day in days:
        yield f"had within {day} days", "share", day, (low.ended_by(day), high.ended_by(day))


def _status(found: tuple[Interval, Interval], silent: int, n: int, unit: str, low: Absorption) -> tuple[str, list[str]]:
    first, other = found
    if not n:
        return NOT_APPLICABLE, ["nothing was on record whose lag could be told"]
    if silent:
        return INSUFFICIENT, [f"{_between(first, other, unit)}: of {silent} of {n} things the ledger says nothing of the holder"]
    if math.isnan(first.value):
        reach = low.reach.last
        few = f"fewer than {low.least} were at risk" + ("" if math.isnan(reach) else f" after day {reach:g}")
        return INSUFFICIENT, [few]
    return OK, []


def _bounded(found: Interval) -> Interval:
    """A share lies from 0 to 1 whatever cannot be told of it."""
    return Interval(found.value, _or(found.lower, 0.0), _or(found.upper, 1.0))


def _between(first: Interval, other: Interval, unit: str) -> str:
    """The two readings in words; a share that cannot be told of one lies from what it is at least to all."""
    if unit == "share":
        low = first.value if not math.isnan(first.value) else _or(first.lower, 0.0)
        return f"between {low:.0%} and {_or(other.value, 1.0):.0%}"
    return (
        f"between {_or(first.value, 0.0):g} and {other.value:g} days"
        if not math.isnan(other.value)
        else f"{_or(first.value, 0.0):g} days or more"
    )


def _or(value: float, otherwise: float) -> float:
    return otherwise if math.isnan(value) else value


_HAD = f"""
    WITH told AS (
        SELECT m.of_view, e.table_name, e.entity_id, min(e.known_from) AS since
        FROM at_view m JOIN entry e USING (case_id) WHERE NOT e.is_recollection AND {{whose}} GROUP BY ALL),
    brought AS (
        SELECT DISTINCT m.of_view, o.table_name, o.entity_id
        FROM at_view m JOIN observer o USING (case_id) JOIN kind k ON k.holder = o.holder WHERE {{seen}}),
    thing AS (
        SELECT m.case_id, r.entity_id, {{start}} AS start, CAST(m.upto AS DATE) AS last_day, t.since,
               b.entity_id IS NOT NULL AND t.since IS NULL AS assumed, coalesce({reached("t.since")}, false) AS told
        FROM ruled r JOIN at_view m USING (of_view) JOIN version s ON s.statement_id = r.stood_id AND s.case_id = m.case_id
        LEFT JOIN told t ON t.of_view = r.of_view AND t.table_name = r.table_name AND t.entity_id = r.entity_id
        LEFT JOIN brought b ON b.of_view = r.of_view AND b.table_name = r.table_name AND b.entity_id = r.entity_id
        ANTI JOIN uncovered u ON u.of_view = r.of_view
        WHERE r.on_record AND NOT r.is_plan AND r.stood_on IS NOT NULL AND {EXACT})
    SELECT case_id, entity_id, assumed, since IS NULL AND NOT assumed AS silent, told OR assumed AS had,
           CASE WHEN assumed THEN 0
                ELSE greatest(0, date_diff('day', start, CASE WHEN told THEN CAST(since AS DATE) ELSE last_day END)) END AS lag,
           greatest(0, date_diff('day', start, last_day)) AS until_view
    FROM thing ORDER BY ALL"""
