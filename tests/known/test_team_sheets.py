"""What goes with the indicators of a team's own sheets: waits, changes and their reasons, and tables that are not covered."""

from __future__ import annotations

import pytest

from tests.known.records import COVERED, Rows, answers, case_of, table, views, write_cases
from toolkit.known import catalogue, explanations, spells

CODES = {f"D{n}" for n in (1, 2, 3, 4, 6, 7, 8, 9, 13, 14, 15, 16, 17, 19, 23, 24, 25, 26, 27)}
OURS = sorted(i.name for i in catalogue() if i.code in CODES)


def rows(text: str) -> tuple[str, Rows]:
    """A table of the record as it is written in Markdown, under its own name."""
    found = table("\n".join(f"| {line.strip()} |" for line in text.strip().split("\n")))
    return next(iter(found[0])), found


def waits(tmp_path, name: str, *texts: str, as_of: str = "2023-12-31") -> list[tuple[str, ...]]:
    """The waits of an indicator in one case: of which thing, from, watched from, until, and how it ended."""
    record = write_cases(tmp_path, case_of("c", dict(map(rows, texts))))
    found = spells(record, views(("c", as_of)), [name])
    days = (found[c].astype("str").str[:10].replace("NaT", "").fillna("") for c in ("started_on", "entered_on", "ended_on"))
    return sorted(zip(found["entity_id"].str[2:], *days, found["end_kind"], strict=True))


def test_information_waits_until_something_cites_it(tmp_path) -> None:
    assert waits(
        tmp_path,
        "information_absorbed",
        """information | significance | occurred_on | recorded_at
           I1 | significant | 2023-01-01 | 2023-01-05
           I2 | significant | 2023-01-01 | 2023-01-05
           I3 | significant | 2019-01-01 | 2019-02-01
           I4 | routine | 2023-01-01 | 2023-01-05""",
        """decision | cites | occurred_on
           D1 | I1 | 2023-02-01""",
        """supervision | cites | occurred_on
           S1 | I1 I3 | 2023-03-01""",
    ) == [
        ("I1", "2023-01-05", "2023-01-05", "2023-02-01", "taken up by a decision"),
        ("I2", "2023-01-05", "2023-01-05", "", ""),
        ("I3", "2019-02-01", "2020-01-01", "2023-03-01", "taken up by a supervision"),
    ]


def test_a_row_of_deferrals_waits_until_something_else_is_decided(tmp_path) -> None:
    assert waits(
        tmp_path,
        "deferral_chain",
        """decision | kind | occurred_on
           D1 | put off decision | 2023-01-01
           D2 | put off decision | 2023-02-01
           D3 | plan change | 2023-03-01
           D4 | put off decision | 2023-04-01""",
    ) == [("D1", "2023-01-01", "2023-01-01", "2023-03-01", "decided"), ("D4", "2023-04-01", "2023-04-01", "", "")]


def test_each_red_flag_waits_for_a_step_up_of_its_own_time(tmp_path) -> None:
    assert waits(
        tmp_path,
        "escalation_latency",
        """incident | severity | occurred_on | recorded_at
           I1 | 3 | 2023-01-01 | 2023-01-03
           I2 | 3 | 2023-06-01 | 2023-06-01""",
        """meeting | kind | occurred_on
           M1 | strategy discussion | 2023-01-02
           M2 | legal planning meeting | 2023-02-01""",
    ) == [("I1", "2023-01-03", "2023-01-03", "2023-01-03", "strategy discussion"), ("I2", "2023-06-01", "2023-06-01", "", "")]


def test_a_new_worker_who_leaves_before_meeting_the_family_ends_the_wait_otherwise(tmp_path) -> None:
    assert waits(
        tmp_path,
        "handovers_met",
        """involvement | worker_id | occurred_on | ended_on
           I1 | W1 | 2023-01-01 | 2023-02-01
           I2 | W2 | 2023-02-01 | 2023-03-01
           I3 | W3 | 2023-03-01 |""",
        """visit | worker_id | outcome | occurred_on
           V1 | W3 | completed | 2023-03-05""",
    ) == [
        ("I2", "2023-02-01", "2023-02-01", "2023-03-01", "the worker changed again"),
        ("I3", "2023-03-01", "2023-03-01", "2023-03-05", "met"),
    ]


def test_a_case_waits_for_the_first_step_that_builds_safety(tmp_path) -> None:
    assert waits(tmp_path, "days_to_safety_building") == [("K", "2020-01-01", "2020-01-01", "", "")]


def test_a_day_that_was_put_off_is_explained_by_a_decision_that_names_the_action(tmp_path) -> None:
    statements = dict(
        map(
            rows,
            (
                """action | due_on | note | occurred_on | recorded_at | withdrawn_at | withdrawn_reason
                   A1'' | 2023-06-01 | | 2023-01-01 | 2023-01-01 | 2023-05-20 | changed
                   A1' | 2023-09-01 | | 2023-01-01 | 2023-05-20 | 2023-08-01 | changed
                   A1 | 2023-09-01 | rang again | 2023-01-01 | 2023-08-01 | |
                   A2' | 2023-06-01 | | 2023-01-01 | 2023-01-01 | 2023-05-20 | changed
                   A2 | 2023-09-01 | | 2023-01-01 | 2023-05-20 | |""",
                """decision | links | reason | occurred_on
                   D1 | A1 | She is in hospital until August. | 2023-05-19""",
            ),
        )
    )
    found = explanations(write_cases(tmp_path, case_of("c", statements)), views(("c", "2023-12-31")), ["target_push"])
    said = {row.entity_id: (str(row.changed_on)[:10], row.standing, row.explained_by) for row in found.itertuples()}
    assert said == {"c:A1": ("2023-05-20", "explained", "c:D1"), "c:A2": ("2023-05-20", "unexplained", "")}


def test_a_goal_that_another_took_the_place_of_is_explained_by_the_reason_for_the_other(tmp_path) -> None:
    statements = dict(
        map(
            rows,
            (
                """goal | need_id | occurred_on | ended_on | outcome
                   G1 | N1 | 2023-01-01 | 2023-06-01 | replaced
                   G2 | N1 | 2023-06-01 | |
                   G3 | N3 | 2023-01-01 | 2023-06-01 | dropped""",
                """decision | links | reason | occurred_on
                   D1 | G2 | The old one was not the right one. | 2023-06-01""",
            ),
        )
    )
    found = explanations(write_cases(tmp_path, case_of("c", statements)), views(("c", "2023-12-31")), ["unexplained_goal_changes"])
    said = {row.entity_id: (row.standing, row.reason) for row in found.itertuples()}
    assert said == {"c:G1": ("explained", "The old one was not the right one."), "c:G3": ("unexplained", "")}


@pytest.fixture(scope="module")
def uncovered(tmp_path_factory) -> dict:
    """What all of ours say where nothing but the case is covered."""
    record = write_cases(tmp_path_factory.mktemp("bare"), case_of("c", {}), covered={"case": COVERED["case"]})
    return answers(record, views(("c", "2023-12-31")), OURS, rests_on=False)


@pytest.mark.parametrize("name", OURS)
def test_where_its_tables_are_not_covered_nothing_is_said(uncovered, name: str) -> None:
    needed = next(sorted(set(i.tables) - {"case"}) for i in catalogue() if i.name == name)
    row = uncovered["v0", name]
    assert (row["status"], row["reason"]) == ("not recorded", f"the record is not known to cover {', '.join(needed)}")


def test_a_version_that_is_taken_out_later_is_known_as_it_stood(tmp_path) -> None:
    kept = """action | due_on | occurred_on | recorded_at | withdrawn_at | withdrawn_reason
              A1 | 2023-06-01 | 2023-01-01 | 2023-01-01 | {} | {}"""
    for n, (day, why) in enumerate((("", ""), ("2024-02-01", "in error"), ("2024-02-01", "corrected"))):
        record = write_cases(tmp_path / str(n), case_of("c", dict([rows(kept.format(day, why))])))
        row = answers(record, views(("c", "2023-12-31")), ["actions_on_time"])["v0", "actions_on_time"]
        assert (row["value"], row["denominator"], row["evidence"]) == ("0", "1", "A1 not in time")
