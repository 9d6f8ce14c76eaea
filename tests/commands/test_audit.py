"""`casereview audit`: sheets out, sheets in, and what is said where something is wrong."""

from __future__ import annotations

import csv

import pytest

from tests.review.instruments.conftest import answers_of, saved
from toolkit.cli import main
from toolkit.review.forms import read_form

SAMPLE = "use,order,stratum,family_no,case_id,families_in_stratum,families_drawn,weight\n"


@pytest.fixture
def folder(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    rows = "".join(f"drawn,{n},all,{n},C{n:02},30,10,3.0\n" for n in range(10))
    (tmp_path / "sample.csv").write_text(SAMPLE + rows, encoding="utf-8")
    run("audit", "new", "sample.csv", "--to", "audit", "--seed", "7")
    return tmp_path / "audit"


def run(*words):
    with pytest.raises(SystemExit) as end:
        main(list(words))
    return end.value.code


def test_sheets_go_out_and_what_comes_back_is_summed_up(folder, capsys):
    assert "12 sheets in audit: A1 6, A2 6." in capsys.readouterr().out
    form = read_form("case_file_audit")
    with (folder / "coordinator" / "plan.csv").open(newline="", encoding="utf-8") as text:
        plan = list(csv.DictReader(text))
    for row in plan[1:]:
        saved(folder / "in", form, row["sheet"], answers_of(form), row["auditor"])
    one = plan[0]
    saved(folder / "in", form, one["sheet"], dict.fromkeys(form.by_id), one["auditor"], concern="Bruises again.")
    assert run("audit", "read", "audit", "--to", "out/summary.csv") == 0
    said = capsys.readouterr().out
    assert f"AN IMMEDIATE CONCERN stands on {one['sheet']}." in said and "Bruises" not in said
    with (folder.parent / "out" / "summary.csv").open(newline="", encoding="utf-8") as text:
        rows = list(csv.DictReader(text))
    assert {r["table"] for r in rows} >= {"returned", "answers", "grades", "agreement"}
    assert "Bruises" not in str(rows) and "C01" not in str(rows)


def test_what_cannot_be_used_is_said_and_nothing_is_written(folder, capsys):
    (folder / "in" / "x.json").write_text("{}", encoding="utf-8")
    assert run("audit", "read", "audit", "--to", "s.csv") == 2
    assert "in, file 1 (x.json): the file does not say that it holds answers" in capsys.readouterr().err
    assert not (folder.parent / "s.csv").exists()
    assert run("audit", "read", "audit", "--to", "audit") == 2
    assert run("audit", "new", "sample.csv", "--to", "other", "--chosen", "incident") == 2
    assert run("audit", "new", "sample.csv", "--to", "audit") == 2
    capsys.readouterr()
    wrong = ("--chosen", "x", "--settings", "no.toml", "--instrument", "case_file_audt", "--auditors", "1")
    assert run("audit", "new", "none.csv", "--to", "audit", *wrong) == 2
    said = capsys.readouterr().err
    words = ("none.csv", "say it as incident", "no.toml", "case_file_audit?", "two auditors at least", "audit exists already")
    assert all(w in said for w in words), said
