"""Each notebook runs without this toolkit's runner too: by papermill alone, and stock nbconvert makes a page of it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.notebooks.running import NAMES
from toolkit import paths

ROOT = Path(__file__).resolve().parents[2]
# papermill takes -p apart as YAML, so text that looks like a number is given with -r.
GIVEN = {
    "learning_review": ["-r", "case_id", "C00019", "-p", "horizon_days", "180"],
    "case_review_audit": ["-r", "as_of", "2025-03-31", "-p", "months", "6", "-p", "conversations", "1"],
    "practice_workshop": ["-r", "case_ids", "C00019", "-p", "people", "9"],
    "drift_audit": ["-r", "as_of", "2025-03-31", "-p", "months", "2", "-r", "looked_at", "timeliness, continuity"],
    "reveal": ["-p", "seed", "2"],
    "blind_review": ["-p", "went_badly", "1", "-p", "went_well", "1", "-p", "raters", "2"],
}
SHOWN = {
    "learning_review": "In short",
    "case_review_audit": "Who is in, and who is out",
    "practice_workshop": "Seat list",
    "drift_audit": "The gap between the two",
    "reveal": "Blinding index by ending",
    "blind_review": "Raters and packs",
}


@pytest.mark.parametrize("name", NAMES)
def test_papermill_and_nbconvert_alone(name, tmp_path):
    done, page = tmp_path / "done.ipynb", tmp_path / "page.html"
    run(
        "papermill",
        paths.notebooks() / f"{name}.ipynb",
        done,
        "-r",
        "record",
        paths.sample_record(),
        *GIVEN[name],
        "--no-progress-bar",
        "-k",
        "python3",
    )
    executed = json.loads(done.read_text(encoding="utf-8"))
    outputs = [o for cell in executed["cells"] for o in cell.get("outputs", ())]
    assert [o["ename"] for o in outputs if o["output_type"] == "error"] == []
    assert sum("text/html" in o.get("data", {}) for o in outputs) > 6
    assert all(o["data"].get("text/plain") for o in outputs if "text/html" in o.get("data", {}))  # also where no markup is shown
    run("nbconvert", "--to", "html", done, "--output", page.name, "--output-dir", tmp_path)
    assert SHOWN[name] in page.read_text(encoding="utf-8")
    assert re.search(r"<caption>", page.read_text(encoding="utf-8"))


def run(module: str, *words: object) -> None:
    # nbconvert and papermill import a schema library that compiles a grammar for a format that no notebook uses.
    code = f"import sys, runpy; sys.modules['rfc3987_syntax'] = None; runpy.run_module({module!r}, run_name='__main__')"
    subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code, *map(str, words)], cwd=ROOT, capture_output=True, check=True, timeout=300,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
