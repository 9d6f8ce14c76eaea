"""Records that are not like the sample: dirty, made from returns, of one case, of a few tables, of none."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd

from tests.notebooks.futures import another_future, some_cases
from tests.sources.ssda903.returns import write_return
from toolkit import paths
from toolkit.record import open_record
from toolkit.record.schema import TABLES
from toolkit.record.write import complete, write_record
from toolkit.sources.ssda903 import import_returns
from toolkit.synth import make_agency

NEVER = pd.Timestamp("2100-01-01")


def awkward(to: Path) -> Path:
    return make_agency(to, cases=25, seed=7, profile="awkward")


def returns(to: Path) -> Path:
    """Two returns of six children: each placed and reviewed, every third moved in the second year."""
    children = [f"{n:03}" for n in range(1, 7)]
    head = "CHILD DECOM RNE DEC REC REASON_PLACE_CHANGE"
    first = [f"{c} 01/06/2018 S - - -" for c in children]
    moved = [f"{c} 01/06/2018 S 10/05/2019 X1 CARPL\n{c} 10/05/2019 P - - -" for c in children[::3]]
    second = [*moved, *(f"{c} 01/06/2018 S - - -" for n, c in enumerate(children) if n % 3)]
    reviews = "\n".join(["CHILD REVIEW", *(f"{c} 25/06/2018" for c in children)])
    aside = to.with_name(f"{to.name}-returns")
    made = [
        write_return(aside / year, episodes="\n".join([head, *rows]), reviews=reviews)
        for year, rows in (("2019", first), ("2020", second))
    ]
    import_returns(made, to)
    return to


def one_case(to: Path) -> Path:
    return another_future(some_cases(open_record(paths.sample_record()), ["C00001"]), NEVER, "deleted", to).path


def nothing(to: Path) -> Path:
    to.mkdir()
    return to


def headings(to: Path) -> Path:
    """Every table, and in each its heading alone."""
    to.mkdir()
    for table in TABLES:
        with (to / f"{table.name}.csv").open("w", newline="", encoding="utf-8") as stream:
            csv.writer(stream).writerow([c.name for c in table.columns])
    return to


def tables(to: Path, **rows: list[dict[str, object]]) -> Path:
    """A record of these tables and rows, one case where the rows do not say which; days and times may be left out."""
    whole = {
        name: complete(name, pd.DataFrame([_whole(name, n, row) for n, row in enumerate(found)])) for name, found in rows.items()
    }
    return write_record(to, whole)


def _whole(name: str, n: int, row: dict[str, object]) -> dict[str, object]:
    if name in ("coverage", "ledger"):
        return row
    day = row.get("occurred_on", "2023-03-01")
    return {"entity_id": f"{name}-{n}", "case_id": "001", "occurred_on": day, "recorded_at": f"{day} 10:00:00", **row}


COVER = [{"table_name": "case", "covered_from": "2020-01-01", "covered_to": "2025-06-30", "recorded_at": "2020-01-01"}]
FEW = {
    "a case and no cover": {"case": [{}]},
    "a case and its cover": {"case": [{}], "coverage": COVER},
    "cover and no case": {"coverage": COVER},
    "a child and no case": {"child": [{"sex": "female"}], "coverage": COVER},
    "a decision": {"decision": [{"kind": "plan change"}], "case": [{}], "coverage": COVER},
    "a decision without a day": {
        "decision": [{"kind": "plan change", "occurred_on": None, "recorded_at": "2023-03-01 10:00:00"}],
        "case": [{}],
        "coverage": COVER,
    },
    "a placement": {"placement": [{"change": "S", "placement_type": "U4"}], "coverage": COVER},
    "visits that nothing says were kept": {
        "case": [{}],
        "visit": [{"seen": True, "outcome": "completed"}] * 3,
        "placement": [{"change": "S", "placement_type": "U4"}],
        "decision": [{"kind": "close", "occurred_on": "2024-05-01"}],
        "coverage": COVER,
    },
    "a ledger of nothing": {
        "case": [{}],
        "decision": [{"occurred_on": "2024-05-01"}, {"occurred_on": None, "recorded_at": "2024-06-01 10:00:00"}],
        "ledger": [{"statement_id": "none", "case_id": "001", "holder": "W1", "recorded_at": "2023-03-01 10:00:00"}],
        "coverage": COVER,
    },
}
