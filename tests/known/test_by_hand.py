"""What speed is measured against: SQL and frames written by hand give what the toolkit gives, or the comparison is of two things."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from toolkit.known import counts
from toolkit.known.partitions import parts_of
from toolkit.known.write import write_parts
from toolkit.record import open_record

with pytest.MonkeyPatch.context() as patch:
    patch.setattr(sys, "path", [str(Path(__file__).resolve().parents[2] / "benchmarks"), *sys.path])
    data, known_sql, known_frames = map(import_module, ("known_data", "known_sql", "known_frames"))
SMALL = data.Size("small", 8000)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("by-hand")
    data.make_record(folder / "record", SMALL)
    data.make_contacts(folder / "contacts", SMALL)
    data.make_views(folder / "views.parquet", SMALL)
    return folder


def _by_sql(steps: list[str]) -> None:
    with duckdb.connect() as con:
        for step in steps:
            con.execute(step)


def _rows(file: Path) -> list[tuple]:
    return duckdb.execute(f"FROM '{file}' ORDER BY ALL").fetchall()


def test_ten_indicators(made: Path, tmp_path: Path) -> None:
    record, views, ours, sql, frames = (
        made / "record", made / "views.parquet", tmp_path / "ours.parquet", tmp_path / "sql.parquet", tmp_path / "frames.parquet",
    )  # fmt: skip
    with parts_of(open_record(record), pd.read_parquet(views), list(known_sql.TEN), room=tmp_path) as parts:
        write_parts(parts, ours)
    _by_sql(known_sql.ten(record, views, sql))
    assert _rows(ours) == _rows(sql)
    known_frames.ten_pandas(record, views, frames)
    found, values = pd.read_parquet(ours), pd.read_parquet(frames)
    assert list(found["measure"]) == list(values["measure"])
    same = pd.concat({"ours": found["value"].astype("float64"), "frames": values["value"].astype("float64")}, axis=1).round(5)
    pd.testing.assert_series_equal(same["ours"], same["frames"], check_names=False)


def test_one_count(made: Path, tmp_path: Path) -> None:
    record, views = made / "contacts", made / "views.parquet"
    counts.counted(open_record(record), pd.read_parquet(views), "contact", "kind", to=tmp_path / "ours.parquet")
    _by_sql(known_sql.counted(record, views, "contact", "kind", tmp_path / "sql.parquet"))
    assert _rows(tmp_path / "ours.parquet") == _rows(tmp_path / "sql.parquet")


def test_month_ends(made: Path, tmp_path: Path) -> None:
    record, days = made / "contacts", ("2019-01-01", "2022-12-31")
    counts.monthly(open_record(record), "contact", *days, to=tmp_path / "ours.parquet")
    _by_sql(known_sql.monthly(record, "contact", *days, tmp_path / "sql.parquet"))
    known_frames.monthly_pandas(record, "contact", *days, tmp_path / "frames.parquet")
    ours = _rows(tmp_path / "ours.parquet")
    assert ours == _rows(tmp_path / "sql.parquet")
    assert [(case, end, number) for case, end, number in ours] == [
        (case, end.date(), number) for case, end, number in _rows(tmp_path / "frames.parquet")
    ]
