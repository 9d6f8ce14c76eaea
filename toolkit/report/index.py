"""The list of what was built in a folder, made anew from the manifests that stand there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

from toolkit.report import manifest, stage
from toolkit.report.page import render

NAME = "index.html"
REPORT = "report.html"
ERROR_ENDING = ".error.txt"
_HOLDS = {"case": "one case", "group": "a group"}


def build_index(to: str | Path) -> Path:
    """Write `to/index.html`: what was built, when, from what, and whether the report is still there.

    Made from the manifests alone, so nothing of a case is in it, and a report deleted by hand is only missing.

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
    page = render("runs.html.j2", title="Reports", runs=ordered, built=sum(bool(r["link"]) for r in ordered))
    return stage.write_whole(folder / NAME, page)


def _built(path: Path) -> dict[str, Any] | None:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        there = (path.parent / REPORT).is_file()
        return {
            "run": said["run"],
            "title": said["notebook"]["title"],
            "record": (said["record"] or {}).get("name", "none"),
            "built": _when(said["finished"]),
            "holds": _HOLDS.get(said["notebook"]["subject"], "not stated"),
            "state": "built" if there else "the report was removed",
            "link": f"{quote(path.parent.name)}/{REPORT}" if there else "",
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _failed(path: Path) -> dict[str, Any]:
    name = path.name.removesuffix(ERROR_ENDING)
    notebook, run = name[: -stage.RUN_ID_LENGTH - 1], name[-stage.RUN_ID_LENGTH :]
    return {
        "run": run,
        "title": notebook.replace("_", " ").capitalize(),
        "record": "not stated",
        "built": "not built",
        "holds": "no report",
        "state": f"failed: see {path.name}",
        "link": "",
    }


def _when(stamp: str) -> str:
    return stamp[:16].replace("T", " ")
