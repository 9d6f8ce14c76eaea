"""The command that builds a report again and compares."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolkit.commands.pseudonyms import KeyOption, use_key
from toolkit.commands.reports import parameters
from toolkit.commands.words import next_step, say, shown


def add(app: typer.Typer) -> None:
    """Add this command to the command line."""
    # The withheld parameters differ by notebook.
    app.command("replay", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(replay)


def replay(
    context: typer.Context,
    manifest: Annotated[Path, typer.Argument(metavar="MANIFEST", help="The manifest.json of a report, or the report's folder.")],
    record: Annotated[Path | None, typer.Option(help="The folder of the record, where the run had one.")] = None,
    to: Annotated[Path | None, typer.Option(help="A folder to keep the new report in; left out, it is only compared.")] = None,
    notebook: Annotated[str | None, typer.Option(help="The notebook's path, where it is not one of the known ones.")] = None,
    key: KeyOption = None,
) -> None:
    """Build a report again from its manifest and compare.

    Says of each file whether it is the same. Leaves with 0 only where the same inputs gave the same files. A manifest holds the
    pseudonym of a case, which the same key and record tell; with another key, or none, the case is given again:
    casereview replay MANIFEST --record RECORD --case-id CASE.
    """
    from toolkit.report.replay import replay as build_again

    use_key(key)
    found = build_again(manifest, record, parameters(list(context.args)), to, notebook, before=_tell_differences)
    width = max(map(len, found.files), default=0)
    for name, state in found.files.items():
        say(f"  {name:{width}}  {state}")
    if not found.same:
        say("Not the same." if not found.inputs else "Not made from the same inputs.")
        next_step("look at the differences above; --to FOLDER keeps the new report to lay beside the old one.")
        raise typer.Exit(1)
    say("The same inputs gave the same files." + (" The versions differ." if found.versions else ""))
    next_step(f"open {shown(found.report)} in a browser." if found.report else "nothing; this report can be built again.")


def _tell_differences(differences: list[str]) -> None:
    say("Different from then:" if differences else "Notebook, record, versions and commit are those of then.")
    for difference in differences:
        say(f"  {difference}")
