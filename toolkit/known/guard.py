"""The guard at the wall: an indicator's SQL may not call the clock, chance or anything else that is not its tables'."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

_AS_COLUMNS = {"current_date", "current_time", "current_timestamp", "localtime", "localtimestamp", "current_user", "session_user"}


def refusals(con: duckdb.DuckDBPyConnection, sql: str) -> list[str]:
    """Return why a query is refused: it is no single SELECT, or calls a function whose answer is not its tables' alone.

    >>> import duckdb
    >>> refusals(duckdb.connect(), "SELECT random() AS value")
    ['it calls random, which depends on chance or on the clock']
    """
    tree = json.loads(con.execute("SELECT json_serialize_sql(?::VARCHAR)", [sql]).fetchone()[0])
    if tree.get("error"):
        return ["it is not a single SELECT that can be read"]
    if len(tree["statements"]) != 1:
        return ["it is more than one statement"]
    called = sorted(_called(tree) & (_unsteady() | _AS_COLUMNS))
    return [f"it calls {name}, which depends on chance or on the clock" for name in called]


def _called(node: object) -> set[str]:
    if isinstance(node, list):
        return set().union(*(_called(n) for n in node)) if node else set()
    if not isinstance(node, dict):
        return set()
    names = {str(node["function_name"]).lower()} if node.get("function_name") else set()
    if node.get("type") == "COLUMN_REF":
        names |= {str(n).lower() for n in node.get("column_names", [])} & _AS_COLUMNS
    return names.union(*(_called(v) for v in node.values()))


@cache
def _unsteady() -> frozenset[str]:
    import duckdb

    with duckdb.connect() as con:
        rows = con.execute("""
            SELECT DISTINCT function_name FROM duckdb_functions()
            WHERE stability IN ('VOLATILE', 'CONSISTENT_WITHIN_QUERY') OR function_name = 'age' AND len(parameters) = 1""").fetchall()
    return frozenset(name for (name,) in rows) - {"error"}
