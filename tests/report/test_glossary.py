"""Terms explained at first use, and only where the words are ours."""

from __future__ import annotations

import re

import pytest

from tests.report.making import Page, code, folder_of, notebook, words
from toolkit.errors import CaseReviewError
from toolkit.report import glossary
from toolkit.report.glossary import explained, prose, terms


def linked(markup: str) -> list[str]:
    return re.findall(r'<a class="term" id="use-([^"]+)"', markup)


def listed(markup: str) -> list[str]:
    return re.findall(r'<dt id="word-([^"]+)"', markup)


def test_each_term_has_an_explanation_of_a_sentence_or_two_and_a_source():
    assert len({t.slug for t in terms()}) == len(terms())
    for term in terms():
        assert 1 <= len(re.findall(r"[.](?: |$)", term.explanation)) <= 3, term.name
        assert term.source
        assert not re.search(r"[<>]", term.explanation)


@pytest.mark.parametrize(
    "name",
    [
        *("K0", "K1", "K1/2", "K2", "K3", "K4a", "K4b", "K5", "view", "ledger", "coverage", "interval", "censored", "Kaplan–Meier"),
        *("median", "quartile", "denominator", "suppressed", "planned", "recollection", "IRO", "CLA", "CP plan", "section 47"),
        *("in the record", "statutory review", "Jeffreys interval"),
    ],
)
def test_the_terms_of_our_notebooks_are_there(name):
    assert name in {t.name for t in terms()}


def test_only_the_first_use_is_linked_and_each_explanation_leads_back():
    said = explained(prose("<p>A median and two medians.</p>") + prose("<p>The Median. An IRO, an iro.</p>"), set())
    assert linked(said) == listed(said) == ["median", "iro"]
    assert said.count('href="#use-median"') == said.count('href="#word-median"') == 1


@pytest.mark.parametrize(
    "said",
    [
        "<h2>The median</h2>",
        '<p><a href="#x">the median</a></p>',
        "<p><code>median</code></p>",
        "<pre>median</pre>",
        "<table><tr><td>median</td></tr></table>",
        '<p><a href="#a" title="x > median">y</a></p>',
        "<p>medianoid, sub-median, median/mean &median;</p>",
    ],
)
def test_headings_links_code_tables_and_parts_of_words_are_left(said):
    assert explained(prose(said), set()) == said


def test_what_is_not_marked_as_prose_is_left():
    said = "<p>The median</p>"
    assert explained(said, set()) == said


def test_what_came_later_explains_its_own_terms_and_leaves_no_trace_above(tmp_path):
    def page(later: str) -> str:
        path = notebook(
            tmp_path / "a.ipynb", words("## A\n\nThe ledger."), words(f"## Later\n\nThe ledger. {later}", "afterwards"), code("1")
        )
        return (folder_of(path, tmp_path / later / "out") / "report.html").read_text()

    quiet, loud = page("Nothing"), page("It was censored")
    above, below = loud.split('<div class="opened">')
    assert above == quiet.split('<div class="opened">')[0]
    assert listed(above) == ["ledger"]
    assert listed(below) == ["censored"]


def test_text_from_the_record_is_never_looked_at(tmp_path):
    cell = (
        "from toolkit.report import show\nimport pandas as pd\n"
        "show.text('The median of a note')\nshow.summary(['A quartile of a note'])\n"
        "show.text('Our ledger', ours=True)\nshow.table(pd.DataFrame({'note': ['suppressed']}), 'censored', note='planned')\n"
        "print('section 47')\nfrom IPython.display import HTML, display\ndisplay(HTML('<!--prose--><p>an IRO</p><!--/prose-->'))"
    )
    folder = folder_of(notebook(tmp_path / "a.ipynb", code(cell)), tmp_path / "out")
    page = (folder / "report.html").read_text()
    assert linked(page) == listed(page) == ["ledger"]
    assert "prose-->" not in page


def test_terms_over_columns_are_explained_and_not_linked(tmp_path):
    cell = "from toolkit.report import show\nimport pandas as pd\nshow.table(pd.DataFrame({'view': ['D1'], 'K4a': [3]}), 'Who')"
    page = (folder_of(notebook(tmp_path / "a.ipynb", code(cell)), tmp_path / "out") / "report.html").read_text()
    assert linked(page) == []
    assert "k4a" in listed(page)


def test_ids_are_unique_and_links_lead_somewhere(tmp_path):
    text = "## Words used here\n\nThe median.\n\n## use median\n\nThe ledger, *planned*."
    path = notebook(tmp_path / "a.ipynb", words(text), words("### no", "afterwards"), code("1"))
    with pytest.raises(CaseReviewError, match="level 3"):
        folder_of(path, tmp_path / "out")
    path = notebook(tmp_path / "a.ipynb", words(text), words("A quartile.", "afterwards"), code("1"))
    found = Page((folder_of(path, tmp_path / "out") / "report.html").read_text())
    ids = [a["id"] for a in found.attributes if "id" in a]
    assert len(ids) == len(set(ids))
    assert {a["href"][1:] for a in found.attributes if "href" in a} <= set(ids)


def test_a_file_that_breaks_its_rules_is_refused(tmp_path, monkeypatch):
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "glossary.csv").write_text("term,forms,explanation,source\na,b|c,words,\nd,C,,x\n")
    monkeypatch.setattr("toolkit.paths.data", lambda: tmp_path)
    with pytest.raises(CaseReviewError) as told:
        glossary.terms.__wrapped__()
    assert told.value.problems == ["row 2: no source", "row 3: no explanation", "c is a form of more than one term"]
