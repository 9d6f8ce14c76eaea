"""Things that may have two versions at once: looked for beforehand, as putting all versions in order costs most of all.

Two versions are apart where the one ends before the other begins. It costs one pass over the record's rows to tell, where putting
versions in order would cost one over the rows of all views.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.record.clocks import FAR

if TYPE_CHECKING:
    import duckdb

_SURE, _AT_LATEST = ("recorded_at", "withdrawn_at"), ("recorded_by", "withdrawn_by")


def find_together(con: duckdb.DuckDBPyConnection, name: str, uncertain: bool, looked: bool = False) -> bool:
    """Make the table `together(thing)` of the things, as hashes, that may have two versions at once; say whether there are any.

    In a file in the order in which records are written, one look tells; else rows are grouped, and things with three or more
    versions taken as possible. Where :func:`seen_at_once` `looked` at the file already, and could not tell, that is not done again.
    """
    readings = [_SURE, *([_AT_LATEST] if uncertain else [])]
    if not looked and con.execute(f"SELECT {_in_order_and_apart(readings)} FROM ({_in_pairs(name, readings)})").fetchall()[0][0]:
        return False
    overlap = " OR ".join(_overlap(f"max({begin})", f"min(coalesce({end}, {FAR}))") for begin, end in readings)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE together AS
        SELECT hash(case_id, entity_id) AS thing FROM "{name}"
        GROUP BY thing HAVING count(*) > 1 AND (count(*) > 2 OR {overlap})""")
    return bool(con.execute("SELECT count(*) FROM together").fetchall()[0][0])


def seen_at_once(con: duckdb.DuckDBPyConnection, name: str, doubt: str) -> tuple[bool, bool]:
    """Look at a table's rows once: does it tell that no thing has two versions at once, and is any row in doubt (a condition)?"""
    readings = [_SURE]
    query = f"SELECT {_in_order_and_apart(readings)}, coalesce(bool_or({doubt}), false) FROM ({_in_pairs(name, readings)})"
    return con.execute(query).fetchall()[0]


def _in_pairs(name: str, readings: list[tuple[str, str]]) -> str:
    """SQL for each row of a table with the one before it; before the first there is one of no name."""
    named = (f"lag({c}, 1, '') OVER () AS was_{c}" for c in ("case_id", "entity_id"))
    timed = (f"lag({c}) OVER () AS was_{c}" for pair in readings for c in pair)
    return f'SELECT *, {", ".join((*named, *timed))} FROM "{name}"'


def _in_order_and_apart(readings: list[tuple[str, str]]) -> str:
    """SQL for a table of which one look tells: what cannot be compared, as it is empty, is not told to be in order."""
    apart = " AND ".join(_apart(begin, end) for begin, end in readings)
    return f"""
        coalesce(bool_and(coalesce(CASE WHEN case_id = was_case_id AND entity_id = was_entity_id THEN {apart}
            ELSE case_id > was_case_id OR case_id = was_case_id AND entity_id > was_entity_id END, false)), true)"""


def _apart(begin: str, end: str) -> str:
    """SQL for a version that is apart from the one before, and cannot stand between that and a third of the same day."""
    passed = f"{begin} = was_{end} AND {begin} = date_trunc('day', {begin}) AND coalesce({end}, {FAR}) < {begin} + INTERVAL 1 DAY"
    return f"{begin} >= was_{begin} AND NOT {_overlap(begin, f'coalesce(was_{end}, {FAR})')} AND NOT coalesce({passed}, false)"


def _overlap(begin: str, end: str) -> str:
    """Midnight stands for a day without a time: what ends on it and what begins later that day may stand together."""
    return f"""({end} > {begin} OR {begin} > {end} AND {end} = date_trunc('day', {end}) AND {begin} < {end} + INTERVAL 1 DAY)"""
