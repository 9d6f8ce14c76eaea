"""The child's outcomes, each worked by hand; see `stories` for the view and the horizon."""

import pandas as pd
import pytest

from tests.later.stories import BASE, CHILD, DAY, LAST, NEXT, OPEN_CASE, TOO_LATE, detail, hold, placed, spell
from toolkit.later import outcomes

IN_CARE = {"placement": [placed("2019-05-01")]}
WENT_HOME = {"placement": [placed("2019-05-01", "2020-05-01", "E4A")]}
DIED = {"placement": [placed("2019-05-01", "2020-05-01", "E2")]}
HANDED_OVER = {"placement": [placed("2019-05-01", "2020-05-01", "E3")]}


def goal(end=None, outcome=None, start="2019-06-01", **more):
    return spell(start, end, outcome=outcome, **{"entity_id": f"goal-{start}-{end}", **more})


def goals(*rows):
    return {"goal": list(rows)}


GOALS = [
    ("none at the view", goals(), "not applicable", ""),
    ("one set the day after", goals(goal(start=NEXT)), "not applicable", ""),
    ("reached on the day of the view", goals(goal(DAY, "reached")), "not applicable", ""),
    ("reached the day after", goals(goal(NEXT, "reached")), "yes", NEXT),
    ("reached on the last day", goals(goal(LAST, "reached")), "yes", LAST),
    ("reached a day too late", goals(goal(TOO_LATE, "reached")), "no", LAST),
    ("one of two", goals(goal("2020-05-01", "reached"), goal()), "no", LAST),
    ("both, the later one counts", goals(goal("2020-05-01", "reached"), goal("2020-06-01", "reached")), "yes", "2020-06-01"),
    ("one set on the day of the view", goals(goal("2020-05-01", "reached", start=DAY)), "yes", "2020-05-01"),
    ("one set later does not matter", goals(goal("2020-05-01", "reached"), goal(start="2020-04-01")), "yes", "2020-05-01"),
    ("one dropped", goals(goal("2020-05-01", "dropped"), goal("2020-06-01", "reached")), "competing end", "2020-05-01"),
    ("one replaced", goals(goal("2020-05-01", "replaced")), "competing end", "2020-05-01"),
    ("one ended without saying how", goals(goal("2020-05-01")), "censored", "2020-05-01"),
    ("an end stated ahead", goals(goal("2020-05-01", "reached", recorded_at="2020-04-01")), "no", LAST),
    ("set some day in March", goals(goal("2020-05-01", "reached", start=DAY, occurred_precision="month")), "not recorded", ""),
    ("case closed first", {**goals(goal()), "case": [spell("2019-01-01", "2020-05-01")]}, "competing end", "2020-05-01"),
    ("case closed on the day", {**goals(goal("2020-05-01", "reached")), "case": [spell("2019-01-01", "2020-05-01")]}, "yes", "2020-05-01"),
    ("died", {**goals(goal()), **DIED}, "competing end", "2020-05-01"),
    ("handed over", {**goals(goal()), **HANDED_OVER}, "censored", "2020-05-01"),
]  # fmt: skip


def test_goals_reached(make_record, make_views):
    hold(make_record, make_views, "goals_reached", GOALS)


def test_where_some_goals_were_reached_it_is_said_how_many(make_record, make_views):
    """A later one counts none, nor does one that was reached too late; words of what is restricted are held back."""
    first, last = goal("2020-05-01", "reached"), goal("2020-06-01", "reached")
    told = {
        "2 of 4 goals reached, the last on 2020-06-01": [
            first, last, goal(TOO_LATE, "reached"), goal(), goal("2020-07-01", "reached", start="2020-04-01")
        ],
        "": [goal()],
        "held back": [first, goal(restricted="third party")],
    }  # fmt: skip
    rows = [{**row, "case_id": f"c{n}"} for n, own in enumerate(told.values()) for row in own]
    record = make_record(case=[{**OPEN_CASE, "case_id": f"c{n}"} for n in range(3)], **goals(*rows))
    views = pd.concat([make_views(DAY, case_id=f"c{n}").assign(view_id=f"v{n}") for n in range(3)])
    found = outcomes(record, views, 365, ["goals_reached"]).fillna("")
    assert list(found["answer"]) == ["no"] * 3
    assert list(found["detail"]) == ["" if words == "held back" else words for words in told]


def sdq(day, value, **more):
    row = {
        "occurred_on": day,
        "value": value,
        "kind": "strengths and difficulties",
        "instrument": "SDQ",
        "rater_role": "main carer",
    }
    return {**row, "entity_id": f"{day}-{value}", **more}


def measured(*rows):
    return {"measure": list(rows)}


THEN = sdq("2020-01-01", 20)
WELLBEING = [
    ("never", measured(), "not applicable", ""),
    ("not again", measured(THEN), "not recorded", ""),
    ("better the day after", measured(THEN, sdq(NEXT, 19)), "yes", NEXT),
    ("better on the last day", measured(THEN, sdq(LAST, 19)), "yes", LAST),
    ("better a day too late", measured(THEN, sdq(TOO_LATE, 19)), "not recorded", ""),
    ("worse", measured(THEN, sdq("2020-05-01", 21)), "competing end", "2020-05-01"),
    ("the same", measured(THEN, sdq("2020-05-01", 20)), "competing end", "2020-05-01"),
    ("better, then worse: the first time counts", measured(THEN, sdq("2020-05-01", 19), sdq("2020-06-01", 25)), "yes", "2020-05-01"),
    ("measured on the day of the view", measured(sdq(DAY, 20), sdq("2020-05-01", 19)), "yes", "2020-05-01"),
    ("the last one at the view counts", measured(sdq("2019-12-01", 30), THEN, sdq("2020-05-01", 25)), "competing end", "2020-05-01"),
    ("a year old", measured(sdq("2019-03-02", 20), sdq("2020-05-01", 19)), "yes", "2020-05-01"),
    ("older than a year", measured(sdq("2019-03-01", 20), sdq("2020-05-01", 19)), "not applicable", ""),
    ("another rater", measured(THEN, sdq("2020-05-01", 19, rater_role="child")), "not recorded", ""),
    ("no value", measured(THEN, sdq("2020-05-01", None, missing_reason="refused")), "not recorded", ""),
    ("more is better", measured(*[sdq(d, v, kind="wellbeing") for d, v in (("2020-01-01", 4), ("2020-05-01", 6))]), "yes", "2020-05-01"),
    ("what is no wellbeing", measured(*[sdq(d, v, kind="trust") for d, v in (("2020-01-01", 4), ("2020-05-01", 6))]), "not applicable", ""),
    ("two scales on one day, the less good counts", measured(
        THEN, sdq("2020-01-01", 5, kind="wellbeing"), sdq("2020-05-01", 19), sdq("2020-05-01", 4, kind="wellbeing"),
    ), "competing end", "2020-05-01"),
    ("some day in March", measured(THEN, sdq("2020-03-01", 19, occurred_precision="month", recorded_at="2020-04-01")), "not recorded", ""),
    ("died", {**measured(THEN, sdq("2020-06-01", 19)), **DIED}, "competing end", "2020-05-01"),
    ("handed over", {**measured(THEN, sdq("2020-06-01", 19)), **HANDED_OVER}, "censored", "2020-05-01"),
]  # fmt: skip


def test_wellbeing_better(make_record, make_views):
    hold(make_record, make_views, "wellbeing_better", WELLBEING)


@pytest.mark.parametrize(("value", "words"), [(25, "worse: "), (20, "the same: ")])
def test_worse_and_same_are_told(make_record, make_views, value, words):
    record = make_record(**BASE, **measured(THEN, sdq("2020-05-01", value)))
    told, why = detail(record, make_views(DAY), "wellbeing_better")
    assert told == f"measured again and {words}strengths and difficulties, 20 to {value}"
    assert why == f"{told} on 2020-05-01"


def test_a_record_without_any_measure_of_wellbeing_does_not_record_it(make_record, make_views):
    record = make_record(**BASE, **measured(sdq("2020-01-01", 4, kind="trust")))
    assert detail(record, make_views(DAY), "wellbeing_better")[1] == "no measure of wellbeing of any child is on record"
    assert detail(make_record(**BASE, **measured(THEN)), make_views(DAY), "wellbeing_better")[1] == (
        "wellbeing was not measured again within the horizon"
    )


def school(day, kind="school move", **more):
    return {"information": [{"occurred_on": day, "kind": kind, **more}]}


def missing(day, kind="missing", **more):
    return {"missing": [{"occurred_on": day, "kind": kind, **more}]}


def happens_to_every_child(make):
    return [
        ("on the day of the view", make(DAY), "no", LAST),
        ("the day after", make(NEXT), "yes", NEXT),
        ("on the last day", make(LAST), "yes", LAST),
        ("a day too late", make(TOO_LATE), "no", LAST),
        ("some day in March", make("2020-03-01", occurred_precision="month", recorded_at="2020-04-01"), "not recorded", ""),
        ("set ahead, never confirmed", make("2020-06-01", recorded_at="2020-05-01"), "no", LAST),
        ("restricted", make("2020-06-01", restricted="privileged"), "yes", "2020-06-01"),
        ("died first", {**make("2020-06-01"), **DIED}, "competing end", "2020-05-01"),
        ("handed over first", {**make("2020-06-01"), **HANDED_OVER}, "censored", "2020-05-01"),
        ("handed over on the day", {**make("2020-05-01"), **HANDED_OVER}, "yes", "2020-05-01"),
        (
            "adopted first",
            {**make("2020-06-01"), "placement": [placed("2019-05-01", "2020-05-01", "E11")]},
            "competing end",
            "2020-05-01",
        ),
    ]


def test_school_move(make_record, make_views):
    other = ("another report of the school", school("2020-06-01", "school report"), "no", LAST)
    hold(make_record, make_views, "school_move", [*happens_to_every_child(school), other])


def test_a_record_without_any_school_move_does_not_record_them(make_record, make_views):
    record = make_record(**BASE, **school("2020-06-01", "school report"))
    assert detail(record, make_views(DAY), "school_move") == ("", "no change of school of any child is on record")


def test_went_missing(make_record, make_views):
    away = ("away without authorisation", missing("2020-06-01", "away without authorisation"), "yes", "2020-06-01")
    hold(make_record, make_views, "went_missing", [*happens_to_every_child(missing), away])


def test_going_missing_is_no_incident_and_restricted_words_are_held_back(make_record, make_views):
    record = make_record(**BASE, **missing("2020-06-01", restricted="police-sensitive"))
    assert detail(record, make_views(DAY), "went_missing")[0] == "held back: police-sensitive"
    assert outcomes(record, make_views(DAY), names=["incident"]).answer[0] == "no"


def health(day, answer="completed", kind="health assessment", **more):
    return {"measure": [{"occurred_on": day, "answer": answer, "kind": kind, **more}], **IN_CARE}


def family_time(day, outcome="took place", who="mother", **more):
    return {"contact": [{"occurred_on": day, "kind": "family time", "with_role": who, "outcome": outcome, **more}], **IN_CARE}


def of_children_in_care(make):
    return [
        ("on the day of the view", make(DAY), "no", LAST),
        ("the day after", make(NEXT), "yes", NEXT),
        ("on the last day", make(LAST), "yes", LAST),
        ("a day too late", make(TOO_LATE), "no", LAST),
        ("not in care", {**make("2020-06-01"), "placement": []}, "not applicable", ""),
        (
            "left care on the day of the view",
            {**make("2020-06-01"), "placement": [placed("2019-05-01", DAY, "E4A")]},
            "not applicable",
            "",
        ),
        ("went home first", {**make("2020-06-01"), **WENT_HOME}, "competing end", "2020-05-01"),
        ("went home on the day", {**make("2020-05-01"), **WENT_HOME}, "yes", "2020-05-01"),
        ("handed over first", {**make("2020-06-01"), **HANDED_OVER}, "censored", "2020-05-01"),
        ("not said whether", make("2020-06-01", None), "not recorded", ""),
        ("some day in March", make("2020-03-01", occurred_precision="month", recorded_at="2020-04-01"), "not recorded", ""),
        ("set ahead, never confirmed", make("2020-06-01", recorded_at="2020-05-01"), "no", LAST),
    ]


def test_health_check_done(make_record, make_views):
    more = [
        ("refused", health("2020-06-01", None, missing_reason="refused"), "no", LAST),
        ("a dental check", health("2020-06-01", kind="dental check"), "no", LAST),
    ]
    hold(make_record, make_views, "health_check_done", [*of_children_in_care(health), *more])


def test_contact_with_family(make_record, make_views):
    more = [
        ("did not take place", family_time("2020-06-01", "did not take place"), "no", LAST),
        ("with the sister alone", family_time("2020-06-01", who="sister"), "no", LAST),
        ("with whom is not said", family_time("2020-06-01", who=None), "yes", "2020-06-01"),
        ("a telephone call by the worker", family_time("2020-06-01", kind="with a parent or carer"), "no", LAST),
    ]
    hold(make_record, make_views, "contact_with_family", [*of_children_in_care(family_time), *more])


def test_contact_with_siblings(make_record, make_views):
    def seen(day, outcome="took place", who="Sister", **more):
        related = [{"occurred_on": "2019-01-01", "kind": "brother or sister", "person_id": "p"}]
        return {**family_time(day, outcome, who, **more), "relationship": related}

    more = [
        ("with the mother alone", seen("2020-06-01", who="mother"), "no", LAST),
        ("no brother or sister on record", {**seen("2020-06-01"), "relationship": []}, "not applicable", ""),
    ]
    hold(make_record, make_views, "contact_with_siblings", [*of_children_in_care(seen), *more])


@pytest.mark.parametrize(
    ("name", "rows", "why"),
    [
        ("health_check_done", health("2020-06-01", kind="dental check"), "no health assessment of any child is on record"),
        ("contact_with_family", family_time("2020-06-01", who="brother"), "no family time of any child is on record"),
        ("contact_with_siblings", family_time("2020-06-01"), "no family time with brothers or sisters of any child is on record"),
    ],
)
def test_what_no_child_has_is_not_recorded(make_record, make_views, name, rows, why):
    related = [{"occurred_on": "2019-01-01", "kind": "sister", "person_id": "p"}]
    record = make_record(**BASE, **rows, relationship=related)
    assert detail(record, make_views(DAY), name) == ("", why)


def two_children(make_record, mine, theirs, family="f", **more):
    """A record of two children of a family: c1, of the view, and c2, each with episodes of care."""
    cases = ("c1", "c2")
    return make_record(
        child=[{**CHILD, "entity_id": f"ch-{c}", "case_id": c, "family_id": family} for c in cases],
        case=[{**OPEN_CASE, "case_id": c} for c in cases],
        placement=[
            {**row, "case_id": c, "entity_id": f"p-{c}-{n}"}
            for c, rows in zip(cases, (mine, theirs), strict=True)
            for n, row in enumerate(rows)
        ],
        **more,
    )


def at(home, start="2019-05-01", end=None, reason="X1", **more):
    change = "S" if start == "2019-05-01" else "P"
    return placed(start, end, reason if end else None, change, change_reason="CARPL" if end else None, carer_id=home, **more)


def moves(day, before="A", after="B"):
    return [at(before, end=day), at(after, day)]


TOGETHER = [
    ("the day after", moves(NEXT), [at("B")], "yes", NEXT),
    ("on the last day", moves(LAST), [at("B")], "yes", LAST),
    ("a day too late", moves(TOO_LATE), [at("B")], "no", LAST),
    ("on the day of the view: they live together", moves(DAY), [at("B")], "not applicable", ""),
    ("the other one moves", [at("A")], moves("2020-06-01", "B", "A"), "yes", "2020-06-01"),
    ("never", [at("A")], [at("B")], "no", LAST),
    ("the other one not in care", moves("2020-06-01"), [], "not applicable", ""),
    ("the other one left care first", moves("2020-06-01"), [at("B", end="2020-05-01", reason="E4A")], "competing end", "2020-05-01"),
    ("the child left care first", [at("A", end="2020-05-01", reason="E4A")], [at("B")], "competing end", "2020-05-01"),
    ("handed over", [at("A", end="2020-05-01", reason="E3")], [at("B")], "censored", "2020-05-01"),
    ("in which homes is not said", [at(None)], [at("B")], "not recorded", ""),
    ("one fostering agency is no home", [at(None, setting_id="SC1")], [at(None, setting_id="SC1")], "not recorded", ""),
    ("one children's home is", [at("A", end="2020-06-01"), at(None, "2020-06-01", placement_type="K2", setting_id="H")],
     [at(None, placement_type="K2", setting_id="H")], "yes", "2020-06-01"),
    ("missed by a day", [at("A", end="2020-06-01"), at("B", "2020-06-01")], [at("B", end="2020-06-01"), at("C", "2020-06-01")], "no", LAST),
]  # fmt: skip


@pytest.mark.parametrize(("mine", "theirs", "answer", "to"), [t[1:] for t in TOGETHER], ids=[t[0] for t in TOGETHER])
def test_placed_together(make_record, make_views, mine, theirs, answer, to):
    row = outcomes(two_children(make_record, mine, theirs), make_views(DAY), names=["placed_together"]).fillna("").iloc[0]
    assert (row.answer, row.followed_to) == (answer, to)


def test_a_sister_of_no_known_family_is_none_and_her_restricted_entry_is_held_back(make_record, make_views):
    record = two_children(make_record, moves("2020-06-01"), [at("B")], family=None)
    assert outcomes(record, make_views(DAY), names=["placed_together"]).answer[0] == "not applicable"
    theirs = [at("B", end="2020-06-01"), at("C", "2020-06-01", restricted="third party")]
    record = two_children(make_record, moves("2020-06-01", after="C"), theirs)
    assert detail(record, make_views(DAY), "placed_together")[0] == "held back: third party"


def test_those_who_live_with_a_sister_are_not_asked_for_contact(make_record, make_views):
    seen = [{"occurred_on": "2020-06-01", "kind": "family time", "with_role": "sister", "outcome": "took place"}]
    together, apart = ([at("A")], [at("A")]), ([at("A")], [at("B")])
    for homes, answer in ((together, "not applicable"), (apart, "yes")):
        record = two_children(make_record, *homes, contact=seen)
        assert outcomes(record, make_views(DAY), names=["contact_with_siblings"]).answer[0] == answer


def test_a_child_with_two_numbers_is_followed_under_both(make_record, make_views):
    joined = [
        {"alias_case_id": "c2", "case_id": "c1", "reason": "merged", "recorded_at": "2020-08-01", "recorded_by": "2020-08-01"}
    ]
    rows = {**missing("2020-06-01", case_id="c2"), **goals(goal("2020-07-01", "reached", case_id="c2"))}
    record = make_record(child=[CHILD], case=[OPEN_CASE, {**OPEN_CASE, "case_id": "c2"}], identity=joined, **rows)
    found = outcomes(record, make_views(DAY), names=["went_missing", "goals_reached"])
    assert list(found.answer) == ["yes", "yes"]
