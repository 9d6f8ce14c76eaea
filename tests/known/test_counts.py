"""Counts of one table: the same whether its rows are looked at beforehand or treated with care, and at month ends."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.wall.futures import CASES, random_record, write
from toolkit.errors import CaseReviewError
from toolkit.known import care, counts
from toolkit.record import Record, open_record


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Record:
    """A record in no order, in which things have two versions at once."""
    made = random_record(np.random.default_rng(11), 40)
    return open_record(write(made, tmp_path_factory.mktemp("counts") / "record"))


def test_many_views_are_counted_as_few_are(record, monkeypatch) -> None:
    views = pd.DataFrame({"view_id": [f"v{c}" for c in CASES], "case_id": CASES, "as_of": "2021-09-30"})
    few = counts.counted(record, views, "placement", "placement_type")
    monkeypatch.setattr(care, "MANY", 1)
    assert few is not None and few["number"].sum() > 3
    pd.testing.assert_frame_equal(counts.counted(record, views, "placement", "placement_type"), few)


def test_things_with_two_versions_at_once_are_not_counted_as_sums(record) -> None:
    with pytest.raises(CaseReviewError, match="Things of placement have two versions at once"):
        counts.monthly(record, "placement", "2020-01-01", "2020-09-30")
