"""The command that works out what was known: all that is wrong told together, and the same bytes however many views there are."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd
import pytest

from tests.known.own import indicator
from tests.test_cli import run
from toolkit import paths
from toolkit.known import care

RECORD = str(paths.sample_record())


def _views(folder: Path, day: str = "2024-01-31") -> str:
    file = folder / "views.csv"
    file.write_text(f"view_id,case_id,as_of\nv1,C00001,{day}\nv2,C00002,2024-05-31\n", encoding="utf-8")
    return str(file)


def test_wrong_views_names_and_settings_are_told_together(tmp_path: Path, capsys) -> None:
    wrong = ("--views", _views(tmp_path, "2024-02-30"), "--indicator", "carer_move", "--memory", "2")
    code, said = run("known", RECORD, *wrong, "--to", str(tmp_path / "o.csv"), capsys=capsys)
    told = [why in said for why in ("row 2, as_of: not a date", "did you mean carer_moves?", "memory is 2: a number and MB or GB")]
    assert (code, told, "Traceback" in said) == (2, [True, True, True], False)
    assert not (tmp_path / "o.csv").exists()


def test_many_views_are_asked_in_parts_and_give_the_same_bytes(tmp_path: Path, capsys, monkeypatch) -> None:
    words = ("known", RECORD, "--views", _views(tmp_path), "--indicator", "carer_moves", "--indicator", "days_since_seen", "--to")
    assert run(*words, str(tmp_path / "few.parquet"), capsys=capsys)[0] == 0
    monkeypatch.setattr(care, "MANY", 1)
    monkeypatch.setattr("toolkit.commands.measures._at_once", None)
    assert run(*words, str(tmp_path / "many.parquet"), capsys=capsys)[0] == 0
    assert (tmp_path / "many.parquet").read_bytes() == (tmp_path / "few.parquet").read_bytes()


def test_everything_that_is_wrong_is_told_at_once_standards_and_parameters_too(tmp_path: Path, capsys) -> None:
    wrong = ("--indicator", "carer_move", "--set", "stagnation_run.point=2", "--nation", "wales", "--count-from", "3")
    files = ("--local", str(tmp_path / "none.csv"), "--explained", str(tmp_path / "a.txt"), "--waits", str(tmp_path / "o.csv"))
    code, said = run("known", RECORD, "--views", _views(tmp_path), *wrong, *files, "--to", str(tmp_path / "o.csv"), capsys=capsys)
    expected = (
        "did you mean carer_moves?", "did you mean points?", "'wales'", "not day 3", "none.csv", "a.txt: the ending must be",
        "two of the files to write are the same",
    )  # fmt: skip
    assert (code, [why for why in expected if why not in said], "Traceback" in said) == (2, [], False)
    assert not (tmp_path / "o.csv").exists()


def test_changes_with_their_reasons_and_waits_are_written_beside_the_numbers(tmp_path: Path, capsys) -> None:
    views = tmp_path / "views.csv"
    views.write_text("view_id,case_id,as_of\n" + "".join(f"v{n},C{n:05},2025-06-30\n" for n in range(1, 120)), encoding="utf-8")
    asked = ("--indicator", "step_reversals", "--indicator", "days_referral_to_assessment")
    beside = ("--explained", str(tmp_path / "why.csv"), "--waits", str(tmp_path / "waits.csv"))
    code, said = run("known", RECORD, "--views", str(views), *asked, *beside, "--to", str(tmp_path / "o.csv"), capsys=capsys)
    assert (code, "Traceback" in said) == (0, False)
    why, waits = (pd.read_csv(tmp_path / name) for name in ("why.csv", "waits.csv"))
    assert set(why["measure"]) == {"step_reversals"} and {"explained", "unexplained"} >= set(why["standing"]) >= {"explained"}
    assert why.loc[why["standing"] == "explained", "reason"].notna().all()
    assert why["changed_on"].str.fullmatch(r"\d{4}-\d{2}-\d{2}").all()
    assert set(waits["measure"]) == {"days_referral_to_assessment"}
    assert waits["ended_on"].isna().any() and waits["ended_on"].notna().any()  # those still open are there too


@pytest.mark.parametrize("many", [care.MANY, 1])
def test_an_own_indicator_whose_changes_waits_or_evidence_fail_is_named(tmp_path: Path, capsys, monkeypatch, many: int) -> None:
    monkeypatch.setattr(care, "MANY", many)
    body = "SELECT view_no, 1 AS numerator, 1 AS denominator, 0 AS missing, 1.0 AS value FROM view\n"
    broken = "".join(f"-- {section}\nSELECT no_{section} FROM service\n" for section in ("evidence", "changes", "spells"))
    folder = indicator(tmp_path / "mine", "broken", body + broken, "service")
    files = {what: tmp_path / f"{what}.csv" for what in ("evidence", "explained", "waits")}
    beside = [word for what, file in files.items() for word in (f"--{what}", str(file))]
    asked = ("--indicator", "broken", "--indicators", str(folder), "--to", str(tmp_path / "o.csv"))
    code, said = run("known", RECORD, "--views", _views(tmp_path), *asked, *beside, capsys=capsys)
    assert set(pd.read_csv(tmp_path / "o.csv")["status"]) == {"ok"}
    told = " ".join(said.split())
    silent = [(f"broken could not be asked for {files[f]}" in told, f"no_{s}" in told)
              for f, s in (("evidence", "evidence"), ("explained", "changes"), ("waits", "spells"))]  # fmt: skip
    assert (code, silent, "could not be computed" in told) == (0, [(True, True)] * 3, False)


@pytest.mark.parametrize(("case", "option"), [("C00001", "--explained"), ("none", "--explained"), ("none", "--waits")])
def test_the_days_beside_the_numbers_are_days_and_the_rest_text_whatever_is_there(tmp_path: Path, capsys, case, option) -> None:
    views, file = tmp_path / "views.csv", tmp_path / "f.parquet"
    views.write_text(f"view_id,case_id,as_of\nv1,{case},2025-06-30\n", encoding="utf-8")
    assert run("known", RECORD, "--views", str(views), option, str(file), "--to", str(tmp_path / "o.csv"), capsys=capsys)[0] == 0
    types = {name: kind for name, kind, *_ in duckdb.sql(f"DESCRIBE FROM '{file}'").fetchall()}
    assert types == {name: "DATE" if name.endswith("_on") else "VARCHAR" for name in types} and len(types) == 9
