"""The known tables of a set of views, handed over to a connection that holds nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from toolkit.known.care import are_many
from toolkit.known.caseload import caseload_tables
from toolkit.known.moments import make_moments
from toolkit.known.posts import post_table
from toolkit.known.shelf import Limits, Shelf, shelf_for
from toolkit.known.versions import all_rows, known_rows
from toolkit.known.words import Words
from toolkit.known.yardsticks import load_yardsticks
from toolkit.record.clocks import EARLIEST, M, happened, in_the_record, reached
from toolkit.record.looked import NOTHING
from toolkit.record.schema import STATEMENT_TABLES
from toolkit.record.sql import text
from toolkit.record.together import find_together

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from toolkit.known.care import Care
    from toolkit.record import Record
    from toolkit.record.looked import Looked
    from toolkit.record.standards import Standards


def known_tables(
    record: Record,
    views: pd.DataFrame | str,
    tables: tuple[str, ...],
    words: Words | None = None,
    knowledge: str = EARLIEST,
    standards: Standards | None = None,
    limits: Limits | None = None,
) -> duckdb.DuckDBPyConnection:
    """Make the known tables of some views, on a locked connection of their own.

    On it each table of the record is there twice: `visit` holds what was known to have happened, `visit_planned`
    what was known to be planned; both with `view_no`, `recorded_on`, and for spells `ended_on` and `planned_end_on`. Where
    it is among the words, `visit_versions` holds every version that has stood, with `withdrawn_reason` where it does no more.
    `view` has one row a moment (`view_no`, `day`) and `moment` says of which view and under which reading; `cover` is
    what the record was known to cover; `case_stands` the views whose case stood in the record; `doubt` counts the
    statements whose place in time is uncertain. There is no file, no clock and no future on it.

    Args:
        record: the record.
        views: as for :func:`toolkit.known.moments.make_moments`.
        tables: names of the record's tables that are wanted.
        words: names of columns and known tables that are wanted (others are left out); all where none are given.
        knowledge: how uncertain record times are read for the base: `earliest` or `latest`.
        standards: the practice standards that measures are held against; those of England where none are given.
        limits: what they may take of the machine, and of which cases they are; of all where none are given.
    """
    statements = [t for t in tables if t in STATEMENT_TABLES]
    shelf = shelf_for(record, are_many(views), limits)
    try:
        asked = tuple(dict.fromkeys((*statements, "case")))
        care = make_moments(shelf.source, views, asked, knowledge, _seen(record, asked) if shelf.large else NOTHING)
        caseload_tables(record, shelf.source, shelf.target, words)
        post_table(shelf.source, shelf.target, words)
        _put_all(shelf, statements, words, care)
    except BaseException:
        shelf.close()
        raise
    known = shelf.alone()
    kind = "VIEW" if shelf.large else "TABLE"
    known.execute(f"CREATE {kind} cover AS {_COVER.format(when='FROM cover_when', moment='FROM moment')}")
    load_yardsticks(known, words, standards)
    _lock(known, limits.to if limits else "")
    return known


def _seen(record: Record, tables: tuple[str, ...]) -> Looked:
    """What was seen of a record's tables beforehand; in one that has no file nothing is uncertain, and no two versions meet."""
    seen = record.seen if record.seen.holds_of(record) else record.looked_up(tables).seen
    absent = {t for t in tables if not record.has(t)}
    return replace(seen, apart=seen.apart | absent, exact=seen.exact | absent)


def _lock(known: duckdb.DuckDBPyConnection, to: str) -> None:
    """Close a connection to every file but the one that may be written, for good."""
    written = f"SET allowed_paths = [{text(to)}];" if to else ""
    known.execute(f"{written} SET enable_external_access = false; SET lock_configuration = true")


def _put_all(shelf: Shelf, statements: list[str], words: Words | None, care: Care) -> None:
    for name in statements:
        _put_known(shelf, name, words, care)
    for name, query in _ABOUT_VIEWS.items():
        shelf.put({name: "FROM handed"}, query)


def _put_known(shelf: Shelf, name: str, words: Words | None, care: Care) -> None:
    both = {name: "NOT is_plan", f"{name}_planned": "is_plan"}
    picked = {
        made: f"SELECT * EXCLUDE (is_plan) FROM handed WHERE {which}"
        for made, which in both.items()
        if words is None or made in words
    }
    columns = None if words is None else words.beside(name)
    if picked:
        asked = shelf.large and not care.one_version(name)
        together = find_together(shelf.source, name, name in care.uncertain) if asked else None
        shelf.put(picked, known_rows(name, columns, care, together))
    if f"{name}_versions" in (words or ()):
        shelf.put({f"{name}_versions": "FROM handed"}, all_rows(name, columns, care))


_CASE_STANDS = f"""
    SELECT DISTINCT m.view_no FROM moment m JOIN "case" s USING (case_id)
    WHERE {in_the_record()} AND {happened("occurred_on")}"""

# What the record was known to cover, up to the day: the last run of spans without a gap between them. It hangs on when one looks,
# and on no case: it is worked out once for all views of an instant.
_INSTANT = "SELECT min(view_no) AS alike, day, upto, not_at FROM moment GROUP BY ALL"
_COVER_WHEN = f"""
    WITH span AS (
        SELECT m.alike, c.table_name, c.covered_from, least(coalesce(c.covered_to, m.day), m.day) AS covered_to
        FROM ({_INSTANT}) m, coverage c WHERE {reached("c.recorded_at", M)} AND c.covered_from <= m.day),
    run AS (
        SELECT *, sum(begins) OVER (PARTITION BY alike, table_name ORDER BY covered_from, covered_to) AS run
        FROM (SELECT *, CASE WHEN covered_from <= 1 + max(covered_to) OVER (
                  PARTITION BY alike, table_name ORDER BY covered_from, covered_to
                  ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) THEN 0 ELSE 1 END AS begins FROM span))
    SELECT alike, table_name, min(covered_from) AS covered_from, max(covered_to) AS covered_to
    FROM run GROUP BY alike, table_name, run
    QUALIFY row_number() OVER (PARTITION BY alike, table_name ORDER BY max(covered_to) DESC, min(covered_from)) = 1"""

# `alike`: the first of the moments from which the record is seen at the same instant.
_ALIKE = f"moment m JOIN ({_INSTANT}) i ON m.day = i.day AND m.upto = i.upto AND m.not_at = i.not_at"
_MOMENT = f"SELECT m.view_no, m.of_view, v.view_id, m.base, i.alike FROM {_ALIKE} JOIN given_view v USING (of_view)"
_COVER = "SELECT m.view_no, c.table_name, c.covered_from, c.covered_to FROM ({when}) c JOIN ({moment}) m USING (alike)"
COVER = _COVER.format(when=_COVER_WHEN, moment=f"SELECT m.view_no, i.alike FROM {_ALIKE}")

_ABOUT_VIEWS = {
    "view": "SELECT view_no, day FROM moment",
    "moment": _MOMENT,
    "doubt": "SELECT * FROM doubt",
    "case_stands": _CASE_STANDS,
    "cover_when": _COVER_WHEN,
}
