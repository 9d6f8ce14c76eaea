"""Counting things by class without a row for each view and thing, where neither the ledger nor the order within a day matters.

A thing is *plain* where the ledger is silent of it, no decision that is asked about made it, and its versions followed one
another. Each version of it then answers for the views from its own recording until the next one's, the first also for those
before, and tells by itself what the thing is at them. All other things are classed view by view, as in
:mod:`toolkit.contrast.classify`, whose rules are used here too; so is everything where a view is of what was so before a decision.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from toolkit.contrast.classify import STEPS, class_things, kind_sql, rule_sql, universe
from toolkit.contrast.plain_rows import ANSWERING, THING, Rows
from toolkit.contrast.settings import table
from toolkit.record.clocks import UNSURE
from toolkit.record.schema import BY_NAME

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from toolkit.record import Record

# By number, as there are many rows to be counted by them.
NUMBERS = {row["rule"]: n for n, row in enumerate(table("rules"))}
_NEVER_OF_PLAIN = ("decider_had", "decider_later", "that_day", "ours_had", "other_had", "nobody_had", "occurred_that_day")


def count_by_rule(
    con: duckdb.DuckDBPyConnection, record: Record, knowledge: str, kinds: pd.DataFrame | None = None, in_order: bool = False
) -> None:
    """Make `counted(of_view, rule, things, uncertain, corrected, recollected)`, each rule by its number, and `uncovered`.

    Args:
        con: a connection to the record with the tables of :func:`toolkit.contrast.classify.make_views`.
        record: the record.
        knowledge: how uncertain record times are read.
        kinds: what :func:`kinds_of` returns for all views, where those of the connection are not all.
        in_order: whether most of what the connection sees is asked of, so that files are best read in their own order.
    """
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
    each = [_rows(record, row, knowledge=knowledge, sure=sure, seen=row["table"] in seen, held=held) for row in tables]
    counts = _plain(con, each, _reasons(each, decided, record.has("ledger")), in_order and sure)
    if _any(con, "FROM apart"):
        class_things(con, tables, f"{THING} IN (FROM apart)", made)
        counts += f" UNION ALL {_OF_CLASSED}"
    else:
        con.execute(f"CREATE TEMP TABLE uncovered AS {STEPS['uncovered']}")
    con.execute(f"CREATE TEMP TABLE counted AS {counts}")


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
    con.execute("CREATE TEMP TABLE observing AS SELECT holder, side FROM kind JOIN side USING (holder_kind)")
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


def _rows(record: Record, row: dict[str, str], **how: Any) -> Rows:
    columns = tuple(record.names(row["table"])) if record.has(row["table"]) else ()
    return Rows(row["table"], row["undated"] == "kept", tuple(row["end_columns"].split()), columns, **how)


def _reasons(each: list[Rows], decided: bool, told: bool) -> list[str]:
    """SQL for the things that are not plain, for each reason that there can be."""
    found = ["SELECT NULL::UBIGINT AS thing WHERE false", *([_LINKED] if decided else [])]
    for rows in each:
        asked = f'SELECT {THING} FROM "{rows.table}" s SEMI JOIN asked USING (case_id)'
        found += [f"{asked} SEMI JOIN ledger USING (statement_id)"] if told else []
        found += [f"{asked} SEMI JOIN at_view USING (case_id, decision_id)"] if decided and rows.has("decision_id") else []
    return found


def _plain(con: duckdb.DuckDBPyConnection, each: list[Rows], reasons: list[str], in_order: bool) -> str:
    """Make `apart`, the things that are not plain, and return SQL for the counts of those that are."""
    con.execute(f"CREATE TEMP TABLE apart AS {' UNION '.join(reasons)}")
    con.execute("CREATE TEMP TABLE several (thing UBIGINT)")
    beside = [rows for rows in each if in_order and _made_beside(con, rows)]
    sorted_ = [rows for rows in each if rows not in beside]
    for rows in sorted_:
        con.execute(_SEVERAL.format(thing=THING, table=rows.table))
    several = _any(con, "FROM several")
    if several:
        con.execute(f"CREATE TEMP TABLE chain AS {' UNION ALL '.join(rows.chained() for rows in each)}")
        con.execute("INSERT INTO apart SELECT DISTINCT thing FROM chain WHERE is_tangled")
    not_apart = "ANTI JOIN apart USING (thing)" if _any(con, "FROM apart") else ""
    alone = f"ANTI JOIN several USING (thing) {not_apart}" if several else not_apart
    answering = [
        *(rows.alone() for rows in sorted_),
        *(f"SELECT {ANSWERING} FROM beside_{rows.table} {alone}" for rows in beside),
        *([f"SELECT {ANSWERING} FROM chain {not_apart}"] if several else []),
    ]
    saw = "s.seen_by = m.holder OR s.made_by = m.holder" if any(rows.seen for rows in each) else "false"
    uncertain = "0" if all(rows.sure for rows in each) else "count(*) FILTER (on_record AND surely_from > upto)"
    return _COUNTS.format(rows=" UNION ALL ".join(answering), saw=saw, uncertain=uncertain)


def _made_beside(con: duckdb.DuckDBPyConnection, rows: Rows) -> bool:
    """Whether the rows of a table could be made in the order of its file."""
    name = f"beside_{rows.table}"
    con.execute(f"CREATE TEMP TABLE {name} AS {rows.beside()}")
    if _any(con, f"FROM {name} WHERE is_unordered"):
        con.execute(f"DROP TABLE {name}")
        return False
    con.execute(f"INSERT INTO several SELECT DISTINCT thing FROM {name} WHERE is_long")
    con.execute(f"INSERT INTO apart SELECT DISTINCT thing FROM {name} WHERE is_tangled AND thing NOT IN (FROM several)")
    return True


_ASKED = "SELECT coalesce(bool_or(has_cut), false), count(decision_id) > 0, count(holder) > 0 FROM at_view"

_UNSURE = f'SELECT 1 FROM "{{table}}" WHERE {UNSURE}'

_SEVERAL = """
    INSERT INTO several
    SELECT {thing} AS thing FROM "{table}" SEMI JOIN asked USING (case_id) GROUP BY thing HAVING count(*) > 1"""

_LINKED = f"""
    SELECT {THING} FROM (
        SELECT m.case_id, unnest(string_split(coalesce(d.links, ''), ' ')) AS entity_id
        FROM at_view m JOIN decision d ON d.entity_id = m.decision_id AND d.case_id = m.case_id)"""

# What is not on record is K0 of one kind or another, whichever the rule's words are: of things that nobody made or brought,
# the last day is not looked at.
_COUNTS = f"""
    SELECT of_view, rule, count(*) AS things, {{uncertain}} AS uncertain,
           count(*) FILTER (on_record AND corrected AND NOT is_plan AND stood_on IS NOT NULL) AS corrected, 0 AS recollected
    FROM (SELECT *, {rule_sql(NUMBERS)} AS rule FROM (
        SELECT m.of_view, m.day, m.upto, s.*, s.first_on AS final_on,
               coalesce(m.upto >= s.stands_from AND m.upto < s.stands_until, false) AS on_record,
               coalesce(s.last_on <= m.day, false) AS occurred, coalesce({{saw}}, false) AS decider_saw,
               {", ".join(f"false AS {name}" for name in _NEVER_OF_PLAIN)}
        FROM at_view m JOIN ({{rows}}) s USING (case_id)
        WHERE m.upto >= s.answers_from AND m.upto < s.answers_until))
    WHERE on_record OR first_on IS NOT NULL
    GROUP BY of_view, rule"""

_OF_CLASSED = f"""
    SELECT of_view, list_position({list(NUMBERS)}, rule) - 1 AS rule, count(*) AS things,
           count(*) FILTER (is_uncertain) AS uncertain, count(*) FILTER (corrected_later) AS corrected,
           count(*) FILTER (recollected) AS recollected
    FROM classed GROUP BY of_view, rule"""
