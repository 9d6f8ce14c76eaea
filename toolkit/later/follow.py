"""Following each view from the day after it to an event, a final end, a loss, the end of cover or the horizon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.errors import CaseReviewError
from toolkit.later.catalogue import Outcome, chosen
from toolkit.later.facts import make_facts
from toolkit.later.settings import limits

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from toolkit.record import Record

YES, NO, CENSORED = "yes", "no", "censored"
NOT_APPLICABLE, NOT_RECORDED, COMPETING = "not applicable", "not recorded", "competing end"
HELD = "held back: "
ANSWERS = (YES, NO, COMPETING, CENSORED, NOT_APPLICABLE, NOT_RECORDED)
COLUMNS = ("view_id", "outcome", "answer", "happened_on", "detail", "followed_to", "censored", "reason")
BOUNDS = ("horizon_on", "covered_to")
_QUESTION = {
    "outcome": "VARCHAR",
    "tables": "VARCHAR[]",
    "competing": "VARCHAR[]",
    "censored": "VARCHAR[]",
    "otherwise": "VARCHAR",
}
_FOUND = {
    "outcome": "VARCHAR",
    "view_no": "BIGINT",
    "happened_on": "DATE",
    "detail": "VARCHAR",
    "so_far": "VARCHAR",
    "ended_on": "DATE",
    "ended_by": "VARCHAR",
    "lost_on": "DATE",
    "lost_by": "VARCHAR",
    "doubtful": "BOOLEAN",
    "unknown": "VARCHAR",
    "unsaid": "VARCHAR",
}


def outcomes(
    record: Record,
    views: pd.DataFrame,
    horizon_days: int = 365,
    names: list[str] | None = None,
    bounds: bool = False,
) -> pd.DataFrame:
    """Return what came after each view, from the facts of the record as it stands at its end.

    The window runs from the day after the view's day (a time of day changes nothing: facts have days) to `horizon_days`
    after it, both included. What happened on the view's own day is neither known nor later; the state of things at a view
    (in care, open) is that at the end of its day. Plans, days stated ahead and ends without a later entry never count.
    The child is followed to the earliest of: the event; a final end (death, adoption, 18th birthday); the day another
    authority took over; the last day that the record covers; the last day of the horizon. An event on the very day of one
    of these still counts.

    Args:
        record: the record.
        views: `view_id, case_id, as_of` as text, and `decision_id` where there is one, so that a move that the decision itself made
            is no outcome of it; other columns are not looked at.
        horizon_days: days from the view's day, above 0.
        names: names of outcomes; all where none are given.
        bounds: whether to add `horizon_on` and `covered_to` (the last day that the record covers from the view on).

    Returns:
        One row a view and outcome, sorted by both, days as ISO text:

        - `answer`: `yes`; `no` (followed to the horizon without it); `competing end` (something final came first; `detail`
          says what, or `held back` and why where it is restricted); `censored` (not followed to the horizon, which is not a
          no); `not applicable`; `not recorded` (the
          record does not cover it or holds none of any child, the case did not stand at the view, or what is on record is too
          coarse or too little to tell);
        - `happened_on`: for `yes`; `detail`: for `yes`, and for `no` how much of it had come; `followed_to`: empty where the view
          was not followed;
        - `censored`: true for the answer of that name; `reason`: in words, for every answer but `yes` and `no`.

    Raises:
        CaseReviewError: an unknown outcome, a horizon that is not a whole number above 0, views without the needed columns.

    >>> from toolkit import paths
    >>> from toolkit.record import open_record
    >>> import pandas as pd
    >>> views = pd.DataFrame({"view_id": ["v"], "case_id": ["no such case"], "as_of": ["2024-05-01"]})
    >>> outcomes(open_record(paths.sample_record()), views, names=["incident"]).answer[0]
    'not recorded'
    """
    wanted = chosen(names)
    check_asked(views, horizon_days)
    con = record.connect()
    try:
        make_facts(con, record, views, horizon_days, wanted)
        rows = _answered(con, wanted)
    finally:
        con.close()
    return rows[[*COLUMNS, *(BOUNDS if bounds else ())]]


def held_back(rows: pd.DataFrame) -> pd.Series:
    """Return which rows of :func:`outcomes` rest on what is restricted: they count, and neither words nor day may be shown."""
    return rows["detail"].fillna("").str.startswith(HELD) | rows["reason"].fillna("").str.startswith(HELD)


def check_asked(views: pd.DataFrame, horizon_days: int) -> None:
    """Raise a CaseReviewError where the views lack a column, or the horizon is no whole number of days above 0."""
    problems = [f"the views have no column {c}" for c in ("view_id", "case_id", "as_of") if c not in views.columns]
    problems += wrong_horizon(horizon_days)
    if problems:
        raise CaseReviewError("What came later cannot be looked up", problems, "Mend these and run again.")


def wrong_horizon(days: int) -> list[str]:
    """Return what is wrong with a horizon, in words; nothing where views can be followed for so many days.

    >>> wrong_horizon(365), wrong_horizon(0)
    ([], ['the horizon must be a whole number of days above 0'])
    """
    if isinstance(days, bool) or int(days) != days or days < 1:
        return ["the horizon must be a whole number of days above 0"]
    most = limits()["horizon_days"]
    return [f"the horizon must be {most:,.0f} days at most"] if days > most else []


def _answered(con: duckdb.DuckDBPyConnection, wanted: list[Outcome]) -> pd.DataFrame:
    """The answers of all outcomes at all views, by view and outcome; each step is one query for all of them."""
    for name, columns in {"question": _QUESTION, "found": _FOUND}.items():
        con.execute(f"CREATE TEMP TABLE {name} ({', '.join(f'{c} {t}' for c, t in columns.items())})")
    asked = [[o.name, list(o.tables), list(o.competing), list(o.censored), o.otherwise] for o in wanted]
    con.executemany("INSERT INTO question VALUES (?, ?, ?, ?, ?)", asked)
    for outcome in wanted:
        con.execute(f"INSERT INTO found BY NAME SELECT '{outcome.name}' AS outcome, * FROM ({outcome.sql})")
    for query in _HELD:
        con.execute(query)
    for name, query in {"covered": _COVERED, "ends": _ENDS}.items():
        con.execute(f"CREATE TEMP TABLE {name} AS {query}")
    rows = con.execute(_ANSWERS).df()
    return rows.astype(dict.fromkeys(("happened_on", "detail", "followed_to", "reason", *BOUNDS), "str"))


# What is restricted counts and its words are held back: those of an event or end on the day of a restricted statement.
_HELD = tuple(
    f"""
    UPDATE found SET {words} = '{HELD}' || c.reason FROM question q, spot v, restricted_day c
    WHERE q.outcome = found.outcome AND v.view_no = found.view_no AND c.case_id = v.case_id AND c.on_day = found.{day}
    AND list_has_any(q.tables, c.table_names)"""
    for words, day in (("detail", "happened_on"), ("ended_by", "ended_on"), ("lost_by", "lost_on"))
)

# A table is covered for a view where a run of cover holds the view's day or the next; it is followed to that run's end.
_COVERED = """
    SELECT n.outcome, v.view_no, min(c.covered_to) AS covered_to,
           string_agg(n.table_name, ', ' ORDER BY n.table_name) FILTER (c.covered_to IS NULL) AS lacking
    FROM spot v CROSS JOIN (SELECT outcome, unnest(tables) AS table_name FROM question) n
    LEFT JOIN cover c ON c.table_name = n.table_name AND c.covered_from <= v.day + 1 AND c.covered_to >= v.day
    GROUP BY n.outcome, v.view_no"""

# Final ends by view: what had come by its day, what came after, and whether the child was with another authority then.
_ENDS = """
    WITH ends AS (
        SELECT q.outcome, v.view_no, v.day, e.on_day, e.kind, e.words, e.on_day > v.day AS is_later,
               list_contains(q.competing, e.kind) AS competes, list_contains(q.censored, e.kind) AS loses
        FROM spot v JOIN final_end e ON e.case_id = v.case_id CROSS JOIN question q),
    begun AS (
        SELECT v.view_no, max(c.started_on) AS last_start
        FROM spot v JOIN (SELECT case_id, started_on FROM care UNION ALL SELECT case_id, occurred_on FROM fact_case) c
             ON c.case_id = v.case_id AND c.started_on <= v.day
        GROUP BY v.view_no)
    SELECT e.outcome, e.view_no,
           arg_min(e.words || ' on or before the view', (e.on_day, e.kind, e.words)) FILTER (competes AND NOT is_later) AS over,
           min(e.on_day) FILTER (competes AND is_later) AS final_on,
           arg_min(e.words, (e.on_day, e.kind, e.words)) FILTER (competes AND is_later) AS final_by,
           min(e.on_day) FILTER (loses AND is_later) AS gone_on,
           arg_min(e.words, (e.on_day, e.kind, e.words)) FILTER (loses AND is_later) AS gone_by,
           coalesce(max(e.on_day) FILTER (loses AND NOT is_later)
                    > coalesce(max(b.last_start), DATE '0001-01-01'), false) AS is_away
    FROM ends e LEFT JOIN begun b USING (view_no)
    GROUP BY e.outcome, e.view_no"""

_ANSWERS = """
    WITH stops AS (
        SELECT v.*, q.outcome, q.otherwise, f.happened_on, f.detail, f.so_far, f.doubtful, f.unknown, f.unsaid,
               f.view_no IS NOT NULL AS applies,
               c.covered_to, c.lacking, e.over, coalesce(e.is_away, false) AS is_away,
               least(v.horizon_on, c.covered_to) AS seen_to,
               least(coalesce(f.ended_on, DATE '9999-12-31'), coalesce(e.final_on, DATE '9999-12-31')) AS final_on,
               CASE WHEN f.ended_on < e.final_on OR e.final_on IS NULL THEN f.ended_by ELSE e.final_by END AS final_by,
               least(coalesce(f.lost_on, DATE '9999-12-31'), coalesce(e.gone_on, DATE '9999-12-31')) AS lost_on,
               CASE WHEN f.lost_on < e.gone_on OR e.gone_on IS NULL THEN f.lost_by ELSE e.gone_by END AS lost_by
        FROM spot v CROSS JOIN question q LEFT JOIN found f USING (outcome, view_no)
        LEFT JOIN covered c USING (outcome, view_no) LEFT JOIN ends e USING (outcome, view_no)),
    answered AS (
        SELECT *, CASE
            WHEN NOT stands OR lacking IS NOT NULL OR unknown IS NOT NULL THEN 'not recorded'
            WHEN over IS NOT NULL THEN 'not applicable'
            WHEN is_away THEN 'censored'
            WHEN NOT applies THEN 'not applicable'
            WHEN happened_on <= least(seen_to, final_on, lost_on) THEN 'yes'
            WHEN doubtful THEN 'not recorded'
            WHEN final_on <= seen_to AND final_on < lost_on THEN 'competing end'
            WHEN lost_on <= seen_to OR covered_to < horizon_on THEN 'censored'
            WHEN unsaid IS NOT NULL THEN 'not recorded'
            ELSE 'no' END AS answer
        FROM stops)
    SELECT view_id, outcome, answer, CASE WHEN answer = 'yes' THEN CAST(happened_on AS VARCHAR) END AS happened_on,
           CASE answer WHEN 'yes' THEN detail WHEN 'no' THEN so_far WHEN 'competing end' THEN final_by END AS detail,
           CAST(CASE answer WHEN 'yes' THEN happened_on WHEN 'no' THEN horizon_on WHEN 'competing end' THEN final_on
                WHEN 'censored' THEN CASE WHEN is_away THEN day ELSE least(seen_to, lost_on) END END AS VARCHAR) AS followed_to,
           answer = 'censored' AS censored,
           CASE WHEN NOT stands THEN 'the case did not stand in the record on that day'
                WHEN lacking IS NOT NULL THEN 'the record does not cover ' || lacking || ' from that day on'
                WHEN unknown IS NOT NULL THEN unknown
                WHEN over IS NOT NULL THEN over
                WHEN is_away THEN 'another authority had taken over the care before the view'
                WHEN NOT applies THEN otherwise
                WHEN answer = 'not recorded' AND NOT coalesce(doubtful, false) THEN unsaid
                WHEN answer = 'not recorded' THEN 'something on record has no exact day and may or may not lie within the horizon'
                WHEN answer = 'competing end' THEN final_by || ' on ' || final_on
                WHEN answer = 'censored' AND lost_on <= seen_to THEN lost_by || ' on ' || lost_on
                WHEN answer = 'censored' THEN 'the record covers this only to ' || covered_to END AS reason,
           CAST(horizon_on AS VARCHAR) AS horizon_on, CAST(covered_to AS VARCHAR) AS covered_to
    FROM answered ORDER BY view_id, outcome, view_no"""
