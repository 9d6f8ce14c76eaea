"""What the rules of the check are run over: every table of a record, read once with its types, in a database of their own."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

from toolkit import paths
from toolkit.record import codes
from toolkit.record.identity import identity_ends
from toolkit.record.open import Record
from toolkit.record.roles import teach_words
from toolkit.record.schema import BY_NAME, STATEMENT_TABLES, TABLES

if TYPE_CHECKING:
    import duckdb

_SAID = "statement_id, entity_id, case_id, occurred_on, recorded_at, withdrawn_at, basis"
_SCHEMA = "checked"
_SEALED = "SET enable_external_access = false; SET lock_configuration = true"


class Tables:
    """The tables of a record as rules see them.

    Beside each table there is `TABLE_now`, its statements that were not withdrawn. `any_statement` has every statement of every
    table with its `table_name`, `any_now` those that stand, `known_table` the names of all tables, `cover` the first and last
    day that the coverage claims for a table, `code` the code lists, `identity_end` the ends that
    end an identity, `ending` the last day of which the record speaks.
    `collection_year(day)` is the year in which the return that a day belongs to ends; `in_group(list, code, group)` asks the code
    lists; words are compared by the macros of :func:`toolkit.record.roles.teach_words`. What `data/checks/lent` makes is there too.
    No file can be reached from there.
    """

    def __init__(self, record: Record) -> None:
        self.record = record
        self.con: duckdb.DuckDBPyConnection = record.connect(threads=os.cpu_count() or 1)  # a database of its own
        self.con.execute(f"CREATE SCHEMA {_SCHEMA}")
        for table in TABLES:
            self.con.execute(f'CREATE TABLE {_SCHEMA}."{table.name}" AS SELECT * FROM "{table.name}"')
        self.con.execute(f"SET search_path = '{_SCHEMA}'")
        for table in TABLES:
            self._make_now(table.name)
        _lend(self.con)
        self.con.execute(_SEALED)
        self._filled: dict[str, bool] = {}

    def __enter__(self) -> Tables:
        """Return itself; the database is gone at the end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the database."""
        self.con.close()

    def _make_now(self, name: str) -> None:
        columns = {c.name for c in BY_NAME[name].columns}
        stands = "withdrawn_at IS NULL" if "withdrawn_at" in columns else "true"
        self.con.execute(f'CREATE VIEW "{name}_now" AS SELECT * FROM "{name}" WHERE {stands}')

    def filled(self, place: str) -> bool:
        """Whether a table has a row, or a column (`table.column`) a value anywhere."""
        if place not in self._filled:
            table, _, column = place.partition(".")
            where = f' WHERE "{column}" IS NOT NULL' if column else ""
            self._filled[place] = bool(self.con.execute(f'SELECT 1 FROM "{table}"{where} LIMIT 1').fetchall())
        return self._filled[place]

    def missing(self, place: str) -> str:
        """Return in words why a table or column cannot be looked at, or nothing where it can."""
        table, _, column = place.partition(".")
        if not self.record.has(table):
            return f"the record has no table {table}"
        if column and column not in self.record.names(table):
            return f"{table} has no column {column}"
        if not self.filled(place):
            return f"{place} is empty in every row" if column else f"{table} has no rows"
        return ""

    def covers(self, table: str) -> bool:
        """Whether the coverage claims a table."""
        return bool(self.con.execute("SELECT 1 FROM cover WHERE table_name = ?", [table]).fetchall())

    def extracts(self, table: str) -> int:
        """Return how many extracts of a table the record was made from, as far as its coverage says."""
        found = self.con.execute("SELECT count(DISTINCT recorded_at) FROM coverage WHERE table_name = ?", [table]).fetchall()
        return int(found[0][0])

    def years(self) -> tuple[int, int] | None:
        """Return the first and last collection year of which the record speaks; none where it says nothing."""
        first, last = self.con.execute("SELECT collection_year(first_day), collection_year(last_day) FROM ending").fetchall()[0]
        return (first, last) if first and last else None


def _lend(con: duckdb.DuckDBPyConnection) -> None:
    parts = " UNION ALL ".join(f"SELECT '{name}' AS table_name, {_SAID} FROM \"{name}\"" for name in STATEMENT_TABLES)
    con.execute(f"CREATE TABLE any_statement AS {parts}")
    con.execute("CREATE VIEW any_now AS SELECT * FROM any_statement WHERE withdrawn_at IS NULL")
    con.execute("CREATE TABLE known_table (name VARCHAR)")
    con.execute("INSERT INTO known_table SELECT unnest(?)", [list(BY_NAME)])
    con.execute("CREATE TABLE code (list VARCHAR, code VARCHAR, label VARCHAR, "
                "first_year BIGINT, last_year BIGINT, groups VARCHAR)")  # fmt: skip
    con.execute(f"INSERT INTO code SELECT {', '.join(['unnest(?)'] * 6)}", [list(column) for column in zip(*_codes(), strict=True)])
    con.execute("CREATE TABLE identity_end (table_name VARCHAR, end_reason VARCHAR)")
    con.execute(
        "INSERT INTO identity_end SELECT unnest(?), unnest(?)", [list(column) for column in zip(*identity_ends(), strict=True)]
    )
    teach_words(con)
    con.execute("CREATE MACRO collection_year(day) AS CAST(date_part('year', day + INTERVAL 9 MONTH) AS BIGINT)")
    con.execute("CREATE MACRO in_group(a_list, a_code, a_group) AS a_code IN (SELECT code FROM code "
                "WHERE list = a_list AND list_contains(string_split(groups, ' '), a_group))")  # fmt: skip
    con.execute("""CREATE TABLE cover AS SELECT table_name, min(covered_from) AS covered_from,
        CASE WHEN count(covered_to) = count(*) THEN max(covered_to) END AS covered_to FROM coverage WHERE table_name IS NOT NULL
        GROUP BY table_name""")
    con.execute("""CREATE TABLE ending AS SELECT
        coalesce((SELECT min(covered_from) FROM cover), (SELECT CAST(min(recorded_at) AS DATE) FROM any_statement)) AS first_day,
        CASE WHEN (SELECT count(*) > 0 AND count(covered_to) = count(*) FROM cover) THEN (SELECT max(covered_to) FROM cover)
        ELSE greatest((SELECT max(covered_to) FROM cover),
            (SELECT CAST(max(greatest(recorded_at, withdrawn_at)) AS DATE) FROM any_statement)) END AS last_day""")

    for file in sorted((paths.data() / "checks" / "lent").glob("*.sql")):
        con.execute(file.read_text(encoding="utf-8"))


@cache
def _codes() -> list[list[object]]:
    return [
        [name, one.code, one.label, one.valid_from, one.valid_to, " ".join(sorted(one.groups))]
        for name, listed in codes._all().items()
        for one in listed.values()
    ]
