"""A range of a record's cases: what a partition of many views reads, so that the rest of each file is passed over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from toolkit.record.connection import at_hand
from toolkit.record.sql import listed, text

if TYPE_CHECKING:
    from pathlib import Path

    from toolkit.record.open import Record


def within(first: str, last: str, others: tuple[str, ...] = ()) -> str:
    """Return SQL for some cases of a record, as a connection takes it that is to see these alone; tables of no case stay whole.

    Where a file is sorted by case, as records are written, only its part that holds them is read.

    Args:
        first, last: the range of case numbers, both included, in the order of their characters.
        others: further numbers, such as those that were joined with one of the range.

    >>> from toolkit import paths
    >>> from toolkit.record import open_record
    >>> con = open_record(paths.sample_record()).connect(threads=1, within=within("C00001", "C00002"))
    >>> con.execute('SELECT count(DISTINCT case_id) FROM "case"').fetchone()
    (2,)
    """
    also = f" OR case_id IN {listed(others)}" if others else ""
    return f"case_id BETWEEN {text(first)} AND {text(last)}{also}"


def joined_beyond(record: Record, rows: str, first: str, last: str) -> tuple[str, ...]:
    """Return case numbers beyond a range that were ever joined with one of those that are asked of.

    Args:
        record: the record.
        rows: SQL for rows with the `case_id` of those that are asked of, over files that any connection can read.
        first, last: the range; where it is empty, nothing lies beyond it.

    >>> from toolkit import paths
    >>> from toolkit.record import open_record
    >>> joined_beyond(open_record(paths.sample_record()), "SELECT 'C00001' AS case_id", "C00001", "C00001")
    ()
    """
    if not first or not record.has("identity"):
        return ()
    with at_hand() as con:
        asked = [case for (case,) in con.execute(f"SELECT DISTINCT case_id FROM ({rows})").fetchall()]
    return tuple(n for n in record.of_cases(asked).cases if not first <= n <= last)


FEW = 1_000_000  # pairs of statement and view that a thread is not given a range of its own for: opening the record would cost more


def ranges_needed(files: Iterable[Path], views: int, cases: int, most: float, lanes: int) -> int:
    """Return into how many ranges of cases work is divided: so that none has too much of it, and no thread is idle without need.

    Args:
        files: the tables that are read.
        views, cases: how many are asked of.
        most: about how many pairs of a statement and a view of its case a range may have.
        lanes: how many ranges are worked on at once.

    >>> from toolkit import paths
    >>> visits = paths.sample_record() / "visit.parquet"
    >>> [ranges_needed([visits], views=3000, cases=300, most=most, lanes=2) for most in (10**9, 10**4)]
    [1, 10]
    """
    pairs = statements_in(files) * views / cases if cases else 0
    return max(int(pairs // most) + 1, min(lanes, int(pairs // FEW)))


def statements_in(files: Iterable[Path]) -> int:
    """Return about how many rows tables' files have; of text, a row is taken for a hundred bytes.

    >>> from toolkit import paths
    >>> statements_in([paths.sample_record() / "visit.parquet"]) > 1000
    True
    """
    import pyarrow.parquet as pq

    return sum(f.stat().st_size // 100 if f.suffix == ".csv" else pq.read_metadata(f).num_rows for f in files)
