"""Which changes are explained, late, not, or cannot be told: the window's days on both sides, and cover."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.known.own import ONE, indicator
from tests.known.records import COVERED, Rows, case_of, table, views, write_cases
from toolkit.errors import CaseReviewError
from toolkit.known import explanations, measure
from toolkit.known.explained import EXPLANATION_COLUMNS

CHANGES = "-- changes\nSELECT view_no, entity_id, statement_id, ended_on AS changed_on, end_reason AS reason FROM service WHERE ended_on IS NOT NULL\n"
SERVICE = table("| service | occurred_on | ended_on | end_reason |\n| G | 2023-01-01 | 2023-06-01 | |")  # a Thursday
DECISION = "| decision | reason | links | occurred_on | recorded_at |\n| D | it was reached | X G | 2023-05-02 | {} |"


@pytest.fixture
def told(tmp_path):
    """Return a function that says what is told of the changes of one case at a view: standing, by what, when, why."""

    def tell(as_of: str = "2023-12-31", covered: dict[str, str] | Rows = COVERED, window: dict | None = None, **rows: Rows) -> list:
        record = write_cases(tmp_path / "record", case_of("1", rows), covered=covered)
        folder = indicator(tmp_path / "mine", "ends", ONE + CHANGES, "service")
        found = explanations(record, views(("1", as_of)), ["ends"], folder=folder, **(window or {}))
        assert list(found.columns) == list(EXPLANATION_COLUMNS) and found.attrs["failed"] == {}
        days = found["explained_on"].dt.strftime("%Y-%m-%d").fillna("")
        return list(zip(found["standing"], found["explained_by"], days, found["reason"], strict=True))

    return tell


@pytest.mark.parametrize(
    ("recorded", "standing"),
    [
        ("2023-05-03", "unexplained"),
        ("2023-05-04", "explained"),
        ("2023-06-01", "explained"),
        ("2023-06-15", "explained"),
        ("2023-06-16", "explained late"),
    ],
)
def test_the_window_has_both_its_ends_in_it(told, recorded: str, standing: str) -> None:
    """28 days before Thursday 1 June 2023 is 4 May; ten working days after is 15 June."""
    found = told(service=SERVICE, decision=table(DECISION.format(recorded)))
    assert [row[0] for row in found] == [standing]
    if standing != "unexplained":
        assert found == [(standing, "1:D", recorded, "it was reached")]


def test_working_days_leave_out_bank_holidays_and_begin_after_a_weekend(told) -> None:
    """A change on Saturday 27 May 2023: Monday 29 May is a bank holiday, so the second working day after is Wednesday 31 May."""
    service = table("| service | occurred_on | ended_on |\n| G | 2023-01-01 | 2023-05-27 |")
    for recorded, standing in (("2023-05-31", "explained"), ("2023-06-01", "explained late")):
        found = told(service=service, decision=table(DECISION.format(recorded)), window={"working_days_after": 2})
        assert found[0][0] == standing


def test_a_reason_of_its_own_explains(told) -> None:
    found = told(service=[{**SERVICE[0], "end_reason": "reached"}], decision=table(DECISION.format("2023-08-01")))
    assert found == [("explained", "1:G", "", "reached")]


def test_the_earliest_decision_in_the_window_is_the_one_that_is_named(told) -> None:
    rows = table("""
        | decision | reason | links | occurred_on | recorded_at |
        | D0 | too early | G | 2023-01-02 | 2023-01-02 |
        | D3 | third | G | 2023-07-02 | 2023-07-02 |
        | D2 | second | G | 2023-06-02 | 2023-06-02 |
        | D1 | | G | 2023-06-01 | 2023-06-01 |
        | D4 | of another | H | 2023-06-01 | 2023-06-01 |""")
    assert told(service=SERVICE, decision=rows) == [("explained", "1:D2", "2023-06-02", "second")]


def test_a_reason_that_may_not_be_shown_explains_without_its_words(told) -> None:
    rows = [{**table(DECISION.format("2023-06-01"))[0], "restricted": "third party"}]
    assert told(service=SERVICE, decision=rows) == [("explained", "1:D", "2023-06-01", "restricted")]
    assert told(service=[{**SERVICE[0], "end_reason": "secret", "restricted": "privileged"}])[0][3] == "restricted"


class TestADecisionThatNamesAnIdOfTwoThings:
    """The service G ended on 1 June 2023; a goal has the id G too, and one decision names it: about which, nobody can tell."""

    GOAL = table("| goal | occurred_on | recorded_at |\n| G' | 2023-01-01 | 2023-02-01 |")
    UNTOLD = ("reason not recorded", "", "", "a decision names an id that several things have (goal, service)")

    @pytest.mark.parametrize("recorded", ["2023-06-01", "2023-06-16"])
    def test_it_neither_explains_nor_leaves_unexplained(self, told, recorded: str) -> None:
        assert told(service=SERVICE, goal=self.GOAL, decision=table(DECISION.format(recorded))) == [self.UNTOLD]

    def test_so_it_is_with_a_thing_that_is_planned(self, told) -> None:
        goal = [{**self.GOAL[0], "occurred_on": "2024-02-01"}]
        assert told(service=SERVICE, goal=goal, decision=table(DECISION.format("2023-06-01"))) == [self.UNTOLD]

    def test_what_was_recorded_after_the_view_does_not_matter(self, told) -> None:
        goal = [{**self.GOAL[0], "recorded_at": "2024-02-01"}]
        assert told(service=SERVICE, goal=goal, decision=table(DECISION.format("2023-06-01")))[0][0] == "explained"

    def test_a_reason_of_its_own_explains_all_the_same(self, told) -> None:
        service = [{**SERVICE[0], "end_reason": "reached"}]
        assert told(service=service, goal=self.GOAL, decision=table(DECISION.format("2023-06-01")))[0][0] == "explained"

    def test_where_no_decision_names_it_nothing_is_said_of_it(self, told) -> None:
        assert told(service=SERVICE, goal=self.GOAL) == [("unexplained", "", "", "")]


class TestWhereNoneIsFound:
    def test_decisions_are_covered(self, told) -> None:
        assert told(service=SERVICE) == [("unexplained", "", "", "")]

    def test_the_window_is_still_open(self, told) -> None:
        assert told("2023-06-10", service=SERVICE) == [("unexplained", "", "", "the window is open until 2023-06-15")]

    @pytest.mark.parametrize(("since", "standing"), [("2023-05-04", "unexplained"), ("2023-05-05", "reason not recorded")])
    def test_decisions_are_covered_from_the_day_on_which_the_window_opens(self, told, since: str, standing: str) -> None:
        assert told(covered={**COVERED, "decision": since}, service=SERVICE)[0][0] == standing

    @pytest.mark.parametrize(("to", "standing"), [("2023-06-15", "unexplained"), ("2023-06-14", "reason not recorded")])
    def test_decisions_are_covered_to_the_day_on_which_it_closes(self, told, to: str, standing: str) -> None:
        rows = [
            {
                "table_name": t,
                "covered_from": "2020-01-01",
                "covered_to": to if t == "decision" else "",
                "recorded_at": "2020-01-01",
            }
            for t in COVERED
        ]
        assert told(covered=rows, service=SERVICE)[0][0] == standing

    def test_decisions_are_not_covered(self, told) -> None:
        found = told(covered={k: v for k, v in COVERED.items() if k != "decision"}, service=SERVICE)
        assert found == [("reason not recorded", "", "", "decisions are not known to be covered from 2023-05-04 to 2023-06-15")]


def test_a_decision_recorded_after_the_view_explains_nothing_yet(told) -> None:
    assert told("2023-06-07", service=SERVICE, decision=table(DECISION.format("2023-06-08")))[0][0] == "unexplained"


def test_where_the_measure_is_not_recorded_there_are_no_rows(told) -> None:
    assert told(covered={k: v for k, v in COVERED.items() if k != "service"}, service=SERVICE) == []


@pytest.mark.parametrize("window", [{"days_before": -1}, {"working_days_after": 1.5}, {"days_before": True}])
def test_a_window_that_is_none(told, window: dict) -> None:
    with pytest.raises(CaseReviewError, match="window around a change"):
        told(service=SERVICE, window=window)


def test_a_section_that_fails_says_so_and_the_others_are_there(tmp_path: Path) -> None:
    folder = indicator(tmp_path / "mine", "ends", ONE + CHANGES, "service")
    indicator(folder, "broken", ONE + "-- changes\nSELECT nothing FROM service\n", "service")
    indicator(
        folder,
        "sneaky",
        ONE + "-- changes\nSELECT view_no, entity_id, statement_id, today() AS changed_on, '' AS reason FROM service\n",
    )
    record = write_cases(tmp_path / "record", case_of("1", {"service": SERVICE}))
    found = explanations(record, views(("1", "2023-12-31")), ["broken", "ends", "sneaky"], folder=folder)
    assert list(found["measure"]) == ["ends"]
    assert found.attrs["failed"] == {
        "broken": "the indicator's query of its changes failed "
        '(Binder Error: Referenced column "nothing" not found in FROM clause!)',
        "sneaky": "refused: it calls today, which depends on chance or on the clock",
    }


def test_an_indicator_may_use_the_reasons_of_decisions(tmp_path: Path) -> None:
    body = "SELECT view_no, count(*) AS numerator, count(*) AS denominator, 0 AS missing, count(*) AS value FROM explanation GROUP BY view_no"
    folder = indicator(tmp_path / "mine", "reasons", body)
    rows = table(DECISION.format("2023-06-01").replace("X G", " X  G "))
    record = write_cases(tmp_path / "record", case_of("1", {"decision": rows}))
    assert list(measure(record, views(("1", "2023-12-31")), ["reasons"], folder=folder)["value"]) == [2.0]
