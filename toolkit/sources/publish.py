"""Putting a record in its place together with the files of its import: all of it in one step, or none of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import CaseReviewError
from toolkit.record.beside import OLD, RECORD, staged
from toolkit.record.swap import put_in_place
from toolkit.record.write import write_record

if TYPE_CHECKING:
    import pandas as pd

_MARK = "coverage.parquet"


def refuse_existing(target: Path, replace: bool) -> None:
    """Stop before any work where the target may not be written; raises CaseReviewError.

    Only a folder that holds a record is ever replaced: anything else that is there is somebody's work.
    """
    if not target.exists() or (target.is_dir() and not any(target.iterdir())):
        return
    if not replace:
        raise CaseReviewError(f"{target} exists already", todo="Name another folder, or say --replace to replace the record there.")
    if not (target / _MARK).is_file():
        raise CaseReviewError(f"{target} is there and is not a record, so it is not replaced", todo="Name another folder.")


def publish(target: Path, tables: dict[str, pd.DataFrame], notes: dict[str, pd.DataFrame], replace: bool) -> None:
    """Write the tables (as `record.write.complete` returns them) and the CSV files of notes, and put the folder in its place.

    Raises:
        CaseReviewError: the folder exists and may not be replaced, or cannot be written.
    """
    try:
        with staged(target) as stage:
            made = write_record(stage / RECORD, tables)
            for name, frame in notes.items():
                frame.to_csv(made / name, index=False, lineterminator="\n", encoding="utf-8")
            refuse_existing(target, replace)
            put_in_place(made, target, stage / OLD)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise CaseReviewError(f"{target} cannot be written ({why})", todo="Name another folder.") from None
