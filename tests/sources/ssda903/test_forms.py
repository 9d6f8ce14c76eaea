"""The forms of a return: the same data give the same record, and a bad file ends in plain words."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import Workbook

from tests.sources.ssda903.returns import COLUMNS, table, write_book, write_return, write_xml
from toolkit.errors import CaseReviewError
from toolkit.sources.ssda903 import import_returns

ALL = {
    "header": "CHILD SEX ETHNIC MOTHER MC_DOB\n00123 2 WBRI 1 01/07/2017\n00124 1 NOBT - -\n9 1 NOBT - -",
    "episodes": "CHILD DECOM DEC REC URN\n00123 01/06/2017 01/08/2017 X1 SC123456\n00123 01/08/2017 - - 1234567\n00124 02/06/2017 - - -",
    "reviews": "CHILD REVIEW\n00123 13/07/2017\n00124 14/07/2019",
    "missing": "CHILD MIS_START MIS_END\n00123 15/07/2017 17/07/2017",
    "uasc": "CHILD SEX DUC\n00124 1 01/05/2027",
    "oc2": "CHILD SDQ_SCORE SDQ_REASON CONVICTED\n00123 12 - 0\n00124 - SDQ2 1",
    "oc3": "CHILD IN_TOUCH ACTIV ACCOM\n9 YES F3 U1",
    "ad1": "CHILD DATE_INT DATE_MATCH NB_ADOPTR\n00124 20/06/2017 21/02/2018 2",
    "placed_for_adoption": "CHILD DATE_PLACED DATE_PLACED_CEASED REASON_PLACED_CEASED\n00124 20/06/2017 22/03/2018 RD3",
    "previous_permanence": "CHILD PREV_PERM DATE_PERM\n00123 P2 zz/05/2012\n00124 P1 19/05/2012",
}


def _bytes(record):
    # Where a statement was read differs with the form; what it says does not.
    return {f.name: f.read_bytes() for f in sorted(record.glob("*.parquet")) if f.stem != "origin"}


def test_the_same_return_in_three_forms_gives_the_same_record(tmp_path):
    forms = {
        "csv": write_return(tmp_path / "2018", **ALL),
        "book": write_book(tmp_path / "book" / "2018.xlsx", **ALL),
        "xml": write_xml(tmp_path / "xml" / "2018.xml", **ALL),
    }
    for name, path in forms.items():
        import_returns([path], tmp_path / f"r-{name}")
    assert set(table(tmp_path / "r-book", "placement")["case_id"]) == {"00123", "00124"}
    assert _bytes(tmp_path / "r-csv") == _bytes(tmp_path / "r-book") == _bytes(tmp_path / "r-xml")
    assert {"measure", "decision", "missing", "status", "person"} <= {f.stem for f in (tmp_path / "r-csv").glob("*.parquet")}


def test_forms_may_be_mixed_in_a_series_and_in_one_return(tmp_path):
    r1 = write_xml(tmp_path / "2018.xml", **ALL)
    r2 = write_return(tmp_path / "2019", header=ALL["header"], episodes=ALL["episodes"])
    write_book(tmp_path / "2019" / "more.xlsx", episodes="CHILD DECOM")
    with pytest.raises(CaseReviewError) as stopped:
        import_returns([r1, r2], tmp_path / "record")
    assert any("a second file for the table episodes" in p for p in stopped.value.problems)
    (tmp_path / "2019" / "more.xlsx").unlink()
    book = Workbook()
    book.active.append(COLUMNS["reviews"].split())
    book.active.append(["00123", None, "13/07/2018", "PN1"])
    book.save(tmp_path / "2019" / "more.xlsx")
    report = import_returns([r1, r2], tmp_path / "record")
    assert report.count("SSDA903 2019", "reviews", "used") == 1


def _stopped(tmp_path, path) -> str:
    with pytest.raises(CaseReviewError) as stopped:
        import_returns([path], tmp_path / "record")
    assert not (tmp_path / "record").exists()
    return " | ".join(stopped.value.problems)


XML = '<?xml version="1.0"?>{}<EXPSSDA903><CHILD><HEADER><CHILDID>1</CHILDID>{}</HEADER></CHILD></EXPSSDA903>'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (XML.format('<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;&b;">]>', "<SEX>&c;</SEX>"), "document type or entities"),
        (XML.format('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>', "<SEX>&b;</SEX>"), "document type or entities"),
        (XML.format("", "<SEX>1</SEX>")[:-20], "cannot be read as XML"),
        (XML.format("", "<a>" * 20 + "</a>" * 20), "nested deeper than 8 levels"),
        (XML.format("", "<a/>" * 30_000), "more elements for one child"),
        ("<OTHER><CHILD/></OTHER>", "its root is not EXPSSDA903"),
        ("", "cannot be read as XML"),
        ('<?xml version="1.0" encoding="none-such"?><EXPSSDA903/>', "cannot be read as XML"),
        (XML.format("", f"<ETHNIC>{'W' * 2000}</ETHNIC>"), "a cell has more than 1,000 characters"),
        (XML.format("", "<SEX>\x00</SEX>"), "cannot be read as XML"),
    ],
)
def test_bad_xml_ends_in_plain_words(tmp_path, text, words):
    (tmp_path / "2018.xml").write_text(text, encoding="utf-8")
    assert words in _stopped(tmp_path, tmp_path / "2018.xml")


def test_unknown_elements_are_told(tmp_path):
    file = write_xml(tmp_path / "2018.xml", **ALL)
    file.write_text(file.read_text().replace("<UASC>0</UASC>", "<MOOD>fine</MOOD><AMOOD><DAY>1</DAY></AMOOD>"))
    assert "were not read: AMOOD, MOOD" in import_returns([file], tmp_path / "record").text()


def _packed(file, parts):
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return file


def test_bad_workbooks_end_in_plain_words(tmp_path):
    good = write_book(tmp_path / "good.xlsx", **ALL).read_bytes()
    (tmp_path / "2018.xlsx").write_bytes(good[: len(good) // 2])
    assert "cannot be read as a workbook" in _stopped(tmp_path, tmp_path / "2018.xlsx")
    (tmp_path / "2018.xlsx").write_bytes(b"PK not a workbook")
    assert "cannot be read as a workbook" in _stopped(tmp_path, tmp_path / "2018.xlsx")
    _packed(tmp_path / "2018.xlsx", {"xl/worksheets/sheet1.xml": b"0" * 40_000_000})
    assert "unpacks to far more than it is" in _stopped(tmp_path, tmp_path / "2018.xlsx")
    _packed(tmp_path / "2018.xlsx", {"a.txt": b"nothing"})
    assert "cannot be read as a workbook" in _stopped(tmp_path, tmp_path / "2018.xlsx")
    _packed(tmp_path / "2018.xlsx", {n: c for n, c in _parts(good).items() if "sheet3" not in n})
    assert "cannot be read as a workbook" in _stopped(tmp_path, tmp_path / "2018.xlsx")


def _parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {n: packed.read(n) for n in packed.namelist()}


def _book_of(tmp_path, *sheets):
    book = Workbook()
    book.remove(book.active)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    book.save(tmp_path / "2018.xlsx")
    return tmp_path / "2018.xlsx"


EPISODE = ["01/06/2017", "S", "C2", "N1", "U4", "PR1", None, None, None, None, None, None]


def test_formulas_and_lost_zeros_stop_the_import(tmp_path):
    head = COLUMNS["episodes"].split()
    file = _book_of(tmp_path, [head, ["00123", "=TODAY()", *EPISODE[1:]]])
    assert "has formulas" in _stopped(tmp_path, file)
    reviews = [COLUMNS["reviews"].split(), ["00123", None, "01/07/2017", "PN1"]]
    file = _book_of(tmp_path, [head, [123, *EPISODE]], reviews)
    assert "lost the zeros in front" in _stopped(tmp_path, file)
    file = _book_of(tmp_path, [head, [123, *EPISODE], [None] * 13])
    assert "zeros in front of them, if there were any, are lost" in import_returns([file], tmp_path / "record").text()


def test_a_cell_far_away_does_not_fill_the_memory(tmp_path):
    book = Workbook()
    book.active.append(COLUMNS["episodes"].split())
    book.active["XFD1048576"] = "far"
    book.save(tmp_path / "2018.xlsx")
    assert "reaches further than any table of a return" in _stopped(tmp_path, tmp_path / "2018.xlsx")


def test_a_time_of_day_or_a_year_first_in_a_workbook_is_no_date_of_a_return(tmp_path):
    from datetime import datetime

    head = COLUMNS["episodes"].split()
    file = _book_of(tmp_path, [head, ["1", datetime(2017, 6, 1, 10, 30), *EPISODE[1:]], ["2", "2017-06-01", *EPISODE[1:]]])
    told = _stopped(tmp_path, file)
    assert "row 2, column DECOM: the date has the year first" in told
    assert "row 3, column DECOM: the date has the year first" in told
