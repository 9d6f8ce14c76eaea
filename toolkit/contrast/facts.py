"""Facts that make views alike, beside the indicators: age, placement, legal status, and the kind and choice of the decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.contrast.settings import table
from toolkit.known.moments import make_moments
from toolkit.known.own import not_its_own
from toolkit.known.viewfile import checked_views
from toolkit.record import codes
from toolkit.record.clocks import EARLIEST, happened, in_the_record, recorded
from toolkit.record.roles import plain

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from toolkit.record import Record

AGE, PLACEMENT, LEGAL, DECISION, OPTION = "age_years", "placement_kind", "legal_kind", "decision_kind", "option_chosen"
FACTS = (AGE, PLACEMENT, LEGAL, DECISION, OPTION)


def known_facts(record: Record, views: pd.DataFrame, knowledge: str = EARLIEST, wanted: tuple[str, ...] = FACTS) -> pd.DataFrame:
    """Return what was known at each view of the child's age, placement, legal status and of the kind of decision.

    Args:
        record: the record.
        views: `view_id, case_id, as_of`, optionally `decision_id, cut`, and `label` (the kind of decision), as text.
        knowledge: how uncertain record times are read.
        wanted: those of :data:`FACTS` that are wanted.

    Returns:
        `view_id` and what is wanted of `age_years` (whole years, negative before birth), `placement_kind`, `legal_kind` (words;
        `none` where there was no such spell on record), `decision_kind` (the view's label) and `option_chosen` (of the view's own
        decision, in the words in which it was first written, small letters); empty where not recorded. The last two are facts of
        the decision itself, which is never in its own view.
    """
    con = record.connect()
    try:
        make_moments(con, checked_views(views), (), knowledge)
        rows = con.execute("SELECT of_view, view_id FROM given_view ORDER BY of_view").df()
        for fact in (f for f in _QUERIES if f in wanted):
            rows = rows.merge(con.execute(_QUERIES[fact]).df(), on="of_view", how="left")
        if OPTION in wanted:
            rows[OPTION] = rows["view_id"].map(_options(con, views))
    finally:
        con.close()
    for fact in {PLACEMENT, LEGAL}.intersection(wanted):
        rows[fact] = _kinds(rows[fact], fact)
    labels = views.set_index("view_id")["label"] if "label" in views else None
    rows[DECISION] = rows["view_id"].map(labels) if labels is not None else None
    return rows[["view_id", *(f for f in FACTS if f in wanted)]]


def _options(con: duckdb.DuckDBPyConnection, views: pd.DataFrame) -> dict[str, str]:
    """What was chosen at a decision, as it was first written: what is written later may know the ending."""
    con.register("deciding_rows", checked_views(views)[["view_id", "case_id", "decision_id"]])
    rows = con.execute(f"""
        SELECT v.view_id, arg_min({plain("d.chosen")}, (d.recorded_at, d.statement_id)) AS chosen
        FROM deciding_rows v JOIN decision d ON d.entity_id = v.decision_id AND d.case_id = v.case_id
        WHERE v.decision_id <> '' AND trim(d.chosen) <> '' AND d.restricted IS NULL GROUP BY ALL""").fetchall()
    con.unregister("deciding_rows")
    return dict(rows)


def _kinds(found: pd.Series, dimension: str) -> pd.Series:
    first: dict[str, str] = {}
    for row in table("groupings"):
        if row["dimension"] == dimension:
            for code in codes.group(row["list"], row["group"]):
                first.setdefault(code, row["label"])
    return found.map(lambda code: first.get(code, "other") if isinstance(code, str) else "none").astype("str")


_AGE = f"""
    SELECT m.of_view, arg_max(date_diff('year', s.born_on, m.day)
               - CASE WHEN strftime(m.day, '%m-%d') < strftime(s.born_on, '%m-%d') THEN 1 ELSE 0 END,
               ({recorded()}, s.statement_id)) AS age_years
    FROM (FROM moment WHERE base) m JOIN child s USING (case_id)
    WHERE {in_the_record()} AND s.born_on IS NOT NULL GROUP BY m.of_view"""


def _spell(name: str, column: str, fact: str) -> str:
    """The kind of the spell that was known to go on at the view: the latest begun of those without a known end."""
    return f"""
        WITH stood AS (
            SELECT m.of_view, s.*, {happened("ended_on")} AS has_ended
            FROM (FROM moment WHERE base) m JOIN "{name}" s USING (case_id)
            WHERE {in_the_record()} AND {happened("occurred_on")} AND {not_its_own(name)}
            QUALIFY row_number() OVER (PARTITION BY m.of_view, s.entity_id ORDER BY {recorded()} DESC, s.statement_id DESC) = 1)
        SELECT of_view, arg_max({column}, (occurred_on, statement_id)) AS {fact}
        FROM stood WHERE NOT coalesce(has_ended, false) GROUP BY of_view"""


_QUERIES = {
    AGE: _AGE,
    PLACEMENT: _spell("placement", "placement_type", PLACEMENT),
    LEGAL: _spell("legal", "legal_status", LEGAL),
}
