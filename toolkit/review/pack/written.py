"""The decision in its own words: what was written of it by the end of its day, and what its decider was recorded to have had."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolkit.record.restricted import reason

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.record import Record

WORDS = ("kind", "options", "chosen", "reason", "uncertainty", "dissent")


def written(record: Record, views: pd.DataFrame, within_days: int = 0) -> dict[str, dict[str, Any]]:
    """Return the version of each decision that stood at the end of its day (or so many days later), by `view_id`.

    Only a version whose time in the record is sure counts: what an extract shows first after that day may have been written,
    or changed, when the ending was known. Where none stood there is no row.

    Args:
        record: the record as it stood at that instant.
        views: with `view_id, case_id, as_of, decision_id`.
        within_days: how many days after the decision still count.

    Returns:
        `entity_id`, the columns of :data:`WORDS`, `recorded_on` (day), `after_days` (whole days), `held_back` (why, or empty).
    """
    con = record.connect()
    try:
        con.register("asked_rows", views.loc[views["decision_id"] != "", ["view_id", "decision_id", "as_of"]])
        answer = con.execute(_WRITTEN, {"days": within_days})
        columns = [c[0] for c in answer.description or ()]
        rows = [dict(zip(columns, values, strict=True)) for values in answer.fetchall()]
    finally:
        con.close()
    for row in rows:
        row["held_back"] = reason(row.pop("restricted")) if row["restricted"] else ""
    return {row["view_id"]: row for row in rows}


_WRITTEN = f"""
    WITH asked AS (
        SELECT view_id, decision_id, CAST(CAST(as_of AS TIMESTAMP) AS DATE) AS day,
               CAST(day AS TIMESTAMP) + to_days(1 + $days::INTEGER) - INTERVAL 1 MICROSECOND AS upto
        FROM asked_rows)
    SELECT a.view_id, d.entity_id, {", ".join(f"d.{c}" for c in WORDS)}, d.links,
           CAST(d.recorded_at AS DATE) AS recorded_on,
           greatest(date_diff('day', a.day, CAST(d.recorded_at AS DATE)), 0) AS after_days, d.restricted
    FROM asked a JOIN decision d ON d.entity_id = a.decision_id
    WHERE coalesce(d.recorded_by, d.recorded_at) <= a.upto AND (d.withdrawn_at IS NULL OR d.withdrawn_at > a.upto)
      AND d.basis IN ('recorded', 'snapshot')
    QUALIFY row_number() OVER (PARTITION BY a.view_id ORDER BY d.recorded_at DESC, d.statement_id DESC) = 1
    ORDER BY a.view_id"""


def had(record: Record, views: pd.DataFrame, tables: list[str]) -> dict[str, set[str]]:
    """Return the things that the ledger, as it was kept at the time, says the decider had before the decision, by `view_id`.

    Args:
        record: the record as it stood at the end of the decisions' day.
        views: with `view_id, as_of, holder`.
        tables: the tables of statements that the record has.
    """
    if not tables:
        return {}
    things = " UNION ALL ".join(f'SELECT statement_id, entity_id FROM "{t}"' for t in tables)
    con = record.connect()
    try:
        con.register("asked_rows", views.loc[views["holder"] != "", ["view_id", "holder", "as_of"]])
        rows = con.execute(_HAD.format(things=things)).fetchall()
    finally:
        con.close()
    found: dict[str, set[str]] = {}
    for view_id, entity in rows:
        found.setdefault(view_id, set()).add(entity)
    return found


_HAD = """
    WITH entry AS (
        SELECT a.view_id, l.statement_id
        FROM asked_rows a JOIN ledger l USING (holder)
        WHERE l.evidence = 'contemporaneous' AND l.known_from < CAST(a.as_of AS TIMESTAMP)
          AND l.recorded_at <= CAST(CAST(a.as_of AS TIMESTAMP) AS DATE) + INTERVAL 1 DAY - INTERVAL 1 MICROSECOND
          AND (l.withdrawn_at IS NULL OR l.withdrawn_at > CAST(CAST(a.as_of AS TIMESTAMP) AS DATE) + INTERVAL 1 DAY))
    SELECT DISTINCT e.view_id, t.entity_id FROM entry e JOIN ({things}) t USING (statement_id)"""
