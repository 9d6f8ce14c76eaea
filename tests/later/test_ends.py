"""Where following stops: a transfer is censoring and never a no; after an adoption the child cannot be known again."""

from __future__ import annotations

import pytest

CASE = {"occurred_on": "2020-01-01"}
CHILD = [{"occurred_on": "2020-01-01"}]


def answers(record, views, names):
    from toolkit.later import outcomes

    return outcomes(record, views, 365, names).set_index(["view_id", "outcome"])


@pytest.mark.parametrize("reason", ["transferred out", "RC5"])
def test_a_case_transferred_out_is_followed_to_that_day_and_censored(make_record, make_views, reason):
    record = make_record(child=CHILD, case=[{**CASE, "ended_on": "2020-06-01", "end_reason": reason, "recorded_at": "2020-06-01"}])
    row = answers(record, make_views("2020-03-01"), ["incident"]).loc[("v0", "incident")]
    assert (row["answer"], row["followed_to"], bool(row["censored"])) == ("censored", "2020-06-01", True)
    assert row["reason"] == "another authority took over the case on 2020-06-01"


def test_an_exit_to_another_agency_is_a_transfer(make_record, make_views):
    care = {"occurred_on": "2020-01-01", "ended_on": "2020-06-01", "recorded_at": "2020-06-01", "end_reason": "E155-8"}
    record = make_record(case=[CASE], placement=[care])
    row = answers(record, make_views("2020-03-01"), ["incident"]).loc[("v0", "incident")]
    assert (row["answer"], row["followed_to"]) == ("censored", "2020-06-01")


@pytest.mark.parametrize(
    ("table", "reason"), [("placement", "E11"), ("placement", "E12"), ("placement", "E155-3"), ("case", "RC1"), ("case", "adopted")]
)
def test_after_an_adoption_neither_re_entry_nor_re_referral_can_be_known(make_record, make_views, table, reason):
    end = {"occurred_on": "2020-01-01", "ended_on": "2020-06-01", "recorded_at": "2020-06-01", "end_reason": reason}
    given = {"case": [CASE], "status": [{"occurred_on": "2020-01-01", "kind": "referred"}], table: [end]}
    rows = answers(make_record(**given), make_views("2020-07-01"), ["re_entry", "re_referral"])
    assert set(rows["answer"]) == {"not recorded"}
    assert all(why.startswith("cannot be known: the child was adopted") for why in rows["reason"])


def test_following_stops_at_an_adoption(make_record, make_views):
    end = {"occurred_on": "2020-01-01", "ended_on": "2020-06-01", "recorded_at": "2020-06-01", "end_reason": "RC1"}
    late = [{"occurred_on": "2020-08-01", "kind": "injury"}]
    row = answers(make_record(child=CHILD, case=[end], incident=late), make_views("2020-03-01"), ["incident"]).loc[
        ("v0", "incident")
    ]
    assert (row["answer"], row["detail"], row["followed_to"]) == ("competing end", "the child was adopted", "2020-06-01")
