"""Blind reviews in an audit: how to make one where there is none, and nothing said that a hidden number is in."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from tests.review.stages.conftest import made, rated  # noqa: F401
from tests.study.showing import AsItIs
from toolkit import paths
from toolkit.contrast.quality import quality_by_outcome
from toolkit.errors import CaseReviewError
from toolkit.record import open_record
from toolkit.study import audit_reviews
from toolkit.study.audit_reviews import HIDDEN, JUDGED, NO_REVIEW, Reviewed

KINDS = {"incident": "bad", "permanence": "good"}


def of(packs: int) -> Reviewed:
    """Every second pack was judged well, every third went badly."""
    grades = [
        {
            "review": "r",
            "pack": f"P{n}",
            "rater": r,
            "stage": "blind",
            "item": "grade",
            "value": 4 if n % 2 else 1,
            "excluded": False,
        }
        for n in range(packs)
        for r in ("R1", "R2")
    ]
    came = [
        {"view_id": f"v{n}", "outcome": o, "answer": "yes" if (n % 3 == 0) == (o == "incident") else "no", "detail": ""}
        for n in range(packs)
        for o in KINDS
    ]
    key = pd.DataFrame([{"pack": f"P{n}", "view_id": f"v{n}", "case_id": f"c{n}"} for n in range(packs)])
    return Reviewed(quality_by_outcome(pd.DataFrame(grades), key, pd.DataFrame(came), KINDS))


def test_without_a_review_it_says_so_and_how_to_make_one():
    none = audit_reviews.reviewed(None, "")
    tables = audit_reviews.tables(none)
    assert (len(tables[JUDGED]), list(tables[JUDGED])) == (0, ["Judged", "Went well", "Went badly", "Unknown"])
    assert audit_reviews.words(none, AsItIs(tables)) == NO_REVIEW
    assert "casereview review new" in NO_REVIEW[1]


def test_with_one_its_table_and_sentences_are_shown():
    some = of(60)
    tables = audit_reviews.tables(some)
    assert tables[JUDGED].to_numpy().tolist() == [["well judged", 20, 10, 0], ["concerns", 20, 10, 0]]
    said = audit_reviews.words(some, AsItIs(tables))
    assert "not distinguishably associated" in said[0]
    assert not any(c.isdigit() for line in said for c in line)  # the numbers of the table are rounded, and no sentence undoes it


def test_where_a_number_is_hidden_nothing_is_said_of_it():
    some = of(6)
    hidden = audit_reviews.tables(some)[JUDGED].astype(object)
    hidden.iloc[0, 1] = "suppressed"
    said = audit_reviews.words(some, AsItIs({JUDGED: hidden}))
    assert said[0] == HIDDEN
    assert not any("odds" in line for line in said)


def test_a_folder_that_is_no_review_is_refused(tmp_path):
    with pytest.raises(CaseReviewError, match="There is no review"):
        audit_reviews.reviewed(None, tmp_path)


def test_a_review_that_was_rated_blind_is_set_beside_what_came_later(rated):  # noqa: F811
    found = audit_reviews.reviewed(SimpleNamespace(record=open_record(paths.sample_record())), rated)
    assert found.found.table[["went well", "went badly", "unknown"]].to_numpy().sum() + sum(found.found.left_out.values()) == 9
    assert "no share is given" in " ".join(found.found.said)  # comparisons were chosen by how they ended
    assert set(found.found.rows["status"]) <= {"not applicable", "ok", "insufficient"}
