"""What stood in the record at a view, statement by statement: for the pages that show people what was known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolkit.known.moments import make_moments
from toolkit.known.own import not_its_own
from toolkit.known.viewfile import checked_views
from toolkit.record.clocks import EARLIEST, Moment, in_the_record, recorded
from toolkit.record.restricted import reason
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
_CLOCK = ("case_id", "entity_id", "statement_id", "recorded_at", "recorded_by", "withdrawn_at", "withdrawn_by")
_SAID = ("occurred_on", "informant", "assertion", "restricted")
_HOW = ("basis", "occurred_precision")
HELD_COLUMNS = ("view_id", "table", "entity_id", "reason")
_NOT_IN_ALL = "SELECT NULL::DATE AS ended_on, NULL::VARCHAR AS decision_id, NULL::BOOLEAN AS taken_up WHERE false"
_END_ONLY = ("end_reason", "change_reason", "outcome")


def statements(record: Record, views: pd.DataFrame, tables: tuple[str, ...] = (), knowledge: str = EARLIEST) -> pd.DataFrame:
    """Return the statements that stood in the record at each view, one version an entity; nothing of what is restricted.

    Args:
        record: the record.
        views: `view_id, case_id, as_of` and optionally `decision_id, holder, cut`, as text.
        tables: the tables wanted; all statement tables where none are named.
        knowledge: how uncertain record times are read.

    Returns:
        Columns of `COLUMNS`, sorted by view, day and table. `state` is `happened`, `planned`, `called off` (known to have ended
        before it was to begin, or recorded as not taken up), `undated` or, before a decision, `same day` (recorded on that day,
        order unknown). `assumed` is true where the record time is known only between two extracts. `ended_on` is a known end
        (of what was called off, the day on which it was), `planned_end_on` one stated ahead. `words` is one line of text.
    """
    return shown_and_held_back(record, views, tables, knowledge)[0]


def held_back(record: Record, views: pd.DataFrame, tables: tuple[str, ...] = (), knowledge: str = EARLIEST) -> pd.DataFrame:
    """Count what :func:`statements` leaves out at each view because it is restricted.

    Args:
        record, views, tables, knowledge: as for :func:`statements`.

    Returns:
        `view_id`, `reason` (why it is restricted, as the record has it) and `statements` (whole number of things, at least 1),
        by view and reason; no row where nothing is held back.
    """
    things = shown_and_held_back(record, views, tables, knowledge)[1]
    counts = things.groupby(["view_id", "reason"], sort=True).size()
    return counts.rename("statements").reset_index().astype({"statements": "int64"})


def shown_and_held_back(
    record: Record, views: pd.DataFrame, tables: tuple[str, ...] = (), knowledge: str = EARLIEST
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what :func:`statements` returns, and the things that it leaves out: columns of `HELD_COLUMNS`, no words of theirs.

    A thing is held back at a view where any version of it that may stand there is restricted.
    """
    import pandas as pd

    found, closed = standing(record, views, tables, knowledge)
    told = [{**row, "words": words(row["table"], row)} for row in found]
    rows = pd.DataFrame(told, columns=list(COLUMNS)).astype({c: _TYPES.get(c, "str") for c in COLUMNS})
    order = ["view_id", "occurred_on", "table", "entity_id", "statement_id", "state"]
    held = pd.DataFrame([(*thing, why) for thing, why in sorted(closed.items())], columns=list(HELD_COLUMNS), dtype="str")
    return rows.sort_values(order, kind="stable", ignore_index=True), held


def standing(
    record: Record, views: pd.DataFrame, tables: tuple[str, ...] = (), knowledge: str = EARLIEST
) -> tuple[list[dict[str, Any]], dict[tuple[str, str, str], str]]:
    """Return the same, column by column as the record has it, for pages that look into what was written.

    Args:
        record, views, tables, knowledge: as for :func:`statements`.

    Returns:
        One row a statement, in no order: what :func:`statements` says of it, with every column of its table, `basis` and
        `occurred_precision`; what a spell's end brought is absent until the end is known. And what is held back, by
        `view_id`, `table` and `entity_id`, with the reason.

    >>> from toolkit import paths
    >>> from toolkit.record import open_record
    >>> import pandas as pd
    >>> one = pd.DataFrame({"view_id": ["v"], "case_id": ["C00001"], "as_of": ["2022-11-14"]})
    >>> rows, held = standing(open_record(paths.sample_record()), one, ("need",))
    >>> rows[0]["kind"] > "", held
    (True, {})
    """
    names = [name for name in tables or STATEMENT_TABLES if record.has(name)]
    con = record.connect()
    try:
        make_moments(con, checked_views(views), (), knowledge)
        found = _stood(con, names, knowledge) if names else []
    finally:
        con.close()
    closed = {_thing(row): reason(row["restricted"]) for row in found if row["restricted"]}
    return [_without(row) for row in found if _thing(row) not in closed], closed


def _thing(row: dict) -> tuple[str, str, str]:
    return row["view_id"], row["table"], row["entity_id"]


def _stood(con: duckdb.DuckDBPyConnection, names: list[str], knowledge: str) -> list[dict]:
    con.execute("CREATE TEMP TABLE asked AS SELECT DISTINCT case_id FROM given_view")
    con.execute("CREATE TEMP TABLE version AS " + " UNION ALL BY NAME ".join([_NOT_IN_ALL, *map(_versions, names)]))
    answer = con.execute(_query(knowledge))
    columns = [c[0] for c in answer.description or ()]
    return [dict(zip(columns, values, strict=True)) for values in answer.fetchall()]


def _without(row: dict) -> dict:
    """What a spell's end brought is known only once the end is."""
    hidden = _END_ONLY if BY_NAME[row["table"]].spell and row["ended_on"] is None else ()
    return {k: v for k, v in row.items() if k not in hidden}


def _versions(name: str) -> str:
    """All versions of a table's things in the cases asked for; the tables are set one under another and then asked as one."""
    table = BY_NAME[name]
    own = [c.name for c in table.own if c.name not in (*_CLOCK, *_SAID, "ended_on")]
    said = [*_SAID, *(["ended_on"] if table.spell else []), *own]
    listed = ", ".join(f's."{c}"' for c in said)
    return f"""
        SELECT '{name}' AS "table", {", ".join(f's."{c}"' for c in (*_CLOCK, *_HOW))}, {listed}, hash({listed}) AS tie
        FROM "{name}" s SEMI JOIN asked USING (case_id)"""


def _query(knowledge: str) -> str:
    base = Moment(knowledge=f"'{knowledge}'")
    wide = Moment(base.knowledge, "m.wide_upto", "m.wide_not_at", "m.day")
    return f"""
        WITH at_view AS (
            SELECT b.*, v.view_id, coalesce(w.upto, b.upto) AS wide_upto, coalesce(w.not_at, b.not_at) AS wide_not_at
            FROM (FROM moment WHERE base) b JOIN given_view v USING (of_view)
            LEFT JOIN (SELECT * FROM reading WHERE same_day AND NOT other) w USING (of_view))
        SELECT * EXCLUDE (ended_on, tie, day, wide_upto, stands, may_stand, stood_from, recorded_by),
               CASE WHEN {_happened("ended_on")} THEN ended_on END AS ended_on,
               CASE WHEN NOT {_happened("ended_on")} THEN ended_on END AS planned_end_on,
               CAST(stood_from AS DATE) AS recorded_on,
               CASE WHEN NOT stands THEN 'same day' WHEN NOT taken_up THEN 'called off' WHEN occurred_on IS NULL THEN 'undated'
                    WHEN {_happened("occurred_on")} THEN 'happened'
                    WHEN {_happened("ended_on")} THEN 'called off' ELSE 'planned' END AS state,
               recorded_by > wide_upto AS assumed
        FROM (SELECT m.view_id, m.day, m.wide_upto, s.* EXCLUDE (case_id, recorded_at, withdrawn_at, withdrawn_by),
                     {in_the_record(m=base)} AS stands, {in_the_record(m=wide)} AS may_stand, {recorded(m=base)} AS stood_from
              FROM at_view m JOIN version s USING (case_id) WHERE {not_its_own()})
        WHERE stands OR may_stand
        QUALIFY row_number() OVER (
            PARTITION BY view_id, "table", entity_id, stands ORDER BY stood_from DESC, statement_id DESC, tie) = 1"""


def _happened(day: str) -> str:
    return f"({day} <= day AND CAST(stood_from AS DATE) >= {day})"
