"""The known tables that some indicators need, with those derived from them, ready to be asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from toolkit.known.care import are_many
from toolkit.known.catalogue import DERIVED
from toolkit.known.tables import known_tables
from toolkit.known.words import Words, words_of
from toolkit.record.schema import BY_NAME, STATEMENT_TABLES
from toolkit.record.sql import listed

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from toolkit.known.indicator import Indicator
    from toolkit.known.shelf import Limits
    from toolkit.record import Record
    from toolkit.record.standards import Standards

EVERY = "every"  # all of an indicator's queries, numbers and sections
# How a query takes columns without their names: a star, or a FROM that nothing is selected from.
_NAMELESS = re.compile(r"\*|\bNATURAL\b|\bCOLUMNS\b|(?:^|\(|\b(?:ALL|UNION|NAME|EXCEPT|INTERSECT))\s*FROM\b", re.IGNORECASE)
_MADE = ("recorded_on", "planned_end_on")  # columns of the known tables that the record's do not have


@contextmanager
def prepared(
    record: Record,
    views: pd.DataFrame | str,
    wanted: list[Indicator],
    knowledge: str,
    section: str = "",
    beside: str = "",
    columns: tuple[str, ...] = (),
    standards: Standards | None = None,
    limits: Limits | None = None,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give the locked connection with the known and derived tables that some indicators need, and close it afterwards.

    Args:
        record: the record.
        views: as for :func:`toolkit.known.moments.make_moments`.
        wanted: the indicators.
        knowledge: how uncertain record times are read for the base.
        section: the one of their sections that is asked for, or :data:`EVERY`; else their numbers.
        beside: SQL that is to run beside the indicators'; what it names is there too.
        columns: columns that are wanted of every table that is there.
        standards: the practice standards that measures are held against; those of England where none are given.
        limits: what they may take of the machine, and of which cases they are.
    """
    queries = [*(_query(i, section) for i in wanted if not i.python), beside]
    derived = derived_tables(words_of("\n".join(queries)))
    asked = [words_of(query) for query in (*queries, *derived.values())]
    asked += [_of_python(i) for i in wanted if i.python]
    behind = words_of(" ".join([beside, *derived.values()])) & set(STATEMENT_TABLES)
    tables = tuple(sorted(behind.union(*(i.tables + i.also for i in wanted))))
    known = known_tables(record, views, tables, Words(asked, columns), knowledge, standards, limits)
    trimmed = are_many(views) and all(i.ours for i in wanted)  # a query of one's own may take a column without its name
    try:
        for name, sql in derived.items():
            own = _columns(name, [*queries, *derived.values()]) if trimmed else "*"
            known.execute(f"CREATE TABLE {name} AS SELECT {own} FROM ({sql}\n)")
        yield known
    finally:
        known.close()


def _query(indicator: Indicator, section: str) -> str:
    if section == EVERY:
        return indicator.queries
    return indicator.sections.get(section, "") if section else indicator.sql


def derived_tables(words: set[str]) -> dict[str, str]:
    """Return the derived tables that a query names, and those that they name in turn, in the order in which they are made.

    >>> list(derived_tables({"care"}))
    ['episode', 'care']
    """
    every = _derived()
    wanted: set[str] = set()
    while more := {n for n in every if n in words and n not in wanted}:
        wanted |= more
        words = words.union(*(words_of(every[n]) for n in more))
    return {n: sql for n, sql in every.items() if n in wanted}


@cache
def _derived() -> dict[str, str]:
    return {f.stem.split("_", 1)[1]: f.read_text(encoding="utf-8") for f in sorted(DERIVED.glob("*.sql"))}


def _columns(name: str, queries: list[str]) -> str:
    """The columns of a derived table that the queries which name it name too; all where one may take some without a name."""
    naming = [query for query in queries if name in words_of(query)]
    if any(_NAMELESS.search(query.replace("count(*)", "")) for query in naming):
        return "*"
    words = sorted({"view_no"}.union(*map(words_of, naming)))
    return f"COLUMNS(lambda c: c IN {listed(words)} OR NOT regexp_full_match(c, '[a-z_]+'))"


def _of_python(indicator: Indicator) -> set[str]:
    """Python is handed its tables whole: all columns, what happened and what was planned."""
    names = indicator.tables + indicator.also
    return {word for n in names for word in (n, f"{n}_planned", *_MADE, *(c.name for c in BY_NAME[n].columns))}
