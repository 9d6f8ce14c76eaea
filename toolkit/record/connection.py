"""One connection for many steps: what works on frames takes the caller's, and makes its own only where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


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
