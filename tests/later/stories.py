"""Stories of one child each, told as rows of a record; the view is at the end of 1 March 2020, the horizon 365 days, to 1 March 2021."""

import pandas as pd

from toolkit.later import outcomes

DAY, NEXT, LAST, TOO_LATE = "2020-03-01", "2020-03-02", "2021-03-01", "2021-03-02"
OPEN_CASE = {"occurred_on": "2019-01-01"}
CHILD = {"entity_id": "ch", "born_on": "2012-05-05", "recorded_at": "2019-01-01"}
BASE = {"child": [CHILD], "case": [OPEN_CASE]}


def stories(make_record, make_views, name, table):
    """Put each story into one record as a case of its own, and return what was told of each beside what ought to be."""
    tables = {}
    for number, (_, rows) in enumerate(table):
        for key, given in rows.items():
            tables.setdefault(key, []).extend(_of_case(row, key, number) for row in given)
    record = make_record(**tables)
    views = pd.concat([make_views(DAY, case_id=f"c{n}").assign(view_id=f"v{n:03}") for n in range(len(table))])
    rows = outcomes(record, views, 365, [name]).fillna("")
    return {story: (row.answer, row.followed_to) for (story, _), row in zip(table, rows.itertuples(), strict=True)}


def check(make_record, make_views, name, stories_of_care):
    hold(make_record, make_views, name, [(story, {"placement": episodes}, *told) for story, episodes, *told in stories_of_care])


def _of_case(row, table, number):
    return {**row, "case_id": f"c{number}", "entity_id": f"{row.get('entity_id', row.get('occurred_on'))}-{table}-{number}"}


def told(record, views, name, horizon=365):
    row = outcomes(record, views, horizon, [name]).iloc[0]
    return row.answer, "" if pd.isna(row.followed_to) else row.followed_to


def placed(start, end=None, reason=None, change="S", recorded_at=None, **more):
    """One episode; the end is written up on the day, as a second version would be, unless told otherwise."""
    return {
        "occurred_on": start,
        "ended_on": end,
        "end_reason": reason,
        "change": change,
        "placement_type": "U6",
        "recorded_at": recorded_at or end or start,
        **more,
    }


def care(make_record, *episodes, child=CHILD, **more):
    return make_record(child=[child], case=[OPEN_CASE], placement=list(episodes), **more)


def spell(start, end=None, **more):
    """A thing with an end, written up on the day of it, as a second version would be."""
    return {"occurred_on": start, "ended_on": end, "recorded_at": end or start, **more}


def hold(make_record, make_views, name, table, base=BASE):
    """Hold stories to what ought to be told: each is what it is about, its rows, the answer, and the day followed to."""
    found = stories(make_record, make_views, name, [(story, {**base, **rows}) for story, rows, _, _ in table])
    meant = {story: (answer, to) for story, _, answer, to in table}
    wrong = {story: f"told {told}, meant {meant[story]}" for story, told in found.items() if told != meant[story]}
    assert not wrong, wrong


def detail(record, views, name, horizon=365):
    """What is said of one view, and why."""
    row = outcomes(record, views, horizon, [name]).iloc[0]
    return "" if pd.isna(row.detail) else row.detail, "" if pd.isna(row.reason) else row.reason
