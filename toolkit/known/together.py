"""Things that may have two versions at once: looked for beforehand, as putting all versions in order costs most of all.

Two versions are apart where the one ends before the other begins. It costs one pass over the record's rows to tell, where putting
versions in order would cost one over the rows of all views.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from toolkit.record.clocks import FAR
from toolkit.record.sql import text

if TYPE_CHECKING:
    import duckdb

_LARGE = 1_000_000  # rows from which on they are looked at in ranges
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
    told = f"SELECT {_in_order_and_apart([_SURE])}, coalesce(bool_or({doubt}), false) FROM ({{}})"
    each = [told.format(_in_pairs(name, [_SURE], within)) for within in _ranges(con, name)]
    found = con.execute(" UNION ALL ".join(each)).fetchall()
    return all(sure for sure, _ in found), any(doubtful for _, doubtful in found)


def _ranges(con: duckdb.DuckDBPyConnection, name: str) -> list[str]:
    """Conditions on the case, one a thread: rows are put beside the one before them by one thread, but those of a case by any."""
    threads, rows = con.execute(f"SELECT current_setting('threads'), (SELECT count(*) FROM \"{name}\")").fetchall()[0]
    if threads == 1 or rows < _LARGE:
        return ["true"]
    shares = [n / threads for n in range(1, threads)]
    cases = f'(SELECT DISTINCT case_id FROM "{name}")'
    bounds = con.execute(f"SELECT quantile_disc(case_id, {shares}) FROM {cases}").fetchall()[0][0] or []
    if not bounds:
        return ["true"]
    between = [f"case_id >= {text(a)} AND case_id < {text(b)}" for a, b in pairwise(bounds)]
    return [f"case_id < {text(bounds[0])}", *between, f"(case_id >= {text(bounds[-1])} OR case_id IS NULL)"]


def _in_pairs(name: str, readings: list[tuple[str, str]], within: str = "true") -> str:
    """SQL for each row of a table with the one before it; before the first there is one of no name."""
    named = (f"lag({c}, 1, '') OVER () AS was_{c}" for c in ("case_id", "entity_id"))
    timed = (f"lag({c}) OVER () AS was_{c}" for pair in readings for c in pair)
    return f'SELECT *, {", ".join((*named, *timed))} FROM "{name}" WHERE {within}'


def _in_order_and_apart(readings: list[tuple[str, str]]) -> str:
    """SQL for a table of which one look tells: what cannot be compared, as it is empty, is not told to be in order."""
    apart = " AND ".join(_apart(begin, end) for begin, end in readings)
    return f"""
        coalesce(bool_and(coalesce(CASE WHEN case_id = was_case_id AND entity_id > was_entity_id OR case_id > was_case_id THEN true
            ELSE case_id = was_case_id AND entity_id = was_entity_id AND {apart} END, false)), true)"""


def _apart(begin: str, end: str) -> str:
    """SQL for a version that is apart from the one before, and cannot stand between that and a third of the same day."""
    passed = f"{begin} = was_{end} AND {begin} = date_trunc('day', {begin}) AND coalesce({end}, {FAR}) < {begin} + INTERVAL 1 DAY"
    return f"{begin} >= was_{begin} AND NOT {_overlap(begin, f'coalesce(was_{end}, {FAR})')} AND NOT coalesce({passed}, false)"


def _overlap(begin: str, end: str) -> str:
    """Midnight stands for a day without a time: what ends on it and what begins later that day may stand together."""
    return f"""({end} > {begin} OR {begin} > {end} AND {end} = date_trunc('day', {end}) AND {begin} < {end} + INTERVAL 1 DAY)"""
