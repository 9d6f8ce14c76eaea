"""Waits by the year of their start: by hand, against a truth that completed-only figures miss, and what may not be said."""

import numpy as np
import pandas as pd
import pytest

from toolkit.errors import CaseReviewError
from toolkit.result import COLUMNS
from toolkit.study.waits import cohorts, wait_curves, waits

VIEW = "2022-12-31"


def spell(n, started, ended=None, entered=None, kind="done", case=None, measure="m"):
    case = case or f"c{n}"
    return {
        "view_id": f"v-{case}",
        "case_id": case,
        "measure": measure,
        "entity_id": f"e{n}",
        "statement_id": f"s{n}",
        "started_on": pd.Timestamp(started) if started else None,
        "entered_on": pd.Timestamp(entered or started) if entered or started else None,
        "ended_on": pd.Timestamp(ended) if ended else None,
        "end_kind": kind if ended else "",
    }


def of(rows, as_of=VIEW, **more):
    frame = pd.DataFrame(rows).astype(dict.fromkeys(("started_on", "entered_on", "ended_on"), "datetime64[us]"))
    views = frame[["view_id", "case_id"]].drop_duplicates().assign(as_of=as_of)
    return frame, views, {}


def after(start, days):
    return (pd.Timestamp(start) + pd.Timedelta(days=days)).strftime("%Y-%m-%d")


def row(rows, measure, group):
    return rows[(rows["measure"] == measure) & (rows["group"] == group)].iloc[0]


TWENTY = [spell(n, "2021-03-01", after("2021-03-01", 10 * n)) for n in range(1, 21)]


def test_by_hand_with_all_ended():
    """Twenty waits of 10, 20, ... 200 days: nine or fewer had ended by 91; ten are at risk until day 110."""
    rows = waits(*of(TWENTY), days=[91, 182])
    found = row(rows, "m: ended within 91 days", "2021")
    assert (found.numerator, found.denominator, found.missing, found.status) == (9, 20, 0, "ok")
    assert found.value == pytest.approx(0.45)
    assert found.lower < 0.45 < found.upper
    half = row(rows, "m: half had ended within", "2021")
    assert (half.value, half.unit, half.numerator) == (105, "days", 20)  # level at one half from day 100 to 110
    late = row(rows, "m: ended within 182 days", "2021")
    assert (late.status, late.numerator, late.value) == ("ok", 18, 0.9)
    assert "counted and not estimated" in late.reason
    assert list(rows.columns) == list(COLUMNS)


def test_beyond_ten_at_risk_only_what_is_sure_is_said():
    found = of([*TWENTY, spell(51, "2021-03-01")])
    views = found[1].assign(as_of=[VIEW] * 20 + ["2021-03-15"])  # one child was last seen after 14 days
    late = row(waits(found[0], views, {}, days=[182]), "m: ended within 182 days", "2021")
    assert (late.status, late.numerator) == ("insufficient", 18)
    assert pd.isna(late.value)
    assert "after day 110 fewer than 10 were at risk" in late.reason
    assert 0.3 < late.lower < 0.6


def test_open_waits_are_censored_at_the_view_and_plans_are_open():
    rows = [spell(n, "2022-01-01") for n in range(12)]
    rows += [spell(n + 12, "2022-01-01", "2022-02-01") for n in range(12)]
    rows += [spell(30, "2022-01-01", "2023-05-01")]  # an end still to come
    found = waits(*of(rows), days=[31, 364])
    assert row(found, "m: ended within 31 days", "2022").value == pytest.approx(12 / 25)
    assert row(found, "m: ended within 364 days", "2022").value == pytest.approx(12 / 25)
    assert row(found, "m: half had ended within", "2022").numerator == 12


def test_a_view_before_a_decision_does_not_see_its_own_day():
    frame, views, _ = of([spell(n, "2022-12-01") for n in range(12)])
    assert cohorts(frame, views, {})[0].curve.reach.last == 30
    assert cohorts(frame, views.assign(cut="before"), {})[0].curve.reach.last == 29
    assert cohorts(frame, views.assign(cut="before", as_of="2022-12-31T10:00"), {})[0].curve.reach.last == 30


def test_ends_that_compete_are_kept_apart():
    rows = [spell(n, "2021-01-01", after("2021-01-01", 30), kind="home") for n in range(6)]
    rows += [spell(n + 6, "2021-01-01", after("2021-01-01", 20), kind="adopted") for n in range(6)]
    rows += [spell(n + 12, "2021-01-01") for n in range(12)]
    found = waits(*of(rows), days=[91])
    assert row(found, "m: ended within 91 days", "2021").value == pytest.approx(0.5)
    assert row(found, "m: home within 91 days", "2021").value == pytest.approx(0.25)  # of all, not of those not adopted (6/18)
    assert row(found, "m: adopted within 91 days", "2021").numerator == 6


def test_waits_begun_before_the_record_enter_late_or_are_left_out_and_counted():
    rows = [spell(n, "2019-01-01", after("2019-01-01", 800 + n), entered="2020-10-01") for n in range(15)]
    rows += [spell(n + 20, "2019-01-01", "2020-05-01", entered="2020-10-01") for n in range(2)]
    rows += [spell(n + 30, "2021-01-01", after("2021-01-01", 40)) for n in range(15)]
    found = waits(*of(rows), days=[730])
    old = row(found, "m: ended within 730 days", "2019")
    assert (old.status, old.denominator, old.missing) == ("insufficient", 15, 2)
    assert "fewer than 10 were watched in their first 639 days" in old.reason
    assert "of those who waited beyond them, 0% had ended so by day 730" in old.reason
    assert "15 began before the record watched them" in old.reason
    assert "2 left out, over before the record watched them" in old.reason
    both = row(found, "m: half had ended within", "all")
    assert "15 began before" in both.reason
    left = waits(*of(rows), days=[730], late="leave out")
    assert row(left, "m: half had ended within", "2019").missing == 17
    assert "15 left out, begun before the record watched them" in row(left, "m: half had ended within", "2019").reason
    assert row(left, "m: half had ended within", "all").denominator == 15


def test_what_cannot_be_used_is_left_out_and_counted():
    rows = [*TWENTY, spell(90, None, "2021-05-01"), spell(91, "2021-05-02", "2021-05-01")]
    found = row(waits(*of(rows)), "m: half had ended within", "all")
    assert (found.denominator, found.missing) == (20, 2)
    assert "1 left out, without a day on which they began" in found.reason
    assert "1 left out, that ended, or were looked at, before they began" in found.reason


def test_too_few_say_nothing():
    found = waits(*of(TWENTY[:9]))
    assert set(found["status"]) == {"insufficient"}
    assert found["value"].isna().all()
    assert found["reason"].str.contains("never were 10 waits at risk").all()
    assert len(wait_curves(*of(TWENTY[:9]))) == 0


def test_each_wait_counts_once_as_it_stood_at_the_last_view_of_its_case():
    frame, views, _ = of(TWENTY)
    early = frame.assign(view_id="early-" + frame["view_id"], ended_on=pd.NaT, end_kind="")
    both = pd.concat([early, frame])
    more = pd.concat([views.assign(view_id="early-" + views["view_id"], as_of="2021-03-05"), views])
    assert waits(both, more, {}).equals(waits(frame, views, {}))


def test_the_order_of_rows_does_not_matter():
    rows = [
        *TWENTY,
        *(spell(n, "2021-02-01", after("2021-02-01", n % 37), kind="xy"[n % 2], case=f"c{n // 3}") for n in range(60, 120)),
    ]
    frame, views, _ = of(rows)
    turned = frame.sample(frac=1, random_state=3), views.sample(frac=1, random_state=4)
    families = {f"c{n}": f"f{n // 2}" for n in range(200)}
    assert waits(frame, views, families).equals(waits(*turned, families))
    assert wait_curves(frame, views, families).equals(wait_curves(*turned, families))


def test_families_widen_the_interval():
    frame, views, _ = of(TWENTY)
    alone = row(waits(frame, views, {}, days=[91]), "m: ended within 91 days", "2021")
    four = row(
        waits(frame, views, {f"c{n}": f"f{(n - 1) // 5}" for n in range(1, 21)}, days=[91]), "m: ended within 91 days", "2021"
    )
    assert four.upper - four.lower > 1.5 * (alone.upper - alone.lower)


def test_the_curves_agree_with_the_rows_and_stop_where_ten_are_at_risk():
    frame, views, _ = of(TWENTY)
    curve = wait_curves(frame, views, {})
    part = curve[curve["group"] == "2021"]
    assert part["day"].max() == 110
    assert part["at_risk"].min() == 10
    assert part.loc[part["day"] == 90, "share"].iloc[0] == pytest.approx(0.45)
    assert set(part["end_kind"]) == {"any end", "done"}
    assert set(wait_curves(frame, views, {}, every=50)["day"]) == {0, 50, 100, 110}


def test_everything_wrong_is_told_at_once():
    frame, views, _ = of(TWENTY)
    with pytest.raises(CaseReviewError) as told:
        waits(frame.rename(columns={"ended_on": "ended_at"}), views.assign(as_of="soon"), {}, late="entered")
    assert len(told.value.problems) == 3
    assert "did you mean ended_at?" in str(told.value)
    with pytest.raises(CaseReviewError, match="not among the views"):
        waits(frame, views.iloc[:3], {})
    with pytest.raises(CaseReviewError, match="whole numbers"):
        waits(frame, views, {}, days=[-1])


def test_no_waits_at_all_give_no_rows():
    frame, views, _ = of(TWENTY)
    assert len(waits(frame.iloc[:0], views, {})) == 0
    assert len(wait_curves(frame.iloc[:0], views, {})) == 0


MONTH = 30.4375


def test_completed_waits_and_end_years_mislead_where_this_does_not():
    """Waits get longer: a mean of 18, then 27, then 36 months by cohort, looked at after six years. The true medians are
    12.5, 18.7 and 25.0 months; completed waits by year of start say that things got better."""
    rng = np.random.default_rng(7)
    began = np.sort(rng.uniform(0, 72, 6000))
    wait = rng.exponential(np.select([began < 24, began < 48], [18, 27], 36))
    start = pd.Timestamp("2015-01-01")
    rows = []
    for n, (b, w) in enumerate(zip(began, wait, strict=True)):
        ended = start + pd.Timedelta(days=int((b + w) * MONTH)) if b + w <= 72 else None
        rows.append(spell(n, start + pd.Timedelta(days=int(b * MONTH)), ended))
    frame, views, _ = of(rows, as_of=(start + pd.Timedelta(days=int(72 * MONTH))).strftime("%Y-%m-%d"))
    band = np.select([began < 24, began < 48], ["first", "second"], "third")
    medians, completed = {}, {}
    for name in ("first", "second", "third"):
        part = frame[band == name]
        found = row(waits(part, views[views["view_id"].isin(part["view_id"])], {}), "m: half had ended within", "all")
        medians[name] = (found.value / MONTH if found.status == "ok" else None, found.lower / MONTH)
        done = part.dropna(subset="ended_on")
        completed[name] = (done["ended_on"] - done["started_on"]).dt.days.median() / MONTH
    assert medians["first"][0] == pytest.approx(12.5, abs=1)
    assert medians["second"][0] == pytest.approx(18.7, abs=1.5)
    assert medians["third"][0] is None or medians["third"][0] > 20
    assert medians["third"][1] > 18
    assert completed["third"] < 8 < completed["first"]
