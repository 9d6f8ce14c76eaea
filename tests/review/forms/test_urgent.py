"""A concern is heard in a file that nothing else can be read from."""

from __future__ import annotations

import json
import zipfile

import openpyxl
import pytest

from toolkit.report.form_workbook import form_workbook
from toolkit.review.forms import read_form
from toolkit.review.forms.urgent import hear

WORRY = "=> child in danger, mother's partner is back"
TOLD = {"pack": "P01", "rater": "R1", "answers": {"grade": 3}, "concern": WORRY}


@pytest.fixture
def workbook(tmp_path):
    file = tmp_path / "filled.xlsx"
    file.write_bytes(form_workbook(read_form("rating"), "r", "P01", "R1"))

    def changed(change=None, concern=WORRY):
        book = openpyxl.load_workbook(file)
        for row in book["Page 1"].iter_rows():
            if row[0].value == "concern":
                row[3].value = concern
        if change:
            change(book)
        book.save(file)
        return file

    return changed


def _formula(book):
    book["Page 2"]["D20"].value = "=1+1"


def _page_gone(book):
    del book["Page 3"]


def _form_renamed(book):
    for row in book["About"].iter_rows():
        if row[0].value == "Form":
            row[1].value = "Rating"


def _hidden(book):
    book["Page 1"].sheet_state = "hidden"


@pytest.mark.parametrize("change", [None, _formula, _page_gone, _form_renamed, _hidden])
@pytest.mark.parametrize("concern", [WORRY, "She is not safe."])
def test_it_is_heard_in_a_workbook_that_was_changed(workbook, change, concern):
    heard = hear(workbook(change, concern))
    assert heard.concern == concern and heard.whole
    assert (heard.told["pack"], heard.told["rater"]) == ("P01", "R1")


def test_a_workbook_as_it_was_handed_out_holds_none(workbook):
    heard = hear(workbook(concern=None))
    assert heard.concern == "" and heard.whole


def test_a_sheet_that_is_damaged_hides_no_other(workbook, tmp_path):
    other = tmp_path / "damaged.xlsx"
    with zipfile.ZipFile(workbook()) as old, zipfile.ZipFile(other, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"<worksheet><sheetData><row>" if name.endswith("sheet4.xml") else old.read(name))
    heard = hear(other)
    assert heard.concern == WORRY and not heard.whole


def test_a_workbook_of_another_kind_may_hold_one(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"] = "Help"
    book.save(tmp_path / "x.xlsx")
    assert not hear(tmp_path / "x.xlsx").whole


@pytest.mark.parametrize("code", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_it_is_heard_in_any_unicode(tmp_path, code):
    (tmp_path / "x.json").write_bytes(json.dumps(TOLD).encode(code))
    heard = hear(tmp_path / "x.json")
    assert heard.concern == WORRY and heard.told["pack"] == "P01" and heard.whole


@pytest.mark.parametrize("cut", range(1, 40, 6))
def test_it_is_heard_where_the_end_is_torn_off(tmp_path, cut):
    (tmp_path / "x.json").write_text(json.dumps(TOLD)[:-cut])
    heard = hear(tmp_path / "x.json")
    assert heard.concern and WORRY.startswith(heard.concern.strip()) and heard.told["rater"] == "R1" and not heard.whole


def test_two_in_one_file_are_both_heard(tmp_path):
    (tmp_path / "x.json").write_text('{"concern": "first", "answers": {"concern": "second"}, "concern": ""}')
    assert set(hear(tmp_path / "x.json").concern.split("\n")) == {"first", "second"}


@pytest.mark.parametrize(
    "content", [b"{", b"[" * 100_000, b"PK\x03\x04nonsense", b"\xd0\xcf\x11\xe0", b"<html>", b'{"concern": ["a"']
)
def test_what_cannot_be_read_is_said_to_be_so(tmp_path, content):
    (tmp_path / "x.json").write_bytes(content)
    heard = hear(tmp_path / "x.json")
    assert not heard.whole and heard.content == content


@pytest.mark.parametrize("name", ["concrn", "Concern", " concern", "conce\u0000rn", "note"])
def test_a_name_that_was_damaged_hides_nothing(tmp_path, name):
    (tmp_path / "x.json").write_text(json.dumps({name if k == "concern" else k: v for k, v in TOLD.items()}))
    assert not hear(tmp_path / "x.json").whole
    (tmp_path / "x.json").write_text(json.dumps([WORRY]))
    assert not hear(tmp_path / "x.json").whole


def test_no_byte_of_a_file_can_be_changed_so_that_a_concern_is_lost(tmp_path):
    whole = json.dumps(TOLD).encode()
    for at in range(len(whole)):
        (tmp_path / "x.json").write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        heard = hear(tmp_path / "x.json")
        assert heard.concern or not heard.whole, at


def test_a_page_whose_row_for_a_concern_was_damaged_may_have_held_one(workbook):
    def damaged(book):
        for row in book["Page 1"].iter_rows():
            if row[0].value == "concern":
                row[0].value = "concrn"

    assert not hear(workbook(damaged)).whole


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b" \n", b"[]", b"null", b"{}", b'{"concern": ""}', b'{"concern": null}'])
def test_what_holds_none_is_left_alone(tmp_path, content):
    (tmp_path / "x.json").write_bytes(content)
    assert hear(tmp_path / "x.json").whole and not hear(tmp_path / "x.json").concern
    assert hear(tmp_path / "none.json").whole
