"""The queries of an indicator's file in SQL: its answer, its sections, and what they all begin with, written once."""

from __future__ import annotations

import json
import re
from typing import Any

from toolkit.known.indicator import SECTIONS

ANSWER, SHARED = "answer", "shared"
MARKS = (SHARED, ANSWER, *SECTIONS)
_MARK = re.compile(rf"^-- ({'|'.join(MARKS)})\s*\n", re.MULTILINE | re.IGNORECASE)
_WITH = r"((?:\s|--[^\n]*\n|/\*.*?\*/)*)WITH\b(\s+RECURSIVE\b)?"
_HOW = "it is written `WITH a AS (…), b AS (…)`, without a comma or a SELECT after the last"


def parted(text: str) -> tuple[str, dict[str, str], list[str]]:
    """Return what stands before the first section of a file, the queries by section, and what is wrong with how they stand.

    >>> parted("-- name: a\\n-- shared\\nWITH b AS (FROM visit)\\n-- answer\\nFROM b;\\n")
    ('-- name: a\\n', {'shared': 'WITH b AS (FROM visit)', 'answer': 'FROM b'}, [])
    """
    first, *rest = _MARK.split(text)
    names = [name.lower() for name in rest[::2]]
    twice = sorted({n for n in names if names.count(n) > 1})
    queries = {name: trimmed(query) for name, query in zip(names, rest[1::2], strict=True)}
    return first, queries, [f"the section `-- {name}` stands twice" for name in twice]


def trimmed(query: str) -> str:
    """Return a query without the blanks around it and the semicolon after it."""
    return query.strip().rstrip(";").rstrip()


def shared_with(shared: str, query: str) -> str:
    """Return a query that begins with the named queries of a section `-- shared`; one that is empty stays so.

    >>> shared_with("WITH a AS (FROM visit)", "WITH b AS (FROM a) FROM b")
    'WITH a AS (FROM visit)\\n, b AS (FROM a) FROM b'
    """
    if not (shared and query):
        return query
    own = re.match(_WITH, query, re.IGNORECASE | re.DOTALL)
    if not own:
        return f"{shared}\n{query}"
    begun = _recursive(shared) if own[2] else shared
    return f"{begun}\n{own[1]}, {query[own.end() :].lstrip()}"


def _recursive(shared: str) -> str:
    found = re.match(_WITH, shared, re.IGNORECASE | re.DOTALL)
    return f"{found[1]}WITH RECURSIVE{shared[found.end() :]}" if found else shared


def faults_of_shared(shared: str, queries: dict[str, str]) -> list[str]:
    """Return what is wrong with a section `-- shared`, and with the queries that it stands before.

    >>> faults_of_shared("a AS (FROM visit)", {})
    ['the section `-- shared` does not begin with WITH: it is written `WITH a AS (…), b AS (…)`, without a comma or a SELECT after the last']
    """  # noqa: E501
    if not shared:
        return [f"the section `-- {SHARED}` is empty: {_HOW}"]
    if not re.match(_WITH, shared, re.IGNORECASE | re.DOTALL):
        return [f"the section `-- {SHARED}` does not begin with WITH: {_HOW}"]
    names = _named(shared_with(shared, "WITH one_more AS (SELECT 1) SELECT 1"))
    if names is None:
        return [f"the section `-- {SHARED}` cannot be read: {_HOW}"]
    again = {section: sorted(set(names) & set(_named(query) or ())) for section, query in queries.items()}
    return [
        f"the query under `-- {section}` names {', '.join(both)}, as the section `-- {SHARED}` does: name each but once"
        for section, both in again.items()
        if both
    ]


def _named(query: str) -> list[str] | None:
    """The names of the queries that a query begins with; None where it is not one query that can be read."""
    import duckdb

    with duckdb.connect() as con:
        tree: dict[str, Any] = json.loads(con.execute("SELECT json_serialize_sql(?::VARCHAR)", [query]).fetchall()[0][0])
    if tree.get("error") or len(tree["statements"]) != 1:
        return None
    return [entry["key"].lower() for entry in tree["statements"][0]["node"].get("cte_map", {}).get("map", [])]
