"""Two values that a hidden count can have are such indeed, and where there are none none are found."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.disclose.making import crosstab, policy
from toolkit.disclose.bounds import feasible, limits
from toolkit.disclose.certify import certified
from toolkit.disclose.hide import hide
from toolkit.disclose.link import problem_of

TABLES = st.lists(st.lists(st.integers(0, 15), min_size=3, max_size=3), min_size=3, max_size=3)


@given(TABLES, st.sampled_from([policy(), policy(round_to=1)]))
@settings(max_examples=15, deadline=None)
def test_what_is_certified_lies_within_what_is_possible(true, rules):
    problem, _ = problem_of([crosstab(true)], rules)
    small = frozenset(k for k in problem.counts if problem.small(k, rules))
    bounds = limits(problem, small, rules)
    for key in sorted(small):
        found = certified(problem, bounds, key, rules.number("protection"))
        least, most = feasible(problem, bounds, key)
        if found:
            assert least <= found[0] <= problem.counts[key] <= found[1] <= most
            assert found[1] - found[0] >= rules.number("protection")


def test_a_count_that_can_be_worked_out_is_not_certified():
    problem, _ = problem_of([crosstab([[3, 20, 30], [25, 12, 11], [40, 50, 14]])], policy(round_to=1))
    [small] = [k for k in problem.counts if problem.small(k, policy(round_to=1))]
    assert certified(problem, limits(problem, frozenset({small}), policy(round_to=1)), small, 1) is None


@given(TABLES)
@settings(max_examples=6, deadline=None)
def test_the_same_is_hidden_whether_solved_or_certified(true):
    import toolkit.disclose.hide as hiding

    problem, _ = problem_of([crosstab(true)], policy())
    quick = hide(problem, policy()).hidden
    found, hiding.certified = hiding.certified, lambda *_: None
    try:
        assert hide(problem, policy()).hidden == quick
    finally:
        hiding.certified = found
