from __future__ import annotations

import pytest

from toolkit.review.forms import read_form

TYPED = {
    "knows_case": "no",
    "would_decide": 'Leave her where she is.\nAsk the school, and "ring" <b>the</b> father.',
    "would_seek": "=1+1",
    **dict.fromkeys(["chance_goals_reached", "chance_wellbeing_better", "chance_contact_with_family", "chance_permanence"], 60),
    **dict.fromkeys(["chance_incident", "chance_re_referral", "chance_placement_ended_unplanned"], 0),
    "chance_went_missing": 100,
    **{f"p{n}": "2" for n in range(1, 7)},
    "p7": "0",
    "p8": "NA",
    "p9": "1",
    "p10": "CJ",
    "grade": 3,
    "confidence": 70,
    "recognised": "no",
    "guess": "cannot tell",
    "guess_why": None,
}


@pytest.fixture(scope="session")
def rating():
    return read_form("rating")


@pytest.fixture
def typed(rating):
    return {item: TYPED[item] for item in rating.by_id}
