"""Looking at pages in real Chromium: what axe-core, the console, the network and the printer say of them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
FAULTS = ("violations", "requests", "messages", "wide", "duplicates", "dead", "unreached")
_NAMES = ("chromium", "chromium-browser", "google-chrome")


def missing() -> str:
    """Why pages cannot be looked at here, or nothing."""
    if not browser():
        return "no Chromium is installed here"
    if not shutil.which("node"):
        return "no Node is installed here"
    wanted = ("playwright-core", "axe-core")
    return "" if all((HERE / "node_modules" / name).is_dir() for name in wanted) else "npm ci has not been run in tests/browser"


def browser() -> str | None:
    """The browser's program, named by the environment or found."""
    return os.environ.get("CASEREVIEW_CHROMIUM") or next((found for name in _NAMES if (found := shutil.which(name))), None)


def look_at(
    pages: Iterable[Path], pictures: Path | None = None, looks: Iterable[str] = (), only_run: bool = False
) -> list[dict[str, Any]]:
    """Return what is found on each page; skips the test that asks where there is no browser.

    Args:
        pages: the files.
        pictures: a folder for a picture of each look and a print.
        looks: only these of desktop, phone, dark and contrast.
        only_run: look at what a page does, and leave out what takes long on a page of many thousand elements.
    """
    if missing():
        pytest.skip(missing())
    environment = os.environ | ({"PICTURES": str(pictures)} if pictures else {})
    environment |= {"LOOKS": " ".join(looks), "ONLY_RUN": "yes" if only_run else ""}
    command = ["node", str(HERE / "audit.mjs"), str(browser()), *map(str, pages)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300, env=environment)
    return [json.loads(line) for line in done.stdout.splitlines()]


def assert_still(found: dict[str, Any]) -> None:
    """Fail where a page runs, asks for or says anything, where an id is there twice, or where it is wider than its window."""
    assert {key: found[key] for key in ("requests", "messages", "wide", "duplicates", "dead") if found[key]} == {}
    assert found["dialogs"] == 0
    assert found["title"]
    assert found["closed"] in (True, None)


def assert_sound(found: dict[str, Any], scripts: int = 0) -> None:
    """Fail where a page breaks WCAG 2.2 AA, asks for anything, says anything to the console, or cannot be read on a phone."""
    assert {key: found[key] for key in FAULTS if found[key]} == {}
    assert (found["scripts"], found["dialogs"]) == (scripts, 0)
    assert found["title"]
    assert found["pages"] >= 1
    assert found["closed"] in (True, None)
