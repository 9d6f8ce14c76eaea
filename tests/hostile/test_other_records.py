"""Every notebook on records that are not like the sample: a report that says what it cannot say, or a plain word before any kernel."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pandas as pd
import pytest

from tests.hostile import records
from tests.notebooks.running import NAMES, run_cells
from toolkit.errors import CaseReviewError
from toolkit.report import run_notebook
from toolkit.sources.ssda903 import import_returns

GAPS = re.compile(r"\b(?:nan|NaN|None|NaT|inf|NULL|Traceback|0 of 0|undefined)\b|<NA>|-inf\b")
MADE = {
    "awkward": records.awkward,
    "returns": records.returns,
    "one case": records.one_case,
    "nothing": records.nothing,
    "headings": records.headings,
}
# What a notebook says, and no kernel has begun, where a record holds nothing for it.
SILENT = {
    ("learning_review", "nothing"): "the record holds no such case",
    ("learning_review", "headings"): "the record holds no such case",
    ("learning_review", "a case and no cover"): "There is nothing to review",
    ("learning_review", "a case and its cover"): "no dated decision of this case",
    ("learning_review", "cover and no case"): "the record holds no such case",
    ("learning_review", "a child and no case"): "the record holds no such case",
    ("learning_review", "a placement"): "the record holds no such case",
    ("learning_review", "a decision without a day"): "none has a day on which it was made",
    ("practice_workshop", "nothing"): "does not hold 1 of them",
    ("practice_workshop", "headings"): "does not hold 1 of them",
    ("practice_workshop", "a case and no cover"): "no dated decision of this case",
    ("practice_workshop", "a case and its cover"): "no dated decision of this case",
    ("practice_workshop", "cover and no case"): "does not hold 1 of them",
    ("practice_workshop", "a child and no case"): "does not hold 1 of them",
    ("practice_workshop", "a placement"): "does not hold 1 of them",
    ("practice_workshop", "a decision without a day"): "none has a day on which it was made",
    ("case_review_audit", "nothing"): "does not say what it covers",
    ("case_review_audit", "headings"): "does not say what it covers",
    ("case_review_audit", "a case and no cover"): "does not say what it covers",
    ("case_review_audit", "cover and no case"): "Nobody was in the set on 2024-06-30",
    ("case_review_audit", "a child and no case"): "Nobody was in the set on 2024-06-30",
    ("drift_audit", "nothing"): "does not say what it covers",
    ("drift_audit", "headings"): "does not say what it covers",
    ("drift_audit", "a case and no cover"): "does not say what it covers",
    ("drift_audit", "cover and no case"): "Nobody was in the set on 2025-06-30",
    ("drift_audit", "a child and no case"): "Nobody was in the set on 2025-06-30",
}
# Decisions with and without a day are of the audits too, in the record with a ledger of nothing, and a placement among visits.
ONCE = {
    ("case_review_audit", "a decision"),
    ("case_review_audit", "a decision without a day"),
    ("case_review_audit", "a placement"),
    ("drift_audit", "a decision"),
    ("drift_audit", "a decision without a day"),
}
# What is revealed is a review, here the made-up one, whatever the record: it is opened, and names nobody.
REVEALED = ("awkward", "nothing", "a ledger of nothing")
ALL = [
    (name, kind)
    for name in NAMES
    for kind in (*MADE, *records.FEW)
    if (name, kind) not in ONCE and (name != "reveal" or kind in REVEALED)
]
# One run each with a kernel and a page; the others go through the cells in this process, which show the same.
WHOLE = {("learning_review", "awkward"), ("case_review_audit", "returns")}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder, there = tmp_path_factory.mktemp("records"), {}

    def one(kind: str) -> Path:
        if kind not in there:
            to = folder / kind.replace(" ", "-")
            there[kind] = MADE[kind](to) if kind in MADE else records.tables(to, **records.FEW[kind])
        return there[kind]

    return one


def case_without_such_words(record: Path) -> str:
    """A case of which nobody wrote `None` or `nan`: text is text, and would be shown."""
    strange: set[str] = set()
    cases: set[str] = set()
    for file in record.glob("*.parquet"):
        rows = pd.read_parquet(file)
        if "case_id" in rows:
            for column in rows.select_dtypes("str"):
                strange |= set(rows.loc[rows[column].fillna("").str.contains(GAPS), "case_id"])
            cases |= set(rows["case_id"]) if file.stem == "decision" else set()
    return max(c for c in cases - strange if c.startswith("C0"))  # of the agency, and not made up for one rule of the check


def asked(name: str, kind: str, record: Path) -> dict[str, str]:
    case = {"one case": lambda: "C00001", "awkward": lambda: case_without_such_words(record)}.get(kind, lambda: "001")
    if name == "practice_workshop":
        return {"case_ids": case(), "case_from": "another area"}
    return {"case_id": case()} if name == "learning_review" else {}


def words_of(report: Path) -> str:
    """What stands on a page, and what an ear is told of it."""
    page = report.read_text(encoding="utf-8")
    said = " ".join(re.findall(r'(?:alt|aria-label|title)="([^"]*)"', page))
    return html.unescape(re.sub(r"<style.*?</style>|<[^>]+>", " ", page, flags=re.S) + said)


def empty_sections(report: Path) -> list[str]:
    """Headings with nothing under them before the next one of their level."""
    page = re.sub(r"<(details|div|section)[^>]*>\s*</\1>", "", report.read_text(encoding="utf-8"))
    return re.findall(r"<h([2-4])[^>]*>([^<]*)</h\1>\s*(?=<h\1|</section>|</main>)", page)


@pytest.mark.parametrize("name, kind", [pair for pair in ALL if pair in WHOLE])
def test_a_whole_report_has_no_gap(name, kind, made, tmp_path):
    record = made(kind)
    report = run_notebook(name, tmp_path, record, asked(name, kind, record), engine="fork")
    assert GAPS.findall(words_of(report)) == []
    assert empty_sections(report) == []
    assert all(not GAPS.search(f.read_text(encoding="utf-8")) for f in report.parent.rglob("*.csv"))


@pytest.mark.parametrize("name, kind", [pair for pair in ALL if pair not in WHOLE and pair not in SILENT and pair[1] != "one case"])
def test_no_cell_shows_a_gap(name, kind, made):
    record = made(kind)
    shown = run_cells(name, record=record, **asked(name, kind, record))
    assert [(s.name, m[0]) for s in shown for m in GAPS.finditer(html.unescape(s.text) + s.csv)] == []
    assert [s.name for s in shown if not s.text.strip()] == []


@pytest.mark.parametrize("name, kind", SILENT)
def test_where_there_is_nothing_to_show_it_says_so_before_a_kernel_begins(name, kind, made, tmp_path, monkeypatch):
    def begun(*_: object, **__: object) -> None:
        raise AssertionError("a kernel was to begin")

    monkeypatch.setattr("toolkit.report.run.execute", begun)
    record = made(kind)
    with pytest.raises(CaseReviewError, match=SILENT[name, kind]) as told:
        run_notebook(name, tmp_path / "out", record, asked(name, kind, record))
    assert not GAPS.search(str(told.value))
    assert not (tmp_path / "out").exists()


def test_the_returns_of_other_people(shared_data, tmp_path):
    """A few children of real-looking returns, as far as this machine has them."""
    years = sorted(f.parent for f in shared_data.rglob("episodes.csv"))[:1]
    if not years:
        pytest.skip("there are no SSDA903 returns in ../shared/data")
    import_returns(years, tmp_path / "record", accept_faults=True)
    report = run_notebook("case_review_audit", tmp_path / "out", tmp_path / "record", engine="fork")
    assert GAPS.findall(words_of(report)) == []
