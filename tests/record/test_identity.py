"""Case numbers found to be one child's: apart until that was recorded, one from then on, and never across an adoption."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.known.records import case_of, views, write_cases
from toolkit.contrast import class_details, reference_class
from toolkit.known import measure, statements
from toolkit.later import outcomes
from toolkit.record import Record, open_record
from toolkit.record.identity import final_numbers, numbers_of

SEEN = {"outcome": "completed", "seen": "true"}


def visits(case_id: str, day: str, **more: list[dict[str, str]]) -> dict[str, list[dict[str, str]]]:
    own = {"case": [{"case": "K", "occurred_on": "2020-01-01"}], "visit": [{"visit": "v", "occurred_on": day, **SEEN}]}
    return case_of(case_id, {**own, **more})


@pytest.fixture
def joined(tmp_path):
    """Return a function that writes cases A, B and C, joined as rows of (given up, holds on, recorded, withdrawn) say."""

    def make(*rows: tuple[str, ...], to: str = "r", **of_a: list[dict[str, str]]) -> Record:
        cases = (visits("A", "2020-02-01", **of_a), visits("B", "2020-03-01"), visits("C", "2020-04-01"))
        write_cases(tmp_path / to, *cases)
        columns = ["alias_case_id", "case_id", "recorded_at", "withdrawn_at"]
        pd.DataFrame([(*r, "")[:4] for r in rows], columns=columns).to_csv(tmp_path / to / "identity.csv", index=False)
        return open_record(tmp_path / to)

    return make


def seen(record: Record, case_id: str, as_of: str) -> set[str]:
    found = statements(record, views((case_id, as_of)), ("visit",))
    return {thing[0] for thing in found["entity_id"]}


def test_before_the_join_was_recorded_the_two_stay_apart_and_after_it_each_sees_both(joined):
    record = joined(("A", "B", "2020-06-01T10:00:00"))
    assert seen(record, "B", "2020-06-01T09:59:59") == {"B"}
    assert seen(record, "B", "2020-06-01T10:00:00") == seen(record, "A", "2020-06-01") == {"A", "B"}
    assert seen(record, "C", "2020-06-02") == {"C"}


def test_views_before_and_after_the_join_may_be_asked_together(joined):
    record = joined(("A", "B", "2020-06-01"))
    asked = views(("B", "2020-05-01"), ("B", "2020-07-01"), ("A", "2020-07-01"))
    together = statements(record, asked, ("visit",)).groupby("view_id").size().to_dict()
    assert together == {"v0": 1, "v1": 2, "v2": 2}


def test_a_chain_is_one_child_and_grows_as_it_is_recorded(joined):
    record = joined(("A", "B", "2020-06-01"), ("B", "C", "2020-08-01"))
    assert seen(record, "C", "2020-07-01") == {"C"}
    assert seen(record, "A", "2020-07-01") == {"A", "B"}
    assert seen(record, "A", "2020-08-01") == seen(record, "C", "2020-08-01") == {"A", "B", "C"}
    con = record.connect()
    assert final_numbers(con) == {"A": "C", "B": "C", "C": "C"}
    assert numbers_of(con, "B") == ["B", "A", "C"]


def test_a_ring_is_no_harm_and_a_number_joined_to_itself_is_nothing(joined):
    record = joined(("A", "B", "2020-06-01"), ("B", "A", "2020-06-01"), ("C", "C", "2020-06-01"), ("", "C", "2020-06-01"))
    assert seen(record, "A", "2020-07-01") == seen(record, "B", "2020-07-01") == {"A", "B"}
    assert seen(record, "C", "2020-07-01") == {"C"}


def test_a_join_taken_back_parts_them_again(joined):
    record = joined(("A", "B", "2020-06-01", "2020-08-01"))
    assert seen(record, "B", "2020-07-01") == {"A", "B"}
    assert seen(record, "B", "2020-08-01") == {"B"}
    assert final_numbers(record.connect()) == {}


def test_the_record_as_it_stood_joins_only_what_was_joined_by_then(joined):
    record = joined(("A", "B", "2020-06-01"))
    assert seen(record.as_it_stood("2020-05-31"), "B", "2020-07-01") == {"B"}
    assert seen(record.as_it_stood("2020-06-01").of_cases(["B"]), "B", "2020-07-01") == {"A", "B"}


def test_measures_and_classes_see_both_numbers(joined):
    record = joined(("A", "B", "2020-06-01"))
    asked = views(("A", "2020-02-20"), ("A", "2020-06-10"))
    days = measure(record, asked, ["days_since_seen"]).set_index("view_id")["value"].to_dict()
    assert days == {"v0": 19, "v1": 101}  # from B's visit of 1 March
    details = class_details(record, asked)
    assert set(details.loc[details["table"] == "visit", "view_id"]) == {"v0", "v1"}
    assert len(details[(details["table"] == "visit") & (details["view_id"] == "v1")]) == 2


def test_a_join_recorded_after_an_adoption_is_not_followed(joined):
    adopted = [{"placement": "p", "occurred_on": "2020-01-05", "ended_on": "2020-05-01", "end_reason": "E11"}]
    record = joined(("A", "B", "2020-06-01"), placement=adopted)
    assert seen(record, "B", "2020-07-01") == {"B"}
    assert final_numbers(record.connect()) == {}
    before = joined(("A", "B", "2020-04-01"), to="before", placement=adopted)
    assert seen(before, "B", "2020-07-01") == {"A", "B"}


def test_what_came_later_is_of_the_child_whatever_the_number(joined):
    incident = [{"incident": "i", "occurred_on": "2020-09-01", "kind": "injury"}]
    record = joined(("A", "B", "2020-12-01"), incident=incident)
    # Asked of B, months before anybody knew that A was the same child: later looks at the end of the record.
    row = outcomes(record, views(("B", "2020-04-01")), 365, ["incident"]).iloc[0]
    assert (row["answer"], row["happened_on"]) == ("yes", "2020-09-01")


def test_a_child_with_two_numbers_is_no_other_child_of_its_own_reference_class(joined):
    record = joined(("A", "B", "2020-12-01"))
    asked = views(("A", "2020-05-01"), ("B", "2020-05-01"), ("C", "2020-05-01")).assign(label="x")
    found = reference_class(record, asked, "v0", ["decision_kind"], "incident")
    assert found.counts["same family"] == 2
    assert list(found.members["case_id"]) in (["C"], [])


@pytest.mark.parametrize("future", [("A", "C", "2020-09-01"), ("B", "A", "2021-01-01"), ("X", "A", "2020-08-01T00:00:00.000001")])
def test_a_join_recorded_after_a_view_changes_nothing_of_it(joined, future):
    """The wall: the join that stood stays as it is, and one recorded later, a ring or a stranger too, is as if it were not."""
    asked = views(("A", "2020-07-31"), ("B", "2020-07-31"), ("C", "2020-07-31"), ("A", "2020-03-01"))
    one, two = joined(("A", "B", "2020-06-01")), joined(("A", "B", "2020-06-01", "2020-08-02"), future, to="two")
    for tell in (statements, measure):
        assert tell(one, asked).to_csv() == tell(two, asked).to_csv()


def test_a_join_recorded_before_a_view_does_change_it(joined):
    one, two = joined(("A", "B", "2020-06-01")), joined(("A", "C", "2020-06-01"), to="two")
    assert statements(one, views(("A", "2020-07-31"))).to_csv() != statements(two, views(("A", "2020-07-31"))).to_csv()
