"""Groups beside each other: funnel limits, over-dispersion, many comparisons, chance flags, repeated months."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.stats import clustered_share
from toolkit.stats.comparisons import (
    adjusted,
    chance_flags,
    outside_by_chance,
    rate_dispersion,
    rate_limits,
    rate_p,
    share_dispersion,
    share_limits,
    share_p,
)
from toolkit.stats.prevalence import repeated_share, share_difference

# Exact binomial quantiles around 0.8 at 99.8 %, from tables of the binomial distribution.
FUNNEL = [(10, 0.4, 1.0), (20, 0.5, 1.0), (40, 0.6, 0.975), (100, 0.67, 0.91)]


@pytest.mark.parametrize(("n", "lower", "upper"), FUNNEL)
def test_funnel_limits_are_exact(n, lower, upper):
    assert share_limits(0.8, n) == (lower, upper)


@settings(max_examples=80, deadline=None)
@given(st.floats(0.02, 0.98), st.integers(1, 200), st.sampled_from([0.95, 0.998]))
def test_no_more_than_promised_lie_outside(target, n, level):
    from scipy.stats import binom

    limits = share_limits(target, n, level)
    outside = sum(binom.pmf(k, n, target) for k in range(n + 1) if not limits.lower - 1e-9 <= k / n <= limits.upper + 1e-9)
    assert outside <= 1 - level + 1e-12
    assert outside == pytest.approx(outside_by_chance(target, n, level), abs=1e-12)
    assert share_limits(target, n, level, tau=0.05).lower <= limits.lower
    assert share_limits(target, n, level, tau=0.05).upper >= limits.upper


def test_rates_have_poisson_limits():
    # Expected 20: the Poisson quantiles at 0.1 % and 99.9 % are 8 and 35.
    assert rate_limits(2.0, 10) == (0.8, 3.5)
    assert rate_limits(0.0, 10) == (0.0, 0.0)


def test_dispersion_by_hand():
    # Four groups of 100: 30, 50, 50, 70 of a share of 0.5. Variance 0.0025, z = -4, 0, 0, 4, no winsorising: phi = 32 / 4 = 8.
    # w = 400 each: tau^2 = (4 * 8 - 3) / (1600 - 4 * 160000 / 1600) = 29 / 1200.
    found = share_dispersion([30, 50, 50, 70], [100] * 4, winsorise=0)
    assert found.phi == pytest.approx(8)
    assert found.tau == pytest.approx(math.sqrt(29 / 1200))
    # Winsorised at 10 %: the outer z are pulled in to the quantiles at 0.1 and 0.9: -2.8 and 2.8; phi = 2 * 7.84 / 4 = 3.92.
    assert share_dispersion([30, 50, 50, 70], [100] * 4).phi == pytest.approx(3.92)


def test_rate_dispersion_by_hand():
    # Rates 1 and 3 over exposures of 25: rate 2, variance 0.08, z^2 = 12.5 both; w = 12.5: tau^2 = (25 - 1) / (25 - 12.5) = 1.92.
    found = rate_dispersion([25, 75], [25, 25], winsorise=0)
    assert (found.phi, found.tau) == (pytest.approx(12.5), pytest.approx(math.sqrt(1.92)))


def test_groups_alike_have_no_dispersion():
    assert share_dispersion([8, 16, 24], [10, 20, 30]).tau == 0
    assert math.isnan(share_dispersion([3], [10]).phi)
    assert math.isnan(share_dispersion([0, 0], [10, 10]).phi)


def test_dispersion_is_found_again():
    rng, taus, none = np.random.default_rng(6), [], []
    for _ in range(60):
        sizes = rng.integers(60, 200, 40)
        taus.append(share_dispersion(rng.binomial(sizes, np.clip(rng.normal(0.5, 0.1, 40), 0, 1)), sizes).tau)
        none.append(share_dispersion(rng.binomial(sizes, 0.5), sizes).tau)
    assert 0.07 < np.median(taus) < 0.11  # winsorising pulls it in a little
    assert np.median(none) < 0.02


def test_p_values():
    assert share_p(4, 10, 0.8) == pytest.approx(2 * 0.0063694, abs=1e-5)  # P(X <= 4) of a binomial (10, 0.8), from tables
    assert share_p(8, 10, 0.8) == 1
    assert share_p(4, 10, 0.8, tau=0.2) > share_p(4, 10, 0.8)
    assert rate_p(8, 10, 2.0) < 0.01 < rate_p(14, 10, 2.0)


def test_adjusting_for_many_comparisons():
    # Benjamini & Hochberg 1995, section 3.1: fifteen p values, of which at 5 % theirs finds four and Holm's three.
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    assert sum(x <= 0.05 for x in adjusted(p)) == 4
    assert sum(x <= 0.05 for x in adjusted(p, "holm")) == 3
    assert adjusted([]) == []
    with pytest.raises(ValueError, match="method"):
        adjusted(p, "bonferroni")


def test_chance_flags_by_hand():
    # Two coins of 1/2: none 1/4, one 1/2, two 1/4. Ten of 0.1: 2.5 % is passed at 0 (0.349), 97.5 % at 3 (0.987).
    assert chance_flags([0.5, 0.5]) == (1, 0, 2)
    assert chance_flags([0.1] * 10) == (1, 0, 3)
    assert chance_flags([]) == (0, 0, 0)
    assert chance_flags([1.0, 1.0]) == (2, 2, 2)


def test_chance_flags_against_every_case():
    p = [0.02, 0.1, 0.3, 0.05, 0.4]
    exact = np.zeros(6)
    for flags in itertools.product([0, 1], repeat=5):
        exact[sum(flags)] += np.prod([x if f else 1 - x for x, f in zip(p, flags, strict=True)])
    found = chance_flags(p, 0.8)
    below = np.cumsum(exact)
    assert below[int(found.upper)] - (below[int(found.lower) - 1] if found.lower else 0) >= 0.8
    assert found.value == pytest.approx(sum(p))


# --- repeated months ------------------------------------------------------------------------------------------------


def months(rng, families=40, per=12, shared=0.9):
    level = np.clip(rng.normal(0.3, 0.25 * shared, families), 0, 1)
    return rng.random((families, per)) < level[:, None], np.repeat(np.arange(families), per)


def test_a_prevalence_over_months_is_that_of_estimating_equations():
    import statsmodels.api as sm

    had, family = months(np.random.default_rng(8))
    found = repeated_share(had.ravel().tolist(), family.tolist())
    gee = sm.GEE(had.ravel().astype(float), np.ones(had.size), groups=family, cov_struct=sm.cov_struct.Independence()).fit()
    assert found.value == pytest.approx(gee.params[0])
    variance = found.design_effect * found.value * (1 - found.value) / (found.n - 1)
    assert variance == pytest.approx(40 / 39 * gee.bse[0] ** 2)


def test_months_of_one_family_are_no_more_than_the_family():
    once = clustered_share([1] * 9 + [0] * 31, [1] * 40)
    repeated = repeated_share([True] * 108 + [False] * 372, [i // 12 for i in range(480)])
    assert repeated.lower == pytest.approx(once.lower, abs=0.01)
    assert repeated.upper == pytest.approx(once.upper, abs=0.01)


def test_a_difference_is_that_of_estimating_equations():
    import statsmodels.api as sm

    had, family = months(np.random.default_rng(9))
    later = np.tile(np.arange(12) >= 6, 40)
    found = share_difference(had.ravel().tolist(), later.tolist(), family.tolist())
    design = sm.add_constant(later.astype(float))
    gee = sm.GEE(had.ravel().astype(float), design, groups=family, cov_struct=sm.cov_struct.Independence()).fit()
    from scipy.stats import t

    assert found.value == pytest.approx(gee.params[1])
    assert found.upper - found.value == pytest.approx(t.ppf(0.975, 39) * math.sqrt(40 / 39) * gee.bse[1])


def test_a_difference_covers_where_families_stay():
    rng, inside = np.random.default_rng(10), []
    for _ in range(200):
        had, family = months(rng, families=30, per=6)
        found = share_difference(had.ravel().tolist(), ([False] * 3 + [True] * 3) * 30, family.tolist())
        inside.append(found.lower <= 0 <= found.upper)
    assert 0.92 <= np.mean(inside) <= 0.99


def test_what_cannot_be_said_of_a_difference():
    assert math.isnan(share_difference([True], [True], ["a"]).value)
    assert math.isnan(share_difference([True, False], [True, False], ["a", "a"]).lower)
    with pytest.raises(ValueError, match="unlike length"):
        share_difference([True], [True, False], ["a"])
