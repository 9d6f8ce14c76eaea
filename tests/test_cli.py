"""The command line: quick, plain about what is wrong, silent about case content."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from toolkit import cli
from toolkit.commands import reports, synth
from toolkit.commands.reference import command_names
from toolkit.errors import CaseReviewError

NAMES = command_names(typer.main.get_command(cli.app))
ROOT = Path(__file__).resolve().parents[1]


def run(*words: str, capsys=None) -> tuple[int, str]:
    """Run the command line in this process; return its exit code and all that it said."""
    try:
        cli.main(list(words))
    except SystemExit as end:
        said = capsys.readouterr()
        return int(end.code or 0), said.out + said.err
    return 0, ""


def test_help_loads_nothing_heavy():
    heavy = {"pandas", "duckdb", "numpy", "matplotlib", "papermill", "rich", "nbformat"}
    code = f"import sys, toolkit.cli; print(sorted({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_help_answers_at_once():
    def once() -> float:
        """Seconds of processor: those on the clock grow with whatever else the machine is doing."""
        before = os.times()
        subprocess.run([sys.executable, "-m", "toolkit", "--help"], cwd=ROOT, capture_output=True, check=True)
        after = os.times()
        return after.children_user + after.children_system - before.children_user - before.children_system

    once()
    # 0.3 s on a quiet machine; processors that are shared are slower.
    assert min(once() for _ in range(3)) < 0.5


@pytest.mark.parametrize("name", NAMES)
def test_every_command_explains_itself(name, capsys):
    code, said = run(*name.split(), "--help", capsys=capsys)
    assert code == 0
    assert "Usage: casereview" in said
    assert len(said.splitlines()) > 4


@pytest.mark.parametrize("group", ["", "audit", "findings", "import", "mapping", "review"])
def test_the_list_of_commands_cuts_no_sentence_short(group, capsys):
    _, said = run(*group.split(), "--help", capsys=capsys)
    assert "..." not in said.partition("Commands:")[2]


@pytest.mark.parametrize(
    "words, nearest",
    [
        (["chek", "x"], "'check'"),
        (["known", "x", "--viewss", "v.csv"], "--views"),
        (["synth", "--to", "x", "--profile", "akward"], "did you mean awkward?"),
        (["known", "x", "--views", "v.csv", "--to", "k.csv", "--knowledge", "lates"], "did you mean latest?"),
        (["indicators", "carer_move"], "did you mean carer_moves?"),
        (["run", "learning_reviw", "--record", "x"], "did you mean learning_review?"),
    ],
)
def test_a_wrong_word_gets_the_nearest_right_one(words, nearest, capsys):
    code, said = run(*words, capsys=capsys)
    assert code == 2
    assert nearest in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    "words",
    [
        ["check", "nowhere"],
        ["sample", "nowhere", "--n", "3", "--seed", "1"],
        ["known", "nowhere", "--views", "nowhere.csv", "--to", "out.csv"],
        ["known", "nowhere", "--views", "nowhere.csv", "--to", "out.xlsx"],
        ["import", "ssda903", "nowhere", "--to", "out"],
        ["run", "case_review_audit"],
    ],
)
def test_what_is_missing_is_told_and_nothing_is_left(words, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, said = run(*words, capsys=capsys)
    assert code == 2
    assert said.strip()
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []


def test_an_unexpected_error_is_told_by_kind_and_place_without_its_words(capsys, monkeypatch):
    def broken(*_: object, **__: object) -> None:
        raise ValueError("CANARY 00123")

    monkeypatch.delenv("CASEREVIEW_DEBUG", raising=False)
    monkeypatch.setattr("toolkit.record.check.check_record", broken)
    code, said = run("check", "x", capsys=capsys)
    assert code == 1
    assert "ValueError in toolkit.commands.check" in said
    assert "CANARY" not in said


def test_debug_shows_the_error_itself(monkeypatch):
    def broken(*_: object, **__: object) -> None:
        raise ValueError("its own words")

    monkeypatch.setenv("CASEREVIEW_DEBUG", "1")
    monkeypatch.setattr("toolkit.record.check.check_record", broken)
    with pytest.raises(ValueError, match="its own words"):
        cli.main(["check", "x"])


def test_parameters_of_a_notebook_stay_text():
    assert reports.parameters(["--case-id", "00123", "--as_of=2024-05-01", "--n", "-1"]) == {
        "case_id": "00123",
        "as_of": "2024-05-01",
        "n": "-1",
    }


def test_all_that_is_wrong_with_parameters_is_told_at_once_without_values():
    with pytest.raises(CaseReviewError) as told:
        reports.parameters(["CANARY", "--seed", "--case-id", "1", "--case-id", "2"])
    assert len(told.value.problems) == 3
    assert "CANARY" not in str(told.value)


def test_check_leaves_with_1_where_there_is_an_error(hand_record, capsys):
    spell = {"case_id": "a", "occurred_on": "2020-02-01", "ended_on": "2020-01-01", "kind": "looked after"}
    code, said = run("check", str(hand_record(status=[spell])), capsys=capsys)
    assert code == 1
    assert "Next: " in said


def test_sample_writes_its_file_and_says_what_to_do_next(hand_record, capsys, tmp_path):
    spells = [{"case_id": f"c{i}", "occurred_on": "2020-01-01"} for i in range(4)]
    code, said = run(
        "sample", str(hand_record(case=spells)), "--n", "2", "--seed", "1", "--to", str(tmp_path / "s.csv"), capsys=capsys
    )
    assert (code, (tmp_path / "s.csv").is_file()) == (0, True)
    assert said.splitlines()[-1].startswith("Next: ")


def test_known_gives_the_same_bytes_twice_and_evidence_where_asked(hand_record, capsys, tmp_path):
    record = hand_record(
        placement=[{"case_id": "a", "occurred_on": "2020-01-01", "change": "S"}], coverage=[{"table_name": "placement"}]
    )
    views = tmp_path / "views.csv"
    views.write_text("view_id,case_id,as_of\nv,a,2020-05-01\n", encoding="utf-8")
    for name in ("one", "two"):
        code, _ = run(
            "known",
            str(record),
            "--views",
            str(views),
            "--indicator",
            "days_in_placement",
            "--to",
            str(tmp_path / f"{name}.csv"),
            "--evidence",
            str(tmp_path / f"{name}-e.csv"),
            capsys=capsys,
        )
        assert code == 0
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()
    assert len((tmp_path / "one-e.csv").read_text(encoding="utf-8").splitlines()) >= 2


def test_readme_shows_commands_that_there_are():
    shown = set(re.findall(r"casereview ([a-z]+)", (ROOT / "README.md").read_text(encoding="utf-8")))
    there = {name.split()[0] for name in NAMES}
    assert there - {"selftest", "docs"} <= shown <= there


def test_the_same_through_python_m():
    done = subprocess.run([sys.executable, "-m", "toolkit", "--version"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("casereview ")


def test_typer_runs_it_without_a_terminal():
    assert CliRunner().invoke(cli.app, ["indicators"]).exit_code == 0


def test_profiles_are_those_of_the_made_up_agency():
    assert synth.PROFILES == ("tidy", "awkward")
