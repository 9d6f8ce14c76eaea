"""The workshop's arms, clock and slips, and what it says of a room."""

import pandas as pd
import pytest

from toolkit import paths
from toolkit.errors import CaseReviewError
from toolkit.record import open_record
from toolkit.review.workshop import open_workshop
from toolkit.review.workshop.answers import read_slips, sheet
from toolkit.review.workshop.arms import ENDING, NO_ENDING, letters, seats
from toolkit.review.workshop.cards import cards
from toolkit.review.workshop.effect import CHANCE, GRADE, counts, effect, said
from toolkit.review.workshop.endings import card
from toolkit.review.workshop.steps import timed


@pytest.fixture(scope="module")
def record():
    return open_record(paths.sample_record())


@pytest.fixture(scope="module")
def workshop(record):
    return open_workshop(record, "C00001", people=20, seed=4)


def filled(workshop, path, grade, chance):
    """The slips of a room in which each arm answers as it is told."""
    blank = sheet(workshop)
    arms = [letters(workshop.seed, d)[c] for d, c in zip(blank["decision"], blank["card"], strict=True)]
    blank["grade"] = [str(grade(arm, seat)) for arm, seat in zip(arms, blank["seat"], strict=True)]
    blank["chance"] = [str(chance(arm, seat)) for arm, seat in zip(arms, blank["seat"], strict=True)]
    blank.to_csv(path, index=False)
    return path


def test_the_steps_fill_any_length_to_the_minute():
    for minutes in (75, 90, 131, 240):
        steps = timed(minutes)
        assert sum(s.minutes for s in steps) == minutes and all(s.minutes > 0 for s in steps)
        assert [s.starts for s in steps] == [sum(x.minutes for x in steps[:n]) for n in range(len(steps))]


@pytest.mark.parametrize("people", [4, 7, 12, 60])
def test_the_arms_are_even_whoever_stays_away_at_the_end(people):
    drawn = seats(people, 11)
    for came in range(2, people + 1):
        x = int((drawn["card"].head(came) == "X").sum())
        assert abs(2 * x - came) <= 1 + came % 2


def test_the_letters_say_nothing_and_turn_with_each_round():
    assert {letters(seed)["X"] for seed in range(40)} == {"ending", "no ending"}
    assert all(letters(seed, 1)["X"] == letters(seed, 2)["Y"] for seed in range(10))


def test_a_room_in_which_the_ending_does_its_work(workshop, tmp_path):
    slips = read_slips(
        filled(workshop, tmp_path / "s.csv", lambda a, s: 1 + s % 2 + (a != ENDING), lambda a, s: 30 + s + 25 * (a == ENDING)),
        workshop,
    )
    rows = effect(slips).set_index("measure")
    assert rows.loc[GRADE, "upper"] < 0.5 and rows.loc[GRADE, "status"] == "ok"
    assert 15 < rows.loc[CHANCE, "value"] < 35 and rows.loc[CHANCE, "lower"] > 0
    words = " ".join(said(effect(slips)))
    assert "28 people in each arm" in words and "10 slips with the ending, 10 without" in words


def test_a_room_in_which_it_does_nothing_says_no_more_than_that(workshop, tmp_path):
    slips = read_slips(filled(workshop, tmp_path / "s.csv", lambda a, s: 1 + s % 4, lambda a, s: 10 * (s % 8)), workshop)
    assert "do not tell the two cards apart" in " ".join(said(effect(slips)))


def test_few_slips_are_counted_and_nothing_is_computed(workshop, tmp_path):
    path = filled(workshop, tmp_path / "s.csv", lambda a, s: 2 if s <= 8 else "", lambda a, s: 50 if s <= 8 else "")
    rows = effect(read_slips(path, workshop))
    assert set(rows["status"]) == {"insufficient"} and rows["value"].isna().all() and set(rows["missing"]) == {12}
    assert "tell nothing" in said(rows)[0]
    assert counts(read_slips(path, workshop))["not answered"].sum() == 12


def test_slips_that_are_all_alike_are_said_to_be_so():
    alike = pd.DataFrame({"decision": 1, "arm": [ENDING, NO_ENDING] * 7, "grade": 3, "chance": 40})
    rows = effect(alike)
    assert rows["value"].tolist() == [0.5, 0] and rows[["lower", "upper"]].isna().all(axis=None)
    assert set(rows["reason"]) == {"no interval can be told: all slips are alike"}
    apart = effect(alike.assign(grade=[2, 3] * 7))
    assert apart["reason"].tolist()[0] == "no interval can be told: all of one arm lie on one side of the other"
    assert "all slips are alike" in said(rows)[0]


def test_all_that_is_wrong_with_the_slips_is_told_at_once(workshop, tmp_path):
    path = tmp_path / "s.csv"
    right = seats(20, 4)["card"].iloc[1]
    wrong = "X" if right == "Y" else "Y"
    path.write_text(f"decision,seat,card,grade,chance\n1,1,{seats(20, 4)['card'].iloc[0]},5,200\n1,2,{wrong},,\n1,99,X,1,1\n")
    with pytest.raises(CaseReviewError) as told:
        read_slips(path, workshop)
    words = str(told.value)
    assert "row 2: grade must be a whole number from 1 to 4" in words and "row 2: chance" in words
    assert f"row 3: by the seat list the card is {right}" in words and "row 4: there is no such decision and seat" in words


@pytest.mark.parametrize("said_", ["", "seat,grade\n1,2\n", "\x00\x00"])
def test_what_is_no_sheet(workshop, tmp_path, said_):
    path = tmp_path / "s.csv"
    path.write_text(said_)
    with pytest.raises(CaseReviewError):
        read_slips(path, workshop)


def test_an_invented_ending_needs_an_invented_case(record):
    with pytest.raises(CaseReviewError) as told:
        open_workshop(record, "C00001", ending="invented: bad", case_from="our own", people=2, minutes=10)
    words = str(told.value)
    for part in ("no false ending is told", "give why_known", "people must be", "minutes must be"):
        assert part in words
    made = open_workshop(record, "C00001", ending="invented: bad")
    assert "broken arm" in card(made, 1, ENDING)[0]


def test_a_record_of_people_is_never_invented(record, tmp_path):
    (tmp_path / "r").mkdir()
    for file in record.files.values():
        (tmp_path / "r" / file.name).write_bytes(file.read_bytes())
    with pytest.raises(CaseReviewError, match="say where they are from"):
        open_workshop(open_record(tmp_path / "r"), "C00001")
    assert open_workshop(open_record(tmp_path / "r"), "C00001", case_from="another area").names


def test_a_known_case_needs_a_reason(record):
    with pytest.raises(CaseReviewError, match="give why_known"):
        open_workshop(record, "C00001", case_from="known in the area or from the news")
    assert open_workshop(record, "C00001", case_from="our own", why_known="the team asked for it").why_known


def test_unknown_names_suggest_the_nearest(record):
    with pytest.raises(CaseReviewError) as told:
        open_workshop(record, "C00001, C0000x", "D77, D1", ending="invented:bad", case_from="our ow")
    words = str(told.value)
    assert "did you mean our own" in words and "did you mean invented: bad" in words and "no decision D77" in words


def test_the_cards_of_the_two_arms_differ_in_the_ending_alone(workshop):
    told, untold = card(workshop, 1, ENDING), card(workshop, 1, "no ending")
    assert told != untold and "not told" in untold[0] and "365 days after the decision" in told[0]


def test_the_cards_are_short_and_hold_nothing_of_the_ending(workshop):
    told = cards(workshop)
    assert [sheet.title for sheet in told] == ["Card 1, decision 1", "Card 2, decision 1"]
    listed = [line for sheet in told for lines in sheet.lists.values() for line in lines]
    assert max(len(lines) for sheet in told for lines in sheet.lists.values()) <= 24
    assert any("not on this card" in line for line in listed)
    for line in card(workshop, 1, ENDING)[1:-1]:
        assert line not in listed


def test_the_cards_of_another_future_are_the_same(record, workshop):
    until = workshop.view(1)["as_of"].iloc[0][:10]
    assert cards(workshop) == cards(open_workshop(record, "C00001", as_of=until, people=20, seed=4))
