"""The command that turns SSDA903 returns into a record."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from toolkit.commands.importing import AcceptFaults, KeyFile, Replace, TakenOn, To, carry_out


def import_ssda903(
    folders: Annotated[
        list[Path],
        typer.Argument(
            metavar="RETURN", help="One a return: a folder of that year's CSV files, or a file: XML, a workbook (.xlsx) or a CSV."
        ),
    ],
    to: To,
    taken_on: TakenOn = [],  # noqa: B006
    year_end: Annotated[
        list[str],
        typer.Option(metavar="YEAR", help="The year in which a return ends, once for each return in their order; else its name."),
    ] = [],  # noqa: B006
    pseudonyms: KeyFile = None,
    accept_faults: AcceptFaults = False,
    replace: Replace = False,
) -> None:
    """Turn yearly SSDA903 returns into one record.

    One return or more; several make a history.

    Rows that cannot be used are set aside in rejected.csv with a reason. Nothing is written unless all of it can be.
    Where --taken-on is left out, a return was extracted on 31 March.
    """
    from toolkit.sources import ssda903

    do = partial(
        ssda903.import_returns, folders, to, tuple(taken_on), tuple(year_end), accept_faults=accept_faults, replace=replace
    )
    carry_out("The returns are imported", to, pseudonyms, do)
