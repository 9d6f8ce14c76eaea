"""Curves of waits against published values, hand-worked ones, statsmodels where it is right, and the coverage they promise."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.stats import jeffreys
from toolkit.stats.medians import clustered_median
from toolkit.stats.survival import absorption

# Weeks in remission on 6-MP (Freireich and others 1963, Blood 21:699-716; as in Klein & Moeschberger 2003, table 1.2).
SIX_MP = ([6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35], ["relapse"] * 9 + [""] * 12)
# Klein & Moeschberger 2003, table 4.1A: the share still in remission, and its standard error.
SIX_MP_TABLE = {
    6: (0.857, 0.0764),
    7: (0.807, 0.0869),
    10: (0.753, 0.0963),
    13: (0.690, 0.1068),
    16: (0.627, 0.1141),
    22: (0.538, 0.1282),
    23: (0.448, 0.1346),
}
# Days free of disease after a transplant, the group ALL (Klein & Moeschberger 2003, table 1.3).
BMT_OPEN = [2081, 1602, 1496, 1462, 1433, 1377, 1330, 996, 226, 1199, 1111, 530, 1182, 1167]
BMT_ENDED = [418, 383, 276, 104, 609, 172, 487, 662, 194, 230, 526, 122, 129, 74, 122, 86, 466, 192, 109, 55, 1, 107, 110, 332]
BMT = (BMT_OPEN + BMT_ENDED, [""] * len(BMT_OPEN) + ["event"] * len(BMT_ENDED))
# Its curve in R's survfit, as kept among the tests of statsmodels (duration/tests/results/bmt_results.csv).
BMT_R = {1: (0.97368, 0.025967), 122: (0.73684, 0.071434), 276: (0.57666, 0.080509), 662: (0.35306, 0.079296)}
# Three kinds of end: estimates of R's cmprsk (cuminc), standard errors of Stata's stcompet, as kept among the tests of
# statsmodels (duration/tests/test_survfunc.py, test_incidence).
THREE_ENDS = ([1, 1, 2, 4, 4, 4, 6, 6, 7, 8, 9, 9, 9, 1, 2, 2, 4, 4], list("aaabbbccc") + [""] * 9)
THREE_TABLE = {
    "a": {1: (0.11111111, 0.07407407), 2: (0.17037037, 0.08976251), 9: (0.17037037, 0.08976251)},
    "b": {4: (0.20740741, 0.10610391), 9: (0.20740741, 0.10610391)},
    "c": {6: (0.17777778, 0.11196147), 7: (0.26666667, 0.12787781)},
}


def error(curve, time, kind=-1):
    count = curve._count(time)
    return (curve._influence.of_share(count) if kind < 0 else curve._influence.of_kind(kind, count))[1]


@pytest.mark.parametrize(("time", "share", "deviation"), [(t, *pair) for t, pair in SIX_MP_TABLE.items()])
def test_six_mp_is_as_published(time, share, deviation):
    curve = absorption(*SIX_MP, least=1)
    assert 1 - curve.ended_by(time).value == pytest.approx(share, abs=0.0006)
    assert error(curve, time) == pytest.approx(deviation, abs=0.0001)


def test_the_mean_of_six_mp_is_as_published():
    """Klein & Moeschberger 2003, example 4.1 (continued), section 4.5: 23.3 weeks within 35, standard error 2.83."""
    found = absorption(*SIX_MP, least=1).restricted_mean(35)
    assert found.value == pytest.approx(23.29, abs=0.005)
    assert (found.upper - found.value) / 1.959964 == pytest.approx(2.83, abs=0.005) or found.upper == 35


@pytest.mark.parametrize(("time", "share", "deviation"), [(t, *pair) for t, pair in BMT_R.items()])
def test_a_transplant_study_is_as_in_r(time, share, deviation):
    curve = absorption(*BMT, least=1)
    assert 1 - curve.ended_by(time).value == pytest.approx(share, abs=1e-5)
    assert error(curve, time) == pytest.approx(deviation, abs=1e-6)


def test_the_interval_of_a_quantile_is_read_off_the_log_log_scale():
    """In the same table of R's, the log-log statistic for the time by which a quarter had ended lies within 1.96 from day 86 to 194."""
    assert absorption(*BMT, least=1).quantile(0.25) == (122, 86, 230)
    assert absorption(*BMT, least=1).median().value == 418  # Klein & Moeschberger 2003, table 4.3


def test_the_log_log_interval_by_hand():
    # S(22) = 0.53782, se 0.12823: S ** exp(+-1.96 * 0.12823 / (0.53782 * 0.62023)) = S ** 2.1242 and S ** 0.47076.
    found = absorption(*SIX_MP, least=1).ended_by(22)
    assert 1 - np.array(found[1:]) == pytest.approx([0.7468, 0.2678], abs=0.0002)


@pytest.mark.parametrize("kind", THREE_TABLE)
def test_competing_ends_are_as_in_cmprsk_and_stata(kind):
    curve = absorption(*THREE_ENDS, least=1)
    for time, (share, deviation) in THREE_TABLE[kind].items():
        assert curve.ended_by(time, kind).value == pytest.approx(share, abs=1e-8)
        assert error(curve, time, "abc".index(kind)) == pytest.approx(deviation, abs=1e-8)


def test_late_entry_by_hand():
    # Six waits; at 2 four are at risk (entered by 2, not over before it), at 4 four, at 5 four of whom two end, at 7 two, at 8 one.
    curve = absorption([5, 4, 7, 2, 8, 5], ["x"] * 6, [4, 0, 5, 1, 2, 1], least=1)
    assert [1 - curve.ended_by(t).value for t in (2, 4, 5, 7, 8)] == [3 / 4, 9 / 16, 9 / 32, 9 / 64, 0]


def test_late_entry_is_that_of_statsmodels_where_nothing_ends_on_the_day_of_entry():
    from statsmodels.duration.survfunc import SurvfuncRight

    rng = np.random.default_rng(3)
    entered, length = rng.integers(0, 40, 300), rng.integers(1, 60, 300)
    left, open_ = entered + length, rng.random(300) < 0.3
    ours = absorption(left, np.where(open_, "", "x"), entered + 0.5, least=1)
    theirs = SurvfuncRight(left, (~open_).astype(int), entry=entered)
    times = theirs.surv_times[theirs.surv_times >= ours.reach.start]
    start = theirs.surv_prob[theirs.surv_times < ours.reach.start]
    began = start[-1] if len(start) else 1.0
    assert [1 - ours.ended_by(t).value for t in times] == pytest.approx(theirs.surv_prob[-len(times) :] / began)


def test_a_wait_may_end_on_the_day_on_which_it_began_or_was_first_watched():
    curve = absorption([0, 0, 5, 5], ["x", "", "x", ""], [0, 0, 0, 5], least=1)
    assert curve.ended_by(0).value == pytest.approx(1 / 3)  # three watched from the start; the fourth entered on day 5
    assert curve.ended_by(5).value == pytest.approx(1 - 2 / 3 * 1 / 2)


# --- what may not be said ---------------------------------------------------------------------------------------------


def test_nothing_is_said_beyond_ten_at_risk():
    curve = absorption(*SIX_MP)  # 21 waits; 10 are at risk at 17, 9 just after it
    assert (curve.reach.start, curve.reach.last) == (0, 17)
    assert curve.ended_by(17).value == pytest.approx(1 - 0.6275, abs=1e-4)
    beyond = curve.ended_by(18)
    assert math.isnan(beyond.value)
    assert beyond.lower == curve.ended_by(17).lower
    assert math.isnan(curve.median().value)
    assert math.isnan(curve.restricted_mean(18).value)
    assert max(p.time for p in curve.points()) == 17


def test_nine_waits_say_nothing_and_ten_do():
    nine, ten = (absorption(range(1, n + 1), ["x"] * n) for n in (9, 10))
    assert nine.points() == []
    assert all(math.isnan(v) for v in (*nine.ended_by(1), *nine.median()))
    assert ten.ended_by(1).value == pytest.approx(0.1)
    assert ten.reach.last == 1
    assert len(ten.points()) == 2 * 2  # the curve stops, though what all were watched to can be counted
    one_lost = absorption(range(1, 11), ["x"] * 9 + [""])
    assert one_lost.ended_by(9).value == pytest.approx(0.9)  # nobody was lost sight of before day 10
    lost = absorption(range(1, 11), [""] + ["x"] * 9)
    assert math.isnan(lost.ended_by(2).value)


def test_what_all_were_watched_to_is_counted_and_not_estimated():
    every = absorption(range(1, 21), ["x"] * 15 + ["y"] * 5)
    assert (every.reach.last, every.counted(11), every.counted(12)) == (11, False, True)
    assert every.ended_by(18).value == pytest.approx(0.9)
    assert every.ended_by(18, "y").value == pytest.approx(3 / 20)
    assert every.ended_by(18)[1:] == pytest.approx(jeffreys(18, 20)[1:])
    twelve = absorption(range(1, 13), ["x"] * 12)  # the middle lies on day 6.5, when six are at risk
    assert twelve.median() == median_of(twelve)
    late = absorption(range(1, 21), ["x"] * 20, [0] * 19 + [1])
    assert math.isnan(late.ended_by(18).value)


def median_of(curve):
    found = clustered_median(curve.waits.left.tolist(), list(range(curve.n)))
    assert found.value == 6.5
    return found


def test_a_lonely_first_risk_set_does_not_take_the_curve_to_the_bottom():
    """Two are watched from the start and both end at once; forty enter late. R and statsmodels give 0 for ever after."""
    days = [3, 3, *range(100, 140)]
    curve = absorption(days, ["x"] * 42, [0, 0] + [90] * 40)
    assert (curve.reach.start, curve.conditional) == (90, True)
    assert math.isnan(curve.ended_by(3).value)
    assert curve.ended_by(119).value == pytest.approx(0.5)


def test_a_risk_set_that_dips_ends_the_curve():
    days = [10] * 5 + [40] * 6 + [60] * 20
    curve = absorption(days, ["x"] * 31, [0] * 11 + [30] * 20)
    assert (curve.reach.start, curve.reach.last) == (0, 10)


def test_who_enters_on_the_next_day_leaves_no_gap():
    days = [10] * 5 + [40] * 6 + [60] * 20
    assert absorption(days, ["x"] * 31, [0] * 11 + [11] * 20).reach.last == 60
    assert absorption(days, ["x"] * 31, [0] * 11 + [12] * 20).reach.last == 10


def test_none_and_all_ended_have_intervals_from_the_risk_set():
    none = absorption([100] * 20, [""] * 20)
    assert none.ended_by(50)[:2] == (0, 0)
    assert 0.1 < none.ended_by(50).upper < 0.13  # Jeffreys: 0 of 20
    every = absorption([7] * 20, ["x"] * 20)
    assert every.ended_by(7).value == 1
    assert 0.87 < every.ended_by(7).lower < 0.9
    one_family = absorption([100] * 20, [""] * 20, clusters=["f"] * 20)
    assert one_family.ended_by(50).upper > 0.6  # one voice


@pytest.mark.parametrize(
    ("days", "ends", "entered", "more", "words"),
    [
        ([1, 2], ["x"], None, {}, "unlike length"),
        ([1, math.nan], ["x", ""], None, {}, "missing"),
        ([1, -1], ["x", ""], None, {}, "after it ended"),
        ([3], ["x"], [4], {}, "after it ended"),
        ([3], ["x"], [-1], {}, "below 0"),
        ([3], ["x"], None, {"level": 95}, "level"),
        ([3], ["x"], None, {"least": 0}, "at least 1"),
    ],
)
def test_impossible_waits_are_refused(days, ends, entered, more, words):
    with pytest.raises(ValueError, match=words):
        absorption(days, ends, entered, **more)


def test_an_unknown_end_is_refused_and_one_that_nobody_had_is_none():
    curve = absorption([5] * 12, ["x"] * 12, kinds=["y"])
    assert curve.ended_by(5, "y").value == 0
    with pytest.raises(ValueError, match="no such kind"):
        curve.ended_by(5, "z")


# --- families ---------------------------------------------------------------------------------------------------------


def test_families_of_one_are_no_families_but_for_their_number():
    alone, each = absorption(*SIX_MP, least=1), absorption(*SIX_MP, least=1, clusters=range(21))
    assert alone.ended_by(13).value == each.ended_by(13).value
    assert each._influence.of_share(4)[0] == pytest.approx(alone._influence.of_share(4)[1] * math.sqrt(21 / 20))


def test_triplets_say_as_much_as_one_of_them():
    days, ends = SIX_MP
    three = absorption(list(days) * 3, list(ends) * 3, clusters=list(range(21)) * 3, least=1)
    one = absorption(days, ends, clusters=range(21), least=1)
    assert three.ended_by(13) == pytest.approx(one.ended_by(13))
    assert three.median() == one.median()
    assert three.restricted_mean(30) == pytest.approx(one.restricted_mean(30))


def test_the_order_of_waits_does_not_matter():
    rng = np.random.default_rng(1)
    days, ends = np.array(THREE_ENDS[0]), np.array(THREE_ENDS[1])
    turn = rng.permutation(len(days))
    one, other = absorption(days, ends, least=1), absorption(days[turn], ends[turn], least=1)
    assert one.points() == other.points()


# --- what must hold whatever the waits ----------------------------------------------------------------------------------

waits = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 30), st.sampled_from(["", "a", "b"]), st.integers(0, 5)), min_size=1, max_size=60
)


def curve_of(rows, late=True, **more):
    entered = [min(a, b) if late else 0 for a, b, *_ in rows]
    return absorption([max(a, b) for a, b, *_ in rows], [r[2] for r in rows], entered, [r[3] for r in rows], **more)


@settings(max_examples=150, deadline=None)
@given(waits)
def test_kinds_add_up_and_curves_only_rise(rows):
    curve = curve_of(rows, least=2, kinds=("a", "b"))
    points = {kind: [p for p in curve.points() if p.kind == kind] for kind in ("", "a", "b")}
    for whole, a, b in zip(points[""], points["a"], points["b"], strict=True):
        assert whole.share == pytest.approx(a.share + b.share)
        assert whole.at_risk >= 2
    for run in points.values():
        shares = [p.share for p in run]
        assert all(x <= y + 1e-12 for x, y in zip(shares, shares[1:], strict=False))
        assert all(0 <= p.lower <= p.share + 1e-9 and p.share <= p.upper + 1e-9 <= 1 + 1e-8 for p in run)


@settings(max_examples=100, deadline=None)
@given(waits)
def test_where_all_are_watched_to_their_end_it_is_the_plain_share(rows):
    rows = [(a, b, "a", family) for a, b, _, family in rows]
    curve = curve_of(rows, late=False, least=1)
    lengths = [max(a, b) for a, b, *_ in rows]
    for time in range(0, max(lengths) + 1):
        assert curve.ended_by(time).value == pytest.approx(sum(x <= time for x in lengths) / len(lengths))


@settings(max_examples=60, deadline=None)
@given(waits)
def test_the_influence_is_the_jackknife_in_the_small(rows):
    """Each wait's first-order effect against the difference that a slightly greater weight makes (worked out by steps)."""
    curve = curve_of(rows, least=1)
    if not len(curve.steps.times):
        return
    count, eps = len(curve.steps.times), 1e-6
    base = weighted(curve, rows, count, np.ones(len(rows)))
    inside = curve.waits.left >= curve.reach.start
    moved = []
    for i in np.flatnonzero(inside):
        weight = np.ones(len(rows))
        weight[i] += eps
        moved.append((weighted(curve, rows, count, weight) - base) / eps)
    alone = curve._influence.of_share(count)[1]
    assert math.sqrt(sum(m * m for m in moved)) == pytest.approx(alone, abs=1e-4)


def weighted(curve, rows, count, weight):
    share = 1.0
    for time in curve.steps.times[:count]:
        risk = (curve.waits.entered <= time) & (curve.waits.left >= time)
        ended = risk & (curve.waits.left == time) & (curve.waits.kind >= 0)
        share *= 1 - weight[ended].sum() / weight[risk].sum()
    return share


# --- the coverage that intervals promise --------------------------------------------------------------------------------


def covered(make, truth, estimate, times=300, seed=11):
    rng = np.random.default_rng(seed)
    found = [estimate(make(rng)) for _ in range(times)]
    return np.mean([e.lower <= truth <= e.upper for e in found])


def simulated(rng, families=60, size=2, shared=0.0):
    """Exponential waits, mean 100 days, censored uniformly to 300; two kinds of end; a family shares part of its luck."""
    n = families * size
    luck = np.repeat(rng.standard_normal(families), size) * math.sqrt(shared) + rng.standard_normal(n) * math.sqrt(1 - shared)
    from scipy.stats import norm

    wait = np.floor(-100 * np.log(norm.sf(luck)))
    censor = np.floor(rng.uniform(0, 300, n))
    ends = np.where(wait <= censor, np.where(rng.random(n) < 0.7, "a", "b"), "")
    return absorption(np.minimum(wait, censor), ends, clusters=np.repeat(np.arange(families), size))


TRUE_BY_60 = 1 - math.exp(-61 / 100)


def test_intervals_cover_where_families_differ():
    share = covered(lambda rng: simulated(rng, shared=0.8), TRUE_BY_60, lambda c: c.ended_by(60))
    assert 0.92 <= share <= 0.985
    by_kind = covered(lambda rng: simulated(rng, shared=0.8), 0.7 * TRUE_BY_60, lambda c: c.ended_by(60, "a"))
    assert 0.91 <= by_kind <= 0.985  # 300 trials: three standard errors below 0.95


def test_intervals_that_ignored_families_would_not():
    def ignoring(rng):
        curve = simulated(rng, size=5, families=24, shared=0.9)
        return absorption(curve.waits.left, np.where(curve.waits.kind >= 0, "x", ""))

    assert covered(ignoring, TRUE_BY_60, lambda c: c.ended_by(60)) < 0.88
    with_families = covered(lambda rng: simulated(rng, size=5, families=24, shared=0.9), TRUE_BY_60, lambda c: c.ended_by(60))
    assert with_families > 0.9


def test_the_median_covers():
    truth = math.floor(100 * math.log(2))
    assert 0.92 <= covered(lambda rng: simulated(rng), truth, lambda c: c.median()) <= 0.99


def test_late_entry_gives_the_truth_that_leaving_early_ends_out_would_miss():
    rng = np.random.default_rng(5)
    wait, entered = np.floor(rng.exponential(100, 40_000)), np.floor(rng.uniform(0, 200, 40_000))
    entered[:6000] = 0
    seen = wait >= entered
    curve = absorption(wait[seen], ["x"] * int(seen.sum()), entered[seen])
    assert not curve.conditional
    assert curve.ended_by(60).value == pytest.approx(TRUE_BY_60, abs=0.01)
    assert abs(np.mean(wait[seen] <= 60) - TRUE_BY_60) > 0.05
