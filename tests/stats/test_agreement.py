"""Agreement: published examples, the cases where coefficients part company, and what never changes a coefficient."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.stats.agreement import agreement

# Krippendorff 2011 (Computing Krippendorff's Alpha-Reliability): four observers, twelve units; the same data as cac.raw4raters of
# the R package irrCAC, whose manual gives the other coefficients.
FOUR = [
    [None if c in ". " else c for c in unit]
    for unit in zip(
        ["1", "2", "3", "3", "2", "1", "4", "1", "2", ".", ".", "."],
        ["1", "2", "3", "3", "2", "2", "4", "1", "2", "5", ".", "3"],
        [".", "3", "3", "3", "2", "3", "4", "2", "2", "5", "1", "."],
        ["1", "2", "3", "3", "2", "4", "4", "1", "2", "5", "1", "."],
        strict=True,
    )
]
FIVE = list("12345")


def test_krippendorffs_own_example() -> None:
    assert agreement(FOUR, FIVE, resamples=20).alpha.value == pytest.approx(0.743, abs=5e-4)
    assert agreement(FOUR, FIVE, weights="quadratic", resamples=20).alpha.value == pytest.approx(0.815, abs=5e-4)


def test_gwets_coefficients_with_missing_ratings() -> None:
    found = agreement(FOUR, FIVE, resamples=20)
    assert found.ac.value == pytest.approx(0.77544, abs=5e-6)
    assert found.percent.value == pytest.approx(0.81818, abs=5e-6)
    assert (found.cases, found.alone, found.missing) == (11, 1, 7)


def test_cohens_kappa_by_hand() -> None:
    # 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: observed 0.70, by chance 0.50, kappa 0.40.
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert agreement(pairs, ["y", "n"], resamples=20).kappa.value == pytest.approx(0.40)


def test_weighted_kappa_against_statsmodels() -> None:
    from statsmodels.stats.inter_rater import cohens_kappa

    rng = np.random.default_rng(3)
    one = rng.integers(0, 4, 80)
    two = np.clip(one + rng.integers(-1, 2, 80), 0, 3)
    counts = np.zeros((4, 4))
    np.add.at(counts, (one, two), 1)
    names = list("abcd")
    pairs = [(names[a], names[b]) for a, b in zip(one, two, strict=True)]
    for kind, theirs in (("linear", "linear"), ("quadratic", "quadratic")):
        mine = agreement(pairs, names, weights=kind, resamples=20).kappa.value
        assert mine == pytest.approx(cohens_kappa(counts, wt=theirs, return_results=False))


def test_the_paradox_of_nearly_all_in_one_category() -> None:
    found = agreement([("s", "s")] * 18 + [("s", "n"), ("n", "s")], ["s", "n"], resamples=200)
    assert (round(found.percent.value, 2), round(found.kappa.value, 2), round(found.ac.value, 2)) == (0.9, -0.05, 0.89)
    assert found.shares["s"] == pytest.approx(38 / 40)


def test_where_all_are_alike_chance_explains_everything() -> None:
    found = agreement([("a", "a")] * 9, ["a", "b"], resamples=20)
    assert found.percent.value == found.ac.value == 1
    assert math.isnan(found.kappa.value) and math.isnan(found.alpha.value)


def test_nothing_to_go_on() -> None:
    found = agreement([("a", None), (None, "b")], ["a", "b"], resamples=20)
    assert all(math.isnan(x.value) for x in (found.percent, found.kappa, found.alpha, found.ac))
    assert (found.cases, found.alone, found.missing) == (0, 2, 2)
    assert math.isnan(agreement([], ["a", "b"], resamples=20).percent.value)


@pytest.mark.parametrize(
    "ratings, categories, weights",
    [([("a", "x")], ["a", "b"], "identity"), ([("a",), ("a", "b")], ["a", "b"], "identity"), ([("a", "a")], ["a"], "identity"),
     ([("a", "a")], ["a", "b"], "cubic")],
)  # fmt: skip
def test_what_cannot_be_is_refused(ratings, categories, weights) -> None:
    with pytest.raises(ValueError):
        agreement(ratings, categories, weights)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(*[st.sampled_from(["a", "b", "c", None])] * 3), min_size=3, max_size=25), st.randoms(use_true_random=False)
)
def test_the_order_of_cases_and_of_raters_changes_nothing(ratings, dice) -> None:
    shuffled = dice.sample(ratings, len(ratings))
    turned = [tuple(reversed(row)) for row in shuffled]
    one, two = (agreement(r, ["a", "b", "c"], weights="quadratic", resamples=2) for r in (ratings, turned))
    for name in ("percent", "kappa", "alpha", "ac"):
        assert getattr(one, name).value == pytest.approx(getattr(two, name).value, nan_ok=True)


def test_intervals_cover_what_is_true() -> None:
    """AC1 of two raters who are right with chance 0.9 of two even categories: agreement 0.82, AC1 0.64."""
    hits = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        truth = rng.random(60) < 0.5
        rate = lambda: np.where(rng.random(60) < 0.9, truth, ~truth)  # noqa: B023, E731
        pairs = [("y" if a else "n", "y" if b else "n") for a, b in zip(rate(), rate(), strict=True)]
        found = agreement(pairs, ["y", "n"], resamples=200, seed=seed).ac
        hits += found.lower <= 0.64 <= found.upper
    assert hits >= 52
