"""The list of reports: from what manifests say, whatever state they are in."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil

import pytest

from tests.report.conftest import HOSTILE
from tests.report.making import Page
from toolkit.report import build_index

RUN = "20240501-101530-0a1b"
SAID = {
    "run": RUN,
    "notebook": {"name": "a_review", "title": "A review", "subject": "case"},
    "record": {"name": "quarter"},
    "finished": "2024-05-01T10:15:30+00:00",
}


def put(folder, said, name=f"a_review-{RUN}", report=True):
    (folder / name).mkdir()
    (folder / name / "manifest.json").write_text(said if isinstance(said, str) else json.dumps(said))
    if report:
        (folder / name / "report.html").touch()


def test_the_policy_lets_one_script_run_and_without_it_all_rows_show(tmp_path):
    put(tmp_path, SAID)
    page = build_index(tmp_path).read_text()
    [script] = re.findall(r"<script>(.*?)</script>", page, re.S)
    assert f"script-src &#39;sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}&#39;" in page
    found = Page(page)
    assert "unsafe" not in page.split("<title>")[0]
    assert [a for t, a in zip(found.tags, found.attributes, strict=True) if "hidden" in a] == [
        {"id": "controls", "class": "controls", "role": "search", "hidden": ""}
    ]


def test_nothing_of_a_case_stands_in_it(plain, tmp_path):
    shutil.copytree(plain, tmp_path / plain.name)
    page = build_index(tmp_path).read_text()
    assert "00777" not in page
    assert "2023-05-02" not in page


@pytest.mark.parametrize(
    "said",
    [
        "{",
        "",
        "[]",
        "null",
        "[" * 100_000,
        "{}",
        json.dumps(SAID | {"notebook": {}}),
        json.dumps(SAID | {"record": "x"}),
        json.dumps(SAID | {"finished": 7}),
        json.dumps(SAID | {"notebook": SAID["notebook"] | {"subject": {}}}),
        "\x00\xff",
    ],
)
def test_a_manifest_that_cannot_be_read_hides_no_report(said, tmp_path):
    put(tmp_path, said)
    put(tmp_path, said, "no run of ours")
    page = Page(build_index(tmp_path).read_text())
    assert [a["href"] for a in page.attributes if a.get("href", "#")[0] != "#"] == [f"a_review-{RUN}/report.html"]
    assert "manifest.json cannot be read" in page.text
    assert "no run of ours" not in page.text


def test_hostile_words_change_no_structure(tmp_path):
    plain, loud = tmp_path / "plain", tmp_path / "loud"
    for folder, words in ((plain, "words"), (loud, HOSTILE + "</script><script>x()</script>")):
        folder.mkdir()
        put(folder, SAID | {"run": words, "notebook": {"name": words, "title": words, "subject": words}, "record": {"name": words}})
    quiet, page = (Page(build_index(f).read_text()) for f in (plain, loud))
    assert page.tags == quiet.tags
    assert [a.get("href") for a in page.attributes] == [a.get("href") for a in quiet.attributes]


def test_runs_of_other_types_and_names_of_any_bytes(tmp_path):
    put(tmp_path, SAID | {"run": 7}, "seven")
    put(tmp_path, SAID | {"notebook": SAID["notebook"] | {"title": "x" * 5000}}, "javascript:alert(1)")
    (tmp_path / f"a_review-{RUN}.error.txt").touch()
    (tmp_path / ".error.txt").touch()
    if os.name == "posix":
        (tmp_path / os.fsdecode(b"\xff.error.txt")).touch()
    page = Page(build_index(tmp_path).read_text())
    assert "javascript%3Aalert%281%29/report.html" in {a.get("href") for a in page.attributes}
    assert "x" * 201 not in page.text
    assert page.text.count("not built") >= 2
