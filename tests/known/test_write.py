"""Results as bytes: fixed columns, six decimals, empty nulls, one order; whole or not at all."""

from __future__ import annotations

import pandas as pd
import pytest

from toolkit.errors import CaseReviewError
from toolkit.known import write_evidence, write_results
from toolkit.result import COLUMNS

ROWS = pd.DataFrame(
    [
        ("moves", "", "v2", 2, 364, 0, 2.0, 2.0, 2.0, "moves", "ok", ""),
        ("share", "", "v1", 1, 3, 0, 1 / 3, 1 / 3, 2 / 3, "share", "ok", 'a "word", and\nmore'),
        ("moves", "", "v1", None, None, None, None, None, None, "moves", "not recorded", "no cover"),
    ],
    columns=list(COLUMNS),
)
CSV = """measure,group,view_id,numerator,denominator,missing,value,lower,upper,unit,status,reason
moves,,v1,,,,,,,moves,not recorded,no cover
share,,v1,1,3,0,0.333333,0.333333,0.666667,share,ok,"a ""word"", and
more"
moves,,v2,2,364,0,2.000000,2.000000,2.000000,moves,ok,
"""


def test_csv_bytes(tmp_path) -> None:
    assert write_results(ROWS, tmp_path / "rows.csv").read_bytes().decode() == CSV


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_the_order_of_rows_does_not_matter(tmp_path, ending: str) -> None:
    one, two = (write_results(r, tmp_path / f"{n}.{ending}") for n, r in enumerate((ROWS, ROWS.iloc[::-1])))
    assert one.read_bytes() == two.read_bytes()


def test_parquet_holds_the_same(tmp_path) -> None:
    found = pd.read_parquet(write_results(ROWS, tmp_path / "rows.parquet"))
    assert list(found.columns) == list(COLUMNS)
    assert [str(v) for v in found["value"]] == ["None", "0.333333", "2.000000"]


def test_rows_that_are_all_empty(tmp_path) -> None:
    assert write_results(ROWS[2:], tmp_path / "rows.csv").read_text() == CSV[: CSV.index("share")]
    assert write_results(ROWS[:0], tmp_path / "rows.csv").read_text().splitlines() == CSV.splitlines()[:1]


def test_evidence(tmp_path) -> None:
    rows = pd.DataFrame({"view_id": ["v2", "v1"], "measure": "m", "statement_id": ["s", "s"], "role": "counted"})
    assert (
        write_evidence(rows, tmp_path / "e.csv").read_text()
        == "view_id,measure,statement_id,role\nv1,m,s,counted\nv2,m,s,counted\n"
    )


@pytest.mark.parametrize("name", ["rows.xlsx", "rows", "nowhere/rows.csv"])
def test_where_it_cannot_be_written(tmp_path, name: str) -> None:
    with pytest.raises(CaseReviewError, match="The results cannot be written"):
        write_results(ROWS, tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_nothing_is_left_half_written(tmp_path) -> None:
    target = tmp_path / "rows.csv"
    target.write_text("as it was")
    with pytest.raises(Exception, match="numerator"):
        write_results(ROWS.drop(columns="numerator"), target)
    assert [f.name for f in tmp_path.iterdir()] == ["rows.csv"]
    assert target.read_text() == "as it was"
