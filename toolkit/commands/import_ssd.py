"""The command that imports the Standard Safeguarding Dataset."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolkit.commands.import_tidy import PseudonymKey, pseudonyms_of
from toolkit.commands.words import next_step, say, shown, timed


def import_ssd(
    folders: Annotated[list[Path], typer.Argument(metavar="FOLDER", help="One folder an extract, with its CSV files.")],
    to: Annotated[Path, typer.Option(help="The folder of the record to make.")],
    taken_on: Annotated[
        list[str],
        typer.Option(
            metavar="DATE",
            help="The day on which an extract was taken (2025-04-01), once for each in their order; else the folder's name.",
        ),
    ] = [],  # noqa: B006
    months: Annotated[int | None, typer.Option(min=1, help="How far back the extracts go, where it is not six years.")] = None,
    accept_faults: Annotated[
        bool, typer.Option("--accept-faults", help="Go on where more than 5 % of a table must be set aside.")
    ] = False,
    pseudonyms: PseudonymKey = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace the record that stands there.")] = False,
) -> None:
    """Turn one or more extracts of the Standard Safeguarding Dataset into one record with history.

    A file is known by its columns. Nothing is written unless all of it can be.
    """
    from toolkit.sources import ssd

    key = pseudonyms_of(pseudonyms, to)
    with timed("The extracts are imported"):
        told = ssd.import_ssd(
            folders,
            to,
            taken_on=tuple(taken_on),
            accept_faults=accept_faults,
            replace=replace,
            months=months,
            pseudonyms=key,
        )
    say(told.text())
    next_step(f"casereview check {shown(to)}, then casereview run case_review_audit --record {shown(to)} --to reports")
