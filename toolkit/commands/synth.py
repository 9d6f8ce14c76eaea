"""The command that makes up an agency."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from toolkit.commands.words import count, next_step, say, shown, timed
from toolkit.errors import CaseReviewError, nearest

PROFILES = ("tidy", "awkward")
FORMS = ("ssda903", "cin", "annex-a", "tidy")


_To = Annotated[Path, typer.Option(help="The folder of the record to make, or of the returns with --as.")]
_Cases = Annotated[int, typer.Option(min=0, help="How many cases.")]
_Seed = Annotated[int, typer.Option(help="The seed: the same seed and size give the same record.")]
_Profile = Annotated[str, typer.Option(help="tidy, or awkward: with the gaps and oddities that real records have.")]
_Causes = Annotated[
    str | None,
    typer.Option(help="The causes of drift that are switched on, separated by commas; none for no drift; else all of them."),
]
_Parameters = Annotated[
    Path | None, typer.Option(help="A CSV file (name, value) with other values for some of data/synth/parameters.csv.")
]
_Form = Annotated[
    str | None, typer.Option("--as", metavar="FORM", help="Write it as ssda903, cin, annex-a or tidy files, in place of a record.")
]


def synth(
    to: _To,
    cases: _Cases = 300,
    seed: _Seed = 1,
    profile: _Profile = "tidy",
    causes: _Causes = None,
    parameters: _Parameters = None,
    form: _Form = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace the record that stands there.")] = False,
) -> None:
    """Make the record of an agency that never was.

    A truth folder beside it says what was put in. With --as it is written as its sources would return it, year by year.
    """
    from toolkit.synth import make_agency

    _check(profile, PROFILES, "profile")
    wanted = {"profile": profile, "causes": _causes(causes), "parameters": parameters}
    if form is not None:
        _make_returns(to, form, cases, replace, lambda place: make_agency(place, cases, seed, **wanted))
        return
    with timed(f"{count(cases, 'case')} made up"):
        made = make_agency(to, cases, seed, replace=replace, **wanted)
    say(f"  {shown(made)}")
    next_step(f"casereview check {shown(made)}")


def _causes(said: str | None) -> list[str] | None:
    """The causes that are switched on; none given: all of them."""
    return None if said is None else [] if said.strip() == "none" else [c.strip() for c in said.split(",") if c.strip()]


def _make_returns(to: Path, form: str, cases: int, replace: bool, make: Callable[[Path], Path]) -> None:
    """Make up a record that does not stay, and write it in the form of its sources."""
    _check(form, FORMS, "form")
    if replace:
        raise CaseReviewError(
            "--replace is for a record; returns are written into a new folder", todo="Name a folder that is not there."
        )
    room = Path(tempfile.mkdtemp(prefix="casereview-"))
    try:
        with timed(f"{count(cases, 'case')} made up and written as {form}"):
            _say_written(make(room / "record"), form, to)
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _say_written(record: Path, form: str, to: Path) -> None:
    from toolkit.synth.forms import write_as

    written = write_as(record, form, to)
    for one in written:
        say(f"  {shown(one.path)}, taken on {one.taken_on.isoformat()}")
    paths = " ".join(shown(one.path) for one in written)
    days = " ".join(f"--taken-on {one.taken_on.isoformat()}" for one in written)
    next_step(f"casereview import {form} {paths} {days} --to RECORD")


def _check(word: str, known: tuple[str, ...], what: str) -> None:
    if word not in known:
        raise CaseReviewError(f"There is no {what} {word}{nearest(word, known)}", todo=f"Choose one of: {', '.join(known)}.")
