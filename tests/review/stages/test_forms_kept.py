"""A review goes on with the forms that it was made with, whatever the project's own have become since."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.review.stages.room import hand_in, locked, saved
from toolkit.errors import CaseReviewError
from toolkit.report import reviewing
from toolkit.report.reviewing import forms_of, make_stage
from toolkit.review.folder import open_review
from toolkit.review.forms import read_form


@pytest.fixture
def other_forms(monkeypatch):
    """The project's forms in another version, with a question less."""

    def newer(name, **given):
        form = read_form(name, **given)
        return replace(form, version="2", items=form.items[:-1])

    monkeypatch.setattr(reviewing, "read_form", newer)


def test_a_new_version_of_a_form_does_not_stop_a_review_that_runs(made, copy, other_forms):
    folder = copy(made)
    review = open_review(folder)
    assert {name: form.sha256 for name, form in forms_of(review).items()} == dict(review.plan["forms"])
    assert forms_of(review)["rating"] == read_form("rating", horizon_days=review.plan["horizon_days"])
    for pack in review.packs:
        hand_in(folder, saved(review, "R1", pack, "blind"))
    assert len(locked(folder).locked) == 9
    [page] = make_stage(folder, "R1", "widen", "P01")
    assert review.plan["forms"]["rating_widen"] in page.read_text("utf-8")


def test_a_review_without_copies_is_not_locked_by_other_forms(made, other_forms):
    review = open_review(made)
    before = replace(review, plan={k: v for k, v in review.plan.items() if k != "forms_kept"})
    with pytest.raises(CaseReviewError) as error:
        forms_of(before)
    assert "rating was changed since" in error.value.problems
