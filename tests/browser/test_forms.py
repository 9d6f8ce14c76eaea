"""A form filled in in real Chromium, on a phone-sized screen, by keyboard alone: reloaded half-way, saved, and read back."""

from __future__ import annotations

import json
import os
import subprocess

import pytest

from tests.browser.chromium import HERE, assert_sound, browser, look_at, missing
from toolkit.report.form_page import form_html, form_paper
from toolkit.review.forms import read_answers, read_form, written

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing() or "never")

HOSTILE = (
    "\"'><script>alert(1)</script> <b>she</b> said </textarea> \u202e \u0645\u0646 \U0001f600 \\u0000 ${x} {{7*7}}\nsecond line"
)
TYPED = {
    "knows_case": "no",
    "would_decide": HOSTILE,
    "would_seek": "none",
    **{f"chance_{name}": "60" for name in ("goals_reached", "wellbeing_better", "contact_with_family", "permanence", "incident")},
    **{f"chance_{name}": "0" for name in ("re_referral", "placement_ended_unplanned")},
    "chance_went_missing": "100",
    **{f"p{n}": "1" for n in range(1, 8)},
    "p8": "NA",
    "p9": "CJ",
    "p10": "0",
    "grade": "2",
    "confidence": "35",
    "recognised": "no",
    "guess": "went badly",
    "guess_why": "the tone of <it>",
}
NUMBERS = ("grade", "confidence", "chance_")
BEFORE = {1: "<h3>What was known</h3><p>&lt;script&gt;alert(2)&lt;/script&gt;</p>", 2: "<h3>What was decided</h3><p>DECIDED</p>"}


def fill(folder, page, **plan):
    (folder / "page.html").write_text(page, encoding="utf-8")
    (folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    command = ["node", str(HERE / "form.mjs"), str(browser()), *(str(folder / n) for n in ("page.html", "plan.json", "saved.json"))]
    environment = {**os.environ, "PICTURES": os.environ.get("PICTURES", "")}
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=240, env=environment)
    return json.loads(done.stdout)


def assert_quiet(found):
    assert {k: found[k] for k in ("requests", "messages", "violations", "wide") if found[k]} == {}
    assert found["dialogs"] == 0


@pytest.fixture(scope="module")
def rating():
    return read_form("rating")


@pytest.fixture(scope="module")
def used(rating, tmp_path_factory):
    folder = tmp_path_factory.mktemp("form")
    page = form_html(rating, "spring", "P01", "R1", "blind", BEFORE)
    return folder, fill(folder, page, answers=TYPED, half="chance_permanence", early=True)


def test_by_keyboard_alone_on_a_phone_what_is_saved_is_what_was_typed(used, rating):
    folder, found = used
    assert_quiet(found)
    assert found["saved"] == "spring-P01-R1-blind.json"
    answers = read_answers(folder / "saved.json", rating)
    assert answers.reopened is False
    assert answers.answers == {i: int(v) if i.startswith(NUMBERS) else v for i, v in TYPED.items()}
    assert (answers.review, answers.pack, answers.rater, answers.stage) == ("spring", "P01", "R1", "blind")


def test_the_page_writes_the_same_bytes_as_everything_else(used, rating):
    folder, found = used
    text = (folder / "saved.json").read_text(encoding="utf-8")
    assert text == found["copy"] == written(read_answers(folder / "saved.json", rating))


def test_a_half_filled_form_survives_a_reload(used):
    assert used[1]["same"] is True
    assert used[1]["kept"] == "What you typed before is still here. Go on where you were."


def test_the_decision_is_shown_only_once_the_page_before_is_answered_and_fixed(used):
    found = used[1]
    assert found["shown"] == [[f"page-{n}" for n in range(k + 1)] for k in range(4)]
    assert found["fixed"] == 3
    assert found["early"] == {"focus": "problems", "listed": 1}


def test_what_is_kept_is_of_this_pack_and_rater_alone(used, rating):
    assert used[1]["keys"] == [f"casereview|rating|{rating.sha256[:16]}|spring|P01|blind|R1"]


def test_who_knows_the_case_saves_at_once(rating, tmp_path):
    plan = {"answers": {"knows_case": "yes"}, "half": "knows_case", "rater": "R2", "quick": True}
    found = fill(tmp_path, form_html(rating, "r", "P02"), **plan)
    assert_quiet(found)
    assert found["same"] is True  # the code too outlives a reload of the window
    answers = read_answers(tmp_path / "saved.json", rating)
    assert rating.stopped(answers.answers) and answers.rater == "R2"
    assert found["shown"] == [["page-0"]]


def test_a_concern_is_saved_without_any_answer(rating, tmp_path):
    concern = {"page": "page-0", "words": "She was seen with <bruises>."}
    found = fill(tmp_path, form_html(rating, "r", "P03", "R1"), answers={}, concern=concern, quick=True)
    assert_quiet(found)
    assert read_answers(tmp_path / "saved.json", rating).concern == "She was seen with <bruises>."


def test_clearing_what_is_kept_does_not_forget_that_the_decision_was_open(rating, tmp_path):
    first = {k: v for k, v in TYPED.items() if k in {i.id for n in (0, 1) for i in rating.on(n)}}
    concern = {"page": "page-2", "words": "She was seen with bruises."}
    page = form_html(rating, "r", "P06", "R1", "blind", BEFORE)
    found = fill(tmp_path, page, answers=first, concern=concern, anew={"knows_case": "yes"}, quick=True)
    assert_quiet(found)
    assert found["clearable"] == [False, True]  # nothing is cleared before a file was made
    said = "A later part of this form was open in this browser before. You may fill it in again; the file says that you did."
    assert found["cleared"] == {"said": said, "shown": ["page-0"], "typed": 0, "clearable": False}
    answers = read_answers(tmp_path / "saved.json", rating)
    assert answers.reopened is True and written(answers) == (tmp_path / "saved.json").read_text(encoding="utf-8")


def test_the_form_is_sound_on_screen_and_on_paper(rating, tmp_path):
    (tmp_path / "paper.html").write_text(form_paper(rating, "r", "P01", before=BEFORE), encoding="utf-8")
    (tmp_path / "one.html").write_text(form_html(read_form("rating_opposite"), "r", "P01"), encoding="utf-8")
    paper, one = look_at([tmp_path / "paper.html", tmp_path / "one.html"])
    assert_sound(paper)
    assert_sound(one, scripts=1)
    assert paper["pages"] >= len(rating.pages)


@pytest.mark.parametrize("name", ["case_file_audit", "cfsr_style"])
def test_an_audit_sheet_is_filled_in_by_keyboard(name, tmp_path):
    form = read_form(name)
    answers = {i.id: {"grade": "3", "yesno": "no"}.get(i.kind, "text <b>") for i in form.items if i.needed and not i.when}
    some = form.items[0].id
    found = fill(tmp_path, form_html(form, "audit-1", "S01", "A1", "audit"), answers=answers, half=some, quick=True)
    assert_quiet(found)
    assert found["same"] is True
    given = read_answers(tmp_path / "saved.json", form).answers
    assert {k: str(v) for k, v in given.items() if v is not None} == answers


def test_where_the_browser_keeps_nothing_the_page_says_so_and_saves(rating, tmp_path):
    init = "for (const s of ['localStorage', 'sessionStorage']) Object.defineProperty(window, s, { get() { throw new Error(); } });"
    found = fill(tmp_path, form_html(rating, "r", "P04", "R1"), answers={"knows_case": "yes"}, init=init, quick=True)
    assert_quiet(found)
    assert "can keep nothing" in found["said"] and found["keys"] is None
    assert rating.stopped(read_answers(tmp_path / "saved.json", rating).answers)


@pytest.mark.parametrize("kept", ['{"shown": 3, "given": {}}', "[1", '{"shown": 1e9, "given": {"knows_case": ["x"]}}'])
def test_nothing_put_into_the_browser_opens_the_decision(rating, tmp_path, kept):
    key = f"casereview|rating|{rating.sha256[:16]}|r|P05|blind|R1"
    init = f"localStorage.setItem({json.dumps(key)}, {json.dumps(kept)});"
    found = fill(tmp_path, form_html(rating, "r", "P05", "R1"), answers={"knows_case": "yes"}, init=init, quick=True)
    assert_quiet(found)
    assert found["shown"] == [["page-0"]]
