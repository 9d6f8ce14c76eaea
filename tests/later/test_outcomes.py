"""Each outcome worked by hand. The view is at the end of 1 March 2020, the horizon 365 days: to 1 March 2021, that day included."""

import pytest

from tests.later.stories import BASE, CHILD, DAY, LAST, NEXT, OPEN_CASE, TOO_LATE, care, check, placed, stories, told
from toolkit.errors import CaseReviewError
from toolkit.later import catalogue, outcomes

# what happened to the child, answer, followed to
RETURN_HOME = [
    ("home on the day of the view: gone by the end of it", [placed("2019-05-01", DAY, "E4A")], "not applicable", ""),
    ("home on the day after", [placed("2019-05-01", NEXT, "E4A")], "yes", NEXT),
    ("home, not as planned", [placed("2019-05-01", "2020-06-01", "E4B")], "yes", "2020-06-01"),
    ("home on the last day of the horizon", [placed("2019-05-01", LAST, "E4A")], "yes", LAST),
    ("home a day too late", [placed("2019-05-01", TOO_LATE, "E4A")], "no", LAST),
    ("still in care", [placed("2019-05-01")], "no", LAST),
    (
        "moved, then home",
        [placed("2019-05-01", "2020-05-01", "X1"), placed("2020-05-01", "2020-07-01", "E4A", "P")],
        "yes",
        "2020-07-01",
    ),
    ("adopted first", [placed("2019-05-01", "2020-05-01", "E11")], "competing end", "2020-05-01"),
    ("a special guardianship order", [placed("2019-05-01", "2020-05-01", "E45")], "competing end", "2020-05-01"),
    ("died", [placed("2019-05-01", "2020-05-01", "E2")], "competing end", "2020-05-01"),
    ("died on the last day", [placed("2019-05-01", LAST, "E2")], "competing end", LAST),
    ("another authority took over", [placed("2019-05-01", "2020-05-01", "E3")], "censored", "2020-05-01"),
    ("another authority took over on the last day", [placed("2019-05-01", LAST, "E3")], "censored", LAST),
    ("left without a reason", [placed("2019-05-01", "2020-05-01")], "censored", "2020-05-01"),
    ("short breaks are not care", [placed("2019-05-01", "2020-05-01", "E4A", short_break=True)], "not applicable", ""),
    (
        "an end stated ahead that nothing confirms",
        [placed("2019-05-01", "2020-05-01", "E4A", recorded_at="2020-04-01")],
        "no",
        LAST,
    ),
    ("came into care after the view", [placed("2020-04-01", "2020-05-01", "E4A")], "not applicable", ""),
    ("gone to another authority before the view", [placed("2019-05-01", "2020-01-01", "E3")], "censored", DAY),
    ("adopted before the view", [placed("2019-05-01", "2020-01-01", "E11")], "not applicable", ""),
]

NEXT_PLACEMENT_END = [
    ("still there", [placed("2019-05-01")], "no", LAST),
    ("ends on the day of the view", [placed("2019-05-01", DAY, "E4A")], "not applicable", ""),
    ("a new legal status only", [placed("2019-05-01", "2020-05-01", "X1"), placed("2020-05-01", None, None, "L")], "no", LAST),
    (
        "moved",
        [placed("2019-05-01", "2020-05-01", "X1", change_reason="CREQB"), placed("2020-05-01", None, None, "P")],
        "yes",
        "2020-05-01",
    ),
    (
        "a new label of the same placement",
        [placed("2019-05-01", "2020-05-01", "X1", change_reason="PLACE"), placed("2020-05-01", None, None, "T")],
        "no",
        LAST,
    ),
    (
        "a stay in hospital and back",
        [
            placed("2019-05-01", "2020-05-01", "X1", setting_id="A"),
            placed("2020-05-01", "2020-05-09", "X1", "P", placement_type="T1"),
            placed("2020-05-09", None, None, "P", setting_id="A"),
        ],
        "no",
        LAST,
    ),
    (
        "a stay in hospital, then somewhere else",
        [
            placed("2019-05-01", "2020-05-01", "X1", setting_id="A"),
            placed("2020-05-01", "2020-05-09", "X1", "P", placement_type="T1"),
            placed("2020-05-09", None, None, "P", setting_id="B"),
        ],
        "yes",
        "2020-05-01",
    ),
    (
        "in hospital and not yet back",
        [placed("2019-05-01", "2020-05-01", "X1"), placed("2020-05-01", None, None, "P", placement_type="T1")],
        "no",
        LAST,
    ),
    ("adopted", [placed("2019-05-01", "2020-05-01", "E11")], "yes", "2020-05-01"),
    ("died", [placed("2019-05-01", "2020-05-01", "E2")], "competing end", "2020-05-01"),
    ("another authority took over", [placed("2019-05-01", "2020-05-01", "E3")], "censored", "2020-05-01"),
]

RE_ENTRY = [
    ("in care at the view", [placed("2019-05-01", "2020-05-01", "E4A")], "not applicable", ""),
    ("left on the day of the view and back", [placed("2019-05-01", DAY, "E4A"), placed("2020-09-01")], "yes", "2020-09-01"),
    ("back on the last day", [placed("2019-05-01", "2020-01-01", "E4A"), placed(LAST)], "yes", LAST),
    ("back a day too late", [placed("2019-05-01", "2020-01-01", "E4A"), placed(TOO_LATE)], "no", LAST),
    ("not back", [placed("2019-05-01", "2020-01-01", "E4A")], "no", LAST),
    (
        "back on the day itself: in care at the end of it",
        [placed("2019-05-01", "2020-01-01", "E4A"), placed(DAY)],
        "not applicable",
        "",
    ),
    ("only a short break", [placed("2019-05-01", "2020-01-01", "E4A"), placed("2020-04-01", short_break=True)], "no", LAST),
    (
        "a start planned and never confirmed",
        [placed("2019-05-01", "2020-01-01", "E4A"), placed("2020-06-01", recorded_at="2020-05-01")],
        "no",
        LAST,
    ),
    ("never in care", [], "not applicable", ""),
    ("left to another authority", [placed("2019-05-01", "2020-01-01", "E3")], "censored", DAY),
    ("adopted: cannot be known", [placed("2019-05-01", "2020-01-01", "E11")], "not recorded", ""),
    ("adopted, and somebody of that number in care", [placed("2019-05-01", "2020-01-01", "E12"), placed(NEXT)], "not recorded", ""),
    (
        "left to another authority, came back to us, went home, came back",
        [placed("2019-05-01", "2019-06-01", "E3"), placed("2019-09-01", "2020-01-01", "E4A"), placed("2020-05-01")],
        "yes",
        "2020-05-01",
    ),
]


def test_return_home(make_record, make_views):
    check(make_record, make_views, "return_home", RETURN_HOME)


def test_next_placement_end(make_record, make_views):
    check(make_record, make_views, "next_placement_end", NEXT_PLACEMENT_END)


def test_re_entry(make_record, make_views):
    check(make_record, make_views, "re_entry", RE_ENTRY)


def test_the_reason_of_a_placement_end_is_told(make_record, make_views):
    def detail(*episodes):
        return outcomes(care(make_record, *episodes), make_views(DAY), names=["next_placement_end"]).detail[0]

    follows = placed("2020-05-01", None, None, "P")
    assert detail(placed("2019-05-01", "2020-05-01", "X1", change_reason="CREQB"), follows) == (
        "moved, unplanned: carer asked for the end because of the child's behaviour"
    )
    assert detail(placed("2019-05-01", "2020-05-01", "X1", change_reason="CARPL"), follows).startswith("moved, planned: ")
    assert detail(placed("2019-05-01", "2020-05-01", "X1"), follows) == "moved, neither planned nor unplanned: reason not recorded"
    assert detail(placed("2019-05-01", "2020-05-01", "E11")).startswith("left care: adopted")


RE_REFERRAL = [
    ("open at the view", [{"occurred_on": "2019-01-01"}], ["2020-06-01"], "not applicable"),
    ("closed on the day of the view", [{"occurred_on": "2019-01-01", "ended_on": DAY, "recorded_at": DAY}], ["2020-06-01"], "yes"),
    (
        "closed the day after",
        [{"occurred_on": "2019-01-01", "ended_on": NEXT, "recorded_at": NEXT}],
        ["2020-06-01"],
        "not applicable",
    ),
    (
        "referred on the day of the view only",
        [{"occurred_on": "2019-01-01", "ended_on": "2020-01-01", "recorded_at": "2020-01-01"}],
        [DAY],
        "no",
    ),
    (
        "referred on the last day",
        [{"occurred_on": "2019-01-01", "ended_on": "2020-01-01", "recorded_at": "2020-01-01"}],
        [LAST],
        "yes",
    ),
    (
        "referred a day too late",
        [{"occurred_on": "2019-01-01", "ended_on": "2020-01-01", "recorded_at": "2020-01-01"}],
        [TOO_LATE],
        "no",
    ),
]


def referred(*days):
    return [{"kind": "referred", "occurred_on": day} for day in days]


def test_a_record_without_any_referral_does_not_record_them(make_record, make_views):
    status = [{"kind": "looked after", "occurred_on": "2019-05-01"}]
    assert told(make_record(**BASE, status=status), make_views(DAY), "re_referral")[0] == "not recorded"


def test_re_referral(make_record, make_views):
    table = [
        (story, {"child": [CHILD], "case": cases, "status": referred("2019-01-01", *days)}) for story, cases, days, _ in RE_REFERRAL
    ]
    found = stories(make_record, make_views, "re_referral", table)
    assert {story: answer for story, (answer, _) in found.items()} == {story: answer for story, _, _, answer in RE_REFERRAL}


SET = {"entity_id": "r", "occurred_on": "2020-06-01"}
REVIEWS = [
    ("held", [{"occurred_on": "2020-06-01"}], "yes"),
    ("held on the day of the view only", [{"occurred_on": DAY}], "no"),
    ("due, not held", [{"due_on": "2020-06-01", "recorded_at": "2020-01-01"}], "no"),
    ("a day set and never confirmed", [{"occurred_on": "2020-06-01", "recorded_at": "2020-05-01"}], "no"),
    (
        "a day set and confirmed on it",
        [
            {**SET, "recorded_at": "2020-05-01", "withdrawn_at": "2020-06-01", "withdrawn_reason": "changed"},
            {**SET, "recorded_at": "2020-06-01"},
        ],
        "yes",
    ),
    (
        "held, but the entry was in error",
        [{"occurred_on": "2020-06-01", "withdrawn_at": "2020-07-01", "withdrawn_reason": "in error"}],
        "no",
    ),
]


def test_review_held(make_record, make_views):
    table = [(story, {**BASE, "placement": [placed("2019-05-01")], "review": reviews}) for story, reviews, _ in REVIEWS]
    found = stories(make_record, make_views, "review_held", table)
    assert {story: answer for story, (answer, _) in found.items()} == {story: answer for story, _, answer in REVIEWS}


def test_no_review_is_due_once_care_and_plans_have_ended(make_record, make_views):
    home = placed("2019-05-01", "2020-04-01", "E4A")
    assert told(care(make_record, home), make_views(DAY), "review_held") == ("competing end", "2020-04-01")
    plan = {"kind": "child protection plan", "occurred_on": "2020-04-01"}
    late = {"occurred_on": "2020-06-01"}
    assert told(care(make_record, home, status=[plan], review=[late]), make_views(DAY), "review_held") == ("yes", "2020-06-01")
    assert told(care(make_record), make_views(DAY), "review_held")[0] == "not applicable"


INCIDENTS = [
    ("on the day of the view", {"occurred_on": DAY}, "no"),
    ("the day after", {"occurred_on": NEXT}, "yes"),
    ("on the last day", {"occurred_on": LAST}, "yes"),
    ("a day too late", {"occurred_on": TOO_LATE}, "no"),
    ("some day in June", {"occurred_on": "2020-06-01", "occurred_precision": "month", "recorded_at": "2020-07-01"}, "yes"),
    (
        "some day in March, before or after the view",
        {"occurred_on": "2020-03-01", "occurred_precision": "month", "recorded_at": "2020-04-01"},
        "not recorded",
    ),
    (
        "some day in March of next year",
        {"occurred_on": "2021-03-01", "occurred_precision": "month", "recorded_at": "2021-04-01"},
        "not recorded",
    ),
    ("recorded years later", {"occurred_on": "2020-06-01", "recorded_at": "2023-01-01"}, "yes"),
]


def test_incident(make_record, make_views):
    table = [(story, {**BASE, "incident": [{"kind": "injury", **incident}]}) for story, incident, _ in INCIDENTS]
    found = stories(make_record, make_views, "incident", table)
    assert {story: answer for story, (answer, _) in found.items()} == {story: answer for story, _, answer in INCIDENTS}


ENDS = [
    ("the 18th birthday comes first", "2002-06-01", None, "competing end", "2020-06-01"),
    ("an incident on the 18th birthday still counts", "2002-06-01", "2020-06-01", "yes", "2020-06-01"),
    ("an incident the day after does not", "2002-06-01", "2020-06-02", "competing end", "2020-06-01"),
    ("18 on the day of the view", "2002-03-01", "2020-06-01", "not applicable", ""),
    ("18 on the day after the view", "2002-03-02", None, "competing end", NEXT),
    ("18 on the last day of the horizon", "2003-03-01", None, "competing end", LAST),
    ("born on 29 February: 18 on 1 March", "2000-02-29", None, "not applicable", ""),
    ("no date of birth: followed to the horizon", None, None, "no", LAST),
]


def test_the_18th_birthday(make_record, make_views):
    table = [
        (story, {**BASE, "child": [{**CHILD, "born_on": born}], "incident": [{"occurred_on": day}] if day else []})
        for story, born, day, _, _ in ENDS
    ]
    assert stories(make_record, make_views, "incident", table) == {story: (answer, to) for story, _, _, answer, to in ENDS}


def test_born_on_29_february_is_17_on_28_february(make_record, make_views):
    record = make_record(child=[{**CHILD, "born_on": "2000-02-29"}], case=[{"occurred_on": "2017-01-01"}])
    assert told(record, make_views("2018-02-28"), "incident") == ("competing end", "2018-03-01")


COVER = [
    ("not covered at all", {"cover": ("case",)}, "not recorded", ""),
    ("covered from later on", {"covered_from": "2020-06-01"}, "not recorded", ""),
    ("covered from the day after the view", {"covered_from": NEXT}, "no", LAST),
    ("covered to half way", {"covered_to": "2020-08-31"}, "censored", "2020-08-31"),
    ("covered to the last day of the horizon", {"covered_to": LAST}, "no", LAST),
    ("covered to the day of the view", {"covered_to": DAY}, "censored", DAY),
    ("covered to the day before", {"covered_to": "2020-02-29"}, "not recorded", ""),
    ("cover without an end reaches to the last recording", {"covered_to": None}, "censored", "2020-05-01"),
]


@pytest.mark.parametrize(("story", "cover", "answer", "followed_to"), COVER, ids=[r[0] for r in COVER])
def test_cover(make_record, make_views, story, cover, answer, followed_to):
    record = make_record(child=[CHILD], case=[OPEN_CASE], status=[{"kind": "referred", "occurred_on": "2020-05-01"}], **cover)
    assert told(record, make_views(DAY), "incident") == (answer, followed_to)


def test_what_lies_past_the_cover_is_not_seen(make_record, make_views):
    record = make_record(child=[CHILD], case=[OPEN_CASE], incident=[{"occurred_on": "2020-09-01"}], covered_to="2020-08-31")
    assert told(record, make_views(DAY), "incident") == ("censored", "2020-08-31")


def test_a_case_that_does_not_stand(make_record, make_views):
    record = make_record(child=[CHILD], case=[OPEN_CASE], incident=[{"occurred_on": "2018-06-01", "recorded_at": "2019-06-01"}])
    assert told(record, make_views("2018-03-01"), "incident")[0] == "not recorded"
    assert told(record, make_views("2019-01-01"), "incident")[0] != "not recorded"
    assert told(record, make_views(DAY, case_id="nobody"), "incident")[0] == "not recorded"


def test_a_time_of_day_does_not_move_the_window(make_record, make_views):
    record = make_record(child=[CHILD], case=[OPEN_CASE], incident=[{"occurred_on": DAY}])
    assert told(record, make_views(f"{DAY}T08:00:00"), "incident")[0] == "no"


def test_what_an_extract_says_of_the_days_before_its_cut_is_a_fact(make_record, make_views):
    uncertain = {"recorded_at": "2020-04-01", "recorded_by": "2021-03-31 23:59:59.999999"}
    left = placed("2019-05-01", "2020-10-01", "E4A") | uncertain
    ahead = placed("2019-05-01", "2021-10-01", "E4A") | uncertain
    assert told(care(make_record, left), make_views(DAY), "return_home", 1000) == ("yes", "2020-10-01")
    assert told(care(make_record, ahead), make_views(DAY), "return_home", 1000)[0] == "no"


def test_one_row_a_view_and_outcome_in_order(make_record, make_views):
    record = care(make_record, placed("2019-05-01"))
    views = make_views(DAY, "2019-12-01", "2022-01-01")
    rows = outcomes(record, views, bounds=True)
    assert list(rows.outcome) == [o.name for o in catalogue()] * 3
    assert rows.equals(outcomes(record, views.iloc[::-1], bounds=True))
    assert list(rows.columns[-2:]) == ["horizon_on", "covered_to"]
    assert len(outcomes(record, views.head(0))) == 0


def test_bad_requests_are_told_at_once(make_record, make_views):
    record = care(make_record, placed("2019-05-01"))
    with pytest.raises(CaseReviewError, match="did you mean return_home"):
        outcomes(record, make_views(DAY), names=["retrun_home"])
    with pytest.raises(CaseReviewError, match="no column as_of"):
        outcomes(record, make_views(DAY).drop(columns="as_of"), 0)
