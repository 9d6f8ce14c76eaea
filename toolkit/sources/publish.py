"""Putting a record in its place together with the files of its import: all of it in one step, or none of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.record.beside import whole
from toolkit.record.looked import look_through
from toolkit.record.write import write_tables

if TYPE_CHECKING:
    import pandas as pd


def publish(target: Path, tables: dict[str, pd.DataFrame], notes: dict[str, pd.DataFrame], replace: bool) -> None:
    """Write the tables (as `record.write.complete` returns them) and the CSV files of notes, and put the folder in its place.

    Raises:
        CaseReviewError: the folder exists and may not be replaced, or cannot be written.
    """
    with whole(target, replace) as made:
        write_tables(made, tables)
        look_through(made)
        for name, frame in notes.items():
            frame.to_csv(made / name, index=False, lineterminator="\n", encoding="utf-8")
