"""A workshop on a case with a recorded death: it needs a reason, and the card does not pass over it."""

from __future__ import annotations

import pytest

from tests.review.hand import record_of
from toolkit.errors import CaseReviewError
from toolkit.review.workshop import open_workshop
from toolkit.review.workshop.arms import ENDING
from toolkit.review.workshop.endings import card


@pytest.fixture(scope="module")
def dead(tmp_path_factory):
    return record_of(
        tmp_path_factory.mktemp("dead") / "record",
        child=[{"occurred_on": "2020-01-01", "born_on": "2012-03-01"}],
        case=[{"occurred_on": "2020-01-01"}],
        placement=[{"occurred_on": "2020-01-01", "recorded_at": "2020-08-02", "ended_on": "2020-08-01", "end_reason": "E2"}],
        decision=[{"thing": "d", "occurred_on": "2020-05-01", "kind": "plan change", "chosen": "stay", "reason": "so"}],
    )


def test_a_recorded_death_needs_a_reason_and_is_not_passed_over_on_the_card(dead):
    for day in ("", "2020-07-01"):
        with pytest.raises(CaseReviewError) as told:
            open_workshop(dead, "c1", case_from="another area", as_of=day)
        assert "case 1: the child's death is on record" in str(told.value) and "give why_known" in str(told.value)
    made = open_workshop(dead, "c1", case_from="another area", why_known="the family asked for it")
    assert "It was followed to day +92, when the child died." in card(made, 1, ENDING)
