"""The command that builds many reports of one notebook."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from toolkit.commands.pseudonyms import KeyOption, telling_of_a_new_key, use_key
from toolkit.commands.words import count, next_step, say, shown


def add(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command("batch")(batch)


def batch(
    notebook: Annotated[str, typer.Argument(metavar="NOTEBOOK", help="The name of a notebook, or the path of one.")],
    record: Annotated[Path, typer.Option(help="The folder of the record.")],
    over: Annotated[Path, typer.Option(help="A CSV file: one report a row, its columns named like the notebook's parameters.")],
    to: Annotated[Path, typer.Option(help="The folder under which each report's own folder appears.")] = Path("reports"),
    workers: Annotated[int, typer.Option(help="How many reports are built side by side.")] = 1,
    engine: Annotated[str, typer.Option(help="fork (quick; Linux) or plain. The reports are the same.")] = "fork",
    key: KeyOption = None,
) -> None:
    """Build one report for each row of a file.

    A call that was stopped is given again, and goes on. Every row is checked before any report is built. A report that fails
    does not stop the rest: what failed is listed at the end by its row, and the command then leaves with 1. A row whose report
    stands, from the same inputs, is not built again.
    """
    from toolkit.report import execute
    from toolkit.report.batch import BUILT, FAILED, KEPT, run_batch

    use_key(key)
    start = time.perf_counter()
    if said := execute.falls_back(engine):
        say(said)
    with telling_of_a_new_key(), _progress() as tell:
        ended = run_batch(notebook, over, record, to, workers, engine, tell)
    built, kept, failed = ([end for end in ended if end.state == state] for state in (BUILT, KEPT, FAILED))
    seconds = time.perf_counter() - start
    say(f"{count(len(built), 'report')} built in {seconds:.1f} s, {len(kept)} kept from before, {len(failed)} failed")
    for end in failed:
        say(f"  row {end.row}: {'; '.join(end.why)}")
    again = "mend what failed and give the same command again; what was built is kept. " if failed else ""
    next_step(f"{again}Open {shown(to / 'index.html')} in a browser.")
    if failed:
        raise typer.Exit(1)


@contextmanager
def _progress() -> Iterator[Callable[[int, int, int], None] | None]:
    """Show how many are done, on a terminal only; counts, never what a row holds."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("loading the libraries", total=None)

        def tell(done: int, failed: int, of: int) -> None:
            words = f"reports, {failed} failed" if failed else "reports"
            bar.update(task, completed=done, total=of, description=words)

        yield tell
