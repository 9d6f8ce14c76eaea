"""One fact raises one flag: of two measures that a single fact drives, one carries the flag and the other says why it has none."""

from __future__ import annotations

import pytest

from tests.known.records import case_of, table, views, write_cases
from toolkit.known import catalogue, explanations, measure
from toolkit.known.flagged import YES, with_flags

ONE_FACT = [
    ("days_without_permanence_plan", "limbo_days"),
    ("days_since_seen", "longest_visit_gap"),
    ("moves_last_12_months", "placements_last_12_months"),
    ("days_referral_to_assessment", "days_in_assessment"),
    ("days_referral_to_assessment", "assessments_late"),
]
SUMS = ("milestones_late", "milestone_days_late")
BY_NAME = {i.name: i for i in catalogue()}


@pytest.mark.parametrize(("flagged", "other"), ONE_FACT)
def test_the_measure_without_the_flag_says_which_has_it(flagged: str, other: str) -> None:
    assert BY_NAME[flagged].flag and not BY_NAME[other].flag
    assert f"flagged once, by {flagged}" in BY_NAME[other].definition


def test_a_fact_is_flagged_once(tmp_path) -> None:
    """By 1 July 2024 the child has been in care for 182 days without a plan for permanence, was seen last 60 days ago and has
    lived in three placements, and the assessment of a referral of 91 days ago goes on. Both numbers of each pair lie past what was
    their common threshold, and four flags are raised."""
    placement = table("""
        | placement | change | placement_type | setting_id | occurred_on | ended_on |
        | A | S | U6 | s1 | 2024-01-01 | 2024-02-01 |
        | B | P | U6 | s2 | 2024-02-01 | 2024-03-01 |
        | C | P | U6 | s3 | 2024-03-01 | |""")
    visit = table("| visit | outcome | seen | occurred_on |\n| V | completed | true | 2024-05-02 |")
    referral = table("| referral | outcome | occurred_on |\n| R | accepted | 2024-04-01 |")
    assessment = table("| assessment | kind | occurred_on |\n| E | assessment | 2024-04-02 |")
    stated = {"placement": placement, "visit": visit, "referral": referral, "assessment": assessment}
    record = write_cases(tmp_path, case_of("1", stated))
    rows = measure(record, views(("1", "2024-07-01")), [name for pair in ONE_FACT for name in pair])
    assert dict(zip(rows["measure"], rows["value"], strict=True)) == {
        "days_without_permanence_plan": 182,
        "limbo_days": 182,
        "days_since_seen": 60,
        "longest_visit_gap": 1583,
        "moves_last_12_months": 2,
        "placements_last_12_months": 3,
        "days_referral_to_assessment": 91,
        "days_in_assessment": 90,
        "assessments_late": 1,
    }
    told = with_flags(rows, catalogue())
    assert dict(zip(told["measure"], told["flag"], strict=True)) == {flagged: YES for flagged, _ in ONE_FACT}


def test_one_late_duty_is_not_flagged_again_by_the_sums_over_all_duties(tmp_path) -> None:
    stated = {"referral": table("| referral | outcome | occurred_on |\n| R | accepted | 2024-04-01 |")}
    asked = ["assessments_late", "days_referral_to_assessment", *SUMS]
    rows = measure(write_cases(tmp_path, case_of("1", stated)), views(("1", "2024-07-15")), asked)
    assert dict(zip(rows["measure"], rows["numerator"], strict=True)) == {
        "assessments_late": 1,
        "days_referral_to_assessment": 105,
        "milestone_days_late": 40,
        "milestones_late": 1,
    }
    told = with_flags(rows, catalogue())
    assert told.loc[told["flag"] == YES, "measure"].to_list() == ["days_referral_to_assessment"]
    assert all("flagged once, by the measure of its duty" in BY_NAME[name].definition for name in SUMS)


def test_a_move_is_explained_by_its_reason_in_an_earlier_period_of_care_too(tmp_path) -> None:
    placement = table("""
        | placement | change | placement_type | setting_id | change_reason | end_reason | occurred_on | ended_on |
        | A | S | U6 | s1 | PLANP | X1 | 2024-01-01 | 2024-02-01 |
        | B | P | U6 | s2 | | E4A | 2024-02-01 | 2024-03-01 |
        | C | S | U6 | s3 | | | 2024-05-01 | |""")
    record = write_cases(tmp_path, case_of("1", {"placement": placement}))
    found = explanations(record, views(("1", "2024-07-01")), ["moves_last_12_months"])
    assert found[["entity_id", "standing", "reason"]].to_numpy().tolist() == [["1:B", "explained", "PLANP"]]
