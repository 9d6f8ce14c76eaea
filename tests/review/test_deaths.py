"""A child's death: said as such, never counted as gone well, and counted alike by every part of a review."""

from __future__ import annotations

import pandas as pd
import pytest

from toolkit.contrast.quality import went
from toolkit.known import views as moments
from toolkit.later import outcomes
from toolkit.review import forecast
from toolkit.review.alike import look_at
from toolkit.review.choosing import went as went_by
from toolkit.review.deaths import died
from toolkit.review.endings import ending, standing
from toolkit.review.materials import Source, revealed

DEAD = "competing: the child died"


@pytest.fixture(scope="module")
def dead(record):
    """A goal is reached on day 31; the child dies on day 92."""
    return record(
        child=[{"occurred_on": "2020-01-01", "born_on": "2012-03-01"}],
        case=[{"occurred_on": "2020-01-01"}],
        placement=[{"occurred_on": "2020-01-01", "recorded_at": "2020-08-02", "ended_on": "2020-08-01", "end_reason": "E2"}],
        goal=[
            {"thing": "g", "occurred_on": "2020-02-01", "recorded_at": "2020-02-01"},
            {
                "thing": "g",
                "occurred_on": "2020-02-01",
                "recorded_at": "2020-06-01",
                "ended_on": "2020-06-01",
                "outcome": "reached",
            },
        ],
        decision=[{"thing": "d", "occurred_on": "2020-05-01", "kind": "plan change", "chosen": "stay", "reason": "so"}],
    )


def shown_of(record):
    row = moments.decisions(record).astype("str").to_dict("records")[0]
    return revealed(Source(record, {"P01": row}, None, 1, "agency"), ["P01"], 365)["P01"]  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def shown(dead):
    return shown_of(dead)


def test_a_death_is_an_answer_of_its_own_and_the_page_says_it(shown):
    assert shown.outcomes["incident"] == shown.outcomes["went_missing"] == DEAD
    [heading] = [h for h in shown.parts if "died" in h]
    assert heading == "It was followed to day +92, when the child died"
    assert ("", standing()["incident"][1]) in shown.parts[heading]
    assert shown.parts["Not on record in that time"] == ()


def test_after_an_adoption_nothing_is_said_not_to_have_come(record):
    """Adopted on day 92: a permanent home on that day, and the end of what this record can tell."""
    adopted = record(
        child=[{"occurred_on": "2020-01-01", "born_on": "2012-03-01"}],
        case=[{"occurred_on": "2020-01-01"}],
        placement=[{"occurred_on": "2020-01-01", "recorded_at": "2020-08-02", "ended_on": "2020-08-01", "end_reason": "E11"}],
        decision=[{"thing": "d", "occurred_on": "2020-05-01", "kind": "plan change", "chosen": "stay", "reason": "so"}],
    )
    parts = shown_of(adopted).parts
    [heading] = [h for h in parts if "adopted" in h]
    assert (
        heading == "It had not come by then: followed to day +92, when the child was adopted. What came after that cannot be known"
    )
    assert {("", standing()[o][1]) for o in ("incident", "went_missing")} <= set(parts[heading])
    [(day, came)] = parts["It came"]
    assert day == "day +92" and came.startswith("The child is adopted, leaves care ") and ": left care: adopted" in came
    assert parts["Not on record in that time"] == ()


def test_both_parts_of_a_review_count_it_as_gone_badly(dead, shown):
    views = moments.decisions(dead)
    kinds = {o: kind for o, (kind, _) in standing().items()}
    came = outcomes(dead, views, 365, list(kinds))
    assert "yes" in {shown.outcomes[o] for o, kind in kinds.items() if kind == "good" and o in shown.outcomes}
    assert ending(shown.outcomes) == "went badly"
    assert set(went(came, kinds).values()) == {"went badly"}


def test_the_same_without_the_death_is_not_touched_by_it():
    assert ending({"incident": "no", "permanence": "yes"}) == "went well"


def test_choosing_takes_it_for_gone_badly_too(dead):
    views = moments.decisions(dead)
    [one] = look_at(dead, views, "incident", 365).looked.values()
    assert one.answer == DEAD
    assert {went_by(DEAD, o) for o in ("incident", "permanence")} == {"went badly"}


def test_no_chance_is_scored_against_what_a_death_cut_short():
    told = pd.DataFrame([("P01", "incident", "bad", DEAD)], columns=["pack", "outcome", "kind", "answer"])
    asked = [("r", "P01", "R1", "blind", "chance_incident", 40, False, "")]
    ratings = pd.DataFrame(asked, columns=["review", "pack", "rater", "stage", "item", "value", "excluded", "why"])
    row = forecast.forecast_rows(ratings, told).iloc[0]
    assert (row["denominator"], row["missing"]) == (0, 1)


def test_a_death_is_found_however_it_was_recorded(record):
    whose = {"case": "a"}, {"case": "b"}, {"case": "c"}, {"case": "d"}
    found = record(
        child=[{**whose[0], "occurred_on": "2020-01-01", "died_on": "2020-05-01"}, {**whose[3], "occurred_on": "2020-01-01"}],
        placement=[{**whose[1], "occurred_on": "2020-01-01", "ended_on": "2020-05-01", "end_reason": "E2"}],
        case=[
            {**whose[2], "occurred_on": "2020-01-01", "ended_on": "2020-05-01", "end_reason": "died"},
            {**whose[3], "occurred_on": "2020-01-01", "ended_on": "2020-05-01", "end_reason": "adopted"},
        ],
    )
    assert died(found) == {"a", "b", "c"}


def test_a_day_of_death_alone_is_enough_for_what_came_later(record):
    found = record(
        child=[{"occurred_on": "2020-01-01"}, {"thing": "child-0", "recorded_at": "2020-08-02", "died_on": "2020-08-01"}],
        case=[{"occurred_on": "2020-01-01"}],
        decision=[{"thing": "d", "occurred_on": "2020-05-01", "kind": "plan change", "chosen": "stay", "reason": "so"}],
    )
    [row] = outcomes(found, moments.decisions(found), 365, ["incident"]).to_dict("records")
    assert (row["answer"], row["detail"], row["followed_to"]) == ("competing end", "the child died", "2020-08-01")
