"""Suppression never reveals a value: by hand, by generated tables, and against an attacker who tries everything."""

from __future__ import annotations

import random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.disclose.making import COLUMNS_, crosstab, policy, possible, shares
from toolkit.disclose import protect
from toolkit.disclose.bounds import feasible, limits, rounded
from toolkit.disclose.hide import COMPANY, hide
from toolkit.disclose.link import problem_of
from toolkit.result import SUPPRESSED

UNROUNDED, USUAL = policy(round_to=1), policy()
TABLES = st.lists(st.lists(st.integers(0, 15), min_size=3, max_size=3), min_size=3, max_size=3)


def cells(table) -> list[str]:
    return [str(c) for row in table.frame.iloc[:, 1:].itertuples(index=False) for c in row]


def test_four_small_cells_with_true_margins_are_not_recovered():
    """Each stands alone in its row or column: margins over the cells kept would be wrong, true ones tell all four."""
    true = [[3, 20, 30], [25, 2, 1], [40, 50, 4]]
    only_small, _ = problem_of([crosstab(true)], UNROUNDED)
    small = frozenset(k for k in only_small.counts if only_small.small(k, UNROUNDED))
    assert len(small) == 4
    naive = limits(only_small, small, UNROUNDED)
    recovered = [k for k in small if feasible(only_small, naive, k) == (only_small.counts[k],) * 2]
    assert len(recovered) >= 2
    out = protect([crosstab(true)], UNROUNDED)
    assert out.narrowest >= UNROUNDED.number("protection")
    assert {e.reason for e in out.log} >= {COMPANY}


def test_margins_are_of_all_and_not_of_what_is_left():
    out = protect([crosstab([[3, 20, 30], [25, 12, 11], [40, 50, 14]])], USUAL).tables[0].frame
    assert out.iloc[-1, -1] in (rounded(205, 5), SUPPRESSED)


@given(TABLES, st.sampled_from([UNROUNDED, USUAL, policy(nobody="hidden"), policy(round_to=10, children=10, protection=5)]))
@settings(max_examples=8, deadline=None)
def test_no_hidden_count_can_be_worked_out(true, rules):
    table = crosstab(true)
    problem, _ = problem_of([table], rules)
    found = hide(problem, rules)
    for key, (least, most) in found.intervals.items():
        assert least <= problem.counts[key] <= most
        assert key in found.failing or most - least >= rules.number("protection")
    assert bool(found.failing) == bool(protect([table], rules).left)
    again = hide(problem, rules, found.hidden)
    assert again.hidden == found.hidden


@given(TABLES, st.randoms(use_true_random=False))
@settings(max_examples=5, deadline=None)
def test_the_order_of_rows_columns_and_tables_makes_no_difference(true, chance: random.Random):
    first = crosstab(true)
    rows, columns = list(range(4)), list(first.frame.columns[1:])
    chance.shuffle(rows)
    chance.shuffle(columns)
    other = crosstab(true)
    moved = type(other)(other.shape, other.frame.iloc[rows][["Place", *columns]].reset_index(drop=True))
    one, two = (protect([t], USUAL).tables for t in (first, moved))
    assert len(one) == len(two)
    for before, after in zip(one, two, strict=True):
        frame = before.frame.set_index("Place")
        assert frame.equals(after.frame.set_index("Place").loc[frame.index, frame.columns])


@given(st.lists(st.lists(st.integers(0, 9), min_size=2, max_size=2), min_size=2, max_size=2))
@settings(max_examples=8, deadline=None)
def test_an_attacker_who_tries_every_table_learns_no_hidden_cell(true):
    done = protect([crosstab(true)], UNROUNDED)
    if done.left:
        return
    out = done.tables[0].frame
    all_tables = list(possible(out, UNROUNDED, 12))
    assert tuple(map(tuple, true)) in all_tables
    hidden = [(r, c) for r in range(2) for c in range(2) if out.iloc[r, c + 1] == SUPPRESSED]
    for r, c in hidden:
        assert len({table[r][c] for table in all_tables}) > UNROUNDED.number("protection")


@given(TABLES)
@settings(max_examples=8, deadline=None)
def test_what_is_shown_is_rounded_and_a_zero_is_true(true):
    done = protect([crosstab(true)], USUAL)
    assume(done.tables)
    out = done.tables[0].frame
    for r, row in enumerate(true):
        for c, value in enumerate(row):
            shown = out.loc[r, COLUMNS_[c]]
            assert shown == SUPPRESSED or shown == rounded(value, 5)
            assert shown != 0 or value == 0
            assert not 0 < value < 5 or shown == SUPPRESSED


def test_a_group_is_not_told_by_the_total_and_the_others():
    rows = [("", 45, 100, 0), ("one", 2, 20, 0), ("two", 20, 40, 0), ("three", 23, 40, 0)]
    out = protect([shares(*rows)], UNROUNDED).tables[0].frame
    assert (out["status"] == SUPPRESSED).sum() >= 2
    assert out.loc[out["status"] == SUPPRESSED, ["numerator", "denominator", "value", "lower"]].isna().all(axis=None)


def test_a_total_that_is_in_another_table_tells_as_much():
    parts = shares(("one", 2, 20, 0), ("two", 20, 40, 0), ("three", 23, 40, 0))
    together = protect([parts, shares(("", 45, 100, 0), name="whole", groups="none", by="")], UNROUNDED)
    alone = protect([parts], UNROUNDED)
    assert sum((t.frame["status"] == SUPPRESSED).sum() for t in together.tables) > 1
    assert (alone.tables[0].frame["status"] == SUPPRESSED).sum() == 1


def test_two_groupings_of_the_same_children_are_held_against_each_other():
    by_kind = shares(("one", 2, 20, 0), ("two", 43, 80, 0))
    by_age = shares(("young", 25, 50, 0), ("old", 20, 50, 0), name="ages", by="Age")
    out = protect([by_kind, by_age], UNROUNDED)
    assert sum((t.frame["status"] == SUPPRESSED).sum() for t in out.tables) > 1


def test_few_on_the_other_side_are_hidden_too():
    out = protect([shares(("one", 38, 40, 0), ("two", 40, 40, 0), ("three", 0, 40, 0))], USUAL).tables[0].frame
    assert out["status"].tolist() == [SUPPRESSED, SUPPRESSED, "ok"]
    assert out.loc[2, "value"] == 0


def test_few_missing_are_a_word_and_not_a_zero():
    out = protect([shares(("one", 20, 40, 2), ("two", 20, 40, 0), ("three", 20, 40, 12))], USUAL).tables[0].frame
    assert out["missing_status"].tolist() == [SUPPRESSED, "ok", "ok"]
    assert out["missing"].isna().tolist() == [True, False, False]


def test_percentages_and_intervals_come_from_rounded_counts():
    one, other = (protect([shares(("one", k, n, 0))], USUAL).tables[0].frame.iloc[0] for k, n in ((18, 41), (21, 39)))
    assert (one["numerator"], one["denominator"], one["value"]) == (20, 40, 0.5)
    assert other["value"] == 0.5
    assert one["lower"] < 18 / 41 < one["upper"]


def test_a_second_pass_changes_nothing_and_another_policy_is_refused():
    out = protect([crosstab([[3, 20, 30], [25, 2, 1], [40, 50, 4]])], USUAL)
    assert protect(list(out.tables), USUAL).tables == out.tables
    with pytest.raises(Exception, match="checked before"):
        protect(list(out.tables), UNROUNDED)
