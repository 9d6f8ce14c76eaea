"""How it went on for other children: as could be counted before a decision, and as is known now."""

from __future__ import annotations

import pytest

from tests.review.test_afterwards import DECISION, OPEN, STAY
from toolkit.contrast import reference_plan, reference_pool
from toolkit.contrast.reference import CAVEAT, NOW, THEN
from toolkit.contrast.reference_told import OVERWATCHED
from toolkit.errors import CaseReviewError
from toolkit.known import views
from toolkit.review import others
from toolkit.review.case import reviewed_case

CHILDREN = 12


@pytest.fixture(scope="module")
def agency(record):
    """Twelve other children, each in care with one decision; c1 is not in care. Four of the twelve have an incident."""
    others = [f"o{n:02}" for n in range(CHILDREN)]
    return record(
        case=[OPEN, *({**OPEN, "case": c} for c in others)],
        placement=[{**STAY, "case": c, "thing": f"p-{c}"} for c in others],
        incident=[{"case": c, "occurred_on": "2020-08-01", "kind": "injury"} for c in others[:4]],
        decision=[DECISION, *({**DECISION, "case": c, "thing": f"d-{c}"} for c in others)],
    )


def test_the_reference_class_leaves_out_what_does_not_apply(agency):
    case = reviewed_case(agency, "c1")
    rows, notes = others.reference(case, "decision_kind", "incident, next_placement_end", 365, 1)
    row = rows.iloc[0]
    assert rows["group"].tolist() == ["D1"]
    assert row[["measure", "numerator", "denominator", "status", "reason"]].tolist() == [
        "reference class: incident",
        4,
        CHILDREN,
        "ok",
        "",
    ]
    assert notes[0][0] == "D1: an incident, as is known now"
    assert notes[0][1].startswith("Of 12 other children (in 12 families)")


def test_the_reference_class_is_refused_where_it_is_small(agency):
    rows, notes = others.reference(reviewed_case(agency, "o00"), "decision_kind, placement_kind", "next_placement_end", 365, 1)
    assert rows["denominator"].tolist() == [CHILDREN - 1]
    alone, why = others.reference(reviewed_case(agency, "c1"), "placement_kind", "incident", 365, 1)
    assert alone["status"].tolist() == ["insufficient"]
    assert "0 other children are fewer than 10" in why[0][1]


def test_where_no_outcome_that_is_counted_applies_the_table_is_empty(agency):
    rows, notes = others.reference(reviewed_case(agency, "c1"), "decision_kind", "return_home", 365, 1)
    assert len(rows) == 0
    assert notes == []


def test_the_caveat_stands_with_it():
    assert others.caveat("decision_kind").endswith(f"It is never a chance for this child. {OVERWATCHED}")


def test_it_speaks_of_such_decisions_only_where_their_kind_is_matched():
    assert CAVEAT in others.caveat("age_years, decision_kind")
    alike = others.caveat("age_years, placement_kind")
    assert "alike in age years and placement kind, whatever was decided" in alike and "such decisions" not in alike


def test_an_outcome_that_is_not_shown_can_be_counted(agency):
    rows, _ = others.reference(reviewed_case(agency, "o00"), "decision_kind", "closure", 365, 1)
    assert rows["measure"].tolist() == ["reference class: closure"]


LATER = DECISION | {"thing": "d-late", "occurred_on": "2022-01-10", "recorded_at": "2022-01-10"}


@pytest.fixture(scope="module")
def written_late(record):
    """c1 decides in January 2022. Of twelve others, each followed for a year by then, two incidents of 2020 are on record from the
    first, a third since a week before that decision, and a fourth since a month after it.
    """
    return record(**twelve_others(["2020-08-01", "2020-08-01", "2022-01-03", "2022-02-10"]))


def twelve_others(written: list[str]) -> dict[str, list[dict]]:
    """The tables of c1 and of twelve others, the first of whom had incidents of 2020 that were written on these days."""
    names = [f"o{n:02}" for n in range(CHILDREN)]
    return {
        "case": [OPEN, *({**OPEN, "case": c} for c in names)],
        "incident": [
            {"case": c, "occurred_on": "2020-08-01", "recorded_at": day, "kind": "injury"}
            for c, day in zip(names, written, strict=False)
        ],
        "decision": [LATER, *({**DECISION, "case": c, "thing": f"d-{c}"} for c in names)],
    }


def test_then_is_what_could_be_counted_before_the_decision_and_now_what_is_known_since(written_late):
    case = reviewed_case(written_late, "c1")
    then, notes = others.reference(case, "decision_kind", "incident", 365, 1, THEN)
    now, now_notes = others.reference(case, "decision_kind", "incident", 365, 1)
    assert then[["numerator", "denominator", "status"]].values.tolist() == [[2, CHILDREN, "ok"]]
    assert now[["numerator", "denominator"]].values.tolist() == [[4, CHILDREN]]
    assert (notes[0][0], now_notes[0][0]) == ("D1: an incident, counted on 31 Dec 2021", "D1: an incident, as is known now")
    assert notes[0][1].startswith("Of 12 other children") and now_notes[0][1].startswith("Of 12 other children")


def test_both_readings_stand_side_by_side_in_words(written_late):
    [row] = others.compared(reviewed_case(written_late, "c1"), "decision_kind", "incident", 365, 1).to_dict("records")
    assert (row["decision"], row["outcome"]) == ("D1", "an incident")
    assert row["then"].startswith("2 of 12 other children: 17%") and row["now"].startswith("4 of 12 other children: 33%")


def test_what_is_the_same_at_several_decisions_is_said_once(record):
    again = [LATER | {"thing": f"d{n}", "occurred_on": f"2022-03-0{n}", "recorded_at": f"2022-03-0{n}"} for n in (1, 2)]
    rows = twelve_others(["2020-08-01", "2020-08-01"])
    case = reviewed_case(record(**{**rows, "decision": [*again, *rows["decision"][1:]]}), "c1")
    asked = (case, "decision_kind", "incident", 365, 1)
    told, notes = others.reference(*asked)
    assert told["group"].tolist() == ["D1", "D2"]  # the numbers stand by decision
    assert [heading for heading, _ in notes] == ["D1, D2: an incident, as is known now"]
    assert others.compared(*asked)["decision"].tolist() == ["D1, D2"]


def test_then_is_the_class_of_the_record_as_it_stood_at_the_count(written_late):
    """The shared count gives what the pool by itself gives for a decision of the day after."""
    case = reviewed_case(written_late, "c1")
    then, _ = others.reference(case, "decision_kind", "incident", 365, 1, THEN)
    every = views.decisions(written_late)
    own = every["case_id"] == "c1"
    every.loc[own, "as_of"] = "2022-01-01"
    plan = reference_plan("decision_kind", "incident", seed=1)
    alone = reference_pool(written_late, every, plan.dimensions).both(every.loc[own, "view_id"].iloc[0], plan)[0]
    numbers = ["numerator", "denominator", "missing", "value", "lower", "upper"]
    assert then[numbers].values.tolist() == alone.row[numbers].values.tolist()


def test_nothing_that_was_written_after_the_count_moves_what_could_be_known(written_late, record):
    numbers = ["numerator", "denominator", "missing", "value", "lower", "upper", "status"]
    asked = ("decision_kind", "incident", 365, 1)
    early, _ = others.reference(reviewed_case(written_late, "c1"), *asked, THEN)
    never = reviewed_case(record(**twelve_others(["2020-08-01", "2020-08-01"])), "c1")
    then, now = (others.reference(never, *asked, reading)[0] for reading in (THEN, NOW))
    assert then[numbers].values.tolist() == early[numbers].values.tolist()
    assert now["numerator"].tolist() == [2]


def test_of_no_others_nothing_is_told(record):
    none, notes = others.reference(
        reviewed_case(record(case=[OPEN], decision=[LATER]), "c1"), "decision_kind", "incident", 365, 1, THEN
    )
    assert none["status"].tolist() == ["insufficient"] and "0 other children are fewer than 10" in notes[0][1]


def test_a_thin_class_is_widened_by_the_stated_ladder_and_says_so(agency):
    rows, _ = others.reference(reviewed_case(agency, "o00"), "decision_kind, age_years", "next_placement_end", 365, 1)
    assert rows["status"].tolist() == ["not recorded"]  # nobody's age is on record: then no step helps
    wide, _ = others.reference(reviewed_case(agency, "c1"), "decision_kind, placement_kind", "incident", 365, 1)
    assert (wide["status"].tolist(), wide["reason"].tolist()) == (["ok"], ["widened: without placement kind"])


def test_all_that_is_wrong_with_what_is_asked_is_told_at_once(agency):
    with pytest.raises(CaseReviewError) as problem:
        others.reference(reviewed_case(agency, "c1"), "decision_kidn", "incidnet", 0, 1)
    assert len(problem.value.problems) == 3
