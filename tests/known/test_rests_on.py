"""What a number rests on says of each statement what it says itself, and is empty where nothing is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.known.records import COVERED, answers, case_of, table, views, write_cases

VISITS = "| visit | outcome | seen | occurred_on |\n| V | completed | | 2024-03-01 |"
WORK = {
    "case": "| case | occurred_on |\n| K | 2023-06-01 |",
    "visit": VISITS + "\n| W | completed | false | 2023-07-01 |",
    "goal": "| goal | occurred_on |\n| G | 2023-06-01 |",
    "action": "| action | goal_id | occurred_on |\n| A | G | 2023-07-01 |\n| B | | 2024-03-01 |",
}
MEMBER = {"network_member": "| network_member | kind | independent | occurred_on |\n| P | family | true | 2024-01-01 |"}
ACTIONS = {
    "supervision": "| supervision | occurred_on |\n| S | 2024-01-01 |\n| T | 2024-02-01 |",
    "action": "| action | cites | occurred_on | ended_on |\n| A | S | 2024-01-01 | 2024-01-20 |",
}
CARE = {
    "child": "| child | born_on | occurred_on |\n| C | 2015-01-01 | 2015-01-01 |",
    "placement": "| placement | change | placement_type | occurred_on |\n| P | S | U6 | 2021-10-01 |",
}


def rests_on(folder: Path, name: str, statements: dict[str, str], lacking: str = "") -> str:
    rows = {kind: table(text) for kind, text in statements.items()}
    covered = {kind: day for kind, day in COVERED.items() if kind != lacking}
    return answers(write_cases(folder, case_of("K", rows), covered=covered), views(("K", "2024-03-31")), [name])["v0", name][
        "evidence"
    ]


@pytest.mark.parametrize(
    ("name", "statements", "expected"),
    [
        ("child_focus", {"visit": VISITS}, "V visit, not said on whom"),
        (
            "child_focus_change",
            WORK,
            "A first days, not said on whom, B last days, on others, V last days, not said on whom, W first days, on others",
        ),
        ("supervision_actions_closed", ACTIONS, "A not said how it ended"),
        ("settled_in_placement", CARE, ""),
    ],
)
def test_what_is_not_said_is_called_so(tmp_path: Path, name: str, statements: dict[str, str], expected: str) -> None:
    """The last child has been in care for just under thirty months."""
    assert rests_on(tmp_path, name, statements) == expected


@pytest.mark.parametrize(
    ("name", "statements", "lacking"),
    [
        ("child_focus", {"action": "| action | occurred_on |\n| A | 2024-03-01 |"}, "visit"),
        ("child_focus_change", WORK, "contact"),
        ("network_independent", MEMBER, "network_member"),
    ],
)
def test_nothing_is_shown_where_the_record_does_not_cover_it(
    tmp_path: Path, name: str, statements: dict[str, str], lacking: str
) -> None:
    assert rests_on(tmp_path / "whole", name, statements)
    assert not rests_on(tmp_path / "part", name, statements, lacking)
