"""The same reports twice: from a record of hostile texts, and from one of plain words in the same places."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.hostile import texts
from tests.hostile.placing import LAST_DAY, Placed, place
from toolkit.report import build_index, run_notebook

# No name of a folder can hold a slash; brackets, stars and braces would pick other files where a name is taken for a pattern.
FOLDER = "<img src=x onerror=alert(1)> {{7*7}} [1]* $x$ '; DROP TABLE visit; -- \" & =1+1 \u202e\n\u001b[31m"


@dataclass(frozen=True)
class Built:
    """A record, and the folders of the reports that were built from it, by notebook; the index beside them too."""

    placed: Placed
    reports: dict[str, Path]
    index: Path

    @property
    def pages(self) -> dict[str, Path]:
        return {name: folder / "report.html" for name, folder in self.reports.items()} | {"index": self.index}


@pytest.fixture(scope="session")
def built(tmp_path_factory, warm) -> dict[str, Built]:
    names = [t for t in texts.short() if t.strip()]
    many = [f"{name}{n}" for n in ("", *range(3)) for name in names]
    given = {
        "plain": (texts.plain(), [f"name-{n}" for n in range(len(many))], "record"),
        "hostile": (texts.hostile(), many, FOLDER),
    }
    return {kind: _build(tmp_path_factory.mktemp(kind), *made) for kind, made in given.items()}


@pytest.fixture(autouse=True)
def _warm(warm):
    """Kernels are forked here."""


def _build(to: Path, words: list[str], names: list[str], folder: str) -> Built:
    placed = place(to / folder, words, names)
    # In the review every identifier is to be read; in the audit each is a pseudonym wherever a text, or the page itself, has it.
    review = {"case_id": placed.first, "identifiers": "as recorded"}
    asked = {"learning_review": review, "case_review_audit": {"as_of": LAST_DAY, "conversations": 10}}
    out = to / "reports"
    reports = {name: run_notebook(name, out, placed.folder, given, engine="fork").parent for name, given in asked.items()}
    return Built(placed, reports, build_index(out))
