"""Commands that make, check and sample records."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolkit.commands import check, import_afcars, import_annex_a, import_cin, import_ssd, import_ssda903, import_tidy, synth
from toolkit.commands.words import next_step, say, shown

_Record = Annotated[Path, typer.Argument(metavar="RECORD", help="The folder of the record.")]


def add(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    sources = typer.Typer(
        help="Turn extracts of other systems into a record with history.",
        rich_markup_mode=None,
        no_args_is_help=True,
        epilog="casereview import SOURCE --help says what its files must look like.",
    )
    sources.command("ssda903")(import_ssda903.import_ssda903)
    sources.command("cin")(import_cin.import_cin)
    sources.command("afcars")(import_afcars.import_afcars)
    sources.command("tidy")(import_tidy.import_tidy)
    sources.command("annex-a")(import_annex_a.import_annex_a)
    sources.command("ssd")(import_ssd.import_ssd)
    sources.callback()(_sources)
    app.add_typer(sources, name="import")
    import_tidy.add_mapping(app)
    app.command("check")(check.check)
    app.command("revisions")(revisions)
    app.command("synth")(synth.synth)
    app.command("sample")(sample)


def _sources() -> None:
    """Turn extracts of other systems into a record with history."""


def revisions(
    record: _Record,
    to: Annotated[Path | None, typer.Option(help="A folder to make, for the same as CSV: tables, columns and lags.")] = None,
) -> None:
    """Say what was revised in a record, and what came late.

    Table by table: how many things have a later version that says something else, in which columns, what was withdrawn and why,
    and how many days passed before things stood in the record. Prints no text of any note.
    """
    from toolkit.record import open_record
    from toolkit.record import revisions as record_revisions

    found = record_revisions.revisions(open_record(record))
    if to:
        record_revisions.write(found, to)
    say(found.text())
    next_step(f"casereview check {shown(record)}, and ask those who record why what was late was late.")


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
