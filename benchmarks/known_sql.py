"""The same results as an analyst who knows the record would write them by hand: one grouped query a table, over its files.

What it leaves out, as nothing in these records needs it: bounds over uncertain record times and over a decision's own day, case
numbers that were joined, things with two versions at once, evidence, and the check of what the record covers on each day.
"""

from __future__ import annotations

from pathlib import Path

TEN = {
    "carer_moves": "moves",
    "days_in_placement": "days",
    "days_since_seen": "days",
    "days_since_seen_alone": "days",
    "days_with_worker": "days",
    "goals_without_due_date": "share",
    "oldest_undone_action": "days",
    "placement_moves": "moves",
    "plan_need_coverage": "share",
    "workers_so_far": "workers",
}  # each with its unit
_ENDED = "CASE WHEN s.ended_on <= v.day AND CAST(s.recorded_at AS DATE) >= s.ended_on THEN s.ended_on END AS ended_on"


def known(record: Path, table: str, columns: str, spell: bool = True) -> str:
    """SQL for the rows of a table as known at each view."""
    return f"""
        SELECT v.view_no, v.day, {", ".join([*(f"s.{c}" for c in columns.split()), *([_ENDED] if spell else [])])}
        FROM v JOIN '{record}/{table}.parquet' s USING (case_id)
        WHERE s.recorded_at < v.day + 1 AND (s.withdrawn_at IS NULL OR s.withdrawn_at >= v.day + 1)
          AND s.occurred_on <= v.day AND CAST(s.recorded_at AS DATE) >= s.occurred_on"""


def counted(record: Path, views: Path, table: str, by: str, to: Path) -> list[str]:
    """SQL for one aggregate by view and kind."""
    return [
        _views(views),
        f"""COPY (SELECT any_value(view_id) AS view_id, {by}, count(*) AS number
                  FROM ({known(record, table, by, False)}) JOIN v USING (view_no) GROUP BY view_no, {by}) TO '{to}' (FORMAT parquet)""",
    ]


def ten(record: Path, views: Path, to: Path) -> list[str]:
    """SQL for ten indicators: a table's rows are grouped once, and the answers are then set one under another, in the same file."""
    return [_views(views), *_grouped(record), f"COPY ({_written()}) TO '{to}' (FORMAT parquet, COMPRESSION zstd)"]


def _views(views: Path) -> str:
    return f"""
        CREATE TABLE v AS SELECT row_number() OVER (ORDER BY view_id) AS view_no, view_id, case_id, CAST(as_of AS DATE) AS day
        FROM '{views}'"""


def _grouped(record: Path) -> list[str]:
    return [
        f"""
        CREATE TABLE opened AS
        SELECT view_no, max(occurred_on) AS opened_on, bool_and(occurred_precision = 'day') AS exact
        FROM ({known(record, "case", "occurred_on occurred_precision")}) WHERE ended_on IS NULL GROUP BY view_no""",
        f"""
        CREATE TABLE born AS SELECT view_no, max(born_on) AS born_on FROM ({known(record, "child", "born_on", False)}) GROUP BY view_no""",
        f"""
        CREATE TABLE visits AS
        SELECT view_no, count(*) AS visits, max(occurred_on) FILTER (coalesce(seen, seen_alone)) AS seen_on,
               count(*) FILTER (seen IS NULL AND seen_alone IS NOT TRUE) AS seen_missing,
               max(occurred_on) FILTER (seen_alone AND seen IS NOT FALSE) AS alone_on,
               count(*) FILTER (seen_alone IS NULL AND seen IS NOT FALSE) AS alone_missing
        FROM ({known(record, "visit", "occurred_on outcome seen seen_alone", False)}) WHERE outcome = 'completed' GROUP BY view_no""",
        f"""
        CREATE TABLE workers AS
        WITH held AS (
            SELECT i.*, coalesce(i.worker_id, i.entity_id) AS worker, coalesce(i.ended_on, i.day) >= o.opened_on AS during,
                   coalesce(i.occurred_on > 1 + max(coalesce(i.ended_on, i.day)) OVER (
                       PARTITION BY i.view_no, worker ORDER BY i.occurred_on, i.entity_id
                       ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), true) AS begins
            FROM ({known(record, "involvement", "entity_id occurred_on occurred_precision worker_id role")}) i JOIN opened o USING (view_no)
            WHERE coalesce(i.role, 'social worker') = 'social worker'),
        of_worker AS (
            SELECT view_no, bool_or(during AND worker_id IS NOT NULL) AS counts, count(*) FILTER (during AND worker_id IS NULL) AS missing,
                   max(occurred_on) FILTER (begins) AS since, max((occurred_on, entity_id)) FILTER (ended_on IS NULL) AS last,
                   arg_max(occurred_precision, (occurred_on, entity_id)) FILTER (begins) = 'day' AS exact
            FROM held GROUP BY view_no, worker)
        SELECT view_no, count(*) FILTER (counts) AS workers, sum(missing) AS missing, arg_max(since, last) AS since,
               arg_max(exact, last) AS exact
        FROM of_worker GROUP BY view_no""",
        f"""
        CREATE TABLE goals AS
        SELECT view_no, entity_id, need_id, due_on, ended_on FROM ({known(record, "goal", "entity_id need_id due_on")})""",
        f"""
        CREATE TABLE actions AS
        SELECT view_no, goal_id, occurred_on, ended_on FROM ({known(record, "action", "goal_id occurred_on")})""",
        """
        CREATE TABLE goals_of AS SELECT view_no, count(*) FILTER (due_on IS NULL) AS without, count(*) AS goals FROM goals
        WHERE ended_on IS NULL GROUP BY view_no""",
        """
        CREATE TABLE actions_of AS SELECT view_no, min(occurred_on) AS since, count(*) AS actions FROM actions
        WHERE ended_on IS NULL GROUP BY view_no""",
        f"""
        CREATE TABLE needs AS
        SELECT view_no, coalesce(sum(coalesce(severity, 1)) FILTER (answered), 0) AS met, sum(coalesce(severity, 1)) AS needed,
               count(*) FILTER (severity IS NULL) AS missing
        FROM (SELECT n.view_no, n.entity_id, any_value(CASE WHEN n.severity BETWEEN 1 AND 3 THEN n.severity END) AS severity,
                     bool_or(g.answered IS NOT NULL) AS answered
              FROM ({known(record, "need", "entity_id severity")}) n
              LEFT JOIN (SELECT DISTINCT view_no, need_id, true AS answered
                         FROM goals g SEMI JOIN actions a ON a.view_no = g.view_no AND a.goal_id = g.entity_id) g
                ON g.view_no = n.view_no AND g.need_id = n.entity_id
              WHERE n.ended_on IS NULL GROUP BY n.view_no, n.entity_id)
        GROUP BY view_no""",
        _EPISODES.format(
            known=known(record, "placement", "entity_id occurred_on occurred_precision change placement_type setting_id carer_id")
        ),
    ]


# Periods of care and the moves in them; the codes of this record are written out.
_EPISODES = """
    CREATE TABLE care AS
    WITH placed AS (
        SELECT *, coalesce(change = 'S', false) AS starts, coalesce(placement_type LIKE 'T_', false) AS temporary,
               row_number() OVER w AS place, lag(ended_on) OVER w AS left_on
        FROM ({known}) WINDOW w AS (PARTITION BY view_no ORDER BY occurred_on, change <> 'S', ended_on NULLS LAST, entity_id)),
    period AS (
        SELECT *, sum(CASE WHEN starts OR place = 1 OR occurred_on > left_on THEN 1 ELSE 0 END)
            OVER (PARTITION BY view_no ORDER BY place) AS period FROM placed),
    home AS (
        SELECT *, row_number() OVER w = 1 AS first, first_value(starts) OVER w AS from_start,
               coalesce(placement_type, '') || '/' || coalesce(setting_id, '') || '/' || coalesce(carer_id, '') AS home
        FROM period WINDOW w AS (PARTITION BY view_no, period ORDER BY place)),
    settled AS (
        SELECT *, lag(temporary) OVER w AS was_away,
               last_value(CASE WHEN NOT temporary THEN home END IGNORE NULLS) OVER (PARTITION BY view_no, period ORDER BY place
                   ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS home_before
        FROM home WINDOW w AS (PARTITION BY view_no, period ORDER BY place)),
    moved AS (
        SELECT *, NOT first AND NOT temporary AND (from_start OR home_before IS NOT NULL)
                  AND NOT coalesce(was_away AND home = home_before, false) AS may_move FROM settled)
    SELECT view_no, any_value(day) - min(occurred_on) AS days, any_value(day) AS day,
           bool_or(first AND starts AND occurred_precision = 'day') AS start_known,
           count(*) FILTER (may_move AND change IN ('P', 'B')) AS carer_moves,
           count(*) FILTER (may_move AND coalesce(change IN ('P', 'B') OR change IN ('T', 'U') AND home <> home_before, false)) AS moves,
           count(*) FILTER (change IS NULL AND NOT first) AS missing,
           max(occurred_on) FILTER (first OR may_move AND coalesce(change IN ('P', 'B') OR change IN ('T', 'U') AND home <> home_before, false))
               AS since,
           arg_max(first, place) FILTER (first OR may_move
               AND coalesce(change IN ('P', 'B') OR change IN ('T', 'U') AND home <> home_before, false)) AS is_first
    FROM moved GROUP BY view_no, period
    QUALIFY period = max(period) OVER (PARTITION BY view_no) AND arg_max(ended_on IS NULL, place)"""


def _answer(
    name: str, tables: str, numerator: str, denominator: str, missing: str, value: str, least: str, otherwise: str, **more: str
) -> str:
    """One indicator's tidy rows; `exact` is SQL for where the value can be said, `why` what is said where it cannot."""
    speaks, exact = more.get("speaks", "true"), more.get("exact", "true")
    return f"""
        SELECT '{name}' AS measure, '{TEN[name]}' AS unit, v.view_id, CASE WHEN {speaks} THEN {numerator} END AS numerator,
               CASE WHEN {speaks} THEN {denominator} END AS denominator, CASE WHEN {speaks} THEN {missing} END AS missing,
               CASE WHEN {speaks} AND {exact} THEN {value} END AS value, CASE WHEN {speaks} THEN {least} END AS lower,
               CASE WHEN {speaks} AND {exact} THEN {value} END AS upper,
               CASE WHEN NOT ({speaks}) THEN {more.get("silent", "'not applicable'")} WHEN {exact} THEN 'ok' ELSE 'insufficient' END AS status,
               CASE WHEN NOT ({speaks}) THEN {more.get("unsaid", f"'{otherwise}'")} WHEN {exact} THEN NULL ELSE {more.get("why", "''")} END AS reason
        FROM v {tables}"""


def _answers() -> str:
    closed, outside = "the case was closed on that day", "'at least this many: the start of {} lies outside the record'"
    since = "greatest(opened_on, DATE '2019-01-01')"
    unseen = f"'at least this many: no such visit is on record since ' || {since}"
    visited = "LEFT JOIN opened o USING (view_no) LEFT JOIN visits USING (view_no)"
    cared = "LEFT JOIN care k USING (view_no)"
    not_in_care = "the child was not in care on that day"
    old = "born_on + INTERVAL 4 YEAR <= v.day"
    parts = [
        _answer("carer_moves", cared, "carer_moves", "days", "missing", "carer_moves", "carer_moves", not_in_care,
                speaks="k.view_no IS NOT NULL", exact="start_known", why=outside.format("care")),
        _answer("days_in_placement", cared, "k.day - since", "days", "missing", "k.day - since", "k.day - since", not_in_care,
                speaks="k.view_no IS NOT NULL", exact="(NOT is_first OR start_known)", why=outside.format("the placement")),
        _answer("days_since_seen", visited, f"v.day - coalesce(seen_on, {since})", "coalesce(visits, 0)", "coalesce(seen_missing, 0)",
                "v.day - seen_on", f"v.day - coalesce(seen_on, {since})", closed,
                speaks="opened_on IS NOT NULL", exact="seen_on IS NOT NULL", why=unseen),
        _answer("days_since_seen_alone", f"{visited} LEFT JOIN born USING (view_no)", f"v.day - coalesce(alone_on, {since})",
                "coalesce(visits, 0)", "coalesce(alone_missing, 0)", "v.day - alone_on", f"v.day - coalesce(alone_on, {since})",
                "the case was closed on that day, or the child was younger than the age asked for",
                speaks=f"opened_on IS NOT NULL AND coalesce({old}, false)", exact="alone_on IS NOT NULL", why=unseen),
        _answer("days_with_worker", "LEFT JOIN opened o USING (view_no) LEFT JOIN workers w USING (view_no)", "v.day - since",
                "v.day - opened_on", "0", "v.day - since", "v.day - since", "no social worker was allocated on that day, or the case was closed",
                speaks="since IS NOT NULL", exact="w.exact", why="'at least this many: the start lies outside the record'"),
        _answer("goals_without_due_date", "LEFT JOIN goals_of USING (view_no)", "without", "goals", "0", "without / goals",
                "without / goals", "no goal was open on that day", speaks="goals IS NOT NULL"),
        _answer("oldest_undone_action", "LEFT JOIN actions_of USING (view_no)", "v.day - since", "actions", "0", "v.day - since",
                "v.day - since", "no action was open on that day", speaks="actions IS NOT NULL"),
        _answer("placement_moves", cared, "moves", "days", "missing", "moves", "moves", not_in_care,
                speaks="k.view_no IS NOT NULL", exact="start_known", why=outside.format("care")),
        _answer("plan_need_coverage", "LEFT JOIN needs USING (view_no) LEFT JOIN (SELECT view_no, true AS planned FROM (SELECT view_no FROM goals UNION SELECT view_no FROM actions)) USING (view_no)", "met", "needed", "missing", "met / needed", "met / needed",
                "no need was open on that day, or there was no plan yet", speaks="coalesce(needed IS NOT NULL AND planned, false)",
                silent="CASE WHEN needed IS NULL THEN 'not applicable' ELSE 'not recorded' END",
                unsaid="CASE WHEN needed IS NULL THEN 'no need was open on that day, or there was no plan yet' "
                "ELSE 'whether there was a plan is not recorded' END"),
        _answer("workers_so_far", "LEFT JOIN opened o USING (view_no) LEFT JOIN workers w USING (view_no)", "coalesce(workers, 0)",
                "v.day - opened_on", "coalesce(missing, 0)", "coalesce(workers, 0)", "coalesce(workers, 0)", closed,
                speaks="opened_on IS NOT NULL", exact="(o.exact AND opened_on >= DATE '2019-01-01')", why=outside.format("the case")),
    ]  # fmt: skip
    return " UNION ALL ".join(parts)


def _written() -> str:
    """SQL for the answers as the toolkit writes them: whole numbers, decimals to six places, in order."""
    whole = ", ".join(f"CAST({c} AS BIGINT) AS {c}" for c in ("numerator", "denominator", "missing"))
    decimal = ", ".join(f"CAST({c} AS DECIMAL(28, 6)) AS {c}" for c in ("value", "lower", "upper"))
    return f"""
        SELECT measure, NULL::VARCHAR AS "group", view_id, {whole}, {decimal}, unit, status, reason
        FROM ({_answers()} ORDER BY view_id, measure)"""


def monthly(record: Path, table: str, start: str, end: str, to: Path) -> list[str]:
    """SQL for a count at every month end of every case as it is first written: each case at each month end, joined to its facts."""
    return [
        f"""
        COPY (WITH month AS (
                  SELECT last_day(CAST(d AS DATE)) AS month_end FROM range(DATE '{start}', DATE '{end}' + 1, INTERVAL 1 MONTH) r (d)),
              at_end AS (SELECT case_id, month_end FROM (SELECT DISTINCT case_id FROM '{record}/{table}.parquet'), month)
              SELECT case_id, month_end, count(s.case_id) FILTER (s.recorded_at < v.month_end + 1
                         AND (s.withdrawn_at IS NULL OR s.withdrawn_at >= v.month_end + 1) AND s.occurred_on <= v.month_end
                         AND CAST(s.recorded_at AS DATE) >= s.occurred_on) AS number
              FROM at_end v JOIN '{record}/{table}.parquet' s USING (case_id) GROUP BY case_id, month_end)
        TO '{to}' (FORMAT parquet)"""
    ]
