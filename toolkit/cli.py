"""The command line: one short word for each thing that the toolkit does, and plain words when something is wrong."""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import Annotated, Any

import typer
import typer.core

from toolkit import __version__
from toolkit.commands import (
    audit,
    batch,
    erase,
    findings,
    house,
    indicators,
    language,
    ledger,
    measures,
    outcomes,
    pseudonyms,
    records,
    release,
    replay,
    reports,
    review,
    score,
    standards,
    viewing,
)
from toolkit.commands.words import harmless
from toolkit.errors import CaseReviewError

# A schema library that every notebook tool imports compiles a grammar for a format that no notebook uses: seconds a process.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

BAD_INPUT, BROKEN, INTERRUPTED = 2, 1, 130
_STOPPED = "Stopped. What was being made is not there; what was there before is as it was."
ORDER = (
    "demo",
    "import",
    "mapping",
    "template",
    "check",
    "revisions",
    "run",
    "batch",
    "replay",
    "release",
    "pseudonyms",
    "notebooks",
    "views",
    "known",
    "ledger",
    "outcomes",
    "indicators",
    "review",
    "findings",
    "language",
    "score",
    "standards",
    "sample",
    "audit",
    "synth",
    "erase",
    "doctor",
)
_DEBUG = "CASEREVIEW_DEBUG"


class _InOrder(typer.core.TyperGroup):
    """The commands in the order in which a newcomer needs them."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names in that order."""
        return [name for name in ORDER if name in self.commands] + [name for name in self.commands if name not in ORDER]


app = typer.Typer(
    cls=_InOrder,
    name="casereview",
    help="Case-review audits and learning reviews that set what came later beside what was known at the time.",
    epilog="Start with: casereview demo. Each command explains itself: casereview COMMAND --help.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    add_completion=False,
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"casereview {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.", is_eager=True, callback=_version)
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show Python's own account of an unexpected error.")] = False,
) -> None:
    if debug:
        os.environ[_DEBUG] = "1"


for _room in (
    reports,
    batch,
    replay,
    release,
    pseudonyms,
    erase,
    records,
    viewing,
    measures,
    indicators,
    review,
    findings,
    language,
    score,
    ledger,
    outcomes,
    standards,
    audit,
    house,
):
    _room.add(app)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line, and leave with 0 (done), 1 (a fault, or a check that found one) or 2 (input that cannot be used).

    An unexpected error is told by its kind and place only: its own words might hold case content.

    Args:
        arguments: the words after `casereview`; those of the process where none are given.
    """
    stopped = _watch_for_interrupt()
    try:
        app(args=arguments, prog_name="casereview")
    except CaseReviewError as problem:
        typer.echo(harmless(str(problem)), err=True)
        raise SystemExit(BAD_INPUT) from None
    except SystemExit as end:
        if end.code == INTERRUPTED:
            typer.echo(_STOPPED, err=True)
        raise
    except Exception as fault:
        if stopped:  # a library that was at work may turn the interrupt into an error of its own
            typer.echo(_STOPPED, err=True)
            raise SystemExit(INTERRUPTED) from None
        if os.environ.get(_DEBUG):
            raise
        typer.echo(_told(fault), err=True)
        raise SystemExit(BROKEN) from None


def _watch_for_interrupt() -> list[int]:
    """Note that somebody pressed Ctrl-C, and let it be told as Python always does."""
    stopped: list[int] = []

    def note(number: int, frame: object) -> None:
        stopped.append(number)
        raise KeyboardInterrupt

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, note)
    return stopped


def _told(fault: Exception) -> str:
    trace, place = fault.__traceback__, "an unknown place"
    while trace:
        if (module := trace.tb_frame.f_globals.get("__name__", "")).startswith("toolkit"):
            place = f"{module}, line {trace.tb_lineno}"
        trace = trace.tb_next
    return (
        f"Something went wrong inside casereview ({type(fault).__name__} in {place}). The fault is the program's, not yours.\n"
        "To see more, put --debug before the command; what it prints may hold case content, so read it before you pass it on."
    )
