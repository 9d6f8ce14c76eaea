import tomllib

import openpyxl
import pytest

from toolkit.errors import CaseReviewError
from toolkit.sources.tidy import import_tidy
from toolkit.sources.tidy.guess import guess_table, new_mapping
from toolkit.sources.tidy.mapping import read_mapping

ROWS = ["VisitID,Child ID,Visit Date,Visit Type,Seen Alone,Created On,Hair", "v1,007,31/03/2020,looked after visit,Y,2020-04-01 10:00,x", "v2,007,30/04/2020,CIN Visit,NULL,2020-05-01 10:00,y"]  # fmt: skip


def write(folder, name, *lines):
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder / name


def test_a_guess_can_be_imported_as_it_is(tmp_path):
    file = write(tmp_path, "visits.csv", *ROWS)
    made = new_mapping([file], tmp_path / "m.toml")
    said = tomllib.loads(made.read_text())["file"]["visits"]
    assert (
        said["table"] == "visit" and said["key"] == ["VisitID"] and said["left_out"] == ["Hair"] and said["null_words"] == ["NULL"]
    )
    assert said["columns"]["occurred_on"] == {"from": "Visit Date", "form": "d/m/y"}
    assert said["columns"]["kind"]["values"] == {"CIN Visit": "child in need visit"}
    assert said["created"]["form"] == "iso"
    report = import_tidy([file], tmp_path / "r", made, ["2020-06-01"])
    assert report.count("Tidy files 2020-06-01", "visit", "shown") == 2


def test_a_doubtful_order_of_dates_is_asked_about(tmp_path):
    file = write(tmp_path, "visits.csv", "ID,Child,Date", "1,7,01/02/2020", "2,7,03/02/2020")
    made = new_mapping([file], tmp_path / "m.toml")
    assert "SAY d/m/y or m/d/y" in made.read_text()
    with pytest.raises(CaseReviewError, match="day or the month first"):
        read_mapping(made)


def test_a_workbook_of_several_sheets_and_serial_days(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Reviews"
    for row in [
        ["Review list", None, None],
        [None, None, None],
        ["No", "Child ID", "Review Date"],
        [1, 123, 43221],
        [2, 124, 43222],
    ]:
        book.active.append(row)
    sheet = book.create_sheet("Visits")
    for row in [["No", "Child ID", "Date of visit"], [1, 123, "2018-05-01"]]:
        sheet.append(row)
    book.save(tmp_path / "b.xlsx")
    made = new_mapping([tmp_path / "b.xlsx"], tmp_path / "m.toml")
    said = tomllib.loads(made.read_text())["file"]
    assert said["reviews"]["heading"] == [3] and said["reviews"]["columns"]["occurred_on"]["form"] == "excel"
    assert "leading zeros" in made.read_text()
    report = import_tidy([tmp_path / "b.xlsx"], tmp_path / "r", made, ["2018-06-01"])
    assert report.count("Tidy files 2018-06-01", "review", "shown") == 2
    assert "leading zeros are lost" in report.text()


def test_no_cell_but_allowed_values_gets_into_the_mapping(tmp_path):
    file = write(tmp_path, "notes.csv", "ID,Child,Date,Notes", "1,KID4711,2020-01-01,Ann said no")
    text = new_mapping([file], tmp_path / "m.toml").read_text()
    assert "KID4711" not in text and "Ann" not in text


def test_files_that_cannot_be_read_are_told_at_once(tmp_path):
    bad = write(tmp_path, "a.csv", "x\x00")
    with pytest.raises(CaseReviewError) as told:
        new_mapping([bad, tmp_path / "none.csv"], tmp_path / "m.toml")
    assert len(told.value.problems) == 2 and not (tmp_path / "m.toml").exists()


def test_names_of_tables_are_sure():
    assert guess_table("network_member", []) == ("network_member", "sure")
    assert guess_table("zzz", ["qqq"]) == ("contact", "a guess")
