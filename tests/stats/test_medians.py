"""The clustered median: worked by hand, and held to the coverage that it claims where many values are the same."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.stats import clustered_share, jeffreys
from toolkit.stats.medians import clustered_median

INF = math.inf


def alone(*values: float):
    return clustered_median(values, range(len(values)))


def test_by_hand_where_every_child_is_alone():
    # Of 1 to 21 the middle is 11. Six of 21 lie at or below 6: half is out of reach. Seven do at 7: it is not.
    assert jeffreys(6, 21).upper < 0.5 < jeffreys(7, 21).upper
    # Fourteen of 21 at or below 14 need not be half; fifteen are.
    assert jeffreys(14, 21).lower < 0.5 < jeffreys(15, 21).lower
    assert alone(*range(1, 22)) == (11, 7, 15)


def test_of_an_even_number_the_middle_lies_between_two():
    assert alone(1, 2, 4, 9).value == 3
    assert alone(1, 4, 4, 9).value == 4


def test_counts_with_many_ties_keep_both_possible_medians():
    # 96 of 200 had none: the middle child had one, and half could well have had none.
    assert clustered_median([0] * 96 + [1] * 104, range(200)) == (1, 0, 1)
    # 70 of 200 is too far from half.
    assert clustered_median([0] * 70 + [1] * 130, range(200)) == (1, 1, 1)


def test_brothers_and_sisters_widen_it():
    values = [v for v in range(1, 22) for _ in range(3)]
    families = [f for f in range(21) for _ in range(3)]
    together, apart = clustered_median(values, families), clustered_median(values, range(63))
    assert together.value == apart.value == 11
    assert together.lower < apart.lower
    assert together.upper > apart.upper
    # Three of one mind in each family say no more than one of each would.
    one = clustered_median(range(1, 22), range(21))
    assert together.lower <= one.lower
    assert together.upper >= one.upper


def test_the_share_below_is_that_of_the_families():
    values, families = [1, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9], [0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 8, 8]
    found = clustered_median(values, families)

    def share(x):
        had = [sum(v <= x for v, f in zip(values, families, strict=True) if f == g) for g in range(9)]
        return clustered_share(had, [families.count(g) for g in range(9)])

    assert share(found.lower).upper >= 0.5 > share(found.lower - 1).upper
    assert share(found.upper).lower >= 0.5 > share(found.upper - 1).lower


def test_values_beyond_all_others():
    # Seven of ten are known only to lie beyond: so does the middle.
    assert alone(1, 2, 3, INF, INF, INF, INF, INF, INF, INF).value == INF
    # Three of eleven: the middle is exact, but its upper end lies beyond.
    found = alone(1, 2, 3, 4, 5, 6, 7, 8, INF, INF, INF)
    assert (found.value, found.upper) == (6, INF)
    assert found.lower == 3


def test_so_few_families_bound_nothing():
    assert clustered_median([1, 2, 3, 4], [0, 0, 0, 0])[1:] == (-INF, INF)
    assert clustered_median(range(10), [0] * 5 + [1] * 5)[1:] == (-INF, INF)


def test_nothing_and_nonsense():
    assert all(math.isnan(x) for x in clustered_median([], []))
    for values, families in (([1, 2], [0]), ([math.nan], [0])):
        with pytest.raises(ValueError, match="cluster"):
            clustered_median(values, families)


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 9)), min_size=1, max_size=30), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None, database=None)
def test_the_order_of_rows_is_nothing_and_the_median_lies_within(rows, chance):
    mixed = list(rows)
    chance.shuffle(mixed)
    first, again = (clustered_median([v for v, _ in r], [f for _, f in r]) for r in (rows, mixed))
    assert first == again
    assert first.lower <= first.value <= first.upper


def test_coverage_where_half_is_near_the_edge_of_a_tie():
    """Of children 52 in a hundred have none, so the median is none: the interval must hold it nearly always."""
    chance = np.random.default_rng(20)
    draws = [clustered_median(chance.binomial(1, 0.48, 200).tolist(), range(200)) for _ in range(60)]
    assert sum(d.lower <= 0 <= d.upper for d in draws) >= 55
