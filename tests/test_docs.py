"""Every example in the documents runs, in order, in an empty folder; every link leads somewhere; the reference is up to date."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from toolkit.cli import app
from toolkit.commands.reference import pages
from toolkit.report import execute, fork

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.glob("tutorial/*.md"), *DOCS.glob("how-to/*.md"), *DOCS.glob("explanation/*.md")])
MADE = pages(typer.main.get_command(app))
OWN = f'"{sys.executable}" -m toolkit'
WRITTEN = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *PAGES]


def blocks(page: Path) -> list[str]:
    return re.findall(r"^```bash\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def forked() -> Iterator[str]:
    """Words of a shell for the command line, begun at once; see :mod:`tests.forked`."""
    if not fork.available():
        yield OWN
        return
    with tempfile.TemporaryDirectory(prefix="c", dir=execute.temporary()) as at:  # a socket's address must be short
        begun = [sys.executable, "-m", "tests.forked", f"{at}/s"]
        with subprocess.Popen(begun, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
            assert server.stdout and server.stdout.readline() == b"ready\n"
            yield f'"{sys.executable}" -S -E "{ROOT}/tests/forked.py" {at}/s'
            assert server.stdin
            server.stdin.close()


@pytest.fixture
def shell(page: Path, tmp_path: Path, request: pytest.FixtureRequest) -> dict[str, str]:
    """An environment in which `casereview` is the one under test: in the tutorials as a user begins it."""
    folder = tmp_path / "bin"
    folder.mkdir()
    script = folder / "casereview"
    command = OWN if page.parent.name == "tutorial" else request.getfixturevalue("forked")
    script.write_text(f'#!/bin/sh\nexec {command} "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    return {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": path}


@pytest.mark.skipif(os.name == "nt", reason="the examples are written for a POSIX shell")
@pytest.mark.parametrize("page", [p for p in PAGES if blocks(p)], ids=lambda p: p.stem)
def test_every_example_runs(page, shell, tmp_path, request):
    work = tmp_path / "work"
    work.mkdir()
    if "returns/" in "".join(blocks(page)):
        returns = request.getfixturevalue("shared_data") / "ssda903"
        for year in ("2018", "2019"):
            shutil.copytree(returns / year, work / "returns" / year)
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(blocks(page))],
        cwd=work,
        env=shell,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("page", WRITTEN, ids=lambda p: p.stem)
def test_links_lead_somewhere(page):
    targets = re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
    assert [t for t in targets if "://" not in t and not (page.parent / t).exists()] == []


@pytest.mark.parametrize("name", MADE)
def test_the_reference_is_made_from_the_code_as_it_is(name):
    page = DOCS / "reference" / name
    assert page.is_file(), "run `casereview docs`"
    assert page.read_text(encoding="utf-8") == MADE[name], "run `casereview docs`"
