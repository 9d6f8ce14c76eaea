"""Waits that began before the record covered what would have ended them: no number is better than one that is too great."""

from __future__ import annotations

import pytest

from tests.known.records import COVERED, answers, case_of, table, views, write_cases
from toolkit.known import catalogue, measure
from toolkit.known.flagged import with_flags

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


RETURN = {
    "placement": "| placement | change | placement_type | occurred_on | ended_on | end_reason |\n"
    "| P | S | U6 | 2021-01-01 | 2021-12-01 | E4A |"
}
UNSAID = {"service": "| service | kind | taken_up | offered_on | recorded_at |\n| S | course | true | 2021-11-01 | 2021-11-02 |"}


@pytest.mark.parametrize(
    ("late", "statements", "flag"),
    [("service", {}, "cannot say"), ("person", UNSAID, "cannot say"), ("person", {}, "yes")],
    ids=["late", "unsaid", "none"],
)
def test_no_service_at_return_is_only_said_where_it_is_known(tmp_path, late: str, statements: dict[str, str], flag: str) -> None:
    case = case_of("K", {t: table(rows) for t, rows in (RETURN | statements).items()})
    record = write_cases(tmp_path, case, covered=COVERED | {late: "2022-01-01"})
    (found,) = with_flags(measure(record, views(("K", "2022-01-31")), ["services_at_return"]), catalogue()).to_dict("records")
    assert (found["flag"], found["status"], found["lower"]) == (flag, "ok" if flag == "yes" else "insufficient", 0)
    assert bool(found["reason"]) is (flag == "cannot say")


def test_that_there_is_no_plan_is_not_said_where_plans_are_kept_no_longer(tmp_path) -> None:
    case = case_of("K", {"need": table("| need | severity | occurred_on |\n| N | 2 | 2020-06-01 |")})
    since = {"covered_from": "2020-01-01", "recorded_at": "2020-01-01"}
    kept = [since | {"table_name": t} | ({"covered_to": "2021-12-31"} if t == "plan" else {}) for t in COVERED]
    record = write_cases(tmp_path, case, covered=kept)
    found = answers(record, views(("K", "2021-06-01"), ("K", "2024-06-01")), ["plan_need_coverage"])
    assert [f["status"] for f in found.values()] == ["not applicable", "not recorded"]


REVIEWS = "| review | kind | occurred_on |\n" + "\n".join(
    f"| R{n} | looked after review | {day} |" for n, day in enumerate(("2021-06-01", "2021-12-01", "2022-01-10", "2022-01-20"))
)
CHANGED_HANDS = """
| involvement | worker_id | role | occurred_on | ended_on |
| I | W1 | social worker | 2020-01-01 | 2021-12-01 |
| J | W2 | social worker | 2021-12-01 | |"""
MEANT = {
    "goal": "| goal | occurred_on |\n| G | 2021-11-01 |",
    "service": "| service | goal_id | occurred_on | ended_on |\n| S | G | 2021-12-01 | 2022-01-20 |",
}
NOTHING, NONE = ("not applicable", "", "", ""), ("ok", "0", "0", "0")
NOT_SEEN = {
    # of four reviews without a change only the last lies wholly within the time in which goals were kept
    "stagnation_run": ("goal", {"review": REVIEWS}, ("insufficient", "", "1", ""), ("ok", "4", "4", "4")),
    # the meeting may have taken place before visits were kept
    "handovers_met": ("visit", {"involvement": CHANGED_HANDS}, ("not applicable", "", "", ""), ("ok", "0", "0", "0")),
    # the first measure may have been taken before measures were kept
    "measured_before_and_after": ("measure", MEANT, ("ok", "0", "0", "1"), ("ok", "0", "0", "0")),
    # more may have been put off before decisions were kept
    "deferral_chain": (
        "decision",
        {"decision": "| decision | kind | occurred_on |\n| D | put off decision | 2022-01-10 |"},
        ("insufficient", "", "1", ""),
        ("ok", "1", "1", "1"),
    ),
    # it may have been written, measured, decided, looked at, explained or begun before, where nobody kept it
    "decisions_told_in_writing": ("contact", {"decision": "| decision | occurred_on |\n| D | 2021-12-01 |"}, NOTHING, NONE),
    "assessments_with_a_tool": (
        "measure",
        {"assessment": "| assessment | kind | occurred_on | ended_on |\n| A | assessment | 2021-11-01 | 2022-01-10 |"},
        NOTHING,
        NONE,
    ),
    "contingency_carried_out": (
        "decision",
        {
            "plan": "| plan | kind | contingency | occurred_on |\n| P | care plan | the aunt | 2021-01-01 |",
            "visit": "| visit | outcome | occurred_on |\n| V | attempted | 2021-12-01 |\n| W | attempted | 2021-12-08 |",
        },
        NOTHING,
        NONE,
    ),
    "decisions_revisited": ("supervision", {"decision": "| decision | occurred_on |\n| D | 2021-06-01 |"}, NOTHING, NONE),
    "unexplained_goal_changes": (
        "decision",
        {"goal": "| goal | outcome | occurred_on | ended_on |\n| G | dropped | 2021-06-01 | 2021-12-01 |"},
        NOTHING,
        ("ok", "1", "1", "1"),
    ),
    "plan_changed_after_review": ("action", {"review": REVIEWS}, NOTHING, ("ok", "0", "0", "0")),
    "replication_after_handover": ("service", {"involvement": CHANGED_HANDS.replace("2021-12-01", "2021-10-01")}, NOTHING, NONE),
    # a goal may have been reached before anybody wrote it down
    "days_kept_without_change": (
        "goal",
        {
            "goal": "| goal | behaviour | occurred_on |\n| G | true | 2021-12-01 |",
            "visit": "| visit | outcome | occurred_on |\n| V | completed | 2022-01-01 |\n| W | completed | 2022-01-02 |\n"
            "| X | completed | 2022-01-03 |",
        },
        ("insufficient", "", "30", "61"),
        ("ok", "61", "61", "61"),
    ),
    "information_absorbed_in_time": (
        "supervision",
        {"information": "| information | significance | occurred_on |\n| I | significant | 2021-12-01 |"},
        NOTHING,
        NONE,
    ),
}


@pytest.mark.parametrize("name", NOT_SEEN)
def test_what_happened_before_it_was_kept_is_not_nothing(tmp_path, name: str) -> None:
    late, statements, expected, whole = NOT_SEEN[name]
    for covered_late, said in ((late, expected), ("person", whole)):
        found = _said(tmp_path / covered_late, name, covered_late, statements)
        assert tuple(found[k] for k in ("status", "value", "lower", "upper")) == said


UNANSWERED = {
    "review": "| review | kind | participation | occurred_on |\n| R | looked after review | PN1 | 2021-12-01 |",
    "information": "| information | significance | occurred_on |\n| I | significant | 2021-12-01 |",
    "assessment": "| assessment | kind | occurred_on |\n| E | section 47 enquiry | 2021-12-01 |",
}
ANSWERS = {"child_views_answered": 0, "information_absorbed": 0, "update_rate": 0, "proof_seeking_share": 1}


def test_what_would_have_answered_before_it_was_kept_is_not_missed(tmp_path) -> None:
    case = case_of("K", {t: table(rows) for t, rows in UNANSWERED.items()})
    late = dict.fromkeys(("goal", "decision", "service"), "2022-01-01")
    record = write_cases(tmp_path / "late", case, covered=COVERED | late)
    said = measure(record, views(("K", "2022-01-31")), list(ANSWERS))
    assert dict(zip(said["measure"], said["status"], strict=True)) == dict.fromkeys(sorted(ANSWERS), "not applicable")
    whole = measure(write_cases(tmp_path / "whole", case), views(("K", "2022-01-31")), list(ANSWERS))
    assert dict(zip(whole["measure"], whole["value"], strict=True)) == ANSWERS


def test_what_began_after_a_change_may_have_been_there_before_it_was_kept(tmp_path) -> None:
    began = {
        "involvement": CHANGED_HANDS.replace("2021-12-01", "2022-02-01"),
        "service": "| service | kind | occurred_on |\n| S | course | 2022-02-10 |",
    }
    case = case_of("K", {t: table(rows) for t, rows in began.items()})
    for late, upper in (("service", 1), ("person", 0)):
        record = write_cases(tmp_path / late, case, covered=COVERED | {late: "2022-01-01"})
        (found,) = measure(record, views(("K", "2022-12-31")), ["replication_after_handover"]).to_dict("records")
        assert [found[k] for k in ("value", "lower", "upper")] == [0, 0, upper]


@pytest.mark.parametrize(("since", "upper"), [("2022-01-02", 0), ("2022-01-03", 1)])
def test_who_may_have_been_in_touch_before_contacts_were_kept_is_in_the_bound(tmp_path, since: str, upper: int) -> None:
    case = case_of(
        "K", {"network_member": table("| network_member | kind | role | occurred_on |\n| A | family | aunt | 2021-01-01 |")}
    )
    record = write_cases(tmp_path, case, covered=COVERED | {"contact": since})
    (found,) = measure(record, views(("K", "2022-01-31")), ["network_active"]).to_dict("records")
    assert [found[k] for k in ("value", "lower", "upper")] == [0, 0, upper]
