"""The plan: its ladder only ever gets coarser, its hash moves with anything that it says, and all its faults are told at once."""

import json

import pytest

from toolkit.contrast.patterns import dimensions, faults, relabelled
from toolkit.contrast.reference_plan import default_ladder, ladder_words, plan_from, reference_plan
from toolkit.contrast.settings import table
from toolkit.errors import CaseReviewError


def test_the_ladder_of_the_data_file():
    assert default_ladder(["age_years", "placement_kind", "decision_kind"]) == (
        ("age_years", "placement_kind"),
        ("age_years (coarse)", "placement_kind (coarse)"),
        ("age_years (coarse)",),
    )
    assert default_ladder(["decision_kind"]) == ()  # it has no coarse form, and everybody is no class


def test_a_ladder_of_ones_own():
    plan = reference_plan("age_years (exact), legal_kind", "incident", ladder="age_years, legal_kind; age_years (coarse)")
    assert plan.ladder == (("age_years", "legal_kind"), ("age_years (coarse)",))
    assert ladder_words((plan.dimensions, *plan.ladder)) == (
        "age years in bands",
        "without legal kind and age years in coarser bands",
    )


def test_all_faults_are_told_at_once():
    with pytest.raises(CaseReviewError) as told:
        reference_plan("age_year, legal_kind (exact)", "incidents", 0, ladder="legal_kind; legal_kind; legal_kind, age_years")
    said = str(told.value)
    for words in (
        "there is no dimension age_year (did you mean age_years?)",
        "only a number has an exact form",
        "did you mean incident?",
        "the horizon must be a whole number of days above 0",
        "the ladder's pattern legal_kind is not coarser than the one before, legal_kind",
        "the ladder's pattern legal_kind, age_years is not coarser",
    ):
        assert words in said


def test_the_plan_comes_back_from_its_text_and_its_hash_moves_with_all_that_it_says():
    plan = reference_plan("age_years, legal_kind", "incident, return_home", 180, 7)
    assert plan_from(plan.to_json()) == plan_from(json.loads(plan.to_json())) == plan
    others = [
        reference_plan("legal_kind, age_years", "incident, return_home", 180, 7),
        reference_plan("age_years, legal_kind", "incident", 180, 7),
        reference_plan("age_years, legal_kind", "incident, return_home", 181, 7),
        reference_plan("age_years, legal_kind", "incident, return_home", 180, 8),
        reference_plan("age_years, legal_kind", "incident, return_home", 180, 7, ladder=""),
    ]
    assert len({p.sha256 for p in (plan, *others)}) == 6
    assert plan.unchanged
    for broken in ("", "[]", "{}", '{"dimensions": 3}'):
        with pytest.raises(CaseReviewError, match="no plan for reference classes"):
            plan_from(broken)


def test_every_coarser_label_is_of_a_band_or_kind_that_there_is():
    for row in table("coarser"):
        labels = [r["label"] for name in ("bands", "groupings") for r in table(name) if r["dimension"] == row["dimension"]]
        assert row["label"] in labels
    for dimension in {row["dimension"] for row in table("bands")} & {row["dimension"] for row in table("coarser")}:
        bands = [r["label"] for r in table("bands") if r["dimension"] == dimension]
        coarse = [relabelled(label, dimension, f"{dimension} (coarse)") for label in bands]
        assert len(set(coarse)) < len(bands)  # coarser indeed
        assert coarse == sorted(coarse, key=coarse.index)  # and each coarse band is one stretch


def test_the_option_chosen_is_a_dimension_and_not_one_by_default():
    assert "option_chosen" in dimensions()
    assert faults(["option_chosen", "option_chosen (coarse)"])
