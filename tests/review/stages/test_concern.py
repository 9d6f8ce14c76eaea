"""An immediate concern is kept whatever else is wrong, needs no lock, and leaves the rating out."""

from __future__ import annotations

import hashlib
import json

import pytest

from tests.review.stages.room import hand_in, locked, rate, saved
from toolkit.errors import CaseReviewError
from toolkit.review.changes import problems_of
from toolkit.review.concordance import came_in, locked_ratings
from toolkit.review.folder import open_review
from toolkit.review.lock import FILE, lock
from toolkit.review.stages import standings

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
    assert [WORRY in f.read_text("utf-8") for f in kept(folder)] == [True, *([False] if broken == "other file" else [])]


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


def test_a_file_that_is_put_there_by_hand_leaves_nothing_out_and_is_found(rated, copy):
    folder = copy(rated)
    review = open_review(folder)
    (folder / "coordinator" / "concerns" / "P02_R2_x.json").write_text("{}")
    assert standings(review)["R2", "P02"].left_out == ""
    assert "P02_R2_x.json, of which the chain says nothing" in problems_of(folder)[0]


@pytest.mark.parametrize("how", ["deleted", "changed", "renamed"])
def test_a_concern_that_is_taken_away_or_changed_is_found_and_puts_nothing_back(rated, copy, how):
    folder = copy(rated)
    told = saved(open_review(folder), "R2", "P02", "widen") | {"concern": WORRY}
    locked(folder, hand_in(folder, told, "worry.json"))
    review = open_review(folder)
    [entry] = review.of_kind("concern")
    assert set(entry.content) == {"review", "pack", "rater", "stage", "kept_as", "sha256"} and problems_of(folder) == []
    [file] = kept(folder)
    if how == "deleted":
        file.unlink()
    elif how == "changed":
        file.write_bytes(file.read_bytes().replace(b"danger", b"no danger"))
    else:
        file.rename(file.with_name("P03_R3_x.json"))
    assert any(file.name in w for w in problems_of(folder))
    if how == "changed":  # nor does an entry help that is added for it by hand
        lock(folder / "locked", {**entry.content, "sha256": hashlib.sha256(file.read_bytes()).hexdigest()}, "concern")
        assert any(file.name in w for w in problems_of(folder))
    assert standings(review)["R2", "P02"].left_out == "immediate concern" and not standings(review)["R3", "P03"].left_out


def test_a_concern_kept_while_the_chain_was_broken_is_locked_when_it_is_handed_in_again(made, copy):
    folder = copy(made)
    chain = folder / "locked" / FILE
    whole = chain.read_bytes()
    file = hand_in(folder, saved(open_review(folder), "R1", "P01", "blind") | {"concern": WORRY})
    chain.write_bytes(b"{}\n")
    with pytest.raises(CaseReviewError, match="concern"):
        locked(folder)
    chain.write_bytes(whole)
    assert "says nothing" in problems_of(folder)[0]
    taken = locked(folder, file)
    assert [e.kind for e in taken.locked] == ["concern"] and problems_of(folder) == [] and len(kept(folder)) == 1


def test_a_concern_is_locked_also_where_a_pack_was_changed(made, copy):
    folder = copy(made)
    pack = folder / "packs" / "P02.html"
    whole = pack.read_bytes()
    hand_in(folder, saved(open_review(folder), "R1", "P01", "blind") | {"concern": WORRY})
    pack.write_text("changed")
    with pytest.raises(CaseReviewError, match="concern kept"):
        locked(folder)
    pack.write_bytes(whole)
    assert problems_of(folder) == [] and [e.kind for e in open_review(folder).chain] == ["plan", "concern"]
