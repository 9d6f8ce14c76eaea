"""Answers: what is wrong with them, and files that came back from anybody."""

from __future__ import annotations

import json
import zipfile

import openpyxl
import pytest

from toolkit.errors import CaseReviewError
from toolkit.report.form_widgets import show_form
from toolkit.report.form_workbook import form_workbook
from toolkit.review.forms import Answers, blank, book, check_answers, read_answers, read_form, written

LOCKED = ("review", "P01", "R1", "blind")


@pytest.fixture
def told(rating, typed):
    return blank(rating, *LOCKED) | {"answers": typed}


@pytest.fixture
def saved(tmp_path, told):
    def save(change=None, **fields):
        file = tmp_path / "saved.json"
        said = told | fields
        said["answers"] = said["answers"] | (change or {})
        file.write_text(json.dumps(said), encoding="utf-8")
        return file

    return save


def test_whole_answers_come_back_as_they_were_typed(saved, rating, typed):
    found = read_answers(saved(), rating)
    assert found.answers == typed
    assert (found.review, found.pack, found.rater, found.stage) == LOCKED


def test_what_is_written_is_what_is_read(tmp_path, saved, rating):
    found = read_answers(saved(saved_at="2024-05-01T10:30:00", concern=" A worry.\r\n"), rating)
    (tmp_path / "again.json").write_text(written(found), encoding="utf-8")
    assert read_answers(tmp_path / "again.json", rating) == found
    assert found.concern == "A worry."


def test_that_a_page_was_filled_in_again_is_kept_and_a_file_from_before_has_it_not(tmp_path, saved, rating):
    found = read_answers(saved(reopened=True), rating)
    assert found.reopened is True
    (tmp_path / "again.json").write_text(written(found), encoding="utf-8")
    assert read_answers(tmp_path / "again.json", rating) == found
    told = {k: v for k, v in found.told().items() if k != "reopened"}
    (tmp_path / "before.json").write_text(json.dumps(told), encoding="utf-8")
    assert read_answers(tmp_path / "before.json", rating).reopened is False


def test_every_problem_is_said_at_once_with_page_and_item(rating):
    assert len(check_answers(rating, {})) == sum(i.needed for i in rating.items)
    said = check_answers(
        rating, {"knows_case": "perhaps", "p1": True, "grade": 5, "confidence": 70.5, "would_decide": 3, "p12": "2"}
    )
    for words in (
        "page 0, knows_case: must be one of yes, no",
        "page 2, p1: must be one of 2, 1, 0, NA, CJ",
        "page 2, grade: must be one of 4, 3, 2, 1",
        "page 2, confidence: must be a whole number from 0 to 100",
        "page 1, would_decide: must be a text",
        "page 2, p2: not answered",
        "there is no question p12 (did you mean p2?)",
    ):
        assert words in said or any(words[:40] in s for s in said), words


def test_a_problem_never_holds_what_was_answered(rating, typed):
    said = check_answers(rating, typed | {"p1": "Her father drinks", "would_decide": "Secret" * 9000, "grade": "Secret"})
    assert len(said) == 3
    assert "father" not in str(said) and "Secret" not in str(said)


def test_who_knows_the_case_need_answer_nothing_else(saved, rating):
    everything = dict.fromkeys(rating.by_id)
    found = read_answers(saved(everything | {"knows_case": "yes"}), rating)
    assert rating.stopped(found.answers)


def test_a_concern_needs_no_other_answer(saved, rating):
    everything = dict.fromkeys(rating.by_id)
    assert read_answers(saved(everything, concern="He is not safe tonight."), rating).concern
    with pytest.raises(CaseReviewError, match="not answered"):
        read_answers(saved(everything, concern=" \n "), rating)


def test_what_is_not_asked_must_not_be_answered(saved, rating):
    with pytest.raises(CaseReviewError, match="guess_why: answered, though"):
        read_answers(saved({"guess_why": "the tone"}), rating)
    assert read_answers(saved({"guess": "went well", "guess_why": "the tone"}), rating).answers["guess_why"] == "the tone"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not JSON"),
        (b"\x89PNG\r\n", "not text in UTF-8"),
        (b"{\x00}", "NUL"),
        (b"[1]", "another kind"),
        (b'{"a": NaN}', "a number that is none"),
        (b'{"a": 1, "a": 2}', "twice"),
        (b"[" * 100_000, "not JSON"),
        (b'{"casereview": "answers"}', "the field form is missing"),
        (b'{"knows_case": "yes"}', "does not say that it holds answers"),
        (b"{}", "does not say that it holds answers"),
        (b"PK\x03\x04 rubbish", "no workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old workbook"),
        (b'{"answers": ' + b"9" * 5000 + b"}", "not JSON"),
    ],
)
def test_a_strange_file_is_refused_in_plain_words(tmp_path, rating, content, words):
    file = tmp_path / "strange.json"
    file.write_bytes(content)
    with pytest.raises(CaseReviewError, match=words):
        read_answers(file, rating)


def test_a_huge_file_is_not_read(tmp_path, rating):
    file = tmp_path / "huge.json"
    with file.open("wb") as stream:
        stream.truncate(100_000_000)
    with pytest.raises(CaseReviewError, match="100,000,000 bytes"):
        read_answers(file, rating)
    with pytest.raises(CaseReviewError, match="no file"):
        read_answers(tmp_path, rating)
    with pytest.raises(CaseReviewError, match="no such file"):
        read_answers(tmp_path / "none.json", rating)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"form_sha256": "0" * 64}, "another version of the form"),
        ({"form": "rating_again"}, "answers to another form"),
        ({"form": ["rating"]}, "answers to another form"),
        ({"pack": "../../etc"}, "pack must be a short label"),
        ({"rater": "R 1\n"}, "rater must be a short label"),
        ({"stage": None}, "stage must be a short label"),
        ({"extra": 1}, "there is no field extra"),
        ({"saved_at": "yesterday"}, "saved_at must be a time"),
        ({"pack_sha256": "xyz"}, "pack_sha256 must be a hash"),
        ({"concern": ["x"]}, "concern must be a text"),
        ({"concern": "\ud800"}, "concern holds a character"),
        ({"reopened": "no"}, "reopened must be true or false"),
        ({"reopened": None}, "reopened must be true or false"),
        ({"casereview": "record"}, "does not say that it holds answers"),
    ],
)
def test_a_head_that_does_not_fit_is_refused(saved, rating, fields, words):
    with pytest.raises(CaseReviewError, match=words):
        read_answers(saved(**fields), rating)


@pytest.mark.parametrize("text", ["a\x00b", "\x1b[31m", "\ud800", "x" * 20_001, {"a": 1}, ["x"], True])
def test_a_text_that_is_none_is_refused(saved, rating, text):
    with pytest.raises(CaseReviewError, match="page 1, would_decide: "):
        read_answers(saved({"would_decide": text}), rating)


def test_answers_that_are_no_answers_are_refused(tmp_path, told, rating):
    file = tmp_path / "saved.json"
    for answers in (None, [], "x"):
        file.write_text(json.dumps(told | {"answers": answers}), encoding="utf-8")
        with pytest.raises(CaseReviewError, match="not given by question"):
            read_answers(file, rating)


def filled(file, form, typed, concern=""):
    """Type into a workbook what a person would, by the words of its lists."""
    made = openpyxl.load_workbook(file)
    for item in form.items:
        sheet = made[book.page_name(item.page)]
        row = next(r for r in sheet.iter_rows() if r[0].value == item.id)
        said = typed[item.id]
        row[book.ANSWER].value = (
            dict(zip(item.values, book.shown(item), strict=True))[str(said)]
            if item.choices and item.answer == "choice" and said
            else said
        )
        row[book.ANSWER].data_type = "s" if isinstance(said, str) else row[book.ANSWER].data_type
    next(r for r in made["Page 1"].iter_rows() if r[0].value == "concern")[book.ANSWER].value = concern or None
    made.save(file)
    return file


@pytest.fixture
def workbook(tmp_path, rating):
    file = tmp_path / "P01.xlsx"
    file.write_bytes(form_workbook(rating, *LOCKED))
    return file


def test_page_workbook_and_widgets_give_the_same_answers(tmp_path, saved, workbook, rating, typed):
    by_page = read_answers(saved(), rating)
    by_book = read_answers(filled(workbook, rating, typed), rating)
    shown = show_form(rating, *LOCKED, to=tmp_path)
    for item, value in typed.items():
        shown.fields[item].value = (
            "" if value is None and rating.by_id[item].answer != "choice" else str(value) if value is not None else None
        )
    by_widgets = read_answers(shown.save(), rating)
    assert by_page.answers == by_book.answers == by_widgets.answers
    assert {a.pack for a in (by_page, by_book, by_widgets)} == {"P01"}


def test_every_shipped_form_goes_through_a_workbook(tmp_path):
    from toolkit.review.forms.read import names

    for name in names():
        form = read_form(name)
        file = tmp_path / f"{name}.xlsx"
        file.write_bytes(form_workbook(form, *LOCKED))
        assert book.read(file, form)["answers"] == dict.fromkeys(form.by_id)


def test_a_workbook_keeps_a_concern_and_the_same_bytes(workbook, rating, typed):
    assert workbook.read_bytes() == form_workbook(rating, *LOCKED)
    found = read_answers(filled(workbook, rating, dict.fromkeys(typed), "She was not seen."), rating)
    assert found.concern == "She was not seen."


def test_a_workbook_is_locked_but_for_its_answers(workbook, rating):
    made = openpyxl.load_workbook(workbook)
    assert all(sheet.protection.sheet for sheet in made.worksheets)
    open_cells = {c.coordinate for s in made.worksheets for r in s.iter_rows() for c in r if not c.protection.locked}
    assert sum(not c.protection.locked for s in made.worksheets for r in s.iter_rows() for c in r) == len(rating.items) + len(
        rating.pages
    )
    assert all(c.startswith("D") for c in open_cells)


def test_formulas_in_a_workbook_are_refused(workbook, rating):
    made = openpyxl.load_workbook(workbook)
    made["Page 1"]["D8"] = '=HYPERLINK("http://x","y")'
    made.save(workbook)
    with pytest.raises(CaseReviewError, match="formulas"):
        read_answers(workbook, rating)


def test_a_damaged_or_foreign_workbook_is_refused(tmp_path, workbook, rating):
    made = openpyxl.load_workbook(workbook)
    del made["Page 2"]
    made.save(workbook)
    with pytest.raises(CaseReviewError, match="Page 2 is missing"):
        read_answers(workbook, rating)
    openpyxl.Workbook().save(workbook)
    with pytest.raises(CaseReviewError, match="another workbook"):
        read_answers(workbook, rating)
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b" " * 40_000_000)
    with pytest.raises(CaseReviewError, match="unpacks to far more"):
        read_answers(tmp_path / "bomb.xlsx", rating)


def test_a_wrong_cell_is_told_by_its_item(workbook, rating, typed):
    with pytest.raises(CaseReviewError) as error:
        read_answers(filled(workbook, rating, typed | {"confidence": 0.7, "would_seek": "x" * 20_001}), rating)
    assert "page 2, confidence: must be a whole number" in str(error.value)
    assert "would_seek: is longer" in str(error.value)


def test_widgets_stand_under_the_headings_of_the_page_and_say_the_end_of_a_percentage(rating, tmp_path):
    page = show_form(rating, *LOCKED, to=tmp_path).pages[1]
    headings = [w.value for w in page.children if getattr(w, "value", "").startswith("<h4>")]
    assert headings == ["<h4>What would you do?</h4>", "<h4>How likely within 365 days of the decision?</h4>"]
    assert page.children[5].children[1].children[1].value == "of 100"


def test_widgets_open_page_after_page_and_fix_what_was_answered(tmp_path, rating, typed):
    shown = show_form(rating, *LOCKED, to=tmp_path)
    assert not shown.go_on() and "knows_case" in shown.said.value
    shown.fields["knows_case"].value = "no"
    assert shown.go_on() and shown.fields["knows_case"].disabled
    assert [p.layout.display for p in shown.pages] == ["", "", "none", "none"]
    assert shown.save() is None and not list(tmp_path.glob("*.json"))
    with pytest.raises(CaseReviewError, match="pack must be a short label"):
        show_form(rating, "r", "<b>", "R1", to=tmp_path)


def test_answers_have_one_written_form(rating, typed):
    one = Answers("rating", rating.sha256, "r", "P01", "R1", "blind", answers=typed)
    assert list(json.loads(written(one))) == [
        "casereview",
        "form",
        "form_sha256",
        "review",
        "pack",
        "pack_sha256",
        "rater",
        "stage",
        "saved_at",
        "answers",
        "concern",
        "reopened",
    ]


def test_widgets_let_nobody_pass_a_page_for_a_concern(tmp_path, rating):
    shown = show_form(rating, *LOCKED, to=tmp_path)
    shown.concern.value = "He is not safe."
    assert not shown.go_on()
    assert read_answers(shown.save(), rating).concern == "He is not safe."
