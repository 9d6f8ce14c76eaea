"""The dataset as a record: what each table becomes, its history over three extracts, and what is refused or left out."""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb
import pytest

from tests.sources.ssd import extracts
from toolkit.errors import CaseReviewError
from toolkit.sources.pseudonyms import Pseudonyms
from toolkit.sources.snapshot.layout import statements, tables
from toolkit.sources.ssd import import_ssd


def rows(record: Path, table: str, where: str = "true", columns: str = "*") -> list[tuple]:
    return duckdb.sql(f"SELECT {columns} FROM '{record}/{table}.parquet' WHERE {where} ORDER BY ALL").fetchall()


@pytest.fixture(scope="module")
def record(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("ssd")
    import_ssd(extracts.write_series(folder / "in"), folder / "record", taken_on=extracts.TAKEN)
    return folder / "record"


def test_an_episode_has_the_placement_it_names(record):
    found = rows(record, "placement", "case_id = '001' AND ended_on IS NULL", "change, placement_type, setting_id, distance")
    assert found == [("P", "K2", None, None), ("S", "U6", "SC1", 4.5)]


def test_factors_are_known_when_the_assessment_is_authorised(record):
    found = rows(record, "assessment", "kind = 'assessment'", "factors, seen, strftime(recorded_at, '%Y-%m-%d')")
    assert found == [("16A 3B", True, "2023-02-20"), (None, None, "2023-01-10")]


def test_a_visit_that_a_later_extract_lacks_is_withdrawn_after_the_one_before(record):
    found = rows(record, "visit", "occurred_on = '2023-10-05'", "strftime(withdrawn_at, '%Y-%m-%d'), withdrawn_reason")
    assert found == [("2024-10-01", "deleted")]


def test_a_review_that_is_due_is_a_plan_until_it_was_held(record):
    found = rows(
        record, "review", "due_on = '2024-07-20'", "strftime(recorded_at, '%Y-%m-%d %H'), strftime(occurred_on, '%Y-%m-%d')"
    )
    assert found == [("2024-03-31 23", "2024-07-20"), ("2024-07-20 00", "2024-07-20")]


def test_a_cancelled_review_has_no_day(record):
    assert rows(record, "review", "outcome = 'cancelled'", "occurred_on, occurred_precision") == [(None, "unknown")]


def test_a_referral_with_no_further_action_opens_no_case(record):
    assert rows(record, "referral", "outcome = 'no further action'", "case_id") == [("002",)]
    assert len(rows(record, "case", "case_id = '002' AND occurred_on < '2023-01-01'")) == 0


def test_the_latest_category_stands_from_the_extract_that_shows_it(record):
    found = rows(
        record, "plan", "kind = 'child protection plan' AND latest_category <> ''", "latest_category, recorded_at::DATE::VARCHAR"
    )
    assert found == [("EMO", "2024-03-31"), ("NEG", "2024-04-01")]


def test_staff_numbers_names_and_addresses_are_never_carried(record):
    files = "".join(str(duckdb.sql(f"FROM '{f}'").fetchall()) for f in record.glob("*.parquet"))
    assert "AB1 2CD" not in files
    assert "9999999999" not in files
    assert rows(record, "staff", columns="fte, agency_worker, role") == [(0.8, False, "Social Worker")]


def test_an_adopted_child_has_no_family_and_the_case_ends(record):
    assert rows(record, "child", "case_id = '003' AND family_id <> ''") == []
    assert rows(record, "case", "case_id = '003' AND ended_on IS NOT NULL", "strftime(ended_on, '%Y-%m-%d'), end_reason") == [
        ("2022-07-01", "adopted")
    ]


def test_what_comes_after_an_adoption_is_left_out_and_counted(tmp_path):
    one = extracts.only("ssd_permanence", "ssd_cin_visits", "ssd_person")
    one["ssd_cin_visits"].append({"cinv_cin_visit_id": "v9", "cinv_person_id": "003", "cinv_cin_visit_date": "2023-05-05"})
    told = import_ssd([extracts.write(tmp_path / "a", one)], tmp_path / "record", taken_on=["2024-03-31"])
    assert told.count("SSD 2024-03-31", "visit", "left out") == 1
    assert rows(tmp_path / "record", "visit", "case_id = '003'") == []


def test_earlier_permanence_is_known_to_the_month(record):
    assert rows(record, "status", "kind = 'earlier permanence'", "strftime(occurred_on, '%Y-%m'), occurred_precision") == [
        ("2018-05", "month")
    ]


def test_the_record_is_the_same_in_any_order(tmp_path):
    keep = ("ssd_cla_visits", "ssd_cla_reviews", "ssd_cla_episodes")
    folders = extracts.write_series(tmp_path / "in", [{t: e[t] for t in keep} for e in extracts.series()])
    import_ssd(folders, tmp_path / "one", taken_on=extracts.TAKEN)
    import_ssd(folders[::-1], tmp_path / "two", taken_on=extracts.TAKEN[::-1])
    for file in (tmp_path / "one").glob("*.parquet"):
        assert duckdb.sql(f"FROM '{file}'").fetchall() == duckdb.sql(f"FROM '{tmp_path}/two/{file.name}'").fetchall(), file.name


def test_every_row_read_is_used_or_set_aside(tmp_path):
    one = extracts.only("ssd_cin_visits")
    one["ssd_cin_visits"] += [
        {"cinv_cin_visit_id": "v2", "cinv_person_id": "", "cinv_cin_visit_date": "2023-05-05"},
        {"cinv_cin_visit_id": "v3", "cinv_person_id": "002", "cinv_cin_visit_date": "31/02/2023"},
        dict(one["ssd_cin_visits"][0]),
        one["ssd_cin_visits"][0] | {"cinv_cin_visit_seen": "N"},
    ]
    folder = extracts.write(tmp_path / "a", one)
    with pytest.raises(CaseReviewError, match="Too many rows are faulty"):
        import_ssd([folder], tmp_path / "record", taken_on=["2024-03-31"])
    told = import_ssd([folder], tmp_path / "record", taken_on=["2024-03-31"], accept_faults=True)
    file = "a/ssd_cin_visits.csv"
    assert [told.count("SSD 2024-03-31", file, n) for n in ("read", "used", "set aside")] == [5, 1, 4]
    with (tmp_path / "record" / "rejected.csv").open(encoding="utf-8") as text:
        assert [(r["row"], r["column"]) for r in csv.DictReader(text)] == [
            ("2", "cinv_person_id, cinv_cin_visit_id"),
            ("3", "cinv_person_id"),
            ("4", "cinv_cin_visit_date"),
            ("5", "cinv_person_id, cinv_cin_visit_id"),
        ]


def test_structure_is_refused_all_at_once(tmp_path):
    folder = extracts.write(tmp_path / "a", extracts.first())
    for name, old, new in (
        ("ssd_cin_visits", "cinv_cin_visit_date", "cinv_visit_date"),
        ("ssd_cp_plans", "cppl_cp_plan_start_date", "start"),
    ):
        file = folder / f"{name}.csv"
        file.write_text(file.read_text().replace(old, new))
    (folder / "ssd_missing.csv").write_bytes(b"miss_table_id\x00")
    with pytest.raises(CaseReviewError) as told:
        import_ssd([folder], tmp_path / "record")
    words = str(told.value)
    assert "no column cinv_cin_visit_date (did you mean cinv_visit_date?)" in words
    assert "no column cppl_cp_plan_start_date" in words
    assert "NUL byte" in words
    assert "say --taken-on" in words
    assert not (tmp_path / "record").exists()


def test_json_is_read_within_limits(tmp_path):
    one = extracts.only("ssd_contacts", "ssd_cin_assessments", "ssd_assessment_factors")
    one["ssd_contacts"][0]["cont_contact_outcome_json"] = "[" * 5_000
    one["ssd_assessment_factors"][0]["cinf_assessment_factors_json"] = '{"3B": "Yes", "2A": "No", "9": {"x": "Yes"}}'
    told = import_ssd([extracts.write(tmp_path / "a", one)], tmp_path / "record", taken_on=["2024-03-31"])
    why = "cont_contact_outcome_json: JSON that is nested too deeply"
    assert told.count("SSD 2024-03-31", "ssd_contacts", "left empty", why) == 1
    assert rows(tmp_path / "record", "assessment", "factors <> ''", "factors") == [("3B",)]


def test_pseudonyms_replace_every_identifier(tmp_path):
    key = Pseudonyms(b"k" * 32)
    one = extracts.only("ssd_mother", "ssd_cp_plans", "ssd_person")
    import_ssd([extracts.write(tmp_path / "a", one)], tmp_path / "record", taken_on=["2024-03-31"], pseudonyms=key)
    assert {c for (c,) in rows(tmp_path / "record", "case", columns="case_id")} == {key.of("case", "001")}
    mother = rows(tmp_path / "record", "person", columns="entity_id")
    assert rows(tmp_path / "record", "relationship", columns="person_id") == mother


def test_the_day_in_a_folders_name_is_an_assumption_that_is_said(tmp_path):
    told = import_ssd([extracts.write(tmp_path / "2024-03-31", extracts.only("ssd_contacts"))], tmp_path / "record")
    assert "(assumed: say --taken-on for the true day)" in told.text()


def test_a_file_that_is_absent_says_nothing_of_what_it_would_show(tmp_path):
    keep = ("ssd_cla_visits", "ssd_cin_visits")
    one, two, _ = ({t: e[t] for t in keep} for e in extracts.series())
    del two["ssd_cla_visits"]
    folders = extracts.write_series(tmp_path, [one, two])
    import_ssd(folders, tmp_path / "record", taken_on=extracts.TAKEN[:2])
    assert rows(tmp_path / "record", "visit", "kind = 'looked after visit' AND withdrawn_at IS NOT NULL") == []


def test_every_column_of_the_origins_is_one_of_the_record():
    from toolkit.record.schema import BY_NAME

    for source in ("ssd", "annex_a"):
        for s in statements(source):
            columns = {c.name for c in BY_NAME[s.table].columns}
            assert {p.column for p in s.parts if p.column} <= columns, s.name
            assert not [
                p for p in s.of("fixed") if (values := BY_NAME[s.table].column(p.column).values) and p.fixed not in values
            ], s.name


def test_every_column_that_is_read_is_there():
    for source, derived in (("ssd", 24), ("annex_a", 8)):
        named = {f.name for fields in tables(source).values() for f in fields if f.reads}
        extra = {p.origin for s in statements(source) for p in s.parts if p.origin and p.origin not in named}
        assert len(extra) <= derived, extra
