from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.errors import CaseReviewError
from toolkit.record.check import check_record, told
from toolkit.record.checkrules import rules
from toolkit.record.checktold import closing
from toolkit.record.finding import Finding

COVERED = [{"table_name": name} for name in ("placement", "visit", "decision", "goal", "action", "need", "case")]
HEADER = "-- words: w\n-- severity: error\n-- over: placement\n-- column: ended_on\n-- todo: t\n-- source: s\n"


def place(start: str, end: str = "", **more: str) -> dict[str, str]:
    return {"case_id": "a", "occurred_on": start, "ended_on": end, **more}


def found(record: Path, words: str) -> list[Finding]:
    return [f for f in check_record(record) if words in f.words]


def test_a_sound_record_gives_nothing(hand_record):
    record = hand_record(
        placement=[place("2020-01-01", "2020-02-01", change="S"), place("2020-02-01", change="P")], coverage=COVERED
    )
    assert list(check_record(record)) == []


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
        (place("2020-01-01", recorded_at="2021-06-01"), "more than 1 year after"),
        (place("", recorded_at="2020-01-01"), "no day on which it happened"),
        (place("2020-01-01", change="Z"), "none of: S, L, P, T, B, U"),
        (place("2020-01-01", "31/03/2020"), "is not a day such as"),
        (place("2020-01-01", distance="far"), "is not a number"),
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
    assert found(hand_record(placement=rows, coverage=COVERED), "year after") == []


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
    assert {(f.table, f.column, f.count) for f in check_record(record) if f.severity == "warning"} == {
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


@pytest.mark.parametrize(
    "text, why",
    [
        (HEADER + "SELECT nonsense FROM {table}\n", 'Referenced column "nonsense" not found'),
        (HEADER + "SELECT entity_id FROM (\n", "syntax error"),
        (HEADER + "SELECT 1; DROP TABLE placement\n", "not one SELECT"),
        (HEADER + "DELETE FROM placement\n", "not one SELECT"),
        (HEADER + "COPY placement TO '{folder}/stolen.csv'\n", "not one SELECT"),
        (HEADER + "SELECT content AS entity_id FROM read_text('{folder}/secret.txt')\n", "its query"),
        (HEADER + "SELECT case_id FROM {table}\n", "does not give entity_id"),
        (HEADER + "-- from: 2019\nSELECT entity_id FROM {table}\n", "does not give day"),
        (HEADER + "SELECT CAST(case_id AS DATE) AS entity_id FROM {table}\n", "stopped (ConversionException)"),
        (HEADER + "SELECT entity_id FROM {tabel}\n", "nothing stands for {tabel} (did you mean table?)"),
        (HEADER + "SELECT {limit no_such} AS entity_id\n", "nothing stands for {limit no_such}"),
        (HEADER + "-- colunm: x\nSELECT 1\n", "there is no line -- colunm (did you mean column?)"),
        (HEADER + "-- each: ../../etc/passwd\nSELECT 1\n", "each names a CSV file in the folder of the rule"),
        (HEADER + "-- extracts: two\nSELECT 1\n", "extracts is a whole number"),
        (HEADER, "it has no query"),
    ],
)
def test_a_broken_rule_says_so_and_stops_nothing(hand_record, tmp_path, text, why):
    own = tmp_path / "own"
    own.mkdir()
    (own / "secret.txt").write_text("CANARY", encoding="utf-8")
    (own / "broken.sql").write_text(text.replace("{folder}", str(own)), encoding="utf-8")
    (own / "whole.sql").write_text(HEADER + "SELECT entity_id FROM {table}\n", encoding="utf-8")
    record = hand_record(placement=[place("2020-02-01", "2020-01-01", case_id="CANARY")], coverage=COVERED)
    checked = check_record(record, own)
    assert {f.rule for f in checked} == {"whole", "ended-before-it-began"}
    assert [n.rule for n in checked.not_run if why in n.why] == ["broken"]
    assert "broken" in told(checked) and "CANARY" not in told(checked)
    assert not (own / "stolen.csv").exists()


def test_a_rule_of_ones_own_takes_the_place_of_one_of_the_same_name_and_may_go_over_a_list(hand_record, tmp_path):
    (tmp_path / "ended-before-it-began.sql").write_text(
        HEADER.replace("over: placement", "each: where.csv").replace("words: w", "words: of {what}")
        + "SELECT entity_id, occurred_on AS day FROM {now}",
        encoding="utf-8",
    )
    (tmp_path / "where.csv").write_text("table,what\nplacement,ours\n", encoding="utf-8")
    (finding,) = check_record(hand_record(placement=[place("2020-04-01")], coverage=COVERED), tmp_path)
    assert (finding.words, finding.years) == ("of ours", ((2021, 1),))


def test_a_folder_without_rules_is_told(tmp_path):
    with pytest.raises(CaseReviewError, match="no rules"):
        rules(tmp_path / "nowhere")


def test_a_rule_of_ones_own_with_a_bad_header_is_told_whole(tmp_path):
    (tmp_path / "mine.sql").write_text("-- words: w\n-- severity: grave\n-- over: placment\nSELECT 1\n", encoding="utf-8")
    with pytest.raises(CaseReviewError) as told_error:
        rules(tmp_path)
    text = str(told_error.value)
    assert all(part in text for part in ("no line -- todo", "severity is one of", "did you mean placement?"))


def test_every_query_of_every_rule_can_be_run():
    from toolkit.record.checkdata import Tables
    from toolkit.record.open import Record

    with Tables(Record(Path(), {}, {})) as tables:
        for rule in rules():
            for target in rule.targets:
                given = {c[0] for c in tables.con.execute(f"SELECT * FROM ({target.sql}) LIMIT 0").description or ()}
                assert "entity_id" in given, rule.name


def test_each_rule_has_words_a_remedy_and_a_source_of_its_own():
    listed = rules()
    assert len({rule.name for rule in listed}) == len(listed)
    assert all(rule.words and rule.todo and rule.source and rule.targets for rule in listed)


def test_what_could_not_run_is_counted_apart_and_is_no_pass(hand_record):
    checked = check_record(hand_record(placement=[place("2020-01-01")], coverage=COVERED))
    why = {n.rule: n.why for n in checked.not_run if not n.in_part}
    assert why["staff-without-fte"] == "the record has no table staff"
    assert "compares 2 extracts" in next(n.why for n in checked.not_run if (n.rule, n.table) == ("open-then-gone", "placement"))
    assert why["ssda903-148"] == "placement has no column end_reason"
    assert checked.ran + len(why) == len(rules())
    assert closing(checked).startswith(f"{checked.ran} rules run, {len(why)} not run (")


def test_a_table_that_the_coverage_does_not_claim_is_not_run_where_absence_would_be_a_fault(hand_record):
    day = {"case_id": "a", "occurred_on": "2020-01-01"}
    tables = {"case": [day], "involvement": [{**day, "worker_id": "w", "ended_on": "2020-02-01"}]}
    cover = [{"table_name": "case", "covered_to": "2020-12-31"}]
    checked = check_record(hand_record(**tables, coverage=cover))
    assert "the coverage does not claim involvement" in {n.rule: n.why for n in checked.not_run}["open-case-without-worker"]
    cover.append({"table_name": "involvement", "covered_to": "2020-12-31"})
    assert [f.count for f in check_record(hand_record(**tables, coverage=cover)) if f.rule == "open-case-without-worker"] == [1]


def test_rules_of_a_year_do_not_run_on_a_record_of_other_years(hand_record, tmp_path):
    (tmp_path / "old.sql").write_text(
        HEADER + "-- from: 2019\n-- to: 2020\nSELECT entity_id, occurred_on AS day FROM {table}", encoding="utf-8"
    )
    cover = [{"table_name": "placement", "covered_from": "2018-04-01", "covered_to": "2019-03-31"}]
    rows = [place("2018-05-01", "2018-06-01"), place("2018-03-31", "2018-04-30")]
    (finding,) = [f for f in check_record(hand_record(placement=rows, coverage=cover), tmp_path) if f.rule == "old"]
    assert finding.first == ("placement-1",)
    cover[0] |= {"covered_from": "2021-04-01", "covered_to": "2022-03-31"}
    later = hand_record(placement=[place("2021-05-01")], coverage=cover)
    assert [n.why for n in check_record(later, tmp_path).not_run if n.rule == "old"] == [
        "it holds for collection years from 2019 to 2020, and the record has none of them"
    ]


def test_places_come_with_the_row_of_a_csv_file_or_of_the_import(hand_record):
    rows = [place("2020-01-01", "2020-02-01"), place("2020-03-02", "2020-03-01")]
    (finding,) = found(hand_record(placement=rows, coverage=COVERED), "ended before")
    assert finding.places() == ["placement-2 from placement.csv row 3"]
    origin = {"statement_id": "placement-2", "case_id": "a", "extract": "return 2020", "file": "episodes.csv", "row": "17"}
    record = hand_record(placement=rows, coverage=COVERED, origin=[{**origin, "recorded_at": "2020-04-01"}])
    assert found(record, "ended before")[0].origins == ("return 2020: episodes.csv row 17",)


def test_the_telling_groups_counts_and_shows_no_content(hand_record):
    rows = [place("2020-01-02", "2020-01-01", source="CANARY", case_id="CANARY") for _ in range(5)]
    text = told(check_record(hand_record(placement=rows, coverage=COVERED)))
    assert "placement.ended_on: 5 (placement-1 from placement.csv row 2, " in text
    assert "row 4, ...); 2020: 5" in text
    assert "CANARY" not in text


def test_a_bad_value_in_a_csv_stops_no_query(hand_record):
    from toolkit.record import open_record

    record = hand_record(child=[{"case_id": "a", "occurred_on": "2020-01-01", "born_on": "2019-0505"}])
    with open_record(record).connect() as con:
        assert con.execute("SELECT count(*) FROM child WHERE born_on + INTERVAL 1 YEAR > DATE '2000-01-01'").fetchone() == (0,)


@pytest.mark.parametrize("tables", [{}, {"coverage": COVERED}, {"placement": []}])
def test_a_record_with_nothing_in_it_is_checked_without_a_fault_of_the_program(hand_record, tables):
    checked = check_record(hand_record(coverage=tables.get("coverage", COVERED)))
    assert checked.ran and checked.not_run
    assert list(checked) == []


def test_ids_that_are_none_are_cut_and_turn_no_terminal(hand_record):
    long = place("2020-02-01", "2020-01-01", entity_id="\x1b[31m" + "x" * 1_000_000, statement_id="s", case_id="")
    nobody = place("2020-02-01", "2020-01-01", entity_id="", statement_id="", recorded_at="")
    (tables,) = [hand_record(placement=[long, nobody], coverage=COVERED)]
    (tables / "pl\x1bx.csv").write_text("a\n", encoding="utf-8")
    text = told(check_record(tables))
    assert "\x1b" not in text and "without an id" in text and max(map(len, text.splitlines())) < 1000
