"""What may not be shown in packs and reports: counted by its reason, and never in words that are not ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.record.schema import RESTRICTIONS, STATEMENT_TABLES

if TYPE_CHECKING:
    import duckdb

    from toolkit.record.open import Record

OTHERWISE = "another reason"


def reason(restricted: str) -> str:
    """Return why a statement is held back: one of the schema's reasons; what else stands there may be content and is not repeated.

    >>> reason("privileged"), reason("says who told us")
    ('privileged', 'another reason')
    """
    return restricted if restricted in RESTRICTIONS else OTHERWISE


def reason_sql(column: str) -> str:
    """Return the same as SQL over a column; null where there is none.

    >>> reason_sql("r").startswith("CASE WHEN r IN ('third party', ")
    True
    """
    listed = ", ".join(f"'{one}'" for one in RESTRICTIONS)
    return f"CASE WHEN {column} IN ({listed}) THEN {column} WHEN {column} IS NOT NULL THEN '{OTHERWISE}' END"


def last_restricted(record: Record) -> dict[tuple[str, str], str]:
    """Return the things whose last version in a record is restricted, withdrawn or not: `(table, entity_id)` to the reason."""
    tables = [t for t in STATEMENT_TABLES if t in record.held and "restricted" in record.names(t)]
    con = record.connect()
    try:
        return _last_restricted(con, [t for t in tables if _any_restricted(con, t)])
    finally:
        con.close()


def _any_restricted(con: duckdb.DuckDBPyConnection, table: str) -> bool:
    return bool(con.execute(f'SELECT 1 FROM "{table}" WHERE restricted IS NOT NULL LIMIT 1').fetchall())


def _last_restricted(con: duckdb.DuckDBPyConnection, tables: list[str]) -> dict[tuple[str, str], str]:
    if not tables:
        return {}
    each = " UNION ALL ".join(
        f"""
        SELECT '{t}' AS "table", entity_id, arg_max({reason_sql("restricted")}, (recorded_at, statement_id)) AS reason
        FROM "{t}" SEMI JOIN (FROM "{t}" WHERE restricted IS NOT NULL) USING (entity_id)
        GROUP BY entity_id HAVING arg_max(restricted IS NOT NULL, (recorded_at, statement_id))"""
        for t in tables
    )
    return {(table, entity): why for table, entity, why in con.execute(each).fetchall()}


def in_words(reasons: dict[str, int]) -> str:
    """Return counts by reason in words, the schema's reasons first and in its order.

    >>> in_words({"another reason": 1, "privileged": 1, "third party": 2})
    'third party 2, privileged 1, another reason 1'
    """
    return ", ".join(f"{why} {reasons[why]:,}" for why in (*RESTRICTIONS, OTHERWISE) if reasons.get(why))
