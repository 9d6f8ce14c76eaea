"""The command that turns CIN censuses into a record."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from toolkit.commands.importing import AcceptFaults, KeyFile, Replace, TakenOn, To, carry_out


def import_cin(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="CIN census XML files, or folders of them, in any order.")],
    to: To,
    taken_on: TakenOn = [],  # noqa: B006
    pseudonyms: KeyFile = None,
    accept_faults: AcceptFaults = False,
    replace: Replace = False,
) -> None:
    """Turn CIN census files into one record.

    One a year or more; several make a history.

    Blocks that cannot be used are set aside in rejected.csv with a reason. Nothing is written unless all of it can be.
    Where --taken-on is left out, a file was taken on the day that its header states.
    """
    from toolkit.sources import cin

    do = partial(cin.import_cin, files, to, tuple(taken_on), accept_faults=accept_faults, replace=replace)
    carry_out("The censuses are imported", to, pseudonyms, do)
