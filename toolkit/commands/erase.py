"""The command that takes a case, a person or single statements out of a record for good."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Annotated

import typer

from toolkit.commands.words import next_step, say, shown
from toolkit.errors import CaseReviewError


def add(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command("erase")(erase)


def erase(
    record: Annotated[Path, typer.Argument(metavar="RECORD", help="The folder of the record.")],
    reason: Annotated[
        str, typer.Option(metavar="TEXT", help="The ground for erasing, such as: court order. It is kept, so it may name nobody.")
    ],
    case: Annotated[
        list[str], typer.Option(metavar="ID", help="A case: all that the record holds of the child. May be said more than once.")
    ] = [],  # noqa: B006
    person: Annotated[
        list[str], typer.Option(metavar="ID", help="A person of the table person, and what is about nobody else.")
    ] = [],  # noqa: B006
    statements: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A CSV file with a column statement_id: these versions and no others.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do it. Without this it is only counted, and nothing is touched.")] = False,
) -> None:
    """Take out of a record what must go by law.

    A case, a person, or single statements: for good.

    Without --yes it only counts. Rows go from every table that holds them, with entries about them and links to them; a tombstone
    says how many, when and on what ground, and nothing of what they said. Says what it cannot reach.
    """
    from toolkit.record.erase import erase as erase_from
    from toolkit.record.erasing import What

    named = What(tuple(case), tuple(person), _listed(statements) if statements else ())
    done = erase_from(record, named, reason, do=yes)
    say(done.text())
    if yes:
        return next_step(f"casereview check {shown(record)}; then build again, and delete, every report that was made before.")
    return next_step("read the counts, take care of what is not reached, then say the same with --yes. It cannot be undone.")


def _listed(file: Path) -> tuple[str, ...]:
    try:
        with file.open(newline="", encoding="utf-8-sig") as rows:
            found = [row["statement_id"].strip() for row in csv.DictReader(rows) if row.get("statement_id")]
    except (OSError, UnicodeDecodeError, csv.Error, KeyError):
        raise CaseReviewError(f"{file.name} cannot be read", todo="Name a CSV file in UTF-8 with a column statement_id.") from None
    if not found:
        raise CaseReviewError(f"{file.name} names no statement", todo="Name a CSV file with a column statement_id.")
    return tuple(dict.fromkeys(found))
