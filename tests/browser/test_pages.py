"""Every page in real Chromium. CASEREVIEW_PAGES, paths split by the system's separator, names more reports to look at."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.browser.chromium import assert_sound, look_at, missing
from tests.report.conftest import hostile, plain  # noqa: F401 - the runs that these tests look at
from toolkit.report import build_index

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing() or "never")
MORE = [Path(p) for p in os.environ.get("CASEREVIEW_PAGES", "").split(os.pathsep) if p]


@pytest.fixture(scope="module")
def found(plain, hostile, tmp_path_factory):  # noqa: F811
    folder = tmp_path_factory.mktemp("pages")
    shutil.copytree(plain, folder / plain.name)
    pages = {"plain": plain / "report.html", "hostile": hostile / "report.html", "index": build_index(folder)}
    return dict(zip(pages, look_at(pages.values()), strict=True))


@pytest.mark.parametrize("name", ["plain", "hostile", "index"])
def test_a_page_is_sound(found, name):
    assert_sound(found[name], scripts=int(name == "index"))


def test_what_came_later_is_closed_on_screen_and_printed_on_its_own_sheet(found):
    assert found["plain"]["closed"] is True
    assert found["plain"]["pages"] > found["plain"]["sheetsWithoutLater"] >= 4


def test_hostile_text_neither_runs_nor_changes_the_page(found):
    assert found["hostile"]["title"] == found["plain"]["title"]
    assert found["hostile"]["structure"] == found["plain"]["structure"]


@pytest.mark.parametrize("page", MORE, ids=lambda p: p.parent.name or p.name)
def test_a_named_report_is_sound(page):
    assert_sound(look_at([page])[0])
