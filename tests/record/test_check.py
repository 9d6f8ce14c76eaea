from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.errors import CaseReviewError
from toolkit.record.check import check_record, told
from toolkit.record.checkrules import rules
from toolkit.record.finding import Finding

COVERED = [{"table_name": name} for name in ("placement", "visit", "decision", "goal", "action", "need", "case")]


def place(start: str, end: str = "", **more: str) -> dict[str, str]:
    return {"case_id": "a", "occurred_on": start, "ended_on": end, **more}


def found(record: Path, words: str) -> list[Finding]:
    return [f for f in check_record(record) if words in f.words]


def test_a_sound_record_gives_nothing(hand_record):
    record = hand_record(
        placement=[place("2020-01-01", "2020-02-01", change="S"), place("2020-02-01", change="P")], coverage=COVERED
    )
    assert check_record(record) == []


@pytest.mark.parametrize(
    "second, overlaps",
    [
        (place("2020-02-01"), 0),
        (place("2020-01-31"), 1),
        (place("2020-01-31", short_break="true"), 0),
        (place("2020-01-01", "2020-01-10"), 1),
    ],
)
def test_placements_overlap_where_the_second_begins_before_the_first_ends(hand_record, second, overlaps):
    record = hand_record(placement=[place("2020-01-01", "2020-02-01"), second], coverage=COVERED)
    assert sum(f.count for f in found(record, "overlap")) == overlaps


def test_two_placements_without_an_end_are_two_open_ones_and_not_an_overlap_as_well(hand_record):
    record = hand_record(placement=[place("2020-01-01"), place("2020-02-01")], coverage=COVERED)
    assert [(f.words, f.first) for f in check_record(record)] == [("a child has two placements open at once", ("placement-1",))]


def test_two_versions_at_once_and_one_that_follows_another(hand_record):
    def version(n: str, entity: str, recorded: str, gone: str = "") -> dict[str, str]:
        return {
            "case_id": "a",
            "statement_id": n,
            "entity_id": entity,
            "occurred_on": "2020-01-01",
            "recorded_at": recorded,
            "withdrawn_at": gone,
            "outcome": "completed",
        }

    visits = [
        version("1", "clash", "2020-01-02"),
        version("2", "clash", "2020-01-05"),
        version("3", "fine", "2020-01-02", "2020-01-05"),
        version("4", "fine", "2020-01-05"),
    ]
    assert [f.first for f in found(hand_record(visit=visits, coverage=COVERED), "two versions")] == [("clash",)]


@pytest.mark.parametrize(
    "row, words",
    [
        (place("2020-02-01", "2020-01-01"), "ended before it began"),
        (place("2020-01-01", recorded_at="2020-01-05", recorded_by="2020-01-04"), "recorded_by, the latest moment, is before"),
        (place("2020-01-01", recorded_at="2020-01-05", withdrawn_at="2020-01-04"), "withdrawn before it was recorded"),
        (
            place("2020-01-01", recorded_at="2020-01-01", withdrawn_at="2020-01-05", withdrawn_by="2020-01-04"),
            "withdrawn_by, the latest moment, is before",
        ),
        (place("2020-01-01", recorded_at="2021-06-01"), "more than a year after"),
        (place("", recorded_at="2020-01-01"), "no day on which it happened"),
        (place("2020-01-01", change="Z"), "none of: S, L, P, T, B, U"),
        (place("2020-01-01", "31/03/2020"), "is not a day such as"),
        (place("2020-01-01", entity_id=""), "empty that must not be"),
    ],
)
def test_each_fault_is_found_once(hand_record, row, words):
    assert [f.count for f in found(hand_record(placement=[row], coverage=COVERED), words)] == [1]


def test_a_plan_recorded_ahead_and_history_of_a_first_extract_are_not_late(hand_record):
    rows = [
        place("2021-06-01", "2021-07-01", recorded_at="2020-01-01"),
        place("2015-01-01", "2016-01-01", recorded_at="2020-01-01", basis="snapshot"),
    ]
    assert found(hand_record(placement=rows, coverage=COVERED), "more than a year after") == []


def test_links_that_lead_nowhere(hand_record):
    day = {"case_id": "a", "occurred_on": "2020-01-01"}
    record = hand_record(
        need=[{**day, "entity_id": "n"}],
        goal=[{**day, "need_id": "n"}, {**day, "need_id": "gone"}],
        action=[{**day, "goal_id": "gone"}],
        decision=[{**day, "links": "n  gone"}],
        ledger=[{"statement_id": "gone", "case_id": "a", "holder": "w", "holder_kind": "worker", "recorded_at": "2020-01-01"}],
        coverage=COVERED,
    )
    assert {(f.table, f.column, f.count) for f in check_record(record)} == {
        ("goal", "need_id", 1),
        ("action", "goal_id", 1),
        ("decision", "links", 1),
        ("ledger", "statement_id", 1),
    }


def test_cases_that_the_case_table_does_not_hold(hand_record):
    record = hand_record(case=[place("2020-01-01")], placement=[{**place("2020-01-01"), "case_id": "b"}], coverage=COVERED)
    assert [f.count for f in found(record, "no spell in the table case")] == [1]


def test_without_coverage_it_says_what_that_means_and_how_to_write_it(hand_record):
    (finding,) = check_record(hand_record(placement=[place("2020-01-01")]))
    assert "every result will say not recorded" in finding.todo
    assert "table_name,covered_from,covered_to,recorded_at,source" in finding.todo


def test_strange_names_come_with_the_nearest(hand_record):
    record = hand_record(placement=[place("2020-01-01", fmily="x", provder="PR1")], coverage=COVERED)
    (record / "placment.csv").write_text("a\n", encoding="utf-8")
    words = {f.column or f.table: f.words for f in check_record(record)}
    assert "did you mean placement?" in words["placment"]
    assert "did you mean provider?" in words["provder"]
    assert "did you mean" not in words["fmily"]


def test_a_rule_that_cannot_run_says_so_and_stops_nothing(hand_record, tmp_path):
    header = "-- words: w\n-- severity: error\n-- over: placement\n-- column: ended_on\n-- todo: t\n-- source: s\n"
    (tmp_path / "broken.sql").write_text(header + "SELECT nonsense FROM {table}\n", encoding="utf-8")
    (finding,) = check_record(hand_record(placement=[place("2020-01-01")]), tmp_path)
    assert "the rule broken could not run" in finding.words


def test_a_rule_of_ones_own_with_a_bad_header_is_told_whole(tmp_path):
    (tmp_path / "mine.sql").write_text("-- words: w\n-- severity: grave\n-- over: placment\nSELECT 1\n", encoding="utf-8")
    with pytest.raises(CaseReviewError) as told_error:
        rules(tmp_path)
    text = str(told_error.value)
    assert all(part in text for part in ("no line -- todo", "severity is one of", "did you mean placement?"))


def test_every_rule_can_run_on_a_record_of_one_case(hand_record):
    record = hand_record(child=[{"case_id": "a", "occurred_on": "2020-01-01"}], case=[place("2020-01-01")], coverage=COVERED)
    assert found(record, "could not run") == []


def test_the_telling_groups_counts_and_shows_no_content(hand_record):
    rows = [place("2020-01-02", "2020-01-01", source="CANARY") for _ in range(5)]
    text = told(check_record(hand_record(placement=rows, coverage=COVERED)))
    assert "placement.ended_on: 5 (placement-1, placement-2, placement-3, ...)" in text
    assert "CANARY" not in text


def test_a_bad_value_in_a_csv_stops_no_query(hand_record):
    from toolkit.record import open_record

    record = hand_record(child=[{"case_id": "a", "occurred_on": "2020-01-01", "born_on": "2019-0505"}])
    with open_record(record).connect() as con:
        assert con.execute("SELECT count(*) FROM child WHERE born_on + INTERVAL 1 YEAR > DATE '2000-01-01'").fetchone() == (0,)
