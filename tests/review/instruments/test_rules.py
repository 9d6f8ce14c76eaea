"""Computed ratings: worked by hand from the rules as they stand in the instrument's files."""

from __future__ import annotations

import shutil

import pytest

from toolkit.errors import CaseReviewError
from toolkit.review.forms import read_form
from toolkit.review.forms.read import folder_of
from toolkit.review.instruments import rate, read_rules

SA, PA, NO = "Substantially Achieved", "Partially Achieved", "Not Achieved"
S, A, NA = "Strength", "ANI", "NA"


@pytest.fixture(scope="module")
def style():
    form = read_form("cfsr_style")
    return form, read_rules("cfsr_style", form)


def rated(style, **items):
    """What all comes to where each item is rated so, by answers that give it."""
    form, ratings = style
    says = {S: "yes", A: "no", NA: "NA"}
    answers = {i.id: says[items.get(i.counts_in, S)] for i in form.items if i.counts_in}
    return {name: r.final for name, r in rate(ratings, answers).items()}


@pytest.mark.parametrize(
    ("answers", "wanted"),
    [(("yes", "yes"), S), (("yes", "NA"), S), (("yes", "no"), A), (("NA", "no"), A), (("NA", "NA"), NA), (("yes", None), None)],
)
def test_an_item_from_its_questions(style, answers, wanted):
    assert rate(style[1], {"i1_a": answers[0], "i1_b": answers[1]})["i1"].final == wanted


@pytest.mark.parametrize(
    ("outcome", "items", "wanted"),
    [
        ("s1", {}, SA),
        ("s1", {"i1": A}, NO),
        ("s1", {"i1": NA}, NA),
        ("s2", {"i2": NA}, SA),
        ("s2", {"i2": A}, PA),
        ("s2", {"i3": A}, PA),
        ("s2", {"i2": A, "i3": A}, NO),
        ("s2", {"i2": NA, "i3": A}, NO),
        ("p1", {"i5": NA}, SA),
        ("p1", {"i4": A}, PA),
        ("p1", {"i4": A, "i5": A, "i6": A}, NO),
        ("p1", {"i4": NA, "i5": NA, "i6": NA}, NA),
        ("p2", {"i7": A}, SA),
        ("p2", {"i7": A, "i8": A}, PA),
        ("p2", {f"i{n}": A for n in range(7, 12)}, NO),
        ("w1", {"i13": A}, SA),
        ("w1", {"i13": A, "i14": A}, PA),
        ("w1", {"i12": A}, PA),
        ("w1", {f"i{n}": A for n in range(12, 16)}, NO),
        ("w2", {"i16": A}, NO),
        ("w3", {"i17": NA}, SA),
        ("w3", {"i17": A}, PA),
        ("w3", {"i17": A, "i18": A}, NO),
    ],
)
def test_an_outcome_from_its_items(style, outcome, items, wanted):
    assert rated(style, **items)[outcome] == wanted


def test_an_override_is_seen_and_what_was_computed_stays(style):
    form, ratings = style
    answers = {i.id: "yes" for i in form.items if i.counts_in} | {"i1_a": "no", "i1_override": S, "i1_reason": "abroad"}
    found = rate(ratings, answers)
    assert (found["i1"].computed, found["i1"].override, found["i1"].final, found["i1"].reason) == (A, S, S, "abroad")
    assert found["s1"].final == SA


def test_an_override_needs_a_reason(style):
    from toolkit.review.forms import check_answers

    said = check_answers(style[0], {"i1_override": S})
    assert "page 1, i1_reason: not answered" in said
    assert "page 1, i2_reason: not answered" not in said


def test_rules_that_were_not_checked_say_so(style):
    assert not any(rating.checked for rating in style[1])


def test_broken_rules_say_everything_at_once(tmp_path):
    own = tmp_path / "cfsr_style"
    shutil.copytree(folder_of("cfsr_style"), own)
    (own / "ratings.csv").write_text(
        "rating,label,level,counts_in,rules,source,checked\ni1,x,item,s1,itemm,s,no\ns1,y,outcom,,one,s,no\nzz,z,item,,item,s,no\n",
        encoding="utf-8",
    )
    (own / "rules.csv").write_text("rules,result,needs,source,checked\nitem,A,no => 3,s,no\none,B,always,s,no\n", encoding="utf-8")
    with pytest.raises(CaseReviewError) as error:
        read_rules(own, read_form(own))
    for words in (
        "no set of rules itemm (did you mean item?)",
        "level must be item or outcome",
        "(zz): nothing counts in it",
        "cannot read no => 3",
        "the last rule of a set must need nothing",
    ):
        assert words in str(error.value)
    (own / "rules.csv").unlink()
    with pytest.raises(CaseReviewError, match="rules.csv: there is no such file"):
        read_rules(own, read_form(own))


def test_an_instrument_without_ratings_computes_none(form):
    assert read_rules("case_file_audit", form) == ()
