"""The command that lists everything doubtful in a record."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from toolkit.commands.words import next_step, say, shown


def check(
    record: Annotated[Path, typer.Argument(metavar="RECORD", help="The folder of the record.")],
    to: Annotated[Path | None, typer.Option(help="A folder to make, for the same as a page and as CSV.")] = None,
    rules: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="A folder of rules (.sql) of your own, run beside those of the toolkit.")
    ] = None,
) -> None:
    """List everything in a record that is doubtful.

    Each problem with its count, the first places (with file and row where the record knows them) and what to do; then the rules
    that could not run, with why: they are not passed. Leaves with 1 where a rule found an error. Prints no text of any note.
    """
    from toolkit.record import check as checking

    _refuse_existing(to)
    start = time.perf_counter()
    checked = checking.check_record(record, rules)
    say(checking.told(checked))
    say(f"{time.perf_counter() - start:.1f} s")
    if to:
        from toolkit.report.checkpage import write_check

        say(f"  {shown(write_check(checked, to))}")
    if any(found.severity == "error" for found in checked):
        next_step("mend the errors in the system that the record came from, make the record anew, and check again.")
        raise typer.Exit(1)
    next_step(f"casereview run case_review_audit --record {shown(record)} --to reports")


def _refuse_existing(to: Path | None) -> None:
    """Stop before the work of a large record rather than after it."""
    from toolkit.errors import CaseReviewError

    if to and to.exists():
        raise CaseReviewError(f"{to} exists already", todo="Name another folder.")
