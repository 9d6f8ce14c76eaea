"""Commands that make, check and sample records."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolkit.commands.words import count, next_step, say, shown, timed
from toolkit.errors import CaseReviewError, nearest

PROFILES = ("tidy", "awkward")

_Record = Annotated[Path, typer.Argument(metavar="RECORD", help="The folder of the record.")]
_Replace = Annotated[bool, typer.Option("--replace", help="Replace the record that stands there.")]


def add(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    sources = typer.Typer(
        help="Turn statutory returns into a record with history.",
        rich_markup_mode=None,
        no_args_is_help=True,
        epilog="casereview import ssda903 --help says what the returns must look like.",
    )
    sources.command("ssda903")(import_ssda903)
    sources.callback()(_sources)
    app.add_typer(sources, name="import")
    app.command("check")(check)
    app.command("synth")(synth)
    app.command("sample")(sample)


def _sources() -> None:
    """Turn statutory returns into a record with history."""


def import_ssda903(
    folders: Annotated[
        list[Path], typer.Argument(metavar="RETURN_FOLDER", help="One folder a return, each with that year's CSV files.")
    ],
    to: Annotated[Path, typer.Option(help="The folder of the record to make.")],
    taken_on: Annotated[
        list[str],
        typer.Option(
            metavar="DATE",
            help="The day on which a return was extracted (2018-05-14), once for each folder in their order; else 31 March.",
        ),
    ] = [],  # noqa: B006
    year_end: Annotated[
        list[str],
        typer.Option(
            metavar="YEAR", help="The year in which a return ends, once for each folder in their order; else the folder's name."
        ),
    ] = [],  # noqa: B006
    accept_faults: Annotated[
        bool, typer.Option("--accept-faults", help="Go on where more than 5 % of a table must be set aside.")
    ] = False,
    replace: _Replace = False,
) -> None:
    """Turn one or more yearly SSDA903 returns into one record with history.

    Rows that cannot be used are set aside in rejected.csv with a reason. Nothing is written unless all of it can be.
    """
    from toolkit.sources import ssda903

    with timed("The returns are imported"):
        told = ssda903.import_returns(
            folders, to, taken_on=tuple(taken_on), year_end=tuple(year_end), accept_faults=accept_faults, replace=replace
        )
    say(told.text())
    next_step(f"casereview check {shown(to)}, then casereview run case_review_audit --record {shown(to)} --to reports")


def check(record: _Record) -> None:
    """List everything in a record that is doubtful.

    Each problem with its count, the first places and what to do. Leaves with 1 where a rule found an error.
    Prints no text of any note.
    """
    from toolkit.record.check import check_record, told

    findings = check_record(record)
    say(told(findings))
    if any(found.severity == "error" for found in findings):
        next_step("mend the errors in the system that the record came from, make the record anew, and check again.")
        raise typer.Exit(1)
    next_step(f"casereview run case_review_audit --record {shown(record)} --to reports")


def synth(
    to: Annotated[Path, typer.Option(help="The folder of the record to make.")],
    cases: Annotated[int, typer.Option(min=0, help="How many cases.")] = 300,
    seed: Annotated[int, typer.Option(help="The seed: the same seed and size give the same record.")] = 1,
    profile: Annotated[str, typer.Option(help="tidy, or awkward: with the gaps and oddities that real records have.")] = "tidy",
    replace: _Replace = False,
) -> None:
    """Make the record of an agency that never was.

    A truth file beside it says what was put in.
    """
    if profile not in PROFILES:
        raise CaseReviewError(
            f"There is no profile {profile}{nearest(profile, PROFILES)}", todo=f"Choose one of: {', '.join(PROFILES)}."
        )
    from toolkit.synth import make_agency

    with timed(f"{count(cases, 'case')} made up"):
        made = make_agency(to, cases, seed, profile=profile, replace=replace)
    say(f"  {shown(made)}")
    next_step(f"casereview check {shown(made)}")


def sample(
    record: _Record,
    n: Annotated[
        int, typer.Option("--n", min=1, help="How many families to draw; a child without known siblings is a family of one.")
    ],
    seed: Annotated[int, typer.Option(help="The seed: the same seed draws the same sample.")],
    to: Annotated[Path, typer.Option(help="The CSV file to write; it holds case identifiers.")] = Path("sample.csv"),
    strata: Annotated[
        list[str],
        typer.Option(
            metavar="FACT",
            help="Draw from each of: status, age_band, team, placement_type (as known then). May be said more than once.",
        ),
    ] = [],  # noqa: B006
    as_of: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day on which the frame is looked at; else the record's last.")
    ] = None,
) -> None:
    """Draw an audit sample of open cases.

    Says the frame, the exclusions with reasons, the strata and the weights, and puts replacements in their order.
    """
    from toolkit.study.sample import draw_sample, write_sample

    drawn = draw_sample(record, n, seed, strata=tuple(strata), as_of=as_of)
    write_sample(drawn, to)
    say(drawn.text())
    next_step(
        f"read the files of the drawn cases in {shown(to)}; where one cannot be read, note why and take the next replacement."
    )
