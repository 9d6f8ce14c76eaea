"""The two readings of a reference class, its ladder and its estimate, on pools small enough to be counted by hand."""

import pandas as pd
import pytest

from toolkit.contrast import reference_plan, reference_pool
from toolkit.contrast.futures import FUTURES, other_record
from toolkit.contrast.reference_members import ESTIMATED, Came, members
from toolkit.errors import CaseReviewError
from toolkit.known import views as moments
from toolkit.stats import clustered_share

COVER = ("case", "placement", "incident", "decision", "legal")
EARLY, LATE, REVIEWED = "2019-03-01", "2020-06-01", "2021-03-01"
OWN = "decision-c00"
CUT = "2021-03-02"  # the reviewed decision itself was written on its day; all after it is the future


def agency():
    """c00 decides on 1 March 2021. c01 to c14 decided early (each followed a year by then), c15 to c28 late (not yet).

    Early incidents: c01 to c03, and c04's was written down only in 2022. Late ones: c15 to c19. c05 is of c00's family.
    c06's decision is written up only in 2022, and c07 moves into the family of c08 in 2022.
    """
    tables = {"child": [], "case": [], "decision": [], "incident": [], "placement": []}
    for n in range(29):
        case = f"c{n:02}"
        family = "f00" if n == 5 else f"f{n:02}"
        own, day = {"case_id": case}, REVIEWED if n == 0 else EARLY if n < 15 else LATE
        tables["child"].append({**own, "born_on": "2010-01-01", "family_id": family, "recorded_at": "2018-01-01"})
        tables["case"].append({**own, "occurred_on": "2018-01-01"})
        written = "2022-01-01" if n == 6 else day
        chosen = "Stay" if n % 2 else "move "
        decision = {"occurred_on": day, "kind": "plan change", "recorded_at": written, "chosen": chosen}
        tables["decision"].append({**own, **decision, "entity_id": f"decision-{case}"})
        tables["placement"].append({**own, "occurred_on": "2018-01-01", "change": "S", "placement_type": "U6" if n < 9 else "K2"})
    for n, written in [(1, ""), (2, ""), (3, ""), (4, "2022-01-01")]:
        on = {"occurred_on": "2019-09-01", "recorded_at": written or "2019-09-01"}
        tables["incident"].append({"case_id": f"c{n:02}", "kind": "injury", **on})
    tables["incident"] += [{"case_id": f"c{n}", "kind": "injury", "occurred_on": "2020-09-01"} for n in range(15, 20)]
    moved = {"entity_id": "child-c07", "born_on": "2010-01-01", "family_id": "f08", "recorded_at": "2022-01-01"}
    tables["child"].append({"case_id": "c07", **moved})
    return tables


@pytest.fixture(scope="module")
def record(make_record):
    return make_record(**agency(), cover=COVER)


def both(record, dimensions="decision_kind", ladder=None):
    views = moments.decisions(record)
    own = views.loc[views["decision_id"] == OWN, "view_id"].iloc[0]
    plan = reference_plan(dimensions, "incident", ladder=ladder)
    return reference_pool(record, views, plan.dimensions).both(own, plan)


def numbers(found):
    row = found.row.iloc[0]
    return [row["numerator"], row["denominator"], row["missing"], row["status"]]


def test_then_and_now_by_hand(record):
    then, now = both(record)
    # Then: the 14 early ones without c05 (family) and c06 (not written up yet); c04's incident is not on record yet.
    assert (then.reading, numbers(then)) == ("then", [3, 12, 0, "ok"])
    # Now: 28 without c05; c01 to c04 and c15 to c19.
    assert (now.reading, numbers(now)) == ("now", [9, 27, 0, "ok"])
    assert set(then.members["case_id"]) == {f"c{n:02}" for n in range(1, 15)} - {"c05", "c06"}
    assert then.row[["value", "lower", "upper"]].iloc[0].tolist() == list(clustered_share([1] * 3 + [0] * 9, [1] * 12)[:3])
    assert then.period == (EARLY, EARLY)
    assert now.period == (EARLY, LATE)
    assert "What could be known of such cases then" in then.note
    assert "Period: views from 1 Mar 2019 to 1 Jun 2020." in now.note
    # c07 and c08 are one family now, and were two then.
    assert now.members["family"].nunique() == 26
    assert then.members["family"].nunique() == 12


def test_then_leaves_out_views_whose_horizon_had_not_passed(record):
    then, _ = both(record)
    assert not set(then.members["case_id"]) & {f"c{n}" for n in range(15, 29)}


@pytest.mark.parametrize("kind", FUTURES)
def test_then_is_the_same_to_the_byte_whatever_was_recorded_after_the_decision(record, kind, tmp_path):
    other = other_record(record, tmp_path / kind, kind, CUT)
    one, _ = both(record, "decision_kind, placement_kind, option_chosen", "decision_kind, placement_kind; decision_kind")
    views = moments.decisions(record)  # which decision is reviewed is given
    plan = reference_plan(
        "decision_kind, placement_kind, option_chosen", "incident", ladder="decision_kind, placement_kind; decision_kind"
    )
    own = views.loc[views["decision_id"] == OWN, "view_id"].iloc[0]
    two, _ = reference_pool(other, views, plan.dimensions).both(own, plan)
    assert one.row.to_csv() == two.row.to_csv()
    assert (one.note, one.steps, one.counts, one.period) == (two.note, two.steps, two.counts, two.period)
    assert one.members.to_csv() == two.members.to_csv()
    assert one.row["status"].iloc[0] == "ok"


def test_another_past_does_show(record, tmp_path):
    """The comparison can fail: a month less of the past, and the incidents are gone."""
    other = other_record(record, tmp_path / "less", "deleted", "2019-08-01")
    views = moments.decisions(record)
    own = views.loc[views["decision_id"] == OWN, "view_id"].iloc[0]
    plan = reference_plan("decision_kind", "incident")
    then, _ = reference_pool(other, views, plan.dimensions).both(own, plan)
    assert numbers(then) != [3, 12, 0, "ok"]


def test_the_ladder_is_taken_step_by_step_and_named(record):
    """Foster care: c00 to c08, so 7 others now (without c05) and 6 then; of any placement 27 and 12."""
    then, now = both(record, "decision_kind, placement_kind")
    assert numbers(then) == [3, 12, 0, "ok"]
    assert numbers(now) == [9, 27, 0, "ok"]
    assert then.steps == now.steps == ("without placement kind",)
    assert now.pattern == {"decision_kind": "plan change"}
    assert now.row["reason"].iloc[0].endswith("widened, as fewer than 10 were alike: without placement kind")
    assert "likeness was widened by the stated ladder: without placement kind." in now.note


def test_without_a_ladder_and_at_its_last_step_fewer_than_ten_are_refused(record):
    for ladder in ("", "placement_kind, decision_kind (coarse)"[:14]):
        then, now = both(record, "placement_kind, decision_kind", ladder)
        assert (now.row["status"].iloc[0], then.row["status"].iloc[0]) == ("insufficient", "insufficient")
        assert now.row[["numerator", "denominator", "value"]].isna().all(axis=None)
        assert "7 other children are fewer than 10" in now.note
    assert now.steps == ("without decision kind",)


def test_the_option_chosen_can_be_asked_for(record):
    _, now = both(record, "option_chosen")
    assert now.pattern == {"option_chosen": "move"}
    assert numbers(now)[1] == 14  # c02, c04, ... c28
    assert "The option that was chosen is one of the dimensions." in now.note
    assert "The option that was chosen is not one of the dimensions." in both(record)[1].note


def test_the_option_is_read_as_it_was_first_written(make_record):
    tables = agency()
    again = {"case_id": "c00", "entity_id": OWN, "occurred_on": REVIEWED, "kind": "plan change", "chosen": "Stay"}
    first = next(row for row in tables["decision"] if row["entity_id"] == OWN)
    first |= {"withdrawn_at": "2022-01-01", "withdrawn_reason": "corrected"}
    tables["decision"].append({**again, "recorded_at": "2022-01-01"})
    assert both(make_record(**tables, cover=COVER), "option_chosen")[1].pattern == {"option_chosen": "move"}


def test_a_plan_must_fit_its_pool(record):
    views = moments.decisions(record)
    pool = reference_pool(record, views, ["decision_kind"])
    with pytest.raises(CaseReviewError, match="other dimensions than the plan's"):
        pool.both(views["view_id"].iloc[0], reference_plan("age_years", "incident"))
    with pytest.raises(CaseReviewError, match="not among the views"):
        pool.both("nobody", reference_plan("decision_kind", "incident"))


def came(n, answer="no", days=365, whole=True):
    return Came(f"v{n:02}", f"c{n:02}", EARLY, answer, whole, days)


def test_where_nobody_is_lost_the_estimate_is_the_count():
    rows = [came(n, "yes", 30 * n) for n in range(1, 5)] + [came(n) for n in range(5, 15)] + [came(15, "competing end", 100)]
    counted = members(rows, 0, 1, {})
    assert counted.share(365).value == pytest.approx(4 / 15)
    # One more, seen for a day: it says next to nothing, and moves the rest to the estimate.
    estimated = members([*rows, came(16, "censored", 1)], 0, 1, {})
    assert estimated.method == ESTIMATED
    assert estimated.share(365).value == pytest.approx(4 / 15)
    assert (estimated.had, estimated.whole, len(estimated.rows)) == (4, 15, 16)


def test_the_estimate_by_hand():
    """12 children. Day 50: one of 12 has it. Day 100: two lost. Day 200: one of 9 has it. Day 300: one of 8 dies. The rest: no."""
    rows = [came(1, "yes", 50), came(2, "censored", 100, False), came(3, "censored", 100), came(4, "yes", 200)]
    rows += [came(5, "competing end", 300), *(came(n) for n in range(6, 13))]
    share = members(rows, 0, 1, {}).share(365)
    assert share.value == pytest.approx(1 / 12 + (11 / 12) * (1 / 9))
    assert share.lower < share.value < share.upper


def test_who_was_never_followed_is_missing_and_not_counted():
    rows = [came(n) for n in range(10)] + [
        came(10, "not recorded", None),
        came(11, "censored", 0),
        came(12, "not applicable", None),
    ]
    found = members(rows, 0, 1, {})
    assert (found.missing, len(found.rows), found.counts["does not apply"], found.counts["not followed"]) == (2, 10, 1, 2)


def test_who_would_have_been_past_the_cover_does_not_make_a_class_though_the_outcome_came():
    rows = [came(n) for n in range(9)] + [came(n, "yes", 5, whole=False) for n in range(9, 30)]
    assert members(rows, 0, 1, {}).whole == 9


def test_pools_without_decisions_keep_the_views_given(record):
    rows = [{"view_id": f"v{n:02}", "case_id": f"c{n:02}", "as_of": EARLY if n < 15 else LATE} for n in range(1, 29)]
    views = pd.DataFrame([*rows, {"view_id": "own", "case_id": "c00", "as_of": REVIEWED}])
    plan = reference_plan("age_years", "incident")
    then, now = reference_pool(record, views, plan.dimensions).both("own", plan)
    assert numbers(then) == [3, 13, 0, "ok"]  # c06 was seen all the same; only its decision was not written up
    assert now.pattern == {"age_years": "10 to 15"}


def test_before_anybody_was_followed_and_with_one_child_alone_nothing_is_told(record):
    views = moments.decisions(record)
    plan = reference_plan("decision_kind", "incident")
    early = views.loc[views["decision_id"] == "decision-c01", "view_id"].iloc[0]
    then, now = reference_pool(record, views, plan.dimensions).both(early, plan)
    assert (then.row["status"].iloc[0], then.period, now.row["status"].iloc[0]) == ("insufficient", ("", ""), "ok")
    alone = record.of_cases(["c00"])
    own = moments.decisions(alone)
    both_of_one = reference_pool(alone, own, plan.dimensions).both(own["view_id"].iloc[0], plan)
    assert [c.row["status"].iloc[0] for c in both_of_one] == ["insufficient"] * 2
