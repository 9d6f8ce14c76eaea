"""The system's outcomes, each worked by hand; see `stories` for the view and the horizon."""

import pandas as pd
import pytest

from tests.later.stories import BASE, CHILD, DAY, LAST, NEXT, TOO_LATE, care, check, detail, hold, placed, spell
from toolkit.later import outcomes

ELSEWHERE = "E3"
DIED = placed("2019-05-01", "2020-05-01", "E2")
HANDED_OVER = placed("2019-05-01", "2020-05-01", ELSEWHERE)


def on_plan(start, end=None, **more):
    return spell(start, end, kind="child protection plan", **more)


FIRST = on_plan("2018-01-01", "2018-06-01")
REPEAT_PLAN = [
    ("never on a plan", {"status": [spell("2019-01-01", kind="child in need")]}, "not applicable", ""),
    ("on a plan, and still", {"status": [on_plan("2019-01-01")]}, "no", LAST),
    ("again on the day of the view", {"status": [FIRST, on_plan(DAY)]}, "no", LAST),
    ("again the day after", {"status": [FIRST, on_plan(NEXT)]}, "yes", NEXT),
    ("again on the last day", {"status": [FIRST, on_plan(LAST)]}, "yes", LAST),
    ("again a day too late", {"status": [FIRST, on_plan(TOO_LATE)]}, "no", LAST),
    ("the first plan after the view", {"status": [on_plan("2020-05-01")]}, "not applicable", ""),
    ("ended at the view, and again", {"status": [on_plan("2019-01-01", DAY), on_plan("2020-05-01")]}, "yes", "2020-05-01"),
    ("the next begins where it ends", {"status": [on_plan("2019-01-01", "2020-05-01"), on_plan("2020-05-01")]}, "no", LAST),
    ("a day between", {"status": [on_plan("2019-01-01", "2020-05-01"), on_plan("2020-05-02")]}, "yes", "2020-05-02"),
    ("a plan set and never confirmed", {"status": [FIRST, on_plan("2020-09-01", recorded_at="2020-05-01")]}, "no", LAST),
    ("some day in March", {"status": [FIRST, on_plan("2020-03-01", occurred_precision="month", recorded_at="2020-04-01")]},
     "not recorded", ""),
    ("some day in May", {"status": [FIRST, on_plan("2020-05-01", occurred_precision="month", recorded_at="2020-06-01")]},
     "yes", "2020-05-01"),
    ("died before", {"status": [FIRST, on_plan("2020-06-01")], "placement": [DIED]}, "competing end", "2020-05-01"),
    ("died on the day", {"status": [FIRST, on_plan("2020-05-01")], "placement": [DIED]}, "yes", "2020-05-01"),
    ("gone to another authority", {"status": [FIRST], "placement": [HANDED_OVER]}, "censored", "2020-05-01"),
    ("adopted before the view", {"status": [FIRST], "placement": [placed("2019-05-01", "2020-01-01", "E11")]}, "not recorded", ""),
]  # fmt: skip


def test_repeat_plan(make_record, make_views):
    hold(make_record, make_views, "repeat_plan", REPEAT_PLAN)


def test_a_repeat_plan_says_whether_it_came_within_two_years(make_record, make_views):
    def told(ended, again):
        record = make_record(**BASE, status=[on_plan("2016-01-01", ended), on_plan(again)])
        return detail(record, make_views(DAY), "repeat_plan")[0]

    assert told("2018-06-01", "2020-06-01") == "on a plan again, within 2 years of the end of the last"
    assert told("2018-06-01", "2020-06-02") == "on a plan again, more than 2 years after the end of the last"
    assert told("2018-12-31", "2020-12-31").startswith("on a plan again, within")


def moved(reason):
    return [placed("2019-05-01", "2020-05-01", "X1", change_reason=reason), placed("2020-05-01", None, None, "P")]


WAYS = [
    ("by the care plan", moved("CARPL"), "planned"),
    ("carer asked", moved("CREQB"), "unplanned"),
    ("allegation", moved("ALLEG"), "unplanned"),
    ("home as planned", [placed("2019-05-01", "2020-05-01", "E4A")], "planned"),
    ("home, not planned", [placed("2019-05-01", "2020-05-01", "E4B")], "unplanned"),
    ("adopted", [placed("2019-05-01", "2020-05-01", "E11")], "planned"),
    ("special guardianship", [placed("2019-05-01", "2020-05-01", "E45")], "planned"),
    ("the home closed", moved("CLOSE"), "otherwise"),
    ("custody", [placed("2019-05-01", "2020-05-01", "E9")], "otherwise"),
    ("no reason on record", moved(None), "unsaid"),
    ("died", [DIED], "otherwise"),
    ("another authority took over", [HANDED_OVER], "unsaid"),
]


def test_a_placement_ends_planned_unplanned_or_neither(make_record, make_views):
    for way in ("planned", "unplanned"):
        answers = {way: "yes", "unsaid": "censored"}
        told = [(story, episodes, answers.get(came, "competing end"), "2020-05-01") for story, episodes, came in WAYS]
        check(make_record, make_views, f"placement_ended_{way}", told)


def ends(day):
    return [placed("2019-05-01", day, "X1", change_reason="CARPL"), placed(day, None, None, "P")]


def test_when_a_placement_ends_counts_from_the_day_after_the_view_to_the_last_day(make_record, make_views):
    told = [
        ("on the day of the view: in the next one by the end of it", ends(DAY), "no", LAST),
        ("the day after", ends(NEXT), "yes", NEXT),
        ("on the last day", ends(LAST), "yes", LAST),
        ("a day too late", ends(TOO_LATE), "no", LAST),
        ("stated ahead", [placed("2019-05-01", "2020-05-01", "E4A", recorded_at="2020-04-01")], "no", LAST),
        ("not in care", [], "not applicable", ""),
        ("a stay in hospital and back", [
            placed("2019-05-01", "2020-05-01", "X1", setting_id="A"),
            placed("2020-05-01", "2020-05-09", "X1", "P", placement_type="T1"),
            placed("2020-05-09", None, None, "P", setting_id="A"),
        ], "no", LAST),
    ]  # fmt: skip
    check(make_record, make_views, "placement_ended_planned", told)


def chain(*days, change="P", **last):
    """Placements one after the other: the first from 2019 on, one more from each of the days."""
    starts = ["2019-05-01", *days]
    rows = [
        placed(
            start,
            end,
            "X1" if end else None,
            "S" if number == 0 else change,
            change_reason="CARPL" if end else None,
            entity_id=f"{number}",
        )
        for number, (start, end) in enumerate(zip(starts, [*days, None], strict=True))
    ]
    return [*rows[:-1], {**rows[-1], **last}]


MANY = [
    ("the third the day after the view", chain(DAY, NEXT), "no", LAST),
    ("the second and third after the view", chain("2020-05-01", "2020-06-01"), "yes", "2020-06-01"),
    ("the third on the last day", chain("2020-05-01", LAST), "yes", LAST),
    ("the third a day too late", chain("2020-05-01", TOO_LATE), "no", LAST),
    ("one move on the day of the view and two after", chain(DAY, "2020-05-01", "2020-06-01"), "yes", "2020-06-01"),
    ("the third is adoption with the present carers", chain("2020-05-01", "2020-06-01", change="P", placement_type="A5"), "no", LAST),
    ("one ended on the day on which it began", chain("2020-05-01", "2020-05-01"), "no", LAST),
    ("left care first", [placed("2019-05-01", "2020-05-01", "E4A"), placed("2020-06-01"), placed("2020-07-01", change="P")],
     "competing end", "2020-05-01"),
    ("left care without a reason", [placed("2019-05-01", "2020-05-01")], "censored", "2020-05-01"),
    ("handed over", [HANDED_OVER], "censored", "2020-05-01"),
    ("not in care", [], "not applicable", ""),
    ("new legal statuses", chain("2020-05-01", "2020-06-01", change="L"), "no", LAST),
]  # fmt: skip


def test_three_or_more_placements(make_record, make_views):
    check(make_record, make_views, "three_or_more_placements", MANY)


def matched(day, kind="U4"):
    return [placed("2019-05-01", day, "X1", change_reason="PLACE"), placed(day, None, None, "T", placement_type=kind)]


PERMANENCE = [
    ("adopted the day after", [placed("2019-05-01", NEXT, "E11")], "yes", NEXT),
    ("guardianship on the last day", [placed("2019-05-01", LAST, "E45")], "yes", LAST),
    ("guardianship a day too late", [placed("2019-05-01", TOO_LATE, "E45")], "no", LAST),
    ("child arrangements order", [placed("2019-05-01", "2020-06-01", "E41")], "yes", "2020-06-01"),
    ("guardianship in the United States", [placed("2019-05-01", "2020-06-01", "E155-5")], "yes", "2020-06-01"),
    ("matched long term in the same home", matched("2020-06-01"), "yes", "2020-06-01"),
    ("matched long term with a relative", matched("2020-06-01", "U1"), "yes", "2020-06-01"),
    ("matched on the day of the view", matched(DAY), "not applicable", ""),
    ("placed for adoption only", matched("2020-06-01", "A6"), "no", LAST),
    ("home", [placed("2019-05-01", "2020-06-01", "E4A")], "competing end", "2020-06-01"),
    ("left to live with somebody", [placed("2019-05-01", "2020-06-01", "E13")], "competing end", "2020-06-01"),
    ("died", [DIED], "competing end", "2020-05-01"),
    ("left without a reason", [placed("2019-05-01", "2020-05-01")], "censored", "2020-05-01"),
    ("handed over", [HANDED_OVER], "censored", "2020-05-01"),
    ("not in care", [], "not applicable", ""),
    ("an order stated ahead", [placed("2019-05-01", "2020-06-01", "E45", recorded_at="2020-05-01")], "no", LAST),
]


def test_permanence(make_record, make_views):
    check(make_record, make_views, "permanence", PERMANENCE)


def test_a_case_closed_by_an_order_tells_of_permanence_too(make_record, make_views):
    case = [spell("2019-01-01", "2020-06-01", end_reason="RC4")]
    record = make_record(child=[CHILD], case=case, placement=[placed("2019-05-01")])
    assert detail(record, make_views(DAY), "permanence")[0] == "the case was closed: RC4"


def closed(end, reason="support ended", start="2019-01-01", **more):
    return {"case": [spell(start, end, end_reason=reason, **more)]}


CLOSURE = [
    ("closed on the day of the view", closed(DAY), "not applicable", ""),
    ("the day after", closed(NEXT), "yes", NEXT),
    ("on the last day", closed(LAST), "yes", LAST),
    ("a day too late", closed(TOO_LATE), "no", LAST),
    ("still open", closed(None), "no", LAST),
    ("stated ahead", closed("2020-06-01", recorded_at="2020-05-01"), "no", LAST),
    ("opened again on that day", {"case": [*closed("2020-06-01")["case"], spell("2020-06-01")]}, "no", LAST),
    ("opened again the day after", {"case": [*closed("2020-06-01")["case"], spell("2020-06-02")]}, "yes", "2020-06-01"),
    ("handed over", closed("2020-06-01", "transferred out"), "censored", "2020-06-01"),
    ("died", closed("2020-06-01", "died"), "competing end", "2020-06-01"),
    ("adopted", closed("2020-06-01", "adopted"), "competing end", "2020-06-01"),
    ("died before it was closed", {**closed("2020-06-01"), "placement": [DIED]}, "competing end", "2020-05-01"),
]


def test_closure(make_record, make_views):
    hold(make_record, make_views, "closure", CLOSURE, {"child": [CHILD]})


def born(day, *episodes):
    return {"child": [{**CHILD, "born_on": day}], "placement": list(episodes)}


AGEING_OUT = [
    ("18 the day after", born("2002-03-02", placed("2019-05-01")), "yes", NEXT),
    ("18 on the day of the view", born("2002-03-01", placed("2019-05-01")), "not applicable", ""),
    ("18 on the last day", born("2003-03-01", placed("2019-05-01")), "yes", LAST),
    ("18 a day too late", born("2003-03-02", placed("2019-05-01")), "no", LAST),
    ("born on 29 February, 18 on 1 March", born("2003-03-01", placed("2019-05-01")), "yes", LAST),
    ("left on the birthday", born("2002-06-01", placed("2019-05-01", "2020-06-01", "E17")), "yes", "2020-06-01"),
    ("left the day before", born("2002-06-01", placed("2019-05-01", "2020-05-31", "E6")), "competing end", "2020-05-31"),
    ("left the day before, why is not said", born("2002-06-01", placed("2019-05-01", "2020-05-31")), "censored", "2020-05-31"),
    ("emancipated", born("2003-06-01", placed("2019-05-01", "2020-05-31", "E155-4")), "yes", "2020-05-31"),
    ("no date of birth", born(None, placed("2019-05-01")), "not recorded", ""),
    ("not in care", born("2002-06-01"), "not applicable", ""),
    ("handed over", born("2002-06-01", HANDED_OVER), "censored", "2020-05-01"),
]


def test_ageing_out(make_record, make_views):
    hold(make_record, make_views, "ageing_out", AGEING_OUT)


def test_born_on_29_february_comes_of_age_on_1_march(make_record, make_views):
    record = care(make_record, placed("2016-05-01"), child={**CHILD, "born_on": "2000-02-29"})
    rows = outcomes(record, make_views("2017-02-28", "2017-03-01", "2018-02-28", "2018-03-01"), 365, ["ageing_out"])
    assert [(a, "" if pd.isna(d) else d) for a, d in zip(rows.answer, rows.happened_on, strict=True)] == [
        ("no", ""),
        ("yes", "2018-03-01"),
        ("yes", "2018-03-01"),
        ("not applicable", ""),
    ]


def test_what_is_not_covered_is_not_recorded(make_record, make_views):
    record = care(make_record, placed("2019-05-01"), cover=("case",))
    rows = outcomes(record, make_views(DAY)).set_index("outcome")["answer"]
    assert set(rows.drop("closure")) == {"not recorded"}


def test_restricted_entries_count_and_are_not_shown(make_record, make_views):
    shut = {"restricted": "third party"}
    record = care(make_record, placed("2019-05-01", "2020-06-01", "E45", **shut))
    assert detail(record, make_views(DAY), "permanence")[0] == "held back: third party"
    record = make_record(child=[CHILD], **closed("2020-06-01", **shut))
    assert detail(record, make_views(DAY), "closure")[0] == "held back: third party"
    record = make_record(child=[CHILD], placement=[placed("2019-05-01")], **closed("2020-06-01", "RC4", **shut))
    assert detail(record, make_views(DAY), "permanence")[0] == "held back: third party"


ENDS = ["next_placement_end", "placement_ended_planned", "placement_ended_unplanned"]
DECIDED = {"entity_id": "d", "occurred_on": DAY, "kind": "placement move"}


@pytest.mark.parametrize(
    ("linked", "links", "begun"),
    [("d", None, "2020-03-03"), (None, "x p2 y", "2020-03-03"), ("d", None, "2020-03-04")],
    ids=["by the placement", "by the decision", "begun on the day after"],
)
def test_the_move_that_a_decision_makes_is_no_outcome_of_it(make_record, make_views, linked, links, begun):
    """What counts is the placement that the decision began; without the link, or at another view, it is the one of the view."""
    moves = [
        placed("2019-05-01", "2020-03-03", "X1", change_reason="CREQB"),
        placed(begun, "2020-08-01", "E4B", change="P", entity_id="p2", decision_id=linked),
    ]
    record = care(make_record, *moves, decision=[{**DECIDED, "links": links}])
    views = make_views(DAY, DAY).assign(decision_id=["d", "another"])
    rows = outcomes(record, views, 365, ENDS)
    own, other = (rows[rows["view_id"] == v].set_index("outcome") for v in ("v0", "v1"))
    assert list(own["followed_to"]) == ["2020-08-01"] * 3 and list(own["answer"]) == ["yes", "competing end", "yes"]
    assert list(other["followed_to"]) == ["2020-03-03"] * 3
    assert not own["detail"].str.contains("no decision").any() and not other["detail"].str.contains("no decision").any()


def test_of_a_move_linked_to_no_decision_that_is_said(make_record, make_views):
    """The record cannot tell it from the one that was decided; views that are no decision's say nothing of it."""
    moves = [placed("2019-05-01", "2020-03-03", "X1", change_reason="CREQB"), placed("2020-03-03", change="P")]
    record = care(make_record, *moves, decision=[DECIDED])
    found = outcomes(record, make_views(DAY, DAY).assign(decision_id=["d", ""]), 365, ["placement_ended_unplanned"])
    assert list(found["answer"]) == ["yes", "yes"]
    assert list(found["detail"].str.endswith(" (the record links this move to no decision)")) == [True, False]
