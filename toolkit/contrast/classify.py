"""Classing each thing of a case at each view by who had it then: the SQL, one step a table, on a connection to the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.contrast.settings import table
from toolkit.known.moments import make_moments
from toolkit.known.viewfile import checked_views
from toolkit.later.facts import END, FIRST_ON, LAST_ON
from toolkit.record.clocks import EARLIEST, Moment, happened, in_the_record, planned, reached, recorded
from toolkit.record.restricted import reason_sql
from toolkit.record.schema import BY_NAME, STATEMENT
from toolkit.record.tables_about import WRITTEN_AFTERWARDS

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

_WIDE = Moment("m.knowledge", "m.wide_upto", "m.wide_not_at")
_BOOKKEEPING = {c.name for c in STATEMENT} - {"occurred_on", "occurred_precision", "informant", "assertion"}


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
    make_moments(con, checked_views(views), (), knowledge)
    con.execute("CREATE TEMP TABLE at_view AS " + _AT_VIEW)
    con.execute("CREATE TEMP TABLE asked AS SELECT DISTINCT case_id FROM at_view")
    _make_holders(con)
    universe = [row for row in table("universe") if held is None or row["table"] in held]
    con.execute("CREATE TEMP TABLE version AS " + " UNION ALL ".join(map(_versions, universe or table("universe"))))
    for name, query in _STEPS.items():
        con.execute(f"CREATE TEMP TABLE {name} AS {query}")


def _make_holders(con: duckdb.DuckDBPyConnection) -> None:
    import pandas as pd

    con.register("holder_rows", pd.DataFrame(table("holders"))[["holder_kind", "side", "words"]])
    con.execute("CREATE TEMP TABLE side AS FROM holder_rows")


def _versions(row: dict[str, str]) -> str:
    """All versions of a table's things; `said` is what they say apart from how and when a spell ended."""
    name, ends = row["table"], set(row["end_columns"].split())
    columns = BY_NAME[name].columns
    said = ", ".join(f"CAST({c.name} AS VARCHAR)" for c in columns if c.name not in _BOOKKEEPING and c.name not in ends)
    has = {c.name for c in columns}
    worker, decision = (name if name in has else "NULL::VARCHAR" for name in ("worker_id", "decision_id"))
    return f"""
        SELECT '{name}' AS table_name, case_id, entity_id, statement_id, occurred_on, occurred_precision, recorded_at, recorded_by,
               withdrawn_at, withdrawn_by, withdrawn_reason, informant, restricted,
               {worker} AS worker_id, {decision} AS decision_id,
               {str(row["undated"] == "kept").lower()} AS undated_kept,
               [{said}] AS said
        FROM "{name}" SEMI JOIN asked USING (case_id)"""


# The view as it is read, and with its own day let in: what lies between the two has an unknown order.
_AT_VIEW = """
    SELECT b.of_view, v.view_id, b.case_id, b.decision_id, v.holder, b.knowledge, b.day, b.upto, b.not_at,
           coalesce(w.upto, b.upto) AS wide_upto, coalesce(w.not_at, b.not_at) AS wide_not_at, w.of_view IS NOT NULL AS has_cut
    FROM (SELECT * FROM moment WHERE base) b JOIN given_view v USING (of_view)
    LEFT JOIN (SELECT * FROM reading WHERE same_day AND NOT other) w USING (of_view)"""

# A decision and what it made are not among the things that could be known at it, whenever the link was written down.
_OWN = """
    SELECT DISTINCT of_view, entity_id FROM (
        SELECT m.of_view, unnest(string_split(coalesce(d.links, ''), ' ')) AS entity_id
        FROM at_view m JOIN decision d ON d.entity_id = m.decision_id AND d.case_id = m.case_id
        UNION ALL
        SELECT m.of_view, s.entity_id FROM at_view m JOIN version s ON s.decision_id = m.decision_id AND s.case_id = m.case_id)"""

# The version that stood at the view; where none surely did, one of the view's own day.
_STOOD = f"""
    SELECT * FROM (
        SELECT m.of_view, s.table_name, s.entity_id, s.statement_id, s.occurred_on, s.recorded_at, s.undated_kept,
               {in_the_record()} AS on_record, {in_the_record(m=_WIDE)} AS on_record_that_day, {planned("occurred_on")} AS is_plan,
               s.recorded_by > m.wide_upto AS is_uncertain, {recorded()} AS stood_from
        FROM at_view m JOIN version s USING (case_id))
    WHERE on_record OR on_record_that_day
    QUALIFY row_number() OVER (PARTITION BY of_view, entity_id ORDER BY on_record DESC, stood_from DESC, statement_id DESC) = 1"""

# The version that stands in the end, where it tells of something that happened (or, where that is kept, has no day).
_FINAL = f"""
    SELECT s.table_name, s.entity_id, s.statement_id, s.occurred_on, s.recorded_at, {FIRST_ON} AS first_on, {LAST_ON} AS last_on
    FROM version s
    WHERE {in_the_record(m=END)} AND (CASE WHEN occurred_on IS NULL THEN undated_kept ELSE {happened("occurred_on", m=END)} END)
    QUALIFY row_number() OVER (PARTITION BY entity_id ORDER BY {recorded(m=END)} DESC, statement_id DESC) = 1"""

# Which version replaced each one, and whether it says something else: not where it only ends it or fills in what was empty.
_FOLLOWED = f"""
    SELECT case_id, statement_id, later_id, later_on, coalesce(withdrawn_reason IN ('corrected', 'in error'), false)
           OR coalesce(said_later IS NOT NULL AND list_bool_or(list_transform(list_zip(said, said_later),
                lambda pair: pair[1] IS NOT NULL AND pair[1] IS DISTINCT FROM pair[2])), false) AS corrected
    FROM (SELECT *, lead(statement_id) OVER w AS later_id, lead(occurred_on) OVER w AS later_on, lead(said) OVER w AS said_later
          FROM version s WINDOW w AS (PARTITION BY case_id, entity_id ORDER BY {recorded(m=END)}, statement_id))"""

# The ledger as it stands, by thing: which holder had it since when, on what evidence, and of which version.
_ENTRY = """
    SELECT s.case_id, s.entity_id, s.statement_id, s.recorded_at AS version_at, l.holder, l.holder_kind, k.side, k.words,
           l.known_from, l.evidence = 'recollection' AS is_recollection
    FROM ledger l JOIN version s USING (statement_id) LEFT JOIN side k USING (holder_kind)
    WHERE l.withdrawn_at IS NULL AND l.known_from IS NOT NULL"""

# What kind of holder a name is: a kind's own name, the ledger's word for it, or else a worker of ours by what they do.
_KIND = """
    SELECT holder, arg_min(holder_kind, (level, holder_kind)) AS holder_kind FROM (
        SELECT holder_kind AS holder, holder_kind, 0 AS level FROM side
        UNION ALL SELECT holder, holder_kind, 1 FROM entry
        UNION ALL SELECT worker_id, 'worker', 2 FROM involvement SEMI JOIN asked USING (case_id)
        UNION ALL SELECT worker_id, 'worker', 2 FROM version
        UNION ALL SELECT decider, 'worker', 2 FROM decision SEMI JOIN asked USING (case_id))
    WHERE holder IS NOT NULL GROUP BY holder"""

# Who made or brought an observation, where the ledger says nothing of them: they had it from the day itself (assumed). What was
# written after a critical incident about days before it shows nothing of who had it then.
_OBSERVER = f"""
    WITH told AS (SELECT * FROM version ANTI JOIN (FROM ledger WHERE document = '{WRITTEN_AFTERWARDS}') USING (statement_id))
    SELECT DISTINCT o.case_id, o.entity_id, o.holder, k.side FROM (
        SELECT case_id, entity_id, informant AS holder FROM told UNION ALL SELECT case_id, entity_id, worker_id FROM told) o
    JOIN kind USING (holder) JOIN side k USING (holder_kind)
    ANTI JOIN (FROM entry WHERE NOT is_recollection) e ON e.entity_id = o.entity_id AND e.holder = o.holder
    WHERE o.holder IS NOT NULL"""

_HAD = f"""
    SELECT of_view, entity_id, coalesce(bool_or(recalled AND has), false) AS recollected,
           coalesce(bool_or(is_decider AND has) FILTER (NOT recalled), false) AS decider_had,
           coalesce(bool_or(is_decider AND later AND of_then) FILTER (NOT recalled), false) AS decider_later,
           coalesce(bool_or(side = 'ours' AND has) FILTER (NOT recalled), false) AS ours_had,
           coalesce(bool_or(side = 'other' AND has) FILTER (NOT recalled), false) AS other_had,
           coalesce(bool_and(later OR side = 'nobody') FILTER (NOT recalled), false) AS nobody_had
    FROM (SELECT m.of_view, e.entity_id, coalesce(e.side, '') AS side, e.is_recollection AS recalled,
                 coalesce(e.holder = m.holder, false) AS is_decider, {reached("e.known_from")} AS has,
                 NOT {reached("e.known_from", _WIDE)} AS later, {reached("e.version_at")} AS of_then
          FROM at_view m JOIN entry e USING (case_id))
    GROUP BY ALL"""

_SAW = """
    SELECT m.of_view, o.entity_id, coalesce(bool_or(o.holder = m.holder), false) AS decider_saw,
           bool_or(o.side = 'ours') AS ours_saw, bool_or(o.side = 'other') AS other_saw
    FROM at_view m JOIN observer o USING (case_id) GROUP BY ALL"""

_PAIR = """
    SELECT m.of_view, m.view_id, m.day, coalesce(s.table_name, f.table_name) AS table_name, x.entity_id,
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
    FROM at_view m JOIN (SELECT DISTINCT case_id, entity_id FROM version) x USING (case_id)
    ANTI JOIN own o ON o.of_view = m.of_view AND o.entity_id = x.entity_id
    LEFT JOIN stood s ON s.of_view = m.of_view AND s.entity_id = x.entity_id
    LEFT JOIN final f ON f.entity_id = x.entity_id
    LEFT JOIN followed c ON c.case_id = m.case_id AND c.statement_id = s.statement_id
    LEFT JOIN had h ON h.of_view = m.of_view AND h.entity_id = x.entity_id
    LEFT JOIN saw w ON w.of_view = m.of_view AND w.entity_id = x.entity_id
    WHERE f.entity_id IS NOT NULL OR s.entity_id IS NOT NULL"""

# Each thing falls into the first line that fits. Silence of the ledger never makes K1 or K2, and a recollection nothing.
_RULED = """
    SELECT *, CASE
        WHEN on_record AND stood_on IS NULL AND undated_kept THEN 'K0 undated'
        WHEN on_record AND (is_plan OR stood_on IS NULL) THEN 'planned'
        WHEN on_record AND decider_had THEN 'K1 ledger'
        WHEN on_record AND decider_saw THEN 'K1 own'
        WHEN on_record AND decider_later THEN 'K2'
        WHEN on_record THEN 'K1/2'
        WHEN first_on > day THEN 'K5'
        WHEN decider_had THEN 'K1 not written'
        WHEN decider_saw AND occurred THEN 'K1 own'
        WHEN that_day THEN 'same day'
        WHEN ours_had THEN 'K4a ledger'
        WHEN ours_saw AND occurred THEN 'K4a own'
        WHEN other_had THEN 'K3 ledger'
        WHEN other_saw AND occurred THEN 'K3 own'
        WHEN occurred_that_day THEN 'same day'
        WHEN final_on IS NULL THEN 'K0 undated'
        WHEN NOT occurred THEN 'K0 coarse'
        WHEN nobody_had THEN 'K4b'
        ELSE 'K0 silent' END AS rule
    FROM pair"""

_CLASSED = """
    SELECT of_view, view_id, table_name, entity_id, rule,
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
    SELECT c.of_view, c.view_id, c.entity_id, arg_max({reason_sql("v.restricted")}, (v.recorded_at, v.statement_id)) AS reason
    FROM classed c JOIN (
        SELECT *, row_number() OVER (PARTITION BY case_id, entity_id ORDER BY recorded_at DESC, statement_id DESC) = 1 AS is_last
        FROM version SEMI JOIN (FROM version WHERE restricted IS NOT NULL) USING (entity_id)) v USING (entity_id)
    WHERE v.restricted IS NOT NULL AND (v.is_last OR v.statement_id IN (c.shown_id, c.later_id)) GROUP BY ALL"""

# A view whose case did not stand in the record has no things to class; which tables the record never covered is said beside.
_UNCOVERED = f"""
    SELECT of_view FROM at_view ANTI JOIN (
        SELECT DISTINCT m.of_view FROM at_view m JOIN "case" s USING (case_id) WHERE {in_the_record(m=_WIDE)}) USING (of_view)"""

_STEPS = {
    "own": _OWN,
    "stood": _STOOD,
    "final": _FINAL,
    "followed": _FOLLOWED,
    "entry": _ENTRY,
    "kind": _KIND,
    "observer": _OBSERVER,
    "had": _HAD,
    "saw": _SAW,
    "pair": _PAIR,
    "ruled": _RULED,
    "classed": _CLASSED,
    "closed": _CLOSED,
    "uncovered": _UNCOVERED,
}
