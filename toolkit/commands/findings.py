"""The commands around what a learning review found and whom it asked: empty files for findings, sheets for accounts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolkit.commands.words import count, next_step, say, shown
from toolkit.errors import CaseReviewError

group = typer.Typer(name="findings", help="Write findings of a review; ask who was there.", no_args_is_help=True)


def add(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(group, name="findings")


@group.command("template")
def template(
    to: Annotated[Path, typer.Option(help="The new folder for the files.")],
    record: Annotated[Path | None, typer.Option(help="The folder of the record; with --case, lists what can be cited.")] = None,
    case: Annotated[str, typer.Option(help="The case under review.")] = "",
    as_of: Annotated[str, typer.Option(help="The day of the review, as given to the report; empty: all of the record.")] = "",
) -> None:
    """Write empty files for findings, factors and actions.

    With a record and a case, things.csv lists what can be cited at each decision.
    """
    from toolkit.review.findings_file import write_template

    if bool(record) != bool(case):
        raise CaseReviewError("Only one of --record and --case was given", todo="Give both, or neither.")
    things, listed = _things(record, case, as_of) if record else ("", 0)
    write_template(to, things)
    say(
        f"Empty files for findings in {shown(to)}"
        + (f"; {count(listed, 'thing')} that can be cited in things.csv." if listed else ".")
    )
    if listed:
        say("things.csv holds case content: keep the folder as you keep the file.")
    next_step(f"fill them in (README.md says how), then: casereview findings check {shown(to)} --record RECORD --case CASE")


@group.command("check")
def check(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder of findings.")],
    record: Annotated[Path, typer.Option(help="The folder of the record.")],
    case: Annotated[str, typer.Option(help="The case under review.")],
    as_of: Annotated[str, typer.Option(help="The day of the review, as given to the report; empty: all of the record.")] = "",
) -> None:
    """Tell everything that is wrong with a review's findings.

    By file, row and column; what is cited against a decision that it came after is refused, with the reason.
    """
    from toolkit.record import open_record
    from toolkit.review import findings
    from toolkit.review.case import reviewed_case

    found = findings.given(reviewed_case(open_record(record), case, as_of), folder)
    for line in findings.said(found):
        say(line)
    next_step(f"casereview language {shown(folder)}/findings.csv, then casereview run learning_review … --findings {shown(folder)}")


@group.command("sheets")
def sheets(
    to: Annotated[Path, typer.Option(help="The new folder for the sheets.")],
    settings: Annotated[Path | None, typer.Option(help="Your agency's settings: its urgent route, and support.")] = None,
) -> None:
    """Write the guided sheets for accounts.

    One each for practitioner, manager, partner, parent or carer, and child: to fill in, and to print.
    """
    from toolkit.record.beside import whole
    from toolkit.report.form_page import form_html, form_paper
    from toolkit.review.factors import lines
    from toolkit.review.forms import read_form
    from toolkit.review.settings import read_settings

    if to.exists():
        raise CaseReviewError(f"{shown(to)} is there already", todo="Name a new folder.")
    if not to.resolve().parent.is_dir():
        raise CaseReviewError(f"{shown(to)} cannot be made there", todo="Name a new folder inside one that exists.")
    own = read_settings(settings)
    forms = [read_form(row["form"]) for row in lines("account_speakers")]
    pages = {f"{form.name}.html": form_html(form, "accounts", "account", stage="account", settings=own) for form in forms}
    pages |= {f"{form.name}-print.html": form_paper(form, "accounts", "account", settings=own) for form in forms}
    with whole(to) as folder:
        for name, page in pages.items():
            (folder / name).write_text(page, encoding="utf-8")
    say(f"{count(len(forms), 'sheet')} to fill in, and the same to print, in {shown(to)}.")
    next_step("hand them out; gather what is saved in one folder, and run: casereview run learning_review … --accounts FOLDER")


def _things(record: Path, case: str, as_of: str) -> tuple[str, int]:
    """What can be cited in a case, as CSV, and how many rows that is; identifiers as pseudonyms."""
    from toolkit.record import open_record
    from toolkit.report import cells, identity
    from toolkit.review import findings
    from toolkit.review.case import reviewed_case

    found = findings.things(reviewed_case(identity.under(open_record(record), "pseudonyms"), case, as_of))
    return cells.csv(cells.under_veil(found), {}), len(found)
