"""Three hundred hostile texts in every place of a record: the page keeps its build, and each text is only text."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.browser.chromium import assert_still, look_at, missing
from tests.hostile import skeleton, texts
from tests.hostile.conftest import FOLDER
from toolkit.report import markup

PAGES = ("learning_review", "case_review_audit", "index")
OF_THE_INDEX = {"script", "input"}  # it can be searched
ALIVE = {"script", "iframe", "object", "embed", "form", "input", "link", "base", "svg", "math", "video", "audio"}


def test_there_are_enough_of_them():
    assert len(set(texts.hostile())) > 200
    assert len(set(texts.hostile())) == len(texts.plain())


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_built_as_it_is_with_plain_words(built, name):
    plain, hostile = (skeleton.read(built[kind].pages[name]) for kind in ("plain", "hostile"))
    assert [without_run(bone) for bone in hostile.bones] == [without_run(bone) for bone in plain.bones]
    assert [without_run(link) for link in hostile.links] == [without_run(link) for link in plain.links]
    assert hostile.left_open == []
    assert len(hostile.ids) == len(set(hostile.ids)) == len(plain.ids)
    assert all(re.fullmatch(r"[a-z][a-z0-9-]*", i) for i in hostile.ids)
    alive = ALIVE & {re.split("[ >]", bone[1:])[0] for bone in hostile.bones}
    assert alive <= (OF_THE_INDEX if name == "index" else set())


def test_the_script_of_the_index_is_the_same_whatever_stands_in_it(built):
    """It is the only one that its policy lets run: the policy is one of the attributes that are compared above."""
    scripts = [re.findall(r"<script>(.*?)</script>", built[kind].index.read_text(encoding="utf-8"), re.S) for kind in built]
    assert scripts[0] == scripts[1]
    assert len(scripts[0]) == 1


def without_run(text: str) -> str:
    """The links of an index hold the time of a run."""
    return re.sub(r"\d{8}-\d{6}-[0-9a-f]{4}", "run", text)


def test_each_text_is_there_to_read(built):
    """Letters and marks that can be seen; what cannot is shown as a mark, and is looked at by itself. So is a pile of accents."""
    seen = [t for t in texts.hostile() if t.strip() and markup.plain(t) == t and t.isprintable()]
    assert len(seen) > 250
    page = "".join("".join(skeleton.read(built["hostile"].pages["learning_review"]).words).split())
    assert [t[:60] for t in seen if "".join(t.split()) not in page] == []


@pytest.mark.parametrize("name", PAGES)
def test_no_unseen_character_is_left_that_could_turn_or_hide_words(built, name):
    page = built["hostile"].pages[name].read_text(encoding="utf-8")
    assert re.findall("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]", page) == []


@pytest.mark.parametrize("name", ["learning_review", "case_review_audit"])
def test_a_drawing_holds_nothing_that_lives(built, name):
    page = skeleton.read(built["hostile"].pages[name])
    drawn = skeleton.drawings(page)
    assert drawn
    assert [fault for drawing in drawn for fault in skeleton.alive(drawing)] == []
    assert all(re.match(r"data:image/(png|svg\+xml);base64,", picture) for picture in page.pictures)


@pytest.mark.parametrize("name", ["learning_review", "case_review_audit"])
def test_no_table_holds_a_formula(built, name):
    files = sorted(built["hostile"].reports[name].rglob("*.csv"))
    assert len(files) > 3
    assert {f.name: w for f in files if (w := skeleton.formulas(f))} == {}


@pytest.mark.parametrize("name", ["learning_review", "case_review_audit"])
def test_a_workbook_holds_no_formula_and_is_whole(built, name):
    for book in built["hostile"].reports[name].rglob("*.xlsx"):
        assert kinds_of_cells(book) <= {"inlineStr", "s", "n", "b", "d", ""}
        assert read_again(book) > 1


def kinds_of_cells(book: Path) -> set[str]:
    found: set[str] = set()
    with zipfile.ZipFile(book) as parts:
        assert parts.testzip() is None
        for part in parts.namelist():
            for element in ElementTree.fromstring(parts.read(part)).iter():
                name = element.tag.rpartition("}")[2]
                assert name not in ("f", "externalReference", "definedNameFunction")
                assert element.get("TargetMode") != "External"  # links go to other sheets only
                found |= {element.get("t", "")} if name == "c" else set()
    return found


def read_again(book: Path) -> int:
    """How many sheets another program finds in it."""
    import openpyxl

    sheets = openpyxl.load_workbook(book, data_only=False)
    assert all(cell.data_type != "f" for sheet in sheets for row in sheet.iter_rows() for cell in row)
    assert all(len(cell.value) <= 32_767 for s in sheets for r in s.iter_rows() for cell in r if isinstance(cell.value, str))
    return len(sheets.sheetnames)


@pytest.mark.skipif(bool(missing()), reason=missing() or "never")
def test_none_of_them_runs_in_a_browser(built):
    """How it is built is compared above; here is what a browser does with it."""
    for found in look_at(built["hostile"].pages.values(), looks=("desktop", "phone"), only_run=True):
        assert_still(found)


def test_a_folder_of_a_hostile_name_is_only_a_name(built):
    """It stands in the index, which lists records by the names of their folders."""
    assert FOLDER.split()[0][1:4] in built["hostile"].index.read_text(encoding="utf-8")
    assert all(FOLDER[:4] not in p.name for p in built["hostile"].index.parent.rglob("*"))
