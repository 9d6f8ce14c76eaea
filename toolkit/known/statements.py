"""What stood in the record at a view, statement by statement: for the pages that show people what was known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.known.moments import make_moments
from toolkit.known.own import not_its_own
from toolkit.known.viewfile import checked_views
from toolkit.record.clocks import EARLIEST, Moment, happened, in_the_record, recorded
from toolkit.record.schema import BY_NAME, STATEMENT_TABLES
from toolkit.record.words import words

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from toolkit.record import Record

COLUMNS = (
    "view_id",
    "table",
    "entity_id",
    "statement_id",
    "occurred_on",
    "ended_on",
    "planned_end_on",
    "recorded_on",
    "informant",
    "assertion",
    "state",
    "assumed",
    "words",
)
_TYPES = {**{c: "datetime64[us]" for c in COLUMNS if c.endswith("_on")}, "assumed": "bool"}
_END_ONLY = ("end_reason", "change_reason", "outcome")


def statements(record: Record, views: pd.DataFrame, tables: tuple[str, ...] = (), knowledge: str = EARLIEST) -> pd.DataFrame:
    """Return the statements that stood in the record at each view, one version an entity.

    Args:
        record: the record.
        views: `view_id, case_id, as_of` and optionally `decision_id, holder, cut`, as text.
        tables: the tables wanted; all statement tables where none are named.
        knowledge: how uncertain record times are read.

    Returns:
        Columns of `COLUMNS`, sorted by view, day and table. `state` is `happened`, `planned`, `undated` or, before a
        decision, `same day` (recorded on that day, order unknown). `assumed` is true where the record time is known only
        between two extracts. `ended_on` is a known end, `planned_end_on` one stated ahead. `words` is one line of text.
    """
    import pandas as pd

    con = record.connect()
    try:
        make_moments(con, checked_views(views), (), knowledge)
        con.execute("CREATE TEMP VIEW base_moment AS SELECT * FROM moment WHERE base")
        found = [row for name in tables or STATEMENT_TABLES if record.has(name) for row in _of_table(con, name, knowledge)]
    finally:
        con.close()
    rows = pd.DataFrame(found, columns=list(COLUMNS)).astype({c: _TYPES.get(c, "str") for c in COLUMNS})
    order = ["view_id", "occurred_on", "table", "entity_id", "statement_id", "state"]
    return rows.sort_values(order, kind="stable", ignore_index=True)


def _of_table(con: duckdb.DuckDBPyConnection, name: str, knowledge: str) -> list[dict]:
    answer = con.execute(_query(name, knowledge))
    columns = [c[0] for c in answer.description or ()]
    rows = [dict(zip(columns, values, strict=True)) for values in answer.fetchall()]
    hidden = _END_ONLY if BY_NAME[name].spell else ()
    return [{**row, "table": name, "words": words(name, _without(row, hidden))} for row in rows]


def _without(row: dict, hidden: tuple[str, ...]) -> dict:
    """What a spell's end brought is known only once the end is."""
    return row if row["ended_on"] is not None else {k: v for k, v in row.items() if k not in hidden}


def _query(name: str, knowledge: str) -> str:
    base = Moment(knowledge=f"'{knowledge}'")
    wide = Moment(base.knowledge, "m.wide_upto", "m.wide_not_at", "m.day")
    end = (
        "CASE WHEN " + happened("ended_on") + " THEN s.ended_on END",
        "CASE WHEN NOT " + happened("ended_on") + " THEN s.ended_on END",
    )
    known_end, planned_end = end if BY_NAME[name].spell else ("NULL::DATE", "NULL::DATE")
    taken = {"statement_id", "entity_id", "occurred_on", "ended_on", "informant", "assertion"}
    own = "".join(f', s."{c.name}"' for c in BY_NAME[name].own if c.name not in taken)
    tie = "hash(s.occurred_on, s.informant, s.assertion" + (", s.ended_on" if BY_NAME[name].spell else "") + own + ")"
    return f"""
        WITH moment AS (
            SELECT b.*, v.view_id, coalesce(w.upto, b.upto) AS wide_upto, coalesce(w.not_at, b.not_at) AS wide_not_at
            FROM base_moment b JOIN given_view v USING (of_view)
            LEFT JOIN (SELECT * FROM reading WHERE same_day AND NOT other) w USING (of_view))
        SELECT m.view_id, s.entity_id, s.statement_id, s.occurred_on, {known_end} AS ended_on, {planned_end} AS planned_end_on,
               CAST({recorded()} AS DATE) AS recorded_on, s.informant, s.assertion,
               CASE WHEN NOT {in_the_record()} THEN 'same day' WHEN s.occurred_on IS NULL THEN 'undated'
                    WHEN {happened("occurred_on")} THEN 'happened' ELSE 'planned' END AS state,
               s.recorded_by > m.wide_upto AS assumed{own}
        FROM moment m JOIN "{name}" s USING (case_id)
        WHERE ({in_the_record()} OR {in_the_record(m=wide)}) AND {not_its_own(name)}
        QUALIFY row_number() OVER (
            PARTITION BY m.view_id, s.entity_id, {in_the_record()} ORDER BY {recorded()} DESC, s.statement_id DESC, {tie}) = 1"""
