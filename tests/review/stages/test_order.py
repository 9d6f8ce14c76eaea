"""Nothing later is made for a rater who has not locked what comes before it; and what is done to the files by hand is found."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.review.stages.room import go_through, hand_in, locked, rate, saved
from toolkit.errors import CaseReviewError
from toolkit.report.reviewing import make_stage
from toolkit.review.changes import problems_of
from toolkit.review.concordance import came_in, locked_ratings
from toolkit.review.folder import open_review
from toolkit.review.lock import FILE, Entry, canonical, lock
from toolkit.review.stages import may_make, next_steps, out_of_order, put_material, standings

LATER = ("widen", "reveal", "again", "opposite", "reference")


def chain_of(folder: Path) -> Path:
    return folder / "locked" / FILE


@pytest.mark.parametrize("stage", LATER)
def test_nothing_later_is_made_before_the_blind_rating_is_locked(made, copy, stage):
    folder = copy(made)
    with pytest.raises(CaseReviewError, match="blind is not locked|the plan has"):
        make_stage(folder, "R1", stage)
    with pytest.raises(CaseReviewError):
        put_material(open_review(folder), "R1", stage, {"P01": "made by hand"})
    assert list((folder / "later").iterdir()) == []


def test_no_ending_is_shown_while_another_pack_waits(made, copy):
    folder = copy(made)
    review = open_review(folder)
    files = [hand_in(folder, saved(review, "R1", p, "blind")) for p in review.packs[:-1]]
    locked(folder, *files)
    make_stage(folder, "R1", "widen", "P01")
    locked(folder, hand_in(folder, saved(review, "R1", "P01", "widen")))
    arm = review.arms["P01", "R1"]
    with pytest.raises(CaseReviewError, match="P09 not yet rated blind"):
        make_stage(folder, "R1", arm, "P01")
    assert "wait until P09" in next_steps(open_review(folder), "R1")[0]
    with pytest.raises(CaseReviewError, match="blind is not locked"):
        make_stage(folder, "R2", "widen", "P01")  # another rater's lock opens nothing


def test_each_stage_waits_for_the_one_before(rated, copy):
    folder = copy(rated)
    review = open_review(folder)
    arm = review.arms["P01", "R1"]
    other = {"reveal": "again", "again": "reveal"}[arm]
    assert may_make(review, "R1", "P01", arm)[0] == "R1, P01: widen is not locked"
    assert "the plan has" in may_make(review, "R1", "P01", other)[0]
    with pytest.raises(CaseReviewError, match="was not made for this rater"):
        locked(folder, early := hand_in(folder, saved(review, "R1", "P01", arm)))
    early.unlink()
    go_through(folder, "widen", raters=("R1",))
    if arm == "reveal":
        go_through(folder, "again", raters=("R1",))
    [page] = make_stage(folder, "R1", arm, "P01")
    assert page.name == f"P01-{arm}-R1.html" and ("How it went on" in page.read_text("utf-8")) == (arm == "reveal")
    with pytest.raises(CaseReviewError, match=f"{arm} is not locked"):
        make_stage(folder, "R1", "opposite", "P01")
    assert standings(open_review(folder))["R1", "P01"].next == ("lock", arm)


def test_what_is_locked_stays(rated, copy):
    folder = copy(rated)
    review = open_review(folder)
    with pytest.raises(CaseReviewError, match="locked already"):
        locked(folder, hand_in(folder, saved(review, "R1", "P01", "blind", grade=4, would_decide="other"), "again.json"))
    before = chain_of(folder).read_bytes()
    (folder / "in" / "again.json").unlink()
    assert len(locked(folder).known) == 54  # what is there already is told, and not an error
    assert chain_of(folder).read_bytes() == before


def test_by_hand_a_plan_or_a_list_is_not_changed(rated, copy):
    folder = copy(rated)
    plan = folder / "review.json"
    told = json.loads(plan.read_bytes())
    plan.write_bytes(canonical(told | {"stages": ["blind", "reveal"], "again_share": 0}))
    with pytest.raises(CaseReviewError, match="again_share, stages"):
        make_stage(folder, "R1", "widen")
    plan.write_bytes(canonical(told))
    arms = folder / "coordinator" / "arms.csv"
    arms.write_text(arms.read_text().replace("again", "reveal"))
    assert "arms.csv is not as it was" in problems_of(folder)[0]


def test_a_second_plan_is_refused_and_found(made, copy):
    folder = copy(made)
    with pytest.raises(CaseReviewError, match="plan is the first entry"):
        lock(folder / "locked", dict(open_review(folder).plan) | {"seed": 9}, "plan")
    shutil.rmtree(folder / "locked")
    lock(folder / "locked", json.loads((folder / "review.json").read_bytes()) | {"seed": 9}, "plan")
    found = " ".join(problems_of(folder))
    assert "another chain" in found and "seed" in found


@pytest.mark.parametrize("how", ["deleted", "truncated", "emptied", "replaced", "noted taken away"])
def test_a_chain_that_is_gone_or_shorter_is_found(rated, copy, how):
    folder = copy(rated)
    chain = chain_of(folder)
    lines = chain.read_bytes().splitlines(keepends=True)
    if how == "deleted":
        chain.unlink()
    elif how == "noted taken away":
        (folder / "coordinator" / "noted.csv").unlink()
    else:
        chain.write_bytes({"truncated": b"".join(lines[:-3]), "emptied": b"", "replaced": lines[0]}[how])
    assert problems_of(folder)
    with pytest.raises(CaseReviewError, match="not as it was locked"):
        make_stage(folder, "R1", "widen")


def test_a_renamed_or_changed_or_added_pack_is_found(made, copy):
    folder = copy(made)
    packs = folder / "packs"
    (packs / "P01.html").rename(packs / "P99.html")
    (packs / "P02.html").write_text("other")
    found = problems_of(folder)
    assert len(found) == 3 and "P01.html is not there" in found[0] and "P99.html" in found[2]


def test_two_packs_that_change_names_are_found(made, copy):
    folder = copy(made)
    one, two = folder / "packs" / "P01.html", folder / "packs" / "P02.html"
    said = one.read_bytes(), two.read_bytes()
    one.write_bytes(said[1])
    two.write_bytes(said[0])
    assert len(problems_of(folder)) == 2


def test_a_clock_that_was_moved_back_is_refused(rated, copy, monkeypatch):
    folder = copy(rated)
    review = open_review(folder)
    past = datetime.now().astimezone() - timedelta(days=30)
    with pytest.raises(CaseReviewError, match="clock of this machine"):
        put_material(review, "R1", "widen", {"P01": "x"}, now=past)
    assert list((folder / "later").iterdir()) == []


@pytest.mark.parametrize("days, words", [(-3, "before this review was made"), (3, "has not come")])
def test_answers_of_another_time_are_refused(made, copy, days, words):
    folder = copy(made)
    at = (datetime.now() + timedelta(days=days)).isoformat(timespec="seconds")
    told = saved(open_review(folder), "R1", "P01", "blind") | {"saved_at": at}
    with pytest.raises(CaseReviewError, match=words):
        locked(folder, hand_in(folder, told))


def test_another_s_rating_is_not_one_s_own(made, copy):
    folder = copy(made)
    review = open_review(folder)
    one = saved(review, "R1", "P01", "blind")
    locked(folder, hand_in(folder, one))
    with pytest.raises(CaseReviewError, match="as R1 gave"):
        locked(folder, hand_in(folder, one | {"rater": "R2"}, "copied.json"))
    with pytest.raises(CaseReviewError, match="hash of the pack differs"):
        locked(folder, hand_in(folder, one | {"pack": "P02"}, "moved.json"))


def test_all_that_is_wrong_with_all_files_is_told_at_once_and_none_is_locked(made, copy):
    folder = copy(made)
    review = open_review(folder)
    whole = saved(review, "R1", "P01", "blind")
    hand_in(folder, whole)
    hand_in(folder, whole | {"rater": "R7"}, "who.json")
    hand_in(folder, whole | {"review": "rv-other"}, "other.json")
    hand_in(folder, saved(review, "R2", "P02", "blind", grade=9), "grade.json")
    hand_in(folder, whole | {"form": "rating_widen"}, "form.json")
    (folder / "in" / "torn.json").write_text("{")
    with pytest.raises(CaseReviewError) as told:
        locked(folder)
    said = str(told.value)
    assert all(w in said for w in ("no rater R7", "another review", "grade.json", "form.json", "torn.json: "))
    assert len(open_review(folder).chain) == 1


def test_a_page_that_was_made_can_be_made_again_without_another_entry(rated, copy):
    folder = copy(rated)
    make_stage(folder, "R1", "widen", "P01")
    chain = chain_of(folder).read_bytes()
    [page] = make_stage(folder, "R1", "widen", "P01")
    assert chain_of(folder).read_bytes() == chain and page.exists()


def test_another_record_is_refused(rated, copy, tmp_path):
    folder = copy(rated)
    other = Path(shutil.copytree(open_record_path(folder), tmp_path / "record"))
    (other / "visit.parquet").unlink()
    with pytest.raises(CaseReviewError, match="not the record"):
        make_stage(folder, "R1", "widen", "P01", other)


def open_record_path(folder: Path) -> Path:
    return Path((folder / "coordinator" / "record.txt").read_text())


def test_who_knows_the_case_is_left_out_and_counted(made, copy):
    folder = copy(made)
    review = open_review(folder)
    told = saved(review, "R1", "P01", "blind")
    told["answers"] = dict.fromkeys(told["answers"]) | {"knows_case": "yes"}
    hand_in(folder, told)
    rate(folder, "blind", ("R2",))
    counted = dict(came_in(open_review(folder))[["what", "number"]].itertuples(index=False))
    assert counted["left out: knows the case"] == 1 and counted["enter the analysis"] == 9 and counted["not rated"] == 44
    rows = locked_ratings(folder)
    assert set(rows[rows["rater"] == "R1"]["why"]) == {"knows the case"} and not rows[rows["rater"] == "R2"]["excluded"].any()
    with pytest.raises(CaseReviewError, match="left out of the analysis"):
        make_stage(folder, "R1", "widen", "P01")


@pytest.mark.parametrize("stage", ["blind", "widen", "again", "reveal"])
def test_who_recognises_the_case_on_reading_is_left_out_and_counted_apart(made, copy, stage):
    folder = copy(made)
    review = open_review(folder)
    pack = next(p for p in review.packs if review.arms[p, "R1"] == ("again" if stage == "again" else "reveal"))
    before = {"blind": [], "widen": ["widen"], "again": ["widen", "again"], "reveal": ["widen", "again", "reveal"]}[stage]
    if before:
        rate(folder, "blind", ("R1",))
        go_through(folder, *before[:-1], raters=("R1",))
        make_stage(folder, "R1", stage, pack)
    locked(folder, hand_in(folder, saved(review, "R1", pack, stage, recognised="yes"), "recognised.json"))
    assert standings(open_review(folder))["R1", pack].left_out == "recognised it on reading"
    counted = dict(came_in(open_review(folder))[["what", "number"]].itertuples(index=False))
    assert counted["left out: recognised it on reading"] == 1 and counted["left out: knows the case"] == 0
    rows = locked_ratings(folder)
    assert set(rows[rows["excluded"]]["pack"]) == {pack} and set(rows[rows["excluded"]]["why"]) == {"recognised it on reading"}


@pytest.mark.parametrize("stage", ["reveal", "opposite", "reference"])
def test_no_ending_is_shown_while_another_pack_waits_to_be_rated_again_without_it(rated, copy, stage):
    folder = copy(rated)
    go_through(folder, "widen", raters=("R1",))
    review = open_review(folder)
    again = [p for p in review.packs if review.arms[p, "R1"] == "again"]
    seen = next(p for p in review.packs if review.arms[p, "R1"] == "reveal")
    make_stage(folder, "R1", "again")
    locked(folder, *(hand_in(folder, saved(review, "R1", p, "again")) for p in again[:-1]))
    pack = seen if stage == "reveal" else again[0]
    review = open_review(folder)
    assert f"{again[-1]} not yet rated again without the ending" in " ".join(may_make(review, "R1", pack, stage))
    with pytest.raises(CaseReviewError, match=f"{again[-1]} not yet rated again"):
        make_stage(folder, "R1", stage, pack)
    if stage != "reference":
        assert f"{pack}: wait until {again[-1]} are rated again without the ending too; then make {stage}" in next_steps(
            review, "R1"
        )
    by_hand = {"review": review.id, "rater": "R1", "pack": pack, "stage": stage}
    assert f"again of {again[-1]}" in " ".join(out_of_order(replace(review, chain=(*review.chain, entry_of(by_hand)))))
    told = (
        saved(review, "R1", again[-1], "again", recognised="yes") if stage == "reveal" else saved(review, "R1", again[-1], "again")
    )
    locked(folder, hand_in(folder, told))
    assert not any("rated again" in w for w in may_make(open_review(folder), "R1", pack, stage))
    assert make_stage(folder, "R1", "opposite" if stage == "reference" else stage, pack)


def entry_of(content: dict) -> Entry:
    return Entry(999, "made", "2024-01-01T00:00:00", "", content, "")


def test_a_page_of_a_later_stage_that_was_changed_or_put_there_is_found(rated, copy):
    folder = copy(rated)
    [page] = make_stage(folder, "R1", "widen", "P01")
    whole = page.read_bytes()
    page.write_bytes(whole.replace(b"others", b"OTHERS", 1))
    assert "P01-widen-R1.html is not the page that was made" in problems_of(folder)[0]
    page.unlink()
    (page.parent / "P02-reveal-R1.html").write_text("by hand")
    assert "no entry tells of: P02-reveal-R1.html" in problems_of(folder)[0]
    (page.parent / "P02-reveal-R1.html").unlink()
    assert make_stage(folder, "R1", "widen", "P01") == [page] and page.read_bytes() == whole
    with pytest.raises(CaseReviewError, match="would not be the page that was made"):
        put_material(open_review(folder), "R1", "widen", {"P01": "another"})


def test_settings_that_were_changed_are_found(made, copy):
    folder = copy(made)
    file = folder / "coordinator" / "settings.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"horizon_days": 730}))
    assert problems_of(folder) == ["coordinator/settings.json is not as it was when the plan was locked"]
    file.unlink()
    assert problems_of(folder)


@pytest.mark.parametrize("how", ["ending before blind", "answers to nothing", "twice", "stranger", "no rating"])
def test_entries_that_are_added_by_hand_are_found(rated, made, copy, how):
    folder = copy(made if how == "ending before blind" else rated)
    review = open_review(folder)
    arm = review.arms["P01", "R1"]
    own = {"review": review.id, "rater": "R1", "pack": "P01", "answers": {"grade": 1}}
    kind, content, words = {
        "ending before blind": ("made", own | {"stage": arm}, f"{arm} stands before blind"),
        "answers to nothing": ("rating", own | {"stage": "widen"}, "widen, which was not made"),
        "twice": ("rating", own | {"stage": "blind"}, "stands in the chain already"),
        "stranger": ("rating", own | {"rater": "R9", "stage": "blind"}, "does not have"),
        "no rating": ("rating", {"grade": 4}, "does not have"),
    }[how]
    lock(folder / "locked", content, kind)
    assert words in problems_of(folder)[0]
    with pytest.raises(CaseReviewError, match="not as it was locked"):
        make_stage(folder, "R1", "widen")


def test_whose_answers_they_are_is_told_with_what_is_wrong_with_them(made, copy):
    folder = copy(made)
    told = saved(open_review(folder), "R1", "P01", "blind")
    told["rater"], told["answers"]["confidence"] = "R77", 101
    with pytest.raises(CaseReviewError) as error:
        locked(folder, hand_in(folder, told))
    assert len(error.value.problems) == 2 and "there is no rater R77" in error.value.problems[0]


def test_an_addendum_stands_beside_what_is_locked(rated, copy):
    from toolkit.review.taking import add_words

    folder = copy(rated)
    assert add_words(folder, 2, " I meant the first visit. ").content == {"to": 2, "words": "I meant the first visit."}
    assert problems_of(folder) == []
    for entry, words in ((999, "x"), (2, " ")):
        with pytest.raises(CaseReviewError):
            add_words(folder, entry, words)
