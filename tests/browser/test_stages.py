"""The pages of a review's later stages, and the learning review that shows what came of one, in one session of real Chromium."""

from __future__ import annotations

import pytest

from tests.browser.chromium import assert_sound, look_at, missing
from toolkit.report.stage_page import stage_html
from toolkit.review.forms import read_form
from toolkit.review.materials import Material
from toolkit.review.stages import AGAIN, FORM_OF, MADE

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing() or "never")

LEARNING = "learning_review"
LONG = "Information (police): <b>shouting</b> & a door, " + "said once more and in other words, " * 12
SHOWN = Material(
    ("What is on record of the 365 days after the decision. No news is not good news.", "An ending does not show how well."),
    {
        "Another agency held it": tuple((f"day \u2212{n}", LONG) for n in range(40)),
        "It had not come by then: followed to day +92, when the child was adopted": (
            ("", "An incident about the child is recorded"),
        ),
        "It cannot be told": (),
    },
)


@pytest.fixture(scope="module")
def found(tmp_path_factory, sample_report):
    folder, files = tmp_path_factory.mktemp("stages"), [sample_report(LEARNING)]
    for stage in MADE:
        form = read_form(FORM_OF[stage]) if stage in FORM_OF else None
        files.append(folder / f"{stage}.html")
        page = stage_html(stage, "rv-1", "P01", "R1", form, None if stage == AGAIN else SHOWN, pack_sha256="0")
        files[-1].write_text(page, encoding="utf-8")
    return dict(zip((LEARNING, *MADE), look_at(files, looks=("desktop", "phone")), strict=True))


@pytest.mark.parametrize("stage", MADE)
def test_the_page_of_a_stage_is_sound(found, stage):
    """One choice of each question is reached by the tabulator, the others by arrows: that is tried where forms are filled in."""
    unreached = [each for each in found[stage]["unreached"] if 'type="radio"' not in each]
    assert_sound({**found[stage], "unreached": unreached}, scripts=int(stage in FORM_OF))


def test_a_learning_review_is_sound_with_what_came_later_closed(found):
    assert_sound(found[LEARNING])
    assert found[LEARNING]["closed"] is True and found[LEARNING]["pages"] > found[LEARNING]["sheetsWithoutLater"]
