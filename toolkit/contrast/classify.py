"""Classing each thing of a case at each view by who had it then: the SQL, one step a table, on a connection to the record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from toolkit.contrast.settings import table
from toolkit.known.moments import make_readings
from toolkit.known.viewfile import checked_views
from toolkit.later.facts import END, FIRST_ON, LAST_ON
from toolkit.record.clocks import EARLIEST, Moment, happened, in_the_record, planned, reached, recorded
from toolkit.record.restricted import reason_sql
from toolkit.record.schema import BY_NAME, STATEMENT
from toolkit.record.sql import text
from toolkit.record.tables_about import WRITTEN_AFTERWARDS

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

_WIDE = Moment("m.knowledge", "m.wide_upto", "m.wide_not_at")
BOOKKEEPING = {c.name for c in STATEMENT} - {"occurred_on", "occurred_precision", "informant", "assertion"}


def make_classes(
    con: duckdb.DuckDBPyConnection, views: pd.DataFrame, knowledge: str = EARLIEST, held: tuple[str, ...] | None = None
) -> None:
    """Make the table `classed`: one row a view and thing (entity), and what it needs on the way.

    `classed` has `of_view, view_id, table_name, entity_id, class, rule` (the line of the rules that fitted), `is_assumed,
    is_uncertain, corrected_later, recollected, shown_id` (the version that stood at the view or, for what was not on record,
    the one that stands in the end), `later_id` (the version that replaced a corrected one), `occurred_on, recorded_at`.
    `closed` has the things that are held back, with the reason; `entry` the ledger by thing; `uncovered` the views whose case
    did not stand. `held` names the tables that can have rows; all where left out.
    """
    make_views(con, checked_views(views), knowledge)
    class_things(con, universe(held))


def make_views(con: duckdb.DuckDBPyConnection, views: pd.DataFrame | str, knowledge: str) -> None:
    """Make `at_view`, one row a view with the instants that it is read by, `asked`, the cases, and `side`, the kinds of holder.

    Args:
        con: a connection to the record.
        views: as :func:`toolkit.known.moments.make_readings` takes them.
        knowledge: how uncertain record times are read.
    """
    make_readings(con, views, knowledge, other=False)
    con.execute("CREATE TEMP TABLE at_view AS " + _AT_VIEW)
    con.execute("CREATE TEMP TABLE asked AS SELECT DISTINCT case_id FROM at_view")
    _make_holders(con)


def _make_holders(con: duckdb.DuckDBPyConnection) -> None:
    import pandas as pd

    con.register("holder_rows", pd.DataFrame(table("holders"))[["holder_kind", "side", "words"]])
    con.execute("CREATE TEMP TABLE side AS FROM holder_rows")


def universe(held: tuple[str, ...] | None) -> list[dict[str, str]]:
    """Return the rows of `data/contrast/universe.csv` whose tables can have rows; all where none can."""
    every = table("universe")
    return [row for row in every if held is None or row["table"] in held] or every


def class_things(con: duckdb.DuckDBPyConnection, tables: list[dict[str, str]], only: str = "", made: tuple[str, ...] = ()) -> None:
    """Make `classed` and what stands beside it, on a connection with the tables of :func:`make_views`.

    Args:
        con: the connection.
        tables: rows of :func:`universe`.
        only: SQL that holds for the versions of the things that are classed; all where it is empty.
        made: the steps of :data:`STEPS` that are there already.
    """
    con.execute("CREATE TEMP TABLE version AS " + " UNION ALL ".join(_versions(row, only) for row in tables))
    for name, query in STEPS.items():
        if name not in made:
            con.execute(f"CREATE TEMP TABLE {name} AS {query}")


def _versions(row: dict[str, str], only: str) -> str:
    """All versions of a table's things; `said` is what they say apart from how and when a spell ended."""
    name, ends = row["table"], set(row["end_columns"].split())
    columns = BY_NAME[name].columns
    said = ", ".join(f"CAST({c.name} AS VARCHAR)" for c in columns if c.name not in BOOKKEEPING and c.name not in ends)
    has = {c.name for c in columns}
    ended = "ended_on" if "ended_on" in has else "NULL::DATE AS ended_on"
    worker, decision = (name if name in has else "NULL::VARCHAR" for name in ("worker_id", "decision_id"))
    return f"""
        SELECT '{name}' AS table_name, case_id, entity_id, statement_id, occurred_on, occurred_precision, recorded_at, recorded_by,
               withdrawn_at, withdrawn_by, withdrawn_reason, informant, restricted, {ended},
               {worker} AS worker_id, {decision} AS decision_id,
               {str(row["undated"] == "kept").lower()} AS undated_kept,
               [{said}] AS said
        FROM "{name}" SEMI JOIN asked USING (case_id){f" WHERE {only}" if only else ""}"""


# The view as it is read, and with its own day let in: what lies between the two has an unknown order.
_AT_VIEW = """
    SELECT b.of_view, v.view_id, b.case_id, b.decision_id, v.holder, b.knowledge, b.day, b.upto, b.not_at,
           coalesce(w.upto, b.upto) AS wide_upto, coalesce(w.not_at, b.not_at) AS wide_not_at, w.of_view IS NOT NULL AS has_cut
    FROM (SELECT * FROM reading WHERE base) b JOIN given_view v USING (of_view)
    LEFT JOIN (SELECT * FROM reading WHERE same_day AND NOT other) w USING (of_view)"""

# A decision and what it made are not among the things that could be known at it, whenever the link was written down.
_OWN = """
    SELECT DISTINCT of_view, entity_id FROM (
        SELECT m.of_view, unnest(string_split(coalesce(d.links, ''), ' ')) AS entity_id
        FROM at_view m JOIN decision d ON d.entity_id = m.decision_id AND d.case_id = m.case_id
        UNION ALL
        SELECT m.of_view, s.entity_id FROM at_view m JOIN version s ON s.decision_id = m.decision_id AND s.case_id = m.case_id)"""

# A key may have been used again in another table or for another child: that is another thing.
_OF_A_THING = "PARTITION BY case_id, table_name, entity_id"

# The version that stood at the view; where none surely did, one of the view's own day.
_STOOD = f"""
    SELECT * FROM (
        SELECT m.of_view, s.table_name, s.entity_id, s.statement_id, s.occurred_on, s.recorded_at, s.undated_kept,
               {in_the_record()} AS on_record, {in_the_record(m=_WIDE)} AS on_record_that_day, {planned("occurred_on")} AS is_plan,
               s.recorded_by > m.wide_upto AS is_uncertain, {recorded()} AS stood_from,
               coalesce({planned("occurred_on")} AND s.ended_on <= CAST({recorded()} AS DATE), false) AS is_off
        FROM at_view m JOIN version s USING (case_id))
    WHERE on_record OR on_record_that_day
    QUALIFY row_number() OVER (PARTITION BY of_view, table_name, entity_id
                               ORDER BY on_record DESC, stood_from DESC, statement_id DESC) = 1
            AND NOT (on_record AND is_off)"""

# The version that stands in the end, where it tells of something that happened (or, where that is kept, has no day).
_FINAL = f"""
    SELECT s.table_name, s.case_id, s.entity_id, s.statement_id, s.occurred_on, s.recorded_at,
           {FIRST_ON} AS first_on, {LAST_ON} AS last_on
    FROM version s
    WHERE {in_the_record(m=END)} AND (CASE WHEN occurred_on IS NULL THEN undated_kept ELSE {happened("occurred_on", m=END)} END)
    QUALIFY row_number() OVER ({_OF_A_THING} ORDER BY {recorded(m=END)} DESC, statement_id DESC) = 1"""

# Which version replaced each one, and whether it says something else: not where it only ends it or fills in what was empty.
_FOLLOWED = f"""
    SELECT case_id, table_name, statement_id, later_id, later_on, coalesce(withdrawn_reason IN ('corrected', 'in error'), false)
           OR coalesce(said_later IS NOT NULL AND list_bool_or(list_transform(list_zip(said, said_later),
                lambda pair: pair[1] IS NOT NULL AND pair[1] IS DISTINCT FROM pair[2])), false) AS corrected
    FROM (SELECT *, lead(statement_id) OVER w AS later_id, lead(occurred_on) OVER w AS later_on, lead(said) OVER w AS said_later
          FROM version s WINDOW w AS ({_OF_A_THING} ORDER BY {recorded(m=END)}, statement_id))"""

# The ledger as it stands, by thing: which holder had it since when, on what evidence, and of which version.
_ENTRY = """
    SELECT s.case_id, s.table_name, s.entity_id, s.statement_id, s.recorded_at AS version_at, l.holder, l.holder_kind,
           k.side, k.words, l.known_from, l.evidence = 'recollection' AS is_recollection
    FROM ledger l JOIN version s USING (statement_id) LEFT JOIN side k USING (holder_kind)
    WHERE l.withdrawn_at IS NULL AND l.known_from IS NOT NULL"""


def kind_sql(entries: str = "entry", workers: str = "version") -> str:
    """Return SQL for what kind of holder a name is: a kind's own name, the ledger's word for it, or else a worker of ours.

    Args:
        entries: where the ledger's `holder` and `holder_kind` are.
        workers: where the `worker_id` of things are.
    """
    return f"""
        SELECT holder, arg_min(holder_kind, (level, holder_kind)) AS holder_kind FROM (
            SELECT holder_kind AS holder, holder_kind, 0 AS level FROM side
            UNION ALL SELECT holder, holder_kind, 1 FROM {entries}
            UNION ALL SELECT worker_id, 'worker', 2 FROM involvement SEMI JOIN asked USING (case_id)
            UNION ALL SELECT worker_id, 'worker', 2 FROM {workers}
            UNION ALL SELECT decider, 'worker', 2 FROM decision SEMI JOIN asked USING (case_id))
        WHERE holder IS NOT NULL GROUP BY holder"""


# Who made or brought an observation, where the ledger says nothing of them: they had it from the day itself (assumed). What was
# written after a critical incident about days before it shows nothing of who had it then.
_OBSERVER = f"""
    WITH told AS (SELECT * FROM version ANTI JOIN (FROM ledger WHERE document = '{WRITTEN_AFTERWARDS}') USING (statement_id))
    SELECT DISTINCT o.case_id, o.table_name, o.entity_id, o.holder, k.side FROM (
        SELECT case_id, table_name, entity_id, informant AS holder FROM told
        UNION ALL SELECT case_id, table_name, entity_id, worker_id FROM told) o
    JOIN kind USING (holder) JOIN side k USING (holder_kind)
    ANTI JOIN (FROM entry WHERE NOT is_recollection) e
        ON e.case_id = o.case_id AND e.table_name = o.table_name AND e.entity_id = o.entity_id AND e.holder = o.holder
    WHERE o.holder IS NOT NULL"""

_HAD = f"""
    SELECT of_view, table_name, entity_id, coalesce(bool_or(recalled AND has), false) AS recollected,
           coalesce(bool_or(is_decider AND has) FILTER (NOT recalled), false) AS decider_had,
           coalesce(bool_or(is_decider AND later AND of_then) FILTER (NOT recalled), false) AS decider_later,
           coalesce(bool_or(side = 'ours' AND has) FILTER (NOT recalled), false) AS ours_had,
           coalesce(bool_or(side = 'other' AND has) FILTER (NOT recalled), false) AS other_had,
           coalesce(bool_and(later OR side = 'nobody') FILTER (NOT recalled), false) AS nobody_had
    FROM (SELECT m.of_view, e.table_name, e.entity_id, coalesce(e.side, '') AS side, e.is_recollection AS recalled,
                 coalesce(e.holder = m.holder, false) AS is_decider, {reached("e.known_from")} AS has,
                 NOT {reached("e.known_from", _WIDE)} AS later, {reached("e.version_at")} AS of_then
          FROM at_view m JOIN entry e USING (case_id))
    GROUP BY ALL"""

_SAW = """
    SELECT m.of_view, o.table_name, o.entity_id, coalesce(bool_or(o.holder = m.holder), false) AS decider_saw,
           bool_or(o.side = 'ours') AS ours_saw, bool_or(o.side = 'other') AS other_saw
    FROM at_view m JOIN observer o USING (case_id) GROUP BY ALL"""

_PAIR = """
    SELECT m.of_view, m.view_id, m.case_id, m.day, x.table_name, x.entity_id,
           coalesce(s.on_record, false) AS on_record, coalesce(NOT s.on_record, false) AS that_day,
           coalesce(s.is_plan, false) AS is_plan,
           coalesce(s.on_record AND s.is_uncertain, false) AS is_uncertain,
           s.statement_id AS stood_id, s.occurred_on AS stood_on, s.recorded_at AS stood_at,
           f.statement_id AS final_id, f.occurred_on AS final_on, f.recorded_at AS final_at, f.first_on,
           coalesce(f.last_on < m.day OR (f.last_on = m.day AND NOT m.has_cut), false) AS occurred,
           coalesce(m.has_cut AND f.first_on = m.day AND f.last_on = m.day, false) AS occurred_that_day,
           coalesce(c.corrected AND s.on_record AND NOT s.is_plan AND s.occurred_on IS NOT NULL, false) AS corrected_later,
           c.later_id, c.later_on, s.undated_kept,
           coalesce(h.recollected, false) AS recollected, h.decider_had, h.decider_later, h.ours_had, h.other_had, h.nobody_had,
           w.decider_saw, w.ours_saw, w.other_saw
    FROM at_view m JOIN (SELECT DISTINCT case_id, table_name, entity_id FROM version) x USING (case_id)
    ANTI JOIN own o ON o.of_view = m.of_view AND o.entity_id = x.entity_id
    LEFT JOIN stood s ON s.of_view = m.of_view AND s.table_name = x.table_name AND s.entity_id = x.entity_id
    LEFT JOIN final f ON f.case_id = x.case_id AND f.table_name = x.table_name AND f.entity_id = x.entity_id
    LEFT JOIN followed c ON c.case_id = m.case_id AND c.table_name = x.table_name AND c.statement_id = s.statement_id
    LEFT JOIN had h ON h.of_view = m.of_view AND h.table_name = x.table_name AND h.entity_id = x.entity_id
    LEFT JOIN saw w ON w.of_view = m.of_view AND w.table_name = x.table_name AND w.entity_id = x.entity_id
    WHERE f.entity_id IS NOT NULL OR s.entity_id IS NOT NULL"""

# Each thing falls into the first line that fits. Silence of the ledger never makes K1 or K2, and a recollection nothing.
RULES = (
    ("on_record AND stood_on IS NULL AND undated_kept", "K0 undated"),
    ("on_record AND (is_plan OR stood_on IS NULL)", "planned"),
    ("on_record AND decider_had", "K1 ledger"),
    ("on_record AND decider_saw", "K1 own"),
    ("on_record AND decider_later", "K2"),
    ("on_record", "K1/2"),
    ("first_on > day", "K5"),
    ("decider_had", "K1 not written"),
    ("decider_saw AND occurred", "K1 own"),
    ("that_day", "same day"),
    ("ours_had", "K4a ledger"),
    ("ours_saw AND occurred", "K4a own"),
    ("other_had", "K3 ledger"),
    ("other_saw AND occurred", "K3 own"),
    ("occurred_that_day", "same day"),
    ("final_on IS NULL", "K0 undated"),
    ("NOT occurred", "K0 coarse"),
    ("nobody_had", "K4b"),
    ("true", "K0 silent"),
)


def rule_sql(numbers: Mapping[str, int] | None = None) -> str:
    """Return SQL for the first of :data:`RULES` that fits, over columns of `pair`; by number where numbers are given."""
    said = {rule: str(numbers[rule]) if numbers else text(rule) for _, rule in RULES}
    return f"CASE {' '.join(f'WHEN {where} THEN {said[rule]}' for where, rule in RULES)} END"


_RULED = f"SELECT *, {rule_sql()} AS rule FROM pair"

_CLASSED = """
    SELECT of_view, view_id, case_id, table_name, entity_id, rule,
           CASE WHEN rule = 'same day' THEN rule ELSE split_part(rule, ' ', 1) END AS class,
           ends_with(rule, ' own') OR is_uncertain AS is_assumed, is_uncertain, corrected_later, recollected,
           CASE WHEN then_shown THEN stood_id ELSE final_id END AS shown_id,
           CASE WHEN corrected_later THEN later_id END AS later_id,
           CASE WHEN corrected_later AND later_on IS DISTINCT FROM stood_on THEN later_on END AS later_on,
           CASE WHEN then_shown THEN stood_on ELSE final_on END AS occurred_on,
           CASE WHEN then_shown THEN stood_at ELSE final_at END AS recorded_at
    FROM (SELECT *, on_record OR final_id IS NULL AS then_shown FROM ruled)"""

# What is held back from every page: a version that would be shown is restricted, or the last that was ever written of the thing.
_CLOSED = f"""
    SELECT c.of_view, c.view_id, c.table_name, c.entity_id,
           arg_max({reason_sql("v.restricted")}, (v.recorded_at, v.statement_id)) AS reason
    FROM classed c JOIN (
        SELECT *, row_number() OVER ({_OF_A_THING} ORDER BY recorded_at DESC, statement_id DESC) = 1 AS is_last
        FROM version SEMI JOIN (FROM version WHERE restricted IS NOT NULL) USING (case_id, table_name, entity_id)) v
        USING (case_id, table_name, entity_id)
    WHERE v.restricted IS NOT NULL AND (v.is_last OR v.statement_id IN (c.shown_id, c.later_id)) GROUP BY ALL"""

# A view whose case did not stand in the record has no things to class; which tables the record never covered is said beside.
_UNCOVERED = f"""
    SELECT of_view FROM at_view ANTI JOIN (
        SELECT DISTINCT m.of_view FROM at_view m JOIN "case" s USING (case_id) WHERE {in_the_record(m=_WIDE)}) USING (of_view)"""

STEPS = {
    "own": _OWN,
    "stood": _STOOD,
    "final": _FINAL,
    "followed": _FOLLOWED,
    "entry": _ENTRY,
    "kind": kind_sql(),
    "observer": _OBSERVER,
    "had": _HAD,
    "saw": _SAW,
    "pair": _PAIR,
    "ruled": _RULED,
    "classed": _CLASSED,
    "closed": _CLOSED,
    "uncovered": _UNCOVERED,
}
