"""The known tables of a set of views, handed over to a connection that holds nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.known.moments import make_moments
from toolkit.known.own import not_its_own
from toolkit.known.yardsticks import load_yardsticks
from toolkit.record.clocks import EARLIEST, M, happened, in_the_record, planned, reached, recorded
from toolkit.record.schema import BY_NAME, Table

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from toolkit.record import Record
    from toolkit.record.standards import Standards

_ALWAYS = ("statement_id", "entity_id", "occurred_on", "occurred_precision")
_TIMELESS = ("child", "person")  # who somebody is, they are on every day: no day needs to be stated
_CLOCK = {
    "recorded_at",
    "recorded_by",
    "withdrawn_at",
    "withdrawn_by",
    "withdrawn_reason",
    "case_id",
    "source",
    "basis",
    "ended_on",
}


def known_tables(
    record: Record,
    views: pd.DataFrame,
    tables: tuple[str, ...],
    words: set[str] | None = None,
    knowledge: str = EARLIEST,
    standards: Standards | None = None,
) -> duckdb.DuckDBPyConnection:
    """Make the known tables of some views, on a locked connection of their own.

    On it each table of the record is there twice: `visit` holds what was known to have happened, `visit_planned`
    what was known to be planned; both with `view_no`, `recorded_on`, and for spells `ended_on` and `planned_end_on`.
    `view` has one row a moment (`view_no`, `day`) and `moment` says of which view and under which reading; `cover` is
    what the record was known to cover; `case_stands` the views whose case stood in the record; `doubt` counts the
    statements whose place in time is uncertain. There is no file, no clock and no future on it.

    Args:
        record: the record.
        views: as :func:`toolkit.known.viewfile.checked_views` returns them.
        tables: names of the record's tables that are wanted.
        words: names of columns and known tables that are wanted (others are left out); all where none are given.
        knowledge: how uncertain record times are read for the base: `earliest` or `latest`.
        standards: the practice standards that measures are held against; those of England where none are given.
    """
    import duckdb

    source, target = record.connect(), duckdb.connect()
    try:
        make_moments(source, views, tuple(dict.fromkeys((*tables, "case"))), knowledge)
        for name in tables:
            _hand_over(source, target, _known(name, words), _picked(name, words))
        for name, query in _ABOUT_VIEWS.items():
            _hand_over(source, target, query, {name: "FROM handed"})
        load_yardsticks(target, words, standards)
    finally:
        source.close()
    target.execute("SET enable_external_access = false; SET lock_configuration = true")
    return target


def _hand_over(source: duckdb.DuckDBPyConnection, target: duckdb.DuckDBPyConnection, query: str, made: dict[str, str]) -> None:
    """Make on the target, from what a query of the source gives, the tables `made` (name and query over `handed`)."""
    target.register("handed", source.sql(query).to_arrow_table())
    for name, picked in made.items():
        target.execute(f'CREATE TABLE "{name}" AS {picked}')
    target.unregister("handed")


def _picked(name: str, words: set[str] | None) -> dict[str, str]:
    both = {name: "NOT is_plan", f"{name}_planned": "is_plan"}
    return {
        made: f"SELECT * EXCLUDE (is_plan) FROM handed WHERE {which}"
        for made, which in both.items()
        if words is None or made in words
    }


def _known(name: str, words: set[str] | None) -> str:
    """One version an entity: the latest that stood at the moment, ties to the greater statement id, then by content."""
    timeless = "OR s.occurred_on IS NULL" if name in _TIMELESS else ""
    return f"""
        SELECT * EXCLUDE (stood_from, tie) FROM (
            SELECT *, hash(*COLUMNS(* EXCLUDE (view_no))) AS tie FROM (
            SELECT {_columns(name, words)}, is_plan, stood_from
            FROM (SELECT m.view_no, s.*, {recorded()} AS stood_from, {planned("occurred_on")} AS is_plan
                  {_ended(name)}
                  FROM moment m JOIN "{name}" s USING (case_id)
                  WHERE {in_the_record()} AND (s.occurred_on IS NOT NULL {timeless}) AND {not_its_own(name)})))
        QUALIFY row_number() OVER (PARTITION BY view_no, entity_id ORDER BY stood_from DESC, statement_id DESC, tie) = 1"""


def _ended(name: str) -> str:
    if not BY_NAME[name].spell:
        return ""
    return f""", CASE WHEN {happened("ended_on")} THEN s.ended_on END AS known_end,
                 CASE WHEN {planned("ended_on")} THEN s.ended_on END AS planned_end_on"""


def _columns(name: str, words: set[str] | None) -> str:
    table = BY_NAME[name]
    wanted = [
        c.name for c in table.columns if c.name not in _CLOCK and c.name not in _ALWAYS and (words is None or c.name in words)
    ]
    spell = ["known_end AS ended_on", "planned_end_on"] if table.spell else []
    return ", ".join(
        ["view_no", *_ALWAYS, "CAST(stood_from AS DATE) AS recorded_on", *spell, *(_outcome(table, c) for c in wanted)]
    )


def _outcome(table: Table, column: str) -> str:
    """What a spell's end brought is known only once the end is."""
    if table.spell and column in ("end_reason", "change_reason", "outcome"):
        return f"CASE WHEN known_end IS NOT NULL THEN {column} END AS {column}"
    return column


def words_of(sql: str) -> set[str]:
    """Return the words of a query that may name a table or a column: what is in quotes or a comment names none.

    >>> sorted(words_of("SELECT day FROM visit -- of care\\n WHERE kind = 'missing from care'"))
    ['day', 'from', 'kind', 'select', 'visit', 'where']
    """
    return set(re.findall(r"[a-z_]+", re.sub(r"'[^']*'|--.*", " ", sql.lower())))


_CASE_STANDS = f"""
    SELECT DISTINCT m.view_no FROM moment m JOIN "case" s USING (case_id)
    WHERE {in_the_record()} AND {happened("occurred_on")}"""

# What the record was known to cover, up to the day: the last run of spans without a gap between them.
COVER = f"""
    WITH span AS (
        SELECT m.view_no, c.table_name, c.covered_from, least(coalesce(c.covered_to, m.day), m.day) AS covered_to
        FROM moment m, coverage c WHERE {reached("c.recorded_at", M)} AND c.covered_from <= m.day),
    run AS (
        SELECT *, sum(begins) OVER (PARTITION BY view_no, table_name ORDER BY covered_from, covered_to) AS run
        FROM (SELECT *, CASE WHEN covered_from <= 1 + max(covered_to) OVER (
                  PARTITION BY view_no, table_name ORDER BY covered_from, covered_to
                  ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) THEN 0 ELSE 1 END AS begins FROM span))
    SELECT view_no, table_name, min(covered_from) AS covered_from, max(covered_to) AS covered_to
    FROM run GROUP BY view_no, table_name, run
    QUALIFY row_number() OVER (PARTITION BY view_no, table_name ORDER BY max(covered_to) DESC, min(covered_from)) = 1"""

_ABOUT_VIEWS = {
    "view": "SELECT view_no, day FROM moment",
    "moment": "SELECT view_no, of_view, view_id, base FROM moment JOIN given_view USING (of_view)",
    "doubt": "SELECT * FROM doubt",
    "case_stands": _CASE_STANDS,
    "cover": COVER,
}
