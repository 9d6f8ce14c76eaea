"""What came after a decision in the words of what is counted, on the page of the reveal and on the third card of a workshop."""

from __future__ import annotations

import pytest

from tests.review.hand import record_of
from toolkit.known import views as moments
from toolkit.review.endings import standing
from toolkit.review.materials import Source, revealed
from toolkit.review.workshop import open_workshop
from toolkit.review.workshop.arms import ENDING
from toolkit.review.workshop.endings import card

HOME = "day +31, when the child left care: returned home to parents or others with parental responsibility, as planned"
GOAL = {"occurred_on": "2020-02-01", "recorded_at": "2020-02-01"}
REACHED = {"thing": "a", "ended_on": "2020-05-11", "outcome": "reached", "recorded_at": "2020-05-11"}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """One goal of two is reached on day 10; the child goes home on day 31 and is missing, also as an incident, on day 62."""
    return record_of(
        tmp_path_factory.mktemp("home") / "record",
        child=[{"occurred_on": "2020-01-01", "born_on": "2012-03-01"}],
        case=[{"occurred_on": "2020-01-01"}],
        placement=[{"occurred_on": "2020-01-01", "recorded_at": "2020-06-02", "ended_on": "2020-06-01", "end_reason": "E4A"}],
        goal=[{**GOAL, "thing": "a"}, {**GOAL, **REACHED}, {**GOAL, "thing": "b"}],
        incident=[{"occurred_on": "2020-07-02", "kind": "missing from home"}],
        missing=[{"occurred_on": "2020-07-02", "kind": "missing"}],
        decision=[{"thing": "d", "occurred_on": "2020-05-01", "kind": "plan change", "chosen": "stay", "reason": "so"}],
    )


def test_the_reveal_says_what_is_counted_and_what_is_not(home):
    row = moments.decisions(home).astype("str").to_dict("records")[0]
    parts = revealed(Source(home, {"P01": row}, None, 1, "agency"), ["P01"], 365)["P01"].parts  # type: ignore[arg-type]
    assert ("", standing()["permanence"][1]) in parts[
        f"It had not come by then: followed to {HOME}. What came after that is not counted"
    ]
    assert not any("cannot be known" in heading for heading in parts)
    goals = "Not every goal that stood in the child's plan is recorded as reached (1 of 2 goals reached, the last on day +10)"
    assert parts["Not on record in that time"] == (("to day +365", goals),)
    assert parts["It came"] == (
        ("day +62", "An incident about the child is recorded: missing from home"),
        ("day +62", "The child is recorded as missing, or as away without authorisation: missing (the same event as the incident)"),
    )


def test_the_card_says_the_same(home):
    told = card(open_workshop(home, "c1", case_from="another area"), 1, ENDING)
    words = standing()["permanence"][1]
    assert f"Not by {HOME}: {words[:1].lower()}{words[1:]}. What came after that is not counted." in told
    assert any(line.endswith("(1 of 2 goals reached, the last on day +10).") for line in told)
    assert "An incident about the child is recorded: missing from home (day +62)." in told


def test_another_incident_of_the_day_is_another_event(tmp_path):
    hurt = record_of(
        tmp_path / "record",
        case=[{"occurred_on": "2020-01-01"}],
        incident=[{"occurred_on": "2020-07-02", "kind": "injury"}],
        missing=[{"occurred_on": "2020-07-02", "kind": "missing"}],
        decision=[{"thing": "d", "occurred_on": "2020-05-01", "kind": "plan change", "chosen": "stay", "reason": "so"}],
    )
    told = card(open_workshop(hurt, "c1", case_from="another area"), 1, ENDING)
    assert "An incident about the child is recorded: injury (day +62)." in told and not any("same event" in line for line in told)
