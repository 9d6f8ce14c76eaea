"""A range of a record's cases: what a partition of many views reads, so that the rest of each file is passed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.record.database import WHOLE, proven_of, select
from toolkit.record.proven import NOTHING
from toolkit.record.schema import BY_NAME
from toolkit.record.sql import text

if TYPE_CHECKING:
    import duckdb

    from toolkit.record.open import Record


def narrow(con: duckdb.DuckDBPyConnection, record: Record, first: str, last: str, others: tuple[str, ...] = ()) -> None:
    """Have a connection of its own see only some cases of a record; tables that are of no case stay whole.

    Where a file is sorted by case, as records are written, only its part that holds them is read.

    Args:
        con: a connection to the whole record that nobody shares: its views are replaced.
        record: the record.
        first, last: the range of case numbers, both included, in the order of their characters.
        others: further numbers, such as those that were joined with one of the range.

    >>> from toolkit import paths
    >>> from toolkit.record import open_record
    >>> record = open_record(paths.sample_record())
    >>> con = record.connect(threads=1)
    >>> narrow(con, record, "C00001", "C00002")
    >>> con.execute('SELECT count(DISTINCT case_id) FROM "case"').fetchone()
    (2,)
    """
    also = f" OR case_id IN ({', '.join(map(text, others))})" if others else ""
    within = f"case_id BETWEEN {text(first)} AND {text(last)}{also}"
    told = proven_of(con, record)
    for name in (n for n in record.files if "case_id" in record.names(n)):
        rows = select(record, BY_NAME[name], told.get(name, NOTHING))
        con.execute(f'CREATE OR REPLACE VIEW {WHOLE}."{name}" AS {rows} WHERE {within}')
