"""An immediate concern is kept whatever else is wrong, needs no lock, and leaves the rating out."""

from __future__ import annotations

import json

import pytest

from tests.review.stages.room import hand_in, locked, rate, saved
from toolkit.errors import CaseReviewError
from toolkit.review.concordance import came_in, locked_ratings
from toolkit.review.folder import open_review
from toolkit.review.lock import FILE

WORRY = "The child may be in danger today."


def kept(folder) -> list:
    return sorted((folder / "coordinator" / "concerns").iterdir())


def test_a_half_filled_form_with_a_concern_is_kept_and_not_locked(made, copy):
    folder = copy(made)
    told = saved(open_review(folder), "R1", "P01", "blind") | {"concern": WORRY}
    told["answers"] = {"grade": "nonsense"}
    taken = locked(folder, hand_in(folder, told))
    assert len(taken.concerns) == 1 and WORRY in kept(folder)[0].read_text("utf-8")
    review = open_review(folder)
    assert [e.kind for e in review.chain] == ["plan", "concern"] and WORRY not in str(review.chain[1].content)
    counted = dict(came_in(review)[["what", "number"]].itertuples(index=False))
    assert counted["left out: immediate concern"] == 1


@pytest.mark.parametrize("broken", ["chain", "other file", "another review"])
def test_it_is_kept_though_nothing_can_be_locked(made, copy, broken):
    folder = copy(made)
    told = saved(open_review(folder), "R1", "P01", "blind") | {"concern": WORRY}
    if broken == "chain":
        (folder / "locked" / FILE).write_bytes(b"{}\n")
    elif broken == "another review":
        told["review"] = "rv-other"
    else:
        (folder / "in" / "torn.json").write_text("{")
    hand_in(folder, told)
    if broken == "another review":
        locked(folder)
    else:
        with pytest.raises(CaseReviewError, match="immediate concern kept|cannot be locked"):
            locked(folder)
    assert len(kept(folder)) == 1


def test_a_concern_once_noted_is_not_noted_twice(made, copy):
    folder = copy(made)
    hand_in(folder, saved(open_review(folder), "R1", "P01", "blind") | {"concern": WORRY})
    locked(folder)
    locked(folder)
    assert len(open_review(folder).chain) == 2 and len(kept(folder)) == 1


def test_a_later_concern_leaves_out_what_was_locked(rated, copy):
    folder = copy(rated)
    told = saved(open_review(folder), "R1", "P01", "blind") | {"concern": WORRY, "stage": "widen"}
    locked(folder, hand_in(folder, told, "worry.json"))
    rows = locked_ratings(folder)
    assert set(rows[(rows["rater"] == "R1") & (rows["pack"] == "P01")]["why"]) == {"immediate concern"}
    assert rows["excluded"].sum() == len(rows) / 54


def test_labels_of_a_stranger_name_no_file(made, copy):
    folder = copy(made)
    told = saved(open_review(folder), "R1", "P01", "blind") | {"concern": WORRY, "rater": "../../R1", "pack": "Anna Smith"}
    locked(folder, hand_in(folder, told, "worry.json"))
    assert kept(folder)[0].name.startswith("unknown_unknown_blind-")


def test_concerns_need_no_whole_review(made, copy):
    folder = copy(made)
    rate(folder, "blind", ("R1",))
    (folder / "in" / "x.json").write_text(json.dumps({"concern": WORRY}))
    locked(folder, folder / "in" / "x.json")
    assert len(kept(folder)) == 1


@pytest.mark.parametrize(
    "text", ['{"concern": "\\ud800 help"}', '{"concern": ["a"], "pack": NaN}', '{"concern": 7, "rater": {"a": 1}}']
)
def test_a_concern_in_a_file_that_is_otherwise_nonsense_is_kept(made, copy, text):
    folder = copy(made)
    (folder / "in" / "x.json").write_text(text)
    locked(folder)
    assert len(kept(folder)) == 1


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[]", b"null", b'{"answers": []}', b"[" * 100_000, b"PK\x03\x04nonsense"])
def test_what_is_no_set_of_answers_is_told(made, copy, content):
    folder = copy(made)
    (folder / "in" / "x.json").write_bytes(content)
    with pytest.raises(CaseReviewError, match="x.json"):
        locked(folder)


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00", "9999-12-31T23:59:59", "2024-13-01", "yesterday"])
def test_a_time_that_cannot_be_is_told(made, copy, at):
    folder = copy(made)
    hand_in(folder, saved(open_review(folder), "R1", "P01", "blind") | {"saved_at": at})
    with pytest.raises(CaseReviewError, match="saved"):
        locked(folder)
