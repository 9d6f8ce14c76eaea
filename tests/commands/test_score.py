"""The command that scores indicators: all that is wrong told before any agency is made."""

from __future__ import annotations

from pathlib import Path

from tests.test_cli import run


def test_everything_that_is_wrong_is_told_at_once_and_nothing_is_made(tmp_path: Path, capsys) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    wrong = ("--seeds", "x", "--cases", "0", "--every", "0", "--causes", "undated goal", "--indicator", "activty_fell")
    code, said = run("score", "--to", str(tmp_path), *wrong, capsys=capsys)
    expected = (
        "x is no whole number", "cases: 0 is below 1", "every: 0 is below 1", "did you mean undated goals?", "did you mean activity_fell?",
        "exists already",
    )  # fmt: skip
    assert (code, [why for why in expected if why not in " ".join(said.split())], "Traceback" in said) == (2, [], False)


def test_an_indicator_that_other_cases_move_cannot_be_scored(tmp_path: Path, capsys) -> None:
    code, said = run("score", "--to", str(tmp_path / "new"), "--indicator", "team_screened_in", capsys=capsys)
    assert (code, "None of these indicators can be scored" in said) == (2, True)
    assert not (tmp_path / "new").exists()
