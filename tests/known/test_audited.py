"""What a reading of the headers alone expected and the queries did not give: boundaries, blanks and other letters."""

from __future__ import annotations

import pytest

from tests.known.records import COVERED, answers, case_of, table, views, write_cases

PLAN = "| status | kind | occurred_on | ended_on |\n"
SERVICE = {
    "service": "| service | goal_id | taken_up | occurred_on | ended_on |\n| S | G | true | 2024-01-10 | 2024-05-01 |",
    "goal": "| goal | need_id | occurred_on |\n| G | N | 2024-01-01 |",
    "measure": """
        | measure | instrument | about_id | value | occurred_on |
        | A | sdq | N | 3 | 2024-02-21 |
        | B | SDQ | N | 2 | 2024-03-20 |""",
}
CASES = {
    "a day after the same date two years later": (
        "repeat_protection_plans",
        {"status": PLAN + "| A | child protection plan | 2020-01-10 | 2022-02-28 |\n| B | child protection plan | 2024-02-29 | |"},
        ("0", "2", "ok"),
    ),
    "two years after 29 February": (
        "repeat_protection_plans",
        {"status": PLAN + "| A | child protection plan | 2020-01-10 | 2020-02-29 |\n| B | child protection plan | 2022-02-28 | |"},
        ("1", "2", "ok"),
    ),
    "plans that overlap are one": (
        "repeat_protection_plans",
        {"status": PLAN + "| A | child protection plan | 2020-01-10 | 2022-02-28 |\n| B | child protection plan | 2022-02-01 | |"},
        ("0", "1", "ok"),
    ),
    "one instrument in other letters": ("measured_before_and_after", SERVICE, ("1", "1", "ok")),
    "blanks are no dissent": (
        "dissent_recorded",
        {"decision": "| decision | dissent | occurred_on |\n| D | BLANK | 2024-06-01 |\n| E | no | 2024-06-01 |"},
        ("1", "2", "ok"),
    ),
}


@pytest.mark.parametrize("title", CASES)
def test_what_the_header_says_is_what_is_counted(tmp_path, title: str) -> None:
    name, statements, expected = CASES[title]
    rows = {t: [{k: v.replace("BLANK", "  ") for k, v in row.items()} for row in table(text)] for t, text in statements.items()}
    since = dict.fromkeys(("status", "plan"), "2017-01-01")
    found = answers(write_cases(tmp_path, case_of("K", rows), covered=COVERED | since), views(("K", "2024-06-30")), [name])
    assert tuple(found["v0", name][k] for k in ("numerator", "denominator", "status")) == expected
