"""Running the tests of a checkout step by step, each timed, ending with the test runner's own closing line."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from toolkit import paths
from toolkit.commands.words import say
from toolkit.errors import CaseReviewError

_CLOSING = re.compile(r"^(=+ )?\d+ (passed|failed|skipped|error).* in [\d.]+s|^=+ .* in [\d.]+s.*=+$|^no tests ran")

_QUICK = ("style", "spelling", "imports")
_IMPORTS = "from importlinter.cli import lint_imports_command as run; run()"
_NBVAL = ("-p", "nbval", "--nbval-lax", "--nbval-current-env", "--nbval-cell-timeout", "120", "-p", "no:cacheprovider")
# Tests of one file share what takes long to make; the order in which they begin is that of tests/conftest.py.
_SPREAD = ("--dist", "loadscope", "--no-loadscope-reorder")


def run_all(fast: bool = False) -> bool:
    """Run style, spelling, types, imports, notebooks and tests in the checkout; print what they say, then the times.

    Lines are printed as they come; those of the steps that run beside the tests only when the tests have ended.

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
    steps = _steps(root, fast)
    done = [_told(name, steps.pop(name), root) for name in _QUICK]
    tests = steps.pop("tests")
    # The others take minutes in one process each: beside the tests they leave no processor waiting at either end.
    with ThreadPoolExecutor(max_workers=1) as beside:
        waiting = [beside.submit(_held, name, words, root) for name, words in steps.items()]
        done.append(_told("tests", tests, root))
        for one in waiting:
            step, lines = one.result()
            say("\n".join([f"--- {step.name}", *lines]))
            done.insert(-1, step)
    say("\n" + " · ".join(f"{d.name} {'passed' if d.passed else 'FAILED'} in {d.seconds:.1f} s" for d in done))
    say(done[-1].closing)
    return all(d.passed for d in done)


@dataclass(frozen=True)
class _Done:
    """A step that has ended, and the closing line of its test runner where it has one."""

    name: str
    passed: bool
    closing: str
    seconds: float


def _told(name: str, words: list[str], root: Path) -> _Done:
    say(f"--- {name}")
    return _run(name, words, root, say)


def _held(name: str, words: list[str], root: Path) -> tuple[_Done, list[str]]:
    lines: list[str] = []
    return _run(name, words, root, lines.append), lines


def _steps(root: Path, fast: bool) -> dict[str, list[str]]:
    python = [sys.executable, "-m"]
    steps = {
        "style": [*python, "ruff", "check", "--quiet", "--output-format", "concise", "."],
        "spelling": [*python, "codespell_lib"],
        "types": [*python, "pyright", "--warnings"],
        "imports": [sys.executable, "-c", _IMPORTS, "--cache-dir", ".import_linter_cache"],
        "notebooks": [*python, "pytest", *_NBVAL, "-q", *_notebooks(root)],
        "tests": [*python, "pytest", "-q", "-n", str(min(4, os.cpu_count() or 1)), *_SPREAD, "--durations", "10"],
    }
    if fast or not _notebooks(root):
        del steps["notebooks"]
    return steps


def _notebooks(root: Path) -> list[str]:
    return [str(file.relative_to(root)) for file in sorted((root / "notebooks").glob("*.ipynb"))]


def _run(name: str, words: list[str], root: Path, tell: Callable[[str], object]) -> _Done:
    closing, start = "", time.perf_counter()
    with subprocess.Popen(words, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace") as step:
        for line in step.stdout or ():
            tell(line.rstrip("\n"))
            closing = line.strip() if _CLOSING.match(line) else closing
    return _Done(name, step.returncode == 0, closing, time.perf_counter() - start)
