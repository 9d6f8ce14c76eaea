"""The counts of classes as an analyst who knows the record would write them by hand: a row a thing, joined to views once.

What it leaves out, as nothing in these records needs it: the ledger, decisions and who made an observation, so that what was on
record is K1/2, and what was not K5 or K0; things without a day or with one that is not exact, or that were stated ahead; uncertain
record times; case numbers that were joined. It knows that a thing has two versions at most, the later recorded when the earlier
was withdrawn, and that a case stands from its first day on.
"""

from __future__ import annotations

from pathlib import Path

# What a version of a thing says, apart from how and when a spell ended.
SAID = {
    "information": "occurred_on significance",
    "visit": "occurred_on kind outcome seen seen_alone",
    "need": "occurred_on severity",
    "placement": "occurred_on change placement_type setting_id carer_id",
}


def classed(record: Path, views: Path, to: Path) -> list[str]:
    """SQL for the number of things in each class at each view, and of those that were corrected later."""
    things = " UNION ALL ".join(_things(record, name, said.split()) for name, said in SAID.items())
    return [
        f"""
        CREATE TABLE v AS
        SELECT row_number() OVER (ORDER BY view_id) AS view_no, view_id, case_id, CAST(as_of AS DATE) AS day,
               CAST(as_of AS DATE) + 1 AS after FROM '{views}'""",
        f"""
        CREATE TABLE counted AS
        SELECT view_no, count(*) FILTER (on_record) AS on_record,
               count(*) FILTER (NOT on_record AND stands AND occurred_on > day) AS happened_later,
               count(*) FILTER (NOT on_record AND stands AND occurred_on <= day) AS nobody_told,
               count(*) FILTER (on_record AND says_otherwise AND again_at >= after) AS corrected
        FROM (SELECT v.view_no, v.day, v.after, t.*, t.recorded_at < v.after AND (t.stands OR t.withdrawn_at >= v.after) AS on_record
              FROM v JOIN ({things}) t USING (case_id))
        GROUP BY view_no""",
        f"""
        COPY (SELECT view_id, coalesce(on_record, 0) AS "K1/2", coalesce(happened_later, 0) AS "K5", coalesce(nobody_told, 0) AS "K0",
                     coalesce(corrected, 0) AS corrected
              FROM v LEFT JOIN counted USING (view_no) SEMI JOIN '{record}/case.parquet' c ON c.case_id = v.case_id AND c.recorded_at < v.after
              ORDER BY view_id)
        TO '{to}' (FORMAT parquet)""",
    ]


def _things(record: Path, table: str, said: list[str]) -> str:
    otherwise = " OR ".join(f"min({c}) <> max({c})" for c in said)
    return f"""
        SELECT any_value(case_id) AS case_id, min(recorded_at) AS recorded_at, max(recorded_at) AS again_at,
               count(*) > count(withdrawn_at) AS stands, max(withdrawn_at) AS withdrawn_at, min(occurred_on) AS occurred_on,
               {otherwise} AS says_otherwise
        FROM '{record}/{table}.parquet' GROUP BY entity_id"""
