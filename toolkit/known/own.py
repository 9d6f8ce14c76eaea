"""What a decision's own view leaves out: the decision itself and whatever it made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.record.schema import BY_NAME

if TYPE_CHECKING:
    import duckdb


def make_own_links(con: duckdb.DuckDBPyConnection) -> None:
    """Make the table `own_link(of_view, entity_id)` of what each decision's view leaves out because the decision made it."""
    con.execute(_OWN_LINK)


def not_its_own(table: str | None = None) -> str:
    """SQL that leaves out a decision from its own view, with the rows that it made as far as the view can know them.

    Args:
        table: the table of the rows; none where they are of several tables, and `decision_id` is empty where a table has none.
    """
    own = """s.entity_id IS DISTINCT FROM m.decision_id
        AND NOT EXISTS (SELECT 1 FROM own_link o WHERE o.of_view = m.of_view AND o.entity_id = s.entity_id)"""
    if table is None or "decision_id" in {c.name for c in BY_NAME[table].columns}:
        own += " AND (s.decision_id IS DISTINCT FROM m.decision_id OR m.decision_id IS NULL)"
    return f"({own})"


# What a decision links to is read from its versions recorded on or before the view, its own moment included: later ones
# could be changed without the view knowing.
_OWN_LINK = """
    CREATE OR REPLACE TEMP TABLE own_link AS
    SELECT DISTINCT v.of_view, unnest(string_split(d.links, ' ')) AS entity_id
    FROM given_view v JOIN decision d ON d.entity_id = v.decision_id AND d.case_id = v.case_id
    WHERE d.links IS NOT NULL AND d.recorded_at <= v.as_of
        + CASE WHEN v.bare THEN INTERVAL 1 DAY - INTERVAL 1 MICROSECOND ELSE INTERVAL 0 DAY END"""
