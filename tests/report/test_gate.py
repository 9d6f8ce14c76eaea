"""A report on a group shows nothing of its tables before they went through the policy, and a run of one that did not is stopped."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from tests.disclose.making import HEAD_POLICY
from tests.report.making import code, notebook
from toolkit.disclose import read_policy
from toolkit.errors import CaseReviewError
from toolkit.report import gate, run_notebook
from toolkit.report.release import release

POLICY = HEAD_POLICY
PARAMETERS = 'policy: "path" = ""  # a policy file'
FRAME = 'import pandas as pd\nfrom toolkit.report import gate, show\nages = pd.DataFrame({"Age": ["young", "old", "all"], '
FRAME += '"Children": [12, 3, 15]})'


def ages(*counts: int) -> pd.DataFrame:
    return pd.DataFrame({"Age": ["young", "old", "all"], "Children": counts})


@pytest.fixture
def policy(tmp_path):
    file = tmp_path / "ours.toml"
    file.write_text(POLICY)
    return file


def test_small_counts_are_hidden_and_so_is_what_would_tell_them(policy):
    passed = gate.gated("of_my_own", {"mine": ages(12, 3, 15)}, str(policy))
    assert passed("mine")["Children"].tolist() == [10, "suppressed", 15]
    assert passed.described["hidden"]
    assert "suppressed" in " ".join(passed.said)
    assert gate.gated("of_my_own", {"mine": ages(12, 8, 20)}, str(policy))("mine")["Children"].tolist() == [10, 10, 20]


def test_indicators_of_an_agencys_own_may_head_rows_only_where_they_are_handed_over():
    table = {
        "unsaid": pd.DataFrame({"Indicator": ["Ours"], "Not recorded": [10], "Only at least so much": [0], "Indicator failed": [0]})
    }
    bare = gate.gated("drift_audit", table)
    assert len(bare("unsaid")) == 0 and "does not list" in bare("unsaid").attrs[gate.LEFT_OUT]
    handed = gate.gated("drift_audit", table, own=["Ours"])
    assert handed("unsaid")["Indicator"].tolist() == ["Ours"]
    assert handed.policy.fingerprint == bare.policy.fingerprint  # small numbers are hidden by the same rules


def test_a_table_that_is_not_listed_comes_back_empty_with_its_reason(policy):
    passed = gate.gated("of_my_own", {"other": ages(1, 2, 3)}, str(policy))
    assert len(passed("other")) == 0
    assert passed("other").attrs[gate.LEFT_OUT] == "the policy does not list it"


def test_what_came_later_hides_nothing_above_it_or_stays_out(policy):
    linked = POLICY.replace('name = "mine"', 'name = "afterwards/mine"').replace('of = "children"', 'of = "children"')
    policy.write_text(POLICY + linked)
    known = gate.gated("of_my_own", {"mine": ages(12, 8, 20)}, str(policy))
    later = gate.gated_later(known, {"mine": ages(12, 8, 20)})
    assert later("mine")["Children"].tolist() == [10, 10, 20]
    other = gate.gated_later(known, {"mine": ages(12, 3, 15)})
    assert len(other("mine")) == 0
    assert known("mine")["Children"].tolist() == [10, 10, 20]


def test_a_run_writes_what_went_through_and_its_release_is_the_same(policy, tmp_path):
    path = notebook(
        tmp_path / "of_my_own.ipynb",
        code(PARAMETERS, "parameters"),
        code(FRAME),
        code('known = gate.gated("of_my_own", {"mine": ages}, policy)'),
        code('show.table(known("mine"), "Ages", name="mine")'),
        code("show.gate(known)"),
        subject="group",
    )
    report = run_notebook(path, tmp_path / "out", parameters={"policy": str(policy)}, engine="fork")
    assert (report.parent / "tables/mine.csv").read_text() == "Age,Children\nyoung,10\nold,suppressed\nall,15\n"
    assert "12" not in (report.parent / "tables/mine.csv").read_text()
    said = json.loads((report.parent / "manifest.json").read_text())["gate"]
    assert [part["fingerprint"] for part in said] == [read_policy(policy).fingerprint]
    made = release(report.parent, tmp_path / "copy", policy)
    assert (tmp_path / "copy/tables/mine.csv").read_text() == (report.parent / "tables/mine.csv").read_text()
    assert made.hidden == 1
    with pytest.raises(CaseReviewError, match="another policy"):
        release(report.parent, tmp_path / "other")


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        ('show.table(ages, "Ages", name="mine")', "did not go through it"),
        ("ages", "not shown with show.table"),
    ],
)
def test_a_run_that_shows_what_did_not_go_through_leaves_no_report(cell, fault, tmp_path):
    path = notebook(tmp_path / "of_my_own.ipynb", code(FRAME), code(cell), subject="group")
    with pytest.raises(CaseReviewError, match=fault):
        run_notebook(path, tmp_path / "out", engine="fork")
    assert not [p for p in (tmp_path / "out").iterdir() if p.is_dir()]


def test_single_cases_and_words_need_not_and_a_case_report_never(tmp_path):
    cells = (code(FRAME), code('show.table(ages, "Ages", name="mine", holds="cases")'))
    assert run_notebook(notebook(tmp_path / "a.ipynb", *cells, subject="group"), tmp_path / "out", engine="fork").is_file()
    assert run_notebook(
        notebook(tmp_path / "b.ipynb", code(FRAME), code("ages"), subject="case"), tmp_path / "out", engine="fork"
    ).is_file()


def test_an_unknown_word_of_the_policy_stops_the_run_before_it_begins(tmp_path, policy):
    policy.write_text('[markings]\ncse = "x"\n')
    path = notebook(tmp_path / "a.ipynb", code(PARAMETERS, "parameters"), code("1"), subject="group")
    with pytest.raises(CaseReviewError, match="did you mean case"):
        run_notebook(path, tmp_path / "out", parameters={"policy": str(policy)}, engine="fork")
    assert not (tmp_path / "out").exists()


def test_the_marking_of_the_policy_stands_on_the_page_and_in_its_margin(tmp_path, policy):
    policy.write_text('[markings]\ncase = "OFFICIAL"\n')
    path = notebook(tmp_path / "a.ipynb", code(PARAMETERS, "parameters"), code("1"), subject="case")
    page = run_notebook(path, tmp_path / "out", parameters={"policy": str(policy)}, engine="fork").read_text()
    assert '<p class="marking">OFFICIAL</p>' in page
    assert 'content: "OFFICIAL"' in page
