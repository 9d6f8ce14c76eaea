"""Workbooks of lists as a record: headings, values, roll-ups, history over three workbooks, and what is refused."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from tests.sources.annex_a import workbooks
from toolkit.errors import CaseReviewError
from toolkit.sources.annex_a import import_annex_a
from toolkit.sources.annex_a.headings import match

SHARED = Path(__file__).resolve().parents[3] / "../shared/data/annex_a/Annex_A.xlsx"
DAY = ["2023-03-31"]


def rows(record: Path, table: str, where: str = "true", columns: str = "*") -> list[tuple]:
    return duckdb.sql(f"SELECT {columns} FROM '{record}/{table}.parquet' WHERE {where} ORDER BY ALL").fetchall()


@pytest.fixture(scope="module")
def record(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("annex")
    import_annex_a(workbooks.write_series(folder / "in"), folder / "record", taken_on=workbooks.TAKEN)
    return folder / "record"


@pytest.mark.skipif(not SHARED.exists(), reason="the shared workbook is not on this machine")
def test_the_shared_workbook_is_read_whole(tmp_path):
    told = import_annex_a([SHARED], tmp_path / "record", taken_on=["2021-03-16"])
    counts = told.rows[told.rows["count"].isin(["read", "used", "set aside"])].groupby("count")["rows"].sum()
    assert counts["read"] == 54
    assert counts["used"] + counts.get("set aside", 0) == 54
    assert told.count("Annex A 2021-03-16", "List 11 (adopters)", "left out") == 5
    assert rows(tmp_path / "record", "legal", columns="legal_status") == [("C1",), ("C1",), ("C2",), ("C2",), ("C2",), ("E1",)]


@pytest.mark.skipif(not SHARED.exists(), reason="the shared workbook is not on this machine")
def test_the_day_it_was_saved_is_not_trusted_where_the_lists_belie_it(tmp_path):
    with pytest.raises(CaseReviewError, match="saved on 14/06/2022, and its lists speak of days up to 16/09/2020"):
        import_annex_a([SHARED], tmp_path / "record")


def test_the_day_it_was_saved_is_an_assumption_that_is_said(tmp_path):
    book = workbooks.write(tmp_path / "lists.xlsx", workbooks.only("list_1", "list_3"), saved=datetime(2023, 1, 20))
    told = import_annex_a([book], tmp_path / "record").text()
    assert "assumed from the day on which it says that it was saved" in told


def test_later_last_visits_are_added_and_withdraw_nothing(record):
    found = rows(record, "visit", "kind = 'child protection visit'", "strftime(occurred_on, '%Y-%m-%d'), withdrawn_at")
    assert found == [("2023-03-20", None), ("2023-09-01", None), ("2024-01-02", None)]


def test_a_last_visit_in_the_first_workbook_is_known_from_its_day_only(record):
    found = rows(record, "visit", "occurred_on = '2023-03-10'", "strftime(recorded_at, '%Y-%m-%d'), recorded_at = recorded_by")
    assert found == [("2023-03-31", True)]


def test_a_last_visit_that_was_earlier_after_all_is_withdrawn(tmp_path):
    one, two, _ = ({n: s[n] for n in ("list_8",)} for s in workbooks.series())
    two["list_8"][0]["Date of Last Social Work Visit"] = date(2023, 3, 3)
    import_annex_a(workbooks.write_series(tmp_path, [one, two]), tmp_path / "record", taken_on=workbooks.TAKEN[:2])
    found = rows(
        tmp_path / "record",
        "visit",
        "kind = 'looked after visit'",
        "strftime(occurred_on, '%Y-%m-%d'), strftime(withdrawn_at, '%Y-%m-%d')",
    )
    assert found == [("2023-03-03", None), ("2023-03-10", "2023-04-01")]


def test_a_placement_ends_where_a_later_workbook_shows_the_next(record):
    found = rows(
        record,
        "placement",
        "ended_on IS NOT NULL",
        "placement_type, strftime(ended_on, '%Y-%m-%d'), strftime(recorded_at, '%Y-%m-%d')",
    )
    assert found == [("U6", "2023-06-01", "2023-06-01")]


def test_an_adoption_ends_the_identity(record):
    assert rows(record, "placement", "case_id = '14'") == []
    assert rows(record, "child", "family_id <> '' OR (case_id = '14' AND disability = 'yes')") == []
    assert rows(record, "status", "case_id = '14' AND end_reason = 'adopted'", "strftime(ended_on, '%Y-%m-%d')") == [
        ("2023-12-01",)
    ]


def test_windows_keep_what_has_left_them(record):
    assert rows(record, "referral", "withdrawn_reason = 'deleted'") == []
    assert rows(record, "contact", "withdrawn_reason = 'deleted'") == []


def test_what_a_workbook_in_its_window_lacks_is_withdrawn(tmp_path):
    one, two = workbooks.only("list_1"), workbooks.only("list_1")
    two["list_1"] = two["list_1"][:1]
    paths = [workbooks.write(tmp_path / "a.xlsx", one), workbooks.write(tmp_path / "b.xlsx", two)]
    import_annex_a(paths, tmp_path / "record", taken_on=["2023-03-31", "2023-04-30"])
    found = rows(
        tmp_path / "record",
        "contact",
        "withdrawn_at IS NOT NULL",
        "strftime(occurred_on, '%Y-%m-%d'), strftime(withdrawn_at, '%Y-%m-%d')",
    )
    assert found == [("2022-12-05", "2023-04-01")]


def test_an_absent_list_says_nothing(tmp_path):
    one, two, _ = ({n: s[n] for n in ("list_7", "list_6")} for s in workbooks.series())
    del two["list_7"]
    import_annex_a(workbooks.write_series(tmp_path, [one, two]), tmp_path / "record", taken_on=workbooks.TAKEN[:2])
    assert rows(tmp_path / "record", "plan", "withdrawn_reason = 'deleted'") == []


def test_no_worker_is_named_and_no_postcode_carried(record):
    said = "".join(str(duckdb.sql(f"FROM '{f}'").fetchall()) for f in record.glob("*.parquet"))
    assert "Name" not in said
    assert "AB1 2CD" not in said


def test_known_spellings_are_accepted():
    found = match("list_3", ["ChildUniqueID", "Sex", "REFERRAL_DATE", "Referral Source ", "Referral NFA"], {})
    assert sorted(found.columns.values()) == ["Child Unique ID", "Date of referral", "Gender", "Referral NFA?", "Referral Source"]


def test_unknown_headings_are_listed_all_at_once_with_the_nearest(tmp_path):
    wrong = {
        "Date of the Last Statutory Visit": "Dte of Last Stat Visit",
        "Date of Last Dental Check": "Dentist",
        "Date of Contact": "When",
    }
    book = workbooks.write(tmp_path / "lists.xlsx", workbooks.first(), headings=wrong)
    with pytest.raises(CaseReviewError) as told:
        import_annex_a([book], tmp_path / "record", taken_on=DAY)
    words = str(told.value)
    assert "the heading Dte of Last Stat Visit is not known (did you mean Date of the Last Statutory Visit?)" in words
    assert "the heading Dentist is not known" in words
    assert "no column Date of Contact" in words
    assert not (tmp_path / "record").exists()


def test_own_spellings_are_taken(tmp_path):
    book = workbooks.write(
        tmp_path / "lists.xlsx",
        workbooks.only("list_8"),
        headings={"Date of Last Dental Check": "Dentist", "Placement postcode": "Where"},
    )
    own = tmp_path / "own.csv"
    own.write_text("heading,column\nDentist,Date of Last Dental Check\nWhere,\n", encoding="utf-8")
    import_annex_a([book], tmp_path / "record", taken_on=DAY, spellings=own)
    assert rows(tmp_path / "record", "measure", "kind = 'dental check'", "case_id") == [("12",)]


def test_a_heading_may_stand_under_a_title(tmp_path):
    import openpyxl

    book = workbooks.write(tmp_path / "lists.xlsx", workbooks.only("list_7"))
    opened = openpyxl.load_workbook(book)
    for sheet in opened:
        sheet.insert_rows(1, 2)
        sheet["A1"] = "A list of children"
        sheet.merge_cells("A1:D1")
    opened.create_sheet("Cover")["A1"] = "Some authority"
    opened.save(book)
    told = import_annex_a([book], tmp_path / "record", taken_on=DAY)
    assert rows(tmp_path / "record", "plan", columns="category")[0] == ("NEG",)
    assert "sheet Cover: it is no list and was not read" in told.text()


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("x" * 40_000, "more than 32,767 characters"),
        ("12/31/2022", "month first"),
        ("05/12/22", "two digits"),
        ("soon", "no date of the form"),
    ],
)
def test_a_bad_cell_sets_its_row_aside(tmp_path, cell, words):
    book = workbooks.write(tmp_path / "lists.xlsx", workbooks.only("list_1", "list_3"))
    _put(book, "Sheet0", "F3", cell)
    told = import_annex_a([book], tmp_path / "record", taken_on=DAY, accept_faults=True)
    assert told.count("Annex A 2023-03-31", "lists.xlsx / Sheet0", "set aside") == 1
    assert words in (tmp_path / "record" / "rejected.csv").read_text(encoding="utf-8")


def _put(book: Path, sheet: str, place: str, value: str) -> None:
    """Put a cell in that openpyxl would cut short."""
    import openpyxl

    opened = openpyxl.load_workbook(book)
    opened[sheet][place] = "MARK"
    opened.save(book)
    workbooks.swap(book, b"MARK", value.encode())


def test_formulas_never_computed_are_refused(tmp_path):
    one = workbooks.first()
    one["list_1"][0]["Date of Contact"] = "=TODAY()"
    with pytest.raises(CaseReviewError, match="formulas that were never computed"):
        import_annex_a([workbooks.write(tmp_path / "lists.xlsx", one)], tmp_path / "record", taken_on=DAY)


def test_bombs_and_entities_are_refused(tmp_path):
    bomb, entity = tmp_path / "bomb.xlsx", workbooks.write(tmp_path / "entity.xlsx", workbooks.first())
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b" " * 50_000_000)
    workbooks.swap(entity, b"<sheets>", b"<sheets>&x;")
    with pytest.raises(CaseReviewError) as told:
        import_annex_a(
            [bomb, entity, tmp_path / "none.xlsx"], tmp_path / "record", taken_on=["2023-03-31", "2023-04-01", "2023-05-01"]
        )
    assert "unpacks to far more" in str(told.value)
    assert "entity.xlsx: is damaged" in str(told.value)
    assert "there is no such file" in str(told.value)


def test_a_workbook_taken_before_what_it_speaks_of_is_refused(tmp_path):
    book = workbooks.write(tmp_path / "lists.xlsx", workbooks.first())
    with pytest.raises(CaseReviewError, match="after that day"):
        import_annex_a([book], tmp_path / "record", taken_on=["2022-12-31"])


def test_a_window_may_be_said(tmp_path):
    with pytest.raises(CaseReviewError, match=r"there is no list list_12 \(did you mean"):
        import_annex_a([tmp_path / "x.xlsx"], tmp_path / "record", months={"list_12": 3})
