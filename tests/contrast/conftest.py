"""Small records written by hand: each story is a case of its own, and the ledger names statements by the thing they speak of."""

import itertools

import pandas as pd
import pytest

from toolkit.record import open_record
from toolkit.record.schema import BY_NAME
from toolkit.record.write import complete, write_record

COVERED = (
    "case",
    "status",
    "placement",
    "legal",
    "review",
    "visit",
    "need",
    "information",
    "incident",
    "relationship",
    "involvement",
)
SPAN = {"covered_from": "2010-01-01", "covered_to": "2030-12-31", "recorded_at": "2010-01-01"}


@pytest.fixture(scope="module")
def make_record(tmp_path_factory):
    folder, numbers = tmp_path_factory.mktemp("records"), itertools.count()

    def make(ledger=(), cover=COVERED, **tables):
        frames = {name: complete(name, pd.DataFrame([_row(name, r) for r in rows])) for name, rows in tables.items() if rows}
        if ledger:
            frames["ledger"] = complete("ledger", pd.DataFrame([_entry(e, frames) for e in ledger]))
        frames["coverage"] = complete("coverage", pd.DataFrame([{"table_name": t, **SPAN} for t in cover]))
        return open_record(write_record(folder / f"record{next(numbers)}", frames))

    return make


def _row(table, row):
    filled = {"case_id": "c1", "recorded_at": row.get("occurred_on"), **row}
    filled.setdefault("entity_id", f"{table}-{filled['case_id']}")
    has = {c.name for c in BY_NAME[table].columns}
    return {name: value for name, value in filled.items() if name in has or name in row}


def _entry(entry, frames):
    """`version` counts the versions of the thing in the order of their recording, from 0."""
    entry = dict(entry)
    entity, number = entry.pop("entity_id"), entry.pop("version", 0)
    rows = next(own for frame in frames.values() if len(own := frame[frame["entity_id"] == entity]))
    version = rows.sort_values("recorded_at").iloc[number]
    return {
        "recorded_at": entry["known_from"],
        "evidence": "contemporaneous",
        "statement_id": version.statement_id,
        "case_id": version.case_id,
        **entry,
    }
