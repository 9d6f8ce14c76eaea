"""A whole review on the sample record: from the packs to what came of it, by the functions and by the commands."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.review.stages.room import hand_in, locked, saved
from toolkit.cli import main
from toolkit.report.reviewing import make_stage
from toolkit.review import reviewers
from toolkit.review.concordance import locked_ratings
from toolkit.review.endings import came, endings, standing
from toolkit.review.folder import open_review
from toolkit.review.measured import measured, rates
from toolkit.review.stages import next_steps


def run(capsys, *words: object) -> tuple[int, str]:
    code = 0
    try:
        main(["review", *map(str, words)])
    except SystemExit as end:
        code = int(end.code or 0)
    said = capsys.readouterr()
    return code, said.out + said.err


def test_all_ratings_come_out_as_they_went_in(told):
    rows = locked_ratings(told)
    assert rows.groupby("stage")[["pack", "rater"]].apply(lambda g: len(g.drop_duplicates())).to_dict() == {
        "blind": 54, "widen": 54, "again": 27, "reveal": 27,
    }  # fmt: skip
    assert {f"chance_{o}" for o in standing()} <= set(rows["item"]) and not rows["excluded"].any()


def test_nine_packs_are_counted_and_their_ratings_moved_toward_the_ending(told):
    found = measured(told)
    assert "counted and not computed" in " ".join(found.shift["reason"])
    net = found.shift[
        found.shift["measure"].str.startswith("chance: moved further") & (found.shift["group"] == "toward the ending")
    ]
    assert net["numerator"].iloc[0] / net["denominator"].iloc[0] > 0.8 and net["value"].isna().all()
    assert set(found.rows["status"]) <= {"ok", "insufficient", "not recorded"}
    assert found.rows[found.rows["status"] != "ok"]["reason"].ne("").all()


def test_a_learning_review_is_told_what_the_ending_did_over_all_packs_once_all_is_locked(told, rated):
    rows, said = reviewers.whole(told)
    assert rows["measure"].str.startswith("grade: moved further").any() and said[0].startswith("Over all 9 packs of that review")
    none, why = reviewers.whole(rated)
    assert len(none) == 0 and why == [
        "54 ratings of that review are not locked to the end, so nothing is measured over all its packs yet."
    ]
    assert len(reviewers.whole("")[0]) == 0


def test_endings_are_those_of_the_record_and_told_in_no_pack(told):
    review = open_review(told)
    found = came(review)
    assert set(found["answer"]) <= {"yes", "no", "unknown"} and set(found["pack"]) <= set(review.packs)
    key = {p: row["answer"] for p, row in review.key.items()}
    incident = found[found["outcome"] == "incident"].set_index("pack")["answer"]
    assert all(key[p] == "yes" for p in incident.index[incident == "yes"])
    assert len(endings(found)) == 9


def test_who_did_not_see_the_ending_sees_it_with_the_opposite(told, copy):
    folder = copy(told)
    review = open_review(folder)
    pack = next(p for p in review.packs if review.arms[p, "R1"] == "again")
    assert f"{pack}: make opposite" in next_steps(review, "R1")
    [page] = make_stage(folder, "R1", "opposite", pack)
    assert "How it went on" in page.read_text("utf-8")
    locked(folder, hand_in(folder, saved(review, "R1", pack, "opposite")))
    [page] = make_stage(folder, "R1", "reference", pack)
    said = page.read_text("utf-8")
    assert "not what another decision would have brought" in said and "never a chance" not in said and "<script" not in said
    assert "None of this is a chance for this child" in said
    assert all(0 <= share <= 1 for share in rates(open_review(folder)).values())
    assert f"{pack}: nothing; all is locked" in next_steps(open_review(folder), "R1")


def test_pages_name_nobody_and_no_day(told):
    from toolkit import paths
    from toolkit.pseudonyms import names_of, read_key
    from toolkit.record import open_record

    record = open_record(paths.sample_record())
    known = names_of(record, read_key(record)).shown
    said = "".join(f.read_text("utf-8") for f in (told / "later").iterdir())
    own = [row["case_id"] for row in open_review(told).key.values()]
    assert not any(case in said for case in own) and not any(w in said for w in known.get("worker", {}))


def test_the_commands_tell_and_refuse(told, copy, capsys, tmp_path):
    folder = copy(told)
    code, said = run(capsys, "verify", folder)
    assert code == 0 and "every byte is as it was locked" in said
    assert run(capsys, "verify", folder, "--last", "0" * 64)[0] == 2
    assert run(capsys, "verify", folder, "--last", f" {open_review(folder).chain[3].hash.upper()}")[0] == 0
    code, said = run(capsys, "verify", folder, "--last", "5a469680")
    assert code == 2 and "no whole hash: it has 8 characters" in said
    assert run(capsys, "next", folder, "--rater", "R1")[0] == 0
    code, said = run(capsys, "next", folder, "--rater", "R99")
    assert code == 2 and "there is no rater R99; there are R1" in said
    code, said = run(capsys, "widen", folder, "--rater", "R99,R1", "--pack", "P01")
    assert code == 2 and "there is no rater R99" in said and "1 page for R1 alone" in said
    code, said = run(capsys, "reference", folder, "--rater", "R1")
    assert code == 2 and "opposite is not locked" in said
    code, said = run(capsys, "lock", folder, tmp_path / "none.json")
    assert code == 2 and "none.json" in said
    code, said = run(capsys, "results", folder, "--to", tmp_path / "out.csv")
    assert code == 0 and "says nothing of any one rater" in said
    assert len(pd.read_csv(tmp_path / "out.csv")) > 50
    code, said = run(capsys, "results", tmp_path, "--to", tmp_path / "out.csv")
    assert code == 2 and "no review" in said
    code, said = run(capsys, "addendum", folder, "--entry", 2, "--words", "more")
    assert code == 0 and "addendum to entry 2" in said


def test_results_of_a_review_in_which_nothing_is_locked(made, copy, capsys, tmp_path):
    code, said = run(capsys, "results", copy(made), "--to", tmp_path / "out.csv")
    assert code == 0 and "nothing can be set against it" in said


@pytest.mark.parametrize(
    "words, told",
    [
        (["--raters", "0", "--share", "2", "--comparisons", "0", "--holder", "me"], ["raters", "share", "comparison", "holder"]),
        (["--dimensions", "shoe_size"], ["shoe_size"]),
        (["--outcome", "ruin"], ["ruin"]),
        (["--raters", "0", "--outcome", "incidnt", "--dimensions", "shoe_size"], ["raters", "mean incident?", "shoe_size"]),
    ],
)
def test_what_is_wrong_with_a_new_review_is_told_and_nothing_is_left(capsys, tmp_path, words, told):
    from toolkit import paths

    (tmp_path / "d.csv").write_text("decision_id\ns-e277f995995bcc90\n")
    code, said = run(capsys, "new", paths.sample_record(), "--decisions", tmp_path / "d.csv", "--to", tmp_path / "new", *words)
    assert code == 2 and all(t in said for t in told), said
    assert sorted(f.name for f in tmp_path.iterdir()) == ["d.csv"]


def test_decisions_that_are_none_are_told(capsys, tmp_path):
    from toolkit import paths

    for text, words in (
        ("decision_id\n\nnone\n", "row 3"),
        ("case\nx\n", "no column decision_id"),
        ("", "no column decision_id"),
        ("decision_id\nnone,none\n", "row 2: 2 cells where the heading has 1"),
        ("decision_id\n", "no decision"),
    ):
        (tmp_path / "d.csv").write_text(text)
        code, said = run(capsys, "new", paths.sample_record(), "--decisions", tmp_path / "d.csv", "--to", tmp_path / "new")
        assert code == 2 and words in said, said
    assert not (tmp_path / "new").exists()


def test_the_report_on_a_review_shows_no_rater_and_no_gap(told):
    from tests.notebooks.running import run_cells

    shown = run_cells("reveal", review=told)
    said = "\n".join(s.text for s in shown)
    assert "54 blind ratings locked" in said and "made-up" not in said
    assert "counted and not computed" in said
    assert not any(f"R{n}" in said.split() for n in range(1, 7))
    assert not any(gap in said.split() for gap in ("nan", "NaN", "None"))
