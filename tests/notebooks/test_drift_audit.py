"""The drift audit on records of several kinds, and what it must never do."""

from __future__ import annotations

import html
import re

import pandas as pd
import pytest

from tests.notebooks.futures import GIVEN_AWAY, another_future, some_cases
from tests.notebooks.running import notebook, run_cells
from tests.notebooks.test_reports import GAPS, NEVER, gaps, lines
from tests.notebooks.test_reports import returns as returns  # noqa: PLC0414 - a fixture
from toolkit import paths
from toolkit.errors import CaseReviewError
from toolkit.known.catalogue import families
from toolkit.record import open_record
from toolkit.report.find import text_of
from toolkit.study.drift import looked_for, open_drift

DAY = "2025-06-30"
FEW = "timeliness, continuity, plan_need_coverage"
SHORT = {"looked_at": FEW, "months": 3, "cases": 3}


@pytest.fixture(scope="module")
def sample():
    return open_record(paths.sample_record())


def test_purpose_stands_before_timeliness_and_families_in_their_order():
    found = looked_for()
    aims, places = [i.aim for i in found], list(families())
    assert aims == sorted(aims)  # purpose, then timeliness
    for aim in set(aims):
        order = [places.index(i.family) for i in found if i.aim == aim]
        assert order == sorted(order)
    assert {i.reach for i in found} == {"case"}
    titles = [text_of(c) for c in notebook("drift_audit")["cells"] if text_of(c).startswith("## ")]
    assert titles.index("## Purpose: is the work still aimed at the child’s needs?") < titles.index("## Timeliness")


def test_names_of_indicators_are_one_to_a_reader():
    labels = [i.label for i in looked_for()]
    assert len(labels) == len(set(labels))


def test_the_sample_makes_a_whole_report(sample_report):
    report = sample_report("drift_audit", **SHORT)
    logged = (report.parents[1] / "log.txt").read_text(encoding="utf-8")
    page = report.read_text(encoding="utf-8")
    words = re.sub(r"<style.*?</style>|<[^>]+>", " ", page, flags=re.S)
    assert GAPS.findall(html.unescape(words)) == []
    assert not re.search(r"\bC0\d{4}\b", page + logged)
    linked, placed = set(re.findall(r'href="#(at-e\d+)"', page)), re.findall(r'id="(at-e\d+)"', page)
    assert len(placed) == len(set(placed)) > 3
    assert linked == set(placed)
    assert {f.stem for f in (report.parent / "tables").glob("*.csv")} >= {
        "who-is-in", "purpose-months", "timeliness-months", "gap", "several", "unsaid", "standing", "standing-all", "evidence", "strip-1", "flag-words",
    }  # fmt: skip


def test_a_record_of_returns_says_what_it_cannot_tell(returns):
    shown = run_cells("drift_audit", record=returns, months=3)
    assert gaps(shown) == []
    unsaid = {row[0]: row[1:] for row in lines(shown, "unsaid")[1:]}
    assert unsaid["Days since the child was seen"][0] not in ("0", "not recorded")
    why = {row[0]: row[1] for row in lines(shown, "unsaid-why")[1:]}
    assert "not known to cover" in why["Days since the child was seen"]
    assert "the record cannot say" in shown[0].text or "cannot be told" in shown[0].text


def test_a_record_of_one_case_is_enough(sample, tmp_path):
    one = another_future(some_cases(sample, ["C00001"]), NEVER, "deleted", tmp_path / "one")
    shown = run_cells("drift_audit", record=one.path, as_of=DAY, months=2)
    assert gaps(shown) == []
    assert "a suppressed number of children" in shown[0].text
    assert "No two teams are large enough" in " ".join(s.text for s in shown)


def test_a_report_is_the_same_whatever_came_after_its_day(sample, tmp_path):
    tables = some_cases(sample, [f"C{n:05}" for n in range(1, 16)])
    end = pd.Timestamp(f"{DAY} 23:59:59.999999")
    records = [another_future(tables, end, how, tmp_path / how) for how in ("deleted", "invented")]
    one, two = (run_cells("drift_audit", record=r.path, as_of=DAY, months=2, looked_at=FEW) for r in records)
    assert [(s.markup, s.words, s.csv) for s in one] == [(s.markup, s.words, s.csv) for s in two]
    assert GIVEN_AWAY not in str(two)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"months": 0}, "must be from 1 to 60"),
        ({"months": 61}, "must be from 1 to 60"),
        ({"sampled": -1}, "must be 0 or more"),
        ({"looked_at": "dirction"}, "direction"),
        ({"looked_at": "carer_moves"}, "no indicator with a flag"),
        ({"as_of": "0001-01-31", "months": 3}, "do not lie in the calendar"),
        ({"team": "Team 9"}, "fewer than 5 people worked in it"),
        ({"case_ids": "C99999"}, "Nobody was in the set"),
    ],
)
def test_what_cannot_be_looked_at_is_said_in_words(sample, given, said):
    with pytest.raises(CaseReviewError) as told:
        open_drift(sample, **({"as_of": DAY, "months": 1} | given))
    assert said in str(told.value)


def test_a_set_is_of_a_team_or_of_cases_or_drawn(sample):
    team = open_drift(sample, DAY, 1, team="Team 1")
    assert set(team.members["team"]) == {"Team 1"}
    named = open_drift(sample, DAY, 1, case_ids="C00001, C00003")
    assert sorted(named.members["case_id"]) == ["C00001", "C00003"]
    drawn = open_drift(sample, DAY, 2, sampled=10)
    assert drawn.members["cluster"].nunique() == 10
    assert drawn.members.equals(open_drift(sample, DAY, 2, sampled=10).members)
    assert not drawn.members.equals(open_drift(sample, DAY, 2, sampled=10, seed=2).members)


def test_earlier_months_are_of_those_who_were_in_then(sample):
    both = open_drift(sample, DAY, 2)
    earlier = open_drift(sample, "2025-05-31", 1)
    assert sorted(both.members.loc[both.members["month"] == "2025-05", "case_id"]) == sorted(earlier.members["case_id"])


OWN_SQL = """-- name: {name}
-- label: {label}
-- family: clarity
-- question: How many goals are open?
-- definition: Goals without an end.
-- unit: goals
-- source: our own audit questions
-- tables: {table}
-- reach: {reach}
-- else: no goal was open on that day
{flag}SELECT view_no, count(*) AS numerator, count(*) AS value FROM {table} WHERE ended_on IS NULL GROUP BY view_no
-- evidence
SELECT view_no, statement_id, 'open' AS role FROM {table} WHERE ended_on IS NULL
"""
A_FLAG = "-- flag: at least 3, three goals are open here (our own choice)\n"


@pytest.fixture
def own(tmp_path):
    """A folder of four: one whole, one without a flag, one of which the header is not whole, one that fails when it is run."""
    folder = tmp_path / "own"
    folder.mkdir()
    whole = {"label": "Open goals of ours", "table": "goal", "reach": "case", "flag": A_FLAG}
    for name, how in (
        ("our_goals", {}),
        ("our_bare", {"label": "Bare of ours", "flag": ""}),
        ("our_torn", {"reach": "galaxy"}),
    ):
        (folder / f"{name}.sql").write_text(OWN_SQL.format(name=name, **(whole | how)))
    failing = OWN_SQL.format(name="our_failing", **(whole | {"label": "Failing of ours"}))
    (folder / "our_failing.sql").write_text(failing.replace("count(*) AS value", "no_such_column AS value"))
    return folder


def test_indicators_of_ones_own_are_looked_at_beside_the_others_and_a_broken_one_says_so(sample, own):
    shown = run_cells("drift_audit", as_of=DAY, months=2, looked_at="our_goals, our_failing, plan_need_coverage", indicators=own)
    summary = shown[0].text
    assert "Indicators of your own that are looked at: Failing of ours; Open goals of ours." in summary
    assert "2 others of yours are not" in summary
    page = "\n".join(s.text for s in shown)
    assert "Not looked at: our_bare, as it has no flag." in page
    assert "Not looked at: our_torn, as it cannot be read" in page and "reach is one of case, worker, cohort" in page
    named = {row[0]: row for row in lines(shown, "flag-words")}
    assert "of your own" in named["Open goals of ours"][1]
    assert "of your own" not in named["Needs with an action or a service, by weight"][1]
    months = {row[0]: row for row in lines(shown, "timeliness-months")} | {row[0]: row for row in lines(shown, "purpose-months")}
    assert months["Open goals of ours: three goals are open here"][-1] == "ok"
    failed = {row[0]: row[1:] for row in lines(shown, "unsaid")[1:]}
    assert failed["Failing of ours"][2] not in ("0", "")
    rows = lines(shown, "standing-all")
    assert any("three goals are open here" in " ".join(row) for row in rows)


def test_no_such_folder_and_local_standards_that_cannot_be_used_are_told_together(sample, tmp_path):
    local = tmp_path / "local.csv"
    local.write_text("duty,step,amount,unit,in_force,source\nlooked after reviw,1,15,working days,2024-01-01,x\n")
    with pytest.raises(CaseReviewError) as told:
        open_drift(sample, DAY, 1, own=str(tmp_path / "none"), local=str(local), count_from=0)
    assert "There is no folder of indicators" in str(told.value)
    assert "did you mean looked after review?" in str(told.value)


def test_an_agencys_own_standards_are_those_that_flags_are_held_against(sample, tmp_path):
    local = tmp_path / "local.csv"
    local.write_text("duty,step,amount,unit,in_force,source\nchild in need visit,1,1,working days,2015-01-01,ours\n")
    day = {"as_of": DAY, "months": 1, "looked_at": "visit_coverage"}
    first, second = (run_cells("drift_audit", **day, **more) for more in ({}, {"local": local, "count_from": 1}))
    assert "with the agency's own file before them" in second[0].text and "is day 1" in second[0].text
    assert "with the agency's own file" not in first[0].text and "your own" not in first[0].text
    stricter, plain = (int(lines(shown, "timeliness-months")[1][2].split("%")[0]) for shown in (second, first))
    assert stricter > plain


def test_the_reason_of_a_change_is_shown_for_people_to_judge(sample):
    shown = run_cells("drift_audit", as_of=DAY, months=2, looked_at="step_reversals, worker_changes", cases=40)
    rows = lines(shown, "reasons")
    given = [row for row in rows if "explained" in (row[3], row[3].removesuffix(" late"))]
    assert given and all(row[4] and row[4] != "none on record" and row[5] for row in given)
    assert {row[4] for row in rows if row[3] == "unexplained"} == {"none on record"}
    labels = {row[-1]: row[0] for row in lines(shown, "standing")[1:]}
    assert {labels[row[0]] for row in rows[1:]} == {
        row[1] for row in rows[1:]
    }  # each stands by the flag and the child that it is of
