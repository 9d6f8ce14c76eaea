"""Writing results so that two runs can be compared byte by byte."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import CaseReviewError
from toolkit.known.runners import checked_runner
from toolkit.record.connection import cores
from toolkit.record.sql import one_of, text
from toolkit.result import COLUMNS, EVIDENCE_COLUMNS, STATUSES

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from toolkit.known.reunited import Parts

_COUNTS = ("numerator", "denominator", "missing")
_DECIMALS = ("value", "lower", "upper")
WORDS = ("measure", "unit", "status", "reason")  # written once and numbered; every reader gives them back as text
_MEMORY = 3000  # megabytes for putting the rows of parts in order, where no bound is smaller; the rest goes to the disk


def write_results(rows: pd.DataFrame, path: str | Path) -> Path:
    """Write result rows as CSV or Parquet by the file's ending: fixed columns, sorted, nulls empty, decimals to six places.

    Args:
        rows: as :func:`toolkit.known.measure` returns them.
        path: a file ending in .csv or .parquet; it appears whole or not at all.

    Raises:
        CaseReviewError: another ending, or a folder that does not exist.
    """
    picked = ", ".join(f'{_typed(rows, c)} AS "{c}"' for c in COLUMNS)
    return _write_frame(rows, path, f'SELECT {picked} FROM rows r ORDER BY r.view_id, r.measure, r."group"')


def write_parts(parts: Parts, path: str | Path, evidence: bool = False, memory: str = "") -> Path:
    """Write results or evidence, as :func:`write_results` does, from the files of parts, on all threads.

    Args:
        parts: what :func:`toolkit.known.partitions.parts_of` gives.
        path: the file.
        evidence: whether it is evidence that the parts hold.
        memory: the most that the process may take, such as `2GB`; empty: as much as the work needs.
    """
    bound = min(_MEMORY, int(checked_runner(1, memory, "local").memory.removesuffix("MB"))) if memory else _MEMORY
    picked = ", ".join(EVIDENCE_COLUMNS) if evidence else ", ".join(f'{_written(c)} AS "{c}"' for c in COLUMNS)
    order = "SELECT * FROM {} ORDER BY ALL" if evidence else "SELECT * FROM {} ORDER BY in_order"
    check_target(path)
    parts.con.execute(f"SET threads = {cores()}; SET memory_limit = '{bound}MB'")
    return _write(parts.con, path, f"SELECT {picked} FROM ({order.format(f'({parts.rows})')})")


def write_evidence(rows: pd.DataFrame, path: str | Path) -> Path:
    """Write the evidence table as CSV or Parquet, sorted; see :func:`write_results`."""
    return _write_frame(rows, path, f"SELECT {', '.join(EVIDENCE_COLUMNS)} FROM rows ORDER BY ALL")


def write_table(rows: pd.DataFrame, path: str | Path) -> Path:
    """Write another tidy table as CSV or Parquet, in the order that it has; see :func:`write_results`."""
    numbered = rows.reset_index(drop=True).rename_axis("in_order").reset_index()
    return _write_frame(numbered, path, "SELECT * EXCLUDE (in_order) FROM rows ORDER BY in_order")


def check_target(path: str | Path, read: Iterable[str | Path] = ()) -> None:
    """Raise a CaseReviewError where a results file could not be written, or would stand in place of something that is read.

    Args:
        path: the file to write.
        read: files, and folders of records, that the results come from; another results file may be among them.
    """
    file = Path(path)
    problems = [] if file.suffix in (".csv", ".parquet") else [f"{file.name}: the ending must be .csv or .parquet"]
    problems += [] if file.parent.is_dir() else [f"there is no folder {file.parent}"]
    problems += [f"{file} is a folder"] if file.is_dir() else []
    whole = file.resolve()
    problems += [
        f"{file} is read by this command or lies in its record; results go elsewhere"
        for other in map(Path, read)
        if whole == (o := other.resolve()) or o in whole.parents
    ]
    if problems:
        raise CaseReviewError("The results cannot be written", problems, "Name a .csv or .parquet file in a folder that exists.")


def _written(column: str) -> str:
    if column in _COUNTS:
        return f'CAST("{column}" AS BIGINT)'
    if column in _DECIMALS:
        return f'CAST("{column}" AS DECIMAL(28, 6))'
    return f'"{column}"' if column in WORDS else f"nullif(\"{column}\", '')"


def _typed(rows: pd.DataFrame, column: str) -> str:
    """As :func:`_written`, for a frame that holds words as text."""
    if column not in WORDS:
        return _written(column)
    found = sorted({word for word in rows[column].dropna().unique() if word})
    words = [*STATUSES, *(w for w in found if w not in STATUSES)] if column == "status" else found
    return f"CAST(nullif(\"{column}\", '') AS {one_of(words)})"


def _write_frame(rows: pd.DataFrame, path: str | Path, query: str) -> Path:
    import duckdb

    check_target(path)
    with duckdb.connect(config={"threads": 1}) as con:
        con.register("rows", rows.copy())  # a frame that is a reversed look at another cannot be read
        return _write(con, path, query)


def _write(con: duckdb.DuckDBPyConnection, path: str | Path, query: str) -> Path:
    """Write what a query gives, whole or not at all; the bytes are the same on any number of threads."""
    file = Path(path)
    handle, stage = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)
    os.close(handle)
    form = "FORMAT csv, HEADER" if file.suffix == ".csv" else "FORMAT parquet, COMPRESSION zstd"
    try:
        con.execute(f"COPY ({query}) TO {text(stage)} ({form})")
        os.replace(stage, file)
    except BaseException:
        Path(stage).unlink(missing_ok=True)
        raise
    return file
