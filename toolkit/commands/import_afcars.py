"""The command that turns AFCARS 2020 files into a record."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from toolkit.commands.importing import AcceptFaults, KeyFile, Replace, TakenOn, To, carry_out


def import_afcars(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="AFCARS 2020 out-of-home care XML files, or folders of them, in any order.")
    ],
    to: To,
    taken_on: TakenOn = [],  # noqa: B006
    pseudonyms: KeyFile = None,
    accept_faults: AcceptFaults = False,
    replace: Replace = False,
) -> None:
    """Turn AFCARS 2020 files into one record.

    One a report period; several make a history.

    Blocks that cannot be used are set aside in rejected.csv with a reason. Nothing is written unless all of it can be.
    Where --taken-on is left out, a file was taken on the last day of its period.
    """
    from toolkit.sources import afcars

    do = partial(afcars.import_afcars, files, to, tuple(taken_on), accept_faults=accept_faults, replace=replace)
    carry_out("The files are imported", to, pseudonyms, do)
