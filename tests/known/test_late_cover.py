"""Waits that began before the record covered what would have ended them: no number is better than one that is too great."""

from __future__ import annotations

import pytest

from tests.known.records import COVERED, answers, case_of, table, views, write_cases

WAITS = {
    "days_referral_to_assessment": (
        "assessment",
        {"referral": "| referral | outcome | occurred_on |\n| R | accepted | 2021-01-01 |"},
    ),
    "days_enquiry_to_conference": (
        "meeting",
        {"assessment": "| assessment | kind | occurred_on |\n| E | section 47 enquiry | 2021-01-01 |"},
    ),
    "days_without_permanence_plan": (
        "plan",
        {"placement": "| placement | change | placement_type | occurred_on |\n| A | S | U6 | 2021-01-01 |"},
    ),
    "days_in_proceedings": (
        "legal",
        {"legal": "| legal | proceedings | occurred_on |\n| L | application to the court | 2021-01-01 |"},
    ),
    "days_from_denial_to_safety": ("service", {"information": "| information | kind | occurred_on |\n| I | denial | 2021-01-01 |"}),
    "days_to_act_on_non_engagement": (
        "decision",
        {"visit": "| visit | outcome | occurred_on |\n| V | attempted | 2021-01-01 |\n| W | attempted | 2021-01-08 |"},
    ),
    "days_to_advocate_offered": ("service", {"status": "| status | kind | occurred_on |\n| S | looked after | 2021-01-01 |"}),
    "days_to_first_network_member": ("network_member", {}),
    "escalation_latency": ("meeting", {"incident": "| incident | severity | occurred_on |\n| I | 3 | 2021-01-01 |"}),
}
SINCE_COVER = {"days_since_network_meeting": "meeting", "longest_review_gap": "review", "unallocated_days": "involvement"}


def _said(folder, name: str, late: str, statements: dict[str, str]) -> dict[str, str]:
    case = case_of("K", {t: table(rows) for t, rows in statements.items()})
    record = write_cases(folder, case, covered=COVERED | {late: "2022-01-01"})
    return answers(record, views(("K", "2022-01-31")), [name])["v0", name]


@pytest.mark.parametrize("name", WAITS)
def test_what_would_have_ended_it_may_have_come_before_the_record_did(tmp_path, name: str) -> None:
    late, statements = WAITS[name]
    found = _said(tmp_path / "late", name, late, statements)
    assert (found["status"], found["value"], found["lower"]) == ("insufficient", "", "")
    assert found["reason"]
    assert float(_said(tmp_path / "whole", name, "person", statements)["lower"]) > 300


@pytest.mark.parametrize("name", SINCE_COVER)
def test_where_nothing_is_on_record_it_is_at_least_since_the_record_began(tmp_path, name: str) -> None:
    found = _said(tmp_path / "late", name, SINCE_COVER[name], {})
    assert (found["status"], found["value"], found["lower"]) == ("insufficient", "", "30")


def test_a_statutory_step_from_before_the_network_was_kept_says_nothing(tmp_path) -> None:
    decided = {"decision": "| decision | kind | occurred_on |\n| D | start of care | 2021-01-01 |"}
    assert _said(tmp_path, "network_before_statutory_step", "network_member", decided)["status"] == "not applicable"
