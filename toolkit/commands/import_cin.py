"""The command that turns CIN censuses into a record."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolkit.commands.import_tidy import PseudonymKey, pseudonyms_of
from toolkit.commands.words import next_step, say, shown, timed


def import_cin(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="CIN census XML files, or folders of them, in any order.")],
    to: Annotated[Path, typer.Option(help="The folder of the record to make.")],
    taken_on: Annotated[
        list[str],
        typer.Option(
            metavar="DATE",
            help="The day on which a file was made (2023-05-23), once for each file in their order; else its header.",
        ),
    ] = [],  # noqa: B006
    pseudonyms: PseudonymKey = None,
    accept_faults: Annotated[
        bool, typer.Option("--accept-faults", help="Go on where more than 5 % of a kind of block must be set aside.")
    ] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Replace the record that stands there.")] = False,
) -> None:
    """Turn CIN census files, one a year or more, into one record with history.

    Blocks that cannot be used are set aside in rejected.csv with a reason. Nothing is written unless all of it can be.
    """
    from toolkit.sources import cin

    key = pseudonyms_of(pseudonyms, to)
    with timed("The censuses are imported"):
        told = cin.import_cin(files, to, tuple(taken_on), accept_faults=accept_faults, replace=replace, pseudonyms=key)
    say(told.text())
    next_step(f"casereview check {shown(to)}, then casereview run case_review_audit --record {shown(to)} --to reports")
