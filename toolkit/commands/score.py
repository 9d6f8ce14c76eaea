"""The command that scores the indicators against the truth of the made-up agency."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolkit.commands.words import count, next_step, say, shown, timed
from toolkit.errors import CaseReviewError, Checks


def add(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command("score")(score)


def score(
    to: Annotated[Path, typer.Option(help="The folder to make: scores.csv and scoring.md.")],
    seeds: Annotated[str, typer.Option(help="Seeds of the agencies, separated by commas; else those kept back for this.")] = "",
    cases: Annotated[int | None, typer.Option(help="Children of an agency in which one cause was put in; else 40.")] = None,
    causes: Annotated[str, typer.Option(help="The causes of drift to put in, separated by commas; else all.")] = "",
    indicator: Annotated[list[str], typer.Option(metavar="NAME", help="An indicator to score, once for each; else all.")] = [],  # noqa: B006
    folder: Annotated[
        Path | None, typer.Option("--indicators", "--folder", metavar="FOLDER", help="A folder with indicators of your own.")
    ] = None,
    every: Annotated[int, typer.Option(help="Look at each month end (1), or at every second or third within a span.")] = 1,
    page: Annotated[Path | None, typer.Option(help="Also write the page to this file, in place of what is there.")] = None,
) -> None:
    """Score the indicators against drift that was invented.

    Made-up agencies are made, in which drift is put in. For each cause: which share of the drifting cases each indicator
    flags, how early, and what it flags in cases that do not drift or that changed course for a recorded reason. Takes some
    minutes for all indicators.
    """
    from toolkit.study import scoring

    checks = Checks("The indicators cannot be scored so")
    checks.make(scoring.check_targets, to, page)
    wanted, names = [c.strip() for c in causes.split(",") if c.strip()], list(indicator) or None
    given = checks.make(_seeds, seeds)
    checks.make(scoring.check_asked, given, cases, wanted, names, folder, every)
    checks.tell()
    with timed("The indicators are scored"):
        found = scoring.score(given, cases, wanted, names, folder, every, tell=lambda words: say(f"  {words}"))
        made = scoring.write(found, to, page)
    say(f"{count(len(found.rows), 'row')} for {count(len(found.indicators), 'indicator')} in {shown(made)}")
    next_step(f"read {shown(made / 'scoring.md')}: it says nothing of any agency, only of drift that was invented.")


def _seeds(text: str) -> list[int] | None:
    words = [w.strip() for w in text.split(",") if w.strip()]
    if bad := [f"{w} is no whole number" for w in words if not w.isdigit()]:
        raise CaseReviewError("The seeds cannot be used", bad, "Write them as 11,12,13.")
    return [int(w) for w in words] or None
