"""Records for measuring speed: made by SQL in seconds, with lags, corrections and withdrawals, and views of every case.

A case has about 80 statements and four views. A spell is recorded when it begins and again when it ends; of other things one
in twelve is corrected. One thing in fifty is withdrawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from toolkit.record.looked import look_through

FACTS_PER_CASE, VIEWS_PER_CASE = 80, 4
FIRST, DAYS = "2019-01-01", 1460


@dataclass(frozen=True)
class Size:
    """How many facts and views; cases follow from them."""

    name: str
    facts: int

    @property
    def cases(self) -> int:
        """The number of cases."""
        return self.facts // FACTS_PER_CASE

    @property
    def views(self) -> int:
        """The number of views."""
        return self.cases * VIEWS_PER_CASE


SIZES = {size.name: size for size in (Size("S", 20_000), Size("M", 1_000_000), Size("L", 20_000_000))}
_VISIT_KINDS = "['child in need visit', 'child protection visit', 'looked after visit', 'other']"
_CONTACT_KINDS = "['to the agency', 'with the child', 'with a parent or carer', 'with a partner', 'family time']"
_YES = "hash(c, k, '{}') % 3 > 0"

# How many things a case has, whether they are spells, and what a row holds beside the columns of every statement.
TABLES = {
    "visit": (
        30,
        False,
        f"{_VISIT_KINDS}[1 + h % 4] AS kind, CASE WHEN h % 10 < 8 THEN 'completed' ELSE 'attempted' END AS outcome, "
        f"{_YES.format('seen')} AS seen, {_YES.format('alone')} AS seen_alone",
    ),
    "action": (8, True, "'c' || c || '-goal-' || (k % 4) AS goal_id"),
    "information": (6, False, "'significant' AS significance"),
    "goal": (4, True, "'c' || c || '-need-' || (k % 3) AS need_id, CASE WHEN h % 4 > 0 THEN occurred + 90 END AS due_on"),
    "need": (3, True, "1 + h % 3 AS severity"),
    "placement": (
        4,
        True,
        "CASE WHEN k = 0 THEN 'S' ELSE ['P', 'B', 'L', 'T'][1 + h % 4] END AS change, 'U' || (1 + h % 6) AS placement_type, "
        "'home-' || (h % 7) AS setting_id, 'carer-' || (h % 5) AS carer_id",
    ),
    "involvement": (3, True, "'w' || (h % 500) AS worker_id, 'social worker' AS role"),
    "child": (1, False, "DATE '2008-01-01' + CAST(h % 4000 AS INTEGER) AS born_on"),
    "case": (1, True, "'referred' AS start_reason"),
}


def make_record(to: Path, size: Size) -> Path:
    """Write a record with facts over many tables, as the indicators need them."""
    return _make(to, size, TABLES)


def make_contacts(to: Path, size: Size) -> Path:
    """Write a record whose facts are all contacts of five kinds."""
    one = {"contact": (73, False, f"{_CONTACT_KINDS}[1 + h % 5] AS kind"), "case": TABLES["case"]}
    return _make(to, size, one)


def make_views(to: Path, size: Size) -> Path:
    """Write the views: four days of each case, spread over the record."""
    import duckdb

    with duckdb.connect() as con:
        con.execute(f"""
            COPY (SELECT printf('v%08d', c * {VIEWS_PER_CASE} + n) AS view_id, printf('case%07d', c) AS case_id,
                         CAST(DATE '{FIRST}' + CAST(200 + n * 400 + hash(c, n) % 60 AS INTEGER) AS VARCHAR) AS as_of
                  FROM range({size.cases}) a (c), range({VIEWS_PER_CASE}) b (n) ORDER BY view_id)
            TO '{to}' (FORMAT parquet)""")
    return to


def _make(to: Path, size: Size, tables: dict[str, tuple[int, bool, str]]) -> Path:
    import duckdb

    to.mkdir(parents=True)
    with duckdb.connect() as con:
        for name, (each, spell, own) in tables.items():
            con.execute(f"COPY ({_rows(name, size.cases, each, spell, own)}) TO '{to / name}.parquet' (FORMAT parquet)")
        covered = ", ".join(f"('{name}')" for name in tables)
        con.execute(f"""
            COPY (SELECT t AS table_name, DATE '{FIRST}' AS covered_from, NULL::DATE AS covered_to,
                         TIMESTAMP '{FIRST}' AS recorded_at, 'made up' AS source FROM (VALUES {covered}) v (t))
            TO '{to}/coverage.parquet' (FORMAT parquet)""")
    look_through(to)
    return to


def _rows(name: str, cases: int, each: int, spell: bool, own: str) -> str:
    """Each thing as it was first recorded, and as it was recorded again: a spell with its end, one other thing in twelve anew."""
    begins = "0" if name in ("case", "child") else f"(k * {DAYS} + h % {DAYS}) // {each}"
    again = f"k < {each - 1} AND {each} > 1" if spell else "h % 12 = 0"
    late = "ended + 1 + h % 5" if spell else "CAST(recorded AS DATE) + 1 + h % 90"
    ended = ", CASE WHEN version = 2 THEN ended END AS ended_on" if spell else ""
    return f"""
        WITH thing AS (
            SELECT c, k, CAST(hash(c, k, '{name}') % 1000000007 AS INTEGER) AS h
            FROM range({cases}) a (c), range({each}) b (k)),
        dated AS (SELECT *, DATE '{FIRST}' + CAST({begins} AS INTEGER) AS occurred FROM thing),
        timed AS (SELECT *, CAST(occurred AS TIMESTAMP) + to_hours(h % 20 * 7) AS recorded, occurred + 30 + h % 400 AS ended FROM dated),
        told AS (SELECT *, {again} AS again, CAST({late} AS TIMESTAMP) AS anew, {own} FROM timed),
        version AS (
            SELECT *, 1 AS version, CASE WHEN again THEN anew WHEN h % 50 = 1 AND k > 0 THEN recorded + to_days(h % 300) END AS withdrawn
            FROM told
            UNION ALL BY NAME
            SELECT * REPLACE (anew AS recorded), 2 AS version FROM told WHERE again)
        SELECT '{name}-' || c || '-' || k || '-' || version AS statement_id, 'c' || c || '-{name}-' || k AS entity_id,
               printf('case%07d', c) AS case_id, occurred AS occurred_on, 'day' AS occurred_precision{ended},
               recorded AS recorded_at, recorded AS recorded_by, withdrawn AS withdrawn_at, withdrawn AS withdrawn_by,
               * EXCLUDE (c, k, h, occurred, recorded, withdrawn, ended, again, anew, version)
        FROM version ORDER BY case_id, entity_id, recorded_at"""
