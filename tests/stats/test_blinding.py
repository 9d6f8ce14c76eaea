"""Blinding and forecasts against published numbers."""

from __future__ import annotations

import math

import pytest

from toolkit.stats.blinding import bang, brier, skill

# Houweling et al. 2014, Clinical Trials 11:547-552, table 2, investigators; the estimates, standard errors and limits as printed by
# BlindingIndex.jl (README), which follows the R package BI.
PUBLISHED = [((48, 4, 330), (0.115, 0.080, 0.150)), ((30, 22, 319), (0.022, -0.016, 0.060))]


@pytest.mark.parametrize("guesses, told", PUBLISHED)
def test_bangs_index_of_a_published_trial(guesses, told) -> None:
    assert tuple(bang(*guesses)) == pytest.approx(told, abs=6e-4)


def test_bangs_own_example() -> None:
    # CRISP, Bang et al. 2004, table 7: counts as in the example of the R package BI; index by its definition.
    assert bang(82, 25, 170).value == pytest.approx((82 - 25) / 277)
    assert bang(29, 27, 83).value == pytest.approx((29 - 27) / 139)


def test_it_is_the_index_of_the_protocol() -> None:
    right, wrong, unsure = 20, 5, 15
    assert bang(right, wrong, unsure).value == pytest.approx((2 * right / (right + wrong) - 1) * (right + wrong) / 40)


def test_ends_and_nothing() -> None:
    assert tuple(bang(9, 0, 0)) == (1, 1, 1) and tuple(bang(0, 9, 0)) == (-1, -1, -1) and bang(3, 3, 4).value == 0
    assert math.isnan(bang(0, 0, 0).value)
    with pytest.raises(ValueError, match="below"):
        bang(-1, 2, 3)


def test_brier_and_skill() -> None:
    assert brier([0.0, 1.0], [False, True]) == 0 and brier([0.5, 0.5], [False, True]) == 0.25
    assert skill(0.25, 0.25) == 0 and skill(0, 0.2) == 1 and skill(0.3, 0.2) == pytest.approx(-0.5) and math.isnan(skill(0.1, 0))
    for chances, happened in (([0.5], []), ([], []), ([1.2], [True])):
        with pytest.raises(ValueError):
            brier(chances, happened)
