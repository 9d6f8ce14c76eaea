"""The command that imports Annex A workbooks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolkit.commands.import_tidy import PseudonymKey, pseudonyms_of
from toolkit.commands.words import next_step, say, shown, timed
from toolkit.errors import CaseReviewError


def import_annex_a(
    workbooks: Annotated[list[Path], typer.Argument(metavar="WORKBOOK", help="The workbooks, one for each day.")],
    to: Annotated[Path, typer.Option(help="The folder of the record to make.")],
    taken_on: Annotated[
        list[str],
        typer.Option(
            metavar="DATE",
            help="The day on which a workbook was taken (2021-03-16), once for each in their order; else the day in its name.",
        ),
    ] = [],  # noqa: B006
    spellings: Annotated[
        Path | None, typer.Option(metavar="CSV", help="Your own spellings of headings: a CSV file with heading and column.")
    ] = None,
    months: Annotated[
        list[str],
        typer.Option(metavar="LIST=MONTHS", help="Another window than the guidance's for a list (list_1=12); may be said again."),
    ] = [],  # noqa: B006
    accept_faults: Annotated[
        bool, typer.Option("--accept-faults", help="Go on where more than 5 % of a list must be set aside.")
    ] = False,
    pseudonyms: PseudonymKey = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace the record that stands there.")] = False,
) -> None:
    """Turn one or more Annex A workbooks into one record with history.

    A sheet is known by its columns. Headings that nobody knows stop the import, all at once, with the nearest match.
    """
    from toolkit.sources import annex_a

    key = pseudonyms_of(pseudonyms, to)
    with timed("The workbooks are imported"):
        told = annex_a.import_annex_a(
            workbooks,
            to,
            taken_on=tuple(taken_on),
            accept_faults=accept_faults,
            replace=replace,
            spellings=spellings,
            months=_months(months),
            pseudonyms=key,
        )
    say(told.text())
    next_step(f"casereview check {shown(to)}, then casereview run case_review_audit --record {shown(to)} --to reports")


def _months(said: list[str]) -> dict[str, int]:
    pairs = [one.partition("=") for one in said]
    wrong = [f"{name}{sign}{n} is not like list_1=12" for name, sign, n in pairs if not n.isdecimal()]
    if wrong:
        raise CaseReviewError("The windows of the lists cannot be used", wrong)
    return {name.strip(): int(n) for name, _, n in pairs}
