"""What the import commands share: their options, the pseudonyms, and how each of them ends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.commands.words import next_step, say, shown, timed

if TYPE_CHECKING:
    from toolkit.sources.pseudonyms import Pseudonyms
    from toolkit.sources.report import ImportReport

To = Annotated[Path, typer.Option(help="The folder of the record to make.")]
TakenOn = Annotated[
    list[str],
    typer.Option(
        metavar="DATE", help="The day on which an extract was taken (2024-05-01), once for each in their order; else see above."
    ),
]
KeyFile = Annotated[
    Path | None,
    typer.Option(
        "--pseudonyms", metavar="KEYFILE", help="Replace every identifier by a pseudonym under the key in this file, made if new."
    ),
]
AcceptFaults = Annotated[
    bool, typer.Option("--accept-faults", help="Go on where more than 5 % of a table, list or kind of block must be set aside.")
]
Replace = Annotated[bool, typer.Option("--replace", help="Replace the record that stands there.")]


def carry_out(what: str, to: Path, key_file: Path | None, do: Callable[..., ImportReport]) -> None:
    """Run an import with the pseudonyms of a key file, if one is named, and say what came of it and what to do next."""
    key = _pseudonyms(key_file, to)
    with timed(what):
        report = do(pseudonyms=key)
    say(report.text())
    next_step(f"casereview check {shown(to)}, then casereview run case_review_audit --record {shown(to)} --to reports")


def _pseudonyms(file: Path | None, record: Path) -> Pseudonyms | None:
    """The pseudonyms of a key file, or nothing where none is named; the key may not lie in the record."""
    from toolkit.sources.pseudonyms import read_key, refuse_key_inside

    if file is None:
        return None
    refuse_key_inside(file, record)
    return read_key(file)
