"""The command that imports the Standard Safeguarding Dataset."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from toolkit.commands.importing import AcceptFaults, KeyFile, Replace, TakenOn, To, carry_out


def import_ssd(
    folders: Annotated[list[Path], typer.Argument(metavar="FOLDER", help="One folder an extract, with its CSV files.")],
    to: To,
    taken_on: TakenOn = [],  # noqa: B006
    months: Annotated[int | None, typer.Option(min=1, help="How far back the extracts go, where it is not six years.")] = None,
    pseudonyms: KeyFile = None,
    accept_faults: AcceptFaults = False,
    replace: Replace = False,
) -> None:
    """Turn Standard Safeguarding Dataset files into a record.

    One extract or more; several make a history.

    A file is known by its columns. Nothing is written unless all of it can be.
    Where --taken-on is left out, an extract was taken on the day in its folder's name.
    """
    from toolkit.sources import ssd

    do = partial(ssd.import_ssd, folders, to, tuple(taken_on), months=months, accept_faults=accept_faults, replace=replace)
    carry_out("The extracts are imported", to, pseudonyms, do)
