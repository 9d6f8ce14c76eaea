"""Intervals against published numbers, at their boundaries, and by the coverage that they promise."""

import math

import numpy as np
import pytest

from toolkit.stats import clustered_share, jeffreys, median_interval, poisson_rate, wilson

# k, n, lower %, upper %: Jeffreys, worked in the project's practice reference (section 9, from scipy).
JEFFREYS = [(9, 40, 12, 37), (2, 8, 6, 59)]
# Wilson: 62 of 65, 8 of 10 and 16 of 20 as in the project's practice reference; 15 of 50 from Brown and others 2001 by hand.
WILSON = [(62, 65, 87.3, 98.4), (8, 10, 49.0, 94.3), (16, 20, 58.4, 91.9)]


@pytest.mark.parametrize(("k", "n", "lower", "upper"), JEFFREYS)
def test_jeffreys_gives_the_published_numbers(k, n, lower, upper):
    found = jeffreys(k, n)
    assert (round(100 * found.lower), round(100 * found.upper)) == (lower, upper)
    assert found.value == k / n


@pytest.mark.parametrize(("k", "n", "lower", "upper"), WILSON)
def test_wilson_gives_the_published_numbers(k, n, lower, upper):
    found = wilson(k, n)
    assert (round(100 * found.lower, 1), round(100 * found.upper, 1)) == (lower, upper)


@pytest.mark.parametrize("interval", [jeffreys, wilson])
def test_the_ends_hold_what_was_seen(interval):
    assert interval(0, 12).lower == 0.0
    assert interval(12, 12).upper == 1.0
    assert 0 < interval(0, 12).upper < 0.3
    assert all(math.isnan(x) for x in interval(0, 0))


@pytest.mark.parametrize(("k", "n", "level"), [(-1, 3, 0.95), (4, 3, 0.95), (1, 3, 95), (math.nan, 3, 0.95)])
def test_impossible_counts_are_refused(k, n, level):
    for interval in (jeffreys, wilson):
        with pytest.raises(ValueError, match="must lie"):
            interval(k, n, level)


def test_statsmodels_agrees_away_from_the_boundary():
    from statsmodels.stats.proportion import proportion_confint

    for k, n in [(1, 10), (9, 40), (33, 34)]:
        assert jeffreys(k, n)[1:] == pytest.approx(proportion_confint(k, n, method="jeffreys"), abs=1e-9)
        assert wilson(k, n)[1:] == pytest.approx(proportion_confint(k, n, method="wilson"), abs=1e-9)


def test_clusters_of_one_are_no_clusters():
    assert clustered_share([1, 0, 0, 1], [1, 1, 1, 1])[1:3] == pytest.approx(jeffreys(2, 4)[1:])


def test_the_design_effect_by_hand():
    # Five families of two, alike inside: 2 of 5 families, p = 0.4, N = 10, G = 5.
    # sum (k - p n)^2 = 2 * 1.2^2 + 3 * 0.8^2 = 4.8; v = 5/4 * 4.8 / 100 = 0.06; p(1-p)/(N-1) = 0.24/9; ratio 2.25.
    found = clustered_share([2, 2, 0, 0, 0], [2] * 5)
    assert found.design_effect == pytest.approx(2.25)
    # effective n = 10 / 2.25 * (t[9] / t[4])^2 = 4.4444 * (2.262157 / 2.776445)^2 = 2.95042
    assert found.effective_n == pytest.approx(2.95042, abs=1e-4)
    assert found[1:3] == pytest.approx(jeffreys(0.4 * found.effective_n, found.effective_n)[1:])


def test_unlike_brothers_and_sisters_are_no_gift():
    assert clustered_share([1] * 10, [2] * 10).design_effect == 1.0


def test_where_all_or_none_had_it_each_family_counts_once():
    none = clustered_share([0] * 6, [2] * 6)
    assert none.design_effect == 2.0
    assert none.lower == 0.0
    assert none.upper > jeffreys(0, 12).upper
    assert clustered_share([2] * 6, [2] * 6).upper == 1.0


def test_one_family_says_as_much_as_one_child():
    assert clustered_share([2], [4]).effective_n == pytest.approx(1.0)


def test_nothing_gives_nothing():
    assert math.isnan(clustered_share([], []).value)
    assert math.isnan(clustered_share([0], [0]).lower)
    with pytest.raises(ValueError, match="as many"):
        clustered_share([1], [1, 2])


def test_rates_against_published_limits():
    # Garwood's limits for a count of 10 (4.80 to 18.39) and 0 (0 to 3.69), as tabled in Ulm 1990, Am J Epidemiol 131:373.
    assert poisson_rate(10, 1)[1:] == pytest.approx((4.795, 18.390), abs=1e-3)
    assert poisson_rate(0, 1)[1:] == pytest.approx((0, 3.689), abs=1e-3)
    with pytest.raises(ValueError, match="exposure"):
        poisson_rate(1, 0)


@pytest.mark.parametrize(("n", "low", "high"), [(6, 1, 6), (9, 2, 8), (10, 2, 9), (20, 6, 15), (25, 8, 18)])
def test_ranks_of_the_median(n, low, high):
    # Ranks for at least 95 %: Conover 1999, Practical Nonparametric Statistics, table A3.
    found = median_interval(range(1, n + 1))
    assert (found.lower, found.upper) == (low, high)


def test_five_values_cannot_bound_a_median():
    found = median_interval([5, 1, 4, 2, 3])
    assert found.value == 3
    assert math.isnan(found.lower)
    with pytest.raises(ValueError, match="missing"):
        median_interval([1, math.nan])


def test_coverage_of_jeffreys_and_of_the_clustered_share():
    rng = np.random.default_rng(903)
    share, trials, hits, clustered, naive = 0.3, 400, 0, 0, 0
    for _ in range(trials):
        hits += _covers(jeffreys(rng.binomial(30, share), 30), share)
        sizes = rng.integers(1, 5, 25)
        # Likeness inside families: each family draws its own chance around the share (correlation about 0.3).
        chances = rng.beta(share * 7 / 3, (1 - share) * 7 / 3, 25)
        had = rng.binomial(sizes, chances)
        clustered += _covers(clustered_share(had, sizes)[:3], share)
        naive += _covers(jeffreys(had.sum(), sizes.sum()), share)
    assert hits / trials > 0.92
    assert clustered / trials > 0.92
    assert naive < clustered


def test_coverage_of_the_median():
    rng = np.random.default_rng(903)
    hits = sum(_covers(median_interval(rng.exponential(1, 15)), math.log(2)) for _ in range(400))
    assert hits / 400 > 0.93


def _covers(interval, truth):
    return interval[1] <= truth <= interval[2]
