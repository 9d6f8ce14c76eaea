"""The manifest of a run: what it was made from and with, and what came out. It holds no case content."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import subprocess
from datetime import UTC, datetime
from functools import cache, lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any

from toolkit import paths
from toolkit.pseudonyms import Names
from toolkit.report.find import About
from toolkit.report.identity import named
from toolkit.report.parameters import Parameter

NAME = "manifest.json"
RECORD = "record"
_PACKAGES = (
    "casereview",
    "duckdb",
    "ipykernel",
    "matplotlib",
    "nbclient",
    "nbconvert",
    "nbformat",
    "nh3",
    "numpy",
    "pandas",
    "papermill",
    "pyarrow",
    "scipy",
    "statsmodels",
)


def now() -> str:
    """Return the time now, in UTC, as ISO text to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def shown_parameters(parameters: list[Parameter], values: dict[str, Any], names: Names | None = None) -> dict[str, Any]:
    """Return every parameter with the value that the run used: identifiers as pseudonyms, paths by their last name.

    An identifier of which the record has no pseudonym is withheld.

    >>> case = Parameter("case_id", "id", "", "")
    >>> shown_parameters([case], {"case_id": "00123"})
    {'case_id': 'withheld'}
    """
    return {p.name: named(p, values.get(p.name, p.default), names) for p in parameters}


def describe(
    about: About,
    notebook: Path,
    run: str,
    record: Any,
    shown: dict[str, Any],
    started: str,
    given: dict[str, Any],
    inputs: dict[str, str],
) -> dict[str, Any]:
    """Return what a manifest says before the run's own outputs are known.

    Args:
        about: what the notebook says about itself.
        notebook: its file.
        run: the run's id.
        record: the opened record, or None.
        shown: the parameters as they may be shown.
        started: when the run began.
        given: the parameters that were given; only their names are kept, for a notebook's defaults are in the notebook.
        inputs: parameter to the hash of the file or folder that it names; see :func:`hashed_paths`.
    """
    return {
        "run": run,
        "status": "ok",
        "notebook": {
            "name": about.name,
            "title": about.title,
            "subject": about.subject,
            "marking": about.marking,
            "sha256": sha256(notebook),
        },
        "parameters": shown,
        "given": sorted(given),
        "inputs": inputs,
        "seed": shown.get("seed"),
        "record": {"name": record.path.name, "sha256": hashed_record(record)} if record else None,
        "versions": versions(),
        "commit": commit(),
        "hash_seed": "0",
        "started": started,
    }


def write(folder: Path, said: dict[str, Any]) -> Path:
    """Write the manifest of a finished folder: what was said, the end time and the hash of every file in it."""
    outputs = {f.relative_to(folder).as_posix(): sha256(f) for f in sorted(folder.rglob("*")) if f.is_file()}
    path = folder / NAME
    text = json.dumps(said | {"finished": now(), "outputs": outputs}, indent=1, sort_keys=True, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
    return path


def hashed_record(record: Any) -> dict[str, str]:
    """Return the SHA-256 of each of a record's tables; a file that has not been written to since is read once."""
    return {name: _sha256_of(file) for name, file in sorted(record.files.items())}


def hashed_paths(parameters: list[Parameter], values: dict[str, Any]) -> dict[str, str]:
    """Return the SHA-256 of what the path parameters name, but for the record: of a folder, one over all its files.

    The names of files are in the hash and nowhere else: they may be case content.
    """
    named = {p.name: Path(values[p.name]) for p in parameters if p.type == "path" and p.name != RECORD and values.get(p.name)}
    return {name: _sha256_of(path) if path.is_file() else _sha256_of_folder(path) for name, path in named.items()}


@cache
def versions() -> dict[str, str]:
    """Return the versions of Python, of the system and of the packages that can change a report."""
    found = {"python": platform.python_version(), "system": platform.system()}
    for name in _PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


@cache
def commit() -> str | None:
    """Return the commit of the checkout that this runs from, marked where files differ from it; None outside a checkout.

    Asked once a process, as its code is loaded once.
    """
    root = paths.PACKAGE.parent
    if not (root / ".git").exists():
        return None
    try:
        head = _git(root, "rev-parse", "HEAD")
        return head + (" with changes" if _git(root, "status", "--porcelain", "--untracked-files=no") else "")
    except (OSError, subprocess.SubprocessError):
        return None


def sha256(file: Path) -> str:
    """Return the SHA-256 of a file."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sha256_of(file: Path) -> str:
    about = file.stat()
    return _sha256_at(file.resolve(), about.st_size, about.st_mtime_ns)


@lru_cache(maxsize=1024)
def _sha256_at(file: Path, size: int, written: int) -> str:  # noqa: ARG001 - they say whether it is still the same file
    return sha256(file)


def _sha256_of_folder(folder: Path) -> str:
    files = sorted(f for f in folder.rglob("*") if f.is_file())
    listed = "\n".join(f"{_sha256_of(f)} {f.relative_to(folder).as_posix()}" for f in files)
    return hashlib.sha256(listed.encode()).hexdigest()


def _git(root: Path, *words: str) -> str:
    environment = os.environ | {"GIT_OPTIONAL_LOCKS": "0"}
    done = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=True, timeout=10, env=environment)
    return done.stdout.strip()
