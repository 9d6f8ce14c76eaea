"""Waits of a set by the year of their start: who is followed, what ends with the case, and what may be shown of a year."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from tests.known.records import case_of, write_cases
from tests.study.showing import AsItIs
from tests.study.test_waits import after, of, spell
from toolkit.draw import by_start_year as drawn
from toolkit.known import catalogue
from toolkit.study.drift import open_drift
from toolkit.study.drift_followed import beyond, followed_waits, over_with_the_case, wait_labels, waits_looked_at
from toolkit.study.drift_waits import ANOTHER_END, coarsened, ends
from toolkit.study.drift_years import HALF, HEAD, NAME, by_start_year, year_names, year_table
from toolkit.study.waits import cohorts

LOOKED: Any = SimpleNamespace(looked_at="", indicators=())


def test_a_wait_that_was_open_when_the_case_closed_ended_with_it_and_one_that_counts_from_the_end_goes_on():
    found, _, _ = of(
        [
            spell(1, "2022-01-01", case="a"),
            spell(2, "2022-01-01", "2022-02-01", case="a"),
            spell(3, "2022-06-01", case="a"),
            spell(4, "2022-05-01", case="a", measure="re_referrals"),
        ]
    )
    closed = pd.DataFrame({"view_id": "v-a", "closed_on": pd.to_datetime(["2022-05-01", "2022-04-01"])})
    said = over_with_the_case(found, closed)
    assert said["end_kind"].tolist() == ["case closed", "done", "", ""]
    assert said["ended_on"].dt.strftime("%Y-%m-%d").tolist()[:2] == [
        "2022-04-01",
        "2022-02-01",
    ]  # the first closing after its start
    assert said["ended_on"].isna().tolist() == [False, False, True, True]


@pytest.fixture(scope="module")
def two_years():
    """Thirty children in each year; half wait ten days, the others forty, and of the second year a third still wait."""
    days = [10] * 15 + [40] * 15
    rows = [
        spell(n, "2021-03-01", after("2021-03-01", d), case=f"a{n}", kind="met" if n % 2 else "left") for n, d in enumerate(days)
    ]
    rows += [spell(n, "2022-11-21", None if n > 19 else after("2022-11-21", 10), case=f"b{n}", kind="met") for n in range(30)]
    rows += [spell(n, "2020-03-01", after("2020-03-01", 5), case=f"c{n}", kind="met") for n in range(12)]
    every = cohorts(*of([row | {"measure": "handovers_met"} for row in rows]))
    return by_start_year([c for c in every if c.cases >= 20])


def test_years_stand_side_by_side_on_one_day_with_ends_apart(two_years):
    told = two_years.set_index(["measure", "group"])
    assert set(two_years["group"]) == {"2021", "2022"}  # twelve children are too few
    whole = told.loc[("handovers_met", "2021")]
    assert (whole["value"], whole["denominator"], whole["unit"]) == (1.0, 30, "share by day 91")
    assert told.loc[("handovers_met: met", "2021"), "value"] == pytest.approx(0.5)
    late = told.loc[("handovers_met", "2022")]  # watched for forty days: what is known is that so many had ended by then
    assert late["status"] == "insufficient"
    assert 0.4 < late["lower"] < 2 / 3
    half = told.loc[(f"handovers_met: {HALF}", "2021")]
    assert half["unit"] == "days"
    assert half["value"] == pytest.approx(25)
    assert set(two_years["measure"]) <= year_names() | {"handovers_met: left"}


def test_the_table_and_the_picture_say_what_the_numbers_say(two_years):
    said = year_table(LOOKED, AsItIs({NAME: two_years}))
    assert said.columns.tolist() == [HEAD, "2021", "2022"]
    assert said.iloc[0].tolist()[:2] == [
        "From a change of worker to meeting the family: had ended by day 91",
        "100% (92 to 100), of 30",
    ]
    assert said.iloc[0]["2022"].startswith("at least ")
    assert said[HEAD].tolist()[1:] == ["of these: left", "of these: met", f"{HALF} (days)"]
    picture = drawn(two_years, wait_labels(LOOKED), "Waits.")
    assert picture.table["began in"].tolist() == ["2021", "2022"]
    assert "at least" in picture.alt.rsplit("2022", 1)[1]
    assert picture.rows is two_years


def test_a_year_of_nothing():
    alone = [c for c in cohorts(*of([spell(n, "2021-03-01", "2021-03-09", case=f"a{n}") for n in range(20)])) if c.year == "2021"]
    assert len(by_start_year(alone)) == 0  # without all years together there is no day to hold them to
    nothing = by_start_year([])
    assert len(year_table(LOOKED, AsItIs({NAME: nothing}))) == 0
    assert "0 rows" in drawn(nothing, wait_labels(LOOKED), "Waits.").alt


def test_an_interval_in_whole_per_cents_has_its_value_in_it():
    for n in (20, 23, 90):
        for k in range(101):
            value, lower, upper = coarsened(k / 100, max(0, k / 100 - 0.01), min(1, k / 100 + 0.01), n)
            assert 0 <= lower <= value <= upper <= 1


def test_every_wait_has_its_words():
    waits = waits_looked_at(LOOKED)
    assert all(wait_labels(LOOKED)[i.name] != i.label for i in waits)
    assert beyond() <= {i.name for i in catalogue()}
    assert {"taken up by the plan", "full care order", "case closed", "not taken up"} <= ends()


def test_who_has_left_is_followed_and_who_was_never_in_the_set_is_not(tmp_path):
    def story(n: int, closed: str) -> dict:
        opened = {"case": "K", "occurred_on": "2023-01-01", "ended_on": closed, "team": "North" if n % 2 else "South"}
        offered = {"service": "S", "kind": "course", "offered_on": "2023-01-10", "recorded_at": "2023-01-10"}
        return case_of(f"c{n}", {"case": [opened], "service": [offered]})

    record = write_cases(tmp_path / "r", *(story(n, "2023-03-01" if n < 4 else "") for n in range(6)))
    drift = open_drift(record, "2023-06-30", 1, looked_at="service_start_wait")
    assert (len(drift.now), len(drift.followed), int(drift.followed["inside"].sum())) == (2, 6, 2)
    [whole] = [c for c in followed_waits(drift, ends(), ANOTHER_END) if c.year == "all"]
    assert whole.curve.n == 6
    assert whole.curve.waits.kinds == ("case closed",)
    assert sorted(whole.curve.waits.left) == [50.0] * 4 + [171.0] * 2
    named = open_drift(record, "2023-06-30", 1, case_ids="c1, c4", looked_at="service_start_wait")
    assert sorted(named.followed["case_id"]) == ["c1", "c4"]
