"""What stood in the record of a case at its decisions, what of it the timeline shows, and since when it stood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.known.statements import shown_and_held_back
from toolkit.record.identity import numbers_of
from toolkit.record.schema import STATEMENT_TABLES

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.record import Record

Things = dict[tuple[str, str], str]
TIMELINE = ("status", "legal", "placement", "involvement", "need", "goal", "action", "review", "visit", "information", "incident")
_LET_IN = " with its own day"


def stood_at(record: Record, views: pd.DataFrame, closed: Things) -> tuple[pd.DataFrame, pd.DataFrame, Things]:
    """Return what stood at each view, and what the timeline shows: what stood at the last one, its own day let in.

    Args:
        record: the record as it stood at the last view.
        views: the views before decisions, by time.
        closed: things that are held back whatever version of them stood, with the reason.

    Returns:
        Two frames as :func:`toolkit.known.statements` returns them; the second holds the tables of :data:`TIMELINE` only. And
        the things that were left out of them, with the reason.
    """
    import pandas as pd

    last = views["view_id"].iloc[-1]
    whole_day = views.tail(1).assign(view_id=last + _LET_IN, cut="")
    tables = tuple(t for t in STATEMENT_TABLES if t in record.held)
    rows, held = shown_and_held_back(record, pd.concat([views, whole_day], ignore_index=True), tables)
    rows, left_out = without(rows, closed)
    left_out |= {(r["table"], r["entity_id"]): r["reason"] for r in held.to_dict("records")}
    let_in = rows["view_id"] == last + _LET_IN
    shown = rows[let_in & rows["table"].isin(TIMELINE)].assign(view_id=last)
    return rows[~let_in].reset_index(drop=True), shown.astype(rows.dtypes.to_dict()).reset_index(drop=True), left_out


def without(rows: pd.DataFrame, closed: Things) -> tuple[pd.DataFrame, Things]:
    """Return the rows (with `table` and `entity_id`) whose things are not held back, and those things that were."""
    if not closed:
        return rows, {}
    things = list(zip(rows["table"], rows["entity_id"], strict=True))
    kept = [thing not in closed for thing in things]
    return rows[kept].reset_index(drop=True), {thing: closed[thing] for thing in things if thing in closed}


def first_stood(record: Record, case_id: str) -> pd.DataFrame:
    """Return when each thing of the timeline first stood as having happened (as planned where it is only that).

    Columns: `table`, `entity_id`, `recorded_at`, and `assumed`: whether that time is uncertain.
    """
    each = " UNION ALL ".join(
        f"""SELECT '{t}' AS "table", entity_id, recorded_at, recorded_by > recorded_at AS assumed
            FROM "{t}" WHERE list_contains($numbers, case_id)
            QUALIFY row_number() OVER (PARTITION BY entity_id ORDER BY
                coalesce(CAST(recorded_at AS DATE) >= occurred_on, false) DESC, recorded_at, recorded_by DESC) = 1"""
        for t in [t for t in TIMELINE if t in record.held] or TIMELINE
    )
    con = record.connect()
    try:
        return con.execute(each, {"numbers": numbers_of(con, case_id)}).df()
    finally:
        con.close()
