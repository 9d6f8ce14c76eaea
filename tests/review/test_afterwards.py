"""The part that is closed until opened: what came later, what was written later, and other children's courses."""

from __future__ import annotations

import csv

from tests.review.test_learning import CASE
from toolkit import paths
from toolkit.later.catalogue import catalogue
from toolkit.review import afterwards
from toolkit.review.case import reviewed_case

OPEN, DECISION = (
    {"occurred_on": "2020-01-01"},
    {"thing": "d1", "occurred_on": "2020-03-02", "recorded_at": "2020-03-02", "kind": "move"},
)
REFERRED = {"case": "another child", "occurred_on": "2019-01-01", "kind": "referred"}
STAY = {"thing": "p1", "occurred_on": "2020-01-01", "change": "S", "placement_type": "U6"}


def noted(thing: str, on: str, recorded: str, **more: str) -> dict[str, str]:
    return {"thing": thing, "occurred_on": on, "note": thing, "recorded_at": recorded, **more}


def late(case) -> dict[str, tuple[str, str]]:
    found = afterwards.written_later(case)
    return {
        words.removeprefix("Information (not recorded): "): (written, at)
        for words, written, at in zip(found["words"], found["written_on"], found["at"], strict=True)
    }


def test_written_later_is_what_first_stood_after_the_last_decision(record):
    notes = [
        noted("on its last instant", "2020-03-01", "2020-03-02 23:59"),
        noted("at the midnight after", "2020-03-01", "2020-03-03"),
        noted("before, and put right after", "2020-03-01", "2020-03-02", withdrawn_at="2020-05-01", withdrawn_reason="corrected"),
        noted("before, and put right after", "2020-03-01", "2020-05-01"),
        noted("happened after", "2020-03-10", "2020-03-11"),
    ]
    case = reviewed_case(record(case=[OPEN], information=notes, decision=[DECISION]), "c1")
    assert late(case) == {"at the midnight after": ("2020-03-03", "D1")}


def test_what_came_on_record_between_two_decisions_is_not_in_it(record):
    later = DECISION | {"thing": "d2", "occurred_on": "2020-06-01", "recorded_at": "2020-06-01"}
    notes = [
        noted("between, put right after", "2020-03-01", "2020-04-01", withdrawn_at="2020-07-01"),
        noted("between, put right after", "2020-03-01", "2020-07-01"),
        noted("so at the second only", "2020-05-01", "2020-08-01"),
        noted("so at both", "2020-02-01", "2020-09-01"),
    ]
    case = reviewed_case(record(case=[OPEN], information=notes, decision=[DECISION, later]), "c1")
    assert late(case) == {"so at both": ("2020-09-01", "D1, D2"), "so at the second only": ("2020-08-01", "D2")}


def test_what_may_have_been_so_is_only_perhaps(record):
    notes = [
        noted("some day in March", "2020-03-01", "2020-06-01", occurred_precision="month"),
        noted("of the day itself", "2020-03-02", "2020-06-01"),
        noted("no day", "", "2020-06-01"),
        noted("two versions", "2020-01-20", "2020-06-01", withdrawn_at="2020-07-01"),
        noted("two versions", "2020-01-20", "2020-07-01"),
    ]
    notes[2]["occurred_on"] = None
    case = reviewed_case(record(case=[OPEN], information=notes, decision=[DECISION]), "c1")
    assert late(case) == {
        "some day in March": ("2020-06-01", "perhaps D1"),
        "of the day itself": ("2020-06-01", "perhaps D1"),
        "no day": ("2020-06-01", "perhaps D1"),
        "two versions": ("2020-06-01", "D1"),
    }


def test_outcomes_that_do_not_apply_have_no_row(record):
    case = reviewed_case(record(case=[OPEN], status=[REFERRED], placement=[STAY], decision=[DECISION]), "c1")
    found = afterwards.came_later(case, 365).set_index("outcome")
    assert found["answer"].to_dict()["return home"] == found["answer"].to_dict()["next placement end"] == "no"
    assert not {"re entry", "repeat plan"} & set(found.index)
    assert set(found["decision"]) == {"D1"}
    assert set(found.loc[found["answer"] == "no", "followed_to"]) == {"2021-03-02"}


def test_what_is_shown_says_whose_it_is_and_why():
    with (paths.data() / "review" / "came_later.csv").open(newline="", encoding="utf-8") as text:
        rows = list(csv.DictReader(text))
    assert {row["outcome"] for row in rows} == {one.name for one in catalogue()}
    assert {row["whose"] for row in rows} == {"system", "child"} and all(row["reason"] and row["source"] for row in rows)
    assert set(afterwards.shown_outcomes()) == {row["outcome"] for row in rows if row["shown"] == "yes"}


def test_an_event_stands_once_with_the_decisions_that_it_came_after(record):
    later = DECISION | {"thing": "d2", "occurred_on": "2020-06-01", "recorded_at": "2020-06-01"}
    hurt = [{"occurred_on": "2020-08-01", "kind": "injury"}]
    case = reviewed_case(record(case=[OPEN], incident=hurt, decision=[DECISION, later]), "c1")
    rows = afterwards.came(case, 365, "system")
    row = rows[rows["outcome"] == "an incident"].iloc[0]
    assert row[["answer", "on", "after"]].tolist() == ["yes", "2020-08-01", "D1, D2"]
    assert not set(rows["outcome"]) & set(afterwards.came(case, 365, "child")["outcome"])


def test_days_within_what_is_said_of_an_event_are_in_words(record):
    goal = {"thing": "g", "occurred_on": "2020-01-10", "recorded_at": "2020-01-10", "need_id": "n"}
    ended = {"recorded_at": "2020-06-01", "ended_on": "2020-06-01", "outcome": "reached"}
    goals = [goal | {"withdrawn_at": "2020-06-01"}, goal | ended, goal | {"thing": "h"}]
    case = reviewed_case(record(case=[OPEN], need=[{"thing": "n"} | OPEN], goal=goals, decision=[DECISION]), "c1")
    rows = afterwards.came(case, 365, "child").set_index("outcome")
    assert rows.loc["all goals that stood reached", "detail"] == "1 of 2 goals reached, the last on 1 Jun 2020"


def test_the_summary_says_what_came_and_what_did_not(record):
    ended = STAY | {"ended_on": "2020-06-01", "end_reason": "E4A", "recorded_at": "2020-06-02"}
    lines = afterwards.summary(reviewed_case(record(case=[OPEN], placement=[ended], decision=[DECISION]), "c1"), 365)
    assert lines[0].startswith(
        "After the last decision, within 365 days: an end of the placement on 1 Jun 2020 (left care: returned home"
    )
    assert lines[1].startswith("After the last decision, within 365 days: a return home on 1 Jun 2020")
    assert any(line.startswith("Not on record within 365 days after it: ") and "incident" in line for line in lines)
    assert lines[-1].startswith("An ending does not show whether a decision was good.")


def test_the_summary_does_not_pass_over_a_death(record):
    died = STAY | {"ended_on": "2020-06-01", "end_reason": "E2", "recorded_at": "2020-06-02"}
    lines = afterwards.summary(reviewed_case(record(case=[OPEN], placement=[died], decision=[DECISION]), "c1"), 365)
    assert any(line.startswith("The child died on 1 Jun 2020; not on record before that: ") for line in lines)


def test_the_summary_says_what_cannot_be_said(record):
    case = reviewed_case(
        record(case=[OPEN], placement=[STAY], decision=[DECISION], span=("2010-01-01", "2020-09-30"), cover=("case", "placement")),
        "c1",
    )
    said = next(line for line in afterwards.summary(case, 365) if line.startswith("Cannot be said: "))
    assert said.endswith("No news is not good news.")
    assert all(
        afterwards.outcome_words()[name] in said for name in ("next_placement_end", "return_home", "incident", "goals_reached")
    )


def test_where_no_outcome_applies_the_reason_is_given(record):
    grown = [{"born_on": "1990-01-01", "recorded_at": "2020-01-01"}]
    lines = afterwards.summary(reviewed_case(record(case=[OPEN], child=grown, status=[REFERRED], decision=[DECISION]), "c1"), 365)
    assert not any(word in line for line in lines for word in ("incident", "return home"))


def test_decisions_without_a_date_that_came_later_are_told_here(record):
    case = reviewed_case(record(case=[OPEN], decision=[DECISION, {"thing": "u", "recorded_at": "2021-01-01"}]), "c1")
    assert case.undated == 0
    assert "1 further decision without a day on which it was made came on record only later." in afterwards.summary(case, 365)


def test_who_held_looks_from_the_end(record):
    found = afterwards.who_held(reviewed_case(record(**CASE), "c1")).iloc[0]
    # The note of 7 May, written in August, is one more of which nobody says who had it; the visit of July never took place.
    assert (found["K0"], found["K5"]) == (3, 0)


def test_what_happened_after_the_last_decision_stands_by_day(record):
    stay = STAY | {"ended_on": "2020-06-01", "end_reason": "X1", "recorded_at": "2020-06-02"}
    visits = [
        {"thing": "before", "occurred_on": "2020-02-01", "outcome": "completed"},
        {"thing": "after", "occurred_on": "2020-05-01", "outcome": "completed", "seen": True},
        {"thing": "planned", "occurred_on": "2020-12-01", "outcome": "planned", "recorded_at": "2020-05-01"},
    ]
    closed = {"thing": "closed", "occurred_on": "2020-05-01", "recorded_at": "2020-05-02", "restricted": "privileged"}
    case = reviewed_case(record(case=[OPEN], placement=[stay], visit=visits, information=[closed], decision=[DECISION]), "c1")
    rows = afterwards.recorded_after(case)
    assert rows[["on", "part", "written_on"]].values.tolist() == [
        ["2020-05-01", "visit", "2020-05-01"],
        ["2020-06-01", "placement", "2020-06-02"],
    ]
    assert rows["words"][0] == "Visit: child seen" and rows["words"][1].startswith("Ended. Placement: ")
    assert "2 entries of what happened after it stand below, by day." in afterwards.summary(case, 365)


def test_where_nothing_happened_after_it_the_list_is_empty(record):
    case = reviewed_case(record(case=[OPEN], decision=[DECISION]), "c1")
    assert len(afterwards.recorded_after(case)) == 0
    assert not any("stand below" in line for line in afterwards.summary(case, 365))
