"""How late a holder had it, and how late it was recorded: by hand, both ways where nothing is said, and what is refused."""

import numpy as np
import pandas as pd
import pytest

from tests.contrast.test_classes import had, told
from toolkit import contrast
from toolkit.errors import CaseReviewError

OPEN = {"occurred_on": "2019-01-01"}
DAY = pd.Timestamp("2020-01-01")


def on(days):
    return (DAY + pd.Timedelta(days=int(days))).strftime("%Y-%m-%d")


def views(cases, as_of="2020-03-01", **more):
    rows = [{"view_id": f"v-{c}", "case_id": c, "as_of": as_of, "holder": "w1", **more} for c in cases]
    return pd.DataFrame(rows, dtype="str")


def twelve(make_record, entries, notes=None):
    """Twelve children with one piece of information each, of 1 January 2020 and recorded the day after."""
    cases = [f"c{n}" for n in range(12)]
    rows = [{**told(on(0), on(1)), "case_id": c, "entity_id": f"i{n}", **(notes or {}).get(n, {})} for n, c in enumerate(cases)]
    involved = [{"case_id": c, "entity_id": f"inv{c}", "worker_id": "w1", **OPEN} for c in cases]
    made = make_record(case=[{"case_id": c, **OPEN} for c in cases], information=rows, ledger=entries, involvement=involved)
    return made, views(cases)


def row(rows, label, group=None):
    found = rows[rows["measure"].str.endswith(label)]
    return (found if group is None else found[found["group"] == group]).iloc[0]


# --- knowledge lag ----------------------------------------------------------------------------------------------------


def entry(n, days, **more):
    return {**had("w1", on(days) + " 09:00"), "entity_id": f"i{n}", **more}


def test_knowledge_by_hand(make_record):
    """One had it on the day, two within a week, the other nine only after the view on day 60: they go on."""
    entries = [entry(0, 0), entry(1, 5), entry(2, 7), *(entry(n, 90) for n in range(3, 12))]
    record, asked = twelve(make_record, entries)
    found = row(contrast.knowledge_lag(record, asked, days=[6, 7]), "within 6 days")
    assert (found.numerator, found.denominator, found.missing, found.status) == (2, 12, 0, "ok")
    assert found.value == pytest.approx(2 / 12)
    # ten were at risk on day 7, nine after it
    half = row(contrast.knowledge_lag(record, asked, days=[6, 7]), "half were had within")
    assert (half.status, half.lower <= 7) == ("insufficient", True)
    assert pd.isna(half.value)
    assert "fewer than 10 were at risk after day 7" in half.reason
    since = row(contrast.knowledge_lag(record, asked, since="recorded", days=[6]), "within 6 days")
    assert since.numerator == 3  # recorded on day 1, had on day 7


def test_silence_counts_each_way(make_record):
    entries = [*(entry(n, 0) for n in range(4)), *(entry(n, 90) for n in range(4, 6))]
    record, asked = twelve(make_record, entries)
    found = row(contrast.knowledge_lag(record, asked, days=[0]), "within 0 days")
    assert (found.numerator, found.missing, found.status) == (4, 6, "insufficient")
    assert pd.isna(found.value)
    assert found.lower < 4 / 12
    assert found.upper > 10 / 12
    assert "between 33% and 83%" in found.reason
    assert "of 6 of 12 things the ledger says nothing" in found.reason


def test_an_own_observation_is_had_at_once_and_said_to_be_assumed(make_record):
    record, asked = twelve(make_record, [], {n: {"informant": "w1"} for n in range(12)})
    found = row(contrast.knowledge_lag(record, asked, days=[0]), "within 0 days")
    assert (found.value, found.status) == (1, "ok")
    assert "assumed: 12" in found.reason


def test_a_recollection_says_nothing_here(make_record):
    record, asked = twelve(make_record, [entry(n, 0, evidence="recollection") for n in range(12)])
    assert row(contrast.knowledge_lag(record, asked, days=[7]), "within 7 days").missing == 12


def test_another_kind_of_holder(make_record):
    record, asked = twelve(make_record, [{**had("police", on(3), "police"), "entity_id": f"i{n}"} for n in range(12)])
    found = contrast.knowledge_lag(record, asked, holder="police", days=[2, 3])
    assert row(found, "within 3 days", "police").value == 1
    assert row(found, "within 2 days").value == 0
    assert contrast.knowledge_lag(record, asked.assign(holder=""), days=[2]).iloc[0].status == "not applicable"


def test_what_was_had_on_the_boundary_of_the_view(make_record):
    """Before a decision of a day without a time, what that day brought is not had yet; the view was last seen the day before."""
    entries = [{**had("w1", "2020-03-01 00:00"), "entity_id": f"i{n}"} for n in range(12)]
    record, asked = twelve(make_record, entries)
    assert row(contrast.knowledge_lag(record, asked, days=[60]), "within 60 days").numerator == 12
    assert row(contrast.knowledge_lag(record, asked.assign(cut="before"), days=[60]), "within 60 days").numerator == 0


def test_a_knowledge_lag_that_is_the_recording_lag_is_refused(make_record):
    record, asked = twelve(make_record, [])
    with pytest.raises(CaseReviewError, match="would be the recording lag"):
        contrast.knowledge_lag(record, asked, holder="own agency")
    with pytest.raises(CaseReviewError) as told_:
        contrast.knowledge_lag(record, asked, holder="polce", since="recording")
    assert len(told_.value.problems) == 2
    assert "did you mean police?" in str(told_.value)


# --- recording lag ----------------------------------------------------------------------------------------------------


def lagged(make_record, lags, happened, extra=None, **more):
    """One child each with a thing of its day, recorded so many days later; looked at on 1 March 2020 (day 60)."""
    cases = [f"c{n}" for n in range(len(lags))]
    rows = [
        {**told(on(day), on(day + lag)), "case_id": c, "entity_id": f"i{n}", **(extra or {}).get(n, {})}
        for n, (c, lag, day) in enumerate(zip(cases, lags, happened, strict=True))
    ]
    return make_record(case=[{"case_id": c, **OPEN} for c in cases], information=rows, **more), views(cases)


def test_recording_by_hand(make_record):
    """Ten things of day 0 recorded at once, ten of day 40 recorded after 15 days, and two of day 50 that were recorded too late.

    At lag 15 all twenty are at risk and ten have it: half are less. Without the two the share within 14 days is still 10 / 20.
    """
    record, asked = lagged(make_record, [0] * 10 + [15] * 10 + [15] * 2, [0] * 10 + [40] * 10 + [50] * 2)
    found = contrast.recording_lag(record, asked, days=[14, 15])
    shorter = row(found, "within 14 days", "information")
    assert (shorter.numerator, shorter.denominator, shorter.status) == (10, 20, "ok")
    assert shorter.value == pytest.approx(0.5)
    assert "among those recorded within 60 days; how many took longer cannot be known" in shorter.reason
    assert row(found, "within 15 days", "all").value == 1


def test_it_is_not_the_plain_share_where_recent_things_could_only_be_short(make_record):
    """Ten old things recorded after 30 days; thirty of the last week recorded at once: a plain share says 75 % were at once."""
    record, asked = lagged(make_record, [30] * 10 + [0] * 10 + [0] * 30, [0] * 20 + [55] * 30)
    found = row(contrast.recording_lag(record, asked, days=[7]), "within 7 days", "all")
    assert found.numerator == 40
    assert found.value == pytest.approx(0.5)


def test_extracts_give_bounds_over_both_readings(make_record):
    unsure = {n: {"recorded_by": on(20)} for n in range(20)}
    record, asked = lagged(make_record, [0] * 20 + [2] * 10, [0] * 20 + [10] * 10, extra=unsure)
    found = row(contrast.recording_lag(record, asked, days=[7]), "within 7 days", "all")
    assert found.value == pytest.approx(1)
    assert found.lower < 10 / 30 < found.upper
    assert "assumed: 20 of 30 record times are known only between two extracts" in found.reason
    assert "100% and 33%" in found.reason
    late = row(contrast.recording_lag(record, asked, days=[7], knowledge="latest"), "within 7 days", "all")
    assert late.value == pytest.approx(10 / 30)
    assert (late.lower, late.upper) == (pytest.approx(found.lower), pytest.approx(found.upper))


def test_what_has_no_lag_of_its_own_is_left_out_and_counted(make_record):
    extra = {
        0: {"occurred_precision": "month"},
        1: {"basis": "migrated"},
        2: {"basis": "reconstructed"},
        3: {"occurred_on": "2018-06-01"},
    }
    record, asked = lagged(make_record, [1] * 16, [0] * 16, extra)
    found = row(contrast.recording_lag(record, asked, days=[7]), "within 7 days", "all")
    assert (found.denominator, found.missing) == (12, 4)
    for words in ("before the case was open: 1", "migrated or made by a rule: 2", "not known exactly: 1"):
        assert words in found.reason


def test_before_the_record_was_meant_to_hold_them(make_record):
    record, asked = lagged(make_record, [1] * 12, [0] * 12)
    not_meant = make_record_uncovered(record)
    found = row(contrast.recording_lag(not_meant, asked, days=[7]), "within 7 days", "all")
    assert (found.denominator, found.missing, found.status) == (0, 12, "insufficient")


def make_record_uncovered(record):
    """The same record, whose coverage of information begins after the things."""
    from toolkit.record import open_record

    frame = pd.read_parquet(record.path / "coverage.parquet")
    frame.loc[frame["table_name"] == "information", "covered_from"] = pd.Timestamp("2020-02-01")
    frame.to_parquet(record.path / "coverage.parquet")
    return open_record(record.path)


def test_a_correction_is_not_a_new_recording(make_record):
    versions = {n: {"withdrawn_at": on(30), "withdrawn_reason": "corrected", "note": "a"} for n in range(12)}
    cases = [f"c{n}" for n in range(12)]
    rows = [{**told(on(0), on(2)), "case_id": c, "entity_id": f"i{n}", **versions[n]} for n, c in enumerate(cases)]
    rows += [{**told(on(0), on(30)), "case_id": c, "entity_id": f"i{n}", "note": "b"} for n, c in enumerate(cases)]
    record = make_record(case=[{"case_id": c, **OPEN} for c in cases], information=rows)
    assert row(contrast.recording_lag(record, views(cases), days=[2]), "within 2 days", "all").value == 1


def test_a_plan_is_recorded_when_somebody_says_that_it_happened(make_record):
    cases = [f"c{n}" for n in range(12)]
    ahead = {"withdrawn_at": on(13), "withdrawn_reason": "changed"}
    rows = [{**told(on(10), on(0)), "case_id": c, "entity_id": f"i{n}", **ahead} for n, c in enumerate(cases)]
    rows += [{**told(on(10), on(13)), "case_id": c, "entity_id": f"i{n}"} for n, c in enumerate(cases)]
    record = make_record(case=[{"case_id": c, **OPEN} for c in cases], information=rows)
    found = contrast.recording_lag(record, views(cases), days=[2, 3])
    assert (row(found, "within 2 days", "all").numerator, row(found, "within 3 days", "all").numerator) == (0, 12)


@pytest.mark.parametrize("estimator", ["kaplan-meier", "Kaplan–Meier", "mean"])
def test_another_estimator_is_refused_with_the_reason(make_record, estimator):
    with pytest.raises(CaseReviewError, match="what has not been recorded is not in the data"):
        contrast.recording_lag(make_record(case=[OPEN]), views(["c1"]), estimator=estimator)


def test_few_things_say_nothing_and_none_nothing_at_all(make_record):
    record, asked = lagged(make_record, [1] * 9, [0] * 9)
    few = contrast.recording_lag(record, asked)
    assert set(few["status"]) == {"insufficient"}
    assert few["value"].isna().all()
    none = contrast.recording_lag(make_record(case=[OPEN]), views(["c1"]))
    assert set(none["status"]) == {"not applicable"}


def test_families_widen_what_is_said(make_record):
    rng = np.random.default_rng(1)
    lags, days = rng.integers(0, 20, 40).tolist(), [0] * 40
    lags = sorted(lags)
    kids = [{"case_id": f"c{n}", "entity_id": f"k{n}", "family_id": f"f{n // 8}", **OPEN} for n in range(40)]
    alone = row(contrast.recording_lag(*lagged(make_record, lags, days), days=[9]), "within 9 days", "all")
    together = row(contrast.recording_lag(*lagged(make_record, lags, days, child=kids), days=[9]), "within 9 days", "all")
    assert together.value == pytest.approx(alone.value)
    assert together.upper - together.lower > 1.5 * (alone.upper - alone.lower)


def test_bad_days_are_refused(make_record):
    for lag in (contrast.recording_lag, contrast.knowledge_lag):
        with pytest.raises(CaseReviewError, match="whole numbers"):
            lag(make_record(case=[OPEN]), views(["c1"]), days=[-1])


def test_a_key_that_was_used_again_in_another_table_has_a_lag_of_its_own(make_record):
    used = {"entity_id": "1", "case_id": "c1", "recorded_at": "2020-02-02"}
    record = make_record(
        case=[{"occurred_on": "2019-01-01"}],
        information=[{**used, "occurred_on": "2020-02-01", "kind": "call"}],
        visit=[{**used, "occurred_on": "2020-01-03", "recorded_at": "2020-01-04"}],
    )
    asked = pd.DataFrame([{"view_id": "v", "case_id": "c1", "as_of": "2020-03-01"}], dtype="str")
    rows = contrast.recording_lag(record, asked, days=[7])
    within = rows[rows["measure"].str.endswith("within 7 days")].set_index("group")["numerator"]
    assert within.to_dict() == {"all": 2, "information": 1, "visit": 1}
