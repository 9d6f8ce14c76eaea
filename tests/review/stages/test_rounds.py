"""Two decisions of one family in a review: no rater has the later pack before the earlier is rated, blind and without its ending."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path

import pytest

from tests.review.stages.room import hand_in, locked, saved
from toolkit import paths
from toolkit.cli import main
from toolkit.errors import CaseReviewError
from toolkit.known import views
from toolkit.record import open_record
from toolkit.report.reviewing import make_stage
from toolkit.review.changes import problems_of
from toolkit.review.folder import Review, open_review
from toolkit.review.lock import lock
from toolkit.review.rounds import rounds_of
from toolkit.review.stages import hand_out, next_steps

SAMPLE = paths.sample_record()


def run(*words: object) -> int:
    with pytest.raises(SystemExit) as end:
        main(["review", *map(str, words)])
    return int(end.value.code or 0)


@pytest.fixture(scope="module")
def pair(tmp_path_factory) -> Path:
    """A review by two raters of two decisions of one child, with a comparison each; nothing is rated."""
    room = tmp_path_factory.mktemp("pair")
    asked = ("--decisions", room / "two.csv", "--comparisons", 1, "--raters", 2, "--in-turn", "--within-days", 2, "--same-day")
    for _, rows in views.decisions(open_record(SAMPLE)).groupby("case_id"):  # the first two that have comparisons
        (room / "two.csv").write_text("decision_id\n" + "\n".join(rows["decision_id"].head(2)) + "\n")
        if len(rows) > 1 and run("new", SAMPLE, "--to", room / "made", *asked) == 0:
            return room / "made"
    raise AssertionError("the sample record has no such decisions")


def rounds(review: Review) -> tuple[list[str], list[str]]:
    parts = [[p for p in review.packs if review.round(p) == n] for n in (1, 2)]
    return parts[0], parts[1]


def rate_first_round(folder: Path, review: Review) -> list[str]:
    """Have R1 rate the packs of the first round blind; return those to be rated again without the ending."""
    first = rounds(review)[0]
    locked(folder, *(hand_in(folder, saved(review, "R1", p, "blind")) for p in first))
    return [p for p in first if review.arms[p, "R1"] == "again"]


def test_the_later_pack_is_in_no_folder_that_raters_get(pair):
    review = open_review(pair)
    first, later = rounds(review)
    index = [p for p, row in review.key.items() if row["role"] == "index"]
    assert index[0] in first and index[1] in later and len(first) == len(later) == 2
    assert {f.name[:3] for f in (pair / "packs").iterdir()} == set(first)
    assert len(list((pair / "coordinator" / "later rounds").iterdir())) == 3 * len(later)
    assert (review.plan["within_days"], review.plan["same_day"]) == (2, True) and problems_of(pair) == []
    said = (pair / "coordinator" / "to_know.txt").read_text()
    assert f"Of one family: {' before '.join(index)}. So packs are handed out in 2 rounds" in said and "the outcome looked" in said


def test_a_pack_that_there_is_not_is_refused(pair):
    with pytest.raises(CaseReviewError, match="P99"):
        hand_out(open_review(pair), "R1", ["P99"])


def test_which_pack_had_to_wait_is_not_told_by_its_round():
    packs, waited = [f"P{n:02}" for n in range(1, 13)], Counter()
    for seed in range(40):
        rounds = rounds_of(packs, [["P03", "P04"]], seed)
        assert (rounds["P03"], rounds["P04"]) == (1, 2) and sorted(rounds.values()) == [1] * 6 + [2] * 6
        waited.update(p for p, n in rounds.items() if n == 2)
    assert all(5 < waited[p] < 35 for p in packs if p not in ("P03", "P04"))
    several = rounds_of(packs, [["P01", "P05", "P09"], ["P02", "P03"]], 1)
    assert [several[p] for p in ("P01", "P05", "P09", "P02", "P03")] == [1, 2, 3, 1, 2] and set(
        Counter(several.values()).values()
    ) == {4}


def test_a_pack_that_is_moved_to_where_raters_get_it_is_found(pair, copy):
    folder = copy(pair)
    [*_, file] = sorted((folder / "coordinator" / "later rounds").iterdir())
    shutil.move(file, folder / "packs")
    found = " ".join(problems_of(folder))
    assert f"packs/ holds a file that the plan does not know: {file.name}" in found and "taken away" in found


def test_it_is_handed_to_a_rater_when_the_first_round_is_settled(pair, copy, capsys):
    folder, review = copy(pair), open_review(pair)
    first, later = rounds(review)
    early = hand_in(folder, saved(review, "R1", later[0], "blind"), "early.json")
    assert run("lock", folder, early) == 2
    assert f"R1, {later[0]}, blind: the material of that stage was not made for this rater" in capsys.readouterr().err
    assert run("blind", folder, "--rater", "R1") == 2
    assert f"{later[0]}: {', '.join(first)} not yet rated blind; a later pack may tell" in capsys.readouterr().err
    early.unlink()
    again = rate_first_round(folder, review)
    for p in again:
        with pytest.raises(CaseReviewError, match=f"{p}.* not yet rated again without the ending; a later pack may tell"):
            make_stage(folder, "R1", "blind")
        for stage in ("widen", "again"):
            make_stage(folder, "R1", stage, p)
            locked(folder, hand_in(folder, saved(review, "R1", p, stage)))
    assert any(line.startswith(f"{later[0]}: make blind") for line in next_steps(open_review(folder), "R1"))
    assert run("blind", folder, "--rater", "R1") == 0 and run("next", folder, "--rater", "R1") == 0
    assert f"{later[0]}: lock the answers of blind" in capsys.readouterr().out
    own = sorted(f.name for f in (folder / "later").glob(f"{later[0]}-blind*"))
    assert own == [f"{later[0]}-blind-R1{rest}" for rest in ("-print.html", ".html", ".xlsx")] and problems_of(folder) == []
    assert locked(folder, hand_in(folder, saved(review, "R1", later[0], "blind"))).locked
    (folder / "later" / own[0]).write_text("another")
    assert f"{own[0]} is not the page that was made" in problems_of(folder)[0]


@pytest.mark.parametrize("kind", ["made", "rating"])
def test_a_turn_that_is_taken_by_hand_is_found(pair, copy, kind):
    folder, review = copy(pair), open_review(pair)
    content = {"review": review.id, "rater": "R1", "pack": rounds(review)[1][0], "stage": "blind", "answers": {"grade": 1}}
    lock(folder / "locked", content, kind)
    assert ("stands before blind of" if kind == "made" else "blind, which was not made") in problems_of(folder)[0]


def test_packs_of_the_first_round_are_not_made_anew(pair, copy, capsys):
    folder, review = copy(pair), open_review(pair)
    assert run("blind", folder, "--rater", "R1", "--pack", rounds(review)[0][0]) == 2
    assert "packs of the first round are handed out as they lie in packs/" in capsys.readouterr().err
    assert json.loads((folder / "review.json").read_bytes())["packs"][rounds(review)[1][0]]["round"] == 2
