"""The notebooks on records of several kinds: built, without a gap in the words, and never a nought for what was not kept.

The sample goes through a whole run each, kernel, page and all; the other records through the cells in this process, which is
quicker and shows the same. Records with dirt in them stand in tests/hostile/test_other_records.py.
"""

from __future__ import annotations

import html
import re
from pathlib import Path

import pandas as pd
import pytest

from tests.notebooks.futures import another_future, some_cases
from tests.notebooks.running import NAMES, WITH_ENDINGS, Shown, run_cells
from tests.sources.ssda903.returns import write_return
from toolkit import paths
from toolkit.record import open_record
from toolkit.review import afterwards
from toolkit.review.case import reviewed_case
from toolkit.sources.ssda903 import import_returns

GAPS = re.compile(r"\b(?:nan|NaN|None|NaT|inf|-inf|NULL)\b|<NA>|&lt;NA&gt;")
CLOSED = '<details class="afterwards">'
NOT_KEPT = ("visit", "goal", "need", "action", "involvement", "information")
NEVER = pd.Timestamp("2100-01-01")
CHILDREN = [f"{n:03}" for n in range(1, 13)]


def gaps(shown: list[Shown]) -> list[str]:
    return [f"{s.name}: {m[0]}" for s in shown for m in GAPS.finditer(html.unescape(s.text))]


def lines(shown: list[Shown], name: str) -> list[list[str]]:
    """The rows of a table on the page, as texts."""
    [found] = [s for s in shown if s.name == name]
    rows = re.findall(r"<tr>(.*?)</tr>", found.markup, re.S)
    return [[html.unescape(re.sub(r"<[^>]+>", "", c)) for c in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)] for row in rows]


@pytest.mark.parametrize("name", WITH_ENDINGS)
def test_the_sample_makes_a_whole_report(name, sample_report):
    report = sample_report(name)
    page = report.read_text(encoding="utf-8")
    above, later = (re.sub(r"<style.*?</style>|<[^>]+>", " ", part, flags=re.S) for part in page.split(CLOSED))
    assert GAPS.findall(html.unescape(above + later)) == []
    assert "`" not in above + later
    assert (report.parent / "tables" / "afterwards").is_dir()
    assert "no evidence of cause" in later or "An ending does not show" in later
    assert [word for word in ("Known against later", "What came after", "K5", *endings(name)) if word in above] == []


def endings(name: str) -> list[str]:
    """What came after the last decision about the child that the learning review is about."""
    if name != "learning_review":
        return []
    case = reviewed_case(open_record(paths.sample_record()), "C00001")
    came = afterwards.came_later(case, 365)
    last = came[(came["decision"] == case.views["name"].iloc[-1]) & (came["answer"] == "yes")]
    assert set(last["outcome"]) == {"incident", "wellbeing better", "went missing"}
    return [said for said in last[["on", "detail"]].to_numpy().ravel().tolist() if said != "missing"]


@pytest.fixture(scope="module")
def returns(tmp_path_factory) -> Path:
    """Two returns of twelve children: each placed, reviewed once, every third moved in the second year."""
    folder = tmp_path_factory.mktemp("returns")
    head = "CHILD DECOM RNE DEC REC REASON_PLACE_CHANGE"
    first = [f"{c} 01/06/2018 S - - -" for c in CHILDREN]
    moved = [f"{c} 01/06/2018 S 10/05/2019 X1 CARPL\n{c} 10/05/2019 P - - -" for c in CHILDREN[::3]]
    second = [*moved, *(f"{c} 01/06/2018 S - - -" for n, c in enumerate(CHILDREN) if n % 3)]
    reviews = "\n".join(["CHILD REVIEW", *(f"{c} 25/06/2018" for c in CHILDREN)])
    years = {"2019": "\n".join([head, *first]), "2020": "\n".join([head, *second])}
    made = [write_return(folder / year, episodes=rows, reviews=reviews) for year, rows in years.items()]
    import_returns(made, folder / "record")
    return folder / "record"


def test_a_record_of_returns_says_what_it_cannot_tell(returns):
    shown = run_cells("case_review_audit", record=returns)
    assert gaps(shown) == []
    assert "10 children (brothers and sisters are not recorded, so each counts alone) in care" in shown[0].text
    by_measure = {row[0]: row[1:] for name in ("purpose", "course", "timeliness") for row in lines(shown, name)[1:]}
    for measure in ("Days since the child was seen", "Open goals without a due date", "Social workers since the case opened"):
        assert by_measure[measure][:3] == ["not recorded", "none", "not counted"]
    assert by_measure["Moves in the last 12 months"][0] == "suppressed"  # 12 children are too few for a middle value to be shown
    kept = {row[0]: row[1:] for row in lines(shown, "cover")[1:]}
    assert all(kept[table] == ["not recorded"] * 3 for table in (*NOT_KEPT, "ledger"))
    classes = {row[0]: row[2:] for row in lines(shown, "things-by-class")[1:]}
    assert all(classes[k] == ["not recorded"] * 2 for k in ("K1", "K2", "K3", "K4a", "K4b"))


def test_so_does_the_review_of_one_child_of_them(returns):
    shown = run_cells("learning_review", record=returns, case_id="001")
    assert gaps(shown) == []
    assert "2 points taken from the course of care (no decision is recorded)" in shown[0].text
    kept = {row[0]: row[2:] for row in lines(shown, "cover")[1:]}
    assert all(kept[table] == ["not recorded"] * 3 for table in NOT_KEPT)
    measures = {(row[0], row[1]): row[2] for row in lines(shown, "measures")[1:]}
    assert measures["Days since the child was seen", "D2"] == "not recorded"


@pytest.mark.parametrize("name", [name for name in NAMES if name != "drift_audit"])  # that one case was closed by the last day
def test_a_record_of_one_case_is_enough(name, tmp_path):
    sample = open_record(paths.sample_record())
    one = another_future(some_cases(sample, ["C00001"]), NEVER, "deleted", tmp_path / "one")
    elsewhere = {"case_from": "another area"} if name == "practice_workshop" else {}
    shown = run_cells(name, record=one.path, **elsewhere)
    assert gaps(shown) == []
    if name == "case_review_audit":
        assert "a suppressed number of children of a suppressed number of families in care on 30 Sep 2024" in shown[0].text
        assert {row[1] for row in lines(shown, "course")[1:]} <= {"suppressed", "not applicable", "not recorded"}
