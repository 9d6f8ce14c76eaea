"""Small notebooks for tests, and what a page holds."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from toolkit.report import run_notebook

MADE_UP = Path(__file__).resolve().parent / "notebooks" / "made_up_review.ipynb"


def code(source: str, *tags: str) -> dict[str, Any]:
    return {"cell_type": "code", "metadata": {"tags": list(tags)}, "source": source, "outputs": [], "execution_count": None}


def words(source: str, *tags: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {"tags": list(tags)}, "source": source}


def notebook(path: Path, *cells: dict[str, Any], **own: Any) -> Path:
    """Write a notebook of these cells; `own` is what its metadata say to casereview."""
    numbered = [cell | {"id": f"cell-{n}"} for n, cell in enumerate(cells)]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    whole = {"cells": numbered, "metadata": {"casereview": own, "kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(whole), encoding="utf-8")
    return path


def folder_of(notebook: Path, to: Path, **parameters: Any) -> Path:
    """Run a notebook and return the folder of its report; the bytes are those of the plain engine."""
    return run_notebook(notebook, to, parameters=parameters, engine="fork").parent


class Page(HTMLParser):
    """The elements and the text of a page, for tests to look at."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[dict[str, str]] = []
        self.text = ""
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.append({name: value or "" for name, value in attrs})

    def handle_data(self, data: str) -> None:
        self.text += data
