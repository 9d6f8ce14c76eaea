"""The copy that may leave: only checked tables, whole or not at all, and never a word of the record."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from tests.report.making import Page
from toolkit import cli
from toolkit.errors import CaseReviewError
from toolkit.report.release import release
from toolkit.result import COLUMNS

HEAD = ",".join(COLUMNS) + "\n"
CANARY = "Quetzalcoatl"
AUDIT = {
    "who-is-in": "Standing,Cases,Families\nin,143,104\nclosed on or before that day,106,83\nno spell on record,2,2\n",
    "timeliness": HEAD + "days_since_seen,,,141,143,3,19.75,14.0,24.0,days,ok,between 19.5 and 20: 3 values\n",
    "beyond": "measure,estimate,n,state\nthree of four goals without a due date,48.8% (interval 39.5% to 58.1%),121,ok\n"
    "a review past its due day,3.1% (interval 0.9% to 8.1%),96,ok\n",
    "own-notes": f"entry,words\n1,{CANARY}\n",
    "afterwards/known-and-later": HEAD
    + "incident,no flag,,1,17,0,0.0588235294117647,0.005,0.25,share,ok,\n"
    + "incident,one flag,,15,39,0,0.38461538461538464,0.24,0.55,share,ok,\n",
    "afterwards/conversations": f"No.,Kind,Case,Decision,Question\n1,x,{CANARY},17 Jun 2024,{CANARY}\n",
}
REVIEW = {
    "measures": HEAD + "carer_moves,D1,v-1,0,52,0,0.0,0.0,0.0,moves,ok,\n",
    "timeline": f"entry,kind,from,to,written down,state\n{CANARY},information,2022-09-12,one day,2022-09-12,happened\n",
}


def report(folder: Path, name: str, subject: str, tables: dict[str, str]) -> Path:
    """A report's folder as a run leaves it, without running anything."""
    outputs = {}
    for table, text in tables.items():
        file = folder / "tables" / f"{table}.csv"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        outputs[f"tables/{table}.csv"] = hashlib.sha256(text.encode()).hexdigest()
    (folder / "report.html").write_text(CANARY, encoding="utf-8")
    notebook = {"name": name, "title": name.replace("_", " ").capitalize(), "subject": subject, "marking": "x", "sha256": "0"}
    said = {"run": "20240501-101530-0a1b", "notebook": notebook, "outputs": outputs, "parameters": {"months": 12, "record": CANARY}}
    (folder / "manifest.json").write_text(json.dumps(said), encoding="utf-8")
    return folder


@pytest.fixture
def audit(tmp_path) -> Path:
    return report(tmp_path / "audit", "case_review_audit", "group", AUDIT)


@pytest.fixture
def review(tmp_path) -> Path:
    return report(tmp_path / "review", "learning_review", "case", REVIEW)


def everything(folder: Path) -> str:
    return "\n".join(
        p.relative_to(folder).as_posix() + p.read_text(encoding="utf-8") for p in sorted(folder.rglob("*")) if p.is_file()
    )


def test_the_copy_holds_checked_tables_and_nothing_else(audit, tmp_path):
    made = release(audit, tmp_path / "copy")
    assert sorted(p.relative_to(tmp_path / "copy").as_posix() for p in (tmp_path / "copy").rglob("*") if p.is_file()) == [
        "release.html",
        "release.json",
        "tables/afterwards/known-and-later.csv",
        "tables/beyond.csv",
        "tables/timeliness.csv",
        "tables/who-is-in.csv",
    ]
    assert {one.name for one in made.left} == {"own-notes", "afterwards/conversations"}
    assert CANARY not in everything(tmp_path / "copy")
    for exact in ("143", "106", "48.8", "19.75", "3 values"):
        assert exact not in everything(tmp_path / "copy" / "tables")
    assert "suppressed,suppressed" in (tmp_path / "copy/tables/who-is-in.csv").read_text()


def test_the_page_says_what_was_checked_and_keeps_what_came_later_closed(audit, tmp_path):
    text = release(audit, tmp_path / "copy").page.read_text(encoding="utf-8")
    before, _, later = text.partition('<details class="afterwards">')
    page = Page(before)
    for words in (
        "How this copy was checked",
        "What was hidden",
        "Left behind",
        "What a person must still look at",
        "integer programming",
    ):
        assert words in page.text
    assert "incident" not in before.lower().replace("one incident in the news", "")
    assert "38.5%" not in later
    assert "suppressed" in Page(later).text
    assert "release.json" in text
    assert "manifest.json" not in text
    assert any("suppressed" in a.get("alt", "") for a in page.attributes)


def test_the_statement_records_policy_and_hashes(audit, tmp_path):
    copy = release(audit, tmp_path / "copy").page.parent
    said = json.loads((copy / "release.json").read_text())
    assert said["policy"]["rules"]["children"]["value"] == 5
    assert said["notebook"]["shipped"] is False
    assert said["least distance between bounds"] >= 3
    assert {e["table"] for e in said["hidden"]} == {"who-is-in", "timeliness", "beyond", "afterwards/known-and-later"}
    for name, digest in said["outputs"].items():
        assert hashlib.sha256((copy / name).read_bytes()).hexdigest() == digest


def test_the_same_report_gives_the_same_page(audit, tmp_path):
    one, two = (release(audit, tmp_path / name).page.read_bytes() for name in ("one", "two"))
    assert one == two


@pytest.mark.parametrize("exception", ["", "  ", "somebody", ": because", "Dr A:"])
def test_a_single_case_needs_a_named_exception(review, tmp_path, exception):
    with pytest.raises(CaseReviewError, match="exception"):
        release(review, tmp_path / "copy", exception=exception)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["review"]


def test_an_exception_is_recorded_and_texts_still_stay_behind(review, tmp_path):
    copy = release(review, tmp_path / "copy", exception="Dr A: panel of 3 May").page.parent
    assert json.loads((copy / "release.json").read_text())["exception"] == "Dr A: panel of 3 May"
    assert "Dr A: panel of 3 May" in (copy / "release.html").read_text()
    assert "Restricted" in (copy / "release.html").read_text()
    assert [p.name for p in (copy / "tables").iterdir()] == ["measures.csv"]
    assert "v-1" not in everything(copy)
    assert CANARY not in everything(copy)


def test_an_exception_does_not_open_a_report_on_a_group(audit, tmp_path):
    with pytest.raises(CaseReviewError, match="on a group"):
        release(audit, tmp_path / "copy", exception="Dr A: wants all")


def test_a_report_that_was_changed_or_is_none_is_refused(audit, tmp_path):
    (audit / "tables" / "who-is-in.csv").write_text(AUDIT["who-is-in"].replace("143", "193"))
    (audit / "tables" / "extra.csv").write_text("a\n1\n")
    with pytest.raises(CaseReviewError) as told:
        release(audit, tmp_path / "copy")
    assert "who-is-in.csv was changed" in str(told.value)
    assert "extra.csv is not of this run" in str(told.value)
    with pytest.raises(CaseReviewError, match="not the folder of a report"):
        release(tmp_path, tmp_path / "copy")


def test_nothing_is_written_over_or_half(audit, tmp_path, monkeypatch):
    (tmp_path / "copy").mkdir()
    with pytest.raises(CaseReviewError, match="already"):
        release(audit, tmp_path / "copy")
    monkeypatch.setattr("toolkit.report.page.build_page", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        release(audit, tmp_path / "other")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["audit", "copy"]


def test_a_report_of_which_nothing_may_leave_gives_no_copy(tmp_path):
    folder = report(tmp_path / "own", "of_my_own", "group", {"mine": "a\n1\n"})
    with pytest.raises(CaseReviewError, match="mine: the policy does not list it"):
        release(folder, tmp_path / "copy")


def test_a_policy_of_ones_own_lists_ones_own_tables(tmp_path):
    folder = report(tmp_path / "own", "of_my_own", "group", {"mine": "Age,Children\nyoung,12\nold,3\n"})
    file = tmp_path / "ours.toml"
    file.write_text(
        '[[tables]]\nnotebook = "of_my_own"\nname = "mine"\ntitle = "Ages"\nform = "counts"\nof = "children"\n'
        'words = ["Age"]\nrows = ["young", "old"]\ncounts = ["Children"]\n'
    )
    release(folder, tmp_path / "copy", policy=file)
    assert (tmp_path / "copy/tables/mine.csv").read_text() == "Age,Children\nyoung,10\nold,suppressed\n"


def test_the_command_says_what_stayed_behind_and_stops_at_an_unknown_word(audit, tmp_path, capsys):
    with pytest.raises(SystemExit) as end:
        cli.main(["release", str(audit), "--to", str(tmp_path / "copy")])
    said = capsys.readouterr()
    assert end.value.code == 0
    assert "left behind: afterwards/conversations" in said.out
    assert CANARY not in said.out + said.err
    (tmp_path / "bad.toml").write_text('[rules.chidlren]\nvalue = 5\nsource = "x"\n')
    with pytest.raises(SystemExit) as end:
        cli.main(["release", str(audit), "--to", str(tmp_path / "third"), "--policy", str(tmp_path / "bad.toml")])
    assert end.value.code == cli.BAD_INPUT
    assert "did you mean children?" in capsys.readouterr().err
    assert not (tmp_path / "third").exists()
