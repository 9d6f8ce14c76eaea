"""The command that lists practice standards, and the options by which measures are held against them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_cli import run

OWN = "duty,step,amount,unit,in_force\nchild protection visit,1,15,working days,2020-01-01\n"


def test_it_lists_what_held_on_a_day(capsys) -> None:
    code, said = run("standards", "--on", "2024-05-01", "--search", "proceedings", capsys=capsys)
    assert code == 0
    assert "26 inclusive weeks" in said
    assert "statute, since 2014-04-22: Children Act 1989, section 32" in said
    assert "the day that starts the clock is day 0" in said
    code, said = run("standards", "--on", "2014-04-21", "--search", "proceedings", capsys=capsys)
    assert (code, "no line holds the word proceedings" in said) == (2, True)


def test_an_agencys_own_file_and_its_problems(tmp_path: Path, capsys) -> None:
    own = tmp_path / "own.csv"
    own.write_text(OWN, encoding="utf-8")
    code, said = run("standards", "--on", "2024-05-01", "--local", str(own), "--search", "15 working", capsys=capsys)
    assert (code, "with the agency's own file before them" in said) == (0, True)
    own.write_text(OWN.replace("visit,1", "visits,1").replace("15", "many"), encoding="utf-8")
    code, said = run("standards", "--local", str(own), capsys=capsys)
    assert code == 2
    assert "did you mean child protection visit" in said
    assert "not 'many'" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--nation", "us-federal", "did you mean us_federal"),
        ("--on", "2024-02-30", "not a day"),
        ("--count-from", "7", "day 0 or day 1"),
    ],
)
def test_what_cannot_be_used_is_told_in_plain_words(option: str, value: str, told: str, capsys) -> None:
    code, said = run("standards", option, value, capsys=capsys)
    assert (code, told in said, "Traceback" in said) == (2, True, False)


def test_known_refuses_bad_standards_and_writes_nothing(tmp_path: Path, capsys) -> None:
    from toolkit import paths

    asked = tmp_path / "views.csv"
    asked.write_text("view_id,case_id,as_of\nv,none,2024-01-01\n", encoding="utf-8")
    words = (
        "known",
        str(paths.sample_record()),
        "--views",
        str(asked),
        "--to",
        str(tmp_path / "to.csv"),
        "--indicator",
        "review_lateness",
    )
    code, said = run(*words, "--nation", "wales", capsys=capsys)
    assert (code, "Name one of england, us_federal" in said) == (2, True)
    assert not (tmp_path / "to.csv").exists()
    code, _ = run(*words, "--nation", "us_federal", "--count-from", "1", capsys=capsys)
    assert code == 0
    assert (tmp_path / "to.csv").exists()


def test_all_that_is_wrong_with_what_is_asked_for_is_told_at_once(tmp_path: Path, capsys) -> None:
    wrong = ("--nation", "wale", "--on", "2024-02-30", "--count-from", "7", "--local", str(tmp_path / "none.csv"))
    code, said = run("standards", *wrong, capsys=capsys)
    told = [why for why in ("'wale'", "'2024-02-30' is not a day", "not day 7", "none.csv") if why not in said]
    assert (code, told, "Traceback" in said) == (2, [], False)


def test_a_day_before_all_standards_is_not_put_down_to_a_search(capsys) -> None:
    _, said = run("standards", "--on", "1990-01-01", capsys=capsys)
    assert "came into force later" in said and "--search" not in said
