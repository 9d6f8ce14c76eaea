"""The audit's afterwards part: who is counted, in which band, and which cases are put up for a conversation."""

from __future__ import annotations

import itertools
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from tests.review.hand import record_of
from tests.study.showing import AsItIs
from toolkit.stats import jeffreys
from toolkit.stats.newcombe import apart
from toolkit.study import audit_later
from toolkit.study.audit import open_audit

DAY = "2021-12-31"
CALM = {"known_days_since_seen": 10.0, "known_days_since_seen_status": "ok"}
ONE = {"known_days_since_seen": 50.0, "known_days_since_seen_status": "ok"}
TWO = {**ONE, "known_moves_last_12_months": 3.0, "known_moves_last_12_months_status": "ok"}
BLIND = {"known_days_since_seen": float("nan"), "known_days_since_seen_status": "not recorded"}


def view(case: str, answer: str, flags: dict = CALM, day: str = "2020-03-01", counts: bool | None = None) -> dict:
    followed = answer in audit_later.FOLLOWED
    later = {
        "later_incident": answer,
        "later_incident_detail": None,
        "later_incident_counts": followed if counts is None else counts,
    }
    return {"view_id": f"{case}-{day}", "case_id": case, "as_of": day, **flags, **later}


def came(*rows: dict) -> dict[str, list]:
    frame = pd.DataFrame(rows)
    audit = SimpleNamespace(families={c: c for c in frame["case_id"]})
    found = audit_later.came_later(audit, frame)
    assert set(found["measure"]) <= {"an incident"}
    return {r["group"]: [r["numerator"], r["denominator"], r["missing"], r["status"]] for r in found.to_dict("records")}


def test_one_view_a_child_and_that_the_last():
    rows = [view(f"c{n:02}", "no") for n in range(9)]
    sooner = [view("c09", "yes", day="2020-01-01"), view("c09", "yes", day="2020-06-01T15:30:00")]
    # A day without a time is read to its end, and so comes after an hour of that day.
    assert came(*rows, *sooner, view("c09", "no", day="2020-06-01")) == {"no flag": [0, 10, 0, "ok"]}
    assert came(*rows, *sooner) == {"no flag": [1, 10, 0, "ok"]}


def test_only_those_followed_are_in_the_denominator():
    rows = [view(f"c{n:02}", "no") for n in range(9)] + [view("c09", "yes"), view("c10", "competing end")]
    lost = [view("c11", "censored"), view("c12", "not recorded"), view("c13", "not applicable")]
    assert came(*rows, *lost) == {"no flag": [1, 11, 2, "ok"]}


def test_an_outcome_that_came_before_the_cover_ended_does_not_count_where_its_horizon_lies_past_it():
    rows = [view(f"c{n:02}", "no") for n in range(10)]
    assert came(*rows, view("c10", "yes", counts=False)) == {"no flag": [0, 10, 1, "ok"]}


def test_bands_are_of_flags_that_could_be_looked_at():
    bands = [(CALM, "no flag"), (ONE, "one flag"), (TWO, "several flags"), (BLIND, "not recorded")]
    rows = [view(f"{name}{n}", "yes", flags) for flags, name in bands for n in range(3)]
    assert list(came(*rows)) == [name for _, name in bands]
    assert came(*rows)["several flags"] == [3, 3, 0, "insufficient"]


def test_where_the_outcome_applies_to_nobody_there_is_no_row():
    assert came(view("c00", "not applicable"), view("c01", "yes", ONE)) == {"one flag": [1, 1, 0, "insufficient"]}


CASES = [f"c{n:02}" for n in range(12)]
OPEN, STAY = {"occurred_on": "2019-01-01"}, {"occurred_on": "2019-02-01", "change": "S", "placement_type": "U6"}


@pytest.fixture(scope="module")
def audit(tmp_path_factory):
    """Twelve children in care, a decision each; three have an incident in the year after, one leaves to another authority."""
    folder, numbers = tmp_path_factory.mktemp("records"), itertools.count()
    gone = {"ended_on": "2020-06-01", "end_reason": "E3", "recorded_at": "2020-06-01"}
    made = record_of(
        folder / f"record{next(numbers)}",
        case=[{**OPEN, "case": c} for c in CASES],
        placement=[
            *({**STAY, "case": c, "thing": f"p-{c}", "withdrawn_at": "2020-06-01" if c == "c11" else None} for c in CASES),
            {**STAY, "case": "c11", "thing": "p-c11", **gone},
        ],
        incident=[{"case": c, "occurred_on": "2020-09-01", "kind": "injury"} for c in CASES[:3]],
        decision=[{"case": c, "thing": f"d-{c}", "occurred_on": "2020-03-01", "decider": "W1"} for c in CASES],
    )
    return open_audit(made, DAY)


@pytest.fixture(scope="module")
def rows(audit):
    return audit_later.beside(audit)


def test_beside_says_who_counts(rows):
    by_case = rows.set_index("case_id")
    assert by_case.loc["c00", ["later_incident", "later_incident_counts"]].tolist() == ["yes", True]
    assert by_case.loc["c11", ["later_incident", "later_incident_counts"]].tolist() == ["censored", False]
    assert by_case.loc["c00", ["later_re_entry", "later_re_entry_counts"]].tolist() == ["not applicable", False]


def summary(audit, rows: pd.DataFrame) -> list[str]:
    return audit_later.summary(audit, AsItIs({"after-decisions": audit_later.after_decisions(audit, rows)}))


def test_the_share_by_hand(audit, rows):
    found = audit_later.came_later(audit, rows).set_index("measure").loc["an incident"]
    assert found[["numerator", "denominator", "missing", "status"]].tolist() == [3, 11, 1, "ok"]
    assert (found["value"], found["lower"], found["upper"]) == pytest.approx(tuple(jeffreys(3, 11)))


def test_the_summary_counts_decisions_and_those_that_could_not_be_followed(audit, rows):
    lines = summary(audit, rows)
    assert lines[0] == "The decisions of the period were followed for 365 days, up to 31 Dec 2021."
    assert "An incident: after 3 of 11 decisions that could be followed (some could not; no news is not good news)." in lines
    assert "A new referral: not recorded, or no decision could be followed to the horizon." in lines
    assert not any(line.startswith("Coming back into care") for line in lines)
    assert lines[-1] == "These are counts of what is on record. They are no evidence of cause or of fault."


def test_where_nothing_could_be_followed_that_is_said(audit):
    frame = pd.DataFrame([view("c00", "censored"), view("c01", "not recorded")])
    assert summary(audit, frame)[1] == "An incident: not recorded, or no decision could be followed to the horizon."


def test_the_difference_after_several_flags_and_after_none_has_an_interval():
    cases = [view(f"q{n:02}", "yes" if n < 2 else "no") for n in range(20)]
    cases += [view(f"s{n:02}", "yes" if n < 9 else "no", TWO) for n in range(20)]
    cases += [view(f"o{n:02}", "yes", ONE) for n in range(5)]
    audit: Any = SimpleNamespace(families={c["case_id"]: c["case_id"] for c in cases}, sample=None)
    shown = AsItIs({"known-and-later": audit_later.came_later(audit, pd.DataFrame(cases))})
    several, none = jeffreys(9, 20), jeffreys(2, 20)
    found = apart(several, none)
    line, note = audit_later.apart_words(audit, shown)
    assert line.startswith("An incident: after 45% with several flags and 10% with none; difference +35.0 points, 95 % interval ")
    assert line.endswith(f"interval {100 * found.lower:+.1f} to {100 * found.upper:+.1f}.")
    assert "not to say that they are alike" in note
    few = AsItIs({"known-and-later": audit_later.came_later(audit, pd.DataFrame(cases[:25]))})
    assert audit_later.apart_words(audit, few)[0].startswith("For no outcome are the shares")


def test_a_period_without_decisions(audit):
    none = open_audit(audit.record, "2021-12-31", months=1)
    rows = audit_later.beside(none)
    assert len(rows) == len(audit_later.came_later(none, rows)) == len(audit_later.conversations(rows, 1, 3)) == 0
    assert summary(none, rows)[0] == "No decision of the period was on record at its end to be followed."


def test_conversations_stand_in_an_order_that_only_the_seed_gives():
    quiet = pd.DataFrame([view(case, "yes") for case in CASES])
    first, again, other = (
        audit_later.conversations(rows, seed, 3) for rows, seed in ((quiet, 1), (quiet.iloc[::-1], 1), (quiet, 2))
    )
    assert first.equals(again)
    assert first["case_id"].tolist() != other["case_id"].tolist()
    assert first["number"].tolist() == [1, 2, 3]
    assert set(first["as_of"]) == {"1 Mar 2020"}
    assert all(question.endswith("?") for question in first["question"])


def test_of_both_kinds_of_conversation_there_are_as_many_as_there_can_be():
    rows = pd.DataFrame([*(view(case, "yes") for case in CASES[:4]), view(CASES[5], "no", TWO)])
    kinds = audit_later.conversations(rows, 1, 3)["kind"].tolist()
    assert sorted(kinds) == ["no poor outcome, several flags"] + ["poor outcome, no flag"] * 3


def test_the_rule_is_printed_with_its_seed():
    assert "in an order drawn with seed 7" in audit_later.rule(7, 3)
    assert "up to 3 of each kind" in audit_later.rule(7, 3)
