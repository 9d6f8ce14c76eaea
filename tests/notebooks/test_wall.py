"""Nothing above the afterwards part depends on what was recorded after the last decision, or after the end of the period."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from tests.notebooks.futures import GIVEN_AWAY, another_future, some_cases
from tests.notebooks.running import Shown, run_cells
from toolkit import paths
from toolkit.record import open_record
from toolkit.review import learning
from toolkit.review.case import reviewed_case
from toolkit.review.decided import WRITTEN_WITHIN_DAYS

AUDIT_DAY, PERIOD_END = "2025-09-30", pd.Timestamp("2024-09-30 23:59:59.999999")
SEVERAL = [f"C{n:05}" for n in range(1, 31)]
NEVER = pd.Timestamp("2100-01-01")


@pytest.fixture(scope="module")
def sample():
    return open_record(paths.sample_record())


def page(shown: Iterable[Shown]) -> list[tuple[str, str, str]]:
    return [(s.markup, s.words, s.csv) for s in shown]


def future_of(sample, case_id: str, how: str, to: Path) -> Path:
    """The record of a case, other than it is in all that was recorded after its last decision."""
    last = pd.Timestamp(reviewed_case(sample, case_id).last_instant)
    week = last.normalize() + pd.Timedelta(days=WRITTEN_WITHIN_DAYS + 1, microseconds=-1)
    return another_future(some_cases(sample, [case_id]), last, how, to, decisions_stay=week).path


def test_a_learning_review_is_the_same_whatever_came_after_its_last_decision(sample, tmp_path):
    one = another_future(some_cases(sample, ["C00001"]), NEVER, "deleted", tmp_path / "one").path
    two = future_of(sample, "C00001", "invented", tmp_path / "two")
    as_it_is, other = (run_cells("learning_review", only_above=True, record=folder, case_id="C00001") for folder in (one, two))
    assert page(as_it_is) == page(other)
    assert GIVEN_AWAY not in str(other)


def test_the_cards_of_a_workshop_are_too(sample, tmp_path):
    first, second = tmp_path / "one" / "record", tmp_path / "two" / "record"  # the page prints a record's last name
    one = another_future(some_cases(sample, ["C00001"]), NEVER, "deleted", first).path
    two = future_of(sample, "C00001", "invented", second)
    given = {"case_ids": "C00001", "case_from": "another area", "why_known": "a death may be made up later on"}
    as_it_is, other = (run_cells("practice_workshop", only_above=True, record=folder, **given) for folder in (one, two))
    assert page(as_it_is) == page(other)


SAID = (learning.summary, learning.panels, learning.timeline, learning.who_held)


def same(one: object, two: object) -> bool:
    return one.equals(two) if isinstance(one, pd.DataFrame) else one == two


def test_so_is_that_of_another_case_with_its_future_deleted_or_altered(sample, tmp_path):
    one, two = (
        reviewed_case(open_record(future_of(sample, "C00019", how, tmp_path / how)), "C00019") for how in ("deleted", "altered")
    )
    assert one.views.equals(two.views)
    assert all(same(tell(one), tell(two)) for tell in SAID)


def test_so_is_that_of_a_case_whose_points_are_derived(sample, tmp_path):
    """Which points there are is given, as it is read from all of the record; what stands at each is not."""
    tables = {name: frame for name, frame in some_cases(sample, ["C00001"]).items() if name != "decision"}
    case = reviewed_case(another_future(tables, NEVER, "deleted", tmp_path / "one"), "C00001")
    record = another_future(tables, pd.Timestamp(case.last_instant), "invented", tmp_path / "two")
    other = replace(case, record=record, before=record.as_it_stood(case.last))
    assert case.derived
    assert all(same(tell(case), tell(other)) for tell in SAID)
    # The comparison can fail: a day less of the past shows.
    less = replace(case, before=record.as_it_stood(case.views["as_of"].iloc[-2]))
    assert not same(learning.panels(case), learning.panels(less))


def test_an_audit_is_the_same_whatever_came_after_its_period(sample, tmp_path):
    tables = some_cases(sample, SEVERAL)
    records = [another_future(tables, PERIOD_END, how, tmp_path / how) for how in ("deleted", "invented")]
    one, two = (run_cells("case_review_audit", only_above=True, record=r.path, as_of=AUDIT_DAY) for r in records)
    assert page(one) == page(two)
    assert GIVEN_AWAY not in str(two)
