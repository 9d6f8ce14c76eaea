"""A decision in its own words: what was written at the time stands on the page, what was written long after does not."""

from __future__ import annotations

from toolkit.review import afterwards, learning
from toolkit.review.case import reviewed_case

OPEN = {"occurred_on": "2020-01-01"}
FIRST = {
    "thing": "d1",
    "occurred_on": "2020-03-02",
    "recorded_at": "2020-03-02 18:00",
    "kind": "plan change",
    "chosen": "stay",
    "reason": "calm",
}
LAST = {"thing": "d2", "occurred_on": "2020-06-01", "recorded_at": "2020-06-01 18:00", "kind": "move", "chosen": "move"}

FOLLOWED = "What followed it stands further down this page"


def of(first: dict, **more: str) -> dict[str, str]:
    """A later version of a decision."""
    return first | more


def case_of(record, *decisions: dict[str, str]):
    return reviewed_case(record(case=[OPEN], decision=list(decisions)), "c1")


def leads(case) -> list[list[str]]:
    return [[line for line in panel.lead if not line.startswith(FOLLOWED)] for panel in learning.panels(case)]


def test_each_decision_but_the_last_says_where_what_followed_it_stands(record):
    case = case_of(record, FIRST, LAST)
    assert [panel.lead[-1].startswith(FOLLOWED) for panel in learning.panels(case)] == [True, False]


def test_the_words_stand_with_the_decision(record):
    found = leads(case_of(record, FIRST | {"options": "stay | move", "uncertainty": "his wish"}, LAST))
    assert found == [
        ["Options weighed: stay; move", "Chosen: stay", "Reason on record: calm", "Said to be uncertain: his wish"],
        ["Chosen: move"],
    ]


def test_words_written_on_a_later_day_say_so(record):
    case = case_of(record, FIRST | {"recorded_at": "2020-03-09 09:00"}, LAST)
    assert leads(case)[0][-1] == "This was written down on 9 Mar 2020."


def test_a_correction_within_the_week_counts(record):
    put_right = of(FIRST, chosen="stay for now", recorded_at="2020-03-09 23:00")
    case = case_of(record, FIRST | {"withdrawn_at": "2020-03-09 23:00"}, put_right, LAST)
    assert "Chosen: stay for now" in leads(case)[0]
    assert len(afterwards.decided_later(case)) == 0


def test_what_is_put_differently_after_the_week_does_not(record):
    rewritten = of(FIRST, reason="we were misled", recorded_at="2020-03-10")
    case = case_of(record, FIRST | {"withdrawn_at": "2020-03-10"}, rewritten, LAST)
    assert "Reason on record: calm" in leads(case)[0]


def test_words_that_came_late_stand_where_the_last_decision_had_them(record):
    case = case_of(record, FIRST | {"recorded_at": "2020-05-30"}, LAST)
    assert leads(case)[0] == ["Chosen: stay", "Reason on record: calm", "This was written down on 30 May 2020."]


def test_words_written_after_the_last_decision_wait_for_the_afterwards_part(record):
    case = case_of(record, FIRST | {"recorded_at": "2020-06-02", "reason": "he was not safe there"}, LAST)
    assert leads(case)[0] == [
        "Nothing was written of options, choice or reason by the last decision, or within a week of this one."
    ]
    later = afterwards.decided_later(case)
    assert later[["decision", "written_on", "kind", "chosen", "reason"]].to_numpy().tolist() == [
        ["D1", "2020-06-02", "plan change", "stay", "he was not safe there"]
    ]


def test_the_last_decision_has_a_week_to_be_written_up(record):
    in_time, too_late = (case_of(record, FIRST, LAST | {"recorded_at": f"2020-06-0{day}"}) for day in (8, 9))
    assert leads(in_time)[1] == ["Chosen: move", "This was written down on 8 Jun 2020."]
    assert leads(too_late)[1][0].startswith("Nothing was written")
    assert afterwards.decided_later(too_late)["decision"].tolist() == ["D2"]


def test_a_reason_put_differently_in_the_end_is_shown_there(record):
    rewritten = of(LAST, reason="in the end it was the wrong home", recorded_at="2021-02-01")
    case = case_of(record, FIRST, LAST | {"withdrawn_at": "2021-02-01"}, rewritten)
    assert "wrong home" not in str(learning.panels(case))
    assert afterwards.decided_later(case)[["decision", "reason"]].to_numpy().tolist() == [
        ["D2", "in the end it was the wrong home"]
    ]


def test_where_no_decision_is_recorded_that_is_said(record):
    stay = {"occurred_on": "2020-02-01", "change": "S", "placement_type": "U6"}
    case = reviewed_case(record(case=[OPEN], placement=[stay]), "c1")
    assert leads(case) == [
        ["No decision is recorded here. The point is taken from the course of care; who decided is not recorded."]
    ]
    assert len(afterwards.decided_later(case)) == 0


def test_nothing_written_is_no_reason(record):
    case = case_of(record, {"thing": "d1", "occurred_on": "2020-03-02", "recorded_at": "2020-03-02 18:00"})
    assert leads(case)[0][0].startswith("Nothing was written")
