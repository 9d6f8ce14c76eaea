"""Small records written by hand: rows are recorded on their own day unless they say otherwise, and named by `thing`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.record import Record, open_record
from toolkit.record.schema import STATEMENT_TABLES
from toolkit.record.write import complete, write_record

Rows = list[dict[str, Any]]
ALL = (*STATEMENT_TABLES, "ledger")


def record_of(
    folder: Path, cover: tuple[str, ...] = ALL, span: tuple[str, str] = ("2010-01-01", "2025-12-31"), **tables: Rows
) -> Record:
    """Write and open a record; `thing` is the entity, `case` the case (`c1` where left out), `n` which of its versions an entry
    of the ledger speaks of.
    """
    ledger = tables.pop("ledger", [])
    frames = {
        name: complete(name, pd.DataFrame([_row(name, n, row) for n, row in enumerate(rows)]))
        for name, rows in tables.items()
        if rows
    }
    if ledger:
        frames["ledger"] = complete("ledger", pd.DataFrame([_entry(row, frames) for row in ledger]))
    if "coverage" not in frames and cover:
        covered = [{"table_name": t, "covered_from": span[0], "covered_to": span[1], "recorded_at": span[0]} for t in cover]
        frames["coverage"] = complete("coverage", pd.DataFrame(covered))
    return open_record(write_record(folder, frames))


def _row(table: str, n: int, row: dict[str, Any]) -> dict[str, Any]:
    if table == "coverage":
        return {"recorded_at": row["covered_from"], **row}
    own = {"case": "c1", "thing": f"{table}-{n}", "recorded_at": row.get("occurred_on"), **row}
    return {"case_id": own.pop("case"), "entity_id": own.pop("thing"), **own}


def _entry(row: dict[str, Any], frames: dict[str, pd.DataFrame]) -> dict[str, Any]:
    own = dict(row)
    thing, n = own.pop("thing"), own.pop("n", 0)
    versions = next(found for frame in frames.values() if len(found := frame[frame["entity_id"] == thing])).sort_values(
        "recorded_at"
    )
    said = versions.iloc[n]
    plain = {"recorded_at": own["known_from"], "evidence": "contemporaneous", "holder_kind": "worker"}
    return {**plain, **own, "statement_id": said["statement_id"], "case_id": said["case_id"]}
