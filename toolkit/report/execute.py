"""Running a notebook: papermill with a kernel of this very interpreter, over a channel that nobody else can read."""

from __future__ import annotations

import contextlib
import logging
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit import paths
from toolkit.errors import CaseReviewError, nearest
from toolkit.report import fork, stage

START_SECONDS = 120
PLAIN, FORK = "plain", "fork"
ENGINES = (PLAIN, FORK)
CHANNEL = "casereview-"
_LONGEST_TEMPORARY = 70  # an address has 107 characters at most
# What Python and its libraries read when they start.
_START_ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "PYTHONPATH": os.pathsep.join(p for p in (str(paths.PACKAGE.parent), os.environ.get("PYTHONPATH", "")) if p),
    "PYTHONWARNINGS": "ignore",
    "OPENBLAS_NUM_THREADS": "1",
}


@dataclass
class Progress:
    """How far a run has come: code cells begun of all, and whom to tell. Cells of the runner's own do not count."""

    of: int
    tell: Callable[[int, int], None] | None = None
    begun: int = 0

    def cell_begins(self, cell: Any, cell_index: int) -> None:  # noqa: ARG002 - the engine hands both by name
        """Count one more cell, as the engine calls it."""
        if cell.cell_type != "code" or not cell.source.strip() or "injected-parameters" in cell.metadata.get("tags", ()):
            return
        self.begun += 1
        if self.tell:
            self.tell(self.begun, self.of)


def execute(
    notebook: Path,
    work: Path,
    parameters: dict[str, Any],
    progress: Progress,
    cell_seconds: int | None = None,
    engine: str = PLAIN,
) -> Any:
    """Run all cells of a notebook and return it with its outputs; nothing is written but into `work`.

    Args:
        notebook: the notebook's file.
        work: an empty private folder, the kernel's working directory.
        parameters: typed values, put in after the `parameters` cell.
        progress: counts the code cells as they begin.
        cell_seconds: the longest that one cell may take; None for no limit.
        engine: `plain` starts a kernel by itself, `fork` forks it with the libraries loaded (the plain one where it cannot).

    Returns:
        The executed notebook (an nbformat node).

    Raises:
        Exception: what papermill, nbclient or the operating system raised; see :mod:`toolkit.report.failure`.
    """
    import papermill

    work = work.resolve()  # what forks the kernel stands in another folder
    with quiet(), _kernel_manager(work, engine) as kernel_manager:
        return papermill.execute_notebook(
            str(notebook),
            None,
            parameters=parameters,
            kernel_name="python3",
            language="python",
            resources={"metadata": {"path": str(work)}},
            progress_bar=False,
            log_output=False,
            request_save_on_cell_execute=False,
            start_timeout=START_SECONDS,
            execution_timeout=cell_seconds,
            kernel_manager_class=kernel_manager,
            shutdown_kernel="immediate",
            coalesce_streams=True,
            on_cell_start=progress.cell_begins,
        )


class NotFinished(Exception):  # noqa: N818 - says what happened, not that it is an error of the code
    """The engine raised nothing, yet a cell did not run to its end; holds words without case content."""


def unfinished(executed: Any) -> str:
    """Return why the notebook's cells did not all run to their end, or nothing.

    A kernel that left by itself, or `sys.exit(0)` in a cell, raises nothing: only the cells tell.
    """
    for cell in executed.cells:
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        errors = [output for output in cell.outputs if output.output_type == "error"]
        if errors:
            return "the cell left the run early (sys.exit or the like)"
        run = cell.metadata.get("papermill", {})
        if cell.execution_count is None or run.get("status") != "completed" or run.get("exception"):
            return "the cells after this one were not run"
    return ""


@contextlib.contextmanager
def engine_ready(engine: str) -> Iterator[None]:
    """Keep what an engine needs ready over several runs: the fork engine's libraries are then loaded once for all of them.

    Raises:
        CaseReviewError: there is no such engine.
    """
    if _engine(engine) != FORK:
        yield
        return
    with fork.warm(_START_ENVIRONMENT):
        yield


def falls_back(engine: str) -> str:
    """Return why an engine cannot be used here, in a sentence that says what is used instead; nothing where it can.

    >>> falls_back("plain")
    ''
    """
    if engine == FORK and not fork.available():
        return "Kernels can be forked on Linux only, so each is started by itself (the plain engine); the reports are the same."
    return ""


def check_engine(engine: str) -> None:
    """Say so where there is no such engine.

    Raises:
        CaseReviewError: there is none; names the nearest.
    """
    if engine not in ENGINES:
        raise CaseReviewError(f"There is no engine {engine}{nearest(engine, ENGINES)}", todo=f"Engines: {', '.join(ENGINES)}.")


def _engine(name: str) -> str:
    check_engine(name)
    return PLAIN if falls_back(name) else name


@contextlib.contextmanager
def _kernel_manager(work: Path, engine: str) -> Iterator[type]:
    from toolkit.report.execute_kernel import manager

    with stage.staging(temporary(), CHANNEL) as channel:
        if _engine(engine) == FORK:
            with fork.warm(_START_ENVIRONMENT) as server:
                yield manager(channel, _environment(work), server)
        else:
            yield manager(channel, _environment(work))


def temporary() -> Path:
    """Return the system's temporary folder, or a shorter one where it is long: a socket's address may not be.

    >>> temporary().is_dir()
    True
    """
    usual = Path(tempfile.gettempdir())
    return usual if len(str(usual)) <= _LONGEST_TEMPORARY or os.name == "nt" else Path("/tmp")


def _environment(work: Path) -> dict[str, str]:
    """What the kernel inherits besides: our package first, no profile of the user's, one order of sets and of sums."""
    return {"IPYTHONDIR": str(work), **_START_ENVIRONMENT}


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keep the libraries' logs quiet: their lines can hold cell content and paths. Around runs side by side, put one more."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)
