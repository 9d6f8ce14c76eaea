"""Small records written by hand: each table a list of rows, recorded on their own day unless they say otherwise."""

import itertools

import pandas as pd
import pytest

from toolkit.record import open_record
from toolkit.record.write import complete, write_record

COVERED = (
    "case", "child", "status", "placement", "review", "incident", "goal", "measure", "information", "missing", "contact",
)  # fmt: skip


@pytest.fixture
def make_record(tmp_path):
    numbers = itertools.count()

    def make(cover=COVERED, covered_from="2010-01-01", covered_to="2030-12-31", **tables):
        tables = {
            **tables,
            "coverage": [
                {"table_name": t, "covered_from": covered_from, "covered_to": covered_to, "recorded_at": "2010-01-01"}
                for t in cover
            ],
        }
        frames = {name: complete(name, pd.DataFrame([_row(name, r) for r in rows])) for name, rows in tables.items() if rows}
        return open_record(write_record(tmp_path / f"record{next(numbers)}", frames))

    return make


def _row(table, row):
    if table in ("coverage", "ledger", "identity"):
        return row
    day = row.get("occurred_on") or "2010-01-01"
    filled = {"case_id": "c1", "recorded_at": day, **row}
    filled.setdefault("entity_id", f"{table}-{filled['case_id']}-{day}")
    return filled


@pytest.fixture
def make_views():
    def make(*days, case_id="c1"):
        return pd.DataFrame([{"view_id": f"v{n}", "case_id": case_id, "as_of": day} for n, day in enumerate(days)], dtype="str")

    return make
