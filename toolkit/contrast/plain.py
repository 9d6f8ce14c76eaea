"""Counting things by class without a row for each view and thing, where neither the ledger nor the order within a day matters.

A thing is *plain* where the ledger is silent of it, no decision that is asked about made it, and its versions followed one
another. Each version of it then answers for the views from its own recording until the next one's, the first also for those
before, and tells by itself what the thing is at them. All other things are classed view by view, as in
:mod:`toolkit.contrast.classify`, whose rules are used here too; so is everything where a view is of what was so before a decision.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from toolkit.contrast.classify import STEPS, class_things, kind_sql, universe
from toolkit.contrast.plain_rows import Rows
from toolkit.contrast.succession import Columns, in_succession
from toolkit.contrast.tally import NUMBERS, Views, tally
from toolkit.record.clocks import UNSURE
from toolkit.record.database import proven_of
from toolkit.record.proven import NOTHING
from toolkit.record.schema import BY_NAME
from toolkit.record.together import THING

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from toolkit.record import Record
    from toolkit.record.proven import Proven


def count_by_rule(con: duckdb.DuckDBPyConnection, record: Record, knowledge: str, kinds: pd.DataFrame | None = None) -> None:
    """Make `counted(of_view, rule, things, uncertain, corrected, recollected)`, each rule by its number, and `uncovered`.

    Args:
        con: a connection to the record with the tables of :func:`toolkit.contrast.classify.make_views`.
        record: the record.
        knowledge: how uncertain record times are read.
        kinds: what :func:`kinds_of` returns for all views, where those of the connection are not all.
    """
    con.execute(f"CREATE TEMP TABLE view_holder AS {_VIEW_HOLDER}")
    tables = universe(record.held)
    seen = [row["table"] for row in tables if _observed(con, record, row["table"])]
    made = _make_kinds(con, kinds, tables) if seen else ()
    cut, decided, held = con.execute(_ASKED).fetchall()[0]
    if cut:
        class_things(con, tables, made=made)
        make_counted(con)
        return
    exact = record.seen.exact if record.seen.holds_of(record) else frozenset()
    sure = all(row["table"] in exact or not _any(con, _UNSURE.format(table=row["table"])) for row in tables)
    told = proven_of(con, record)
    each = [_rows(record, row, told, knowledge=knowledge, sure=sure, seen=row["table"] in seen, held=held) for row in tables]
    apart = _count_plain(con, each, _reasons(each, decided, record.has("ledger")))
    if len(apart):
        _make_table(con, "apart", {"thing": apart})
        class_things(con, tables, f"{THING} IN (FROM apart)", made)
        con.execute(f"INSERT INTO counted {_OF_CLASSED}")
    else:
        con.execute(f"CREATE TEMP TABLE uncovered AS {STEPS['uncovered']}")


def make_counted(con: duckdb.DuckDBPyConnection) -> None:
    """Make `counted` of what :func:`toolkit.contrast.classify.make_classes` makes, in which each thing stands at each view."""
    con.execute(f"CREATE TEMP TABLE counted AS {_OF_CLASSED}")


def kinds_of(con: duckdb.DuckDBPyConnection, record: Record, ask: Callable[[], None]) -> pd.DataFrame | None:
    """Return what kind of holder each name is, over all cases that `ask` asks of; None where no observation names anybody."""
    tables = universe(record.held)
    if not any(_observed(con, record, row["table"]) for row in tables):
        return None
    ask()
    return con.execute(_kinds(tables)).df()


def _make_kinds(con: duckdb.DuckDBPyConnection, kinds: pd.DataFrame | None, tables: list[dict[str, str]]) -> tuple[str, ...]:
    if kinds is not None:
        con.register("kind_rows", kinds)
    con.execute(f"CREATE TEMP TABLE kind AS {'FROM kind_rows' if kinds is not None else _kinds(tables)}")
    con.execute(f"CREATE TEMP TABLE observing AS {_OBSERVING}")
    return ("kind",)


def _kinds(tables: list[dict[str, str]]) -> str:
    names = [row["table"] for row in tables]
    workers = [f'SELECT worker_id FROM "{name}" SEMI JOIN asked USING (case_id)' for name in names if _has(name, "worker_id")]
    stated = " UNION ALL ".join(f'SELECT statement_id FROM "{name}" SEMI JOIN asked USING (case_id)' for name in names)
    entries = f"""
        (SELECT l.holder, l.holder_kind FROM ledger l JOIN ({stated}) USING (statement_id)
         WHERE l.withdrawn_at IS NULL AND l.known_from IS NOT NULL)"""
    return kind_sql(entries, f"({' UNION ALL '.join(workers) or 'SELECT NULL AS worker_id'})")


def _has(table: str, column: str) -> bool:
    return column in {c.name for c in BY_NAME[table].columns}


def _observed(con: duckdb.DuckDBPyConnection, record: Record, table: str) -> bool:
    """Whether any statement of a table says who made or brought the observation."""
    named = [c for c in ("informant", "worker_id") if record.has(table) and c in record.names(table)]
    return any(_any(con, f'SELECT 1 FROM "{table}" WHERE {c} IS NOT NULL') for c in named)


def _any(con: duckdb.DuckDBPyConnection, query: str) -> bool:
    return bool(con.execute(f"{query} LIMIT 1").fetchall())


def _rows(record: Record, row: dict[str, str], told: dict[str, Proven], **how: Any) -> Rows:
    name = row["table"]
    columns = tuple(record.names(name)) if record.has(name) else ()
    types = dict(record.columns.get(name, ()))  # of text that is read as something else, not all need be readable
    filled = frozenset(
        c.name for c in BY_NAME[name].columns if c.name in told.get(name, NOTHING).filled and types[c.name] == c.type
    )
    return Rows(name, row["undated"] == "kept", tuple(row["end_columns"].split()), columns, filled, **how)


def _reasons(each: list[Rows], decided: bool, told: bool) -> list[str]:
    """SQL for the things that are not plain, for each reason that hangs on none of their versions' times."""
    found = [_LINKED] if decided else []
    for rows in each:
        asked = f'SELECT {THING} AS thing FROM "{rows.table}" s SEMI JOIN asked USING (case_id)'
        found += [f"{asked} SEMI JOIN ledger USING (statement_id)"] if told else []
        found += [f"{asked} SEMI JOIN at_view USING (case_id, decision_id)"] if decided and rows.has("decision_id") else []
    return found


def _count_plain(con: duckdb.DuckDBPyConnection, each: list[Rows], reasons: list[str]) -> np.ndarray:
    """Make `counted` of the things that are plain; return the others, as hashes."""
    con.execute(f"CREATE TEMP TABLE numbered AS {_NUMBERED}")
    views = _views(con)
    versions, tangled = zip(*(in_succession(_columns(con, rows.versions())) for rows in each), strict=True)
    apart = np.unique(np.concatenate([*tangled, *(_columns(con, reason)["thing"] for reason in reasons)]))
    _make_table(con, "counted", tally(views, [_without(apart, of) for of in versions]))
    return apart


def _views(con: duckdb.DuckDBPyConnection) -> Views:
    rows = _columns(con, _VIEWS)
    many = np.bincount(rows["case_no"])
    return Views(np.cumsum(many) - many, many, *(rows[name] for name in ("of_view", "upto", "day", "holder_no")))


def _without(apart: np.ndarray, versions: Columns) -> Columns:
    if not len(apart):
        return versions
    plain = np.isin(versions["thing"], apart, invert=True)
    return {name: column[plain] for name, column in versions.items()}


def _columns(con: duckdb.DuckDBPyConnection, query: str) -> Columns:
    """What a query gives as arrays, days and instants as microseconds; nothing in it may be empty."""
    arrays = con.sql(query).fetchnumpy()
    return {name: array.view("int64") if array.dtype.kind == "M" else array for name, array in arrays.items()}


def _make_table(con: duckdb.DuckDBPyConnection, name: str, columns: Columns) -> None:
    import pyarrow as pa

    con.register("rows", pa.table(columns))
    con.execute(f"CREATE TEMP TABLE {name} AS FROM rows")
    con.unregister("rows")


_ASKED = "SELECT coalesce(bool_or(has_cut), false), count(decision_id) > 0, count(holder) > 0 FROM at_view"

_VIEW_HOLDER = (
    "SELECT holder, row_number() OVER () AS holder_no FROM (SELECT DISTINCT holder FROM at_view WHERE holder IS NOT NULL)"
)

_OBSERVING = """
    SELECT holder, side, h.holder_no FROM kind JOIN side USING (holder_kind) LEFT JOIN view_holder h USING (holder)"""

_UNSURE = f'SELECT 1 FROM "{{table}}" WHERE {UNSURE}'

_LINKED = f"""
    SELECT {THING} AS thing FROM (
        SELECT m.case_id, unnest(string_split(coalesce(d.links, ''), ' ')) AS entity_id
        FROM at_view m JOIN decision d ON d.entity_id = m.decision_id AND d.case_id = m.case_id)"""

_NUMBERED = "SELECT case_id, row_number() OVER (ORDER BY case_id) - 1 AS case_no FROM asked"

_VIEWS = """
    SELECT n.case_no, m.of_view, m.upto, m.day, coalesce(h.holder_no, -1) AS holder_no
    FROM at_view m JOIN numbered n USING (case_id) LEFT JOIN view_holder h USING (holder) ORDER BY n.case_no"""

_OF_CLASSED = f"""
    SELECT of_view, list_position({list(NUMBERS)}, rule) - 1 AS rule, count(*) AS things,
           count(*) FILTER (is_uncertain) AS uncertain, count(*) FILTER (corrected_later) AS corrected,
           count(*) FILTER (recollected) AS recollected
    FROM classed GROUP BY of_view, rule"""
