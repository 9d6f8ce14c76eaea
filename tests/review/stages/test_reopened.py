"""A page that stays as it is, filled in again after a later one had been open: counted, shown, and nobody named."""

from __future__ import annotations

from tests.review.stages.room import rate
from toolkit.review.concordance import FILLED_AGAIN, came_in
from toolkit.review.folder import open_review
from toolkit.review.reveal import open_measured, summary


def test_a_page_that_was_filled_in_again_is_counted_and_names_nobody(made, copy):
    folder = copy(made)
    rate(folder, "blind", ("R1",), change=lambda told: told | {"reopened": told["pack"] == "P02"})
    rate(folder, "blind", ("R2",))
    found = came_in(open_review(folder)).set_index("what")["number"]
    assert found[FILLED_AGAIN] == 1 and found["enter the analysis"] == found["rated blind and locked"]
    lines = summary(open_measured(folder))
    assert "First pages filled in again after a later page had been open: 1. These are not left out." in lines
    assert not any("R1" in line or "P02" in line for line in lines)


def test_where_none_was_nothing_is_said(made, copy):
    folder = copy(made)
    rate(folder, "blind", ("R1",))
    assert came_in(open_review(folder)).set_index("what")["number"][FILLED_AGAIN] == 0
    assert not any("filled in again" in line for line in summary(open_measured(folder)))
