"""The ledger's classes: of everything that was or could have been known at a view, who had it then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.contrast.classify import make_classes
from toolkit.contrast.plain import make_counted
from toolkit.contrast.ranges import counts_of_classes, tallied
from toolkit.contrast.settings import table
from toolkit.known.viewfile import checked_views
from toolkit.record.clocks import EARLIEST
from toolkit.record.words import words
from toolkit.result import NOT_RECORDED, OK

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from toolkit.record import Record

CLASSES = ("K1", "K1/2", "K2", "K3", "K4a", "K4b", "K5", "K0", "planned", "same day")
CORRECTED = "believed then, corrected later"
COUNTS = (*CLASSES, CORRECTED, "assumed", "recollections", "entities")
DETAIL_COLUMNS = (
    "view_id",
    "table",
    "entity_id",
    "statement_id",
    "class",
    "why",
    "assumed",
    "corrected_later",
    "words",
    "words_later",
    "occurred_on",
    "recorded_at",
    "holders",
    "recollected_by",
)


def class_words() -> dict[str, str]:
    """Return what each class means, in words.

    >>> class_words()["K3"]
    'held by another agency and not on our record'
    """
    return {row["class"]: row["words"] for row in table("classes")}


def classes(record: Record, views: pd.DataFrame, knowledge: str = EARLIEST) -> pd.DataFrame:
    """Count at each view the things (entities, not versions) of the case in each class of who had them then.

    Every thing of the tables in `data/contrast/universe.csv` is in exactly one of :data:`CLASSES`; a decision and what it
    made are left out of its own view. *Believed then, corrected later*, `assumed` and `recollections` are counted apart and
    overlap with them. What a person recalls (evidence `recollection`) makes no class.

    Args:
        record: the record, with all that it came to hold.
        views: `view_id, case_id, as_of` and optionally `decision_id, holder, cut`, as text; without a holder nothing is K1 or K2.
        knowledge: how uncertain record times are read: `earliest` or `latest`.

    Returns:
        `view_id`, the columns of :data:`COUNTS` (whole numbers; empty where `status` is not `ok`), `status` (`ok`, or
        `not recorded` where the case did not stand) and `reason` (which tables the record is not known to cover), by view.

    Raises:
        CaseReviewError: views that are not well formed.

    Source: practice reference section 1.4, refined (`data/contrast/classes.csv`).

    >>> from toolkit import paths
    >>> from toolkit.record import open_record
    >>> import pandas as pd
    >>> views = pd.DataFrame({"view_id": ["v"], "case_id": ["no such case"], "as_of": ["2024-05-01"]})
    >>> classes(open_record(paths.sample_record()), views).status[0]
    'not recorded'
    """
    counts = counts_of_classes(record, checked_views(views), knowledge)
    with record.connect() as con:
        return _with_status(counts, _not_covered(con))


def class_details(record: Record, views: pd.DataFrame, knowledge: str = EARLIEST) -> pd.DataFrame:
    """Return the things behind the counts of :func:`classes`, one row a view and thing; restricted ones are left out.

    Args:
        record: the record.
        views: as for :func:`classes`; views whose case did not stand give no rows.
        knowledge: how uncertain record times are read.

    Returns:
        Columns of :data:`DETAIL_COLUMNS`, by view, day, table and thing. `why` says why it is in its class; `words` is the
        version that stood at the view (for what was not on record, the one that came to stand) in one line, and
        `words_later` what replaced it where it was corrected. `recorded_at` is when that version came on record. `holders`
        says who had it and since when, by role and never by name; `recollected_by` the same from people's recollections.
    """
    con = _classed(record, views, knowledge)
    try:
        return _details(con)
    finally:
        con.close()


def held_back(record: Record, views: pd.DataFrame, knowledge: str = EARLIEST) -> pd.DataFrame:
    """Count what :func:`class_details` leaves out at each view because it is restricted; the classes still count it.

    A thing is held back where a version of it that would be shown is restricted, or the last that was written of it.

    Returns:
        `view_id`, `reason` (as the record has it), `things` (whole number, at least 1), by view and reason.
    """
    con = _classed(record, views, knowledge)
    try:
        return con.execute(_HELD_BACK).df()
    finally:
        con.close()


def classes_and_details(record: Record, views: pd.DataFrame, knowledge: str = EARLIEST) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what :func:`classes` and :func:`class_details` return, for what it costs to class the things once."""
    con = _classed(record, views, knowledge)
    try:
        return _counts(con), _details(con)
    finally:
        con.close()


def _classed(record: Record, views: pd.DataFrame, knowledge: str) -> duckdb.DuckDBPyConnection:
    con = record.connect()
    try:
        make_classes(con, views, knowledge, record.held)
    except BaseException:
        con.close()
        raise
    return con


def _counts(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    make_counted(con)
    return _with_status(con.execute(f"{tallied()} ORDER BY of_view").df(), _not_covered(con))


def _details(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    rows = con.execute(_DETAILS).df()
    return _told(rows, _texts(con))


def _not_covered(con: duckdb.DuckDBPyConnection) -> str:
    covered = {name for (name,) in con.execute("SELECT DISTINCT table_name FROM coverage").fetchall()}
    lacking = [row["table"] for row in table("universe") if row["table"] not in covered]
    return f"not counted, as the record is not known to cover them: {', '.join(lacking)}" if lacking else ""


def _with_status(rows: pd.DataFrame, reason: str) -> pd.DataFrame:
    rows = rows.rename(columns={"corrected": CORRECTED}).astype(dict.fromkeys(COUNTS, "Int64"))
    for column in COUNTS:
        rows[column] = rows[column].mask(rows["lacks"])
    rows["status"] = rows["lacks"].map({True: NOT_RECORDED, False: OK}).astype("str")
    rows["reason"] = rows["lacks"].map({True: "the case did not stand in the record on that day", False: reason}).astype("str")
    return rows[["view_id", *COUNTS, "status", "reason"]]


def _texts(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """One line of words for each version that is shown, made once."""
    con.execute(f"CREATE TEMP TABLE shown AS {_SHOWN}")
    held = {name for (name,) in con.execute("SELECT DISTINCT table_name FROM shown").fetchall()}
    found = {}
    for name in (row["table"] for row in table("universe") if row["table"] in held):
        answer = con.execute(f'SELECT s.* FROM "{name}" s SEMI JOIN shown USING (statement_id)')
        columns = [c[0] for c in answer.description or ()]
        said = (dict(zip(columns, row, strict=True)) for row in answer.fetchall())
        found.update({r["statement_id"]: words(name, r) for r in said})
    return found


def _told(rows: pd.DataFrame, texts: dict[str, str]) -> pd.DataFrame:
    why = {row["rule"]: row["why"] for row in table("rules")}
    rows["why"] = rows["rule"].map(why) + rows["is_uncertain"].map(
        {True: "; assumed: its record time is known only between two extracts", False: ""}
    )
    rows["words"] = rows["statement_id"].map(texts)
    from_day = rows["later_on"].map(lambda day: f" (from {day})" if isinstance(day, str) else "")
    rows["words_later"] = rows["later_id"].map(texts) + from_day
    return rows.rename(columns={"table_name": "table", "is_assumed": "assumed"})[list(DETAIL_COLUMNS)]


_SHOWN = """
    SELECT DISTINCT table_name, unnest([shown_id, later_id]) AS statement_id FROM classed"""

_HELD_BACK = """
    SELECT view_id, reason, count(*) AS things FROM closed ANTI JOIN uncovered USING (of_view) GROUP BY ALL ORDER BY ALL"""

# Who had a thing and since when: the decider as such, others by what kind of holder they are.
_DETAILS = """
    WITH held AS (
        SELECT m.of_view, e.table_name, e.entity_id, e.is_recollection, min(e.known_from) AS since,
               CASE WHEN e.holder = m.holder THEN 'the decider' ELSE coalesce(e.words, 'somebody') END AS who
        FROM at_view m JOIN entry e USING (case_id) GROUP BY ALL),
    holders AS (
        SELECT of_view, table_name, entity_id, string_agg(said, '; ' ORDER BY since, who) FILTER (NOT is_recollection) AS holders,
               string_agg(said, '; ' ORDER BY since, who) FILTER (is_recollection) AS recollected_by
        FROM (SELECT *, who || ' from ' || strftime(since, '%Y-%m-%d') AS said FROM held) GROUP BY ALL)
    SELECT c.view_id, c.table_name, c.entity_id, c.shown_id AS statement_id, c.class, c.rule, c.is_assumed, c.is_uncertain,
           c.corrected_later, c.later_id, strftime(c.later_on, '%Y-%m-%d') AS later_on,
           strftime(c.occurred_on, '%Y-%m-%d') AS occurred_on, strftime(c.recorded_at, '%Y-%m-%dT%H:%M:%S') AS recorded_at,
           h.holders, h.recollected_by
    FROM classed c LEFT JOIN holders h USING (of_view, table_name, entity_id)
    ANTI JOIN uncovered u ON u.of_view = c.of_view
    ANTI JOIN closed x USING (of_view, table_name, entity_id)
    ORDER BY c.view_id, c.occurred_on, c.table_name, c.entity_id"""
