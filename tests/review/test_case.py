"""Which decisions a reviewed case has, in what order and under what names, and where the record is cut."""

from __future__ import annotations

from datetime import datetime

import pytest

from toolkit import draw
from toolkit.errors import CaseReviewError
from toolkit.review import learning
from toolkit.review.case import MOST_DECISIONS, reviewed_case
from toolkit.review.workshop import open_workshop
from toolkit.review.workshop.plan import ELSEWHERE

OPEN = {"occurred_on": "2020-01-01"}


def decided(day: str, time: str = "", kind: str = "plan change", **more: str) -> dict[str, str]:
    timed = {"decided_at": f"{day} {time}"} if time else {}
    return {
        "thing": f"d-{day}-{time}-{kind}",
        "occurred_on": day,
        "kind": kind,
        "recorded_at": f"{day} {time or '18:00'}",
        **timed,
        **more,
    }


def placed(day: str, change: str, until: str = "", end: str = "") -> dict[str, str]:
    ended = {"ended_on": until, "end_reason": end, "recorded_at": until} if until else {}
    return {"thing": f"p-{day}", "occurred_on": day, "change": change, "placement_type": "U6", **ended}


def named(case) -> list[tuple[str, str, str]]:
    return list(zip(case.views["name"], case.views["as_of"], case.views["label"], strict=True))


def test_a_day_without_a_time_is_read_to_its_end(record):
    made = record(
        case=[OPEN],
        decision=[decided("2020-03-02", kind="start of care"), decided("2020-03-02", "15:30"), decided("2020-03-02", "10:00")],
    )
    case = reviewed_case(made, "c1")
    assert named(case) == [
        ("D1", "2020-03-02T10:00:00", "plan change"),
        ("D2", "2020-03-02T15:30:00", "plan change"),
        ("D3", "2020-03-02", "start of care"),
    ]
    assert case.last == "2020-03-02"
    assert case.last_instant == datetime(2020, 3, 2, 23, 59, 59, 999999)


def test_the_timeline_gives_the_decisions_the_same_names(record):
    made = record(
        case=[OPEN],
        decision=[
            decided("2020-03-02", kind="a"),
            decided("2020-03-02", "15:30", "z"),
            decided("2020-03-02", "15:30", "b"),
            decided("2020-03-05", kind="c"),
        ],
    )
    case = reviewed_case(made, "c1")
    drawn = draw.timeline(learning.timeline(case), learning.decision_marks(case)).table
    assert set(drawn.loc[drawn["kind"] == "decision", "entry"]) == {f"{name} {label}" for name, _, label in named(case)}
    assert [label for _, _, label in named(case)] == ["b", "z", "a", "c"]


def test_the_record_is_cut_at_the_last_decision(record):
    notes = [
        {"occurred_on": "2020-03-02", "thing": t, "recorded_at": f"2020-03-0{d}"}
        for t, d in (("that day", "2 17:00"), ("next day", "3 00:00"))
    ]
    bare = reviewed_case(record(case=[OPEN], decision=[decided("2020-03-02")], information=notes), "c1")
    timed = reviewed_case(record(case=[OPEN], decision=[decided("2020-03-02", "16:00")], information=notes), "c1")
    for case, seen in ((bare, ["that day"]), (timed, [])):
        with case.before.connect() as con:
            assert con.execute("SELECT entity_id FROM information").df()["entity_id"].tolist() == seen
        with case.record.connect() as con:
            assert con.execute("SELECT count(*) FROM information").fetchone() == (2,)


def test_derived_points_leave_out_the_end_of_care(record):
    stays = [placed("2020-02-01", "S", "2020-05-01", "X1"), placed("2020-05-01", "P", "2021-03-01", "E4A")]
    case = reviewed_case(record(case=[OPEN], placement=stays), "c1")
    assert case.derived
    assert [(as_of, label) for _, as_of, label in named(case)] == [("2020-02-01", "start of care"), ("2020-05-01", "move")]


def test_nor_do_they_name_it_where_something_else_fell_on_its_day(record):
    stays = [placed("2020-02-01", "S", "2020-05-01", "E4A"), placed("2020-05-01", "S")]
    case = reviewed_case(record(case=[OPEN], placement=stays), "c1")
    assert [(as_of, label) for _, as_of, label in named(case)] == [("2020-02-01", "start of care"), ("2020-05-01", "start of care")]


def test_recorded_decisions_stand_in_place_of_derived_points(record):
    case = reviewed_case(record(case=[OPEN], placement=[placed("2020-02-01", "S")], decision=[decided("2020-03-02")]), "c1")
    assert not case.derived
    assert len(case.views) == 1


@pytest.mark.parametrize(
    ("tables", "why"),
    [
        ({"case": [OPEN]}, "no start of care"),
        ({"case": [OPEN | {"case": "c2"}]}, "no start of care"),
        (
            {"decision": [{"thing": "d", "recorded_at": "2020-03-02"}], "placement": [placed("2020-02-01", "S")]},
            "1 decision of this case",
        ),
    ],
)
def test_where_there_is_nothing_to_review(record, tables, why):
    with pytest.raises(CaseReviewError, match="There is nothing to review") as told:
        reviewed_case(record(**tables), "c1")
    assert why in str(told.value)
    assert "c1" not in str(told.value)


def test_on_the_day_of_the_review_later_decisions_are_not_on_record(record):
    made = record(
        case=[OPEN], decision=[decided("2020-03-02"), decided("2020-06-01"), decided("2020-05-01", recorded_at="2020-06-02")]
    )
    case = reviewed_case(made, "c1", "2020-06-01")
    assert case.views["as_of"].tolist() == ["2020-03-02", "2020-06-01"]
    assert case.record.until == "2020-06-01"
    assert reviewed_case(made, "c1").views["as_of"].tolist() == ["2020-03-02", "2020-05-01", "2020-06-01"]


def test_of_many_decisions_the_last_are_shown(record):
    case = reviewed_case(
        record(
            case=[OPEN],
            decision=[decided(f"2020-{m:02}-01") for m in range(1, 13)] + [decided("2021-01-01"), decided("2021-02-01")],
        ),
        "c1",
    )
    assert (len(case.views), case.left_out) == (MOST_DECISIONS, 2)
    assert named(case)[0][:2] == ("D3", "2020-03-01")
    said = "Only the last 12 are shown, D3 to D14, and 2 earlier left out: their numbers count from the first of the case."
    assert said in learning.summary(case)
    drawn = draw.timeline(learning.timeline(case), learning.decision_marks(case))
    assert "12 decisions (D3 on 1 Mar 2020; " in drawn.alt and "D14 on 1 Feb 2021)" in drawn.alt


def test_decisions_recorded_later_do_not_move_the_one_that_a_workshop_takes(record):
    days = [f"2020-{m:02}-01" for m in range(1, 13)] + ["2021-01-01"]
    taken = []
    for most in (12, 13):
        made = record(case=[OPEN], decision=[decided(day, chosen="stay") for day in days[:most]])
        workshop = open_workshop(made, "c1", people=20, case_from=ELSEWHERE)
        taken.append((*workshop.names, *workshop.view(1)["as_of"]))
    assert taken == [("D1", "2020-01-01"), ("D1", "2020-01-01")]


def test_decisions_without_a_date_are_counted_as_far_as_the_last_one_knew(record):
    undated = [{"thing": f"u{n}", "recorded_at": day} for n, day in enumerate(("2020-02-01", "2020-09-01"))]
    case = reviewed_case(record(case=[OPEN], decision=[decided("2020-03-02"), *undated]), "c1")
    assert case.undated == 1
    assert "1 decision on record has no day on which it was made, so it is not shown." in learning.summary(case)


def test_a_decision_is_named_as_it_was_at_the_time(record):
    later = decided("2020-03-02") | {"kind": "failure to protect", "recorded_at": "2021-01-01"}
    case = reviewed_case(record(case=[OPEN], decision=[decided("2020-03-02") | {"withdrawn_at": "2021-01-01"}, later]), "c1")
    assert named(case) == [("D1", "2020-03-02", "plan change")]


def test_a_decision_written_down_long_after_the_last_has_no_name_yet(record):
    late = decided("2020-04-01", kind="failure to protect", recorded_at="2020-09-01")
    case = reviewed_case(record(case=[OPEN], decision=[decided("2020-03-02"), late]), "c1")
    assert [label for _, _, label in named(case)] == ["plan change", "decision"]


def test_the_timeline_has_what_was_called_off_on_the_day_on_which_it_was(record):
    stay = {"thing": "s", "occurred_on": "2020-06-01", "placement_type": "U6"}
    stays = [stay | {"recorded_at": "2020-02-01", "withdrawn_at": "2020-02-20"}]
    stays += [stay | {"recorded_at": "2020-02-20", "ended_on": "2020-02-18"}]
    case = reviewed_case(record(case=[OPEN], decision=[decided("2020-03-01")], placement=stays), "c1")
    [row] = learning.timeline(case).to_dict("records")
    assert (row["state"], str(row["recorded_at"])[:10], str(row["ended_on"])[:10]) == ("called off", "2020-02-20", "2020-02-18")
    drawn = draw.timeline(learning.timeline(case), learning.decision_marks(case))
    assert "0 entries are plans. 1 plan was called off or not taken up" in drawn.alt
