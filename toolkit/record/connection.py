"""Working on a connection: one for many steps, taken from the caller where there is one, and rows handed from one to another."""

from __future__ import annotations

import os
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

_QUIET = threading.Lock()  # what is ignored is the same for all threads: one that is done would let another's warning be heard


def cores() -> int:
    """Return how many cores this process may use; not every system can say, then it is how many the machine has.

    >>> cores() >= 1
    True
    """
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


@contextmanager
def working(con: duckdb.DuckDBPyConnection | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give the connection to work on: the one given, which stays open, or a new one, in memory, of one thread, in UTC.

    >>> with working() as con:
    ...     with working(con) as same:
    ...         print(same is con, same.execute("SELECT 1").fetchall())
    True [(1,)]
    """
    import duckdb

    if con is not None:
        yield con
        return
    with duckdb.connect(config={"threads": 1}) as made:
        made.execute("SET TimeZone = 'UTC'")
        yield made


@contextmanager
def at_hand(con: duckdb.DuckDBPyConnection | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give the connection to work on as :func:`working`, but where none is given one to a database that this process keeps.

    It is for steps of a few rows: a new database takes longer to begin than they take. What they make must be temporary, which
    no other connection sees and which ends with theirs; and they set nothing that holds for a whole database.

    >>> with at_hand() as con, at_hand() as other:
    ...     made = con.execute("CREATE TEMP TABLE own AS SELECT 1 AS one")
    ...     print([one.execute("SELECT count(*) FROM duckdb_tables()").fetchall() for one in (con, other)])
    [[(1,)], [(0,)]]
    """
    if con is not None:
        yield con
        return
    with _kept(os.getpid()).cursor() as made:
        made.execute("SET TimeZone = 'UTC'")
        yield made


@cache
def _kept(process: int) -> duckdb.DuckDBPyConnection:  # noqa: ARG001 - a process that was forked begins its own
    import duckdb

    return duckdb.connect(config={"threads": 1})


def arrow_of(con: duckdb.DuckDBPyConnection, query: str) -> pa.Table:
    """Return what a query gives, as Arrow.

    The library would rather have a relation asked, which copies the rows once less; but it works a query out twice, and for few
    rows that is nearly all that a query costs.

    >>> with working() as con:
    ...     arrow_of(con, "SELECT 1 AS one").to_pylist()
    [{'one': 1}]
    """
    found = con.execute(query)
    with _QUIET, warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Arrow output on a DB-API result")
        return found.to_arrow_table()
