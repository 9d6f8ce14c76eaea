"""The command that lists the practice standards: what had to be done by when, on a day, in a nation."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from toolkit.commands.words import count, next_step, say
from toolkit.errors import CaseReviewError, Checks
from toolkit.record.standards import DEFAULT_NATION, Standards, as_day, nations
from toolkit.record.standards_line import Line

Nation = Annotated[str, typer.Option(help=f"Whose standards hold: {' or '.join(nations())}.")]
Local = Annotated[
    Path | None, typer.Option("--local", help="A CSV file of the agency's own standards, which go before the nation's.")
]
CountFrom = Annotated[int, typer.Option(help="Whether the day that starts a clock is day 0 or day 1.")]


def add(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command("standards")(standards)


def standards(
    nation: Nation = DEFAULT_NATION,
    on: Annotated[str, typer.Option(metavar="DAY", help="The day whose standards are listed, as 2024-05-01; else today.")] = "",
    local: Local = None,
    search: Annotated[str, typer.Option(metavar="WORD", help="Only lines that hold this word.")] = "",
    count_from: CountFrom = 0,
) -> None:
    """List what had to be done by when, on a day.

    Each limit comes with the event that starts its clock, its source and its status.
    """
    held, day = _asked(nation, local, count_from, on)
    lines = [line for line in held.lines_on(day) if search.lower() in _text(line).lower()]
    if not lines:
        why = f"no line holds the word {search}" if search else "the first line came into force later"
        todo = "Leave out --search, or name another word or day." if search else "Name a later day."
        raise CaseReviewError(f"There are no standards to list on {day}", [why], todo)
    say(f"{held.told}\n{count(len(lines), 'line')} in force on {day}:")
    for line in lines:
        say(_text(line))
    next_step("casereview known … --nation and --local measure by them; each view by those in force on its own day.")


def _asked(nation: str, local: Path | None, count_from: int, on: str) -> tuple[Standards, date]:
    checks = Checks("The standards cannot be listed")
    held = check_standards(checks, nation, local, count_from)
    day = checks.make(as_day, on) if on else date.today()
    checks.tell()
    assert day is not None
    return held, day


def check_standards(checks: Checks, nation: str, local: Path | None, count_from: int) -> Standards:
    """Return the standards asked for; what is wrong with nation, first day or local file is kept with the other checks."""
    checks.make(lambda: Standards(nation).counting)
    checks.make(lambda: Standards(count_from=count_from).counting)
    if local and nation in nations():
        checks.make(lambda: Standards(nation, local).lines)
    elif local and not local.is_file():
        checks.make(lambda: Standards(local=local).lines)
    return Standards(nation, local, count_from)


def _text(line: Line) -> str:
    since = f"since {line.valid_from}"
    return f"\n{line.duty} (step {line.step}): {line.words}, from: {line.starts_from}\n  {line.status}, {since}: {line.source}"
