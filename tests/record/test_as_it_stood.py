"""A record as it stood on a day: later entries are absent, later withdrawals blank, and nothing else changes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.wall.futures import other_future, random_record, write
from toolkit.record import open_record
from toolkit.record.schema import TABLES


def _tables(record) -> dict[str, pd.DataFrame]:
    with record.connect() as con:
        return {t.name: con.execute(f'SELECT * FROM "{t.name}" ORDER BY ALL').df() for t in TABLES}


@pytest.mark.parametrize(
    ("until", "last"), [("2020-03-31", "2020-03-31 23:59:59.999999"), ("2020-03-31T12:00:00", "2020-03-31 12:00:00")]
)
def test_another_future_is_not_in_it(tmp_path, until, last) -> None:
    rng = np.random.default_rng(3)
    record = random_record(rng)
    one = open_record(write(record, tmp_path / "one"))
    two = open_record(write(other_future(rng, record, pd.Timestamp(last)), tmp_path / "two"))
    stood = _tables(two.as_it_stood(until))
    for name, frame in _tables(one.as_it_stood(until)).items():
        pd.testing.assert_frame_equal(frame, stood[name], check_dtype=False)


def test_a_withdrawal_to_come_is_blank_and_one_that_has_come_stands(tmp_path) -> None:
    rows = pd.DataFrame(
        {
            "statement_id": ["a", "b", "c"],
            "entity_id": ["a", "b", "c"],
            "case_id": "1",
            "occurred_on": pd.Timestamp("2020-01-01"),
            "recorded_at": pd.to_datetime(["2020-01-02", "2020-01-02", "2020-06-01"]),
            "withdrawn_at": pd.to_datetime(["2020-02-01", "2020-06-01", None]),
            "withdrawn_reason": ["in error", "in error", None],
        }
    )
    stood = _tables(open_record(write({"information": rows}, tmp_path / "record")).as_it_stood("2020-03-31"))["information"]
    assert stood["statement_id"].tolist() == ["a", "b"]
    assert stood["withdrawn_at"].notna().tolist() == [True, False]
    assert stood["withdrawn_reason"].notna().tolist() == [True, False]
