"""What an ending did to ratings: a planted shift comes back, none is found where none was planted, and little is said of little."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.review.stages.simulated import ratings
from toolkit.result import COLUMNS, INSUFFICIENT, NOT_RECORDED, OK
from toolkit.review import shift
from toolkit.review.arms import draw_arms
from toolkit.review.blinding import BOTH, blinding_rows, flags
from toolkit.review.concordance import agreement_rows, beside, paradox
from toolkit.review.endings import endings
from toolkit.review.forecast import BIN, SKILL, forecast_rows
from toolkit.review.measured import shift_said


def row(rows: pd.DataFrame, measure: str, group: str = shift.TOWARD) -> dict:
    [found] = rows[(rows["measure"] == measure) & (rows["group"] == group)].to_dict("records")
    return found


def test_a_planted_shift_comes_back_and_rating_twice_does_not_pass_for_one():
    held = []
    for seed in range(6):
        found = row(shift.shift_rows(*ratings(seed, points=15, drift=0.5)), shift.MIDDLE)
        held.append(found["lower"] <= 15 <= found["upper"])
        assert found["value"] == pytest.approx(15, abs=5)
    assert np.mean(held) >= 0.8
    one = row(shift.shift_rows(*ratings(1, grade=1, drift=0.5)), shift.NET.format("grade"))
    assert one["lower"] > 0.1 and one["status"] == OK


def test_none_is_found_where_none_was_planted():
    p, held = [], []
    for seed in range(8):
        rows = shift.shift_rows(*ratings(seed, drift=0.6))
        found = row(rows, shift.NET.format("grade"))
        held.append(found["lower"] <= 0 <= found["upper"])
        p.append(row(rows, shift.RANK.format("chance"))["value"])
    assert np.mean(held) >= 0.85
    assert np.mean(np.array(p) < 0.05) <= 0.25


def test_a_pack_is_one_number_in_the_tests():
    rows = shift.shift_rows(*ratings(2, points=15))
    signs = row(rows, shift.SIGN.format("chance"))
    assert signs["denominator"] == 12 and signs["value"] == pytest.approx(2 / 2**12)


def test_by_hand():
    rows = [("P1", "R1", "reveal", 2, 4), ("P1", "R2", "again", 2, 3), ("P1", "R3", "again", 2, 2)]
    told = pd.DataFrame(
        [("P1", "incident", "bad", "no"), ("P1", "permanence", "good", "yes")], columns=["pack", "outcome", "kind", "answer"]
    )
    frame = pd.DataFrame(
        [("rv", p, r, s, "grade", v, False, "") for p, r, stage, one, two in rows for s, v in (("blind", one), (stage, two))],
        columns=["review", "pack", "rater", "stage", "item", "value", "excluded", "why"],
    )
    moves = shift._moves(frame, told, "grade")
    assert sorted(shift._compared(moves).apart) == [1, 2]  # +2 against +1, and against 0
    counted = shift.shift_rows(frame, told)
    found = row(counted, shift.NET.format("grade"))
    assert (found["numerator"], found["denominator"], found["status"]) == (2, 2, INSUFFICIENT) and np.isnan(found["value"])
    seen = row(counted, shift.MOVED.format("grade", "the second rating", "with the ending"), "after a good ending: toward it")
    assert (seen["numerator"], seen["denominator"]) == (1, 1)


@pytest.mark.parametrize("raters, packs, words", [(4, 12, "4 raters"), (6, 9, "9 packs")])
def test_little_is_counted_and_not_computed(raters, packs, words):
    rows = shift.shift_rows(*ratings(1, raters=raters, packs=packs, points=15))
    found = rows[rows["status"] == INSUFFICIENT]
    assert words in row(rows, shift.MIDDLE)["reason"] and found["value"].isna().all()
    assert rows["numerator"].notna().all()
    assert "counted and not computed" in shift_said(rows)[0]


def test_without_anybody_who_rated_again_there_is_nothing_to_set_it_against():
    frame, told = ratings(1, points=15)
    rows = shift.shift_rows(frame[frame["stage"] != "again"], told)
    assert "nothing can be set against it" in row(rows, shift.MIDDLE)["reason"]


def test_what_is_left_out_does_not_move_it():
    frame, told = ratings(3, points=15)
    out = frame["rater"] == "R1"
    one = shift.shift_rows(frame.assign(excluded=out, value=frame["value"].where(~out, 1)), told)
    two = shift.shift_rows(frame.assign(excluded=out), told)
    pd.testing.assert_frame_equal(one, two)
    assert row(one, shift.MIDDLE)["missing"] == 12


def test_no_row_is_of_a_rater_and_none_ranks():
    frame, told = ratings(3, points=15)
    frames = [shift.shift_rows(frame, told), agreement_rows(frame), blinding_rows(frame, endings(told)), forecast_rows(frame, told)]
    for rows in frames:
        assert list(rows.columns) == list(COLUMNS)
        said = " ".join([*rows["measure"], *rows["group"], *rows["reason"]])
        assert not any(f"R{n}" in said for n in range(1, 7)) and "your" not in said.lower()


def test_reasons_for_a_change_are_counted():
    rows = shift.shift_rows(*ratings(3, points=15))
    assert row(rows, shift.REASON.format("with the ending"), "ending")["numerator"] == 36


def test_the_same_seed_gives_the_same_rows():
    one, two = (shift.shift_rows(*ratings(4, points=10), seed=5) for _ in range(2))
    pd.testing.assert_frame_equal(one, two)


def test_arms_are_even_for_packs_and_for_raters():
    packs, people = [f"P{n}" for n in range(9)], [f"R{n}" for n in range(6)]
    arms = pd.DataFrame(draw_arms(packs, people, 0.5, 1))
    again = arms[arms["stage"] == "again"]
    assert set(again["pack"].value_counts()) == {3} and set(again["rater"].value_counts()) <= {4, 5}
    assert draw_arms(packs, people, 0.5, 1) != draw_arms(packs, people, 0.5, 2)
    assert {a["stage"] for a in draw_arms(packs, people, 0, 1)} == {"reveal"}
    assert pd.DataFrame(draw_arms(packs, people, 0.01, 1)).groupby("pack")["stage"].nunique().eq(2).all()


def test_a_leak_is_flagged_and_a_habit_is_not():
    frame, told = ratings(5, packs=24, guess=0.9)
    rows = blinding_rows(frame, endings(told))
    both = row(rows, "blinding index (Bang)", BOTH)
    assert both["value"] > 0.5 and both["lower"] > 0.3 and any("flagged over both" in line for line in flags(rows))
    always = frame.assign(value=frame["value"].where(frame["item"] != "guess", "went badly"))
    rows = blinding_rows(always, endings(told))
    assert row(rows, "blinding index (Bang)", "went badly")["value"] == 1 and row(rows, "blinding index (Bang)", BOTH)["value"] == 0
    few = blinding_rows(frame[frame["rater"].isin(["R1", "R2"])], endings(told))
    assert set(few["status"]) == {INSUFFICIENT} and few["denominator"].notna().all()


def test_one_pack_with_an_ending_gives_no_index_and_no_flag():
    frame, told = ratings(5, packs=16, guess=1)
    lone = frame[frame["pack"].isin({p for p, e in endings(told).items() if e == "went badly"} | {"P02"})]
    rows = blinding_rows(pd.concat([lone, _renamed(lone)]), endings(pd.concat([told, _renamed(told)])))
    found = row(rows, "blinding index (Bang)", "went well")
    assert (found["status"], found["denominator"]) == (INSUFFICIENT, 12) and np.isnan(found["value"])
    assert "of 2 packs" in found["reason"] and not any("it went well" in line for line in flags(rows))
    alike = row(rows, "blinding index (Bang)", "went badly")
    assert (alike["value"], alike["upper"]) == (1, 1) and 0.6 < alike["lower"] < 0.9
    nothing = rows.assign(lower=np.nan, upper=np.nan)
    assert not any("flagged" in line for line in flags(nothing))


def test_a_habit_over_all_packs_has_an_interval_with_a_width():
    frame, told = ratings(5, packs=24)
    always = frame.assign(value=frame["value"].where(frame["item"] != "guess", "went badly"))
    both = row(blinding_rows(always, endings(told)), "blinding index (Bang)", BOTH)
    assert both["lower"] < 0 < both["upper"] and both["value"] == 0


def _renamed(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(pack="X" + frame["pack"])


def test_a_bin_of_few_packs_is_counted_and_one_of_like_answers_has_an_interval_with_a_width():
    frame, told = ratings(6, packs=20)
    sure = frame["item"].eq("chance_incident") & frame["pack"].isin({p for p, e in endings(told).items() if e == "went badly"})
    one = frame["item"].eq("chance_incident") & (frame["pack"] == "P02") & (frame["rater"] == "R1")
    frame = frame.assign(value=frame["value"].mask(frame["item"].eq("chance_incident"), 50).mask(sure, 90).mask(one, 5))
    rows = forecast_rows(frame, told)
    lone, ten = (row(rows, BIN, f"incident: {part}") for part in ("0 to 20", "80 to 100"))
    assert (lone["status"], lone["denominator"]) == (INSUFFICIENT, 1) and np.isnan(lone["value"]) and "1 packs" in lone["reason"]
    assert (ten["status"], ten["value"], ten["upper"]) == (OK, 1, 1) and 0.6 < ten["lower"] < 0.9
    right = frame.assign(value=frame["value"].mask(frame["item"].eq("chance_incident"), 0).mask(sure, 100))
    score = row(forecast_rows(right, told), "Brier score", "incident")
    assert score["value"] == 0 == score["lower"] < score["upper"]


def test_missing_is_of_the_packs_of_the_row_and_of_all_that_were_planned():
    frame, told = ratings(3, points=15)
    everybody = {*zip(frame["pack"], frame["rater"], strict=True)}
    bad = {p for p, e in endings(told).items() if e == "went badly"}
    kept = frame[~((frame["rater"] == "R1") & frame["pack"].isin(bad))]
    rows = shift.shift_rows(kept, told, planned=everybody)
    groups = (shift.TOWARD, f"{shift.TOWARD}, after a good ending", f"{shift.TOWARD}, after a bad ending")
    assert [row(rows, shift.NET.format("grade"), g)["missing"] for g in groups] == [6, 0, 6]


def test_comparisons_that_are_all_alike_have_no_interval_of_width_nought():
    frame, told = ratings(3, points=15)
    frame = frame.assign(value=frame["value"].where(frame["item"] != "grade", 3))
    found = row(shift.shift_rows(frame, told), shift.NET.format("grade"))
    assert found["status"] == INSUFFICIENT and np.isnan(found["lower"])
    assert found["reason"].startswith("in none of 108 comparisons did one move further")


def test_where_all_go_one_way_the_summary_says_how_many_and_which_way():
    frame, told = ratings(3, points=15)
    after = frame["stage"].eq("reveal") & frame["item"].eq("grade")
    seen = [1 if endings(told)[pack] == "went badly" else 4 for pack in frame["pack"]]
    frame = frame.assign(value=frame["value"].where(frame["item"].ne("grade"), 3).mask(after, pd.Series(seen)))
    rows = shift.shift_rows(frame, told)
    assert row(rows, shift.NET.format("grade"))["status"] == INSUFFICIENT
    assert shift_said(rows)[0] == (
        "The grade: in all of 108 comparisons the one who saw the ending moved further toward it, so no interval can be told. The "
        "middle lies toward the ending in 12 of 12 packs (sign test over packs: p below 0.001)."
    )


def test_forecasts_are_scored_where_there_are_enough_and_counted_else():
    frame, told = ratings(6)
    rows = forecast_rows(frame, told)
    assert row(rows, "Brier score", "incident")["status"] == OK
    assert row(rows, SKILL, "incident")["status"] == NOT_RECORDED
    rates = {(p, o): 0.5 for p in told["pack"] for o in ("incident", "permanence")}
    found = row(forecast_rows(frame, told, rates), SKILL, "incident")
    assert found["status"] == OK and found["value"] == pytest.approx(1 - row(rows, "Brier score", "incident")["value"] / 0.25)
    few = forecast_rows(frame[frame["pack"] < "P05"], told)
    assert set(few["status"]) == {INSUFFICIENT} and few["value"].isna().all() and few["denominator"].sum() > 0


def test_the_paradox_is_told_where_it_bites():
    packs = [f"P{n:02}" for n in range(25)]
    cells = [(p, r, "0" if (n, r) in ((0, "R1"), (1, "R2")) else "2") for n, p in enumerate(packs) for r in ("R1", "R2")]
    frame = pd.DataFrame([("rv", p, r, "blind", "p2", v, False, "") for p, r, v in cells], columns=list(ratings(1)[0].columns))
    [line] = paradox(frame)
    assert line.startswith("p2: 96%") and "chance alone" in line
    assert paradox(ratings(1)[0]) == []
    assert (
        row(agreement_rows(frame), "weighted kappa", "p2")["value"] < 0.1 < row(agreement_rows(frame), "Gwet's AC2", "p2")["value"]
    )


def blind(item: str, marks: dict[str, list[str]]) -> pd.DataFrame:
    rows = [
        ("rv", f"P{n:02}", rater, "blind", item, mark, False, "") for rater, all_ in marks.items() for n, mark in enumerate(all_)
    ]
    return pd.DataFrame(rows, columns=list(ratings(1)[0].columns))


def test_kappa_and_ac2_are_not_said_to_lie_near_each_other_where_they_do_not():
    far = blind("p3", {"R1": list("001101100110"), "R2": list("010110010101")})
    none, apart, _ = beside(far)
    assert none == "No item has nearly all ratings alike (80% of ratings or more are the same answer)."
    assert apart == "Kappa and AC2 lie 0.2 or more apart, though no answer is nearly all: p3: kappa -0.33, AC2 0.67."
    assert beside(blind("p3", {"R1": list("001122001122"), "R2": list("001122001121")})) == [none]
    assert beside(far[far["pack"] < "P05"])[0].startswith("Kappa and AC2 cannot be set side by side")


def test_what_raters_say_of_their_own_judging_is_nothing_to_agree_on():
    marks = {"R1": list("001122001122"), "R2": list("001122001121")}
    rows = agreement_rows(pd.concat([blind(item, marks) for item in ("p3", "p4", "p5", "p6")]))
    assert set(rows["group"]) == {"p3", "p6"}
