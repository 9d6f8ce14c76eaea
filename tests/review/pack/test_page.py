"""A pack on the page: the urgent route first, text as text, the decision closed on screen and on a sheet of its own."""

from __future__ import annotations

import re

import pytest

from toolkit.errors import CaseReviewError
from toolkit.report.clean import faults
from toolkit.report.form_page import form_html
from toolkit.report.pack_page import pack_html, pack_markup, pack_paper
from toolkit.review.forms import read_form
from toolkit.review.pack import Line, Pack, Page, Section
from toolkit.review.settings import read_settings

NASTY = "<script>alert(1)</script> &amp; <img src=x onerror=y> \u202e\x07"


@pytest.fixture(scope="module")
def pack() -> Pack:
    rows = (Line("day \u22123", NASTY, "from school"), Line("day \u22123", "Second."), Line("", "No day."))
    one = Page("Page 1", (Section("What happened, oldest first", ("Lead.",), rows[:2]), Section("Bare", (), rows[2:])))
    return Pack("P07", "Pack P07", one, Page("Page 2", (Section("The decision", ("Chosen: care",)),)))


@pytest.mark.parametrize("page", [pack_html, pack_paper])
def test_a_page_is_one_file_that_runs_and_fetches_nothing(page, pack):
    said = page(pack)
    assert faults(said) == []
    assert "<script" not in said
    assert "&lt;script&gt;" in said
    assert "\x07" not in said and "\u202e" not in said
    assert "script-src" not in said


@pytest.mark.parametrize("page", [pack_html, pack_paper])
def test_the_urgent_route_stands_before_anything_else(page, pack):
    said = page(pack)
    places = [said.index(line.replace("'", "&#39;")) for line in read_settings().urgent_lines]
    assert places == sorted(places)
    assert places[-1] < said.index("What happened, oldest first")


def test_the_decision_is_closed_on_screen_and_open_on_paper(pack):
    closed, paper = pack_html(pack), pack_paper(pack)
    assert re.search(r'<section class="page2".*?<details class="more">.*?Chosen: care', closed, re.S)
    assert "<details" not in paper
    assert paper.index("Turn over when") < paper.index("Chosen: care")


def test_entries_of_a_day_stand_under_it_once(pack):
    said = pack_markup(pack)[1]
    assert said.count("<dt>") == 1
    assert said.count("<dd>") == 2
    assert "<li>No day.</li>" in said


def test_a_form_stands_in_its_place_and_may_fetch_nothing(pack):
    assert "Your answers" in pack_html(pack, form_html="<p>Asked.</p>")
    assert pack_html(pack, form_html="<p onclick='x()'>Asked.</p>").count("onclick") == 0
    with pytest.raises(CaseReviewError):
        pack_html(pack, form_html='<img src="https://elsewhere/x.png" alt="">')


def test_the_rating_form_takes_each_page_before_its_questions(pack):
    form = read_form("rating")
    said = form_html(form, "r1", "P07", before=pack_markup(pack), pack_sha256=pack.digest)
    first, second = said.index("What happened, oldest first"), said.index("Chosen: care")
    assert first < second
    assert pack.digest in said


def run(days: list[tuple[str, int]]) -> Pack:
    rows = tuple(Line(day, f"Entry {n} of {day}.") for day, number in days for n in range(number))
    return Pack("P01", "Pack P01", Page("Page 1", (Section("What happened, oldest first", (), rows),)), Page("Page 2", ()))


def test_the_older_part_of_a_long_run_is_folded_on_screen_whole_days_at_a_time_and_never_on_paper():
    long = run([(f"day \u2212{n}", 3) for n in range(40, 0, -1)])
    said = pack_markup(long)[1]
    folded, shown = said.split("</details>")
    assert "The 81 entries before these: open to read them" in folded
    assert (folded.count("<dd>"), shown.count("<dd>")) == (81, 39) and "day \u221213" in shown
    assert all("<details" not in page for page in (pack_markup(long, folded=False)[1], pack_paper(long)))


@pytest.mark.parametrize("days", [[("day \u22122", 40), ("day \u22121", 39)], [("day \u22121", 200)], []])
def test_a_run_that_is_not_long_and_a_day_by_itself_stay_open(days):
    assert "<details" not in pack_markup(run(days))[1]
