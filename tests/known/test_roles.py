"""Roles and kinds in any letters: one place says how words are compared, and which words are the same role."""

from __future__ import annotations

import re

import pytest

from tests.known.records import answers, case_of, table, views, write_cases
from tests.known.test_caseload import rows, written
from tests.known.test_words_and_weights import QUERIES, ROWS
from toolkit import paths
from toolkit.later import outcomes
from toolkit.later.catalogue import catalogue as later_catalogue

ROLES = paths.rows("codes", "roles")
WORKERS = """
    | involvement | role | worker_id | occurred_on | ended_on |
    | A | {0} | w1 | 2024-01-01 | 2024-03-01 |
    | B | {0} | w2 | 2024-03-01 | |
    | C | family support worker | w3 | 2024-04-01 | |"""
CASELOAD = ["workers_so_far", "days_with_worker", "worker_changes", "unallocated_days", "worker_weighted_caseload"]


@pytest.mark.parametrize("role", ["social worker", "Caseworker", " CASE WORKER "])
def test_who_holds_a_case_is_called_by_other_words_elsewhere(tmp_path, role: str) -> None:
    case = case_of("K", {"case": [{"case": "K", "occurred_on": "2024-01-01"}], "involvement": table(WORKERS.format(role))})
    posts = rows("| entity_id | worker_id | occurred_on | fte |\n| p | w2 | 2023-01-01 | 1 |")
    found = answers(written(tmp_path, staff=posts, **case), views(("K", "2024-05-01")), CASELOAD)
    assert [found["v0", name]["numerator"] for name in CASELOAD] == ["2", "61", "1", "0", "100"]


def test_one_of_several_owners_is_of_the_family_and_semicolons_alone_are_nobody(tmp_path) -> None:
    goal = table("| goal | agreed_by | occurred_on |\n| G | Mum ;social worker | 2024-01-01 |\n| H | ; | 2024-01-01 |")
    action = table("""
        | action | owner_role | occurred_on | goal_id | due_on |
        | A | social worker; Dad | 2024-01-01 | G | 2024-06-01 |
        | B | social worker | 2024-01-01 | G | 2024-06-01 |
        | C | ; | 2024-01-01 | G | 2024-06-01 |""")
    meeting = table("""
        | meeting | kind | present | occurred_on |
        | M | network meeting | mom; teacher; | 2024-02-01 |
        | N | network meeting | ; | 2024-02-02 |""")
    member = table("| network_member | kind | role | occurred_on |\n| F | family | mother | 2024-01-01 |")
    case = case_of("K", {"goal": goal, "action": action, "meeting": meeting, "network_member": member})
    asked = ["family_owned_actions", "goals_agreed", "family_at_meetings", "network_attendance", "smart_actions"]
    found = answers(write_cases(tmp_path, case), views(("K", "2024-05-01")), asked)
    counted = {name: [found["v0", name][k] for k in ("numerator", "denominator", "missing", "upper")] for name in asked}
    assert counted == {
        "family_owned_actions": ["1", "3", "1", "0.666667"],
        "goals_agreed": ["1", "2", "1", "1"],
        "family_at_meetings": ["1", "1", "1", "1"],
        "network_attendance": ["1", "1", "0", "1"],
        "smart_actions": ["0", "3", "3", "0"],
    }
    assert "C without owner, need" in found["v0", "smart_actions"]["evidence"]


def test_words_are_compared_in_one_way_only() -> None:
    asked = QUERIES + "\n".join(o.sql + o.delay.which for o in later_catalogue())
    assert not re.search(
        r"\b(lower|upper|trim|string_split)\(\w*\.?(role|kind|outcome|with_role|owner_role|rater_role|informant|present)\b", asked
    )


def test_a_role_has_one_name_and_lists_of_words_know_it_by_that() -> None:
    other = {row["word"] for row in ROLES}
    assert len(other) == len(ROLES)
    assert all(row["word"] == row["word"].lower().strip() and row["source"] for row in ROLES)
    assert not other & {row["role"] for row in ROLES}
    assert not other & {row["word"] for row in ROWS if row["list"] in ("role", "informant")}


def test_who_a_child_met_is_read_in_any_letters_by_what_comes_later_too(tmp_path) -> None:
    placement = table("| placement | change | placement_type | occurred_on |\n| P | S | U6 | 2024-01-01 |")
    contact = table("| contact | kind | with_role | outcome | occurred_on |\n| C | family time | Mum | Took Place | 2024-03-01 |")
    record = write_cases(tmp_path, case_of("K", {"placement": placement, "contact": contact}))
    found = outcomes(record, views(("K", "2024-02-01")), 60, ["contact_with_family"])
    assert found["answer"].to_list() == ["yes"]


@pytest.mark.parametrize(
    ("notes", "counted"),
    [
        ("Ring the school| ring the school |other", ["2", "3", "0", "0.666667"]),
        ("Ring the school| ring the school ||other", ["2", "4", "1", "1"]),
        ("|other|another|more", ["0", "4", "1", "0.5"]),
        ("||", ["0", "3", "3", "1"]),
        ("", ["0", "1", "1", "0"]),
    ],
)
def test_what_is_not_said_may_say_what_another_says(tmp_path, notes: str, counted: list[str]) -> None:
    each = [{"occurred_on": "2024-01-01", "words": words} for words in notes.split("|")]
    case = case_of(
        "K",
        {
            "action": [{"action": f"A{n}", "occurred_on": e["occurred_on"], "note": e["words"]} for n, e in enumerate(each)],
            "service": [{"service": f"S{n}", "occurred_on": e["occurred_on"], "kind": e["words"]} for n, e in enumerate(each)],
        },
    )
    found = answers(write_cases(tmp_path, case), views(("K", "2024-05-01")), ["duplicate_actions", "duplicate_services"])
    for said in found.values():
        assert [said[k] for k in ("numerator", "denominator", "missing", "upper")] == counted
