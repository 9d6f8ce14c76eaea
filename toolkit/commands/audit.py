"""The commands of an audit: hand out its sheets, and take in what came back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolkit.commands.words import count, next_step, say, shown
from toolkit.errors import CaseReviewError, Checks

_Instrument = Annotated[
    str, typer.Option(metavar="NAME", help="An instrument: case_file_audit, cfsr_style, or the folder of your own.")
]
_Chosen = Annotated[
    list[str],
    typer.Option(
        metavar="REASON=FILE",
        help="Cases chosen for a reason, such as incident=incidents.csv (a column case_id); kept apart from the drawn.",
    ),
]


def add(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    group = typer.Typer(
        help="Hand out audit sheets, and take them in again.",
        rich_markup_mode=None,
        no_args_is_help=True,
        epilog="Draw the sample first: casereview sample.",
    )
    group.command("new")(new)
    group.command("read")(read)
    app.add_typer(group, name="audit")


def new(
    sample: Annotated[Path, typer.Argument(metavar="SAMPLE", help="The CSV file that casereview sample wrote.")],
    to: Annotated[Path, typer.Option(help="The folder to make.")],
    instrument: _Instrument = "case_file_audit",
    auditors: Annotated[int, typer.Option(help="How many auditors there are, two at least.")] = 2,
    seed: Annotated[int, typer.Option(help="Decides who reads what; the same seed gives the same sheets.")] = 0,
    chosen: _Chosen = [],  # noqa: B006
    wording: Annotated[Path | None, typer.Option(help="A CSV file with your own wording: id, question, help.")] = None,
    settings: Annotated[
        Path | None, typer.Option(help="A TOML file with your agency's settings, its urgent route above all.")
    ] = None,
) -> None:
    """Write a folder of audit sheets for a drawn sample.

    Each auditor gets a folder of their own; a share of the cases is read by two, who cannot see it from their sheets. Each sheet
    opens with the route for urgent concerns.
    """
    from toolkit.report.form_sheets import cases_of, write_audit
    from toolkit.review.settings import read_settings

    checks = Checks("The audit cannot be made")
    own, files = checks.make(read_settings, settings), checks.make(_chosen, chosen)
    checks.make(cases_of, sample, to, instrument, auditors, files, wording)
    checks.tell()
    assert own
    sheets = write_audit(sample, to, instrument, auditors, seed, files, wording, own)
    say(f"{count(sum(sheets.values()), 'sheet')} in {shown(to)}: " + ", ".join(f"{name} {n}" for name, n in sheets.items()) + ".")
    if not own.urgent_route:
        say(
            "Your agency's own route for urgent concerns is not on them: write it into a settings file and name it with --settings."
        )
    next_step(
        f"give each auditor their own folder and nothing else; put what comes back into {shown(to / 'in')}, "
        f"then casereview audit read {shown(to)}"
    )


def read(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder of the audit.")],
    to: Annotated[Path, typer.Option(help="The CSV file to write.")] = Path("audit-summary.csv"),
) -> None:
    """Check what came back, and write the summary.

    Shares, medians and cumulative shares with intervals, agreement, moderation.

    The route for urgent concerns stands first, as it does on the sheets. Sheets that have not come back are counted as missing.
    Sheets with an immediate concern are named here, and left out.
    """
    import pandas as pd

    from toolkit.report.stage import write_whole
    from toolkit.review.instruments import audit_summary, read_audit
    from toolkit.review.instruments.folder import urgent_lines

    if to.is_dir():
        raise CaseReviewError(f"{shown(to)} is a folder", todo="Name a CSV file with --to.")
    audit = read_audit(folder)  # where this refuses, it tells the route itself
    for line in urgent_lines(folder):
        say(line)
    if audit.concerns:
        say(f"AN IMMEDIATE CONCERN stands on {', '.join(dict.fromkeys(audit.concerns))}. Nothing was sent: read it now, and call.")
    tables = audit_summary(audit)
    whole = pd.concat([t.assign(table=name) for name, t in tables.items() if len(t)], ignore_index=True)
    to.parent.mkdir(parents=True, exist_ok=True)
    write_whole(to, whole[["table", *whole.columns.drop("table")]].to_csv(index=False, lineterminator="\n"))
    say(f"{count(len(audit.raw), 'sheet')} of {len(audit.plan)} came back; {count(len(audit.moderated), 'case')} moderated.")
    say(f"{count(len(whole), 'row')} in {shown(to)}.")
    next_step("read the column status first: only rows that say ok hold a value, and group keeps drawn and chosen cases apart.")


def _chosen(given: list[str]) -> dict[str, str]:
    pairs = [text.partition("=") for text in given]
    wrong = [f"{a or 'an empty one'}: say it as incident=incidents.csv" for a, sign, b in pairs if not (a and sign and b)]
    wrong += ["random is the name of the drawn cases; choose another word"] if any(a == "random" for a, _, _ in pairs) else []
    if wrong:
        raise CaseReviewError("The chosen cases cannot be used", wrong)
    return {a: b for a, _, b in pairs}
