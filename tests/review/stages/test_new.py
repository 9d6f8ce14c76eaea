"""Making a review from the command line: decisions that are named or drawn, and what of it can be wrong."""

from __future__ import annotations

import json

import pytest

from toolkit import paths
from toolkit.cli import main
from toolkit.errors import CaseReviewError
from toolkit.known import views
from toolkit.record import open_record
from toolkit.report.reviewing import new_review
from toolkit.report.reviewing_wanted import Wanted
from toolkit.review.folder import problems_of

SAMPLE = paths.sample_record()


def new(to, *words: object) -> int:
    with pytest.raises(SystemExit) as end:
        main(["review", "new", str(SAMPLE), "--to", str(to), *map(str, words)])
    return int(end.value.code or 0)


def test_decisions_of_one_family_are_told_with_what_packs_show_of_the_days_about_them(tmp_path, capsys):
    asked = ("--decisions", tmp_path / "two.csv", "--comparisons", 1, "--raters", 2, "--in-turn", "--within-days", 2, "--same-day")
    for _, rows in views.decisions(open_record(SAMPLE)).groupby("case_id"):  # the first two that have comparisons
        (tmp_path / "two.csv").write_text("decision_id\n" + "\n".join(rows["decision_id"].head(2)) + "\n")
        if len(rows) > 1 and new(tmp_path / "made", *asked) == 0:
            break
    [line] = (tmp_path / "made" / "coordinator" / "in_turn.txt").read_text().splitlines()
    assert f"Of one family: {line}. Hand the later pack to a rater only when the earlier is locked." in capsys.readouterr().out
    plan = json.loads((tmp_path / "made" / "review.json").read_bytes())
    assert (plan["within_days"], plan["same_day"], len(plan["packs"])) == (2, True, 4)
    assert problems_of(tmp_path / "made") == []


def test_all_that_is_wrong_is_told_at_once_and_nothing_is_written(tmp_path, capsys):
    assert new(tmp_path / "none", "--went-badly", -1, "--within-days", 99, "--comparisons", 0, "--raters", 0) == 2
    said = capsys.readouterr().err
    assert all(words in said for words in ("cannot be below 0", "must be 0 to 7", "one comparison decision", "raters must be 1"))
    assert new(tmp_path / "none") == 2 and "no decision is named, and none is to be drawn" in capsys.readouterr().err
    with pytest.raises(CaseReviewError, match="give the one or the other"):
        new_review(SAMPLE, views.decisions(open_record(SAMPLE), ["C00003"]), tmp_path / "none", Wanted(drawn=1))
    assert new(tmp_path / "none", "--drawn", 5000) == 2 and "5000 were asked for (random)" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()
