"""The waits for which the family, the network, a service or a decision is kept: where each begins, how it ends, when it is open."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.known.waits import Worked, waits_in, waits_of

KEPT = """
| visit | outcome | occurred_on |
| V1 | attempted | 2023-03-01 |
| V2 | attempted | 2023-03-08 |
| V3 | completed | 2023-03-15 |
| V4 | attempted | 2023-06-01 |
| V5 | attempted | 2023-06-08 |
| V6 | attempted | 2023-06-15 |
| V7 | completed | 2023-07-15 |
| V8 | attempted | 2023-12-01 |
| V9 | attempted | 2023-12-08 |
"""
CASES: dict[str, Worked] = {
    "days_to_act_on_non_engagement": (
        {"visit": KEPT, "decision": "| decision | occurred_on |\n| D1 | 2023-06-20 |"},
        [
            ("V2", "2023-03-08", "2023-03-08", "2023-03-15", "kept again"),
            ("V5", "2023-06-08", "2023-06-08", "2023-06-20", "decided"),
            ("V9", "2023-12-08", "2023-12-08", "", ""),
        ],
    ),
    "days_to_first_network_member": (
        {
            "case": """
            | case | occurred_on | ended_on |
            | K0 | 2019-06-01 | 2020-02-01 |
            | K1 | 2021-01-01 | 2021-03-01 |
            | K2 | 2022-01-01 | 2022-06-01 |
            | K3 | 2023-01-01 | |
            """,
            "network_member": """
            | network_member | kind | occurred_on | ended_on |
            | P1 | professional | 2021-01-01 | |
            | P2 | family | 2022-02-01 | 2022-05-01 |
            """,
        },
        [
            ("K0", "2019-06-01", "2020-01-01", "2020-02-01", "case closed"),
            ("K1", "2021-01-01", "2021-01-01", "2021-03-01", "case closed"),
            ("K2", "2022-01-01", "2022-01-01", "2022-02-01", "first member"),
            ("K3", "2023-01-01", "2023-01-01", "", ""),
        ],
    ),
    "days_since_goals_reached": (
        {
            "goal": """
            | goal | outcome | occurred_on | ended_on |
            | G1 | reached | 2021-01-01 | 2021-02-01 |
            | G2 | reached | 2021-03-01 | 2021-04-01 |
            | G3 | dropped | 2021-06-01 | 2021-07-01 |
            | G4 | reached | 2022-01-01 | 2023-12-01 |
            """,
            "decision": "| decision | kind | occurred_on |\n| D1 | return home | 2021-05-01 |",
        },
        [
            ("G1", "2021-02-01", "2021-02-01", "2021-03-01", "new goal"),
            ("G2", "2021-04-01", "2021-04-01", "2021-05-01", "decision to return"),
            ("G3", "2021-07-01", "2021-07-01", "2022-01-01", "new goal"),
            ("G4", "2023-12-01", "2023-12-01", "", ""),
        ],
    ),
    "days_from_denial_to_safety": (
        {
            "information": "| information | assertion | occurred_on |\n| I1 | disputed | 2023-03-01 |\n| I2 | disputed | 2023-04-01 |",
            "plan": "| plan | kind | occurred_on |\n| L1 | safety plan | 2023-05-01 |\n| L2 | care plan | 2023-03-02 |",
        },
        [("I1", "2023-03-01", "2023-03-01", "2023-05-01", "step to safety")],
    ),
    "service_start_wait": (
        {
            "service": """
            | service | taken_up | offered_on | occurred_on | recorded_at |
            | S1 | true | 2023-02-01 | 2023-02-11 | 2023-02-11 |
            | S2 | false | 2023-02-01 | | 2023-02-05 |
            | S3 | | 2023-12-01 | | 2023-12-01 |
            """
        },
        [
            ("S1", "2023-02-01", "2023-02-01", "2023-02-11", "begun"),
            ("S2", "2023-02-01", "2023-02-01", "2023-02-05", "not taken up"),
            ("S3", "2023-12-01", "2023-12-01", "", ""),
        ],
    ),
    "days_to_advocate_offered": (
        {
            "status": "| status | kind | occurred_on |\n| T1 | looked after | 2023-02-01 |",
            "service": "| service | kind | offered_on | occurred_on |\n| S1 | advocacy | 2023-03-01 | 2023-03-10 |",
        },
        [("T1", "2023-02-01", "2023-02-01", "2023-03-01", "offered")],
    ),
}


@pytest.fixture(scope="module")
def waits(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    return waits_of(tmp_path_factory.mktemp("waits"), CASES)


@pytest.mark.parametrize("name", CASES)
def test_waits_begin_and_end(name: str, waits: pd.DataFrame) -> None:
    assert not waits.attrs["failed"]
    assert waits_in(waits, name) == CASES[name][1]


def test_another_case_has_no_such_wait(waits: pd.DataFrame) -> None:
    """A case that is open and has nothing else waits for a first member of its network, and for nothing more."""
    found = waits[waits["case_id"] == "service_start_wait"]
    assert set(found["measure"]) == {"service_start_wait", "days_to_first_network_member"}
