"""The command that imports Annex A workbooks."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from toolkit.commands.importing import AcceptFaults, KeyFile, Replace, TakenOn, To, carry_out
from toolkit.errors import CaseReviewError


def import_annex_a(
    workbooks: Annotated[list[Path], typer.Argument(metavar="WORKBOOK", help="The workbooks, one for each day.")],
    to: To,
    taken_on: TakenOn = [],  # noqa: B006
    spellings: Annotated[
        Path | None, typer.Option(metavar="CSV", help="Your own spellings of headings: a CSV file with heading and column.")
    ] = None,
    months: Annotated[
        list[str],
        typer.Option(metavar="LIST=MONTHS", help="Another window than the guidance's for a list (list_1=12); may be said again."),
    ] = [],  # noqa: B006
    pseudonyms: KeyFile = None,
    accept_faults: AcceptFaults = False,
    replace: Replace = False,
) -> None:
    """Turn one or more Annex A workbooks into one record with history.

    A sheet is known by its columns. Headings that nobody knows stop the import, all at once, with the nearest match.
    Where --taken-on is left out, a workbook was taken on the day in its name.
    """
    from toolkit.sources import annex_a

    do = partial(
        annex_a.import_annex_a,
        workbooks,
        to,
        tuple(taken_on),
        spellings=spellings,
        months=_months(months),
        accept_faults=accept_faults,
        replace=replace,
    )
    carry_out("The workbooks are imported", to, pseudonyms, do)


def _months(said: list[str]) -> dict[str, int]:
    pairs = [one.partition("=") for one in said]
    wrong = [f"{name}{sign}{n} is not like list_1=12" for name, sign, n in pairs if not n.isdecimal()]
    if wrong:
        raise CaseReviewError("The windows of the lists cannot be used", wrong)
    return {name.strip(): int(n) for name, _, n in pairs}
