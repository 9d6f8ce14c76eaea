"""Lists that a coordinator gives as CSV files: identifiers in one column."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import CaseReviewError, nearest
from toolkit.record.schema import STATEMENT_TABLES

if TYPE_CHECKING:
    from toolkit.record import Record


def named_in(file: str | Path, column: str) -> list[str]:
    """Return what a column of a CSV file names, in its order; empty cells are left out.

    Raises:
        CaseReviewError: the file cannot be read as CSV in UTF-8, or has no such column.
    """
    try:
        with Path(file).open(newline="", encoding="utf-8-sig") as text:
            rows = csv.DictReader(text)
            heads = rows.fieldnames or []
            if column not in heads:
                raise CaseReviewError(f"{Path(file).name} has no column {column}{nearest(column, heads)}")
            return [row[column].strip() for row in rows if (row[column] or "").strip()]
    except (OSError, UnicodeDecodeError, csv.Error):
        raise CaseReviewError(f"{Path(file).name} cannot be read as CSV in UTF-8") from None


def known_locally(file: str | Path, record: Record) -> tuple[str, ...]:
    """Return the cases that raters may know, as a coordinator's file names them in its column `case_id`.

    Raises:
        CaseReviewError: the file cannot be read, or names a case that the record does not have: it would be left out unseen.
    """
    cases = named_in(file, "case_id")
    there = _cases(record)
    unknown = [f"number {n} of those given: the record has no such case" for n, case in enumerate(cases, 1) if case not in there]
    if unknown:
        what = f"The cases in {Path(file).name} cannot be used"
        raise CaseReviewError(what, unknown, "Take their numbers from the record, or leave these out.")
    return tuple(cases)


def _cases(record: Record) -> set[str]:
    con = record.connect()
    try:
        rows = con.execute(" UNION ".join(f'SELECT case_id FROM "{t}"' for t in STATEMENT_TABLES)).fetchall()
    finally:
        con.close()
    return {case for (case,) in rows}
