"""Causes of drift can be switched on and off; parameters can be given; streaming changes nothing."""

from __future__ import annotations

import csv

import duckdb
import pytest

from toolkit.errors import CaseReviewError
from toolkit.synth import agency, make_agency, settings
from toolkit.synth.drift import CAUSES


def cases(folder):
    with (folder / "truth" / "cases.csv").open(encoding="utf-8") as text:
        return [c for c in csv.DictReader(text) if c["case_id"] not in ("C00001", "C00002")]


def test_every_cause_has_its_line():
    assert [c["cause"] for c in settings.load().causes] == list(CAUSES)


def test_only_what_is_switched_on_is_put_in(tmp_path):
    made = make_agency(tmp_path / "one", cases=40, seed=3, causes=["visits lapse"])
    assert {c["cause"] for c in cases(made) if c["kind"] == "drift"} == {"visits lapse"}
    assert not [c for c in cases(make_agency(tmp_path / "none", cases=40, seed=3, causes=[])) if c["kind"] == "drift"]


def test_own_parameters_are_used_and_said(tmp_path):
    own = tmp_path / "own.csv"
    own.write_text("name,value\ndrift_share,0.78\nchange_share,0.22\n", encoding="utf-8")
    made = make_agency(tmp_path / "own", cases=30, seed=3, parameters=own)
    assert "drift_share,0.78,share" in (made / "truth" / "parameters.csv").read_text(encoding="utf-8")
    assert sum(c["kind"] == "drift" for c in cases(made)) > 8


def test_what_is_not_known_is_said_all_at_once(tmp_path):
    own = tmp_path / "own.csv"
    own.write_text("name,value\ndrift_shares,0.5\ndrift_share,much\ngoal_share,7\n", encoding="utf-8")
    with pytest.raises(CaseReviewError) as told:
        make_agency(tmp_path / "a", cases=2, seed=1, causes=["visits laps"], parameters=own)
    assert len(told.value.problems) == 4


def test_blocks_change_no_row(tmp_path, monkeypatch):
    whole = make_agency(tmp_path / "whole", cases=25, seed=5)
    monkeypatch.setattr(agency, "BLOCK", 7)
    blocks = make_agency(tmp_path / "blocks", cases=25, seed=5)
    con = duckdb.connect()
    for file in sorted(whole.glob("*.parquet")):
        rows = [con.execute(f"SELECT * FROM '{folder / file.name}'").fetchall() for folder in (whole, blocks)]
        assert rows[0] == rows[1], file.name


def test_hazards_are_summed_where_they_were_drawn(tidy):
    with (tidy / "truth" / "hazards.csv").open(encoding="utf-8") as text:
        rows = list(csv.DictReader(text))
    moves = [r for r in rows if r["what"] == "placement breaks"]
    expected, happened = sum(float(r["expected"]) for r in moves), sum(bool(r["happened_on"]) for r in moves)
    assert moves and abs(happened - expected) < 4 * expected**0.5 + 2
    waits = [r for r in rows if r["what"].startswith("wait")]
    assert waits and all(r["ended"] >= r["began"] for r in waits)
