"""Blind packs in real Chromium: sound on every screen, the decision closed, and on paper on a sheet of its own."""

from __future__ import annotations

import pytest

from tests.browser.chromium import assert_sound, look_at, missing
from toolkit import paths
from toolkit.known import views
from toolkit.pseudonyms import read_key
from toolkit.record import open_record
from toolkit.report.pack_page import pack_html, pack_paper
from toolkit.review.pack import make_packs

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing() or "never")


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    record, folder = open_record(paths.sample_record()), tmp_path_factory.mktemp("packs")
    packs, _ = make_packs(record, views.decisions(record, ["C00001"]).iloc[[3]], read_key(record), 1, "decider")
    pages = {"screen": pack_html(packs[0]), "paper": pack_paper(packs[0])}
    files = []
    for name, said in pages.items():
        files.append(folder / f"{name}.html")
        files[-1].write_text(said, encoding="utf-8")
    return dict(zip(pages, look_at(files), strict=True))


@pytest.mark.parametrize("name", ["screen", "paper"])
def test_a_pack_is_sound(found, name):
    assert_sound(found[name])
    assert found[name]["pages"] >= 2
