"""Case numbers that were found to be one child's: apart until that was recorded, one case from then on.

A statement keeps the number under which it was made. On a connection, tables are laid over the record's own in which each
statement stands under the key of the whole, so every question that goes by `case_id` sees the statements of all its numbers.
Where no two numbers were ever joined nothing is laid over anything, and it costs one look at an empty table.

An adoption ends an identity: a join that was recorded after it is not followed, whoever wrote it.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from toolkit import paths
from toolkit.record.clocks import LATEST, NEVER, M, Moment, happened, in_the_record, recorded
from toolkit.record.schema import STATEMENT_TABLES

if TYPE_CHECKING:
    import duckdb

SEVERAL = "\x1f"  # joins the numbers of a child that has several
# The end of the record, as `later` reads it: every statement has been made by then, and is read from when it surely stood.
_END = Moment(f"'{LATEST}'", "TIMESTAMP '9999-12-30'", NEVER, "DATE '9999-12-30'")


@cache
def identity_ends() -> tuple[tuple[str, str], ...]:
    """Return the ends of a spell that end an identity: pairs of table and `end_reason`.

    Source: each line of `data/record/identity_ends.csv` names its own.

    >>> ("placement", "E11") in identity_ends()
    True
    """
    with (paths.data() / "record" / "identity_ends.csv").open(newline="", encoding="utf-8") as text:
        return tuple((row["table"], row["end_reason"]) for row in csv.DictReader(text))


def wholes(joins: Iterable[tuple[str, str]]) -> list[tuple[str, ...]]:
    """Return the numbers that hang together, each whole sorted, of two or more; a ring of joins is no harm.

    >>> wholes([("A", "B"), ("B", "C"), ("X", "Y"), ("Y", "X"), ("Z", "Z")])
    [('A', 'B', 'C'), ('X', 'Y')]
    """
    beside: dict[str, set[str]] = defaultdict(set)
    for alias, case in joins:
        beside[alias].add(case)
        beside[case].add(alias)
    seen: set[str] = set()
    found = []
    for number in sorted(beside):
        if number not in seen:
            together = _together(beside, number)
            seen |= together
            found += [tuple(sorted(together))] if len(together) > 1 else []
    return found


def _together(beside: dict[str, set[str]], number: str) -> set[str]:
    found, ahead = {number}, [number]
    while ahead:
        new = beside[ahead.pop()] - found
        found |= new
        ahead += new
    return found


def surviving(joins: Iterable[tuple[str, str]], numbers: Iterable[str]) -> str:
    """Return the number of a whole that holds on: the one that was never given up, the first where there are several or none.

    >>> surviving([("A", "B"), ("B", "C")], ("A", "B", "C")), surviving([("A", "B"), ("B", "A")], ("A", "B"))
    ('C', 'A')
    """
    given_up = {alias for alias, case in joins if alias != case}
    return min(numbers, key=lambda number: (number in given_up, number))


def join_at_views(con: duckdb.DuckDBPyConnection) -> bool:
    """Have each view see the statements of all numbers that were known at it to be the same child's; say whether any does.

    Works on the table `given_view` that :func:`toolkit.known.moments.make_moments` makes, and on `reading` over it: the `case_id`
    of such a view becomes the key of the whole, and so does that of the statements, in tables laid over the record's own. A join
    counts under the view's base reading: recorded on or before it, not withdrawn by then, and not after an adoption known at it.
    """
    found = [(view, SEVERAL.join(numbers), numbers) for view, numbers, _ in joined_at_views(con)]
    if found:
        _lay_over(con, sorted({(key, number) for _, key, numbers in found for number in numbers}), _BESIDE)
        _fill(con, "whole_view (of_view BIGINT, case_key VARCHAR)", [(view, key) for view, key, _ in found])
        con.execute("UPDATE given_view SET case_id = w.case_key FROM whole_view w WHERE w.of_view = given_view.of_view")
    return bool(found)


def joined_at_views(con: duckdb.DuckDBPyConnection) -> list[tuple[int, tuple[str, ...], str]]:
    """Return the views at which a case was known to be one number of several of its child.

    Works on the table `reading`, as :func:`join_at_views` does, of which it takes the base readings.

    Returns:
        The view, all numbers of the child as they were known at it, and the one that holds on at it; by view.
    """
    if not _make_reached(con):
        return []
    joins: dict[tuple[int, str], list[tuple[str, str]]] = defaultdict(list)
    for view, case, alias, other in con.execute(_JOINS_AT_VIEWS).fetchall():
        joins[view, case].append((alias, other))
    return [(v, w, surviving(pairs, w)) for (v, case), pairs in sorted(joins.items()) for w in wholes(pairs) if case in w]


def final_numbers(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return, for each number that the record joins to another in the end, the one that holds on (itself where it does)."""
    if not _make_reached(con):
        return {}
    joins = con.execute(_JOINS_IN_THE_END).fetchall()
    return {number: surviving(joins, numbers) for numbers in wholes(joins) for number in numbers}


def join_in_the_end(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Lay tables over the record's own in which each statement stands under the number that holds on in the end.

    Returns:
        What :func:`final_numbers` returns; where it is empty, nothing is laid over anything.
    """
    final = final_numbers(con)
    if final:
        pairs = sorted((holds, number) for number, holds in final.items())
        _lay_over(con, pairs, _JOINED)
    return final


def numbers_of(con: duckdb.DuckDBPyConnection, case_id: str) -> list[str]:
    """Return all numbers of the child of a case, as the record on a connection has them in the end; the one given comes first."""
    final = final_numbers(con)
    return [case_id, *sorted(n for n, holds in final.items() if holds == final.get(case_id) and n != case_id)]


def _make_reached(con: duckdb.DuckDBPyConnection) -> bool:
    """Make `reached(case_id, root)` of the numbers that any join ever names; it only spares work, as the wall asks for more."""
    pairs = con.execute("SELECT DISTINCT alias_case_id, case_id FROM identity WHERE alias_case_id <> case_id").fetchall()
    if pairs:
        _fill(con, "reached (case_id VARCHAR, root VARCHAR)", [(number, whole[0]) for whole in wholes(pairs) for number in whole])
        con.execute(f"CREATE OR REPLACE TEMP TABLE identity_end AS {' UNION ALL '.join(_ended(*end) for end in identity_ends())}")
    return bool(pairs)


def _ended(table: str, reason: str) -> str:
    return f"""
        SELECT case_id, ended_on, recorded_at, recorded_by, withdrawn_at, withdrawn_by
        FROM "{table}" SEMI JOIN reached USING (case_id) WHERE ended_on IS NOT NULL AND end_reason = '{reason}'"""


def _fill(con: duckdb.DuckDBPyConnection, table: str, rows: list[tuple]) -> None:
    con.execute(f"CREATE OR REPLACE TEMP TABLE {table}")
    con.execute(f"INSERT INTO {table.split()[0]} SELECT unnest(?), unnest(?)", [list(c) for c in zip(*rows, strict=True)])


def _lay_over(con: duckdb.DuckDBPyConnection, pairs: list[tuple[str, str]], rows: str) -> None:
    _fill(con, "whole_case (case_key VARCHAR, number VARCHAR)", pairs)
    database, schema = con.execute("SELECT current_database(), current_schema()").fetchall()[0]
    can_have_rows = {name for (name,) in con.execute(_IN_SCHEMA, [schema, schema]).fetchall()}
    for table in (t for t in STATEMENT_TABLES if t in can_have_rows):
        own = f'"{database}"."{schema}"."{table}"'
        con.execute(f'CREATE OR REPLACE TEMP VIEW "{table}" AS {rows.format(own=own)}')


# Statements under the key of each whole that they belong to, beside themselves; or each once, in one reading, under its last one.
_BESIDE = """
    SELECT s.* REPLACE (w.case_key AS case_id) FROM {own} s JOIN whole_case w ON w.number = s.case_id UNION ALL FROM {own}"""
_JOINED = """
    SELECT s.* REPLACE (coalesce(w.case_key, s.case_id) AS case_id) FROM {own} s LEFT JOIN whole_case w ON w.number = s.case_id"""

_IN_SCHEMA = """
    SELECT table_name FROM duckdb_tables() WHERE schema_name = ?
    UNION ALL SELECT view_name FROM duckdb_views() WHERE schema_name = ?"""


def _stands(m: Moment) -> str:
    """SQL for a join `i` that stands at a moment, and was not recorded after an adoption of either child that was known then."""
    return f"""
        i.alias_case_id <> i.case_id AND {in_the_record("i", m)} AND NOT EXISTS (
            FROM identity_end e WHERE e.case_id IN (i.alias_case_id, i.case_id) AND {in_the_record("e", m)}
            AND {happened("ended_on", "e", m)} AND CAST({recorded("i", m)} AS DATE) > e.ended_on)"""


_JOINS_AT_VIEWS = f"""
    SELECT DISTINCT m.of_view, m.case_id, i.alias_case_id, i.case_id
    FROM (FROM reading WHERE base) m JOIN reached r ON r.case_id = m.case_id
    JOIN reached q ON q.root = r.root JOIN identity i ON i.case_id = q.case_id
    WHERE {_stands(M)}"""

_JOINS_IN_THE_END = f"SELECT DISTINCT i.alias_case_id, i.case_id FROM identity i WHERE {_stands(_END)}"
