"""Tidy files: guessing a mapping, importing by it, and the templates that need none."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from toolkit.commands.importing import AcceptFaults, KeyFile, Replace, To, carry_out
from toolkit.commands.words import next_step, say, shown

_Files = Annotated[
    list[Path], typer.Argument(metavar="FILE", help="CSV files, workbooks (.xlsx) or Parquet files, or folders of them.")
]


def add_mapping(app: typer.Typer) -> None:
    """Add `mapping new` and `template` to the command line."""
    mapping = typer.Typer(help="Say which columns of your files go where.", rich_markup_mode=None, no_args_is_help=True)
    mapping.command("new")(new)
    mapping.callback()(_mapping)
    app.add_typer(mapping, name="mapping")
    app.command("template")(template)


def _mapping() -> None:
    """Say which columns of your files go where."""


def new(
    files: _Files,
    to: Annotated[Path, typer.Option(help="The mapping file to write, such as mapping.toml.")],
    replace: Annotated[bool, typer.Option("--replace", help="Replace the mapping that is there.")] = False,
) -> None:
    """Guess a first mapping for your files; you then edit it.

    Each line says how sure it is. What is in doubt must be settled before an import. It holds headings and, for columns with few
    allowed values, the values found; no other cell.
    """
    from toolkit.sources.tidy.guess import new_mapping

    made = new_mapping(files, to, replace=replace)
    say(f"A first mapping is in {shown(made)}")
    next_step(f"read and mend it, then casereview import tidy FILES --mapping {shown(made)} --taken-on DATE --to RECORD")


def import_tidy(
    files: _Files,
    to: To,
    taken_on: Annotated[
        list[str],
        typer.Option(metavar="DATE", help="The day on which the files were taken (2024-05-01): once for all, or once for each."),
    ],
    mapping: Annotated[Path | None, typer.Option(help="The mapping file; leave it out for filled-in templates.")] = None,
    pseudonyms: KeyFile = None,
    accept_faults: AcceptFaults = False,
    replace: Replace = False,
) -> None:
    """Turn files of any layout into a record by a mapping.

    Files taken on the same day are one extract; several extracts make a history. Rows that cannot be used are set aside in
    rejected.csv with a reason. Nothing is written unless all of it can be.
    """
    from toolkit.sources import tidy

    do = partial(tidy.import_tidy, files, to, mapping, tuple(taken_on), accept_faults=accept_faults, replace=replace)
    carry_out("The files are imported", to, pseudonyms, do)


def template(
    to: Annotated[Path, typer.Option(help="The folder to make.")],
    tables: Annotated[
        list[str],
        typer.Option(metavar="TABLE", help="A table, such as goal; may be said more than once. Else what no system holds."),
    ] = [],  # noqa: B006
) -> None:
    """Write empty templates to fill in by hand.

    A workbook with a sheet a table, and CSV files.

    For what no system holds: goals, actions, supervision, the network, scales, decisions with options and reasons.
    """
    from toolkit.sources.template import WORKBOOK, write_template

    made = write_template(to, tables)
    say(f"The templates are in {shown(made)}")
    next_step(f"fill in {shown(made / WORKBOOK)}, then casereview import tidy {shown(made / WORKBOOK)} --taken-on DATE --to RECORD")
