from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.errors import CaseReviewError
from toolkit.study.frame import JOINED, read_frame
from toolkit.study.sample import COLUMNS, DRAWN, REPLACEMENT, allocate, draw_sample, write_sample


def spell(case: str, start: str = "2020-01-01", end: str = "", **more: str) -> dict[str, str]:
    return {"case_id": case, "occurred_on": start, "ended_on": end, **more}


def child(case: str, born: str, family: str = "") -> dict[str, str]:
    return {"case_id": case, "occurred_on": "2020-01-01", "born_on": born, "family_id": family}


@pytest.fixture
def agency(hand_record) -> Path:
    """Twelve open cases in ten families: 8 in team north (two of them siblings), 4 in south (two of them siblings)."""
    cases = [spell(f"n{i}", team="north") for i in range(8)] + [spell(f"s{i}", team="south") for i in range(4)]
    children = [
        child("n0", "2010-01-01", "f1"),
        child("n1", "2012-01-01", "f1"),
        child("s0", "2010-01-01", "f2"),
        child("s1", "2015-01-01", "f2"),
    ]
    return hand_record(case=[*cases, spell("gone", end="2020-03-01", recorded_at="2020-03-02")], child=children)


def test_every_case_is_in_the_frame_or_left_out_with_a_reason(agency):
    sample = draw_sample(agency, 5, seed=1, as_of="2020-06-01")
    assert (sample.frame_cases, sample.excluded) == (12, {"closed on or before that day": 1})
    assert len(sample.rows) == 12


def test_strata_weights_and_kish_by_hand(agency):
    # North: 7 families, south: 3. Five places: 3.5 and 1.5, so 3 and 1, and the one left over goes by remainder: a tie, the later name.
    sample = draw_sample(agency, 5, seed=1, strata=("team",), as_of="2020-06-01")
    assert [(s.name, s.families, s.drawn) for s in sample.strata] == [("north", 7, 3), ("south", 3, 2)]
    assert [s.weight for s in sample.strata] == pytest.approx([7 / 3, 1.5])
    # Kish: (3 * 7/3 + 2 * 3/2)^2 / (3 * 49/9 + 2 * 9/4) = 100 / (16.3333 + 4.5)
    assert sample.effective == pytest.approx(100 / (49 / 3 + 4.5))


def test_weights_of_the_drawn_add_up_to_the_families_of_the_frame(agency):
    drawn = draw_sample(agency, 6, seed=3, strata=("team",), as_of="2020-06-01").rows.query("use == 'drawn'")
    assert drawn.drop_duplicates("family_no")["weight"].astype(float).sum() == pytest.approx(10)


def test_siblings_are_drawn_as_one(agency):
    for seed in range(8):
        rows = draw_sample(agency, 4, seed=seed, as_of="2020-06-01").rows.set_index("case_id")
        assert rows.loc["n0", ["use", "family_no"]].tolist() == rows.loc["n1", ["use", "family_no"]].tolist()


def test_siblings_share_the_stratum_of_the_eldest(hand_record):
    record = hand_record(case=[spell("a"), spell("b")], child=[child("a", "2018-01-01", "f"), child("b", "2005-01-01", "f")])
    rows = draw_sample(record, 1, seed=1, strata=("age_band",), as_of="2020-06-01").rows
    assert rows["stratum"].tolist() == ["10 to 15", "10 to 15"]


def test_replacements_follow_in_their_order_within_the_stratum(agency):
    rows = draw_sample(agency, 5, seed=1, strata=("team",), as_of="2020-06-01").rows
    north = rows[(rows["stratum"] == "north") & (rows["use"] == REPLACEMENT)]
    assert sorted(set(north["order"])) == [1, 2, 3, 4]
    assert set(north["weight"]) == {""}


def test_a_larger_sample_keeps_the_smaller_one(agency):
    small, large = (set(draw_sample(agency, n, seed=5, as_of="2020-06-01").rows.query("use == 'drawn'")["case_id"]) for n in (3, 6))
    assert small < large


def test_the_seed_alone_decides(agency):
    first, again, other = (draw_sample(agency, 4, seed=s, as_of="2020-06-01").rows for s in (1, 1, 2))
    assert first.equals(again)
    assert not first.equals(other)


def test_another_case_changes_no_number(hand_record):
    few = [spell(f"c{i}") for i in range(6)]
    before = draw_sample(hand_record(case=few), 6, seed=1, as_of="2020-06-01").rows["case_id"].tolist()
    after = draw_sample(hand_record(case=[*few, spell("new")]), 7, seed=1, as_of="2020-06-01").rows["case_id"].tolist()
    assert [c for c in after if c != "new"] == before


def test_what_was_recorded_later_is_not_in_the_frame(hand_record):
    late = spell("late", recorded_at="2021-01-01")
    shut = spell("shut", end="2020-02-01", recorded_at="2020-01-01")
    frame = read_frame(hand_record(case=[spell("here"), late, shut]), "2020-01-15").set_index("case_id")["standing"]
    # The end of `shut` lay ahead on the day of the frame: it was planned, not over.
    assert frame.to_dict() == {"here": "in the frame", "shut": "in the frame"}


def test_the_status_makes_the_frame_where_no_case_spells_are_kept(hand_record):
    record = hand_record(
        status=[spell("a", kind="looked after"), spell("b", end="2020-02-01", kind="looked after", recorded_at="2020-02-01")]
    )
    frame = read_frame(record, "2020-06-01")
    assert frame.attrs["spells"] == "status"
    assert frame.set_index("case_id")["standing"].to_dict() == {"a": "in the frame", "b": "closed on or before that day"}


def test_age_bands_at_their_boundaries(hand_record):
    born = {
        "day before first birthday": "2019-06-02",
        "first birthday": "2019-06-01",
        "tenth": "2010-06-01",
        "unborn": "2020-07-01",
    }
    record = hand_record(case=[spell(k) for k in born], child=[child(k, v) for k, v in born.items()])
    bands = read_frame(record, "2020-06-01").set_index("case_id")["age_band"].to_dict()
    assert bands == {"day before first birthday": "under 1", "first birthday": "1 to 4", "tenth": "10 to 15", "unborn": "unborn"}


@pytest.mark.parametrize(
    "sizes, n, places",
    [
        ({"a": 50, "b": 30, "c": 20}, 10, {"a": 5, "b": 3, "c": 2}),
        ({"a": 97, "b": 2, "c": 1}, 10, {"a": 8, "b": 1, "c": 1}),
        ({"a": 2, "b": 2}, 9, {"a": 2, "b": 2}),
        ({"a": 9, "b": 1, "c": 1}, 2, {"a": 2, "b": 0, "c": 0}),
        ({"a": 1}, 1, {"a": 1}),
    ],
)
def test_places_by_hand(sizes, n, places):
    assert allocate(sizes, n) == places


def test_a_stratum_that_gets_no_place_is_said(agency):
    assert "so the sample says nothing of them" in draw_sample(agency, 1, seed=1, strata=("team",), as_of="2020-06-01").text()


def test_the_text_names_no_case(agency):
    text = draw_sample(agency, 5, seed=1, as_of="2020-06-01").text()
    assert not any(f" {case} " in text for case in ("n0", "s0", "gone"))


def test_the_file_has_one_row_a_child(agency, tmp_path):
    file = write_sample(draw_sample(agency, 5, seed=1, as_of="2020-06-01"), tmp_path / "out" / "sample.csv")
    lines = file.read_text(encoding="utf-8").splitlines()
    assert lines[0] == ",".join(COLUMNS)
    assert len(lines) == 13
    assert sum(line.startswith(DRAWN) for line in lines) >= 5


@pytest.mark.parametrize(
    "words, given",
    [
        ("did you mean team?", {"strata": ("teams",)}),
        ("is not a day", {"as_of": "1/6/2020"}),
        ("No case was open", {"as_of": "1999-01-01"}),
        ("at least one family", {"n": 0}),
    ],
)
def test_wrong_input_is_told_in_words(agency, words, given):
    with pytest.raises(CaseReviewError, match=words.replace("?", r"\?")):
        draw_sample(agency, **{"n": 3, "seed": 1, "as_of": "2020-06-01", **given})


def test_two_numbers_of_one_child_are_one_case_from_the_day_that_was_recorded(hand_record):
    joined = {"alias_case_id": "old", "case_id": "new", "reason": "merged", "recorded_at": "2020-05-01"}
    record = hand_record(case=[spell("old"), spell("new"), spell("other")], identity=[joined])
    assert set(read_frame(record, "2020-04-30")["standing"]) == {"in the frame"}
    after = read_frame(record, "2020-05-01").set_index("case_id")
    assert after["standing"].to_dict() == {"new": "in the frame", "old": JOINED, "other": "in the frame"}
    assert after.at["old", "family"] == after.at["new", "family"]
    drawn = draw_sample(record, 5, seed=1, as_of="2020-05-01")
    assert sorted(drawn.rows["case_id"]) == ["new", "other"] and JOINED in drawn.text()
