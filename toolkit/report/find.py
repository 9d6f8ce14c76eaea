"""Which notebooks there are, and what each says about itself."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit import paths
from toolkit.errors import CaseReviewError, nearest

CASE, GROUP = "case", "group"
_SUBJECTS = (CASE, GROUP)


@dataclass(frozen=True)
class About:
    """What a notebook's own metadata (`metadata.casereview`) says of it: nothing here comes from a record."""

    name: str
    title: str
    description: str
    subject: str
    marking: str
    lang: str


def notebooks() -> dict[str, Path]:
    """Return the notebooks that `casereview run` offers, name to file, in order of name.

    >>> all(path.suffix == ".ipynb" for path in notebooks().values())
    True
    """
    return {path.stem: path for path in sorted(paths.notebooks().glob("*.ipynb"))}


def resolve(notebook: str | Path) -> Path:
    """Return the file of a notebook given by name or by path.

    Raises:
        CaseReviewError: neither a known name nor a file; names the nearest known one.
    """
    known = notebooks()
    if str(notebook) in known:
        return known[str(notebook)]
    path = Path(notebook)
    if path.suffix == ".ipynb" and path.is_file():
        return path.resolve()
    raise CaseReviewError(
        f"There is no notebook called {path.name}{nearest(path.stem, known)}",
        [f"known: {name}" for name in known],
        "Give one of these names, or the path of a notebook (.ipynb).",
    )


def read_source(path: Path) -> dict[str, Any]:
    """Return a notebook file as plain data, without checking it against the schema (papermill does that when it runs).

    Raises:
        CaseReviewError: the file is not a notebook.
    """
    try:
        source = json.loads(path.read_text(encoding="utf-8"))
        source["cells"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CaseReviewError(f"{path.name} cannot be read as a notebook", todo="Give a notebook file (.ipynb).") from error
    return source


def about(name: str, metadata: dict[str, Any]) -> About:
    """Return what a notebook's metadata says, with the defaults for what it leaves out.

    >>> about("learning_review", {"casereview": {"subject": "case"}}).marking
    'Restricted: case content'
    >>> about("learning_review", {}).title
    'Learning review'
    """
    from toolkit.disclose.policy import read_policy

    own = metadata.get("casereview", {})
    subject = own.get("subject", CASE)
    if subject not in _SUBJECTS:
        raise CaseReviewError(f"The notebook {name} cannot be run", [f"its subject is {subject!r}, not 'case' or 'group'"])
    return About(
        name,
        own.get("title") or name.replace("_", " ").capitalize(),
        own.get("description", ""),
        subject,
        read_policy().marking(subject, own.get("marking", "")),
        own.get("lang", "en-GB"),
    )


def text_of(cell: dict[str, Any]) -> str:
    """Return a cell's source, which a notebook file may hold as one text or as a list of lines.

    >>> text_of({"source": ["a\\n", "b"]})
    'a\\nb'
    """
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(source)


def tags_of(cell: dict[str, Any]) -> frozenset[str]:
    """Return a cell's tags."""
    return frozenset(cell.get("metadata", {}).get("tags", ()))
