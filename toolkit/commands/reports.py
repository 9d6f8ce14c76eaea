"""Commands that build reports: the demonstration, one notebook on one record, and the list of notebooks."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from toolkit.commands.words import next_step, say, shown, timed
from toolkit.errors import CaseReviewError

DEMONSTRATION = ("case_review_audit", "learning_review")


def add(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("demo")(demo)
    # The options of a notebook are its own, so `--help` must reach it and not stop here.
    app.command("run", context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []})(run)
    app.command("notebooks")(notebooks)


def demo(
    to: Annotated[Path, typer.Option(help="The folder in which the reports are built.")] = Path("reports"),
) -> None:
    """Build both reports from the made-up sample record.

    Leaves an index of them too. Nothing is fetched and nothing is sent. The sample holds no real child.
    """
    from toolkit import paths, report

    start = time.perf_counter()
    record = _sample(paths.sample_record())
    for notebook in DEMONSTRATION:
        with timed(f"{notebook}: built"):
            built = report.run_notebook(notebook, to, record, {})
        say(f"  {shown(built)}")
    index = report.build_index(to)
    say(f"\nBoth reports took {time.perf_counter() - start:.0f} s.")
    next_step(f"open {index.resolve()} in a browser. To use your own extracts: casereview import --help.")


def run(
    context: typer.Context,
    notebook: Annotated[
        str, typer.Argument(help="The name of a notebook (casereview notebooks lists them), or the path of one.")
    ] = "",
    record: Annotated[Path | None, typer.Option(help="The folder of the record.")] = None,
    to: Annotated[Path, typer.Option(help="The folder under which the report's own folder appears.")] = Path("reports"),
) -> None:
    """Run a notebook on a record and leave one report.

    casereview run NOTEBOOK --record RECORD [--PARAMETER VALUE]... --to FOLDER

    What may be said after NOTEBOOK differs by notebook: casereview run NOTEBOOK --help prints it.
    """
    from toolkit import report

    if not notebook or notebook == "--help":
        return _explain_run(context)
    words = list(context.args)
    if "--help" in words:
        return _explain_notebook(notebook)
    if record is None:
        raise CaseReviewError("No record was named", todo="Say which: casereview run NOTEBOOK --record RECORD --to FOLDER.")
    given = parameters(words)
    with timed("The report is built"):
        built = report.run_notebook(notebook, to, record, given)
    report.build_index(to)
    return next_step(f"open {shown(built)} in a browser.")


def notebooks() -> None:
    """List the notebooks, each with what its report answers."""
    from toolkit import report

    for found in report.notebooks():
        say(f"{found.name:20} {found.title}")
    next_step("casereview run NOTEBOOK --help prints what a notebook asks for.")


def parameters(words: list[str]) -> dict[str, str]:
    """Return the parameters of a notebook from words such as `--case-id 00123`; every value stays text.

    Raises:
        CaseReviewError: listing every word without an option, option without a value, and option given twice.

    >>> parameters(["--case-id", "00123", "--seed=7"])
    {'case_id': '00123', 'seed': '7'}
    """
    given: dict[str, str] = {}
    problems: list[str] = []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if not word.startswith("--"):
            problems.append(f"{word} stands alone; a value follows an option, as in --seed 7")
            continue
        option, joined, value = word.partition("=")
        if not joined:
            value = rest.pop(0) if rest and not rest[0].startswith("--") else ""
        name = option.removeprefix("--").replace("-", "_")
        if not joined and not value:
            problems.append(f"{option} has no value")
        elif name in given:
            problems.append(f"{option} is given twice")
        given[name] = value
    if problems:
        raise CaseReviewError("The notebook's parameters cannot be read", problems, "casereview run NOTEBOOK --help prints them.")
    return given


def _explain_run(context: typer.Context) -> None:
    from toolkit import report

    say(context.get_help())
    names = ", ".join(found.name for found in report.notebooks())
    next_step(f"name a notebook: {names}.")


def _explain_notebook(notebook: str) -> None:
    from toolkit import report

    say(report.explain(notebook))
    next_step(f"casereview run {notebook} --record RECORD --to reports")


def _sample(folder: Path) -> Path:
    if not any(folder.glob("*.parquet")):
        raise CaseReviewError(f"The sample record is not at {folder}", todo="Run casereview doctor to see what is amiss.")
    return folder
