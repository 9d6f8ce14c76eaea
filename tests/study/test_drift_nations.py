"""Whose standards a look at drift is held against, and what the words of its page say of that."""

from __future__ import annotations

import pytest

from tests.known.records import case_of, write_cases
from toolkit.errors import CaseReviewError
from toolkit.known import catalogue
from toolkit.record.standards import nations
from toolkit.report.against import misfits
from toolkit.study.drift import looked_for, open_drift
from toolkit.study.drift_flags import measured
from toolkit.study.drift_nations import ANY, another_nations, held_to, nation_of_flag
from toolkit.study.drift_page import flag_names

PROPOSALS = ("project", "a proposal")


@pytest.fixture(scope="module")
def in_care(tmp_path_factory):
    """A child in care for two months without a review: late in England after 20 working days, in time after six months."""
    care = {"placement": "P", "occurred_on": "2024-01-08", "change": "S"}
    return write_cases(tmp_path_factory.mktemp("r") / "r", case_of("c1", {"placement": [care]}))


def test_each_threshold_that_is_somebodys_law_or_guidance_says_whose():
    named = {i.name for i in catalogue() if i.flag and not i.flag.source.startswith(PROPOSALS)}
    assert named <= set(nation_of_flag())
    assert set(nation_of_flag()) <= {i.name for i in catalogue() if i.flag}
    assert set(nation_of_flag().values()) <= {*nations(), ANY}


def test_the_standards_that_are_asked_for_hold(in_care):
    flags = {
        nation: measured(open_drift(in_care, "2024-03-08", 1, looked_at="review_lateness", nation=nation))["flag"].tolist()
        for nation in nations()
    }
    assert flags == {"england": ["yes"], "us_federal": ["no"]}


def test_another_nations_thresholds_are_left_out_and_said_unless_named(in_care):
    drift = open_drift(in_care, "2024-03-08", 1, nation="us_federal")
    assert not {i.name for i in drift.indicators} & set(another_nations("us_federal"))
    told, left = held_to(drift)
    assert told.startswith("Standards of United States, federal. Working days are Monday to Friday without the federal holidays")
    assert "measures of England: " in left
    assert "Days in care proceedings" in left
    named = open_drift(in_care, "2024-03-08", 1, looked_at="days_in_proceedings, direction", nation="us_federal")
    assert flag_names(named)["days_in_proceedings"].endswith(" (a threshold of England)")
    assert len(held_to(named)) == 1
    assert len(held_to(open_drift(in_care, "2024-03-08", 1))) == 1


def test_an_unknown_nation_and_a_day_outside_its_calendar_are_refused(in_care):
    with pytest.raises(CaseReviewError, match="did you mean england"):
        looked_for("", "englnd")
    assert "did you mean england?" in misfits({"nation": "englnd"}, in_care)[0]  # said before a kernel starts
    with pytest.raises(CaseReviewError, match="does not cover the days looked at"):
        open_drift(in_care, "2046-01-31", 1)


def test_one_case_that_is_left_out_is_one(in_care):
    with pytest.raises(CaseReviewError) as told:
        open_drift(in_care, "2024-03-08", 1, case_ids="another")
    assert told.value.problems == ["1 case: not among the cases named"]


def test_a_local_file_and_a_folder_that_cannot_be_used_are_told_together(in_care, tmp_path):
    with pytest.raises(CaseReviewError) as told:
        open_drift(in_care, "2024-03-08", 1, own=str(tmp_path / "none"), local=str(tmp_path / "none.csv"), looked_at="")
    assert len(told.value.problems) == 2
