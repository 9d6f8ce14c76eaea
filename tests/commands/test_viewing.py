"""The command that chooses when to look: what it writes is what the others take, and all that is wrong is told at once."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from tests.test_cli import run
from toolkit import paths

RECORD = str(paths.sample_record())


def test_the_views_of_decisions_are_what_the_ledger_takes(tmp_path: Path, capsys) -> None:
    views, who = tmp_path / "views.csv", tmp_path / "who.csv"
    assert run("views", RECORD, "--to", str(views), "--case-id", "C00001", capsys=capsys)[0] == 0
    found = pd.read_csv(views, dtype="str")
    assert set(found["case_id"]) == {"C00001"} and set(found["cut"]) == {"before"}
    assert found["decision_id"].notna().all() and found["holder"].notna().any()
    assert run("ledger", RECORD, "--views", str(views), "--to", str(who), capsys=capsys)[0] == 0
    assert set(pd.read_csv(who)["view_id"]) == set(found["view_id"])


def test_month_ends_and_days_are_those_between_or_those_named(tmp_path: Path, capsys) -> None:
    file = tmp_path / "v.csv"
    span = ("--at", "month-ends", "--from", "2024-01-15", "--until", "2024-03-30", "--case-id", "C00001")
    assert run("views", RECORD, "--to", str(file), *span, capsys=capsys)[0] == 0
    assert list(pd.read_csv(file)["as_of"]) == ["2024-01-31", "2024-02-29"]
    assert run("views", RECORD, "--to", str(file), "--day", "2024-02-29", capsys=capsys)[0] == 0
    every = pd.read_csv(file)
    assert set(every["as_of"]) == {"2024-02-29"} and every["case_id"].nunique() > 200


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path, capsys) -> None:
    wrong = ("--at", "reviewz", "--day", "2024-02-30", "--from", "x", "--to", str(tmp_path / "v.txt"))
    code, said = run("views", RECORD, *wrong, capsys=capsys)
    expected = (
        "did you mean reviews?", "--at and --day are said at once", "--from and --until go with --at", "v.txt: the ending must be .csv",
        "'2024-02-30' is not a day", "'x' is not a day",
    )  # fmt: skip
    assert (code, [why for why in expected if why not in said], "Traceback" in said) == (2, [], False)
    code, said = run("views", RECORD, "--case-id", "none", "--to", str(tmp_path / "v.csv"), capsys=capsys)
    assert (code, "There is nothing to look at" in said, (tmp_path / "v.csv").exists()) == (2, True, False)
