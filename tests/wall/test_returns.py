"""The wall over imports: what was known up to a cut does not change when later returns are imported."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from toolkit.known import evidence, measure, statements, write_evidence, write_results
from toolkit.record import open_record
from toolkit.record.clocks import KNOWLEDGE
from toolkit.sources.ssda903 import import_returns

YEARS = (2018, 2019, 2020, 2021)


@pytest.fixture(scope="module")
def folders(shared_data: Path) -> list[Path]:
    return [shared_data / "ssda903" / str(year) for year in YEARS]


@pytest.fixture(scope="module")
def every(folders: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    to = tmp_path_factory.mktemp("every") / "record"
    import_returns(folders, to)
    return to


def _views(record: Path, year: int) -> pd.DataFrame:
    """Views of children of early and of late returns, on the cut, on the day after the cut before, and in between."""
    with open_record(record).connect() as con:
        cases = [row[0] for row in con.execute('SELECT DISTINCT case_id FROM "case" ORDER BY sha256(case_id) LIMIT 60').fetchall()]
    moments = (f"{year}-03-31", f"{year - 1}-04-01", f"{year - 1}-11-15T12:00:00")
    rows = [(f"{case}-{n}", case, day, "before" if n == 2 else "") for case in cases for n, day in enumerate(moments)]
    return pd.DataFrame(rows, columns=["view_id", "case_id", "as_of", "cut"])


def _said(record: Path, views: pd.DataFrame, knowledge: str, out: Path) -> bytes:
    opened = open_record(record)
    rows = write_results(measure(opened, views, knowledge=knowledge), out / "rows.csv").read_bytes()
    rests = write_evidence(evidence(opened, views, knowledge=knowledge), out / "rests.csv").read_bytes()
    return rows + rests + statements(opened, views, knowledge=knowledge).to_csv().encode()


@pytest.mark.parametrize("k", [1, 2, 3])
def test_later_returns_change_no_byte_of_what_was_known(k: int, folders: list[Path], every: Path, tmp_path: Path) -> None:
    import_returns(folders[:k], tmp_path / "record")
    views = _views(every, YEARS[k - 1])
    for knowledge in KNOWLEDGE:
        one, two = _said(tmp_path / "record", views, knowledge, tmp_path), _said(every, views, knowledge, tmp_path)
        assert one == two
        assert b",ok," in one
