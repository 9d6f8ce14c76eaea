"""The page up to the last decision, on one small case: what stands in each panel, in the timeline and in the tables."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pandas as pd
import pytest

from toolkit import paths
from toolkit.contrast.settings import table
from toolkit.known import measure
from toolkit.record.schema import BY_NAME, STATEMENT_TABLES
from toolkit.review import learning
from toolkit.review.case import reviewed_case
from toolkit.review.learning_panels import HAD_LATER, KNOWN, SAME_DAY
from toolkit.review.measures import measures_of
from toolkit.review.stood import TIMELINE

CASE = {
    "case": [{"occurred_on": "2020-01-01"}],
    "status": [{"occurred_on": "2020-01-05", "kind": "child in need"}],
    "need": [
        {"thing": "closed need", "occurred_on": "2020-01-06", "kind": "rest", "ended_on": "2020-02-01", "recorded_at": "2020-02-01"}
    ],
    "visit": [
        {"thing": "old visit", "occurred_on": "2020-01-10", "outcome": "completed", "seen": True},
        {"thing": "visit", "occurred_on": "2020-05-20", "outcome": "completed", "seen": True, "worker_id": "W1"},
        {"thing": "planned visit", "occurred_on": "2020-07-10", "outcome": "planned", "recorded_at": "2020-05-20"},
    ],
    "information": [
        {"thing": "read", "occurred_on": "2020-05-01", "note": "read by the decider"},
        {"thing": "unread", "occurred_on": "2020-05-02", "note": "on record, not read"},
        {"thing": "police", "occurred_on": "2020-05-03", "note": "held by the police", "recorded_at": "2020-06-20"},
        {"thing": "heard", "occurred_on": "2020-05-04", "note": "heard and not written", "recorded_at": "2020-06-20"},
        {"thing": "silent", "occurred_on": "2020-05-05", "note": "nobody says who", "recorded_at": "2020-06-20"},
        {
            "thing": "coarse",
            "occurred_on": "2020-06-15",
            "occurred_precision": "month",
            "note": "in June",
            "recorded_at": "2020-06-20",
        },
        {"thing": "that day", "occurred_on": "2020-06-01", "note": "of the day itself", "recorded_at": "2020-06-01"},
        {
            "thing": "wrong",
            "occurred_on": "2020-05-06",
            "note": "he was well.",
            "withdrawn_at": "2020-06-20",
            "withdrawn_reason": "corrected",
        },
        {"thing": "wrong", "occurred_on": "2020-05-06", "note": "he was ill", "recorded_at": "2020-06-20"},
        {"thing": "after", "occurred_on": "2020-05-07", "note": "GIVEN AWAY", "recorded_at": "2020-08-01"},
    ],
    "ledger": [
        {"thing": "read", "holder": "W1", "known_from": "2020-05-01"},
        {"thing": "unread", "holder": "W1", "known_from": "2020-06-20"},
        {"thing": "police", "holder": "police", "holder_kind": "police", "known_from": "2020-05-03"},
        {"thing": "heard", "holder": "W1", "known_from": "2020-05-04"},
    ],
    "decision": [
        {"thing": "d1", "occurred_on": "2020-06-01", "decided_at": "2020-06-01 10:00", "decider": "W1", "kind": "plan change"},
        {"thing": "d2", "occurred_on": "2020-07-01", "decided_at": "2020-07-01 10:00", "decider": "W1", "kind": "plan change"},
    ],
}


@pytest.fixture(scope="module")
def case(record):
    return reviewed_case(record(**CASE), "c1")


@pytest.fixture(scope="module")
def panel(case):
    return learning.panels(case)[0]


def test_known_is_what_was_new_then_what_stood_open_and_the_rest_is_counted(panel):
    assert panel.title == "D1. 1 Jun 2020, 10:00: plan change"
    assert panel.lists[KNOWN] == [
        "20 May 2020: Visit: child seen [the decider's own observation]",
        "6 May 2020: Information (not recorded): he was well.",
        "1 May 2020: Information (not recorded): read by the decider [the decider had it]",
        "4 May 2020: Information (not recorded): heard and not written [the decider had it; on our record 20 Jun 2020]",
        "since 5 Jan 2020: Status: child in need",
        "since 1 Jan 2020: Case open",
        "and 2 older entries on record, ended or of one day.",
    ]


@pytest.mark.parametrize("table", sorted(set(STATEMENT_TABLES) - {"child", "person", "account"}))
def test_an_entry_of_any_part_of_the_record_is_listed_where_it_is_of_the_last_weeks(fresh, table):
    assert sum(words.startswith("20 May 2020: ") and words.endswith(fresh.words[table]) for words in fresh.lists[KNOWN]) == 1


@pytest.fixture(scope="module")
def fresh(record):
    """A case with one entry of the same day in each part of the record; its first decision's panel, and the words of each."""
    day = {"occurred_on": "2020-05-20", "recorded_at": "2020-05-20"}
    tables = {table: [day | {"thing": f"new {table}"}] for table in STATEMENT_TABLES if table != "case"}
    one = CASE["decision"][0]
    case = reviewed_case(
        record(case=[*CASE["case"], day | {"thing": "new case"}], **tables | {"decision": [*tables["decision"], one]}), "c1"
    )
    stood = case.at_last(case.stood)
    panel = learning.panels(case)[-1]
    return SimpleNamespace(lists=panel.lists, words=dict(zip(stood["table"], stood["words"], strict=True)))


def test_what_has_ended_counts_by_its_end(record):
    asked = {"thing": "a", "occurred_on": "2019-05-02", "ended_on": "2020-05-25", "kind": "assessment", "recorded_at": "2020-05-25"}
    case = reviewed_case(record(case=CASE["case"], assessment=[asked], decision=CASE["decision"][:1]), "c1")
    assert learning.panels(case)[0].lists[KNOWN] == [
        "ended 25 May 2020, since 2 May 2019: Assessment",
        "since 1 Jan 2020: Case open",
    ]


def test_what_followed_each_decision_but_the_last_is_said_to_stand_further_down(case):
    first, last = learning.panels(case)
    assert first.lead[-1].startswith("What followed it stands further down this page")
    assert not any("What followed" in line for line in last.lead)


def test_planned_stands_apart(panel):
    assert panel.lists["Planned"] == ["for 10 Jul 2020: Visit planned"]


def test_not_known_then_says_who_had_it(panel):
    assert panel.lists[HAD_LATER] == ["Information (not recorded): on record, not read (2 May 2020; on our record 2 May 2020)"]
    assert panel.lists["Not known then"] == [
        "Held by another agency and not on our record: Information (not recorded): held by the police (3 May 2020; on our record 20 Jun 2020)",
        "Not on our record, and who had it is not recorded: Information (not recorded): nobody says who (5 May 2020; on our record 20 Jun 2020)",
        "Of 1 further thing no exact day is on record, so it cannot be told.",
    ]


def test_the_decisions_own_day_stands_apart(panel):
    assert panel.lists[SAME_DAY] == ["1 Jun 2020: Information (not recorded): of the day itself"]


def test_so_does_what_fell_on_that_day_and_was_written_later(record):
    struck = {"thing": "hurt", "occurred_on": "2020-06-01", "kind": "injury", "recorded_at": "2020-06-03"}
    case = reviewed_case(record(case=CASE["case"], incident=[struck], decision=CASE["decision"]), "c1")
    first, second = (one.lists for one in learning.panels(case))
    assert first[SAME_DAY] == ["Incident (injury) (1 Jun 2020; on our record 3 Jun 2020)"]
    assert SAME_DAY not in second


def test_what_was_believed_and_put_right(panel, case):
    assert panel.lists["Believed then, corrected later"] == [
        "Information (not recorded): he was well. Later: Information (not recorded): he was ill"
    ]
    assert "Believed then, corrected later" not in learning.panels(case)[1].lists


def test_what_came_after_the_last_decision_is_nowhere(case):
    page = [learning.summary(case), learning.panels(case), learning.timeline(case).to_csv(), learning.cover(case).to_csv()]
    assert "GIVEN AWAY" not in str(page)


def test_the_summary_counts_what_was_so_and_not_on_record(case):
    # At the first: held by the police, heard, and nobody says who. At the second all of it stood.
    lines = learning.summary(case)
    assert lines[0].startswith("This page follows one case through 2 decisions, from 1 Jun 2020, 10:00 to 1 Jul 2020, 10:00.")
    assert "Counted over all decisions, 3 times something was already so but not on our record (3 things, each counted" in lines[2]


def test_the_page_says_which_parts_of_the_record_each_count_is_of():
    cells = json.loads((paths.notebooks() / "learning_review.ipynb").read_text(encoding="utf-8"))["cells"]
    said = ["".join(cell["source"]) for cell in cells if "shows" in cell["metadata"].get("tags", [])]
    [drawn] = [text for text in said if "of eleven parts of it" in text]
    [bars] = [text for text in said if "nine parts of the record" in text]
    assert len(TIMELINE) == 11 and all(part in drawn for part in TIMELINE)
    assert len(table("universe")) == 9 and all(row["table"] in bars for row in table("universe"))


def test_who_held_has_no_column_of_what_came_after(case):
    found = learning.who_held(case)
    assert "K5" not in found
    assert found[["name", "K1", "K1/2", "K2", "K3", "K4a", "K4b", "K0", "same day"]].to_numpy().tolist()[0] == [
        "D1",
        3,
        4,
        1,
        1,
        0,
        0,
        2,
        1,
    ]


def test_without_a_ledger_who_had_it_is_empty_and_not_nought(record):
    tables = {name: rows for name, rows in CASE.items() if name != "ledger"}
    case = reviewed_case(record(cover=tuple(t for t in CASE if t != "ledger"), **tables), "c1")
    first = learning.who_held(case).iloc[0]
    # His own visit the decider made, ledger or not; of nothing else can it be said that nobody had it.
    assert first["K1"] == 1
    assert first[["K2", "K3", "K4a", "K4b"]].isna().all()
    assert first[["K1/2", "K0"]].notna().all()
    assert learning.panels(case)[0].lists["Not known then"][0].startswith("Not on our record, and who had it is not recorded")


def test_cover_says_what_was_kept_and_how_much(record, case):
    found = learning.cover(case).set_index("table")
    assert found.loc["action", "states"] == BY_NAME["action"].states == "an action of the plan"
    assert found.loc["assessment", "states"] == "an assessment or enquiry" and "network member" in found.index
    assert found.loc["visit", ["since", "to", "statements"]].tolist() == ["2010-01-01", "2020-07-01", 3]
    assert found.loc["ledger", "statements"] == 4
    assert found.loc["goal", "statements"] == 0
    partly = reviewed_case(record(cover=("case", "decision"), **CASE), "c1")
    assert learning.cover(partly).set_index("table").loc["visit", ["since", "to", "statements"]].isna().all()


def test_cover_with_a_gap_is_that_since_the_gap(record):
    spans = [("2015-01-01", "2015-12-31"), ("2019-01-01", "2019-12-31"), ("2020-01-01", None)]
    coverage = [{"table_name": "visit", "covered_from": a, "covered_to": b} for a, b in spans]
    case = reviewed_case(record(coverage=coverage, **{k: v for k, v in CASE.items() if k in ("case", "decision")}), "c1")
    assert learning.cover(case).set_index("table").loc["visit", ["since", "to"]].tolist() == ["2019-01-01", "2020-07-01"]


def test_measures_stand_by_measure_and_then_by_decision(case):
    found = learning.measures(case)
    assert found["group"].tolist() == ["D1", "D2"] * (len(found) // 2)
    seen = found[found["measure"] == "days_since_seen"]
    assert seen["value"].tolist() == [12, 42]
    straight = measure(case.record, case.views, list(measures_of("learning_review"))).set_index(["view_id", "measure"]).sort_index()
    pd.testing.assert_frame_equal(
        found.set_index(["view_id", "measure"]).sort_index().drop(columns="group"), straight.drop(columns="group")
    )


def test_the_timeline_says_when_each_thing_first_stood(record):
    visits = [
        {
            "thing": "visit",
            "occurred_on": "2020-02-10",
            "outcome": "planned",
            "recorded_at": "2020-02-01",
            "withdrawn_at": "2020-02-14",
        },
        {
            "thing": "visit",
            "occurred_on": "2020-02-10",
            "outcome": "completed",
            "recorded_at": "2020-02-14",
            "withdrawn_at": "2020-03-01",
        },
        {"thing": "visit", "occurred_on": "2020-02-10", "outcome": "completed", "seen": True, "recorded_at": "2020-03-01"},
        {"thing": "plan", "occurred_on": "2020-09-01", "outcome": "planned", "recorded_at": "2020-03-02"},
        {"thing": "late", "occurred_on": "2020-02-01", "recorded_at": "2020-03-03", "recorded_by": "2020-09-30"},
    ]
    case = reviewed_case(record(case=CASE["case"], visit=visits, decision=CASE["decision"][:1]), "c1")
    found = learning.timeline(case).set_index("entity_id")
    assert found["recorded_at"].astype("str").str[:10].to_dict() == {
        "visit": "2020-02-14",
        "plan": "2020-03-02",
        "late": "2020-03-03",
    }
    assert found["words"]["visit"] == "Visit: child seen"
    assert found["assumed"].to_dict() == {"visit": False, "plan": False, "late": True}
    assert any(line.startswith("For much of this record it is not known when an entry was made") for line in learning.summary(case))


def test_long_lists_are_cut_and_say_so(record):
    notes = [{"thing": f"n{n}", "occurred_on": f"2020-05-{(n - 1) // 3 + 1:02}", "note": f"note {n}"} for n in range(1, 61)]
    case = reviewed_case(record(case=CASE["case"], information=notes, decision=CASE["decision"][:1]), "c1")
    known = learning.panels(case)[0].lists[KNOWN]
    assert known[0].startswith("20 May 2020: Information (not recorded): note ")
    assert known[-2:] == ["and 20 more entries.", "since 1 Jan 2020: Case open"]


def test_words_and_marks_of_the_small_kind(case):
    assert learning.decision_marks(case)["as_of"].tolist() == ["2020-06-01T10:00:00", "2020-07-01T10:00:00"]
    assert learning.measure_labels()["days_since_seen"] == "Days since the child was seen"
