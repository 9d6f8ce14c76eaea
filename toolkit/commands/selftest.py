"""Running the tests of a checkout step by step, each timed, ending with the test runner's own closing line."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

from toolkit import paths
from toolkit.commands.words import say
from toolkit.errors import CaseReviewError

_CLOSING = re.compile(r"^(=+ )?\d+ (passed|failed|skipped|error).* in [\d.]+s|^=+ .* in [\d.]+s.*=+$|^no tests ran")


def run_all(fast: bool = False) -> bool:
    """Run style, spelling, types, imports, notebooks and tests in the checkout; print each as it comes, then the times.

    Args:
        fast: leave out the notebooks.

    Returns:
        Whether all passed.

    Raises:
        CaseReviewError: where there is no checkout to test (an installed wheel has no tests).
    """
    root = paths.PACKAGE.parent
    if not (root / "tests").is_dir():
        raise CaseReviewError("There are no tests here: this is an installed copy", todo="Run it in a checkout of the project.")
    times, well, closing = [], True, ""
    for name, words in _steps(root, fast).items():
        start = time.perf_counter()
        say(f"--- {name}")
        passed, closing = _run(words, root)
        well = well and passed
        times.append(f"{name} {'passed' if passed else 'FAILED'} in {time.perf_counter() - start:.1f} s")
    say("\n" + " · ".join(times))
    say(closing)
    return well


def _steps(root: Path, fast: bool) -> dict[str, list[str]]:
    python = [sys.executable, "-m"]
    steps = {
        "style": [*python, "ruff", "check", "--quiet", "--output-format", "concise", "."],
        "spelling": [*python, "codespell_lib"],
        "types": [*python, "pyright", "--warnings"],
        "imports": [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command as run; run()",
            "--cache-dir",
            ".import_linter_cache",
        ],
        "notebooks": [
            *python,
            "pytest",
            "-p",
            "nbval",
            "--nbval-lax",
            "--nbval-current-env",
            "--nbval-cell-timeout",
            "120",
            "-p",
            "no:cacheprovider",
            "-q",
            *_notebooks(root),
        ],
        "tests": [*python, "pytest", "-q", "-n", str(min(4, os.cpu_count() or 1)), "--dist", "worksteal", "--durations", "10"],
    }
    if fast or not _notebooks(root):
        del steps["notebooks"]
    return steps


def _notebooks(root: Path) -> list[str]:
    return [str(file.relative_to(root)) for file in sorted((root / "notebooks").glob("*.ipynb"))]


def _run(words: list[str], root: Path) -> tuple[bool, str]:
    closing = ""
    with subprocess.Popen(words, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace") as step:
        for line in step.stdout or ():
            say(line.rstrip("\n"))
            closing = line.strip() if _CLOSING.match(line) else closing
    return step.returncode == 0, closing
