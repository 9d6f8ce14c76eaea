"""Choosing when to look: at decisions, at derived points, at reviews, at month ends, on dates."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.known.records import Rows, case_of, table, write_cases
from toolkit.errors import CaseReviewError
from toolkit.known import measure, views
from toolkit.known.viewfile import checked_views
from toolkit.record import Record, open_record

DECISIONS = table("""
    | decision | kind | decided_at | decider | occurred_on | recorded_at | withdrawn_at |
    | D1 | placement | 2023-05-01T15:00:00 | W1 | 2023-05-01 | 2023-05-01 | |
    | D2 | | | W2 | 2023-05-01 | 2023-05-01 | |
    | D3' | contact | | W1 | 2023-06-01 | 2023-06-01 | 2023-06-02 |
    | D3 | contact | 2023-06-03T09:30:00 | W1 | | 2023-06-02 | |
    | D4 | review | | | | 2023-07-01 | |
    | D5 | plan | | | 2023-09-01 | 2023-08-01 | |
    | D6' | twice | | | 2023-10-01 | 2023-10-01 | |
    | D6 | twice | | | 2023-10-01 | 2023-10-02 | |""")
COURSE = table("""
    | placement | change | placement_type | setting_id | end_reason | occurred_on | ended_on |
    | A | S | U6 | s1 | X1 | 2023-01-01 | 2023-02-01 |
    | B | B | U6 | s2 | E4A | 2023-02-01 | 2023-03-01 |
    | C | S | U6 | s3 | | 2023-05-01 | |
    | D | P | U6 | s4 | | 2023-09-01 | |""")


def _record(folder: Path, **cases: dict[str, Rows]) -> Record:
    return write_cases(folder / "record", *(case_of(name, tables) for name, tables in cases.items()))


def _told(found: pd.DataFrame) -> list[tuple[str, ...]]:
    assert list(found.columns) == list(views.VIEW_COLUMNS)
    assert checked_views(found)["view_id"].is_unique
    return [(r.case_id, r.as_of, r.decision_id.rpartition(":")[2], r.holder, r.cut, r.label) for r in found.itertuples()]


def test_a_view_before_every_decision_with_its_decider(tmp_path) -> None:
    found = views.decisions(_record(tmp_path, a={"decision": DECISIONS}))
    assert _told(found) == [
        ("a", "2023-05-01", "D2", "W2", "before", "decision"),
        ("a", "2023-05-01T15:00:00", "D1", "W1", "before", "placement"),
        ("a", "2023-06-03T09:30:00", "D3", "W1", "before", "contact"),
        ("a", "2023-10-01", "D6", "", "before", "twice"),
    ]
    assert set(found["kind"]) == {"recorded decision"}


def test_decisions_without_a_day_or_never_confirmed_are_listed_not_guessed(tmp_path) -> None:
    found = views.undated_decisions(_record(tmp_path, a={"decision": DECISIONS}, b={}))
    assert found.values.tolist() == [["a", "a:D4", "review"], ["a", "a:D5", "plan"]]
    assert views.undated_decisions(_record(tmp_path, a={"decision": DECISIONS}, b={}), ["b"]).empty


def test_without_decisions_points_are_derived_from_the_course(tmp_path) -> None:
    planned = [{**row, "recorded_at": "2023-08-01"} if row["placement"] == "D" else row for row in COURSE]
    found = views.decisions(_record(tmp_path, a={"placement": planned}, b={"decision": DECISIONS[:1]}, c={}))
    assert _told(found[found["case_id"] == "a"]) == [
        ("a", "2023-01-01", "", "", "before", "start of care"),
        ("a", "2023-02-01", "", "", "before", "legal change, move"),
        ("a", "2023-03-01", "", "", "before", "end of care"),
        ("a", "2023-05-01", "", "", "before", "start of care"),
    ]
    assert found["kind"].tolist() == ["derived point"] * 4 + ["recorded decision"]


def test_an_exit_in_the_codes_of_another_country_is_an_end_of_care(tmp_path) -> None:
    course = table("""
        | placement | change | placement_type | end_reason | occurred_on | ended_on |
        | A | S | E115 | X1 | 2023-01-01 | 2023-02-01 |
        | B | P | E115 | E155-1 | 2023-02-01 | 2023-03-01 |""")
    found = views.decisions(_record(tmp_path, a={"placement": course}))
    assert ("2023-03-01", "end of care") in {(row[1], row[-1]) for row in _told(found)}


def test_a_decision_of_no_case_takes_nobody_s_points_away(tmp_path) -> None:
    record = _record(tmp_path, a={"placement": COURSE}, **{"": {"decision": DECISIONS[:1]}})
    assert set(views.decisions(record)["case_id"]) == {"a"}


def test_the_period_and_the_cases_can_be_chosen(tmp_path) -> None:
    record = _record(tmp_path, a={"decision": DECISIONS}, b={"decision": DECISIONS})
    assert len(views.decisions(record, ["b"], "2023-05-01", "2023-06-03")) == 3
    assert views.decisions(record, []).empty
    with pytest.raises(CaseReviewError, match="yesterday is not a day"):
        views.decisions(record, start="yesterday")


def test_a_view_on_every_day_a_review_was_held_or_due(tmp_path) -> None:
    rows = table("""
        | review | kind | due_on | occurred_on | recorded_at |
        | R1 | looked after review | 2023-01-20 | 2023-01-20 | 2023-01-20 |
        | R2 | | 2023-04-20 | 2023-05-01 | 2023-05-01 |
        | R3 | looked after review | | 2023-11-01 | 2023-05-01 |""")
    assert _told(views.reviews(_record(tmp_path, a={"review": rows}))) == [
        ("a", "2023-01-20", "", "", "", "looked after review due, looked after review held"),
        ("a", "2023-04-20", "", "", "", "review due"),
        ("a", "2023-05-01", "", "", "", "review held"),
    ]


def test_month_ends(tmp_path) -> None:
    found = views.month_ends(_record(tmp_path, a={}, b={}), "2024-01-15", "2024-03-30")
    assert [(c, d) for c, d, *_ in _told(found)] == [
        ("a", "2024-01-31"),
        ("a", "2024-02-29"),
        ("b", "2024-01-31"),
        ("b", "2024-02-29"),
    ]


REVIEWS = table("""
    | review | kind | occurred_on |
    | R1 | first | 2023-03-10 |
    | R2 | second | 2023-06-20 |""")
KINDS = {
    "decisions": views.decisions,
    "reviews": views.reviews,
    "month ends": lambda record, cases=None: views.month_ends(record, "2023-01-01", "2023-08-31", cases),
}


def _joined(folder: Path, *joins: tuple[str, ...]) -> Record:
    """Cases a (decisions), b (a course of care and no decision) and c (adopted in March), both with reviews, joined as said."""
    adopted = [{"placement": "P", "change": "S", "occurred_on": "2023-01-01", "ended_on": "2023-03-01", "end_reason": "E11"}]
    cases = {
        "a": {"decision": DECISIONS, "review": REVIEWS},
        "b": {"placement": COURSE, "review": REVIEWS},
        "c": {"placement": adopted},
    }
    write_cases(folder / "record", *(case_of(name, tables) for name, tables in cases.items()))
    rows = pd.DataFrame(joins, columns=["alias_case_id", "case_id", "recorded_at"])
    rows.to_csv(folder / "record" / "identity.csv", index=False)
    return open_record(folder / "record")


def _days(found: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(found["case_id"], found["as_of"].str[:10], strict=True))


def test_joined_numbers_give_a_view_each_before_the_day_it_was_recorded_and_one_from_then_on(tmp_path) -> None:
    record = _joined(tmp_path, ("a", "b", "2023-05-15"))
    assert _days(views.reviews(record)) == [("a", "2023-03-10"), ("b", "2023-03-10"), ("b", "2023-06-20")]
    ends = views.month_ends(record, "2023-04-01", "2023-06-30")
    assert _days(ends[ends["case_id"] != "c"]) == [
        ("a", "2023-04-30"),
        ("b", "2023-04-30"),
        ("b", "2023-05-31"),
        ("b", "2023-06-30"),
    ]
    for choose in KINDS.values():
        found = choose(record)
        assert checked_views(found)["view_id"].is_unique
        # Whichever number is asked for, what was joined by then is its own, and what lay apart is not.
        asked = choose(record, ["a"])
        assert set(_days(asked)) == {(c, d) for c, d in _days(found) if c == "a" or (c == "b" and d >= "2023-05-15")}
        assert set(_days(choose(record, ["b"]))) == {
            (c, d) for c, d in _days(found) if c == "b" or (c == "a" and d >= "2023-05-15")
        }
        assert len(measure(record, found, ["carer_moves"])) == len(found)


def test_a_point_is_derived_for_joined_numbers_only_where_none_has_a_decision(tmp_path) -> None:
    alone = views.decisions(_joined(tmp_path / "alone"), ["b"])
    assert [d for _, d in _days(alone)][-2:] == ["2023-05-01", "2023-09-01"]
    found = views.decisions(_joined(tmp_path / "joined", ("a", "b", "2023-05-15")), ["b"])
    late = [(d, k) for (_, d), k in zip(_days(found), found["kind"], strict=True) if d >= "2023-05-15"]
    assert late == [("2023-06-03", "recorded decision"), ("2023-10-01", "recorded decision")]
    assert ("2023-05-01", "derived point") in set(zip(found["as_of"], found["kind"], strict=True))


def test_no_view_is_joined_across_an_adoption(tmp_path) -> None:
    for choose in KINDS.values():
        apart = choose(_joined(tmp_path))
        assert choose(_joined(tmp_path, ("c", "b", "2023-05-15"))).equals(apart)


@pytest.mark.parametrize("choose", KINDS.values(), ids=KINDS)
def test_a_joining_recorded_later_changes_no_view_before_it(tmp_path, choose) -> None:
    one, two = choose(_joined(tmp_path)), choose(_joined(tmp_path, ("a", "b", "2023-05-15"), ("b", "a", "2023-07-01")))
    before = [found[found["as_of"] < "2023-05-15"].reset_index(drop=True) for found in (one, two)]
    assert len(before[0]) > 0
    assert before[0].equals(before[1])
    assert not one.equals(two)


def test_undated_decisions_are_those_of_all_numbers_of_the_child(tmp_path) -> None:
    record = _joined(tmp_path, ("a", "b", "2023-05-15"))
    assert views.undated_decisions(record, ["a"]).equals(views.undated_decisions(record, ["b"]))
    assert list(views.undated_decisions(record, ["b"])["decision_id"]) == ["a:D4", "a:D5"]
    assert list(views.undated_decisions(_record(tmp_path / "none", a={}), ["a"]).columns) == ["case_id", "decision_id", "label"]


def test_a_recorded_decision_keeps_the_number_under_which_it_was_made(tmp_path) -> None:
    found = views.decisions(_joined(tmp_path, ("a", "b", "2023-05-15")), ["b"])
    own = found[(found["kind"] == "recorded decision") & (found["as_of"] >= "2023-05-15")]
    assert list(zip(own["case_id"], own["decision_id"], strict=True)) == [("a", "a:D3"), ("a", "a:D6")]


def test_on_dates() -> None:
    assert [(c, d) for c, d, *_ in _told(views.on_dates(["a", "b"], ["2024-05-01"]))] == [("a", "2024-05-01"), ("b", "2024-05-01")]
    assert views.on_dates([], ["2024-05-01"]).empty
    with pytest.raises(CaseReviewError):
        views.on_dates(["a"], ["2024-02-30"])


def test_on_days_numbers_known_to_be_one_child_s_are_one_view(tmp_path) -> None:
    record = _joined(tmp_path, ("a", "b", "2023-05-15"))
    days = ["2023-05-31", "2023-04-30", "20230430"]
    found = views.on_days(record, ["a", "b", "c", "a"], days)
    early, late = "2023-04-30", "2023-05-31"
    assert sorted(_days(found)) == [("a", early), ("b", early), ("b", late), ("c", early), ("c", late)]
    assert checked_views(found)["view_id"].is_unique and set(found["label"]) == {early, late}
    assert sorted(_days(views.on_days(record, ["a"], days))) == [("a", early), ("b", late)]
    assert views.on_days(record, [], days).empty


def test_what_is_chosen_can_be_measured(tmp_path) -> None:
    record = _record(tmp_path, a={"decision": DECISIONS, "placement": COURSE})
    chosen = pd.concat([views.decisions(record), views.reviews(record), views.month_ends(record, "2023-01-01", "2023-03-31")])
    assert len(measure(record, chosen, ["carer_moves"])) == len(chosen) == 7
