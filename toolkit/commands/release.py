"""The command that makes the copy of a report that may leave the room."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolkit.commands.words import count, next_step, say, shown


def add(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command("release")(release)


def release(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder of a report, as casereview run left it.")],
    to: Annotated[Path, typer.Option(help="The new folder of the copy.")],
    policy: Annotated[
        Path | None, typer.Option(help="A policy file (TOML) whose rules and tables come on top of the default ones.")
    ] = None,
    exception: Annotated[
        str, typer.Option(metavar="'NAME: REASON'", help="For a report on a single case: who allows it to leave, and why.")
    ] = "",
) -> None:
    """Make the copy of a report that may leave the room.

    Holds only tables that the policy lists, with small counts hidden, and every count from which one could be worked out.
    Texts from the record, lists of cases and the notebook stay behind. A report on a single case needs a named exception.
    """
    from toolkit.report.release import release as make

    made = make(folder, to, policy, exception)
    hidden = (
        f", {count(made.hidden, 'row or cell', 'rows and cells')} hidden" if not exception else ", nothing hidden: it is one case"
    )
    say(f"{count(len(made.tables), 'table')} released{hidden}\n  {shown(made.page)}")
    for one in made.left:
        say(f"left behind: {one.name} ({one.reason})")
    next_step(f"have somebody who did not make it read {shown(made.page)} to its end before it leaves.")
