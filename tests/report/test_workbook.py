"""The workbook of a report's tables, opened by two libraries that did not write it."""

from __future__ import annotations

import csv
import datetime
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

import openpyxl
import pandas as pd
import pytest
from defusedxml.ElementTree import fromstring
from python_calamine import CalamineWorkbook

from tests.report.conftest import HOSTILE
from tests.report.making import code, folder_of, notebook
from toolkit.errors import CaseReviewError
from toolkit.report import cells, workbook
from toolkit.report.sheet import Sheet, described, read_sheet

BAD = (
    HOSTILE,
    "=1+1",
    "+1",
    "-1",
    "@x",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\ufeff=1",
    "\uff1d1",
    '=HYPERLINK("http://a","b")',
    '=DDE("a","b","c")',
    "00123",
    "1e5",
    "1/2",
    "TRUE",
    "#REF!",
    "'",
    '"',
    "_x0041_",
    "_x000D_",
    "a\x00b\x08\x0b\x1f\x7f\x85",
    "\ufffe\uffff",
    "\u202eright to left",
    "<b>&amp;</b>]]>",
    "&A&P",
    "é\u0301 👩‍👧 中文",
    "a" * 40_000,
    "a" * 140_000,
    "👧" * 20_000,
    " both ends ",
    "line\r\nbreaks\nof\rkinds",
)

FIXED = (
    Sheet("a", "A", "a note", ["n", "on"], [[("n", 1 / 3), ("d", datetime.date(2024, 5, 1))], [("s", "=1"), ("b", 1)]]),
    Sheet("b", "B", "", ["x"], [], later=True),
)
ELSEWHERE = """
import sys
from tests.report.test_workbook import FIXED, built
sys.stdout.buffer.write(built(*FIXED))
"""


def made(frame: pd.DataFrame, caption: str = "Caption", note: str = "", name: str = "t", empty: str = "not stated") -> Sheet:
    given = {"text": cells.csv(frame, {}), **described(frame, caption, note, empty)}
    return read_sheet(json.loads(json.dumps(given)), name, f"tables/{name}.csv", False)


def opened(data: bytes) -> openpyxl.Workbook:
    for_all_files_well_formed(data)
    return openpyxl.load_workbook(io.BytesIO(data))


def for_all_files_well_formed(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert packed.testzip() is None
        for name in packed.namelist():
            fromstring(packed.read(name))


def built(*sheets: Sheet, title: str = "A title", marking: str = "Restricted", lang: str = "en-GB") -> bytes:
    return workbook.build(title, marking, lang, sheets)


def test_a_report_has_one_workbook_of_all_its_tables(plain):
    book = openpyxl.load_workbook(plain / "tables.xlsx")
    assert len(book.sheetnames) == 2 + len(list((plain / "tables").rglob("*.csv")))
    assert book.active.title == "Contents"
    assert book.properties.language == "en-GB"
    assert book.properties.title.endswith(": tables")
    for sheet in book.worksheets:
        assert sheet.sheet_state == "visible"
        assert not sheet.merged_cells.ranges
        assert sheet.freeze_panes
        head = sheet[int(sheet.freeze_panes[1:]) - 1]
        assert all(c.value and c.font.b and c.data_type == "s" for c in head)
        assert len({str(c.value).lower() for c in head}) == len(head)
        [table] = sheet.tables.values()
        assert [c.name for c in table.tableColumns] == [c.value for c in head]


def test_the_first_sheet_says_what_is_where_and_nothing_of_what_came_later(plain):
    book = openpyxl.load_workbook(plain / "tables.xlsx")
    first = [[c.value for c in row] for row in book["Contents"].iter_rows()]
    words = "\n".join(str(v) for row in first for v in row if v)
    assert json.loads((plain / "manifest.json").read_text())["notebook"]["marking"] in words
    listed = {row[0]: row for row in first[5:]}
    assert listed["Visits"][3] == 4
    assert listed["Visits"][5] == "tables/visits.csv"
    assert "Outcomes" not in words
    later = "\n".join(str(c.value) for row in book["What came later"].iter_rows() for c in row)
    assert "tables/afterwards/outcomes.csv" in later
    assert book.sheetnames.index("What came later") < book.sheetnames.index("Outcomes")
    links = {c.value: c.hyperlink.location for row in book["Contents"].iter_rows() for c in row if c.hyperlink}
    assert links["Visits"] == "'Visits'!A1"


def test_the_workbook_stands_in_the_manifest_and_in_the_page(plain):
    said = json.loads((plain / "manifest.json").read_text())["outputs"]
    assert "tables.xlsx" in said
    assert "<em>tables.xlsx</em>" in (plain / "report.html").read_text()


@pytest.mark.parametrize("which", ["plain", "hostile"])
def test_workbook_and_csv_say_the_same(which, request):
    folder = request.getfixturevalue(which)
    book = CalamineWorkbook.from_path(folder / "tables.xlsx")
    files = {row[5]: row[0] for first in ("Contents", "What came later") for row in book.get_sheet_by_name(first).to_python()}
    for file in (folder / "tables").rglob("*.csv"):
        with file.open(newline="", encoding="utf-8") as text:
            heads, *rows = list(csv.reader(text))
        sheet = book.get_sheet_by_name(files[file.relative_to(folder).as_posix()]).to_python()
        assert len(sheet) == 1 + len(rows)
        for there, here in zip(sheet[1:], rows, strict=True):
            for value, said in zip(there, here, strict=True):
                assert same(value, said), (file.name, value, said)
        assert [workbook.text(" ".join(h.split())) for h in heads] == sheet[0]


def same(value: object, said: str) -> bool:
    if isinstance(value, bool):
        return str(value) == said
    if isinstance(value, float):
        return float(said) == value
    if isinstance(value, datetime.date | datetime.datetime):
        return value.isoformat()[: len(said)] == said.replace(" ", "T")
    return said == "" or workbook.text(said) == workbook.text(value)


@pytest.mark.parametrize("bad", BAD, ids=lambda b: ascii(b[:12]))
def test_no_text_is_anything_else_or_breaks_the_file(bad):
    frame = pd.DataFrame({bad: [bad, "x"], "b": ["x", bad]})
    data = built(made(frame, bad, bad, bad), title=bad, marking=bad, lang=bad)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        sheets = b"".join(packed.read(n) for n in packed.namelist() if n.startswith("xl/worksheets/sheet"))
    assert b"<f>" not in sheets and b"<f " not in sheets
    book = opened(data)
    [name] = [n for n in book.sheetnames if n != "Contents"]
    assert 0 < len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name)
    rows = list(book[name].iter_rows(min_row=2))
    assert [c.data_type for row in rows for c in row] == ["s"] * 4
    assert not [c.value for row in rows for c in row if c.value.lstrip()[:1] in ("=", "+", "-", "@")]
    assert len(CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(name).to_python()) == 3


def test_identifiers_stay_text_and_numbers_days_and_moments_are_such():
    frame = pd.DataFrame(
        {
            "id": ["00123", "1e5"],
            "n": [3, 4],
            "share": [0.25, None],
            "seen": [True, False],
            "on": ["2024-05-01", ""],
            "at": ["2024-05-01T10:30:00", "not recorded"],
            "day": pd.to_datetime(["2024-05-01", "2024-05-02"]),
            "perhaps": ["2024-05-01", "2024-05"],
            "early": ["1066-10-14", ""],
            "no day": ["2024-02-30", ""],
            "hidden": pd.Series([7, "suppressed"], dtype=object),
            "long": [2**53 + 1, 1],
        }
    )
    sheet = opened(built(made(frame)))["T"]
    first, second = ([c.value for c in sheet[n]] for n in (2, 3))
    day = datetime.datetime(2024, 5, 1)
    assert first == [
        "00123", 3, 0.25, True, day, day.replace(hour=10, minute=30), day, "2024-05-01", "1066-10-14", "2024-02-30", 7,
        str(2**53 + 1),
    ]  # fmt: skip
    assert second[:6] == ["1e5", 4, "not stated", False, "not stated", "not recorded"]
    assert second[10] == "suppressed"
    assert sheet["E2"].number_format == "yyyy\\-mm\\-dd"


def test_a_number_that_is_not_given_says_the_state_of_its_row():
    frame = pd.DataFrame({"value": [0.5, None, None], "status": ["ok", "suppressed", "not recorded"]})
    given = {"text": cells.csv(frame, {}), **described(frame, "c", "", {"value": "not stated", "status": ""}, by_status=True)}
    assert [row[0] for row in read_sheet(given, "t", "", False).rows] == [("n", 0.5), ("s", "suppressed"), ("s", "not recorded")]


def test_half_a_character_becomes_a_mark():
    book = opened(built(Sheet("\ud800", "\ud800", "\ud800", ["\ud800"], [[("s", "a\ud800")]]), title="\ud800"))
    assert book.worksheets[1]["A2"].value == "a\ufffd"


def test_columns_and_sheets_alike_get_names_of_their_own():
    frame = pd.DataFrame([[1, 2, 3, 4]], columns=["A", "a", "a 2", " "])
    book = opened(built(made(frame, name="Contents"), made(frame, name="x" * 40), made(frame, name="X" * 40)))
    assert book.sheetnames == ["Contents", "Contents 2", "X" + "x" * 30, "X" * 29 + " 2"]
    assert [c.value for c in book["Contents 2"][1]] == ["A", "a 2", "a 2 2", "Column"]


def test_empty_tables_and_none():
    book = opened(built(made(pd.DataFrame({"a": [], "b": []})), made(pd.DataFrame())))
    assert [c.value for c in book["T"][1]] == ["a", "b"]
    assert not book["T"].tables
    assert book["Contents"]["D5"].value == 0
    assert opened(built()).sheetnames == ["Contents"]


def test_what_is_too_long_says_so():
    [long] = [c.value for c in opened(built(made(pd.DataFrame({"a": ["👧" * 20_000]}))))["T"][2]]
    assert len(long.encode("utf-16-le")) // 2 <= 32_767
    assert long.endswith("(cut here; the CSV holds all)")


def test_a_report_without_tables_has_no_workbook(tmp_path):
    folder = folder_of(notebook(tmp_path / "a.ipynb", code("print(1)")), tmp_path / "out")
    assert not (folder / "tables.xlsx").exists()
    assert "tables.xlsx" not in (folder / "report.html").read_text()


def test_a_release_never_holds_the_workbook_of_the_report(sample_report, tmp_path):
    from toolkit.report.release import release

    built = sample_report("case_review_audit").parent
    folder = shutil.copytree(built, tmp_path / "reports" / built.name)
    assert (folder / "tables.xlsx").is_file()
    unsuppressed = (folder / "tables.xlsx").read_bytes()
    (folder / "tables" / "tables.xlsx").write_bytes(unsuppressed)
    with pytest.raises(CaseReviewError, match="not as its run left it"):
        release(folder, tmp_path / "no")
    (folder / "tables" / "tables.xlsx").unlink()
    released = release(folder, tmp_path / "out").page.parent
    assert [one["file"] for one in json.loads((released / "release.json").read_text())["files left"]] == ["tables.xlsx"]
    names = {p.relative_to(released).as_posix() for p in released.rglob("*") if p.is_file()}
    assert all(p.read_bytes() != unsuppressed for p in released.rglob("*") if p.is_file())
    for name in names & {"tables.xlsx"}:
        listed = CalamineWorkbook.from_path(released / name).sheet_names
        assert len(listed) <= 2 + len(list((released / "tables").glob("*.csv")))


def test_the_same_tables_give_the_same_bytes_without_the_time():
    frame = pd.DataFrame({"a": [1, 2], "b": ["x", "y"]})
    first, second = built(made(frame)), built(made(frame))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as packed:
        assert packed.namelist()[0] == "[Content_Types].xml"
        assert {i.date_time for i in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    told = opened(first).properties
    assert told.created == told.modified == datetime.datetime(1980, 1, 1)


@pytest.mark.parametrize("seed", ["0", "1"])
def test_another_process_writes_the_same_bytes(seed):
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True, timeout=60
    )
    assert done.stdout == built(*FIXED)


def test_nothing_is_put_down_outside_the_report(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    assert len(opened(built(*FIXED)).sheetnames) == 4


def test_each_sheet_is_set_up_to_be_read_and_printed():
    book = opened(built(*FIXED, title="Tom & Co", marking="Restricted & more"))
    for sheet in book.worksheets:
        head = int(sheet.freeze_panes[1:]) - 1
        assert sheet.print_title_rows == f"${head}:${head}"
        assert sheet.oddHeader.left.text == "Restricted && more · Tom && Co"
        assert (sheet.oddFooter.left.text, sheet.oddFooter.right.text) == ("&A", "&P / &N")
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert all(9 <= sheet.column_dimensions[c.column_letter].width <= 60 for c in sheet[head])
        assert all(c.quotePrefix and c.number_format == "@" for row in sheet.iter_rows() for c in row if c.data_type == "s")
        assert [t.autoFilter.ref for t in sheet.tables.values()] or sheet.auto_filter.ref
    assert (book.properties.title, book.properties.subject) == ("Tom & Co: tables", "Restricted & more")


def test_a_long_title_does_not_push_the_marking_off_the_paper():
    [header] = {s.oddHeader.left.text for s in opened(built(title="&" * 300, marking="Restricted")).worksheets}
    assert header.startswith("Restricted · &&")
    assert len(header) <= 253


def test_a_number_keeps_all_its_figures():
    numbers = [0.1 + 0.2, 1 / 3, 1e-300, 1.7976931348623157e308, 2**53 - 1, -(2**53 - 1), -0.5]
    sheet = opened(built(Sheet("a", "", "", ["n"], [[("n", n)] for n in numbers])))["A"]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == numbers


def test_a_row_is_as_high_as_its_text_and_not_fixed():
    data = built(Sheet("a", "", "", ["n"], [[("s", "short")], [("s", "word " * 60)], [("s", "a\nb\nc")], [("s", "word " * 9_000)]]))
    heights = [opened(data)["A"].row_dimensions[n].height for n in range(2, 6)]
    assert heights == [None, 90, 45, 409]
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert b'customHeight="1"' not in packed.read("xl/worksheets/sheet2.xml")


def test_headings_of_table_and_cells_are_the_same_whatever_they_hold():
    frame = pd.DataFrame([["x"] * len(BAD)], columns=[f"{n}{bad}" for n, bad in enumerate(BAD)])
    sheet = opened(built(made(frame)))["T"]
    [table] = sheet.tables.values()
    assert [workbook.text(c.name) for c in table.tableColumns] == [
        c.value for c in sheet[1]
    ]  # as stored: the library reads one back
    assert len(set(table.column_names)) == len(BAD)


def test_a_name_of_wide_characters_is_as_short_as_the_format_wants_it():
    names = workbook.sheet_names(["👧" * 40, "👧" * 40, "a\tb\nc"])
    assert names[2] == "A b c"
    assert all(0 < len(name.encode("utf-16-le")) <= 62 for name in names)
    assert len(set(names)) == 3


def test_rows_that_no_sheet_can_hold_are_said_to_be_missing(monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 2)
    book = opened(built(Sheet("a", "", "A note.", ["n"], [[("n", n)] for n in range(4)])))
    assert book["A"].max_row == 3
    assert [c.value for c in book["Contents"][5]][2:4] == ["Only the first 2 rows; the CSV holds all. A note.", 4]


def test_what_a_cell_of_anothers_hands_over_is_text():
    sheet = read_sheet({"text": "a,b\n1\n2,3,4\n"}, "t", "", False)
    assert sheet.rows == [[("s", "1"), ("s", "")], [("s", "2"), ("s", "3")]]
    assert read_sheet({"text": ""}, "t", "", False).rows == []
