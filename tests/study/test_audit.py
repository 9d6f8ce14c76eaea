"""The audit up to the end of its period: which days it has, who is in and why not, and what was known at its decisions."""

from __future__ import annotations

import itertools

import pandas as pd
import pytest

from tests.review.hand import ALL, record_of
from tests.study.showing import AsItIs
from toolkit.contrast import class_words
from toolkit.errors import CaseReviewError
from toolkit.stats import clustered_share
from toolkit.study import audit_known
from toolkit.study.audit import cover, open_audit, period, who_is_in

DAY, END = "2021-12-31", "2020-12-31"
OPEN = {"occurred_on": "2019-01-01"}
STAY = {"occurred_on": "2019-02-01", "change": "S", "placement_type": "U6"}
CLOSED = {**OPEN, "ended_on": "2019-06-01", "recorded_at": "2019-06-01"}


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    folder, numbers = tmp_path_factory.mktemp("records"), itertools.count()
    return lambda **given: record_of(folder / f"record{next(numbers)}", **given)


def standings(audit) -> dict[str, tuple[int, int]]:
    found = who_is_in(audit)
    return {s: (cases, families) for s, cases, families in zip(found["standing"], found["cases"], found["families"], strict=True)}


@pytest.mark.parametrize(
    ("day", "months", "horizon", "start", "end"),
    [
        ("2025-09-30", 12, 365, "2023-10-01", "2024-09-30"),  # the year between holds 29 February 2024
        ("2025-02-28", 12, 365, "2023-03-01", "2024-02-29"),  # and ends on it
        ("2024-02-28", 12, 365, "2022-03-01", "2023-02-28"),
        ("2024-04-29", 3, 365, "2023-02-01", "2023-04-30"),  # a quarter has whole months
        ("2021-01-01", 1, 1, "2020-12-01", "2020-12-31"),
        ("2024-03-31", 1, 1, "2024-02-29", "2024-03-30"),  # no 31 February: its last day
        ("2020-03-02", 24, 2, "2018-03-01", "2020-02-29"),
    ],
)
def test_the_period(day, months, horizon, start, end):
    assert period(day, months, horizon) == (start, end)


def test_periods_one_after_another_leave_no_day_out():
    for months in (1, 3, 12):
        ends = pd.date_range("2020-01-31", periods=30, freq=f"{months}ME").strftime("%Y-%m-%d")
        spans = [period(str((pd.Timestamp(end) + pd.Timedelta(days=1)).date()), months, 1) for end in ends]
        assert all(
            pd.Timestamp(later[0]) - pd.Timestamp(sooner[1]) == pd.Timedelta(days=1) for sooner, later in itertools.pairwise(spans)
        )


def test_lengths_that_cannot_be_are_all_told():
    with pytest.raises(CaseReviewError) as told:
        period(DAY, 0, -1)
    assert "months is 0, and must be 1 or more" in str(told.value)
    assert "horizon_days is -1, and must be 1 or more" in str(told.value)
    with pytest.raises(CaseReviewError, match="is no day"):
        period(DAY, 12 * 3000, 365)


@pytest.fixture(scope="module")
def population(record):
    """Open: a and b (one family), c, d. Closed, planned, without a spell, and first on record after the period: one each."""
    children = {"a": "f1", "b": "f1", "c": "f2", "d": "", "closed": "f1", "later": "f2"}
    return record(
        case=[
            *({**OPEN, "case": c} for c in "abcd"),
            {**CLOSED, "case": "closed"},
            {"case": "planned", "occurred_on": "2021-03-01", "recorded_at": "2020-12-01"},
            {"case": "later", "occurred_on": "2020-06-01", "recorded_at": "2021-01-01"},
        ],
        child=[
            {"case": c, "family_id": f, "born_on": "2012-01-01", "recorded_at": "2021-01-01" if c == "later" else "2019-01-01"}
            for c, f in children.items()
        ],
        information=[{"case": "no spell", "occurred_on": "2020-01-01"}],
        placement=[
            {**STAY, "case": "a"},
            {**STAY, "case": "b", "ended_on": "2020-05-01", "end_reason": "E4A", "recorded_at": "2020-05-01"},
            {**STAY, "case": "later", "recorded_at": "2021-01-01"},
        ],
    )


def test_who_is_in_and_why_the_others_are_not(population):
    audit = open_audit(population, DAY)
    assert (audit.start, audit.end, audit.population) == ("2020-01-01", END, "open cases")
    assert standings(audit) == {
        "in": (4, 3),
        "closed on or before that day": (1, 1),
        "opens after that day": (1, 1),
        "no spell on record": (1, 1),
    }
    assert audit.views["case_id"].tolist() == ["a", "b", "c", "d"]
    assert set(audit.views["as_of"]) == {END}
    assert audit.families["a"] == audit.families["b"] != audit.families["c"]
    assert "later" not in audit.cases["case_id"].tolist()


def test_children_in_care_where_asked(population):
    audit = open_audit(population, DAY, population="children in care")
    found = standings(audit)
    assert (found["in"], found["not in care on that day"]) == ((1, 1), (3, 3))
    assert audit.views["case_id"].tolist() == ["a"]


def test_auto_takes_children_in_care_where_no_case_ever_closed(record):
    made = record(case=[{**OPEN, "case": c} for c in "ab"], placement=[{**STAY, "case": "a"}])
    audit = open_audit(made, DAY)
    assert (audit.population, audit.views["case_id"].tolist()) == ("children in care", ["a"])
    assert open_audit(made, DAY, population="open cases").views["case_id"].tolist() == ["a", "b"]


def test_auto_takes_open_cases_where_nobody_is_in_care(record):
    audit = open_audit(record(case=[OPEN]), DAY)
    assert (audit.population, len(audit.views)) == ("open cases", 1)


def test_where_care_is_not_recorded_nobody_is_said_to_be_out_of_it(record):
    made = record(case=[OPEN], placement=[STAY], cover=("case",))
    with pytest.raises(CaseReviewError, match="1 cases: not recorded whether in care on that day"):
        open_audit(made, DAY, population="children in care")


def summary(audit) -> list[str]:
    return audit_known.summary(audit, AsItIs(audit_known.tables(audit, audit_known.measured(audit))))


def test_where_families_are_not_recorded_none_are_counted(record):
    audit = open_audit(record(case=[{**OPEN, "case": c} for c in "ab"]), DAY)
    assert not audit.families_known
    assert who_is_in(audit)["families"].isna().all()
    assert "2 children (brothers and sisters are not recorded, so each counts alone) in open cases" in summary(audit)[0]


def test_the_day_of_the_audit_is_the_last_that_is_covered(record):
    covered = [
        {"table_name": "case", "covered_from": "2015-01-01", "covered_to": "2021-06-30"},
        {"table_name": "visit", "covered_from": "2015-01-01", "covered_to": "2021-05-31"},
    ]
    assert open_audit(record(case=[OPEN], coverage=covered)).as_of == "2021-06-30"
    goes_on = [{"table_name": "case", "covered_from": "2015-01-01"}]
    note = {"occurred_on": "2021-07-01", "recorded_at": "2021-07-04"}
    assert open_audit(record(case=[OPEN], information=[note], coverage=goes_on)).as_of == "2021-07-04"


def test_without_cover_the_day_must_be_given(record):
    made = record(case=[OPEN], cover=())
    with pytest.raises(CaseReviewError, match="does not say what it covers"):
        open_audit(made)
    assert open_audit(made, DAY).as_of == DAY


def test_an_audit_of_nobody_is_refused(population):
    with pytest.raises(CaseReviewError, match="Nobody was in the set on 2018-12-31"):
        open_audit(population, "2019-12-31")


def test_cover_is_the_last_unbroken_run_and_counts_what_stood(record):
    covered = [
        {"table_name": "case", "covered_from": "2015-01-01"},
        *(
            {"table_name": "visit", "covered_from": a, "covered_to": b}
            for a, b in (("2015-01-01", "2016-12-31"), ("2018-01-01", "2020-06-30"))
        ),
    ]
    visits = [
        {"thing": "v1", "occurred_on": "2020-01-01", "withdrawn_at": "2020-02-01"},
        {"thing": "v1", "occurred_on": "2020-01-02", "recorded_at": "2020-02-01"},
        {"thing": "v2", "occurred_on": "2020-01-01", "withdrawn_at": "2020-02-01"},
        {"thing": "v3", "occurred_on": "2020-01-01", "recorded_at": "2021-01-01"},
    ]
    found = cover(open_audit(record(case=[OPEN], visit=visits, coverage=covered), DAY)).set_index("table")
    assert found.loc["visit"].tolist() == ["2018-01-01", "2020-06-30", 1]
    assert found.loc["case"].tolist() == ["2015-01-01", END, 1]
    assert found.loc["goal"].isna().all()


CASES = [f"c{n:02}" for n in range(12)]


@pytest.fixture(scope="module")
def decided(record):
    """Twelve children of six families, a decision each in the period; the police had something about the first three then."""
    said = [{"case": c, "thing": f"i-{c}", "occurred_on": "2020-02-01", "recorded_at": "2020-05-01"} for c in CASES[:3]]
    other = [
        {"case": "c00", "thing": "before", "occurred_on": "2019-12-31"},
        {"case": "c00", "thing": "first", "occurred_on": "2020-01-01"},
        {"case": "c00", "thing": "last", "occurred_on": END},
        {"case": "c00", "thing": "after", "occurred_on": "2021-01-01"},
        {"case": "c01", "thing": "late", "occurred_on": "2020-07-01", "recorded_at": "2021-01-02"},
        {"case": "c02", "thing": "undated", "recorded_at": "2020-03-01"},
    ]
    return record(
        case=[{**OPEN, "case": c} for c in CASES] + [{**CLOSED, "case": "gone"}],
        child=[{"case": c, "family_id": f"f{n // 2}", "recorded_at": "2019-01-01"} for n, c in enumerate(CASES)],
        information=said,
        decision=[*({"case": c, "thing": f"d-{c}", "occurred_on": "2020-03-01", "decider": "W1"} for c in CASES), *other],
        ledger=[
            {
                "thing": f"i-{c}",
                "holder": "police",
                "holder_kind": "police",
                "known_from": "2020-02-01",
                "recorded_at": "2020-05-01",
            }
            for c in CASES[:3]
        ],
        coverage=[{"table_name": t, "covered_from": "2020-02-01" if t == "ledger" else "2010-01-01"} for t in ALL],
    )


def test_decisions_of_the_period_are_those_on_record_at_its_end(decided):
    audit = open_audit(decided, DAY)
    assert len(audit.decisions) == 14
    extra = set(audit.decisions["decision_id"]) - {f"d-{c}" for c in CASES}
    assert extra == {"first", "last"}
    assert audit_known.decisions(audit).to_numpy().tolist() == [
        ["all", 14, 12],
        ["recorded decision", 14, 12],
        ["on record without a date", 1, 1],
    ]
    assert "whether or not they were still in it" in audit_known.decisions_words(audit)[0]


def test_decisions_about_who_has_left_by_the_end_are_among_them(record):
    """The end of care of b, and all about d, who was never in care in the period, are what such an audit is easily without."""
    left = {"ended_on": "2020-05-01", "end_reason": "E4A", "recorded_at": "2020-05-01"}
    long_ago = {"ended_on": "2019-12-31", "end_reason": "E4A", "recorded_at": "2019-12-31"}
    made = record(
        case=[{**OPEN, "case": c} for c in "abd"],
        placement=[{**STAY, "case": "a"}, {**STAY, "case": "b"} | left, {**STAY, "case": "d"} | long_ago],
        decision=[
            {"case": c, "thing": f"d-{c}", "occurred_on": day}
            for c, day in (("a", "2020-03-01"), ("b", "2020-04-01"), ("d", "2020-03-01"))
        ],
    )
    in_care = open_audit(made, DAY, population="children in care")
    assert in_care.views["case_id"].tolist() == ["a"]
    assert in_care.decisions["case_id"].tolist() == ["a", "b"]
    assert open_audit(made, DAY, population="open cases").decisions["case_id"].tolist() == ["a", "b", "d"]


def test_shares_of_decisions_by_hand(decided):
    audit = open_audit(decided, DAY)
    rows = audit_known.decisions_known(audit).set_index(audit_known.decisions_known(audit)["measure"].str.split(":").str[0])
    # Of 14 decisions 13 lie in the time of the ledger; at three of them the police had something. Families of two.
    k3 = rows.loc["K3"]
    assert k3[["numerator", "denominator", "missing", "status"]].tolist() == [3, 13, 1, "ok"]
    # Family 0 has its two decisions and that of the last day, of which two were so.
    assert (k3["value"], k3["lower"], k3["upper"]) == pytest.approx(clustered_share([2, 1, 0, 0, 0, 0], [3, 2, 2, 2, 2, 2])[:3])
    # The last has two things on record and nothing says whether the decider had seen them: K1/2 needs no ledger to say so.
    assert rows.loc["K1/2"][["numerator", "denominator", "missing"]].tolist() == [1, 14, 0]
    assert audit_known.decisions_known(audit)["measure"].tolist()[0] == f"K1: {class_words()['K1']}"


def test_things_by_class_are_counted_apart(decided):
    found = audit_known.decisions_counted(open_audit(decided, DAY)).set_index("class")
    assert found.loc["K3", ["things", "decisions"]].tolist() == [3, 3]
    assert found.loc["K2", ["things", "decisions"]].tolist() == [0, 0]


def test_without_a_ledger_who_had_what_is_not_recorded(record):
    made = record(
        case=[{**OPEN, "case": c} for c in CASES],
        information=[{"case": c, "occurred_on": "2020-02-01"} for c in CASES],
        decision=[{"case": c, "occurred_on": "2020-03-01", "decider": "W1"} for c in CASES],
        cover=("case", "information", "decision"),
    )
    audit = open_audit(made, DAY, population="open cases")
    rows = audit_known.decisions_known(audit)
    status = dict(zip(rows["measure"].str.split(":").str[0], rows["status"], strict=True))
    assert status == {
        "K1": "not recorded",
        "K1/2": "ok",
        "K2": "not recorded",
        "K3": "not recorded",
        "K4a": "not recorded",
        "K4b": "not recorded",
        "K0": "ok",
    }
    assert rows["reason"][0] == "the record is not known to keep a ledger of who had what"
    counted = audit_known.decisions_counted(audit).set_index("class")
    assert counted.loc["K3", ["things", "decisions"]].isna().all()
    assert counted.loc["K1/2", ["things", "decisions"]].tolist() == [12, 12]


def test_a_period_without_decisions(population):
    audit = open_audit(population, DAY, months=1)
    assert len(audit.decisions) == 0
    assert audit_known.decisions_words(audit) == [
        "No decision of the period was on record at its end, nor any point in a course of care."
    ]
    assert set(audit_known.decisions_known(audit)["status"]) == {"not applicable"}


def test_the_summary_says_what_it_can_and_what_it_cannot(decided):
    audit = open_audit(decided, DAY)
    lines = summary(audit)
    assert lines[0] == (
        "In this audit: 12 children of 6 families in open cases on 31 Dec 2020, the end of the period that began on 1 Jan 2020. "
        "Every other case on record is left out, each with its reason."
    )
    assert "Nothing was done to small numbers." in lines
    # Nobody was ever seen on record, for more than six weeks: that is known, though not since when.
    lower = clustered_share([2] * 6, [2] * 6).lower
    assert f"Not seen for more than six weeks: 12 of 12 children (100%; interval {lower:.0%} to 100%)." in lines


def test_children_to_whom_a_threshold_does_not_apply_are_counted(decided):
    audit = open_audit(decided, DAY)
    tables = audit_known.tables(audit, audit_known.measured(audit))
    rows = tables["beyond"]
    told = rows["status"] == "ok"
    assert audit_known.not_applicable(AsItIs(tables)) == [
        "Each of these applies to all children in the audit, or to all but fewer than 10."
    ]
    tables["beyond"] = rows.assign(denominator=rows["denominator"].mask(told, 12))
    tables["who-is-in"] = tables["who-is-in"].assign(Cases=40)
    said = "does not apply to about 28 (the case was closed on that day)."
    assert any(line.endswith(said) for line in audit_known.not_applicable(AsItIs(tables)))
    assert any(line.startswith("Not seen") and line.endswith(said) for line in audit_known.summary(audit, AsItIs(tables)))
    hidden = tables["who-is-in"].astype({"Cases": object}).assign(Cases="suppressed")
    assert "about" not in " ".join(audit_known.not_applicable(AsItIs({**tables, "who-is-in": hidden})))


def test_a_number_that_is_hidden_is_said_to_be(decided):
    audit = open_audit(decided, DAY)
    tables = audit_known.tables(audit, audit_known.measured(audit))
    tables["who-is-in"] = tables["who-is-in"].astype({"Cases": object, "Families": object})
    tables["who-is-in"].loc[0, ["Cases", "Families"]] = "suppressed"
    tables["beyond"] = tables["beyond"].assign(status="suppressed", value=None)
    lines = audit_known.summary(audit, AsItIs(tables))
    assert "a suppressed number of children of a suppressed number of families" in lines[0]
    assert "12" not in " ".join(lines)
    assert any(line.startswith("Not shown, as the numbers behind it are too small") for line in lines)


def test_parts_of_the_record_are_called_by_their_words(decided):
    audit = open_audit(decided, DAY)
    parts = audit_known.tables(audit, audit_known.measured(audit))["cover"]["Part of the record"].tolist()
    assert "network member" in parts and not any("_" in part for part in parts)


def test_what_is_not_kept_and_what_is_too_little_are_told_apart(population, record):
    audit = open_audit(population, DAY)
    lines = summary(audit)
    assert any(line.startswith("Too few children to say: ") and "not seen for more than six weeks" in line for line in lines)
    audit = open_audit(record(case=[{**OPEN, "case": c} for c in CASES], cover=("case",)), DAY)
    lines = summary(audit)
    assert any("this record cannot say: " in line and line.endswith(". That is not the same as none.") for line in lines)


def test_groups_stand_in_the_order_in_which_they_are_asked_for(decided):
    audit = open_audit(decided, DAY)
    rows = audit_known.measured(audit)
    for names in (audit_known.PURPOSE, audit_known.COURSE, audit_known.TIMELINESS):
        assert audit_known.group(audit, rows, names)["measure"].tolist() == list(names)
    named = {*audit_known.PURPOSE, *audit_known.COURSE, *audit_known.TIMELINESS}
    assert named == set(audit_known.measure_labels()) == set(rows["measure"])
