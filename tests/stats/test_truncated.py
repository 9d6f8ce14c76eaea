"""Lags that are seen only when they are over: by hand, against the truth of a simulation, and what may not be said."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.stats.truncated import reverse_time


def test_by_hand():
    """Lag and longest that could be seen. At lag 3 four were at risk (had 3 or less, could have shown 3), one had it: 3/4 are less.

    At 2 four, two had it: 3/4 * 1/2 = 3/8 are 1 or less.
    """
    seen = reverse_time([1, 2, 3, 1, 2, 1], [9, 8, 4, 3, 2, 1], least=1)
    assert [seen.ended_by(lag).value for lag in (1, 2, 3)] == [3 / 8, 3 / 4, 1]
    assert seen.median().value == 2
    assert seen.longest == 9


def product(lags, could, lag):
    """The estimate as Kalbfleisch & Lawless 1989 write it: over lags longer than this one."""
    found = 1.0
    for u in sorted({x for x in lags if x > lag}):
        at_risk = sum(x <= u <= r for x, r in zip(lags, could, strict=True))
        found *= 1 - lags.count(u) / at_risk
    return found


pairs = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=1, max_size=40)


@settings(max_examples=150, deadline=None)
@given(pairs)
def test_it_is_the_published_product(rows):
    lags, could = [min(r) for r in rows], [max(r) for r in rows]
    seen = reverse_time(lags, could, least=1)
    for lag in range(int(seen.shortest), int(seen.longest)):
        found = seen.ended_by(lag)
        assert found.value == pytest.approx(product(lags, could, lag))
        assert found.lower <= found.value + 1e-9 <= found.upper + 2e-9


@settings(max_examples=60, deadline=None)
@given(pairs)
def test_where_every_lag_could_be_seen_it_is_the_plain_share(rows):
    lags = [min(r) for r in rows]
    seen = reverse_time(lags, [25] * len(lags), least=1)
    for lag in range(int(seen.shortest), 25):
        assert seen.ended_by(lag).value == pytest.approx(sum(x <= lag for x in lags) / len(lags))


def looked_at(rng, n=400, mean=40, span=200):
    """Things spread evenly over a span of days, recorded after an exponential lag, looked at when the span is over."""
    could, lag = np.floor(rng.uniform(0, span, n)), np.floor(rng.exponential(mean, n))
    seen = lag <= could
    return lag[seen], could[seen]


def test_it_finds_the_truth_that_the_lags_seen_do_not_show():
    lag, could = looked_at(np.random.default_rng(2), 30_000)
    seen = reverse_time(lag, could)
    truth = (1 - math.exp(-31 / 40)) / (1 - math.exp(-(seen.longest + 1) / 40))
    assert seen.ended_by(30).value == pytest.approx(truth, abs=0.01)
    assert np.mean(lag <= 30) - truth > 0.08


def test_its_interval_covers():
    rng, inside = np.random.default_rng(4), []
    for _ in range(200):
        seen = reverse_time(*looked_at(rng, 300))
        truth = (1 - math.exp(-31 / 40)) / (1 - math.exp(-(seen.longest + 1) / 40))
        found = seen.ended_by(30)
        inside.append(found.lower <= truth <= found.upper)
    assert 0.91 <= np.mean(inside) <= 0.99


def test_a_lonely_old_thing_does_not_speak_for_all():
    """One thing could have shown a lag of 1,000 days and did: it alone would be the whole risk set there."""
    seen = reverse_time([1000] + [5] * 30 + [9] * 30, [1000] + [60] * 60)
    assert (seen.longest, seen.left_out) == (60, 1)
    assert seen.ended_by(5).value == pytest.approx(0.5)


def test_few_things_say_nothing():
    seen = reverse_time([1] * 9, [30] * 9)
    assert math.isnan(seen.longest)
    assert all(math.isnan(v) for v in (*seen.ended_by(1), *seen.median()))
    nothing = reverse_time([], [])
    assert math.isnan(nothing.median().value)


def test_below_the_shortest_only_an_upper_bound_is_known():
    seen = reverse_time([0] * 3 + [10] * 30, [90] * 32 + [89])
    assert seen.shortest == 10
    found = seen.ended_by(4)
    assert math.isnan(found.value)
    assert 3 / 33 < found.upper < 0.5


@pytest.mark.parametrize(
    ("lags", "could", "words"),
    [
        ([5], [4], "longer than"),
        ([-1], [4], "below 0"),
        ([1.5], [4], "whole"),
        ([1], [2, 3], "unlike"),
        ([math.nan], [3], "missing"),
    ],
)
def test_impossible_lags_are_refused(lags, could, words):
    with pytest.raises(ValueError, match=words):
        reverse_time(lags, could)
