import duckdb
import openpyxl
import pytest

from toolkit.errors import CaseReviewError
from toolkit.record.schema import BY_NAME
from toolkit.sources.template import WORKBOOK, default_tables, example, write_template
from toolkit.sources.tidy import import_tidy
from toolkit.sources.tidy.mapping import mappable
from toolkit.sources.tidy.own import heading_of, headings


def fill(file, tables, **cells):
    book = openpyxl.load_workbook(file)
    for name in tables:
        row = example(BY_NAME[name]) | cells
        book[name].append([row[c.name] for c in headings(BY_NAME[name])])
    book.save(file)
    return file


def table(record, name):
    return duckdb.sql(f"FROM read_parquet('{record / name}.parquet')").df()


def test_every_column_of_every_table_comes_back(tmp_path):
    folder = write_template(tmp_path / "t", mappable())
    report = import_tidy([fill(folder / WORKBOOK, mappable())], tmp_path / "r", None, ["2024-06-01"])
    for name in mappable():
        made = table(tmp_path / "r", name)
        filled = {c for c in made.columns if made[c].notna().any()}
        lost = {c.name for c in headings(BY_NAME[name])} - filled - {"id", "recorded_on"}
        assert not lost, (name, lost)
        assert report.count("Filled in by hand 2024-06-01", name, "shown") == 1
    goal, need = table(tmp_path / "r", "goal"), table(tmp_path / "r", "need")
    assert goal["need_id"][0] == need["entity_id"][0] and goal["case_id"][0] == "00123"
    assert str(goal["recorded_at"][0]) == "2024-05-02 10:30:00" and goal["basis"][0] == "recorded"


def test_csv_files_come_back_too_and_spreadsheets_may_turn_the_days_round(tmp_path):
    folder = write_template(tmp_path / "t", ["goal"]) / "csv"
    file = folder / "goal.csv"
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    head = file.read_text(encoding="utf-8-sig").strip().split(",")
    row = example(BY_NAME["goal"]) | {
        "occurred_on": "13/05/2024",
        "ended_on": "14/05/2024",
        "due_on": "",
        "recorded_on": "14/05/2024 09:00",
    }
    assert head == [heading_of(c) for c in headings(BY_NAME["goal"])]
    file.write_text(",".join(head) + "\n" + ",".join(row[c.name] for c in headings(BY_NAME["goal"])) + "\n", encoding="utf-8")
    import_tidy([folder], tmp_path / "r", None, ["2024-06-01"])
    assert str(table(tmp_path / "r", "goal")["occurred_on"][0])[:10] == "2024-05-13"


def test_the_same_bytes_each_time_and_rules_for_cells(tmp_path):
    one, two = write_template(tmp_path / "a"), write_template(tmp_path / "b")
    assert (one / WORKBOOK).read_bytes() == (two / WORKBOOK).read_bytes()
    book = openpyxl.load_workbook(one / WORKBOOK)
    assert book.sheetnames == ["About", *default_tables(), "Examples", "Lists"] and book["Lists"].sheet_state == "hidden"
    goal = book["goal"]
    assert goal["A1"].value == "case_id*" and "Needed" in goal["A1"].comment.text
    kinds = {v.type for v in goal.data_validations.dataValidation}
    assert kinds == {"list", "date"}
    assert goal.column_dimensions["A"].number_format == "@"


def test_an_empty_sheet_says_nothing(tmp_path):
    folder = write_template(tmp_path / "t", ["goal", "need"])
    import_tidy([fill(folder / WORKBOOK, ["goal"])], tmp_path / "r", None, ["2024-06-01"])
    assert not (tmp_path / "r" / "need.parquet").exists()
    assert table(tmp_path / "r", "coverage")["table_name"].tolist() == ["goal"]


def test_wrong_tables_headings_and_folders_are_told(tmp_path):
    with pytest.raises(CaseReviewError, match="gaol .did you mean goal"):
        write_template(tmp_path / "t", ["gaol"])
    folder = write_template(tmp_path / "t", ["goal"])
    with pytest.raises(CaseReviewError, match="exists already"):
        write_template(tmp_path / "t")
    book = openpyxl.load_workbook(fill(folder / WORKBOOK, ["goal"]))
    book["goal"]["D1"] = "occured_on"
    book.create_sheet("Mine").append(["x"])
    book.save(folder / WORKBOOK)
    with pytest.raises(CaseReviewError) as told:
        import_tidy([folder / WORKBOOK], tmp_path / "r", None, ["2024-06-01"])
    assert "did you mean occurred_on" in str(told.value) and "Mine must be named after a table" in str(told.value)
