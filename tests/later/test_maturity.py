"""Recording delays worked by hand, and which views are old enough to be looked back on."""

import datetime as dt
import math

import pandas as pd
import pytest

from tests.later.stories import BASE, CHILD, OPEN_CASE
from toolkit import paths
from toolkit.errors import CaseReviewError
from toolkit.later import catalogue, maturity
from toolkit.record import open_record
from toolkit.stats import reverse_time

END = dt.date(2022, 12, 31)
LAST_WORD = {"entity_id": "end", "occurred_on": f"{END}", "kind": "referred"}


def day(number):
    return str(dt.date(2020, 1, 1) + dt.timedelta(days=number))


def incidents(*lags, every=10, **more):
    """Incidents, one every so many days, each of a child of its own and recorded so many days late."""
    rows = []
    for n, lag in enumerate(lags):
        rows.append(
            {"occurred_on": day(n * every), "recorded_at": day(n * every + lag), "case_id": f"k{n}", "entity_id": f"i{n}", **more}
        )
    return rows


def record_of(make_record, rows, **more):
    children = sorted({r["case_id"] for r in rows})
    cases = [{**OPEN_CASE, "case_id": c, "entity_id": f"case-{c}"} for c in children]
    return make_record(child=[CHILD], case=[OPEN_CASE, *cases], incident=rows, status=[LAST_WORD], **more)


def views_before_the_end(make_views, *days):
    return make_views(*(str(END - dt.timedelta(days=d)) for d in days))


def shares(rows):
    return [None if pd.isna(x) else round(float(x), 6) for x in rows["recorded_share"]]


def test_the_share_is_the_mean_over_the_horizon_of_what_is_recorded_so_late(make_record, make_views):
    lags = [0, 0, 10, 10] * 15
    record = record_of(make_record, incidents(*lags))
    views = views_before_the_end(make_views, 30, 20, 14)
    rows = maturity(record, views, 10, ["incident"])
    # Horizons of 20 to 29, of 10 to 19 and of 4 to 13 days before the end: half of what came within 10 days of it is on record.
    assert shares(rows) == [1.0, 1.0, pytest.approx((4 + 6 * 0.5) / 10)]
    assert rows["mature"].to_list() == [True, True, False]
    assert set(rows["status"]) == {"ok"}
    assert (rows["lower"] <= rows["recorded_share"]).all()
    assert (rows["recorded_share"] <= rows["upper"]).all()


def test_a_delay_that_grows_short_at_the_end_is_not_taken_for_all(make_record, make_views):
    """Of things of the last days only the quick ones are there; the estimate runs backwards and knows that."""
    lags = [0, 40] * 40
    rows = [r for r in incidents(*lags, every=7) if r["recorded_at"] <= day(79 * 7)]
    record = make_record(
        child=[CHILD],
        case=[OPEN_CASE, *({**OPEN_CASE, "case_id": r["case_id"], "entity_id": f"case-{r['case_id']}"} for r in rows)],
        incident=rows,
        status=[{**LAST_WORD, "occurred_on": day(79 * 7)}],
    )
    since = [79 * 7 - int((dt.date.fromisoformat(r["occurred_on"]) - dt.date(2020, 1, 1)).days) for r in rows]
    had = [(dt.date.fromisoformat(r["recorded_at"]) - dt.date.fromisoformat(r["occurred_on"])).days for r in rows]
    by_hand = reverse_time(had, since, list(range(len(rows)))).ended_by(5).value
    view = make_views(str(dt.date(2020, 1, 1) + dt.timedelta(days=79 * 7 - 6)))
    assert shares(maturity(record, view, 1, ["incident"])) == [round(by_hand, 6)]
    assert by_hand < sum(h <= 5 for h in had) / len(had)


def test_what_is_expected_to_be_on_record_comes_true(make_views):
    """The sample as it stood on a day, against what later turned out to have happened in the month before."""
    cut, whole = dt.date(2024, 3, 31), open_record(paths.sample_record())
    con = whole.connect()
    seen = con.execute(
        """
        SELECT CAST(min(occurred_on) - 1 AS VARCHAR) AS day_before, min(recorded_at) < CAST($cut AS DATE) + 1 AS on_record
        FROM contact WHERE kind = 'family time' AND occurred_on BETWEEN CAST($cut AS DATE) - 29 AND $cut GROUP BY entity_id""",
        {"cut": cut},
    ).df()
    con.close()
    found = maturity(whole.as_it_stood(f"{cut}"), make_views(*seen["day_before"]), 1, ["contact_with_family"])
    assert len(seen) > 50
    assert found["recorded_share"].mean() == pytest.approx(seen["on_record"].mean(), abs=0.05)
    assert found["recorded_share"].mean() < 0.95


def test_a_horizon_that_is_not_over_is_never_mature(make_record, make_views):
    record = record_of(make_record, incidents(*[0] * 60))
    rows = maturity(record, views_before_the_end(make_views, 100, 99), 100, ["incident"])
    assert rows["mature"].to_list() == [True, False]
    assert shares(rows) == [1.0, 0.99]
    assert rows["reason"][1].startswith(f"the horizon ends after what the record covers, which ends on {END}")


def test_a_record_that_is_too_thin_says_nothing(make_record, make_views):
    record = record_of(make_record, incidents(*[3] * 9))
    rows = maturity(record, views_before_the_end(make_views, 500, 5), 100, ["incident"])
    assert list(rows["status"]) == ["insufficient", "insufficient"]
    assert rows["recorded_share"].isna().all()
    assert pd.isna(rows["mature"][0])
    assert (rows["lower"][0], rows["upper"][0]) == (0, 1)
    assert not rows["mature"][1]  # its horizon is not over, whatever the delay
    assert "never could 10 entries of incident have shown the same delay (9 on record)" in rows["reason"][0]


def test_what_the_record_does_not_cover_has_no_delay(make_record, make_views):
    record = make_record(**BASE, cover=("case",))
    rows = maturity(record, make_views("2019-02-01"), 30, ["incident", "closure"]).set_index("outcome")
    assert rows.loc["incident", "status"] == "not recorded"
    assert "does not cover incident" in rows.loc["incident", "reason"]
    assert rows.loc["closure", "status"] == "insufficient"


def test_a_record_of_extracts_is_read_both_ways(make_record, make_views):
    """Each year's extract shows what came in the year: recorded on the day itself at the earliest, with the extract at the latest."""
    rows = []
    for n in range(100):
        on = dt.date(2020, 1, 1) + dt.timedelta(days=n * 10)
        rows.append({
            "occurred_on": f"{on}", "recorded_at": f"{on.year}-01-01", "recorded_by": f"{on.year}-12-31 23:59:59", "case_id": f"k{n}",
            "entity_id": f"i{n}",
        })  # fmt: skip
    record = record_of(make_record, rows)
    found = maturity(record, views_before_the_end(make_views, 800, 100), 50, ["incident"])
    assert found["recorded_share"][0] == pytest.approx(1, abs=0.01)
    assert found["mature"][0]
    assert found["recorded_share"][1] < found["upper"][1] == 1
    assert pd.isna(found["mature"][1])
    assert found["status"][1] == "insufficient"
    assert "assumed: 99 of 100 record times are known only between two extracts" in found["reason"][1]


def test_what_cannot_show_a_delay_is_left_out_and_counted(make_record, make_views):
    good = incidents(*[2] * 40)
    odd = [
        {
            "occurred_on": "2020-05-01",
            "occurred_precision": "month",
            "recorded_at": "2020-06-01",
            "case_id": "k0",
            "entity_id": "coarse",
        },
        {"occurred_on": "2020-05-01", "recorded_at": "2021-06-01", "basis": "migrated", "case_id": "k0", "entity_id": "moved"},
        {"occurred_on": "2018-05-01", "recorded_at": "2021-06-01", "case_id": "k0", "entity_id": "before"},
    ]
    plan = [{"occurred_on": "2020-09-01", "recorded_at": "2020-08-01", "case_id": "k1", "entity_id": "ahead"}]
    reason = maturity(record_of(make_record, [*good, *odd, *plan]), views_before_the_end(make_views, 500), 30, ["incident"])[
        "reason"
    ][0]
    assert "of 40 entries" in reason
    assert "left out, before the case was open: 1" in reason
    assert "left out, their day is not known exactly: 1" in reason
    assert "left out, their record time was migrated or made by a rule: 1" in reason


def test_the_delay_is_to_the_first_version_that_said_it_had_happened(make_record, make_views):
    rows = []
    for n in range(40):
        on, case = dt.date(2020, 1, 1) + dt.timedelta(days=n * 10), {"case_id": f"k{n}", "entity_id": f"i{n}"}
        late, later = on + dt.timedelta(days=5), on + dt.timedelta(days=50)
        rows.append(
            {**case, "occurred_on": f"{on}", "recorded_at": f"{late}", "withdrawn_at": f"{later}", "withdrawn_reason": "corrected"}
        )
        rows.append({**case, "occurred_on": f"{on}", "recorded_at": f"{later}", "severity": 2})
    found = maturity(record_of(make_record, rows), views_before_the_end(make_views, 12), 6, ["incident"])
    assert shares(found) == [1.0]


def test_every_outcome_says_of_what_its_delay_is(make_record, make_views):
    rows = maturity(make_record(**BASE), make_views("2019-06-01"))
    assert list(rows["outcome"]) == [o.name for o in catalogue()]
    assert list(rows.columns) == ["view_id", "outcome", "recorded_share", "lower", "upper", "mature", "status", "reason"]
    assert not rows["status"].isin(["ok"]).any()


def test_no_views_and_bad_requests(make_record, make_views):
    record = make_record(**BASE)
    assert len(maturity(record, make_views("2019-06-01").head(0), 30, ["incident"])) == 0
    with pytest.raises(CaseReviewError, match="did you mean incident"):
        maturity(record, make_views("2019-06-01"), 30, ["incidnet"])
    with pytest.raises(CaseReviewError, match="above 0"):
        maturity(record, make_views("2019-06-01"), 0)
    with pytest.raises(CaseReviewError, match="36,525 days at most"):
        maturity(record, make_views("2019-06-01"), 10**9)
    assert math.isclose(maturity(record, make_views("2019-06-01"), 36525, ["closure"])["lower"][0], 0)


def test_one_entry_long_after_the_cover_does_not_make_every_view_old(make_record, make_views):
    slip = [{"occurred_on": "2020-06-01", "recorded_at": "2029-01-01", "case_id": "k0", "entity_id": "slip"}]
    record = record_of(make_record, [*incidents(*[0] * 60), *slip], covered_to=f"{END}")
    rows = maturity(record, views_before_the_end(make_views, 50, 49), 50, ["incident"])
    assert rows["mature"].to_list() == [True, False]
    assert "left out, recorded after the record ends: 1" in rows["reason"][0]


def test_what_comes_after_the_cover_is_never_on_record(make_record, make_views):
    """A census of the year to March that was taken in June."""
    record = record_of(make_record, incidents(*[0] * 60), covered_to=f"{END - dt.timedelta(days=80)}")
    rows = maturity(record, views_before_the_end(make_views, 130, 129, 30), 50, ["incident"])
    assert rows["mature"].to_list() == [True, False, False]
    assert shares(rows) == [1.0, 0.98, 0.0]
    assert rows["reason"][1].startswith(
        f"the horizon ends after what the record covers, which ends on {END - dt.timedelta(days=80)}"
    )
