"""What holds for the project as a whole: its lock, its environments, its rooms, its words."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

from tests.conftest import APART, FIRST, TOGETHER

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
EVERY = PROJECT["dependencies"] + PROJECT["optional-dependencies"]["test"]
OUTSIDE = {
    ".git",
    ".venv",
    "node_modules",
    "reports",
    "__pycache__",
    ".hypothesis",
    ".ruff_cache",
    ".pytest_cache",
    "dist",
    "build",
}
TEXT = {".py", ".md", ".sql", ".toml", ".yml", ".csv", ".ipynb", ".j2", ".css", ".json", ".mjs", ".lock", ""}


def files(*suffixes: str) -> list[Path]:
    return [
        path
        for path in sorted(ROOT.rglob("*"))
        if path.is_file() and path.suffix in suffixes and not OUTSIDE & set(path.relative_to(ROOT).parts)
    ]


def ours() -> list[Path]:
    return [path for path in files(".py") if path.is_relative_to(ROOT / "toolkit")]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements.bootstrap.lock"])
def test_locks_name_no_host_and_hash_every_package(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    packages = re.findall(r"^[A-Za-z0-9._-]+==", text, re.MULTILINE)
    assert packages
    assert len(packages) == len(re.findall(r"^[A-Za-z0-9._-]+==[^\n]*\\\n +--hash=sha256:", text, re.MULTILINE))


def test_the_lock_holds_what_the_project_asks_for():
    locked: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", LOCK, re.MULTILINE):
        locked.setdefault(name, set()).add(version)
    misfits = [
        text
        for text in EVERY
        for need in [Requirement(text)]
        if not locked.get(need.name) or not all(need.specifier.contains(v) for v in locked[need.name])
    ]
    assert misfits == []


def test_conda_and_pyproject_ask_for_the_same():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    assert set(environment) == {"name", "channels", "dependencies"}
    listed = environment["dependencies"]
    from_pip = [text for part in listed if isinstance(part, dict) for text in part["pip"]]
    plain = {text for part in listed if isinstance(part, str) for text in [part]} | set(from_pip)
    assert plain == {*EVERY, "pip", f"python{PROJECT['requires-python']}"}


def test_the_version_is_said_once():
    import toolkit

    assert toolkit.__version__ == PROJECT["version"]
    assert f"## {PROJECT['version']}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_toolkit_imported_is_ours():
    import toolkit

    assert Path(toolkit.__file__).resolve().parent == ROOT / "toolkit"


def test_modules_are_short():
    assert [named(path) for path in ours() if path.read_text(encoding="utf-8").count("\n") >= 400] == []


def test_public_functions_say_what_they_do():
    silent = [
        f"{named(path)}: {node.name}"
        for path in ours()
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert silent == []


def test_who_may_import_whom():
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_nothing_names_the_machine_that_it_was_written_on():
    places = [f"{place}/" for place in (str(ROOT.parent), str(Path.home())) if len(place) > 1] + ["C:\\Users\\"]
    faults = [
        named(p)
        for p in files(*TEXT)
        if p != Path(__file__) and any(x in p.read_text(encoding="utf-8", errors="replace") for x in places)
    ]
    assert faults == []


def test_the_words_speak_of_the_work_and_not_of_how_it_was_made():
    talk = re.compile(
        r"(?i:\bissue #?\d|\bas requested\b|\b(?:helper|agent) session|\bticket #?\d|\blanguage model\b)|\bTODO\b|\bFIXME\b"
    )
    faults = [
        f"{named(p)}: {m[0]}"
        for p in files(*TEXT)
        if p.name != Path(__file__).name
        for m in [talk.search(p.read_text(encoding="utf-8", errors="replace"))]
        if m
    ]
    assert faults == []


def test_the_wheel_would_hold_notebooks_and_data():
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert set(wheel["only-include"]) == {"toolkit", "notebooks", "data"}
    assert wheel["sources"] == {"notebooks": "toolkit/_shipped/notebooks", "data": "toolkit/_shipped/data"}


def test_every_make_target_beyond_the_environment_is_one_line():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    recipes = dict(re.findall(r"^(report|test|docs): \$\(READY\)\n((?:\t.*\n)+)", text, re.MULTILINE))
    assert set(recipes) == {"report", "test", "docs"}
    assert all(re.fullmatch(r"\t@\$\(BIN\)/casereview [^\n]*\n", recipe) for recipe in recipes.values())


def test_the_machine_that_checks_runs_what_people_run():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert script.rstrip().endswith("make test")
    assert "unset PYTHONDONTWRITEBYTECODE" in script


def test_the_order_of_the_tests_names_places_that_there_are():
    assert [place for place in (*FIRST, *TOGETHER, *APART) if not (ROOT / place).exists()] == []
