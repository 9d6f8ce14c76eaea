"""Nothing above the afterwards part depends on what was recorded after the last decision, or after the end of the period."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from tests.notebooks.futures import GIVEN_AWAY, HOW, another_future, some_cases
from tests.notebooks.running import Shown, run_cells
from toolkit import paths
from toolkit.record import open_record
from toolkit.review.case import reviewed_case
from toolkit.review.decided import WRITTEN_WITHIN_DAYS

AUDIT_DAY, PERIOD_END = "2025-09-30", pd.Timestamp("2024-09-30 23:59:59.999999")
SEVERAL = [f"C{n:05}" for n in range(1, 61)]


@pytest.fixture(scope="module")
def sample():
    return open_record(paths.sample_record())


def page(shown: list[Shown]) -> list[tuple[str, str, str]]:
    return [(s.markup, s.words, s.csv) for s in shown]


# C00001 is told by hand; the others are the first of the sample with much after their last decision, and one by derived points.
@pytest.mark.parametrize(("case_id", "how"), [("C00001", how) for how in HOW] + [("C00002", "invented"), ("C00019", "altered")])
def test_a_learning_review_is_the_same_whatever_came_after_its_last_decision(sample, tmp_path, case_id, how):
    tables = some_cases(sample, [case_id, "C00003"])
    last = pd.Timestamp(reviewed_case(sample, case_id).last_instant)
    week = last.normalize() + pd.Timedelta(days=WRITTEN_WITHIN_DAYS + 1, microseconds=-1)
    before = another_future(tables, pd.Timestamp("2100-01-01"), "deleted", tmp_path / "one")
    after = another_future(tables, last, how, tmp_path / "two", decisions_stay=week)
    one, two = (run_cells("learning_review", only_above=True, record=r.path, case_id=case_id) for r in (before, after))
    assert page(one) == page(two)
    assert GIVEN_AWAY not in str(two)


def test_so_is_one_whose_points_are_derived(sample, tmp_path):
    tables = some_cases(sample, ["C00001"])
    del tables["decision"]
    last = pd.Timestamp(reviewed_case(sample, "C00001").last_instant)
    tables = {name: frame[frame["recorded_at"] <= last] for name, frame in tables.items()}
    once = another_future(tables, last, "deleted", tmp_path / "one")
    end = pd.Timestamp(reviewed_case(once, "C00001").last_instant)
    kept = tables | {"placement": tables["placement"].assign(recorded_at=lambda rows: rows["recorded_at"].clip(upper=end))}
    record = another_future(kept, last, "deleted", tmp_path / "two")
    other = another_future({n: f for n, f in kept.items() if n != "placement"}, end, "invented", tmp_path / "three")
    (other.path / "placement.parquet").write_bytes((record.path / "placement.parquet").read_bytes())
    one, two = (run_cells("learning_review", only_above=True, record=r.path, case_id="C00001") for r in (record, open_record(other.path)))
    assert page(one) == page(two)


@pytest.mark.parametrize("how", HOW)
def test_an_audit_is_the_same_whatever_came_after_its_period(sample, tmp_path, how):
    tables = some_cases(sample, SEVERAL)
    before = another_future(tables, pd.Timestamp("2100-01-01"), "deleted", tmp_path / "one")
    after = another_future(tables, PERIOD_END, how, tmp_path / "two")
    one, two = (run_cells("case_review_audit", only_above=True, record=r.path, as_of=AUDIT_DAY) for r in (before, after))
    assert page(map(_without_later_cases, one)) == page(map(_without_later_cases, two))
    assert GIVEN_AWAY not in str(two)


def _without_later_cases(shown: Shown) -> Shown:
    """How many cases came on record later is the one number that looks past the end of the period, and says so."""
    if shown.name != "who-is-in":
        return shown
    row = re.compile(r"<tr><th[^>]*>not on record at the end of the period.*?</tr>")
    csv = "".join(line for line in shown.csv.splitlines(keepends=True) if not line.startswith("not on record at the end"))
    return Shown(shown.later, row.sub("", shown.markup), re.sub(r"\d+ rows", "", shown.words), shown.name, csv)


def test_the_comparison_can_fail(sample, tmp_path):
    tables = some_cases(sample, ["C00001"])
    last = pd.Timestamp(reviewed_case(sample, "C00001").last_instant)
    week = last + pd.Timedelta(days=WRITTEN_WITHIN_DAYS)
    one = another_future(tables, last, "deleted", tmp_path / "one", decisions_stay=week)
    two = another_future(tables, last - pd.Timedelta(days=60), "deleted", tmp_path / "two", decisions_stay=week)
    assert page(run_cells("learning_review", True, record=one.path)) != page(run_cells("learning_review", True, record=two.path))
