"""The guard at the wall: an indicator's SQL may not call the clock, chance or anything else that is not its tables'."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

_AS_COLUMNS = {"current_date", "current_time", "current_timestamp", "localtime", "localtimestamp", "current_user", "session_user"}


_UNREAD = "it is not a single SELECT that can be read"
_ROWS_FROM = {"range", "generate_series", "unnest"}
_judged: dict[str, list[str]] = {}


def refusals(con: duckdb.DuckDBPyConnection, sql: str) -> list[str]:
    """Return why a query is refused: it is no single SELECT, draws a sample, reads from anything but a table, or calls a
    function whose answer is not its tables' alone.

    >>> import duckdb
    >>> refusals(duckdb.connect(), "SELECT random() AS value")
    ['it calls random, which depends on chance or on the clock']
    """
    if sql not in _judged:
        _judged[sql] = _refusals(con, sql)
    return _judged[sql]


def _refusals(con: duckdb.DuckDBPyConnection, sql: str) -> list[str]:
    tree = json.loads(con.execute("SELECT json_serialize_sql(?::VARCHAR)", [sql]).fetchall()[0][0])
    if tree.get("error"):
        return [f"{_UNREAD}: {tree['error_message']}" if tree.get("position") else _UNREAD]
    if len(tree["statements"]) != 1:
        return ["it is more than one statement"]
    nodes = list(_nodes(tree))
    called = sorted({name for node in nodes for name in _called(node)} & (_unsteady() | _AS_COLUMNS))
    read = sorted({str(n["function"]["function_name"]).lower() for n in nodes if n.get("type") == "TABLE_FUNCTION"} - _ROWS_FROM)
    return [
        *(f"it calls {name}, which depends on chance or on the clock" for name in called),
        *(f"it reads from {name}, which is none of the known tables" for name in read),
        *(["it draws a sample, which depends on chance"] if any(n.get("sample") for n in nodes) else []),
    ]


def _nodes(tree: object) -> Iterator[dict]:
    if isinstance(tree, dict):
        yield tree
    for part in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from _nodes(part)


def _called(node: dict) -> set[str]:
    names = {str(node["function_name"]).lower()} if node.get("function_name") else set()
    if node.get("type") == "COLUMN_REF":
        names |= {str(n).lower() for n in node.get("column_names", [])} & _AS_COLUMNS
    return names


@cache
def _unsteady() -> frozenset[str]:
    import duckdb

    with duckdb.connect() as con:
        rows = con.execute("""
            SELECT DISTINCT function_name FROM duckdb_functions()
            WHERE stability IN ('VOLATILE', 'CONSISTENT_WITHIN_QUERY')
                OR function_name = 'age' AND len(parameters) = 1""").fetchall()
    return frozenset(name for (name,) in rows) - {"error"}
