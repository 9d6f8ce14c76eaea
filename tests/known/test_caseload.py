"""Caseloads and the flow of a team's cases: counted over all cases as known at the view, and nothing else of them handed on."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.known.records import COVERED, Rows, answers, table, views, write_cases
from toolkit.record import Record, open_record


def rows(text: str, **of_each: str) -> Rows:
    """Rows of a table whose first column is the entity; recorded on the last day that they state unless they say otherwise."""
    return [_statement({**of_each, **row}) for row in table(text)]


def _statement(row: dict[str, str]) -> dict[str, str]:
    last = max(row["occurred_on"], row.get("ended_on", ""))
    return {
        **row,
        "statement_id": row["entity_id"],
        "entity_id": row["entity_id"].rstrip("'"),
        "recorded_at": row.get("recorded_at") or last,
    }


def written(folder: Path, staff: Rows | None = None, **tables: Rows) -> Record:
    """A record of several cases with the posts of its workers, all tables covered since 2020."""
    covered = {**COVERED, "staff": "2020-01-01"}
    write_cases(folder, tables, covered=covered)
    if staff:
        pd.DataFrame(staff).fillna("").to_csv(folder / "staff.csv", index=False)
    return open_record(folder)


def opened(*case_ids: str, **of_each: str) -> Rows:
    return [_statement({"entity_id": f"k{c}", "case_id": c, "occurred_on": "2020-01-01", **of_each}) for c in case_ids]


HELD = """
| entity_id | case_id | worker_id | role | occurred_on | ended_on | withdrawn_at |
| I1 | A | W1 | social worker | 2023-01-01 | | |
| I2 | B | W1 | social worker | 2023-01-01 | | |
| I3 | C | W1 | Social Worker | 2023-12-01 | | |
| I4' | D | W1 | social worker | 2023-01-01 | | 2023-12-31 |
| I4 | D | W1 | social worker | 2023-01-01 | 2023-12-31 | |
| I5 | E | W1 | reviewing officer | 2023-01-01 | | |
| I6 | F | W2 | social worker | 2023-01-01 | | |
"""
POSTS = """
| entity_id | worker_id | occurred_on | fte | case_cap |
| P1 | W1 | 2022-01-01 | 0.5 | 2 |
| P2 | W2 | 2022-01-01 | | |
"""
STATUS = """
| entity_id | case_id | kind | occurred_on |
| T1 | A | looked after | 2023-01-01 |
| T2 | A | child in need | 2023-01-01 |
| T3 | B | care leaver | 2023-01-01 |
"""


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Record:
    return written(
        tmp_path_factory.mktemp("held"),
        rows(POSTS),
        case=opened(*"ABCDEF"),
        involvement=rows(HELD),
        status=rows(STATUS),
    )


def said(record: Record, name: str, *asked: tuple[str, ...]) -> list[tuple[str, ...]]:
    found = answers(record, views(*asked), [name], rests_on=False)
    return [tuple(found[f"v{n}", name][k] for k in ("numerator", "denominator", "value", "status")) for n in range(len(asked))]


def test_cases_are_weighted_by_their_heaviest_status_and_held_against_the_post(held: Record) -> None:
    # A is looked after (125), B a care leaver (50), C without a status (100); D ended that day, E is another role's.
    assert said(held, "worker_weighted_caseload", ("A", "2023-12-31")) == [("275", "50", "5.5", "ok")]


def test_the_day_before_and_the_knowledge_of_it(held: Record) -> None:
    # On 30 November C had not come and D's end was not known: A 125, B 50, D 100.
    assert said(held, "worker_weighted_caseload", ("B", "2023-11-30"), ("A", "2023-12-30")) == [
        ("275", "50", "5.5", "ok"),
        ("375", "50", "7.5", "ok"),
    ]


def test_a_post_without_a_share_of_full_time_gives_no_number(held: Record) -> None:
    assert said(held, "worker_weighted_caseload", ("F", "2023-12-31")) == [("", "", "", "not recorded")]


def test_a_case_without_a_social_worker(held: Record) -> None:
    assert said(held, "worker_weighted_caseload", ("E", "2023-12-31"), ("D", "2023-12-31")) == [("", "", "", "not applicable")] * 2


def test_days_above_the_cap_of_the_post(held: Record) -> None:
    # The cap is 2. A, B and D until 30 December, C from the 1st: all days of the 91 are above, but the last has A, B and C: 3.
    assert said(held, "worker_days_above_cap", ("A", "2023-12-31")) == [("91", "91", "91", "ok")]
    # On the first day of three cases it is one day.
    assert said(held, "worker_days_above_cap", ("A", "2023-01-01")) == [("1", "91", "1", "ok")]


def test_days_at_the_cap_are_not_above_it(tmp_path: Path) -> None:
    # A and B are the cap; C, from 1 December, is above it.
    without = [r for r in rows(HELD) if r["entity_id"] != "I4"]
    record = written(tmp_path, rows(POSTS), case=opened(*"ABC"), involvement=without, status=rows(STATUS))
    assert said(record, "worker_days_above_cap", ("A", "2023-11-30"), ("A", "2023-12-31")) == [
        ("0", "91", "0", "ok"),
        ("31", "91", "31", "ok"),
    ]


def test_the_parameter_stands_in_for_a_cap(tmp_path: Path) -> None:
    posts = POSTS.replace("| 0.5 | 2 |", "| 0.1 | |")
    record = written(tmp_path, rows(posts), case=opened(*"ABC"), involvement=rows(HELD), status=rows(STATUS))
    assert said(record, "worker_days_above_cap", ("A", "2023-12-31"))[0][2:] == ("91", "ok")  # 17 x 0.1 is less than two cases


def test_two_numbers_of_one_child_count_once(tmp_path: Path) -> None:
    tables = {"case": opened(*"ABC"), "involvement": [r for r in rows(HELD) if r["case_id"] in "ABC"]}
    record = written(tmp_path, rows(POSTS), **tables)
    assert said(record, "worker_weighted_caseload", ("A", "2023-12-31"))[0][0] == "300"
    joined = [{"alias_case_id": "B", "case_id": "C", "recorded_at": "2023-06-01"}]
    pd.DataFrame(joined).to_csv(tmp_path / "identity.csv", index=False)
    record = open_record(tmp_path)
    assert said(record, "worker_weighted_caseload", ("A", "2023-05-31"), ("A", "2023-12-31"))[1][0] == "200"


def test_a_few_cases_of_a_record_are_counted_over_all_of_it(held: Record) -> None:
    assert said(held.of_cases(["A"]), "worker_weighted_caseload", ("A", "2023-12-31")) == [("275", "50", "5.5", "ok")]


def team(folder: Path, workers: int = 5, children: int = 5) -> Record:
    """Team 1 with so many workers and open cases, all opened in 2020, and what came and went since."""
    posts = [
        _statement({"entity_id": f"P{n}", "worker_id": f"W{n}", "team": "Team 1", "occurred_on": "2020-01-01"})
        for n in range(workers)
    ]
    stay = opened(*(f"S{n}" for n in range(children)), team="Team 1")
    came = rows(
        """
        | entity_id | case_id | occurred_on | ended_on | recorded_at |
        | N1 | N1 | 2023-10-01 | 2023-12-01 | 2023-12-01 |
        | N2 | N2 | 2023-09-30 | 2023-10-01 | 2023-10-01 |
        | N3 | N3 | 2023-12-31 | | 2023-12-31 |
        """,
        team="Team 1",
    )
    referrals = rows(
        """
        | entity_id | case_id | outcome | occurred_on | recorded_at |
        | R1 | N1 | accepted | 2023-06-01 | 2023-06-01 |
        | R2 | N2 | no further action | 2022-06-01 | 2022-06-01 |
        | R3 | N2 | signposted | 2023-06-01 | 2023-06-01 |
        | R4 | N3 | no further action | 2022-06-02 | 2022-06-02 |
        | R5 | N3 | accepted | 2022-12-03 | 2022-12-03 |
        | R6 | N3 | pending | 2023-12-01 | 2023-12-01 |
        """,
        team="Team 1",
    )
    assessments = rows(
        """
        | entity_id | case_id | kind | outcome | occurred_on | ended_on | recorded_at |
        | A1 | N1 | assessment | no further action | 2023-01-01 | 2023-02-01 | 2023-02-01 |
        | A2 | N2 | assessment | child in need | 2023-01-01 | 2023-02-01 | 2023-02-01 |
        | A3 | N3 | section 47 enquiry | no further action | 2023-01-01 | 2023-02-01 | 2023-02-01 |
        """,
        team="Team 1",
    )
    return written(folder, posts, case=[*stay, *came], referral=referrals, assessment=assessments)


def test_new_cases_for_each_one_closed(tmp_path: Path) -> None:
    # Three months up to 31 December are the days after 30 September: N1 and N3 came, N1 and N2 went.
    assert said(team(tmp_path), "team_new_to_closed", ("S0", "2023-12-31")) == [("2", "2", "1", "ok")]


def test_the_last_day_of_a_longer_month_lies_within_as_many_months(tmp_path: Path) -> None:
    # Two months up to 29 February are the days after 29 December: N3 came on the 31st.
    asked = {"team_new_to_closed": {"months": 2}}
    found = answers(team(tmp_path), views(("S0", "2024-02-29")), ["team_new_to_closed"], given=asked)["v0", "team_new_to_closed"]
    assert (found["numerator"], found["denominator"]) == ("1", "0")


def test_referrals_taken_on_and_assessments_without_action(tmp_path: Path) -> None:
    record = team(tmp_path)
    assert said(record, "team_screened_in", ("S0", "2023-12-31")) == [("1", "2", "0.5", "ok")]
    assert said(record, "team_no_action_after_assessment", ("S0", "2023-12-31")) == [("1", "2", "0.5", "ok")]


def test_referred_again_is_followed_for_the_whole_time(tmp_path: Path) -> None:
    record = team(tmp_path)
    # Screened out in the year up to 31 December 2022: R2 came again on the last day of twelve months, R4 one day after six.
    assert said(record, "team_referred_again", ("S0", "2023-12-31")) == [("2", "2", "1", "ok")]
    # In the year that ended six months before: R3 of June 2023 has not come again; R2 and R4 lie before it.
    assert said(record, "team_referred_again_6_months", ("S0", "2023-12-31")) == [("0", "1", "0", "ok")]
    assert said(record, "team_referred_again_6_months", ("S0", "2022-12-31")) == [("0", "2", "0", "ok")]


def test_a_team_that_is_too_small_is_suppressed(tmp_path: Path) -> None:
    assert said(team(tmp_path / "w", workers=4), "team_screened_in", ("S0", "2023-12-31")) == [("", "", "", "suppressed")]
    assert said(team(tmp_path / "c", children=3), "team_screened_in", ("S0", "2023-12-31")) == [("", "", "", "suppressed")]


def test_nothing_came_and_nothing_went(tmp_path: Path) -> None:
    record = team(tmp_path)
    assert said(record, "team_new_to_closed", ("S0", "2021-12-31"))[0][3] == "insufficient"
    assert said(record, "team_screened_in", ("S0", "2021-12-31"))[0][3] == "not applicable"


def test_a_case_without_a_team(tmp_path: Path) -> None:
    record = written(tmp_path, case=opened("A"))
    assert said(record, "team_screened_in", ("A", "2023-12-31")) == [("", "", "", "not applicable")]


def test_what_is_recorded_later_changes_nothing(held: Record, tmp_path: Path) -> None:
    later = rows("| entity_id | case_id | worker_id | occurred_on | recorded_at |\n| I7 | F | W1 | 2023-06-01 | 2024-01-01 |")
    more = [*rows(HELD), *later]
    record = written(tmp_path, rows(POSTS), case=opened(*"ABCDEF"), involvement=more, status=rows(STATUS))
    for name in ("worker_weighted_caseload", "worker_days_above_cap"):
        assert said(record, name, ("A", "2023-12-31")) == said(held, name, ("A", "2023-12-31"))
