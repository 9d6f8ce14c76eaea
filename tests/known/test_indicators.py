"""The arithmetic of every indicator: the hand-worked cases of `tests/known/examples`, all in one record and one run."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.known.records import Example, answers, case_of, examples, write_cases
from toolkit.known import catalogue

CASES = examples()


@pytest.fixture(scope="module")
def said(tmp_path_factory) -> dict:
    """What every indicator says at every view of the hand-worked cases."""
    record = write_cases(tmp_path_factory.mktemp("worked"), *(case_of(_case(e), e.statements) for e in CASES))
    rows = [{"view_id": _view(e, n), "case_id": _case(e), "as_of": view["as_of"]} for e in CASES for n, view in enumerate(e.views)]
    return answers(record, pd.DataFrame(rows))


def _case(example: Example) -> str:
    return f"{example.measure}/{example.title}".replace(" ", "-")


def _view(example: Example, n: int) -> str:
    return f"{_case(example)}/{n}"


@pytest.mark.parametrize("example", CASES, ids=_case)
def test_a_hand_worked_case(example: Example, said: dict) -> None:
    for n, view in enumerate(example.views):
        found = said[_view(example, n), example.measure]
        assert {k: found[k] for k in view if k != "as_of"} == {k: v for k, v in view.items() if k != "as_of"}, view["as_of"]


def test_every_indicator_has_hand_worked_cases() -> None:
    assert {e.measure for e in CASES} == {i.name for i in catalogue()}


def test_no_indicator_fails_on_any_of_them(said: dict) -> None:
    assert not [key for key, row in said.items() if row["status"] == "error"]


def test_a_number_stands_only_where_the_status_allows_it(said: dict) -> None:
    for key, row in said.items():
        assert bool(row["value"]) == (row["status"] == "ok"), key
        assert bool(row["denominator"]) == (row["status"] in ("ok", "insufficient")), key
        assert row["status"] == "ok" or row["reason"], key
