"""Writing a record: ids that owe nothing to what comes later, one order, and a folder that appears whole or not at all."""

from __future__ import annotations

import os

import pandas as pd
import pytest

from toolkit.errors import CaseReviewError
from toolkit.record import beside, swap
from toolkit.record.write import complete, entity_id, write_record

ROWS = pd.DataFrame(
    {
        "entity_id": ["e2", "e1"],
        "case_id": ["7", "00123"],
        "kind": ["call", None],
        "occurred_on": ["2024-05-01", None],
        "recorded_at": pd.to_datetime(["2024-05-01 10:00", "2024-05-02 00:00"]),
    }
)


def test_missing_columns_are_filled_in_and_rows_put_in_order() -> None:
    done = complete("information", ROWS)
    assert done["case_id"].tolist() == ["00123", "7"]
    assert done["recorded_by"].equals(done["recorded_at"])
    assert done["occurred_precision"].tolist() == ["day", "day"] and done["basis"].tolist() == ["recorded", "recorded"]
    assert done["withdrawn_by"].isna().all()


@pytest.mark.parametrize(
    "same",
    [
        ROWS.iloc[::-1],
        ROWS.assign(withdrawn_at=pd.Timestamp("2025-01-01")),
        ROWS.assign(source="a later file", withdrawn_reason="corrected"),
        ROWS[["recorded_at", "kind", "case_id", "entity_id", "occurred_on"]],
    ],
    ids=["row order", "withdrawal", "source", "column order"],
)
def test_the_statement_id_owes_nothing_to(same: pd.DataFrame) -> None:
    assert complete("information", same)["statement_id"].tolist() == complete("information", ROWS)["statement_id"].tolist()


@pytest.mark.parametrize(
    "change", [{"kind": "visit"}, {"recorded_at": pd.Timestamp("2024-05-03")}, {"entity_id": "e3"}, {"note": ""}], ids=str
)
def test_the_statement_id_is_of_content_and_recording(change: dict) -> None:
    other = complete("information", ROWS.assign(**change))["statement_id"]
    same = complete("information", ROWS)["statement_id"]
    assert set(other).isdisjoint(same) != (change == {"note": ""})


def test_the_entity_id_carries_no_identifier() -> None:
    assert "00123" not in entity_id("pl", "00123", "2024-05-01")
    assert entity_id("pl", "1", "23") != entity_id("pl", "12", "3")


def test_an_unknown_column_is_an_error() -> None:
    with pytest.raises(CaseReviewError, match="no such columns"):
        complete("information", ROWS.assign(kid="x"))


def test_the_same_tables_give_the_same_bytes(tmp_path) -> None:
    one, two = (
        write_record(tmp_path / n, {"information": complete("information", rows)})
        for n, rows in (("a", ROWS), ("b", ROWS.iloc[::-1]))
    )
    assert (one / "information.parquet").read_bytes() == (two / "information.parquet").read_bytes()


def test_an_existing_record_is_only_replaced_when_asked(tmp_path) -> None:
    tables = {"information": complete("information", ROWS)}
    to = write_record(tmp_path / "r", tables)
    with pytest.raises(CaseReviewError, match="exists already"):
        write_record(to, tables)
    write_record(to, {"visit": complete("visit", ROWS[["entity_id", "case_id", "recorded_at"]])}, replace=True)
    assert [f.name for f in to.iterdir()] == ["visit.parquet"]
    assert [f.name for f in tmp_path.iterdir()] == ["r"]


def test_a_folder_that_is_no_record_is_never_replaced(tmp_path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "letters.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    for name in ("home", "file"):
        with pytest.raises(CaseReviewError, match="is not a record"):
            write_record(tmp_path / name, {}, replace=True)
    assert (tmp_path / "home" / "letters.txt").read_text() == (tmp_path / "file").read_text() == "mine"


def test_a_record_with_something_else_in_its_folder_is_not_replaced(tmp_path) -> None:
    to = write_record(tmp_path / "r", {"information": complete("information", ROWS)})
    (to / "letters.txt").write_text("mine")
    with pytest.raises(CaseReviewError, match="letters.txt"):
        write_record(to, {}, replace=True)
    assert sorted(f.name for f in to.iterdir()) == ["information.parquet", "letters.txt"]


@pytest.mark.skipif(os.name != "posix", reason="elsewhere two names are never swapped in one step")
def test_where_names_cannot_be_swapped_the_old_record_goes_aside_first(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(swap, "_exchanged", lambda one, other: False)
    to = write_record(tmp_path / "r", {"information": complete("information", ROWS)})
    write_record(to, {"visit": complete("visit", ROWS[["entity_id", "case_id", "recorded_at"]])}, replace=True)
    assert [f.name for f in to.iterdir()] == ["visit.parquet"] and [f.name for f in tmp_path.iterdir()] == ["r"]


@pytest.mark.parametrize("fault", ["a column is missing", "the rename fails"])
def test_nothing_half_written_is_left(tmp_path, monkeypatch, fault: str) -> None:
    to = write_record(tmp_path / "r", {"information": complete("information", ROWS)})
    before = (to / "information.parquet").read_bytes()
    tables = {"case": complete("case", ROWS[["entity_id", "case_id", "recorded_at"]])}
    if fault == "a column is missing":
        tables["visit"] = ROWS
    else:
        monkeypatch.setattr(beside, "put_in_place", lambda made, target, old: 1 / 0)
    with pytest.raises(Exception):  # noqa: B017 - whatever goes wrong
        write_record(to, tables, replace=True)
    monkeypatch.undo()
    assert {f.name: f.read_bytes() for f in to.iterdir()} == {"information.parquet": before}
    assert [f.name for f in tmp_path.iterdir()] == ["r"]
