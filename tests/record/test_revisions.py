"""What a record says of its own making, on a record small enough to count by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from toolkit.errors import CaseReviewError
from toolkit.record import open_record
from toolkit.record.revisions import revisions, write
from toolkit.record.write import complete, write_record


def need(entity: str, on: str | None, at: str, by: str = "", gone: str = "", why: str = "", basis: str = "recorded", **own) -> dict:
    times = {"recorded_at": pd.Timestamp(at), "recorded_by": pd.Timestamp(by or at), "withdrawn_at": pd.Timestamp(gone or None)}
    return {
        "entity_id": entity,
        "case_id": "C1",
        "occurred_on": pd.Timestamp(on),
        "withdrawn_reason": why or None,
        "basis": basis,
        "kind": "health",
        "severity": 1,
        "ended_on": pd.NaT,
        **times,
        **own,
    }


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    rows = [
        need("a", "2024-01-01", "2024-01-01"),
        need("b", "2024-01-01", "2024-01-08", gone="2024-02-01", why="corrected"),
        need("b", "2024-01-01", "2024-02-01", severity=3, ended_on=pd.Timestamp("2024-02-01")),
        need("c", "2024-01-01", "2024-01-05", by="2024-02-20"),
        need("d", "2024-06-01", "2024-01-05"),
        need("e", None, "2024-01-05"),
        need("f", "2024-01-01", "2024-01-01", basis="reconstructed"),
        need("g", "2024-01-01", "2024-03-01", gone="2024-04-01", why="in error"),
    ]
    folder = write_record(tmp_path_factory.mktemp("r") / "record", {"need": complete("need", pd.DataFrame(rows))})
    return revisions(open_record(folder))


def test_things_are_counted_by_what_became_of_them(found):
    row = found.tables.iloc[0]
    told = (
        "things",
        "statements",
        "revised",
        "withdrawn",
        "corrected",
        "in error",
        "changed",
        "planned",
        "undated",
        "reconstructed",
    )
    assert {k: int(row[k]) for k in told} == {
        "things": 7,
        "statements": 8,
        "revised": 1,
        "withdrawn": 2,
        "corrected": 1,
        "in error": 1,
        "changed": 0,
        "planned": 1,
        "undated": 1,
        "reconstructed": 1,
    }


def test_a_cell_filled_in_is_apart_from_one_changed(found):
    rows = found.columns.set_index("column")[["filled_in", "changed", "emptied"]]
    assert rows.loc["severity"].tolist() == [0, 1, 0]
    assert rows.loc["ended_on"].tolist() == [1, 0, 0]
    assert len(rows) == 2


def test_lags_have_both_bounds_and_leave_out_what_cannot_lag(found):
    rows = found.lags.set_index("within_days")
    assert rows["timed"].unique().tolist() == [4]  # a, b, c, g: not the plan, the undated, the reconstructed
    assert rows["at_most"].tolist() == [1, 3, 3, 4, 4]
    assert rows["at_least"].tolist() == [1, 2, 2, 4, 4]
    assert "too few" in found.text()


def test_a_batch_is_named(tmp_path):
    rows = [need(f"n{i}", "2024-01-01", "2024-01-05") for i in range(60)]
    record = open_record(write_record(tmp_path / "record", {"need": complete("need", pd.DataFrame(rows))}))
    assert "60 of them were recorded on 05/01/2024" in revisions(record).text()


def test_an_empty_record_says_so(tmp_path):
    (tmp_path / "record").mkdir()
    assert "no statements" in revisions(open_record(tmp_path / "record")).text()


def test_it_is_written_whole_or_not_at_all(found, tmp_path):
    assert sorted(p.name for p in write(found, tmp_path / "out").iterdir()) == ["columns.csv", "lags.csv", "tables.csv"]
    with pytest.raises(CaseReviewError, match="exists already"):
        write(found, tmp_path / "out")
