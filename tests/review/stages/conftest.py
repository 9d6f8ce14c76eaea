"""A review of three decisions from the sample record, made once for all processes; each test works on a copy."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pytest

from tests.review.stages.room import go_through, rate
from toolkit import paths
from toolkit.known import views
from toolkit.record import open_record
from toolkit.report.reviewing import new_review
from toolkit.review.pack.since import NotBlind
from toolkit.review.wanted import Wanted

KINDS = ("start of care", "plan change", "close case")


@pytest.fixture(autouse=True)
def _fewer_draws(monkeypatch):
    """Two hundred draws tell an interval as well as two thousand, to those who only look whether it is there."""
    fewer = {"resamples": "200", "agreement_resamples": "20"}
    for row in paths.rows("review", "limits"):
        monkeypatch.setitem(row, "value", fewer.get(row["name"], row["value"]))


@pytest.fixture(scope="session")
def made(once) -> Path:
    """Three decisions, two comparisons each, six raters; nothing is rated."""
    return once("review-made", lambda folder: _make(folder / "made")) / "made"


def _make(folder: Path) -> None:
    every = views.decisions(open_record(paths.sample_record()))
    of_kind = [every[(every["label"] == kind) & (every["as_of"] < "2024")].drop_duplicates("case_id") for kind in KINDS]
    for n in range(min(map(len, of_kind))):  # the first of each kind to which there are comparisons
        some = pd.concat([part.iloc[[n]] for part in of_kind], ignore_index=True)
        with suppress(NotBlind):
            new_review(paths.sample_record(), some, folder, Wanted(raters=6, seed=3, comparisons=2))
            return
    raise AssertionError("the sample record has no such decisions")


@pytest.fixture(scope="session")
def rated(made, once) -> Path:
    """The same, all rated blind and locked."""

    def fill(folder: Path) -> None:
        rate(Path(shutil.copytree(made, folder / "rated")), "blind")

    return once("review-rated", fill) / "rated"


@pytest.fixture(scope="session")
def told(rated, tmp_path_factory) -> Path:
    """The same, gone through to the second rating."""
    folder = tmp_path_factory.mktemp("told") / "told"
    shutil.copytree(rated, folder)
    go_through(folder, "widen", "again", "reveal")
    return folder


@pytest.fixture
def copy(tmp_path) -> Callable[[Path], Path]:
    """Return a function that copies a review's folder."""

    def copied(folder: Path) -> Path:
        return Path(shutil.copytree(folder, tmp_path / "review"))

    return copied
