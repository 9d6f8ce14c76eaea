"""Records made at random over every table of the schema, and other futures for them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from toolkit.record.schema import BY_NAME, DATE, NUMBER, STATEMENT_TABLES, TABLES, TIME, WHOLE, YESNO, Column

CASES = ("00123", "7", "C-9")
CODES = {
    "change": ["S", "L", "P", "T", "B", "U", "S", "P", None],
    "placement_type": ["U6", "U4", "K2", "T1", "A3", None],
    "end_reason": ["X1", "E4A", None],
    "legal_status": ["C2", "V2", None],
    "worker_id": ["W1", "W2", "W3", None],
    "setting_id": ["s1", "s2", None],
    "due_on": None,
}


def random_record(rng: np.random.Generator, rows: int = 12) -> dict[str, pd.DataFrame]:
    """Return a record with a few statements in every table, entities shared by versions, some rows linked to decisions."""
    record = {}
    for table in TABLES:
        count = int(rng.integers(2, rows))
        frame = pd.DataFrame({c.name: _column(rng, table.name, c, count) for c in table.columns})
        record[table.name] = frame
    record["coverage"]["table_name"] = rng.choice([t.name for t in TABLES], len(record["coverage"]))
    always = pd.DataFrame(
        {
            "table_name": [t for t in STATEMENT_TABLES if rng.random() < 0.9],
            "covered_from": pd.Timestamp("2018-01-01"),
            "covered_to": pd.NaT,
            "recorded_at": pd.Timestamp("2018-01-01"),
            "source": "made up",
        }
    )
    record["coverage"] = pd.concat([record["coverage"], always], ignore_index=True)
    record["case"].loc[: len(CASES), "occurred_on"] = pd.Timestamp("2018-02-01")
    record["case"].loc[: len(CASES), "recorded_at"] = pd.Timestamp("2018-02-01")
    return record


def _column(rng: np.random.Generator, table: str, column: Column, count: int) -> list:
    name = column.name
    if name == "statement_id" and table not in ("ledger", "statement_about", "origin"):
        return [f"{table}{i}" for i in range(count)]
    if name in ("case_id", "alias_case_id"):
        return list(rng.choice(CASES, count, p=[0.7, 0.2, 0.1]))
    if name in ("entity_id", "need_id", "goal_id", "decision_id", "person_id", "statement_id"):
        pools = {"need_id": "need", "goal_id": "goal", "decision_id": "decision", "person_id": "person"}
        pool = pools.get(name, "visit" if name == "statement_id" else table)
        return [f"{pool}-{rng.integers(0, 6)}" if name == "entity_id" or rng.random() < 0.7 else None for _ in range(count)]
    if name in ("links", "cites"):
        return [
            " ".join(f"{rng.choice(['action', 'placement', 'information'])}-{rng.integers(0, 6)}" for _ in range(2))
            for _ in range(count)
        ]
    if column.type == DATE:
        return [_day(rng) if rng.random() < 0.85 else None for _ in range(count)]
    if column.type == TIME:
        return [_moment(rng) if name == "recorded_at" or rng.random() < 0.4 else None for _ in range(count)]
    if column.type == YESNO:
        return [rng.choice([True, False, None]) for _ in range(count)]
    if column.type == WHOLE:
        return [int(rng.integers(1, 4)) for _ in range(count)]
    if column.type == NUMBER:
        return [float(rng.integers(0, 41)) / 2 for _ in range(count)]
    return list(rng.choice(np.array(CODES.get(name) or [*column.values, "words", None], dtype=object), count))


def _day(rng: np.random.Generator) -> pd.Timestamp:
    return pd.Timestamp("2019-01-01") + pd.Timedelta(days=int(rng.integers(0, 900)))


def _moment(rng: np.random.Generator) -> pd.Timestamp:
    return _day(rng) + (pd.Timedelta(0) if rng.random() < 0.4 else pd.Timedelta(minutes=int(rng.integers(1, 1440))))


def random_views(rng: np.random.Generator, as_of: pd.Timestamp, bare: bool) -> pd.DataFrame:
    """Return views of every case, and of one that is not there, at one moment: plain, and before a decision."""
    text = f"{as_of:%Y-%m-%d}" if bare else f"{as_of:%Y-%m-%dT%H:%M:%S}"
    rows = [
        (f"v{n}", case, text, decision, "W1", cut)
        for n, (case, (decision, cut)) in enumerate(
            (c, k) for c in (*CASES, "nobody") for k in (("", ""), (f"decision-{rng.integers(0, 6)}", "before"))
        )
    ]
    return pd.DataFrame(rows, columns=["view_id", "case_id", "as_of", "decision_id", "holder", "cut"])


def other_future(rng: np.random.Generator, record: dict[str, pd.DataFrame], last: pd.Timestamp) -> dict[str, pd.DataFrame]:
    """Return the record with everything after `last` deleted, altered or invented: rows, withdrawals, whole tables."""
    return {name: _other_rows(rng, name, frame, last) for name, frame in record.items()}


def _other_rows(rng: np.random.Generator, name: str, frame: pd.DataFrame, last: pd.Timestamp) -> pd.DataFrame:
    past = frame[frame["recorded_at"] <= last].copy()
    if "withdrawn_at" in past:
        later = past["withdrawn_at"].isna() | (past["withdrawn_at"] > last)
        past.loc[later, "withdrawn_at"] = (
            pd.NaT if rng.random() < 0.5 else last + pd.Timedelta(days=int(rng.integers(1, 400)), microseconds=1)
        )
    if "withdrawn_by" in past:
        past.loc[later, "withdrawn_by"] = pd.NaT
    invented = random_record(rng)[name]
    invented["recorded_at"] = [last + pd.Timedelta(microseconds=int(rng.integers(1, 10**14))) for _ in range(len(invented))]
    mixed = pd.concat([past, invented] if rng.random() < 0.8 else [past], ignore_index=True)
    return mixed.sample(frac=1, random_state=int(rng.integers(0, 2**31))).reset_index(drop=True)


def write(record: dict[str, pd.DataFrame], to: Path, form: str = "parquet") -> Path:
    """Write a record as it is, without ids or order being put right, as Parquet or CSV; empty tables may leave no file."""
    to.mkdir(parents=True)
    for name, frame in record.items():
        if form == "csv":
            frame.to_csv(to / f"{name}.csv", index=False)
        elif len(frame):
            typed = {c.name: "object" for c in BY_NAME[name].columns if c.type == YESNO}
            frame.astype(typed).to_parquet(to / f"{name}.parquet", index=False)
    return to
