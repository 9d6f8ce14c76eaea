"""The facts of a record as it stands at its end: what happened, never what was planned, stated ahead or unconfirmed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.later.catalogue import DERIVED, Outcome
from toolkit.later.settings import limits, table
from toolkit.record import codes
from toolkit.record.clocks import LATEST, NEVER, Moment, happened, in_the_record, recorded
from toolkit.record.identity import identity_ends, join_in_the_end
from toolkit.record.restricted import reason_sql
from toolkit.record.roles import teach_words
from toolkit.record.schema import BY_NAME, STATEMENT_TABLES

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from toolkit.record import Record

# The end of the record: every statement has been made by then, and each is read from when it surely stood. An extract
# is taken after the days that it reports, so what it says of a day up to its cut is a fact, and of a later day a plan.
END = Moment(f"'{LATEST}'", "TIMESTAMP '9999-12-30'", NEVER, "DATE '9999-12-30'")
# What is made of facts, each of those before it; only what a chosen outcome names is made.
MADE = ("stay", "stay_at", "care", "watched", "opened", "in_care", "stay_end", "home", "sibling", "together")
ADOPTED = "adopted"
_DECISION = "decision_id"  # of views; what a decision did itself is no outcome of it
_CODES = "end of care"  # the one list of words that are codes, whose case counts
_LISTS = ("REC", "REASON_PLACE_CHANGE", "RNE", "PLACE", "REVIEW_CODE", "afcars")

# The days between which something surely lies, where its own day is not known exactly.
FIRST_ON = """CASE occurred_precision WHEN 'month' THEN CAST(date_trunc('month', occurred_on) AS DATE)
    WHEN 'year' THEN CAST(date_trunc('year', occurred_on) AS DATE) WHEN 'on or before' THEN DATE '0001-01-01'
    WHEN 'unknown' THEN DATE '0001-01-01' ELSE occurred_on END"""
LAST_ON = """CASE occurred_precision WHEN 'month' THEN last_day(occurred_on)
    WHEN 'year' THEN CAST(date_trunc('year', occurred_on) + INTERVAL 1 YEAR - INTERVAL 1 DAY AS DATE)
    WHEN 'unknown' THEN DATE '9999-12-31' ELSE occurred_on END"""


def make_facts(
    con: duckdb.DuckDBPyConnection, record: Record, views: pd.DataFrame, horizon_days: int, wanted: list[Outcome]
) -> None:
    """Make on a connection that sees the record the tables that some outcomes are asked of, and no others.

    `spot` (one row a view: `view_no, view_id, case_id, decision_id, day, horizon_on, stands`), `fact_TABLE` for each table that
    they name (`first_on` and `last_on` bound the day), those of :data:`MADE` that they name (a `.sql` file each),
    `final_end` (`case_id, kind, effect, words, on_day`), `restricted_day` (the days of what is restricted),
    `cover` (`table_name, covered_from, covered_to`), and from data files `word`, `scale`, `limit_of`, `code_label`,
    `code_group`.
    """
    names = named(wanted)
    of_final_ends = {"child", "case", "placement", *(name for name, _ in identity_ends())}
    facts = [name for name in BY_NAME if name in of_final_ends or f"fact_{name}" in names]
    _make_codes(con)
    numbers = join_in_the_end(con)
    views = views.assign(case_id=views["case_id"].map(lambda case: numbers.get(case, case))) if numbers else views
    con.execute(f"CREATE TEMP TABLE beginning AS {beginnings(record)}")
    con.execute(f"CREATE TEMP TABLE last_recorded AS {LAST_RECORDED}")
    _make_spots(con, views, horizon_days)
    if "sibling" in names:
        con.execute(_ASK_SIBLINGS)
    for name in facts:
        _make_fact(con, name)
    con.execute(f"""
        CREATE TEMP TABLE restricted_day AS
        SELECT case_id, on_day, min(restricted) AS reason, list(table_name) AS table_names
        FROM ({" UNION ALL ".join(map(_restricted_days, facts))}) GROUP BY ALL""")
    _make_final_ends(con)
    for name in (name for name in MADE if name in names):
        con.execute(f"CREATE TEMP TABLE {name} AS {_derived(name)}")
    con.execute(f"CREATE TEMP TABLE cover AS {_derived('cover')}")


def named(wanted: list[Outcome]) -> set[str]:
    """Return all words in the queries of some outcomes and in those that these rest on: among them the tables to be made.

    >>> from toolkit.later.catalogue import chosen
    >>> (
    ...     sorted(named(chosen(["incident"])) & {"fact_incident", "fact_goal", "care"}),
    ...     "fact_placement" in named(chosen(["return_home"])),
    ... )
    (['care', 'fact_incident'], True)
    """
    names = {"care", *re.findall(r"[a-z_]+", " ".join(o.sql for o in wanted))}
    for name in reversed(MADE):
        if name in names:
            names |= set(re.findall(r"[a-z_]+", _derived(name)))
    return names


def final_ends() -> list[dict[str, str]]:
    """Return the kinds of end after which a child is not followed any more, as the data file has them."""
    return table("final_ends")


def _derived(name: str) -> str:
    return (DERIVED / f"{name}.sql").read_text(encoding="utf-8")


def _make_codes(con: duckdb.DuckDBPyConnection) -> None:
    import pandas as pd

    known = [(name, c) for name in _LISTS for c in codes.codes(name).values()]
    in_groups = [(name, c.code, g) for name, c in known for g in sorted(c.groups)]
    con.register("labels", pd.DataFrame([(name, c.code, c.label) for name, c in known], columns=["list", "code", "label"]))
    con.register("groups", pd.DataFrame(in_groups, columns=["list", "code", "name"]))
    con.execute("CREATE TEMP TABLE code_label AS FROM labels; CREATE TEMP TABLE code_group AS FROM groups")
    make_words(con)


def make_words(con: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of the data files on a connection: `word` (`list, word, in_group`), `scale` (`kind, better`), `limit_of`,
    and the macros by which words are compared (:func:`toolkit.record.roles.teach_words`).
    """
    import pandas as pd

    words = [row if row["list"] == _CODES else {**row, "word": row["word"].strip().lower()} for row in table("words")]
    for name, rows in {"word": words, "scale": table("scales"), "limit_of": _limit_rows()}.items():
        con.register("rows", pd.DataFrame(rows))
        con.execute(f"CREATE TEMP TABLE {name} AS FROM rows")
        con.unregister("rows")
    teach_words(con, "TEMP MACRO")


def _limit_rows() -> list[dict[str, object]]:
    return [{"name": name, "value": value} for name, value in limits().items()]


def _make_spots(con: duckdb.DuckDBPyConnection, views: pd.DataFrame, horizon_days: int) -> None:
    given = views[["view_id", "case_id", "as_of"]].assign(decision_id=views.get(_DECISION, ""))
    con.register("given_rows", given)
    con.execute(f"""
        CREATE TEMP TABLE given_spot AS
        SELECT row_number() OVER (ORDER BY view_id) AS view_no, view_id, case_id,
               nullif(CAST(decision_id AS VARCHAR), '') AS decision_id, CAST(CAST(as_of AS TIMESTAMP) AS DATE) AS day,
               day + {int(horizon_days)} AS horizon_on
        FROM given_rows""")
    con.unregister("given_rows")
    con.execute("CREATE TEMP TABLE asked AS SELECT DISTINCT case_id FROM given_spot")
    con.execute("""
        CREATE TEMP TABLE spot AS
        SELECT g.*, coalesce(b.began <= g.day AND b.stands, false) AS stands
        FROM given_spot g LEFT JOIN beginning b USING (case_id)""")


def beginnings(record: Record) -> str:
    """Return SQL for when each case began: `case_id, began, stands, last_at`.

    A case stands from the day of its first statement, unless nothing of it stands at the end; `last_at` is its last entry.
    """
    present = [t for t in STATEMENT_TABLES if record.has(t)] or ["case"]
    rows = " UNION ALL ".join(
        f"""SELECT case_id, recorded_at, {in_the_record(m=END)} AS stands,
                   greatest({recorded(m=END)}, coalesce(s.withdrawn_at, s.recorded_at)) AS last_at FROM "{t}" s"""
        for t in present
    )
    return f"""
        SELECT case_id, CAST(min(recorded_at) AS DATE) AS began, bool_or(stands) AS stands, max(last_at) AS last_at
        FROM ({rows}) GROUP BY case_id"""


# The last day on which anything in the record was recorded, withdrawn or said to be covered.
LAST_RECORDED = """
    SELECT CAST(greatest((SELECT max(last_at) FROM beginning), (SELECT max(recorded_at) FROM coverage)) AS DATE) AS last_day"""


def _make_fact(con: duckdb.DuckDBPyConnection, name: str) -> None:
    """One version an entity, the one that stands at the end; a spell's end only where it has happened."""
    spell = BY_NAME[name].spell
    ends = f"CASE WHEN {happened('ended_on', m=END)} THEN s.ended_on END" if spell else ""
    is_fact = "true" if name == "child" else happened("occurred_on", m=END)
    con.execute(f"""
        CREATE TEMP TABLE fact_{name} AS
        SELECT s.* {"EXCLUDE (ended_on)" if spell else ""}, {FIRST_ON} AS first_on, {LAST_ON} AS last_on
               {f", {ends} AS ended_on" if spell else ""}
        FROM "{name}" s SEMI JOIN asked USING (case_id)
        WHERE {in_the_record(m=END)} AND {is_fact}
        QUALIFY row_number() OVER (PARTITION BY s.case_id, s.entity_id ORDER BY {recorded(m=END)} DESC, s.statement_id DESC) = 1""")


def _restricted_days(name: str) -> str:
    days = "[occurred_on, ended_on]" if BY_NAME[name].spell else "[occurred_on]"
    return f"""
        SELECT case_id, '{name}' AS table_name, unnest({days}) AS on_day, {reason_sql("restricted")} AS restricted
        FROM fact_{name} WHERE restricted IS NOT NULL"""


def _make_final_ends(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("CREATE TEMP TABLE final_end (case_id VARCHAR, kind VARCHAR, effect VARCHAR, words VARCHAR, on_day DATE)")
    for row in final_ends():
        query = _BY_AGE if row["age_years"] else _BY_FIELD.get(row["list"], _BY_CODE)
        con.execute(f"INSERT INTO final_end {query}", {k: v for k, v in row.items() if f"${k}" in query})
    adopted = next(row for row in final_ends() if row["kind"] == ADOPTED)
    for name, reason in identity_ends():
        given = {**{k: adopted[k] for k in ("kind", "effect", "words")}, "reason": reason}
        con.execute(f"INSERT INTO final_end {_BY_IDENTITY.format(table=name)}", given)


_BY_IDENTITY = """
    SELECT DISTINCT case_id, $kind, $effect, $words, ended_on
    FROM fact_{table} WHERE ended_on IS NOT NULL AND end_reason = $reason"""

_BY_CODE = """
    SELECT case_id, $kind, $effect, $words, ended_on FROM fact_placement
    WHERE ended_on IS NOT NULL AND end_reason IN (SELECT code FROM code_group WHERE list = $list AND name = $group)"""

_BY_WORDS = "SELECT case_id, $kind, $effect, $words, ended_on FROM fact_case WHERE ended_on IS NOT NULL AND end_reason = $group"

_BY_DEATH = "SELECT case_id, $kind, $effect, $words, died_on FROM fact_child WHERE died_on IS NOT NULL"

_BY_FIELD = {"case.end_reason": _BY_WORDS, "child.died_on": _BY_DEATH}

# Who was born on 29 February comes of age on 1 March in a year that has no such day.
_BY_AGE = """
    SELECT case_id, $kind, $effect, $words, CAST(CASE WHEN strftime(born_on, '%m-%d') = '02-29' AND day(reached) = 28
               THEN reached + INTERVAL 1 DAY ELSE reached END AS DATE)
    FROM (SELECT case_id, born_on, born_on + to_years(CAST($age_years AS INTEGER)) AS reached
          FROM fact_child WHERE born_on IS NOT NULL)"""

# Brothers and sisters are looked up too, by any family that was ever recorded of them.
_ASK_SIBLINGS = """
    INSERT INTO asked SELECT DISTINCT case_id FROM child
    WHERE family_id IN (SELECT family_id FROM child SEMI JOIN asked USING (case_id) WHERE family_id <> '')
    AND case_id NOT IN (FROM asked)"""
