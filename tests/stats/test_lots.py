from __future__ import annotations

import hashlib
from pathlib import Path

import toolkit
from toolkit.stats.lots import UNIT, lot


def test_draws_that_were_published_come_out_as_they_did():
    assert lot(7, "round", "P01") == hashlib.sha256(b"7|round|P01").hexdigest()
    assert lot(20241, "F1", between=UNIT) == hashlib.sha256(b"20241\x1fF1").hexdigest()


def test_lots_are_drawn_in_one_place():
    code = [file for file in Path(toolkit.__file__).parent.rglob("*.py") if 'sha256(f"' in file.read_text(encoding="utf-8")]
    assert code == []
