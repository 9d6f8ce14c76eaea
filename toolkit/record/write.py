"""Writing a record: statements get their ids, tables their canonical order, and the folder appears whole or not at all."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import CaseReviewError
from toolkit.record.beside import whole
from toolkit.record.connection import at_hand
from toolkit.record.looked import look_through
from toolkit.record.schema import BY_NAME, Table
from toolkit.record.sql import text

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

_SEPARATOR = "chr(31)"
_NOT_CONTENT = {"statement_id", "withdrawn_at", "withdrawn_by", "withdrawn_reason", "source"}


def entity_id(prefix: str, *key: str) -> str:
    """Return an opaque id for a thing: a prefix and a hash of what identifies it, never the identifier itself.

    >>> entity_id("pl", "00123", "2017-04-09")
    'pl-6e35fa895d3d29df'
    """
    return f"{prefix}-{hashlib.sha256(chr(31).join(key).encode()).hexdigest()[:16]}"


def complete(table_name: str, rows: pd.DataFrame, con: duckdb.DuckDBPyConnection | None = None) -> pd.DataFrame:
    """Return the rows of a table with all its columns, typed, with statement ids, in canonical order.

    `statement_id` is a hash of table, entity, content and recording; it owes nothing to row order, to the withdrawal
    or to anything of a later extract. `recorded_by` defaults to `recorded_at`, `withdrawn_by` to `withdrawn_at`,
    `occurred_precision` to `day`, `basis` to `recorded`.

    Args:
        table_name: a table of the schema.
        rows: columns of that table; missing ones are empty, unknown ones are an error.
        con: a connection to work on, which stays open.

    Returns:
        The frame as it is written to Parquet.

    Raises:
        CaseReviewError: for columns that the table does not have.
    """
    table = BY_NAME[table_name]
    unknown = [c for c in rows.columns if c not in {k.name for k in table.columns}]
    if unknown:
        raise CaseReviewError(f"The table {table_name} has no such columns", unknown)
    with at_hand(con) as room:
        room.register("given", rows.copy())  # a frame that is a reversed look at another cannot be read
        made = room.execute(_completed(table, list(rows.columns))).df()
        room.unregister("given")
        return made


def completion(table_name: str, given: list[str], view: str) -> str:
    """Return the SQL that does what :func:`complete` does, over a view with those columns: for tables too large for a frame.

    >>> completion("person", ["case_id", "entity_id", "role"], "rows").endswith("statement_id")
    True
    """
    return _completed(BY_NAME[table_name], given, view)


def write_record(to: str | Path, tables: dict[str, pd.DataFrame], replace: bool = False) -> Path:
    """Write a record folder, one Parquet file a table, in one rename.

    Args:
        to: the folder to make.
        tables: frames as :func:`complete` returns them, by table name.
        replace: whether an existing record there may be replaced.

    Returns:
        The folder.

    Raises:
        CaseReviewError: if the folder exists and `replace` is false, or what is there is no record.
    """
    target = Path(to)
    with whole(target, replace) as made:
        write_tables(made, tables)
        look_through(made)
    return target


def write_tables(folder: Path, tables: dict[str, pd.DataFrame]) -> None:
    """Write tables as :func:`complete` returns them into a folder, one Parquet file each."""
    with at_hand() as con:
        for name in sorted(tables):
            con.register("given", tables[name].copy())
            _copy(con, BY_NAME[name], folder / f"{name}.parquet")
            con.unregister("given")


def _copy(con: duckdb.DuckDBPyConnection, table: Table, file: Path) -> None:
    picked = ", ".join(f'CAST("{c.name}" AS {c.type}) AS "{c.name}"' for c in table.columns)
    con.execute(f"COPY (SELECT {picked} FROM given) TO {text(file)} (FORMAT parquet, COMPRESSION zstd)")


def _completed(table: Table, given: list[str], view: str = "given") -> str:
    present = set(given)
    defaults = {"recorded_by": "recorded_at", "withdrawn_by": "withdrawn_at"}
    constants = {"occurred_precision": "'day'", "basis": "'recorded'"}

    def value(name: str, type_: str) -> str:
        other = defaults.get(name)
        fallback = f'"{other}"' if other in present else constants.get(name)
        own = f'"{name}"' if name in present else None
        picked = f"coalesce({own}, {fallback})" if own and fallback else own or fallback or "NULL"
        return f"CAST({picked} AS {type_})"

    columns = {c.name: value(c.name, c.type) for c in table.columns}
    if table.statement:
        columns["statement_id"] = _statement_id(table, columns)
    picked = ", ".join(f'{sql} AS "{name}"' for name, sql in columns.items())
    order = "case_id, entity_id, recorded_at, statement_id" if table.statement else "ALL"
    return f'SELECT DISTINCT {picked} FROM "{view}" ORDER BY {order}'


def _statement_id(table: Table, columns: dict[str, str]) -> str:
    # Only what is said, with the name of its column: a column that the schema gains later changes no statement's id.
    parts = ", ".join(
        f"'{name}=' || nullif(CAST({sql} AS VARCHAR), '')" for name, sql in columns.items() if name not in _NOT_CONTENT
    )
    return f"left(sha256(concat_ws({_SEPARATOR}, '{table.name}', {parts})), 16)"
