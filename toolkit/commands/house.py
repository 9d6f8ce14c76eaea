"""Commands that look after the house: the doctor, the tests, and the reference pages made from the code."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolkit.commands.words import next_step, say


def add(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("doctor")(doctor)
    app.command("selftest")(selftest)
    app.command("docs")(docs)


def doctor() -> None:
    """Look whether the set-up is well.

    Looks at Python, the packages and the files that travel with the toolkit. Leaves with 1 where something is amiss.
    """
    from toolkit.commands.diagnosis import findings

    found = findings()
    for one in found:
        say(f"{'ok   ' if one.well else 'AMISS'} {one.what}")
        if not one.well:
            say(f"      {one.todo}")
    if not all(one.well for one in found):
        next_step("mend what is amiss, then run casereview doctor again.")
        raise typer.Exit(1)
    next_step("casereview demo builds two reports from the sample record.")


def selftest(
    fast: Annotated[bool, typer.Option("--fast", help="Leave out the notebooks.")] = False,
) -> None:
    """Run the tests of a checkout.

    Style, who may import whom, the notebooks, everything else. Leaves with 1 where one fails.
    """
    from toolkit.commands.selftest import run_all

    if not run_all(fast=fast):
        next_step("read the first failure above; the rest may follow from it.")
        raise typer.Exit(1)


def docs(
    context: typer.Context,
    to: Annotated[Path, typer.Option(help="The folder of the reference pages.")] = Path("docs/reference"),
) -> None:
    """Write the reference pages from the code.

    The data dictionary, the indicators, the commands, and the rules of time with their tests.
    """
    from toolkit.commands.reference import write_pages

    for page in write_pages(to, context.find_root().command):
        say(str(page))
    next_step("read them, and commit them with the change that made them differ.")
