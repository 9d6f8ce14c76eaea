"""The workshop's arms, clock and slips, and what it says of a room."""

from dataclasses import replace

import pandas as pd
import pytest

from toolkit import paths
from toolkit.errors import CaseReviewError
from toolkit.record import open_record
from toolkit.review.workshop import open_workshop, page, paper, sealed
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
    return open_workshop(record, "C00001", "D6", people=20, seed=4)


def filled(workshop, path, grade, chance):
    """The slips of a room in which each arm answers as it is told."""
    blank = sheet(workshop)
    arms = [letters(workshop.seed, d)[c] for d, c in zip(blank["decision"], blank["card"], strict=True)]
    blank["grade"] = [str(grade(arm, seat)) for arm, seat in zip(arms, blank["seat"], strict=True)]
    blank["chance"] = [str(chance(arm, seat)) for arm, seat in zip(arms, blank["seat"], strict=True)]
    blank.to_csv(path, index=False)
    return path


@pytest.mark.parametrize("rounds", [1, 2, 3])
def test_the_steps_fill_any_length_to_the_minute(rounds):
    for minutes in (75, 90, 131, 240):
        steps = timed(minutes, rounds)
        assert sum(s.minutes for s in steps) == minutes and all(s.minutes > 0 for s in steps)
        assert [s.starts for s in steps] == [sum(x.minutes for x in steps[:n]) for n in range(len(steps))]


def test_everything_is_judged_before_any_talk():
    names = [(s.name, s.round) for s in timed(180, 2)]
    alone = ["read", "decide", "chosen", "sealed", "rate"]
    assert names[1:11] == [(name, n) for n in (1, 2) for name in alone]
    assert not any(s.asks for s in timed(180, 2)[1:11])
    assert {"told", "options", "scaling"} < {name for name, _ in names[11:]}


def test_a_decision_that_card_1_does_not_tell_is_taken_and_one_that_it_tells_is_said(record, workshop):
    assert open_workshop(record, "C00001").names == ("D2",)
    assert workshop.foretold == ("day \u22122: meeting",)
    assert any("may tell how it will be decided (day \u22122: meeting)" in line for line in page.summary(workshop))


def test_a_room_too_small_for_a_number_is_told_so(workshop):
    small, least = (replace(workshop, people=n) for n in (9, 10))
    words = " ".join([*page.summary(small), *(line for p in sealed.guide(small) for line in p.lead)])
    assert "no number. For one it takes 5 slips from each half: 10 people or more" in words and "28 people" not in words
    assert "so few slips carry no number" in words and "how many people it takes" not in words
    assert "28 people" in " ".join(page.summary(least))


def test_the_card_with_the_ending_is_read_to_those_who_have_not_seen_it(workshop):
    told = next(p for p in sealed.guide(workshop) if "Tell everybody everything" in p.title)
    letter = next(letter for letter, arm in letters(4).items() if arm == ENDING)
    assert told.lead[-1] == f"Decision 1: read card 3{letter} aloud."


def test_what_the_second_slip_asks_is_not_on_the_first(workshop):
    first, second = paper.slips(workshop)
    assert not any("likely" in line or "Card 3" in line for line in first.lead)
    assert paper.LINE in first.lead and "☐ 4 clearly acceptable" in second.lead
    assert f"asked once more at {workshop.clock('told')}" in " ".join(second.lead)


def test_all_that_is_to_be_printed_stands_on_the_page_under_its_heading(workshop):
    listed = paper.to_print(workshop).set_index("what")["copies"]
    panels = [*cards(workshop), *paper.slips(workshop), *paper.sheets(workshop), *sealed.cards(workshop)]
    assert {p.title for p in panels} == set(listed.index[:-1])
    assert listed["Card 3X, decision 1"] + listed["Card 3Y, decision 1"] == listed["Slip 2, decision 1"] == 20


def test_the_command_builds_the_same_workshop_and_names_no_case_or_folder(workshop):
    made = replace(workshop, people=9, steps=tuple(timed(90)), seed=3, ending="invented: bad")
    told = page.command(made, "/home/me/agency", "C00001", "", "", "pseudonyms", "")[1]
    assert told == (
        "casereview run practice_workshop --record agency --decisions D6 --people 9 --minutes 90 --seed 3 "
        "--ending 'invented: bad' --slips filled.csv --to reports"
    )
    other = page.command(made, "", "C00009", "2024-01-01", "x/ours.toml", "as recorded", "")[1]
    assert "C00009" not in other and "--case-ids CASES" in other and "--settings ours.toml --identifiers 'as recorded'" in other


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
    assert (rows.loc[GRADE, "numerator"], rows.loc[GRADE, "denominator"], rows.loc[CHANCE, "denominator"]) == (8, 100, 20)
    words = " ".join(said(slips))
    assert "28 people in each half" in words and "10 slips with the ending, 10 without" in words
    assert "it lay between a good ending and a bad one" in words and "it takes 107 in each half" in words
    assert ": in 8% of all pairs, the one with the ending stood above" in words


def test_a_room_in_which_it_does_nothing_says_no_more_than_that(workshop, tmp_path):
    slips = read_slips(filled(workshop, tmp_path / "s.csv", lambda a, s: 1 + s % 4, lambda a, s: 10 * (s % 8)), workshop)
    assert "do not tell the two cards apart" in " ".join(said(slips))


def test_few_slips_are_counted_and_nothing_is_computed(workshop, tmp_path):
    path = filled(workshop, tmp_path / "s.csv", lambda a, s: 2 if s <= 8 else "", lambda a, s: 50 if s <= 8 else "")
    slips = read_slips(path, workshop)
    rows = effect(slips)
    assert set(rows["status"]) == {"insufficient"} and rows["value"].isna().all() and set(rows["missing"]) == {12}
    assert rows["denominator"].tolist() == [16, 8]  # pairs, and slips
    assert "tell nothing" in said(slips)[0]
    assert counts(slips)["not answered"].sum() == 12


def test_slips_that_are_all_alike_are_said_to_be_so():
    alike = pd.DataFrame({"decision": 1, "arm": [ENDING, NO_ENDING] * 7, "grade": 3, "chance": 40})
    rows = effect(alike)
    assert rows["value"].tolist() == [0.5, 0] and rows[["lower", "upper"]].isna().all(axis=None)
    assert set(rows["reason"]) == {"no interval can be told: all slips are alike"}
    apart = effect(alike.assign(grade=[2, 3] * 7))
    assert apart["reason"].tolist()[0] == "no interval can be told: all of one arm lie on one side of the other"
    assert "all slips are alike" in said(alike)[0]


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
    assert cards(workshop) == cards(open_workshop(record, "C00001", "D6", as_of=until, people=20, seed=4))
