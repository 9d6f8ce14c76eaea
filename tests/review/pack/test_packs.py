"""What a blind pack shows, and what it leaves out, on small records written by hand."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from tests.review.pack.leaks import KEY
from toolkit.errors import CaseReviewError
from toolkit.known import statements
from toolkit.review.case import reviewed_case
from toolkit.review.learning_panels import CALLED_OFF, panels
from toolkit.review.pack import Pack, make_packs

CANARY = "CANARY"
DAY = "2020-06-01"


def _views(as_of: str = DAY, decision: str = "d", holder: str = "W1") -> pd.DataFrame:
    row = {"view_id": "v", "case_id": "c1", "as_of": as_of, "decision_id": decision, "holder": holder, "cut": "before"}
    return pd.DataFrame([row])


def _text(page) -> str:
    lines = [f"{line.day} {line.words} {line.mark}" for s in page.sections for line in s.rows]
    return "\n".join([*(lead for s in page.sections for lead in s.lead), *lines])


def _one(record, views=None, **how) -> tuple[Pack, list]:
    packs, removals = make_packs(record, _views() if views is None else views, KEY, **how)
    return packs[0], removals


@pytest.fixture(scope="module")
def told(record):
    """A case with a decision, what was known before it, and a canary in everything that a pack may not show."""
    return record(
        case=[{"occurred_on": "2020-01-01"}],
        child=[{"occurred_on": "2020-01-01", "born_on": "2015-05-01", "sex": "female"}],
        visit=[
            {"occurred_on": "2020-05-20", "outcome": "completed", "seen": True, "note": "All was well. W1 and c1 spoke."},
            {"occurred_on": "2020-05-21", "recorded_at": "2020-06-09", "outcome": "completed", "note": CANARY},
        ],
        information=[
            {"occurred_on": "2020-05-25", "note": f"Quiet. {CANARY} since the incident on 3 June.", "informant": "school"},
            {"occurred_on": "2020-05-26", "note": f"{CANARY} in the days before her death. Calm.", "informant": "W1"},
            {"occurred_on": "2020-05-27", "note": CANARY, "restricted": "police-sensitive"},
            {"occurred_on": "2020-05-28", "note": CANARY, "kind": "moved over", "basis": "migrated"},
            {"occurred_on": "2020-05-29", "note": CANARY, "recorded_by": "2020-06-30", "kind": "between extracts"},
        ],
        meeting=[{"occurred_on": "2020-06-20", "recorded_at": "2020-05-20", "kind": "court hearing", "note": "Listed for 20 June."}],
        status=[{"occurred_on": "2020-01-05", "kind": "child in need"}],
        placement=[{"occurred_on": DAY, "placement_type": "U6", "decision_id": "d"}],
        review=[{"occurred_on": DAY, "outcome": CANARY}],
        account=[{"occurred_on": "2020-05-30", "note": CANARY, "speaker": "child"}],
        decision=[
            {"thing": "old", "occurred_on": "2020-02-01", "kind": "plan change", "chosen": "weekly visits", "reason": "It was early."},
            {
                "thing": "d", "occurred_on": DAY, "kind": "start of care", "options": "home|foster care", "chosen": "foster care",
                "reason": "No other way was found.", "recorded_at": "2020-06-01T16:00:00",
            },
            {"thing": "d", "occurred_on": DAY, "kind": CANARY, "chosen": CANARY, "recorded_at": "2020-06-02"},
            {"thing": "next", "occurred_on": "2020-06-15", "kind": CANARY},
        ],
        ledger=[{"thing": "information-0", "holder": "W1", "known_from": "2020-05-26"}],
    )  # fmt: skip


def test_nothing_that_may_not_be_shown_is_in_a_pack(told):
    pack, removals = _one(told)
    said = json.dumps({k: v for k, v in pack.to_json().items() if k != "digest"})
    assert CANARY not in said
    for hint in ("restricted", "police-sensitive", "held back", "left out", "index", "comparison", "c1", "W1"):
        assert hint not in said
    why = {(r.table, r.why) for r in removals}
    assert ("information", "restricted: police-sensitive") in why
    assert ("information", "speaks of the child's death as past") in {(t, w.removeprefix("cut from its text: ")) for t, w in why}
    assert ("review", "of the decision's own day; which came first is not recorded") in why
    assert ("account", "an account given afterwards; it is no record of the time") in why
    assert sum("may have been changed after the decision" in w for _, w in why) == 1  # two things of one table
    assert all(r.pack == "P01" and r.entity_id for r in removals)


def test_what_was_known_and_planned_is_there_and_the_pack_closes_up(told):
    pack, _ = _one(told)
    page = _text(pack.page1)
    assert "A girl, 5 years old" in page
    assert "day \u221212 Visit: child seen. All was well. Worker" in page
    assert "day +19 Court hearing: Listed for 20 June." in page
    assert "Quiet. from school" in page
    assert "Calm." in page
    assert "Information (moved over) " in page
    assert "Decision on plan change: weekly visits. Reason: It was early." in page


def test_page_1_stops_before_the_decision_and_page_2_has_it_as_written_that_day(told):
    pack, _ = _one(told)
    assert "foster" not in _text(pack.page1)
    assert "start of care" not in _text(pack.page1)
    decision = _text(pack.page2)
    for said in (
        "It was about: start of care",
        "Options weighed: home; foster care",
        "Chosen: foster care",
        "Written down on the day.",
    ):
        assert said in decision


def test_what_lasted_stands_by_its_end(record):
    lasting = record(
        case=[{"occurred_on": "2020-01-01"}],
        assessment=[{"occurred_on": "2020-02-01", "recorded_at": "2020-05-02", "ended_on": "2020-05-01", "outcome": "came out"}],
        information=[{"occurred_on": "2020-03-01", "note": "rang"}],
        decision=[{"thing": "d", "occurred_on": DAY, "kind": "plan change", "chosen": "stay"}],
    )
    said = _text(_one(lasting)[0].page1)
    assert said.index("rang") < said.index("came out")


def test_what_was_written_later_counts_only_where_it_is_asked_for(told, record):
    late = record(
        case=[{"occurred_on": "2020-01-01"}],
        decision=[{"thing": "d", "occurred_on": DAY, "kind": "plan change", "chosen": "stay", "recorded_at": "2020-06-04"}],
    )
    assert _text(_one(late)[0].page2) == "Nothing was written of it that day."
    assert "Written down 3 days after the decision." in _text(_one(late, within_days=3)[0].page2)
    assert _text(_one(late, within_days=2)[0].page2) == "Nothing was written of it by then."
    with pytest.raises(CaseReviewError, match="within_days must be 0 to 7"):
        _one(late, within_days=8)


def test_for_the_decider_what_nobody_wrote_down_that_they_had_stands_apart(told):
    pack, _ = _one(told, holder="decider")
    sections = {s.heading: _text(type(pack.page1)("", (s,))) for s in pack.page1.sections}
    assert "Quiet." in sections["What happened, oldest first"]
    assert "the decider's own entry" in sections["What happened, oldest first"]
    apart = sections["On our record; nobody wrote down that the decider had read it"]
    assert "child seen" in apart
    assert "Quiet." not in apart


def test_the_same_day_stands_on_page_2_where_it_is_asked_for_but_not_what_the_decision_made(record):
    that_day = record(
        case=[{"occurred_on": "2020-01-01"}],
        information=[{"occurred_on": DAY, "note": "Brought in by police."}],
        placement=[{"occurred_on": DAY, "placement_type": "U6", "decision_id": "d"}],
        goal=[{"thing": "g", "occurred_on": DAY, "note": "A new goal."}],
        decision=[{"thing": "d", "occurred_on": DAY, "kind": "start of care", "chosen": "care", "links": "g"}],
    )
    assert "police" not in json.dumps(_one(that_day)[0].to_json())
    pack, _ = _one(that_day, same_day=True)
    assert "police" not in _text(pack.page1)
    assert "Brought in by police." in _text(pack.page2)
    assert "Placement" not in _text(pack.page2)
    assert "A new goal" not in _text(pack.page2)


def test_people_have_other_codes_in_another_review_and_days_are_dates_only_where_asked(told):
    one, two = (_one(told, seed=seed)[0] for seed in (1, 2))
    assert _text(one.page1) != _text(two.page1)
    assert _one(told, seed=1)[0].digest == one.digest
    dates = _text(_one(told, days="dates")[0].page1)
    assert "20 May 2020" in dates
    assert "2020" not in _text(one.page1)


def test_a_thing_restricted_since_is_refused_and_not_left_out(record):
    note = {"thing": "i", "occurred_on": "2020-05-01", "note": "seen"}
    kept = record(
        case=[{"occurred_on": "2020-01-01"}],
        information=[{**note, "withdrawn_at": "2021-01-01"}, {**note, "recorded_at": "2021-01-01", "restricted": "third party"}],
    )
    with pytest.raises(CaseReviewError, match="P01: 1 of what it shows restricted since its decision"):
        _one(kept)
    assert "seen" in _text(_one(kept, since_allowed=True)[0].page1)


def test_a_text_found_since_to_be_an_identifier_is_refused(record):
    kept = record(
        case=[{"occurred_on": "2020-01-01"}],
        information=[{"occurred_on": "2020-05-01", "note": "X00077 rang."}],
        visit=[{"occurred_on": "2021-01-01", "worker_id": "X00077", "outcome": "completed"}],
    )
    with pytest.raises(CaseReviewError, match="P01: 1 found since to be an identifier"):
        _one(kept)


def test_a_point_without_a_recorded_decision_says_so(told):
    pack, _ = _one(told, _views(decision="", holder=""))
    assert "No decision is recorded here." in _text(pack.page2)


def test_a_case_that_is_not_there_makes_an_empty_pack_and_wrong_choices_are_told_at_once(told):
    pack, removals = _one(told, _views().assign(case_id="nobody"))
    assert "of unknown age" in _text(pack.page1)
    assert removals == []
    with pytest.raises(CaseReviewError) as error:
        _one(told, holder="agenci", days="weeks")
    assert len(error.value.problems) == 2
    assert "did you mean agency?" in str(error.value)
    with pytest.raises(CaseReviewError, match="There are no decisions"):
        make_packs(told, _views().head(0), KEY)


def test_numbers_are_drawn_and_say_nothing(told):
    views = pd.concat([_views().assign(view_id=f"v{n}") for n in range(12)], ignore_index=True)
    one, two = (make_packs(told, views, KEY, seed)[0] for seed in (1, 2))
    assert [p.number for p in one] == [f"P{n:02}" for n in range(1, 13)]
    assert {p.title for p in two} == {p.title for p in one}


def test_what_stands_between_two_extracts_keeps_its_facts_and_says_so(record):
    between = {"recorded_at": "2020-05-02", "recorded_by": "2020-09-30", "basis": "snapshot"}
    kept = record(
        case=[{"occurred_on": "2020-01-01", "team": "North Street"}],
        visit=[{"occurred_on": "2020-05-01", "outcome": "completed", "seen": True, "note": CANARY, **between}],
    )
    pack, removals = _one(kept)
    assert "Visit: child seen from an extract: it may have been entered later" in _text(pack.page1).replace(
        " written down on day \u221230;", ""
    )
    assert "North Street" not in json.dumps(pack.to_json())
    assert [r.table for r in removals] == ["visit"]


def test_help_that_was_called_off_or_not_taken_up_is_told_apart_from_what_is_planned(record):
    made = record(
        case=[{"occurred_on": "2020-01-01"}],
        service=[
            {
                "thing": "ended",
                "kind": "course",
                "occurred_on": "2020-06-20",
                "ended_on": "2020-05-06",
                "recorded_at": "2020-05-06",
            },
            {"thing": "refused", "kind": "nursery", "occurred_on": "2020-06-20", "taken_up": False, "recorded_at": "2020-05-06"},
            {
                "thing": "without a day",
                "kind": "playgroup",
                "occurred_on": None,
                "offered_on": "2020-04-30",
                "taken_up": False,
                "recorded_at": "2020-05-06",
            },
            {"thing": "to come", "kind": "mentor", "occurred_on": "2020-06-20", "recorded_at": "2020-05-06"},
        ],
        decision=[{"thing": "d", "occurred_on": DAY, "kind": "plan change", "options": "stay|move", "chosen": "stay"}],
    )
    pack, removals = _one(made)
    by = {s.heading: [(line.day, line.words, line.mark) for line in s.rows] for s in pack.page1.sections}
    assert by["Planned"] == [("day +19", "Service: mentor", "")]
    assert by[CALLED_OFF] == [
        ("day +19", "Service: course", "called off on day \u221226"),
        ("day +19", "Service: nursery", "not taken up, written down on day \u221226"),
        ("no day on record", "Service: playgroup", "offered on day \u221232; not taken up, written down on day \u221226"),
    ]
    assert [r.entity_id for r in removals] == ["d"]
    panel = panels(reviewed_case(made, "c1"))[0]
    assert "Options weighed: stay; move" in panel.lead
    assert panel.lists["Planned"] == ["for 20 Jun 2020: Service: mentor"]
    assert panel.lists[CALLED_OFF] == [
        "for 20 Jun 2020, called off 6 May 2020: Service: course",
        "for 20 Jun 2020, not taken up, on record 6 May 2020: Service: nursery",
        "not taken up, on record 6 May 2020: Service: playgroup",
    ]


def test_help_with_neither_day_nor_answer_says_so(record):
    offer = {"occurred_on": None, "offered_on": "2020-04-30", "recorded_at": "2020-05-06"}
    made = record(
        case=[{"occurred_on": "2020-01-01"}],
        service=[
            offer | {"thing": "unanswered", "kind": "playgroup", "note": "A place was offered."},
            offer | {"thing": "answered", "kind": "mentor", "taken_up": True},
        ],
        decision=[{"thing": "d", "occurred_on": DAY, "kind": "plan change"}],
    )
    said = ["Service: mentor", "Service: playgroup (not recorded whether it was taken up): A place was offered."]
    pack, _ = _one(made)
    assert sorted(line.words for s in pack.page1.sections for line in s.rows if line.words.startswith("Service")) == said
    lists = panels(reviewed_case(made, "c1"))[0].lists
    assert sorted(line for lines in lists.values() for line in lines if "Service" in line) == said


def test_what_was_called_off_after_the_day_stands_as_planned_on_it(record):
    course = {"thing": "ended", "kind": "course", "occurred_on": "2020-06-20"}
    made = record(
        case=[{"occurred_on": "2020-01-01"}],
        service=[
            course | {"recorded_at": "2020-05-02", "withdrawn_at": "2020-05-06"},
            course | {"recorded_at": "2020-05-06", "ended_on": "2020-05-06"},
        ],
    )
    views = pd.DataFrame({"view_id": ["a", "b"], "case_id": "c1", "as_of": ["2020-05-05", "2020-05-06"]})
    found = statements(made, views, ("service",))
    assert found["state"].to_list() == ["planned", "called off"]
    assert found["ended_on"].isna().to_list() == [True, False]
