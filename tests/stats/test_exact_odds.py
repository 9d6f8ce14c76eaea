"""The exact odds ratio against R and scipy, on published tables."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import nchypergeom_fisher
from scipy.stats.contingency import odds_ratio

from toolkit.stats.exact_odds import exact_odds_ratio

# R 4, fisher.test, two-sided at 95 %: Fisher's tea and the convictions of twins are the examples of its help page (outputs as
# printed by the Pennsylvania State University course STAT 504, TeaLady.out); scipy's own documentation has the third. R finds
# the ends to a tolerance of 1e-4 on the scale of the inverse, so its upper ends differ in the third digit: by hand, for the tea,
# P(3 or fewer) = 1 - x^4 / (1 + 16 x + 36 x^2 + 16 x^3 + x^4), which is 0.02500 at 626.24 and 0.02517 at R's 621.93.
FISHER = [
    (((3, 1), (1, 3)), (6.408309, 0.2117329, 621.9337505)),
    (((2, 15), (10, 3)), (0.04693661, 0.003325764, 0.363182271)),
    (((7, 15), (58, 472)), (3.7836687, 1.2514829, 10.3634937)),
    (((5, 2), (2, 8)), (8.4320042515, 0.7302472372, 162.8048756)),
]


@pytest.mark.parametrize(("table", "expected"), FISHER)
def test_published_tables(table, expected):
    found = exact_odds_ratio([table])
    assert found.value == pytest.approx(expected[0], rel=1e-4)
    assert tuple(found) == pytest.approx(expected, rel=8e-3)
    ends = odds_ratio(table, kind="conditional").confidence_interval()
    assert (found.lower, found.upper) == pytest.approx((ends.low, ends.high), rel=1e-7)


def test_the_tea_by_hand():
    x = exact_odds_ratio([((3, 1), (1, 3))]).upper
    assert 1 - x**4 / (1 + 16 * x + 36 * x**2 + 16 * x**3 + x**4) == pytest.approx(0.025)


# R: mantelhaen.test(Rabbits, exact = TRUE); Agresti 1990, pages 231-237. S = 16, common odds ratio 10.36102.
RABBITS = [((0, 6), (0, 5)), ((3, 3), (0, 6)), ((6, 0), (2, 4)), ((5, 1), (6, 0)), ((2, 0), (5, 0))]


def test_strata_share_one_ratio():
    found = exact_odds_ratio(RABBITS)
    assert found.value == pytest.approx(10.36102, rel=1e-5)
    assert found.lower > 1  # R: p = 0.03994, twice the one-sided 0.01997
    pooled = exact_odds_ratio([((16, 10), (13, 15))])
    assert pooled.value < found.value


def test_at_the_edge_one_end_is_open():
    found = exact_odds_ratio([((5, 0), (1, 4))])
    assert (found.value, found.upper) == (math.inf, math.inf)
    assert found.lower == pytest.approx(odds_ratio([[5, 0], [1, 4]], kind="conditional").confidence_interval().low, rel=1e-3)
    assert tuple(exact_odds_ratio([((0, 5), (4, 1))]))[:2] == (0.0, 0.0)


def test_where_the_margins_leave_nothing_to_vary_nothing_is_said():
    for tables in ([((0, 5), (0, 5))], [((3, 2), (0, 0))], [((0, 0), (0, 0))], [((1, 0), (1, 0)), ((0, 1), (0, 1))]):
        assert all(math.isnan(x) for x in exact_odds_ratio(tables))


counts = st.integers(0, 12)


@given(st.tuples(st.tuples(counts, counts), st.tuples(counts, counts)))
@settings(max_examples=40, deadline=None, database=None)
def test_each_end_leaves_half_of_the_rest_in_its_tail_and_turning_the_table_turns_the_ratio(table):
    found = exact_odds_ratio([table])
    turned = exact_odds_ratio([(table[1], table[0])])
    (a, b), (c, d) = table
    if math.isnan(found.value):
        assert math.isnan(turned.value)
        return
    assert found.lower <= found.value <= found.upper
    for one, other in ((found.lower, turned.upper), (found.upper, turned.lower)):
        assert one * other == pytest.approx(1, rel=1e-6) if 0 < one < math.inf else (one, other) in ((0, math.inf), (math.inf, 0))
    if found.lower > 0:
        assert nchypergeom_fisher(a + b + c + d, a + c, a + b, found.lower).sf(a - 1) == pytest.approx(0.025, rel=1e-4)


@pytest.mark.parametrize(("tables", "level"), [([], 0.95), ([((1, -1), (1, 1))], 0.95), ([((1, 1), (1, 1))], 1.0)])
def test_what_cannot_be(tables, level):
    with pytest.raises(ValueError, match="must|needs"):
        exact_odds_ratio(tables, level)
