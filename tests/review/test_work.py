"""The work around decisions, the episodes that led to them, and what went right: from what stood in the record then."""

from __future__ import annotations

import pytest

from toolkit.review import episodes, learning, work, worked
from toolkit.review.case import reviewed_case
from toolkit.review.factors import lines
from toolkit.review.told import cell

OPEN = {"occurred_on": "2020-01-01"}
D1 = {
    "thing": "d1",
    "occurred_on": "2020-03-02",
    "recorded_at": "2020-03-02",
    "kind": "plan change",
    "decider": "W1",
    "reason": "r",
}
D2 = D1 | {"thing": "d2", "occurred_on": "2020-06-01", "recorded_at": "2020-06-01", "options": "stay | move"}
HELD = {"thing": "i1", "occurred_on": "2020-01-10", "worker_id": "W1", "role": "social worker", "recorded_at": "2020-01-10"}
NOTE = {"thing": "late", "occurred_on": "2020-02-10", "recorded_at": "2020-05-20", "note": "a call at night"}


@pytest.fixture
def case(record):
    visits = [
        {"thing": "seen", "occurred_on": "2020-02-01", "outcome": "completed", "seen": True, "seen_alone": True},
        {"thing": "not seen", "occurred_on": "2020-02-08", "outcome": "attempted", "seen": False},
        {"thing": "not said", "occurred_on": "2020-02-15", "outcome": "completed"},
        {"thing": "after", "occurred_on": "2020-08-01", "outcome": "completed", "seen": True},
    ]
    actions = [
        {"thing": "done", "occurred_on": "2020-02-01", "ended_on": "2020-04-01", "outcome": "done", "recorded_at": "2020-04-01"},
        {"thing": "open", "occurred_on": "2020-02-01"},
        {
            "thing": "to be done",
            "occurred_on": "2020-02-01",
            "ended_on": "2020-09-01",
            "outcome": "done",
            "recorded_at": "2020-05-01",
        },
    ]
    ledger = [{"thing": "late", "holder": "police", "holder_kind": "police", "known_from": "2020-02-10"}]
    return reviewed_case(
        record(case=[OPEN], decision=[D1, D2], visit=visits, action=actions, information=[NOTE], involvement=[HELD], ledger=ledger),
        "c1",
    )


def test_each_decision_has_the_work_around_it_in_words(case):
    rows = work.around(case).set_index("decision")
    assert rows.loc["D1", ["workers_so_far", "days_with_worker"]].tolist() == ["1", "52"]
    assert rows.loc["D1", "worker_weighted_caseload"] == "not recorded"
    assert rows.loc["D2", "supervision_coverage"].endswith(" of 152)")
    assert "W1" not in rows.to_csv()
    assert work.said(case)["D1"] == "weighted cases a full-time post: not recorded; days above the cap, of 91: not recorded"


def test_where_nobody_held_the_case_that_is_said(record):
    rows = work.around(reviewed_case(record(case=[OPEN], decision=[D1]), "c1")).iloc[0]
    assert rows["days_with_worker"] == "no worker was allocated"


def test_what_was_not_kept_is_not_recorded_and_no_nought(record):
    bare = reviewed_case(record(cover=("case", "decision"), case=[OPEN], decision=[D1]), "c1")
    assert set(work.around(bare).iloc[0][list(work.COLUMNS)]) == {"not recorded"}
    found = worked.kept(bare).set_index("what")["said"]
    assert found["Visits at which the child was seen"] == "not recorded"
    assert found["Earlier decisions with a reason written"] == "none on record"


def test_an_episode_runs_from_one_decision_to_the_next(case):
    rows = episodes.episodes(case).set_index("decision")
    assert rows["days"].tolist() == [52, 91]
    assert rows.loc["D1", "came_in"] == "action 1, involvement 1, visit 3"
    assert rows.loc["D2", "came_in"] == "action 2, information 1"
    assert rows["not_had"].tolist() == ["held by another agency 1", "none on record"]


def test_without_a_ledger_who_had_what_is_not_recorded(record):
    bare = reviewed_case(record(cover=("case", "decision", "information"), case=[OPEN], decision=[D1], information=[NOTE]), "c1")
    assert episodes.episodes(bare)["not_had"].tolist() == ["not recorded"]
    assert len(episodes.by_holder(bare)) == 0


def test_each_thing_says_since_when_each_holder_had_it(case):
    [row] = episodes.by_holder(case).to_dict("records")
    assert (row["occurred_on"], row["recorded_at"], row["others"], row["at"]) == (
        "2020-02-10",
        "2020-05-20",
        "police from 10 Feb 2020",
        "",
    )


def test_what_others_had_first_has_a_lane_of_its_own(case):
    shown = learning.timeline(case).set_index("entity_id")["table"]
    assert shown["late"] == "held by police"
    assert shown["seen"] == "visit"


def test_what_worked_is_counted_of_those_that_say(case):
    rows = worked.kept(case).set_index("what")
    assert rows.loc["Visits at which the child was seen", ["said", "open", "latest"]].tolist() == [
        "1 of 2",
        "1 not said",
        "2020-02-01",
    ]
    assert rows.loc["Visits at which the child was seen alone", "said"] == "1 of 1"
    assert rows.loc["Earlier decisions with a reason written", "said"] == "1 of 1"


def test_an_action_that_will_end_is_open(case):
    row = worked.kept(case).set_index("what").loc["Actions carried out"]
    assert row[["said", "open"]].tolist() == ["1 of 3", "2 still open"]
    assert row["latest"] == "2020-04-01"  # the day on which it was done, not that on which it began


def test_a_case_with_one_kind_of_thing_can_be_shown(record):
    only = reviewed_case(
        record(case=[OPEN], decision=[D1], placement=[{"thing": "p", "occurred_on": "2020-01-05", "change": "S"}]), "c1"
    )
    assert set(worked.kept(only)["said"]) <= {"none on record", "not recorded"}


def test_the_measures_in_short_have_a_column_a_decision(case):
    rows = learning.measures_in_short(case)
    assert list(rows.columns) == ["measure", "D1", "D2"]
    assert rows["measure"].is_unique and not rows.isna().any().any()


def test_where_nobody_held_the_case_the_measures_say_so_too(record):
    rows = learning.measures_in_short(reviewed_case(record(case=[OPEN], decision=[D1]), "c1")).set_index("measure")
    assert rows.loc["Days with the present social worker", "D1"] == "no worker was allocated"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"status": "not applicable"}, "does not apply"),
        ({"status": "not recorded"}, "not recorded"),
        ({"status": "insufficient", "lower": float("nan")}, "cannot be told"),
        ({"status": "ok", "value": 3.0, "lower": 2.0, "upper": 4.0, "unit": "days"}, "3, between 2 and 4"),
        ({"status": "ok", "value": 7.75, "lower": 7.75, "upper": 7.75, "unit": "weighted cases"}, "7.8"),
    ],
)
def test_a_number_is_told_with_its_bounds_or_why_there_is_none(row, said):
    assert cell({"unit": "", "numerator": None, "denominator": None, "lower": None, "upper": None} | row) == said


def test_every_kind_that_is_looked_for_names_a_table_and_why():
    from toolkit.record.schema import BY_NAME

    assert all(row["table"] in BY_NAME and row["test"] and row["why"] for row in lines("worked"))
