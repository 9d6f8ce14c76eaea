"""A reason that stands with the change itself: since when it has stood says whether it came in time, late, or not by the view."""

from __future__ import annotations

import pytest

from tests.known.records import Rows, case_of, table, views, write_cases
from toolkit.known import explanations

MOVES = ("moves_last_12_months", "moves_per_1000_days", "placements_last_12_months", "unplanned_moves_per_1000_days")
# Moved on Thursday 1 June 2023; the window closes ten working days later, on 15 June. The end without a reason stood from the day of
# the move, that with one from {0} on, and from October on the same with another word put right.
MOVED = """
    | placement | change | placement_type | setting_id | change_reason | end_reason | occurred_on | ended_on | recorded_at | withdrawn_at |
    | A | S | U5 | one | | | 2023-01-10 | | 2023-01-10 | 2023-06-01 |
    | A' | S | U5 | one | | X1 | 2023-01-10 | 2023-06-01 | 2023-06-01 | {0} |
    | A'' | S | U5 | one | CARPL | X1 | 2023-01-10 | 2023-06-01 | {0} | 2023-10-01 |
    | A''' | S | U4 | one | CARPL | X1 | 2023-01-10 | 2023-06-01 | 2023-10-01 | |
    | B | P | U5 | two | | | 2023-06-01 | | 2023-06-01 | |"""
LEFT = """
    | involvement | worker_id | role | end_reason | occurred_on | ended_on | recorded_at | withdrawn_at |
    | A | W1 | social worker | | 2023-01-10 | | 2023-01-10 | 2023-06-01 |
    | A' | W1 | social worker | | 2023-01-10 | 2023-06-01 | 2023-06-01 | {0} |
    | A'' | W1 | social worker | left the agency | 2023-01-10 | 2023-06-01 | {0} | 2023-10-01 |
    | A''' | W1 | social worker | left the agency | 2023-01-11 | 2023-06-01 | 2023-10-01 | |
    | B | W2 | social worker | | 2023-06-01 | | 2023-06-01 | |"""
DECIDED = "| decision | reason | links | occurred_on | recorded_at |\n| D | nearer to school | B | 2023-06-01 | {} |"


@pytest.fixture
def told(tmp_path):
    """Return a function that says what each indicator tells of the one change of a case: standing, by what, when, why."""

    def tell(names: tuple[str, ...], as_of: str = "2023-12-31", **rows: Rows) -> set[tuple[str, str, str, str]]:
        found = explanations(write_cases(tmp_path / "record", case_of("1", rows)), views(("1", as_of)), list(names))
        assert list(found["measure"]) == sorted(names) and found.attrs["failed"] == {}
        days = found["explained_on"].dt.strftime("%Y-%m-%d").fillna("")
        return set(zip(found["standing"], found["explained_by"], days, found["reason"], strict=True))

    return tell


@pytest.mark.parametrize(("names", "rows", "why"), [(MOVES, MOVED, "CARPL"), (("worker_changes",), LEFT, "left the agency")])
@pytest.mark.parametrize(
    ("given", "standing"), [("2023-06-02", "explained"), ("2023-06-15", "explained"), ("2023-06-16", "explained late")]
)
def test_it_counts_from_the_first_version_that_gave_it(told, names, rows, why, given: str, standing: str) -> None:
    name = "placement" if names is MOVES else "involvement"
    assert told(names, **{name: table(rows.format(given))}) == {(standing, "1:B", given, why)}


def test_before_it_is_on_record_there_is_none(told) -> None:
    found = told(MOVES, as_of="2023-08-31", placement=table(MOVED.format("2023-09-01")))
    assert found == {("unexplained", "", "", "")}


@pytest.mark.parametrize(
    ("given", "decided", "expected"),
    [
        ("2023-06-10", "2023-06-02", ("explained", "1:B", "2023-06-10", "CARPL")),
        ("2023-08-01", "2023-06-12", ("explained", "1:D", "2023-06-12", "nearer to school")),
        ("2023-08-01", "2023-07-01", ("explained late", "1:D", "2023-07-01", "nearer to school")),
        ("2023-08-01", "2023-09-01", ("explained late", "1:B", "2023-08-01", "CARPL")),
    ],
    ids=["both in time", "the decision in time", "the decision first", "the reason first"],
)
def test_of_a_reason_and_a_decision_what_came_in_time_goes_first_and_then_what_came_first(told, given, decided, expected) -> None:
    found = told(MOVES, placement=table(MOVED.format(given)), decision=table(DECIDED.format(decided)))
    assert found == {expected}


def test_after_a_temporary_stay_it_is_that_of_the_home_before(told) -> None:
    rows = table("""
        | placement | change | placement_type | setting_id | change_reason | occurred_on | ended_on | recorded_at | withdrawn_at |
        | A | S | U5 | one | | 2023-01-10 | 2023-06-01 | 2023-06-01 | 2023-07-20 |
        | A' | S | U5 | one | CARPL | 2023-01-10 | 2023-06-01 | 2023-07-20 | |
        | T | T | T1 | ward | OTHER | 2023-06-01 | 2023-06-08 | 2023-06-08 | |
        | B | P | U5 | two | | 2023-06-08 | | 2023-06-08 | |""")
    assert told(MOVES, placement=rows) == {("explained late", "1:B", "2023-07-20", "CARPL")}


def test_a_reason_that_was_taken_back_meanwhile_counts_from_when_it_was_given_again(told) -> None:
    rows = table("""
        | placement | change | placement_type | setting_id | change_reason | occurred_on | ended_on | recorded_at | withdrawn_at |
        | A | S | U5 | one | CARPL | 2023-01-10 | 2023-02-01 | 2023-02-01 | 2023-02-10 |
        | A' | S | U5 | one | | 2023-01-10 | | 2023-02-10 | 2023-06-01 |
        | A'' | S | U5 | one | | 2023-01-10 | 2023-06-01 | 2023-06-01 | 2023-09-01 |
        | A''' | S | U5 | one | CARPL | 2023-01-10 | 2023-06-01 | 2023-09-01 | |
        | B | P | U5 | two | | 2023-06-01 | | 2023-06-01 | |""")
    assert told(MOVES, placement=rows) == {("explained late", "1:B", "2023-09-01", "CARPL")}


@pytest.mark.parametrize("closed", ["A''", "A'''"])
@pytest.mark.parametrize(("names", "rows", "name"), [(MOVES, MOVED, "placement"), (("worker_changes",), LEFT, "involvement")])
def test_words_of_what_was_left_that_may_not_be_shown_are_not(told, names, rows, name: str, closed: str) -> None:
    """The reason stands with the placement or the worker that was left, which is restricted, in its last version or in one before."""
    left = [row | {"restricted": "third party" if row[name] == closed else ""} for row in table(rows.format("2023-06-02"))]
    assert told(names, **{name: left}) == {("explained", "1:B", "2023-06-02", "restricted")}
