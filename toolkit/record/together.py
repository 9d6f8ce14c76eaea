"""Things that may have two versions at once: looked for beforehand, as putting all versions in order costs most of all.

Two versions are apart where the one ends before the other begins. Things are known by their hashes, and a record is written with
the versions of a thing one after the other: then it is enough to look at neighbours, and else at the things that are there twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from toolkit.record.connection import arrow_of
from toolkit.record.sql import text

if TYPE_CHECKING:
    import duckdb
    import numpy as np

THING = "hash(case_id, entity_id)"
_MOST = 1_000_000  # rows that are looked at in one go: their numbers take a hundred megabytes
_DAY = 86_400_000_000  # microseconds
_NEVER = (1 << 62) + 1  # later than any instant, in microseconds, and no midnight
_SURE, _AT_LATEST = ("recorded_at", "withdrawn_at"), ("recorded_by", "withdrawn_by")


def find_together(con: duckdb.DuckDBPyConnection, name: str, uncertain: bool = True) -> bool:
    """Make the table `together(thing)` of the things, as hashes, that may have two versions at once; say whether there are any.

    Args:
        con: a connection that sees the table.
        name: the table.
        uncertain: whether the record times of some statement are uncertain, so that versions may meet under another reading.

    >>> from toolkit import paths
    >>> from toolkit.record import open_record
    >>> find_together(open_record(paths.sample_record()).connect(), "visit")
    False
    """
    import numpy as np
    import pyarrow as pa

    readings = [_SURE, *([_AT_LATEST] if uncertain else [])]
    with _in_order(con):
        found = np.concatenate([_meeting(con, name, readings, within) for within in _ranges(con, name)])
    con.register("found_rows", pa.table({"thing": pa.array(found, pa.uint64())}))
    con.execute("CREATE OR REPLACE TEMP TABLE together AS SELECT DISTINCT thing FROM found_rows")
    con.unregister("found_rows")
    return len(found) > 0


@contextmanager
def _in_order(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Have rows come in the order of their file: without it versions of a thing are torn apart where a block of rows ends."""
    before = con.execute("SELECT current_setting('preserve_insertion_order')").fetchall()[0][0]
    con.execute("SET preserve_insertion_order = true")
    try:
        yield
    finally:
        con.execute(f"SET preserve_insertion_order = {before}")


def _ranges(con: duckdb.DuckDBPyConnection, name: str) -> list[str]:
    """Conditions on the case, so that no range has many more rows than are looked at in one go."""
    many = con.execute(f'SELECT count(*) FROM "{name}"').fetchall()[0][0] // _MOST + 1
    cases = f'(SELECT DISTINCT case_id FROM "{name}")'
    shares = [n / many for n in range(1, many)]
    bounds = con.execute(f"SELECT quantile_disc(case_id, {shares}) FROM {cases}").fetchall()[0][0] if shares else []
    if not bounds:
        return ["true"]
    between = [f"case_id >= {text(a)} AND case_id < {text(b)}" for a, b in pairwise(bounds)]
    return [f"case_id < {text(bounds[0])}", *between, f"(case_id >= {text(bounds[-1])} OR case_id IS NULL)"]


class _Versions(NamedTuple):
    """Versions: whose they are, and when they began and ended under each reading, in microseconds."""

    things: np.ndarray
    times: list[tuple[np.ndarray, np.ndarray]]

    def only(self, which: np.ndarray) -> _Versions:
        """Those of some places, in the order of these."""
        return _Versions(self.things[which], [(begins[which], ends[which]) for begins, ends in self.times])


def _meeting(con: duckdb.DuckDBPyConnection, name: str, readings: list[tuple[str, str]], within: str) -> np.ndarray:
    """The things of which two versions may meet under a reading."""
    import numpy as np

    versions = _versions(con, name, readings, within)
    several, neighbours = _several(versions.things)
    if neighbours is not None:
        first, second = versions.only(neighbours), versions.only(neighbours + 1)
        beside = [(*a, *b) for a, b in zip(first.times, second.times, strict=True)]
        if all((begin >= before).all() for before, _, begin, _ in beside):
            return np.concatenate([first.things[_meet(ends, begin, end)] for _, ends, begin, end in beside])
    rest = versions.only(np.flatnonzero(np.isin(versions.things, several)))
    return np.concatenate([_of_neighbours(rest.things, *times) for times in rest.times])


def _versions(con: duckdb.DuckDBPyConnection, name: str, readings: list[tuple[str, str]], within: str) -> _Versions:
    times = ", ".join(f"epoch_us({begin}) AS {begin}, coalesce(epoch_us({end}), {_NEVER}) AS {end}" for begin, end in readings)
    begun = " AND ".join(f"{begin} IS NOT NULL" for begin, _ in readings)
    rows = arrow_of(con, f'SELECT {THING} AS thing, {times} FROM "{name}" WHERE {within} AND {begun}')
    return _Versions(rows["thing"].to_numpy(), [(rows[begin].to_numpy(), rows[end].to_numpy()) for begin, end in readings])


def _several(things: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
    """The things that have several versions, and the places of those after which another of the same thing stands.

    The places are none where some version stands apart from the others of its thing.
    """
    import numpy as np

    in_order = np.sort(things)
    again = in_order[1:] == in_order[:-1]
    neighbours = np.flatnonzero(things[1:] == things[:-1])
    return in_order[1:][again], neighbours if len(neighbours) == np.count_nonzero(again) else None


def _of_neighbours(things: np.ndarray, begins: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """The things of which a version meets the one that began before it, once versions are put in order."""
    import numpy as np

    order = np.lexsort((ends, begins, things))
    things, begins, ends = things[order], begins[order], ends[order]
    return things[1:][(things[1:] == things[:-1]) & _meet(ends[:-1], begins[1:], ends[1:])]


def _meet(before: np.ndarray, begin: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Whether versions begin before those ended that had begun before them, or may stand between such a one and a third.

    Midnight stands for a day without a time: what ends on it and what begins later that day may stand together. A version
    that begins there and ends within the day may stand between two that do.
    """
    of_that_day = (before % _DAY == 0) & (begin < before + _DAY)
    return (before > begin) | of_that_day & ((begin > before) | (end < begin + _DAY))
