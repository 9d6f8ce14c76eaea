"""The page of a form: text from data is text, and nothing but its own script can run."""

from __future__ import annotations

import re

import pytest

from toolkit.errors import CaseReviewError
from toolkit.report.form_page import form_html, form_paper
from toolkit.review.forms import read_form
from toolkit.review.settings import read_settings

HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>\x1b{{7*7}}"


@pytest.fixture
def strange(tmp_path):
    own = tmp_path / "strange"
    own.mkdir()
    quoted = HOSTILE.replace('"', '""')
    said = HOSTILE.replace("\\", "\\\\").replace('"', '\\"').replace("\x1b", "\\u001b")
    (own / "form.toml").write_text(
        f'version = "1"\ntitle = "{said}"\nintro = ["{said}"]\ngive_to = "{said}"\n[[pages]]\nnumber = 1\ntitle = "{said}"\nlead = ["{said}"]\n',
        encoding="utf-8",
    )
    rows = "\n".join(f'{k},1,{k},"{quoted}","{quoted}",project' for k in ("yesno", "text", "long", "percent"))
    (own / "items.csv").write_text(f"id,page,kind,question,help,source\n{rows}\n", encoding="utf-8")
    return read_form(own)


@pytest.mark.parametrize("make", [form_html, form_paper])
def test_text_from_data_is_text_everywhere(strange, make, tmp_path):
    own = tmp_path / "settings.toml"
    own.write_text("urgent_route = '<script>alert(3)</script>'\nagency = '<b>'\nsupport = '<i>'\n", encoding="utf-8")
    page = make(
        strange,
        HOSTILE,
        HOSTILE,
        HOSTILE,
        HOSTILE,
        {1: "<p>ok</p><script>a()</script><p onclick='x()'>k</p>"},
        read_settings(own),
        HOSTILE,
    )
    assert page.count("<script") == (make is form_html)
    assert not re.search(r"<img|onclick|\x1b", page.split("</style>")[1])
    assert "{{7*7}}" in page
    assert "<b>" not in page and "<i>" not in page


def test_the_urgent_route_stands_first(rating, tmp_path):
    own = tmp_path / "settings.toml"
    own.write_text("urgent_route = 'Ring 01234 and ask for the duty worker.'\n", encoding="utf-8")
    for page in (
        form_html(rating, "r", "P01", settings=read_settings(own)),
        form_paper(rating, "r", "P01", settings=read_settings(own)),
    ):
        body = page.split("<main")[1]
        assert body.index("Ring 01234") < body.index(rating.intro[0])
        assert body.count("I have an immediate concern") == len(rating.pages)
        assert "you must make the call" in body


def test_only_its_own_script_may_run_and_nothing_is_fetched(rating):
    page = form_html(rating, "r", "P01", "R1")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]
    assert policy.startswith("default-src &#39;none&#39;") and "script-src &#39;sha256-" in policy and "unsafe" not in policy
    assert not re.search(r"https?://|url\(|@import", page)


def test_what_is_to_be_read_stands_before_its_questions(rating):
    page = form_html(rating, "r", "P01", "R1", before={1: "<h3>KNOWN</h3>", 2: "<h3>DECIDED</h3>"})
    places = [
        page.index(w) for w in ('id="page-1"', "KNOWN", 'data-item="would_decide"', 'id="page-2"', "DECIDED", 'data-item="p1"')
    ]
    assert places == sorted(places)


def test_a_picture_without_words_is_refused(rating):
    with pytest.raises(CaseReviewError, match="text alternative"):
        form_html(rating, "r", "P01", before={1: '<img src="data:image/png;base64,AAAA">'})


def test_on_paper_each_page_of_a_gated_form_has_its_own_sheet(rating):
    page = form_paper(rating, "r", "P01")
    assert "Give these sheets to" in page and "Keep no copy once they have arrived." in page and "saved file" not in page
    assert not re.search(r"\s\.sheet {[^}]*break-after", page)  # the last part would be followed by an empty sheet
    assert page.count('class="page sheet"') == len(rating.pages) - 1
    assert page.count("before you turn the sheet") == len(rating.pages) - 1
    assert "<input" not in page
