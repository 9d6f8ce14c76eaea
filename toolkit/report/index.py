"""The list of what was built in a folder, made anew from the manifests that stand there."""

from __future__ import annotations

import json
import os
import re
from functools import cache
from pathlib import Path
from urllib.parse import quote

from toolkit.report import manifest, markup, stage
from toolkit.report.page import TEMPLATES, render

NAME = "index.html"
REPORT = "report.html"
ERROR_ENDING = ".error.txt"
Row = dict[str, str]
_LONGEST = 200
_RUN = re.compile(r".+-\d{8}-\d{6}-[0-9a-f]{4}")
_HOLDS = {"case": "one case", "group": "a group"}


def build_index(to: str | Path) -> Path:
    """Write `to/index.html`: what was built, when, from what, and whether the report is still there.

    Made from the manifests alone, which hold nothing of a case and nothing of what came later, and a report deleted by hand is
    only missing. It can be searched, sorted and narrowed to a notebook; without script all runs are there, newest first.

    Args:
        to: the folder that holds the runs; made where it is not there.

    Returns:
        The path of the page.
    """
    folder = Path(to)
    folder.mkdir(parents=True, exist_ok=True)
    runs = [_built(path) for path in folder.glob(f"*/{manifest.NAME}")] + [
        _failed(path) for path in folder.glob(f"*{ERROR_ENDING}")
    ]
    ordered = sorted((r for r in runs if r), key=lambda r: (r["run"], r["title"]), reverse=True)
    notebooks = sorted({r["notebook"] for r in ordered})
    built = sum(bool(r["link"]) for r in ordered)
    page = render("runs.html.j2", title="Reports", script=_script(), runs=ordered, built=built, notebooks=notebooks)
    return stage.write_whole(folder / NAME, page)


@cache
def _script() -> str:
    return (TEMPLATES / "audit" / "runs.js").read_text(encoding="utf-8")


def _built(path: Path) -> Row | None:
    folder = path.parent
    link = f"{quote(os.fsencode(folder.name))}/{REPORT}" if (folder / REPORT).is_file() else ""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        row = {
            "run": said["run"],
            "title": said["notebook"]["title"],
            "notebook": said["notebook"]["name"],
            "record": (said["record"] or {}).get("name", "none"),
            "built": _when(said["finished"]),
            "holds": _HOLDS.get(said["notebook"]["subject"], "not stated"),
            "state": "built" if link else "the report was removed",
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return _unreadable(folder.name, link)
    return {what: _words(words) for what, words in row.items()} | {"link": link}


def _unreadable(folder: str, link: str) -> Row | None:
    """What the name of a run's own folder says; another folder is none of ours."""
    if not _RUN.fullmatch(folder):
        return None
    state = f"{manifest.NAME} cannot be read" + ("" if link else ", and the report was removed")
    return _named(folder) | {"built": "not known", "holds": "not stated", "state": state, "link": link}


def _failed(path: Path) -> Row:
    return _named(path.name.removesuffix(ERROR_ENDING)) | {
        "built": "not built",
        "holds": "no report",
        "state": _words(f"failed: see {path.name}"),
        "link": "",
    }


def _named(name: str) -> Row:
    """What a run's name says: `NOTEBOOK-RUN`."""
    notebook, run = _words(name[: -stage.RUN_ID_LENGTH - 1]), _words(name[-stage.RUN_ID_LENGTH :])
    return {"run": run, "title": notebook.replace("_", " ").capitalize() or "A run", "notebook": notebook, "record": "not stated"}


def _words(said: object) -> str:
    """A text of somebody's manifest as a cell may hold it."""
    return markup.plain(said)[:_LONGEST]


def _when(stamp: str) -> str:
    return stamp[:16].replace("T", " ")
