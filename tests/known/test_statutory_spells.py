"""The waits that statutory returns can show: each stage of a case, the first move, the next referral, the next plan."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.known.waits import Worked, waits_in, waits_of

CASES: dict[str, Worked] = {
    "days_referral_to_assessment": (
        {
            "case": "| case | occurred_on | ended_on |\n| K1 | 2021-01-01 | 2021-02-01 |\n| K2 | 2022-01-01 | |",
            "referral": """
            | referral | outcome | occurred_on |
            | R1 | accepted | 2021-01-01 |
            | R2 | accepted | 2022-01-01 |
            | R3 | accepted | 2022-06-01 |
            | R4 | accepted | 2022-09-01 |
            | R5 | signposted | 2023-01-01 |
            | R6 | accepted | 2023-12-01 |
            """,
            "assessment": """
            | assessment | kind | occurred_on | ended_on |
            | A1 | assessment | 2022-01-05 | 2022-02-10 |
            | A2 | section 47 enquiry | 2022-06-05 | 2022-06-10 |
            """,
        },
        [
            ("R1", "2021-01-01", "2021-01-01", "2021-02-01", "closed"),
            ("R2", "2022-01-01", "2022-01-01", "2022-02-10", "assessment finished"),
            ("R3", "2022-06-01", "2022-06-01", "2022-09-01", "referred again"),
            ("R4", "2022-09-01", "2022-09-01", "2023-12-01", "referred again"),
            ("R6", "2023-12-01", "2023-12-01", "", ""),
        ],
    ),
    "days_in_assessment": (
        {
            "assessment": """
            | assessment | kind | occurred_precision | occurred_on | ended_on |
            | A1 | assessment | day | 2019-10-01 | 2020-02-01 |
            | A2 | assessment | day | 2019-10-01 | 2019-12-01 |
            | A3 | assessment | month | 2021-01-01 | 2021-03-01 |
            """
        },
        [("A1", "2019-10-01", "2020-01-01", "2020-02-01", "finished")],
    ),
    "days_enquiry_to_conference": (
        {
            "assessment": """
            | assessment | kind | outcome | occurred_on | ended_on |
            | E1 | section 47 enquiry | initial child protection conference | 2022-01-03 | 2022-01-10 |
            | E2 | section 47 enquiry | no further action | 2022-06-01 | 2022-06-11 |
            | E3 | section 47 enquiry | | 2023-12-20 | |
            """,
            "meeting": "| meeting | kind | occurred_on |\n| M | initial child protection conference | 2022-01-24 |",
        },
        [
            ("E1", "2022-01-03", "2022-01-03", "2022-01-24", "conference"),
            ("E2", "2022-06-01", "2022-06-01", "2022-06-11", "no conference called for"),
            ("E3", "2023-12-20", "2023-12-20", "", ""),
        ],
    ),
    "days_on_protection_plan": (
        {
            "status": """
            | status | kind | end_reason | occurred_on | ended_on |
            | P1 | child protection plan | looked after | 2021-01-01 | 2021-06-01 |
            | P2 | child protection plan | | 2022-01-01 | 2022-06-01 |
            | P3 | child protection plan | | 2023-01-01 | |
            """
        },
        [
            ("P1", "2021-01-01", "2021-01-01", "2021-06-01", "looked after"),
            ("P2", "2022-01-01", "2022-01-01", "2022-06-01", "ended"),
            ("P3", "2023-01-01", "2023-01-01", "", ""),
        ],
    ),
    "days_before_proceedings": (
        {
            "legal": """
            | legal | proceedings | occurred_on | ended_on |
            | L1 | pre-proceedings | 2021-01-01 | 2021-03-01 |
            | L2 | pre-proceedings | 2022-01-01 | |
            | L3 | application to the court | 2022-04-01 | |
            """
        },
        [
            ("L1", "2021-01-01", "2021-01-01", "2021-03-01", "ended"),
            ("L2", "2022-01-01", "2022-01-01", "2022-04-01", "application to the court"),
        ],
    ),
    "days_in_proceedings": (
        {
            "legal": """
            | legal | legal_status | occurred_on | ended_on |
            | L1 | C1 | 2021-01-01 | 2021-02-01 |
            | L2 | C1 | 2021-02-01 | 2021-05-01 |
            | L3 | C2 | 2021-05-01 | 2021-08-01 |
            | L4 | C1 | 2022-01-01 | 2022-03-01 |
            """
        },
        [
            ("L1", "2021-01-01", "2021-01-01", "2021-05-01", "full care order"),
            ("L4", "2022-01-01", "2022-01-01", "2022-03-01", "ended"),
        ],
    ),
    "days_without_permanence_plan": (
        {
            "placement": """
            | placement | change | placement_type | end_reason | occurred_on | ended_on |
            | A1 | S | U6 | E4A | 2021-01-01 | 2021-03-01 |
            | A2 | S | U6 | E4A | 2022-01-01 | 2022-09-01 |
            | A3 | S | U6 | | 2023-01-01 | |
            """,
            "plan": "| plan | kind | category | occurred_on |\n| P | permanence plan | adoption | 2022-05-01 |",
        },
        [
            ("A1", "2021-01-01", "2021-01-01", "2021-03-01", "left care"),
            ("A2", "2022-01-01", "2022-01-01", "2022-05-01", "permanence plan"),
            ("A3", "2023-01-01", "2023-01-01", "2023-01-01", "permanence plan"),
        ],
    ),
    "days_to_first_move": (
        {
            "placement": """
            | placement | change | placement_type | setting_id | end_reason | occurred_on | ended_on |
            | A1 | S | U6 | s1 | X1 | 2021-01-01 | 2021-02-01 |
            | A2 | P | U6 | s2 | E4A | 2021-02-01 | 2021-03-01 |
            | A3 | S | U6 | s1 | E4A | 2022-01-01 | 2022-09-01 |
            | A4 | S | U6 | s1 | | 2023-01-01 | |
            """
        },
        [
            ("A1", "2021-01-01", "2021-01-01", "2021-02-01", "moved"),
            ("A3", "2022-01-01", "2022-01-01", "2022-09-01", "left care"),
            ("A4", "2023-01-01", "2023-01-01", "", ""),
        ],
    ),
    "re_referrals": (
        {
            "case": "| case | occurred_on | ended_on |\n| K1 | 2021-01-01 | 2021-02-01 |\n| K2 | 2022-01-01 | 2022-05-01 |",
            "referral": "| referral | outcome | occurred_on |\n| R1 | accepted | 2021-01-01 |\n| R2 | accepted | 2022-01-01 |",
        },
        [
            ("K1", "2021-02-01", "2021-02-01", "2022-01-01", "referred again"),
            ("K2", "2022-05-01", "2022-05-01", "", ""),
        ],
    ),
    "repeat_protection_plans": (
        {
            "status": """
            | status | kind | occurred_on | ended_on |
            | P1 | child protection plan | 2021-01-01 | 2021-06-01 |
            | P2 | child protection plan | 2022-01-01 | 2022-06-01 |
            """
        },
        [
            ("P1", "2021-06-01", "2021-06-01", "2022-01-01", "on a plan again"),
            ("P2", "2022-06-01", "2022-06-01", "", ""),
        ],
    ),
}


@pytest.fixture(scope="module")
def waits(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    return waits_of(tmp_path_factory.mktemp("waits"), CASES)


@pytest.mark.parametrize("name", CASES)
def test_waits_begin_and_end(name: str, waits: pd.DataFrame) -> None:
    assert not waits.attrs["failed"]
    assert waits_in(waits, name) == CASES[name][1]
