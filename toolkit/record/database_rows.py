"""The rows of a record of a few cases: read from its files or, in a batch of reports, from what is held of all cases in memory.

Reading a case from its files costs more than all that is then asked of it, as each file is opened and its types are read. So a
batch types a small record once, and each report takes its own rows of that. The rows and their order are the same.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from toolkit.record import kept
from toolkit.record.schema import BY_NAME

if TYPE_CHECKING:
    import pyarrow as pa

    from toolkit.record.open import Record

# A larger one is read from its files each time: most of what would be held is of cases that nobody asks for.
MOST_OF_FILES = 16 * 1024 * 1024
MOST_IN_MEMORY = 128 * 1024 * 1024


def rows_of(record: Record) -> dict[str, pa.Table] | None:
    """Return the rows of a record's cases by table, typed, in the files' order; None where they are to be read from the files.

    Args:
        record: a record of some cases; its day is not looked at.

    >>> from toolkit import paths
    >>> from toolkit.record import open_record
    >>> rows_of(open_record(paths.sample_record()).of_cases(["C00001"])) is None  # no store here
    True
    """
    whole = replace(record, cases=(), until="")
    if not kept.in_use() or sum(file.stat().st_size for file in record.files.values()) > MOST_OF_FILES:
        return None
    packed = kept.kept(whole, ("rows",), lambda: _packed(whole))
    return {name: _own(record, name, _unpacked(rows)) for name, rows in packed.items()} if packed else None


def _packed(whole: Record) -> dict[str, bytes] | None:
    con = whole.connect()
    try:
        rows = {name: _bytes(con.sql(f'FROM "{name}"').to_arrow_table()) for name in whole.files}
    finally:
        con.close()
    return rows if sum(map(len, rows.values())) <= MOST_IN_MEMORY else None


def _own(record: Record, name: str, rows: pa.Table) -> pa.Table:
    import pyarrow as pa
    import pyarrow.compute as pc

    if "case_id" not in record.names(name):
        return rows
    numbers: Any = pc
    return rows.filter(numbers.is_in(rows["case_id"], pa.array(record.cases, pa.string())))


def _bytes(rows: pa.Table) -> bytes:
    import pyarrow as pa

    out = pa.BufferOutputStream()
    with pa.ipc.new_stream(out, rows.schema) as stream:
        stream.write_table(rows)
    return out.getvalue().to_pybytes()


def _unpacked(rows: bytes) -> pa.Table:
    import pyarrow as pa

    return pa.ipc.open_stream(rows).read_all()


def columns_sql(name: str) -> str:
    """Return a table's columns as SQL declares them.

    >>> columns_sql("identity").startswith("alias_case_id VARCHAR, ")
    True
    """
    return ", ".join(f"{c.name} {c.type}" for c in BY_NAME[name].columns)
