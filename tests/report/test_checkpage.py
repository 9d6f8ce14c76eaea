from __future__ import annotations

import csv
import re

import pytest

from toolkit import cli
from toolkit.errors import CaseReviewError
from toolkit.record.finding import Checked, Finding, NotRun
from toolkit.report.checkpage import as_csv, page, write_check

FOUND = Checked(
    [
        Finding("error", "a <b>fault</b>", "mend & check", "placement", "ended_on", 5, ("=pl-1", "pl-2"), ("a.csv row 2", ""), "r", ((2020, 5),)),
        Finding("note", "a note", "nothing", "coverage", "", 1),
    ],
    7,
    [NotRun("other", "w", "staff", "the record has no table staff"), NotRun("r", "w", "visit", "visit has no rows", in_part=True)],
)  # fmt: skip


def test_the_page_says_all_and_escapes_it():
    made = page(FOUND)
    assert "a &lt;b&gt;fault&lt;/b&gt;" in made and "<b>fault" not in made
    for said in (
        "mend &amp; check",
        "=pl-1 from a.csv row 2, pl-2, and 3 more",
        "2020: 5",
        "the record has no table staff",
        "7 rules run",
    ):
        assert said in made


def test_the_page_runs_and_fetches_nothing_and_its_headings_are_in_order():
    made = page(FOUND)
    assert "default-src &#39;none&#39;" in made and "script-src" not in made and "<script" not in made
    assert not re.search(r"(?:src|href)=\"(?!#)", made)
    levels = [int(level) for level in re.findall(r"<h([1-6])", made)]
    assert levels[0] == 1 and all(later <= earlier + 1 for earlier, later in zip(levels, levels[1:], strict=False))
    assert made.count("<caption>") == made.count("<table") > 0 and 'lang="en-GB"' in made


def test_the_csv_has_a_row_a_place_and_a_row_a_rule_that_did_not_run():
    rows = list(csv.DictReader(as_csv(FOUND).splitlines()))
    assert [(r["severity"], r["place"], r["origin"]) for r in rows[:2]] == [
        ("error", "'=pl-1", "a.csv row 2"),
        ("error", "pl-2", ""),
    ]
    assert [(r["severity"], r["rule"], r["todo"]) for r in rows[3:]] == [
        ("not run", "other", "the record has no table staff"),
        ("not run", "r", "visit has no rows (in part)"),
    ]


def test_a_record_without_findings_has_a_page_that_says_so():
    assert "Nothing doubtful was found" in page(Checked(ran=3))


def test_the_folder_appears_whole_or_not_at_all(tmp_path, monkeypatch):
    monkeypatch.setattr("toolkit.report.checkpage.as_csv", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_check(FOUND, tmp_path / "found")
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_never_written_over(tmp_path):
    (tmp_path / "found").mkdir()
    with pytest.raises(CaseReviewError, match="exists already"):
        write_check(FOUND, tmp_path / "found")


def test_the_command_writes_both_and_tells_no_content(hand_record, tmp_path, capsys):
    row = {"case_id": "CANARY", "occurred_on": "2020-02-01", "ended_on": "2020-01-01", "source": "CANARY", "setting_id": "CANARY"}
    record = hand_record(placement=[row], coverage=[{"table_name": "placement"}])
    with pytest.raises(SystemExit) as left:
        cli.main(["check", str(record), "--to", str(tmp_path / "found")])
    made = "".join(file.read_text(encoding="utf-8") for file in (tmp_path / "found").iterdir())
    assert left.value.code == 1
    assert "placement-1 from placement.csv row 2" in made
    assert "CANARY" not in made + capsys.readouterr().out


def test_the_command_refuses_a_folder_that_is_there_before_it_works(hand_record, tmp_path, capsys):
    with pytest.raises(SystemExit) as left:
        cli.main(["check", str(tmp_path / "no record"), "--to", str(tmp_path)])
    assert left.value.code == 2 and "exists already" in capsys.readouterr().err
