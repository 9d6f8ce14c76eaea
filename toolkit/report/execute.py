"""Running a notebook: papermill with a kernel of this very interpreter, over a channel that nobody else can read."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit import paths

START_SECONDS = 120


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
) -> Any:
    """Run all cells of a notebook and return it with its outputs; nothing is written but into `work`.

    Args:
        notebook: the notebook's file.
        work: an empty private folder, the kernel's working directory.
        parameters: typed values, put in after the `parameters` cell.
        progress: counts the code cells as they begin.
        cell_seconds: the longest that one cell may take; None for no limit.

    Returns:
        The executed notebook (an nbformat node).

    Raises:
        Exception: what papermill, nbclient or the operating system raised; see :mod:`toolkit.report.failure`.
    """
    import papermill

    with _quiet():
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
            kernel_manager_class=_kernel_manager(work),
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


def _kernel_manager(work: Path) -> type:
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager

    class PrivateKernelManager(AsyncKernelManager):  # type: ignore[misc]
        """A kernel of the interpreter that runs this, over sockets in a private folder (encrypted TCP where there are none)."""

        def __init__(self, *args: Any, **options: Any) -> None:
            self._folder = tempfile.mkdtemp(prefix="casereview-")
            options["connection_file"] = str(Path(self._folder) / "connection.json")
            options |= _channel(self._folder)
            super().__init__(*args, **options)

        @property
        def kernel_spec(self) -> KernelSpec:
            return KernelSpec(
                argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
                display_name="Python 3",
                language="python",
                env=_environment(work),
                metadata={"supported_encryption": ["curve"]},
            )

        async def _async_cleanup_resources(self, restart: bool = False) -> None:
            await super()._async_cleanup_resources(restart)
            if not restart:
                shutil.rmtree(self._folder, ignore_errors=True)

        cleanup_resources = _async_cleanup_resources

    return PrivateKernelManager


def _channel(folder: str) -> dict[str, str]:
    """How runner and kernel speak: sockets in a private folder, or encrypted TCP where there are none (loopback is open to all)."""
    if os.name == "nt":
        return {"transport_encryption": "required"}
    return {"transport": "ipc", "ip": str(Path(folder) / "k")}


def _environment(work: Path) -> dict[str, str]:
    """What the kernel inherits besides: our package first, no profile of the user's, one order of sets."""
    return {
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": os.pathsep.join(p for p in (str(paths.PACKAGE.parent), os.environ.get("PYTHONPATH", "")) if p),
        "IPYTHONDIR": str(work),
        "PYTHONWARNINGS": "ignore",
    }


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep the libraries' logs quiet: their lines can hold cell content and paths."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)
