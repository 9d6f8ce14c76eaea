"""How much work the worker and the team of a case had at a view: small tables, counted over all cases as known there.

What reaches only a case is asked of that case's own rows. A caseload reaches further, so it is counted here, before the known
tables are handed over, and only its counts cross the wall: of the one worker who holds the case, and of the case's team. No
other case's row is handed on, and no table of workers is made.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from toolkit import paths
from toolkit.record.clocks import happened, in_the_record, recorded
from toolkit.record.connection import arrow_of
from toolkit.record.roles import is_social_worker
from toolkit.record.schema import BY_NAME

if TYPE_CHECKING:
    import duckdb

    from toolkit.record import Record

DAYS = 366  # how far back a caseload's days are counted
_KEYS = "knowledge, upto, not_at, day"


def caseload_tables(
    record: Record, source: duckdb.DuckDBPyConnection, target: duckdb.DuckDBPyConnection, words: set[str] | None
) -> None:
    """Make on a target those of the caseload tables that are among the words.

    - `caseload`: one row a view whose case has a social worker: `view_no`, `statement_id` (the involvement), `load_no`, `cases`
      (that the worker holds), `weight` (of them, in hundredths of a case), `fte_hundredths`, `case_cap`, `posts`, `days_back`.
    - `caseload_span`: by `load_no`, the number of `cases` that the worker held from `since` until before `until`, over the last
      :data:`DAYS` days.
    - `team_of`: one row a view whose open case has a team: `view_no`, `statement_id` (of the case), `team_no`, and how many
      `workers` and `children` it has.
    - `team_month`: by `team_no` and `months_before` (0: the month up to the view, from the day after its date a month ago), what
      came and went: `opened`, `closed`, `accepted`, `screened_out`, of these `again_6` and `again_12` (referred again within so
      many months), `assessed`, `no_action`.

    Two numbers that were known at the view to be one child's count once.

    Args:
        record: the record that the views are of.
        source: the connection that has its table `moment`.
        target: the connection that the indicators run on, not yet locked.
        words: the words of their queries; all tables are made where none are given.

    >>> import duckdb
    >>> from toolkit.record import open_record
    >>> record, con = open_record(paths.sample_record()), duckdb.connect()
    >>> caseload_tables(record, con, con, {"visit"})  # nothing is made, as nothing of it is asked for
    """
    wanted = {n for n in _TABLES if words is None or n in words}
    if not wanted:
        return
    whole = _all_cases(record, wanted).connect()
    try:
        for name, query in _FROM_SOURCE.items():
            _hand_over(source, whole, query, f"TEMP TABLE {name}")
        _count(whole, wanted)
        for name in sorted(wanted):
            _hand_over(whole, target, _TABLES[name], f"TABLE {name}")
    finally:
        whole.close()


def _all_cases(record: Record, wanted: set[str]) -> Record:
    """The record with all cases and, as each table that is laid out costs time, only the tables that are counted from."""
    tables = ({"involvement", "status"} if wanted & _LOADS else set()) | (
        {"case", "referral", "assessment"} if wanted & _TEAMS else set()
    )
    tables |= {"identity", "staff"}
    return replace(record, cases=(), files={name: file for name, file in record.files.items() if name in tables})


def _hand_over(giver: duckdb.DuckDBPyConnection, taker: duckdb.DuckDBPyConnection, query: str, made: str) -> None:
    taker.register("handed", arrow_of(giver, query))
    taker.execute(f"CREATE {made} AS FROM handed")
    taker.unregister("handed")


def _count(whole: duckdb.DuckDBPyConnection, wanted: set[str]) -> None:
    weights = str(paths.data() / "known" / "case_weights.csv").replace("'", "''")
    whole.execute(f"""CREATE TEMP TABLE case_weight AS
        SELECT kind, CAST(weight AS INTEGER) AS weight FROM read_csv('{weights}', header = true, all_varchar = true)""")
    for name, query in _STEPS.items():
        if _NEEDED_BY[name] & wanted:
            whole.execute(f"CREATE TEMP TABLE {name} AS {query}")


def _stood(moments: str, key: str, table: str, joined_on: str) -> str:
    """The latest version of each entity of a table that stood at each moment, of what had happened, with its known end."""
    ended = f"CASE WHEN {happened('ended_on')} THEN s.ended_on END" if "ended_on" in _columns(table) else "CAST(NULL AS DATE)"
    return f"""
        SELECT m.*, s.* EXCLUDE ({joined_on}), {ended} AS known_end
        FROM {moments} m JOIN "{table}" s USING ({joined_on})
        WHERE {in_the_record()} AND {happened("occurred_on")}
        QUALIFY row_number() OVER (PARTITION BY m.{key}, s.entity_id ORDER BY {recorded()} DESC, s.statement_id DESC) = 1"""


def _columns(table: str) -> set[str]:
    return {c.name for c in BY_NAME[table].columns}


# What a view sees of its own case: the social worker who came last, and the team of the open case.
_FROM_SOURCE = {
    "holder": f"""
        SELECT view_no, {_KEYS}, arg_max(worker_id, (occurred_on, entity_id)) AS worker_id,
               arg_max(statement_id, (occurred_on, entity_id)) AS statement_id
        FROM ({_stood("moment", "view_no", "involvement", "case_id")})
        WHERE known_end IS NULL AND {is_social_worker("role")} AND worker_id IS NOT NULL
        GROUP BY ALL""",
    "team_case": f"""
        SELECT view_no, {_KEYS}, arg_max(team, (occurred_on, entity_id)) AS team,
               arg_max(statement_id, (occurred_on, entity_id)) AS statement_id
        FROM ({_stood("moment", "view_no", "case", "case_id")})
        WHERE known_end IS NULL AND team IS NOT NULL GROUP BY ALL""",
}

_CHILD = f"""
    SELECT m.* EXCLUDE (case_id), coalesce(i.case_id, m.case_id) AS child
    FROM {{rows}} m LEFT JOIN (SELECT * REPLACE (coalesce(recorded_by, recorded_at) AS recorded_by) FROM identity) i
        ON i.alias_case_id = m.case_id AND {in_the_record("i")}"""

# On a connection that sees all cases: who holds what at each moment that a view asks about, moments of one worker once.
_STEPS = {
    "load": f"""
        SELECT row_number() OVER (ORDER BY worker_id, {_KEYS}) AS load_no, *
        FROM (SELECT DISTINCT worker_id, {_KEYS} FROM holder)""",
    "held": _CHILD.format(
        rows=f"""(SELECT load_no, {_KEYS}, case_id, occurred_on, known_end
                  FROM ({_stood("load", "load_no", "involvement", "worker_id")})
                  WHERE {is_social_worker("role")})"""
    ),
    "held_now": f"SELECT DISTINCT load_no, {_KEYS}, child FROM held WHERE known_end IS NULL",
    "weighed": f"""
        SELECT load_no, count(*) AS cases, sum(weight) AS weight
        FROM (SELECT n.load_no, n.child, max(coalesce(w.weight, usual.weight)) AS weight
              FROM held_now n
              LEFT JOIN (FROM ({_stood("(SELECT *, child AS case_id FROM held_now)", "load_no", "status", "case_id")})
                         WHERE known_end IS NULL) s ON s.load_no = n.load_no AND s.child = n.child
              LEFT JOIN case_weight w ON w.kind = s.kind
              CROSS JOIN (SELECT weight FROM case_weight WHERE kind = 'none') usual
              GROUP BY n.load_no, n.child)
        GROUP BY load_no""",
    "post": f"""
        SELECT load_no, count(*) AS posts, sum(TRY_CAST(round(100 * fte) AS INTEGER)) AS fte_hundredths,
               CASE WHEN count(*) FILTER (case_cap > 0) = count(*) THEN sum(case_cap) END AS case_cap,
               count(TRY_CAST(round(100 * fte) AS INTEGER)) AS posts_told
        FROM ({_stood("load", "load_no", "staff", "worker_id")}) WHERE known_end IS NULL GROUP BY load_no""",
    "team_at": f"""
        SELECT row_number() OVER (ORDER BY team, {_KEYS}) AS team_no, * FROM (SELECT DISTINCT team, {_KEYS} FROM team_case)""",
    "in_team": _CHILD.format(rows=f"""({_stood("team_at", "team_no", "case", "team")})"""),
    "team_size": f"""
        SELECT t.team_no, coalesce(w.workers, 0) AS workers, coalesce(c.children, 0) AS children
        FROM team_at t
        LEFT JOIN (SELECT team_no, count(DISTINCT worker_id) AS workers FROM ({_stood("team_at", "team_no", "staff", "team")})
                   WHERE known_end IS NULL GROUP BY team_no) w USING (team_no)
        LEFT JOIN (SELECT team_no, count(DISTINCT child) AS children FROM in_team WHERE known_end IS NULL GROUP BY team_no) c
            USING (team_no)""",
    "asked": _CHILD.format(rows=f"""({_stood("team_at", "team_no", "referral", "team")})"""),
    "again": f"""
        SELECT a.team_no, a.entity_id, min(s.occurred_on) AS again_on
        FROM asked a JOIN referral s ON s.case_id = a.child AND s.entity_id <> a.entity_id AND s.occurred_on > a.occurred_on
        JOIN team_at m USING (team_no)
        WHERE a.outcome IN ('no further action', 'signposted') AND {in_the_record()} AND {happened("occurred_on")}
        GROUP BY a.team_no, a.entity_id""",
    "assessed": f"""
        SELECT * FROM ({_stood("team_at", "team_no", "assessment", "team")}) WHERE kind = 'assessment' AND known_end IS NOT NULL""",
    "came_and_went": """
        SELECT team_no, day, occurred_on, 'opened' AS what FROM in_team
        UNION ALL SELECT team_no, day, known_end, 'closed' FROM in_team WHERE known_end IS NOT NULL
        UNION ALL SELECT team_no, day, occurred_on, 'accepted' FROM asked WHERE outcome = 'accepted'
        UNION ALL SELECT team_no, day, occurred_on, 'screened out' FROM asked WHERE outcome IN ('no further action', 'signposted')
        UNION ALL SELECT team_no, day, occurred_on, 'again 6' FROM again JOIN asked USING (team_no, entity_id)
            WHERE again_on <= occurred_on + to_months(6)
        UNION ALL SELECT team_no, day, occurred_on, 'again 12' FROM again JOIN asked USING (team_no, entity_id)
            WHERE again_on <= occurred_on + to_months(12)
        UNION ALL SELECT team_no, day, known_end, 'assessed' FROM assessed WHERE outcome IS NOT NULL
        UNION ALL SELECT team_no, day, known_end, 'no action' FROM assessed WHERE outcome = 'no further action'""",
}

_TABLES = {
    "caseload": f"""
        SELECT view_no, statement_id, load_no, coalesce(cases, 0) AS cases, coalesce(weight, 0) AS weight,
               CASE WHEN posts_told = posts THEN fte_hundredths END AS fte_hundredths, case_cap, coalesce(posts, 0) AS posts,
               {DAYS} AS days_back
        FROM holder JOIN load USING (worker_id, knowledge, upto, not_at, day)
        LEFT JOIN weighed USING (load_no) LEFT JOIN post USING (load_no)""",
    "caseload_span": f"""
        WITH change AS (
            SELECT load_no, day, greatest(occurred_on, day - {DAYS - 1}) AS on_day, 1 AS more
            FROM held WHERE known_end IS NULL OR known_end > day - {DAYS - 1}
            UNION ALL SELECT load_no, day, known_end, -1 FROM held WHERE known_end > day - {DAYS - 1}),
        daily AS (SELECT load_no, day, on_day, sum(more) AS more FROM change GROUP BY ALL)
        SELECT load_no, on_day AS since, lead(on_day, 1, day + 1) OVER along AS until,
               CAST(sum(more) OVER along AS BIGINT) AS cases
        FROM daily WINDOW along AS (PARTITION BY load_no ORDER BY on_day)""",
    "team_of": """
        SELECT view_no, statement_id, team_no, workers, children
        FROM team_case JOIN team_at USING (team, knowledge, upto, not_at, day) JOIN team_size USING (team_no)""",
    "team_month": """
        SELECT team_no, months_before,
               count(*) FILTER (what = 'opened') AS opened, count(*) FILTER (what = 'closed') AS closed,
               count(*) FILTER (what = 'accepted') AS accepted, count(*) FILTER (what = 'screened out') AS screened_out,
               count(*) FILTER (what = 'again 6') AS again_6, count(*) FILTER (what = 'again 12') AS again_12,
               count(*) FILTER (what = 'assessed') AS assessed, count(*) FILTER (what = 'no action') AS no_action
        FROM (SELECT *, months - CAST(occurred_on > CAST(day - to_months(months) AS DATE) AS INTEGER) AS months_before
              FROM (SELECT *, CAST(date_sub('month', occurred_on, day) AS INTEGER) AS months FROM came_and_went))
        GROUP BY ALL""",
}

_LOADS = {"caseload", "caseload_span"}
_TEAMS = {"team_of", "team_month"}
_NEEDED_BY = {name: _LOADS if name in ("load", "held", "held_now", "weighed", "post") else _TEAMS for name in _STEPS}
