"""Which rows of a record an erasure takes: found over the record as it is read, and counted before anything is touched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolkit.errors import CaseReviewError
from toolkit.record.columns import TEXT
from toolkit.record.identity import wholes
from toolkit.record.open import Record
from toolkit.record.schema import BY_NAME, STATEMENT_TABLES

if TYPE_CHECKING:
    import duckdb

ABOUT_STATEMENTS = ("ledger", "statement_about", "origin")
# Columns that hold the id of one thing, and of several with blanks between them.
ONE = ("person_id", "need_id", "goal_id", "decision_id", "about_id")
SEVERAL = ("cites", "links")
_LIST = "gone_entities"
_BARE = r"regexp_replace({}, '(^| )[a-z_]+:', '\1', 'g')"  # a link may say the table before the id


@dataclass(frozen=True)
class What:
    """What is to be erased: whole cases, persons, or single statements, each by its id."""

    cases: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """All ids that were named."""
        return (*self.cases, *self.persons, *self.statements)


@dataclass(frozen=True)
class Taken:
    """What an erasure takes, and what it leaves.

    Attributes:
        rows: by table, how many rows go.
        links: by table, how many rows that stay have a link to what goes taken out of them.
        named: by table, how many rows that stay name an erased id in a text of theirs.
        shared: statements about an erased person and about others, which stay.
        joined: other case numbers that the table `identity` joins to an erased one, which stay.
    """

    rows: dict[str, int]
    links: dict[str, int]
    named: dict[str, int]
    shared: int
    joined: int


def find(record: Record, con: duckdb.DuckDBPyConnection, what: What) -> Taken:
    """Make on a connection the tables `gone_…` that :func:`gone_row` and :func:`emptied` name, and count what goes.

    Raises:
        CaseReviewError: an id that the record does not hold.
    """
    for kind, ids in (("case", what.cases), ("person", what.persons), ("named", what.statements), ("any", what.ids)):
        con.execute(f"CREATE TEMP TABLE gone_{kind} AS SELECT DISTINCT unnest(?::VARCHAR[]) AS id", [list(ids)])
    con.execute(f"CREATE TEMP TABLE every AS {' UNION ALL '.join(_each(t) for t in _present(record, STATEMENT_TABLES))}")
    _refuse_unknown(con, what)
    for step in (_PICKED, _GOES, _GONE_STATEMENTS, _GONE_ENTITIES, _GONE_LIST):
        con.execute(step)
    tables = _present(record, tuple(BY_NAME))
    rows = {t: _count(con, t, gone_row(t, set(record.names(t)))) for t in tables}
    links = {t: _count(con, t, f"NOT {gone_row(t, set(record.names(t)))} AND {_linked(record, t)}") for t in tables}
    named = {t: _count(con, t, f"NOT {gone_row(t, set(record.names(t)))} AND {_named(record, t)}") for t in tables}
    shared = con.execute(_SHARED).fetchall()[0][0]
    some = [{t: n for t, n in found.items() if n} for found in (rows, links, named)]
    return Taken(some[0], some[1], some[2], shared, _joined(con, what))


_SHARED = """
    SELECT count(DISTINCT statement_id) FROM statement_about
    WHERE person_id IN (FROM gone_person) AND statement_id NOT IN (FROM gone_statement)"""


def _present(record: Record, tables: Iterable[str]) -> list[str]:
    return [t for t in tables if record.has(t)]


def _each(table: str) -> str:
    return f"""SELECT '{table}' AS table_name, statement_id, entity_id, case_id FROM "{table}" """


_HELD = {
    "case": "SELECT case_id FROM every UNION SELECT case_id FROM ledger UNION SELECT case_id FROM statement_about "
    "UNION SELECT case_id FROM origin UNION SELECT case_id FROM identity UNION SELECT alias_case_id FROM identity",
    "person": "SELECT entity_id FROM person UNION SELECT person_id FROM relationship UNION SELECT person_id FROM statement_about",
    "named": "SELECT statement_id FROM every",
}


def _refuse_unknown(con: duckdb.DuckDBPyConnection, what: What) -> None:
    words = {"case": "case", "person": "person", "named": "statement"}
    lacking = {
        k: con.execute(f"SELECT count(*) FROM gone_{k} ANTI JOIN ({q}) h (id) USING (id)").fetchall()[0][0]
        for k, q in _HELD.items()
    }
    problems = [f"{n:,} of the {words[k]} ids named are not in it" for k, n in lacking.items() if n]
    if not what.ids:
        problems.append("nothing was named")
    if problems:
        raise CaseReviewError(
            "The record holds nothing of that; nothing was erased",
            problems,
            "Look whether the ids are written as the record has them; pseudonyms of a report are not: see casereview pseudonyms.",
        )


# A statement goes with its case; else with the person that it states, or that it alone is about; or by its own id.
_PICKED = """
    CREATE TEMP TABLE gone_picked AS
    SELECT table_name, statement_id AS id FROM every WHERE statement_id IN (FROM gone_named)
    UNION SELECT 'person', statement_id FROM person WHERE entity_id IN (FROM gone_person)
    UNION SELECT 'relationship', statement_id FROM relationship WHERE person_id IN (FROM gone_person)
    UNION SELECT table_name, statement_id FROM every WHERE statement_id IN (
        SELECT statement_id FROM statement_about GROUP BY statement_id HAVING bool_and(person_id IN (FROM gone_person)))"""

_GOES = """
    CREATE TEMP TABLE goes AS
    SELECT e.*, coalesce(e.case_id IN (FROM gone_case), false) OR p.id IS NOT NULL AS gone
    FROM every e LEFT JOIN gone_picked p ON p.table_name = e.table_name AND p.id = e.statement_id"""

# Entries about a statement go, and links to a thing, where no statement of that id is left.
_GONE_STATEMENTS = """
    CREATE TEMP TABLE gone_statement AS
    SELECT statement_id AS id FROM goes WHERE statement_id IS NOT NULL GROUP BY statement_id HAVING bool_and(gone)"""
_GONE_ENTITIES = """
    CREATE TEMP TABLE gone_entity AS
    SELECT entity_id AS id FROM goes WHERE entity_id IS NOT NULL GROUP BY entity_id HAVING bool_and(gone)
    UNION SELECT id FROM gone_person"""
# A lambda cannot ask a table.
_GONE_LIST = f"SET VARIABLE {_LIST} = (SELECT coalesce(list(id), []::VARCHAR[]) FROM gone_entity)"


def gone_row(table: str, columns: set[str]) -> str:
    """Return SQL that is true for the rows of a table's file that go; ids are compared as text, whatever type the file has."""
    tests = [f"{_text(c)} IN (FROM gone_case)" for c in ("case_id", "alias_case_id") if c in columns & _columns(table)]
    if table in STATEMENT_TABLES:
        tests.append(f"{_text('statement_id')} IN (SELECT id FROM gone_picked WHERE table_name = '{table}')")
    if table in ABOUT_STATEMENTS:
        tests.append(f"{_text('statement_id')} IN (FROM gone_statement)")
    tests += [
        f"{_text(c)} IN (FROM gone_person)" for t, c in (("statement_about", "person_id"), ("ledger", "holder")) if t == table
    ]
    return f"coalesce({' OR '.join(tests)}, false)" if tests else "false"


def emptied(column: str) -> str | None:
    """Return SQL for a column of links without those to things that are gone; none for a column that holds no links."""
    own = f'"{column}"'
    if column in ONE:
        return f"CASE WHEN {_is_gone(_text(column))} THEN NULL ELSE {own} END"
    if column in SEVERAL:
        gone, bare = f"getvariable('{_LIST}')", _BARE.format("one")
        some = f"list_has_any({_links(column)}, {gone})"
        left = f"lambda one: NOT (list_contains({gone}, one) OR list_contains({gone}, {bare}))"
        kept = f"list_filter(string_split({_text(column)}, ' '), {left})"
        return f"CASE WHEN {some} THEN nullif(array_to_string({kept}, ' '), '') ELSE {own} END"
    if column == "informant":
        return f"CASE WHEN {_text(column)} IN (FROM gone_person) THEN NULL ELSE {own} END"
    return None


def _links(column: str) -> str:
    """All that a list of links may name: its words, and what stands behind the name of a table in them."""
    return f"list_concat(string_split({_text(column)}, ' '), string_split({_BARE.format(_text(column))}, ' '))"


def _is_gone(link: str) -> str:
    return f"{link} IN (FROM gone_entity) OR {_BARE.format(link)} IN (FROM gone_entity)"


def _text(column: str) -> str:
    return f'CAST("{column}" AS VARCHAR)'


def _linked(record: Record, table: str) -> str:
    found = [f'"{c}" IS DISTINCT FROM {sql}' for c in record.names(table) if (sql := emptied(c)) and c in _columns(table)]
    return f"({' OR '.join(found)})" if found else "false"


def _named(record: Record, table: str) -> str:
    """Whether a text of a row holds an erased id, other than in the columns that are emptied."""
    texts = [c.name for c in BY_NAME[table].columns if c.type == TEXT and c.name in record.names(table) and not emptied(c.name)]
    hit = " OR ".join(f"contains({_text(c)}, g.id)" for c in texts)
    return f"EXISTS (FROM gone_any g WHERE length(g.id) >= 3 AND ({hit}))" if texts else "false"


def _columns(table: str) -> set[str]:
    return {c.name for c in BY_NAME[table].columns}


def _count(con: duckdb.DuckDBPyConnection, table: str, test: str) -> int:
    return con.execute(f'SELECT count(*) FROM "{table}" WHERE {test}').fetchall()[0][0]


def _joined(con: duckdb.DuckDBPyConnection, what: What) -> int:
    pairs = con.execute("SELECT DISTINCT alias_case_id, case_id FROM identity WHERE alias_case_id <> case_id").fetchall()
    return len({n for whole in wholes(pairs) if set(whole) & set(what.cases) for n in whole} - set(what.cases))
