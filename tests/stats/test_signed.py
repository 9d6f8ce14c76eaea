"""Signed differences: published examples, R's values, and every sign counted out by hand."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import rankdata

from toolkit.stats.crossed import crossed_interval, weighted_middle
from toolkit.stats.signed import hodges_lehmann, sign_test, signed_rank

# Hollander and Wolfe 1973, p. 29: Hamilton depression scale factor before and after a tranquilliser; the example of R's wilcox.test.
BEFORE = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30]
AFTER = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]
DEPRESSION = [round(b - a, 3) for b, a in zip(BEFORE, AFTER, strict=True)]


def test_the_depression_example_of_r() -> None:
    found = signed_rank(DEPRESSION)
    assert (found.plus, found.zeros, found.exact) == (40, 0, True)  # R: V = 40
    assert found.p == pytest.approx(0.0390625)  # R, one-sided: p-value = 0.01953
    shift = hodges_lehmann(DEPRESSION)
    assert shift.value == pytest.approx(0.46)  # Hollander and Wolfe, 3.2: the estimate is 0.46
    assert (shift.lower, shift.upper) == pytest.approx((0.010, 0.786))  # R, conf.int = TRUE


def test_darwins_maize() -> None:
    # Darwin 1876, fifteen pairs in eighths of an inch (Fisher 1935, The Design of Experiments, ch. III): R's wilcox.test gives
    # V = 96, p-value = 0.04126.
    maize = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]
    found = signed_rank(maize)
    assert (found.plus, found.minus) == (96, 24)
    assert found.p == pytest.approx(0.04126, abs=5e-6)
    assert sign_test(maize).p == pytest.approx(0.007385, abs=5e-7)  # R: binom.test(13, 15)


def test_effect_is_the_rank_biserial_correlation_of_kerby() -> None:
    # Kerby 2014: W = 45 with 10 pairs in favour and a total of 55 less 10 against gives (45 - 10) / 55.
    differences = [-4, 1, 2, 3, 5, 6, 7, 8, 9, 10]
    found = signed_rank(differences)
    assert found.effect == pytest.approx((51 - 4) / 55)


def by_hand(differences: list[float]) -> float:
    """Pratt's p-value with every sign tried."""
    given = np.array(differences)
    ranks = rankdata(abs(given))[given != 0]
    seen = abs(rankdata(abs(given))[given > 0].sum() - ranks.sum() / 2)
    sums = [sum(r for r, s in zip(ranks, signs, strict=True) if s) for signs in itertools.product([0, 1], repeat=len(ranks))]
    return float(np.mean([abs(s - ranks.sum() / 2) >= seen - 1e-9 for s in sums]))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-3, 3), min_size=1, max_size=9).filter(any))
def test_zeros_and_ties_are_counted_out(differences) -> None:
    assert signed_rank(differences).p == pytest.approx(by_hand(differences))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(-5, 5), min_size=1, max_size=30))
def test_turned_round_it_says_the_opposite_and_as_surely(differences) -> None:
    one, two = signed_rank(differences), signed_rank([-d for d in differences])
    assert (one.plus, one.minus) == (two.minus, two.plus)
    assert one.p == pytest.approx(two.p, nan_ok=True)
    assert sign_test(differences).p == pytest.approx(sign_test([-d for d in differences]).p, nan_ok=True)


def test_zeros_alone_say_nothing() -> None:
    assert math.isnan(signed_rank([0, 0]).p) and math.isnan(sign_test([0]).p) and math.isnan(signed_rank([]).effect)
    assert hodges_lehmann([0.0, 0.0]).value == 0


def test_many_differences_are_as_a_normal_distribution_has_them() -> None:
    draw = np.random.default_rng(1).normal(0.15, 1, 201)
    assert not signed_rank(draw).exact
    assert signed_rank(draw).p == pytest.approx(signed_rank(draw[:200]).p, rel=0.6)
    assert hodges_lehmann(draw).lower < hodges_lehmann(draw).value < hodges_lehmann(draw).upper


def test_the_interval_is_what_the_test_does_not_refute() -> None:
    draw = np.random.default_rng(2).normal(1, 2, 14)
    found = hodges_lehmann(draw)
    assert signed_rank(draw - (found.lower + 1e-9)).p > 0.05 > signed_rank(draw - (found.lower - 1e-9)).p
    assert signed_rank(draw - (found.upper - 1e-9)).p > 0.05 > signed_rank(draw - (found.upper + 1e-9)).p


@pytest.mark.parametrize("n", [1, 5])
def test_too_few_have_no_interval(n) -> None:
    assert math.isnan(hodges_lehmann(list(range(n))).lower)
    assert not math.isnan(hodges_lehmann([1, 2, 3, 4, 5, 6]).lower)


@pytest.mark.parametrize("strange", [[float("nan")], [float("inf"), 1]])
def test_what_is_no_number_is_refused(strange) -> None:
    for of in (sign_test, signed_rank, hodges_lehmann):
        with pytest.raises(ValueError, match="number"):
            of(strange)
    with pytest.raises(ValueError, match="no difference"):
        hodges_lehmann([])


def marks(draw, raters: int, cases: int, between: float) -> np.ndarray:
    return draw.normal(0, between, (raters, 1)) + draw.normal(0, between, (1, cases)) + draw.normal(0, 1, (raters, cases))


def mean_of(table: np.ndarray):
    return lambda r, c: (r @ table * c).sum(axis=1) / (r.sum(axis=1) * c.sum(axis=1))


def test_intervals_hold_what_differs_between_raters_and_between_cases() -> None:
    draw = np.random.default_rng(5)
    held = []
    for n in range(120):
        found = crossed_interval(mean_of(marks(draw, 12, 15, 1.0)), 12, 15, resamples=400, seed=n)
        held.append(found.lower <= 0 <= found.upper)
    assert 0.88 <= np.mean(held) <= 1  # cells drawn alone would hold it in fewer than half


def test_the_same_seed_gives_the_same_interval() -> None:
    table = marks(np.random.default_rng(1), 6, 10, 1.0)
    one, two, other = (crossed_interval(mean_of(table), 6, 10, seed=s) for s in (3, 3, 4))
    assert one == two != other


def test_a_statistic_that_says_nothing_has_no_interval() -> None:
    found = crossed_interval(lambda r, c: np.full(len(r), np.nan), 3, 3)
    assert math.isnan(found.value) and math.isnan(found.lower)
    assert math.isnan(crossed_interval(lambda r, c: np.full(len(r), np.nan), 0, 0).lower)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(0, 3)), min_size=1, max_size=12))
def test_a_weighted_middle_is_the_middle_of_what_is_repeated(pairs) -> None:
    values, weights = (np.array(x, dtype=float) for x in zip(*pairs, strict=True))
    repeated = np.repeat(values, weights.astype(int))
    found = weighted_middle(values, weights[None, :])[0]
    assert found == pytest.approx(np.median(repeated)) if len(repeated) else math.isnan(found)
