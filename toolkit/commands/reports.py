"""Commands that build reports: the demonstration, one notebook on one record, and the list of notebooks."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from toolkit.commands.pseudonyms import KeyOption, telling_of_a_new_key, use_key
from toolkit.commands.words import next_step, say, shown
from toolkit.errors import CaseReviewError

DEMONSTRATION = ("case_review_audit", "learning_review")
_RECORD = "record"


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
    for notebook in DEMONSTRATION:
        _build(notebook, to, paths.sample_record(), {})
    index = report.build_index(to)
    say(f"Both reports took {time.perf_counter() - start:.0f} s.")
    next_step(f"open {shown(index)} in a browser. To use your own extracts: casereview import --help.")


def run(
    context: typer.Context,
    notebook: Annotated[
        str,
        typer.Argument(metavar="NOTEBOOK", help="The name of a notebook (casereview notebooks lists them), or the path of one."),
    ] = "",
    record: Annotated[Path | None, typer.Option(help="The folder of the record.")] = None,
    to: Annotated[Path, typer.Option(help="The folder under which the report's own folder appears.")] = Path("reports"),
    key: KeyOption = None,
) -> None:
    """Run a notebook on a record and leave one report.

    casereview run NOTEBOOK --record RECORD [--PARAMETER VALUE]... --to FOLDER

    What may be said after NOTEBOOK differs by notebook: casereview run NOTEBOOK --help prints it.
    """
    use_key(key)
    words = list(context.args)
    if not notebook or notebook == "--help":
        return _explain_run(context)
    if "--help" in words:
        return _explain_notebook(notebook)
    from toolkit.report import find

    given = parameters(words)
    find.resolve(notebook)
    if record is None:
        raise CaseReviewError("No record was named", todo=f"Say which: casereview run {notebook} --record RECORD --to FOLDER.")
    with telling_of_a_new_key():
        built = _build(notebook, to, record, given)
    from toolkit import report

    report.build_index(to)
    return next_step(f"open {shown(built)} in a browser.")


def notebooks() -> None:
    """List the notebooks, each with what its report answers."""
    from toolkit.report import find

    for name, path in find.notebooks().items():
        about = find.about(name, find.read_source(path).get("metadata", {}))
        say(f"{name:20} {about.description or about.title}")
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
        option, joined, value = rest.pop(0).partition("=")
        if not option.startswith("--"):
            problems.append("a word stands alone where an option was expected; a value follows its option, as in --seed 7")
            continue
        if not joined:
            value = rest.pop(0) if rest and not rest[0].startswith("--") else ""
        name = option.removeprefix("--").replace("-", "_")
        if not (joined or value):
            problems.append(f"{option} has no value")
        if name in given:
            problems.append(f"{option} is given twice")
        given[name] = value
    if problems:
        raise CaseReviewError("The notebook's parameters cannot be read", problems, "casereview run NOTEBOOK --help prints them.")
    return given


def _build(notebook: str, to: Path, record: Path, given: dict[str, str]) -> Path:
    from toolkit import report

    start = time.perf_counter()
    with _progress(notebook) as tell:
        built = report.run_notebook(notebook, to, record, given, progress=tell)
    say(f"{Path(notebook).stem}: built in {time.perf_counter() - start:.1f} s\n  {shown(built)}")
    return built


@contextmanager
def _progress(what: str) -> Iterator[Callable[[int, int], None] | None]:
    """Show cells as they begin, on a terminal only: logs and files need no moving bar."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda begun, of: bar.update(task, completed=begun, total=of)


def _explain_run(context: typer.Context) -> None:
    from toolkit.report import find

    say(context.get_help())
    next_step(f"name a notebook: {', '.join(find.notebooks())}.")


def _explain_notebook(notebook: str) -> None:
    from toolkit.report import find
    from toolkit.report.parameters import read_parameters

    path = find.resolve(notebook)
    about = find.about(path.stem, find.read_source(path).get("metadata", {}))
    say(f"{about.title}\n{about.description}\n\nIts parameters:")
    for one in read_parameters(path):
        kind = " | ".join(one.choices) or one.type
        default = "" if one.default in ("", None) or one.name == _RECORD else f" [{one.default}]"
        # In a notebook opened by hand the sample stands in for a record; here one is always named.
        words = one.help.partition("; empty")[0] if one.name == _RECORD else one.help
        say(f"  --{one.name.replace('_', '-'):22} {kind:10} {words}{default}")
    next_step(f"casereview run {notebook} --record RECORD --to reports")
