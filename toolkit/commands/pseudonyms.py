"""The command that says who is behind a pseudonym, for whoever has the key and the record; and the option that names the key."""

from __future__ import annotations

import csv
import io
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from toolkit.commands.words import count, next_step, say, shown
from toolkit.errors import CaseReviewError

KeyOption = Annotated[
    Path | None,
    typer.Option("--key", help="The file of the key of the pseudonyms; else CASEREVIEW_KEY, else one in your own settings."),
]
_HEADING = ("pseudonym", "kind", "identifier")


def add(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command("pseudonyms")(pseudonyms)


def use_key(key: Path | None) -> None:
    """Have this process, and the notebooks that it starts, use a key; that of the settings where it is None."""
    from toolkit.pseudonyms import ENVIRONMENT

    if key is not None:
        os.environ[ENVIRONMENT] = str(key.expanduser().resolve())


@contextmanager
def telling_of_a_new_key() -> Iterator[None]:
    """Say so where a key was made meanwhile: whoever loses it cannot make the same pseudonyms again."""
    from toolkit.pseudonyms.key import key_file

    file = key_file()
    was_there = file.exists()
    yield
    if not was_there and file.exists():
        say(f"A key of pseudonyms was made: {shown(file)}. Keep it apart from record and reports, and keep a copy.")


def pseudonyms(
    record: Annotated[Path, typer.Argument(metavar="RECORD", help="The folder of the record.")],
    to: Annotated[Path | None, typer.Option(help="A new CSV file for the table of all pseudonyms.")] = None,
    of: Annotated[str, typer.Option(metavar="PSEUDONYM", help="One pseudonym, such as 'Case K7M2': say who is behind it.")] = "",
    key: KeyOption = None,
) -> None:
    """Say who is behind a pseudonym.

    Only with the key that the report was made with, and the record. The table opens every report: keep it with the key, apart from
    record and reports, or look up one pseudonym at a time.
    """
    from toolkit.pseudonyms import names_of, read_key
    from toolkit.record import open_record

    if (to is None) == (not of):
        raise CaseReviewError("Nothing was asked, or two things", todo="Give --of PSEUDONYM, or --to FILE for the whole table.")
    use_key(key)
    opened = open_record(record)
    names = names_of(opened, read_key(opened))
    if of:
        found = names.behind(of)
        if not found:
            raise CaseReviewError(
                "Nobody in this record has that pseudonym under this key",
                [f"the key's fingerprint is {names.fingerprint}; the manifest of a report says which key made it"],
            )
        for kind, identifier in found:
            say(f"{names.name(kind, identifier)}: {kind} {identifier}")
        return next_step("close this window when you have read it; it says who is meant.")
    assert to is not None
    rows = [(said, kind, i) for kind, named in names.shown.items() for i, said in named.items()]
    _write_new(to, rows)
    say(f"{count(len(rows), 'pseudonym')} in {shown(to)}")
    return next_step("keep it apart from record and reports, and delete it when you have done.")


def _write_new(to: Path, rows: list[tuple[str, str, str]]) -> None:
    """Write the table whole or not at all, for its owner alone, never over anything and never among reports."""
    from toolkit.report import index, manifest, stage
    from toolkit.report.cells import inert

    near = [p for p in (to.absolute().parent, to.absolute().parent.parent) if (p / manifest.NAME).exists()]
    if near or (to.absolute().parent / index.NAME).exists():
        raise CaseReviewError("The table of pseudonyms may not lie among reports", [f"{to.name} would"], "Name another folder.")
    if not to.absolute().parent.is_dir():
        raise CaseReviewError(f"There is no folder for {to.name}", todo="Make it, or name a file in another one.")
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([_HEADING, *([inert(c) for c in row] for row in sorted(rows))])
    aside = to.with_name(f".{to.name}-{secrets.token_hex(4)}")
    try:
        stage.write_private(aside, text.getvalue())
        os.rename(aside, to) if os.name == "nt" else os.link(aside, to)
    except FileExistsError:
        raise CaseReviewError(f"There is something called {to.name} already", todo="Name a new file with --to.") from None
    except OSError as error:
        raise CaseReviewError(f"{to.name} cannot be written", [type(error).__name__]) from None
    finally:
        aside.unlink(missing_ok=True)
