"""The command that works out what was known: all that is wrong told together, and the same bytes however many views there are."""

from __future__ import annotations

from pathlib import Path

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
