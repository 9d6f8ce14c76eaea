"""A decision in the words that were written of it at the time: what was weighed, what was chosen, and why.

What is written of a decision long after it is written by somebody who may know how it went. So it is no part of a page that
stops at the last decision.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.record import Record

# Our own limit: a week leaves time to write a decision up, and little to learn how it went.
WRITTEN_WITHIN_DAYS = 7
WORDS = ("kind", "options", "chosen", "reason", "uncertainty")


def own_words(record: Record, views: pd.DataFrame, until: datetime) -> pd.DataFrame:
    """Return what was written of each recorded decision on or before an instant, or within a week of the decision.

    Of several versions it is the last that was written within the week; failing that, the first of all.

    Args:
        record: the record, with all that it came to hold.
        views: the views before decisions, with `case_id`, `decision_id` and `as_of`; those without a decision are not looked at.
        until: the instant of the last decision.

    Returns:
        One row a decision of which something was written by then: `decision_id`, the columns of :data:`WORDS` (empty text where
        nothing was written), `written_on` (ISO day) and `after_days` (whole days from the decision to that day).
    """
    return _versions(record, views, until, in_time=True)


def later_words(record: Record, views: pd.DataFrame, until: datetime) -> pd.DataFrame:
    """Return what was written of each decision only after that, where it says something else: columns as in :func:`own_words`.

    It is the version that was written last.
    """
    own, last = (_versions(record, views, until, in_time).set_index("decision_id") for in_time in (True, False))
    words = list(WORDS)
    other = [i for i in last.index if i not in own.index or not own.loc[i, words].equals(last.loc[i, words])]
    return last.loc[other].reset_index()


def _versions(record: Record, views: pd.DataFrame, until: datetime, in_time: bool) -> pd.DataFrame:
    con = record.connect()
    try:
        con.register("asked_rows", views.loc[views["decision_id"] != "", ["case_id", "decision_id", "as_of"]])
        given = {"days": WRITTEN_WITHIN_DAYS, "until": until, "in_time": in_time}
        order = _FIRST if in_time else _LAST
        rows = con.execute(_VERSIONS.format(order=order), given).df()
    finally:
        con.close()
    text = dict.fromkeys(("decision_id", *WORDS, "written_on"), "str")
    return rows.fillna(dict.fromkeys(text, "")).astype({**text, "after_days": "int64"})


_WORDS = ", ".join(WORDS)
_FIRST = "in_week DESC, CASE WHEN in_week THEN recorded_at END DESC, recorded_at, statement_id DESC"
_LAST = "recorded_at DESC, statement_id DESC"

_VERSIONS = f"""
    WITH version AS (
        SELECT d.entity_id AS decision_id, {_WORDS}, d.recorded_at, d.statement_id,
               date_diff('day', CAST(CAST(a.as_of AS TIMESTAMP) AS DATE), CAST(d.recorded_at AS DATE)) AS after_days,
               after_days <= $days AS in_week, in_week OR d.recorded_at <= $until AS in_time
        FROM decision d JOIN asked_rows a ON a.decision_id = d.entity_id AND a.case_id = d.case_id
        WHERE d.recorded_at IS NOT NULL AND d.restricted IS NULL AND d.entity_id NOT IN (
            SELECT entity_id FROM decision WHERE entity_id IS NOT NULL
            GROUP BY entity_id HAVING arg_max(restricted IS NOT NULL, (recorded_at, statement_id))))
    SELECT decision_id, {_WORDS}, strftime(recorded_at, '%Y-%m-%d') AS written_on, after_days
    FROM version WHERE in_time = $in_time
    QUALIFY row_number() OVER (PARTITION BY decision_id ORDER BY {{order}}, hash({_WORDS})) = 1
    ORDER BY decision_id"""
