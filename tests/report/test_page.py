from __future__ import annotations

import base64
import csv
import hashlib
import html
import json
import re

import pandas as pd
import pytest

from tests.report.conftest import HOSTILE
from tests.report.making import Page, code, folder_of, notebook, words
from toolkit.errors import CaseReviewError
from toolkit.report import find, markup, show
from toolkit.report.clean import clean, faults
from toolkit.report.failure import known_words
from toolkit.report.page import build_page


@pytest.fixture(scope="module")
def page(plain):
    return (plain / "report.html").read_text()


def before(page: str) -> str:
    """Everything on the page above the afterwards part."""
    return page[: page.index('<div class="opened">')]


def test_the_policy_names_the_only_style(page):
    [style] = re.findall(r"<style>(.*?)</style>", page, re.S)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src &#39;sha256-{digest}&#39;" in page or f"style-src 'sha256-{digest}'" in page
    assert "default-src" in page.split("<title>")[0]


def test_nothing_is_fetched_and_nothing_runs(page):
    found = Page(page)
    assert "script" not in found.tags
    assert not [a for a in found.attributes if any(name.startswith("on") or name == "style" for name in a)]
    assert all(a["href"].startswith("#") for a in found.attributes if "href" in a)
    assert all(a["src"].startswith("data:image/") for a in found.attributes if "src" in a)


def test_ids_are_unique_and_links_lead_somewhere(page):
    found = Page(page)
    ids = [a["id"] for a in found.attributes if "id" in a]
    assert len(ids) == len(set(ids))
    assert {a["href"][1:] for a in found.attributes if "href" in a} <= set(ids)


def test_tables_have_captions_and_scopes_and_figures_have_words(page):
    found = Page(page)
    assert found.tags.count("table") == found.tags.count("caption") > 5
    assert all(a.get("scope") in ("row", "col") for t, a in zip(found.tags, found.attributes, strict=True) if t == "th")
    assert all(len(a["alt"]) > 40 for t, a in zip(found.tags, found.attributes, strict=True) if t == "img")


def test_what_came_later_is_closed_and_nothing_above_speaks_of_it(page):
    above = before(page)
    assert '<details class="afterwards"><summary>Open what came later</summary>' in above
    assert "<details open" not in page
    assert "2023-09-14" in page
    assert "2023-09-14" not in above
    nav = re.findall(r'<a href="#([^"]+)">', above[above.index("<nav") : above.index("</nav>")])
    assert nav == [
        "s-in-short",
        "s-the-case-on-two-clocks",
        "s-what-was-known-at-each-decision",
        "s-how-the-measures-stood",
        "s-words-used-here",
        "afterwards",
    ]


def test_hostile_text_changes_no_structure(plain, hostile):
    quiet, loud = (Page((folder / "report.html").read_text()) for folder in (plain, hostile))
    assert loud.tags == quiet.tags
    assert [set(a) for a in loud.attributes] == [set(a) for a in quiet.attributes]
    assert [a.get("href") for a in loud.attributes] == [a.get("href") for a in quiet.attributes]
    assert loud.text.count("<script>document.title='run'</script>") >= 8
    assert "49" not in re.findall(r"\{\{ 7 \* 7 \}\}|49", loud.text)


def test_no_cell_of_a_csv_is_a_formula(hostile):
    for file in (hostile / "tables").rglob("*.csv"):
        with file.open(newline="", encoding="utf-8") as text:
            cells = [cell for row in csv.reader(text) for cell in row]
        assert cells
        assert not [c for c in cells if c.startswith(("=", "@", "+")) or (c.startswith("-") and not re.fullmatch(r"-[\d.]+", c))]


def test_hostile_names_of_columns_and_captions(tmp_path):
    source = "for t in ('plain', hostile):\n    show.table(pd.DataFrame({t: [t], 'b': [1]}), t, note=t)\n    show.details(t, t)"
    path = notebook(
        tmp_path / "a.ipynb",
        code("hostile: str = 'x'", "parameters"),
        code("import pandas as pd\nfrom toolkit.report import show", "quiet"),
        code(source),
    )
    tags = Page((folder_of(path, tmp_path / "out", hostile=HOSTILE) / "report.html").read_text()).tags
    plain, loud = (tags[i : i + 14] for i in (n - 1 for n, tag in enumerate(tags) if tag == "table"))
    assert plain == loud
    assert not {"script", "svg", "img"} & set(tags)


def test_markup_of_libraries_and_printed_text(tmp_path):
    source = "from IPython.display import HTML, Markdown, display\nn = '<b onclick=x()>n</b><script>a()</script><h1>no</h1>'\n"
    path = notebook(
        tmp_path / "a.ipynb",
        words("# Own title\n\nFirst words."),
        code(source + "display(HTML(n)); display(Markdown(n)); print(n)\nimport sys; print('/secret' + '/path', file=sys.stderr)"),
        title="A title",
    )
    folder = folder_of(path, tmp_path / "out")
    markup = (folder / "report.html").read_text()
    found = Page(markup)
    assert found.tags.count("h1") == 1
    assert "script" not in found.tags
    assert "Own title" not in markup
    assert "First words." in markup
    assert "/secret/path" not in markup + (folder / "notebook.ipynb").read_text()
    assert html.escape("<script>a()</script>") in markup


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("[guidance](https://example.org)", "links to"),
        ("![x](a.png)", "links to"),
        ("### Too deep", "a heading of level 3 follows one of level 1"),
    ],
)
def test_what_may_not_be_published(source, why, tmp_path):
    with pytest.raises(CaseReviewError, match=why):
        folder_of(notebook(tmp_path / "a.ipynb", words(source), code("1")), tmp_path / "out")


def test_a_group_says_so_and_a_case_is_marked(tmp_path):
    group = folder_of(notebook(tmp_path / "a.ipynb", code("1"), subject="group", title="Audit", lang="cy"), tmp_path / "out")
    markup = (group / "report.html").read_text()
    assert "For internal use: not checked for release" in markup
    assert '<html lang="cy">' in markup
    with pytest.raises(CaseReviewError, match="subject"):
        folder_of(notebook(tmp_path / "b.ipynb", code("1"), subject="team"), tmp_path / "out")


def test_the_kept_notebook_is_the_same_each_time(plain):
    kept = json.loads((plain / "notebook.ipynb").read_text())
    assert [c["id"] for c in kept["cells"] if "injected-parameters" in c["metadata"].get("tags", [])] == ["injected-parameters"]
    assert "papermill" not in json.dumps([c["metadata"] for c in kept["cells"]]) + json.dumps(kept["metadata"])


@pytest.mark.parametrize(
    "markup",
    [
        "<style>p{}</style>",
        "<iframe src='x'></iframe>",
        "<img src='https://a/b.png' alt='x'>",
        "<a href='javascript:x()'>y</a>",
        "<form></form>",
        "<img src='data:image/svg+xml;base64,AA\" onerror=x' alt=x>",
        "<p style='x' onclick='y' id='main'>",
        "<math><mi xlink:href='x'></math>",
    ],
)
def test_the_gate_takes_out_what_a_report_does_not_need(markup):
    assert not re.search(r"style|iframe|https|javascript|form|onerror|onclick|id=|math|xlink", clean(markup))


def test_only_our_own_words_leave_a_failed_run():
    assert known_words("There is no record folder at /home/Quetzalcoatl (00123) of Sam") == "There is no record folder at … of …"


def test_a_figure_of_several_pictures_tells_all_with_the_first():
    one = "data:image/png;base64,AAAA"
    page = markup.figure(f"{one} {one}", "All of it.", "Both")
    assert faults(page) == []
    assert re.findall(r'alt="(.*?)"', page) == ["All of it.", "Picture 2 of 2, told with the first."]


def test_what_is_handed_out_says_on_each_sheet_of_paper_what_it_is_of():
    about = find.About(name="a", title="T", description="", subject="case", marking="", lang="en-GB")
    one = '<h2>Cards</h2><div class="panel sheet"><h3>Card 1 &amp; 2</h3></div><div class="panel sheet"><h3>Card 3</h3></div>'
    made = build_page(about, one, "", "", {})
    assert (
        '.sheet-1 { page: sheet-1; }\n@page sheet-1 { counter-increment: sheet-1; @bottom-left { content: "Card 1 \\26  2' in made
    )
    assert '<div class="panel sheet sheet-1"><h3 id="s-card-1-2">' in made and "sheet-3" not in made


def test_what_a_sentence_above_says_is_not_said_again(monkeypatch):
    shown = []
    monkeypatch.setattr(show, "_show", lambda said, *_, **__: shown.append(said))
    none = pd.DataFrame({"a": pd.Series(dtype="str")})
    for words_of_none in (show.SAID, "Nothing was given.", ""):
        show.table(none, "A table", none=words_of_none)
    assert shown[0] == "<p>Nothing was given.</p>" and len(shown) == 2 and "<table" in shown[1]


def test_short_words_stay_on_one_line_of_paper_where_they_leave_room_for_the_others():
    columns, long = [markup.Column(c) for c in "abc"], "words of which a line of paper may be made of two"
    assert '<table class="whole-1 whole-3">' in markup.table("t", columns, [["Case A", long, "5 Oct 2021"], ["B", "", ""]])
    assert "<table>" in markup.table("t", columns * 2, [["a word or so more"] * 6])
    assert "<table>" in markup.table("t", columns, [])


def test_a_long_table_is_printed_smaller_and_a_narrow_picture_without_its_table():
    rows = [["x"]] * (markup.MOST_ROWS_ON_PAPER + 1)
    assert 'class="wide long"' in markup.table("t", [markup.Column("a")], rows)
    assert 'class="wide"' in markup.table("t", [markup.Column("a")], rows[1:])
    made = [markup.figure("data:image/png;base64,AAAA", "All.", "One", "<p>x</p>", 3, *how) for how in ((), (True,), (False, True))]
    assert ['class="data long"' in m for m in made] == [False, True, True]
    assert ['class="narrow"' in m for m in made] == [False, True, False]
    assert not any(faults(m) for m in made)
