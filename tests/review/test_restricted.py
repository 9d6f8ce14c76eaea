"""What is restricted stays out of every page: a canary in its words shows nowhere, and what is held back is counted."""

from __future__ import annotations

import pytest

from toolkit import draw
from toolkit.contrast import class_details, classes, contrast, held_back
from toolkit.known import held_back as held_at
from toolkit.known import measure, statements
from toolkit.later import outcomes
from toolkit.review import afterwards, episodes, findings, learning, others, work, worked
from toolkit.review.case import reviewed_case

CANARY = "CANARY"
SAYS = {"kind": CANARY, "note": CANARY, "outcome": CANARY}


@pytest.fixture(scope="module")
def closed(record):
    """A case with two decisions, and restricted things of every kind: before them, after them, restricted only later, lifted."""
    police, third = {"restricted": "police-sensitive"}, {"restricted": "third party"}
    return record(
        case=[{"occurred_on": "2020-01-01"}],
        child=[{"occurred_on": "2020-01-01", "born_on": "2015-01-01"}],
        visit=[{"occurred_on": "2020-02-10", "note": CANARY, "outcome": "completed", "seen": True, **third}],
        information=[
            {"occurred_on": "2020-02-01", "note": "may be shown"},
            {"occurred_on": "2020-02-02", "note": CANARY, "kind": CANARY, **police},
            # shown at first, restricted only after the last decision
            {"thing": "late", "occurred_on": "2020-02-03", "note": CANARY, "withdrawn_at": "2020-09-01"},
            {"thing": "late", "occurred_on": "2020-02-03", "note": CANARY, "recorded_at": "2020-09-01", **third},
            # of the time before the decisions, and written only after them
            {"occurred_on": "2020-02-04", "note": CANARY, "recorded_at": "2020-10-01", "restricted": f"because of {CANARY}"},
        ],
        incident=[{"occurred_on": "2020-07-01", "kind": CANARY, "note": CANARY, **police}],
        decision=[
            {"thing": "d1", "occurred_on": "2020-03-01", "kind": "placement", "chosen": "stay"},
            {"thing": "d2", "occurred_on": "2020-04-01", "kind": CANARY, "chosen": CANARY, "reason": CANARY, **police},
        ],
    )


@pytest.fixture(scope="module")
def case(closed):
    return reviewed_case(closed, "c1")


def test_no_part_of_a_learning_review_holds_a_word_of_it(case):
    shown = [
        learning.summary(case),
        learning.panels(case),
        learning.timeline(case).to_csv(),
        learning.decision_marks(case).to_csv(),
        learning.who_held(case).to_csv(),
        learning.measures(case).to_csv(),
        learning.cover(case).to_csv(),
        draw.timeline(learning.timeline(case), learning.decision_marks(case)),
        afterwards.summary(case, 365),
        afterwards.came_later(case, 365).to_csv(),
        afterwards.came(case, 365, "child").to_csv(),
        afterwards.came(case, 365, "system").to_csv(),
        episodes.episodes(case).to_csv(),
        episodes.by_holder(case).to_csv(),
        worked.kept(case).to_csv(),
        work.around(case).to_csv(),
        findings.things(case).to_csv(),
        afterwards.written_later(case).to_csv(),
        afterwards.decided_later(case).to_csv(),
        afterwards.who_held(case).to_csv(),
        others.reference(case, "age_years", "incident", 365, 1),
    ]
    assert [n for n, part in enumerate(shown) if CANARY in str(part)] == []


def test_what_is_held_back_is_counted_by_its_reason(case):
    said = " ".join(learning.summary(case))
    assert "4 entries are held back: third party 2, police-sensitive 2." in said
    later = " ".join(afterwards.summary(case, 365))
    assert "Written down later and held back: police-sensitive 1, another reason 1." in later
    assert "Of 1 outcome it is held back what came" in later


def test_a_restricted_decision_says_that_its_words_are_held_back(case):
    assert learning.panels(case)[1].lead == ["What was written of it is held back: police-sensitive."]
    assert learning.panels(case)[0].lead[:-1] == ["Chosen: stay"]


def test_known_statements_leave_it_out_and_measures_count_it(closed, case):
    views = case.views[["view_id", "case_id", "as_of"]].tail(1)
    rows = statements(closed, views)
    assert "may be shown" in rows.to_csv()
    # What was not restricted yet at the view stands there: `known` cannot see a restriction that came later.
    assert set(rows.loc[rows["words"].str.contains(CANARY), "entity_id"]) == {"late"}
    counts = held_at(closed, views).set_index("reason")["statements"].to_dict()
    assert counts == {"police-sensitive": 2, "third party": 1}
    assert measure(closed, views, ["days_since_seen"])["value"][0] == 51


def test_classes_count_it_and_their_details_leave_it_out(closed, case):
    views = case.views.tail(1)
    assert int(classes(closed, views)["entities"][0]) == 6
    details = class_details(closed, views)
    assert CANARY not in details.to_csv()
    counts = held_back(closed, views).set_index("reason")["things"].to_dict()
    assert counts == {"police-sensitive": 2, "third party": 2, "another reason": 1}
    assert len(details) + sum(counts.values()) == 6


def test_later_counts_it_without_its_words_and_contrast_without_its_day(closed, case):
    views = case.views.tail(1)
    row = outcomes(closed, views, 365, ["incident"]).iloc[0]
    assert (row["answer"], row["detail"]) == ("yes", "held back: police-sensitive")
    beside = contrast(closed, views, names=["incident"], indicators=["days_since_seen"])
    assert beside["later_incident"][0] == "yes"
    assert beside[["later_incident_on", "later_incident_followed_to"]].isna().all().all()
    assert CANARY not in beside.to_csv()
