"""The list of reports in use: search, choice and sorting, and without script."""

from __future__ import annotations

import json
import subprocess

import pytest

from tests.browser.chromium import HERE, browser, missing
from toolkit.report import build_index

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing() or "never")


@pytest.fixture(scope="module")
def used(tmp_path_factory):
    folder = tmp_path_factory.mktemp("list")
    for n, (name, title) in enumerate((("a_review", "Révision"), ("b_audit", "An <b>audit</b>"), ("a_review", "Another"))):
        run = f"2024050{n}-101530-0a1b"
        (folder / f"{name}-{run}").mkdir()
        said = {"run": run, "notebook": {"name": name, "title": title, "subject": "case"}, "record": None}
        text = json.dumps(said | {"finished": f"2024-05-0{(n * 2) % 3 + 1}T10:15:30"})
        (folder / f"{name}-{run}" / "manifest.json").write_text(text)
    command = ["node", str(HERE / "list.mjs"), str(browser()), str(build_index(folder)), "revision 0a1b", "a_review"]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout)


def test_without_script_the_list_is_whole_newest_first(used):
    assert used["bare"] == used["all"] == [f"2024050{n}-101530-0a1b" for n in (2, 1, 0)]
    assert used["controls"] is False


def test_search_takes_all_words_whatever_their_accents(used):
    assert used["searched"] == ["20240500-101530-0a1b"]
    assert used["status"] == "1 of 3 shown"


def test_a_notebook_can_be_chosen(used):
    assert used["chosen"] == ["20240502-101530-0a1b", "20240500-101530-0a1b"]


def test_a_heading_sorts(used):
    assert used["sorted"] == sorted(used["sorted"])
    assert used["announced"] == "ascending"
