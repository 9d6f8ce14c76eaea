"""Running a notebook's cells in this process, and what they put on the page: quick, where a kernel would tell no more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from unittest import mock

from toolkit import paths
from toolkit.pseudonyms import wear
from toolkit.report.find import tags_of, text_of

WITH_ENDINGS = ("case_review_audit", "learning_review", "practice_workshop")
NAMES = (*WITH_ENDINGS, "drift_audit", "blind_review", "reveal")  # these open no ending


@dataclass(frozen=True)
class Shown:
    """What one call put on the page: markup, words, and the table as CSV with its name (both empty where there is none)."""

    later: bool
    markup: str
    words: str
    name: str
    csv: str

    @property
    def text(self) -> str:
        """What people read of it, text alternatives too."""
        return "\n".join(_Text(self.markup).found)


def notebook(name: str) -> dict[str, Any]:
    return json.loads((paths.notebooks() / f"{name}.ipynb").read_text(encoding="utf-8"))


def run_cells(name: str, only_above: bool = False, **given: Any) -> list[Shown]:
    """Return what the cells of a notebook show with these parameters; `only_above` stops before the afterwards part."""
    try:
        return _run(name, only_above, given)
    finally:
        wear(None)  # a kernel ends with its notebook, this process does not


def _run(name: str, only_above: bool, given: dict[str, Any]) -> list[Shown]:
    shown: list[Shown] = []
    names: dict[str, Any] = {}
    for later, cell in _cells(name):
        if later and only_above:
            break

        def take(data: dict[str, str], raw: bool, metadata: dict[str, Any], later: bool = later) -> None:
            csv = metadata["casereview"].get("csv", {"name": "", "text": ""})
            shown.append(Shown(later, data["text/html"], data["text/plain"], csv["name"], csv["text"]))

        with mock.patch("IPython.display.display", take):
            exec(compile(text_of(cell), f"{name} {cell['id']}", "exec"), names)
        if "parameters" in tags_of(cell):
            names |= {k: str(v) if isinstance(v, Path) else v for k, v in given.items()}
    return shown


def _cells(name: str) -> Iterator[tuple[bool, dict[str, Any]]]:
    later = False
    for cell in notebook(name)["cells"]:
        later = later or "afterwards" in tags_of(cell)
        if cell["cell_type"] == "code":
            yield later, cell


class _Text(HTMLParser):
    def __init__(self, markup: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in ("alt", "aria-label") and value]

    def handle_data(self, data: str) -> None:
        self.found += [data] if data.strip() else []
