from __future__ import annotations

import csv

import pytest

from toolkit.report.form_sheets import write_audit
from toolkit.review.forms import Answers, read_form, written
from toolkit.review.forms.read import limit
from toolkit.review.instruments import new_audit, pairs
from toolkit.review.instruments.plan import plan_audit, read_sample
from toolkit.review.settings import read_settings

SAMPLE = ("use", "order", "stratum", "family_no", "case_id", "families_in_stratum", "families_drawn", "weight")


@pytest.fixture(autouse=True)
def _few_resamples(monkeypatch):
    """Draw anew fifty times instead of a thousand: these tests look at values, not at ends of intervals."""
    monkeypatch.setattr(pairs, "limit", lambda name: 50 if name == "resamples" else limit(name))


@pytest.fixture(scope="session")
def form():
    return read_form("case_file_audit")


def answers_of(form, grade=3, yes="yes", **other):
    """A whole set of answers: one grade and one answer throughout, but for those that are named."""
    said = {}
    for item in form.items:
        said[item.id] = {"grade": grade, "yesno": yes, "evidence": None}.get(item.kind, "words")
    return said | other


def saved(folder, form, sheet, answers, rater, stage="audit", review="audit-7", concern=""):
    folder.mkdir(parents=True, exist_ok=True)
    told = Answers(form.name, form.sha256, review, sheet, rater, stage, answers=answers, concern=concern)
    (folder / f"{stage}-{sheet}.json").write_text(written(told), encoding="utf-8")


@pytest.fixture
def sample(tmp_path):
    """Return a function that writes a sample: (case, family, weight) of each drawn case."""

    def write(cases, name="sample.csv"):
        with (tmp_path / name).open("w", newline="", encoding="utf-8") as text:
            writer = csv.writer(text)
            writer.writerow(SAMPLE)
            writer.writerows(["drawn", n, "all", family, case, 9, 9, weight] for n, (case, family, weight) in enumerate(cases, 1))
            writer.writerow(["replacement", 1, "all", 99, "C99", 9, 9, ""])
        return tmp_path / name

    return write


@pytest.fixture
def audit(tmp_path, sample):
    """Return a function that makes the folder of an audit, with its plan."""

    def make(n=12, chosen=(), instrument="case_file_audit", sheets=False):
        file = sample([(f"C{k:02}", k, 2.5) for k in range(n)])
        others = {}
        if chosen:
            (tmp_path / "incidents.csv").write_text("case_id\n" + "\n".join(chosen) + "\n", encoding="utf-8")
            others = {"incident": tmp_path / "incidents.csv"}
        if not sheets:
            return laid_out(tmp_path / "audit", file, others, instrument)
        write_audit(file, tmp_path / "audit", instrument, seed=7, chosen=others)
        return tmp_path / "audit", planned(tmp_path / "audit")

    return make


def laid_out(folder, file, others=None, instrument="case_file_audit"):
    """The folder of an audit without its sheets, and its plan."""
    folder.mkdir()
    new_audit(folder, plan_audit(read_sample(file, others), 2, 20, seed=7), instrument, 7, read_settings())
    return folder, planned(folder)


def planned(folder):
    with (folder / "coordinator" / "plan.csv").open(newline="", encoding="utf-8") as text:
        return list(csv.DictReader(text))
