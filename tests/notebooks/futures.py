"""Other futures for a record: all that was recorded after an instant deleted, altered or invented, what stood by then untouched."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from tests.wall.futures import random_record, write
from toolkit.record import Record, open_record
from toolkit.record.schema import BY_NAME, DATE, TABLES, TEXT

GIVEN_AWAY = "GIVEN AWAY"
_IDS = {"statement_id", "entity_id", "case_id", "need_id", "goal_id", "person_id", "decision_id", "table_name", "links", "decider"}
_MADE = ["occurred_on", "decided_at", "decider", "case_id", "entity_id"]


def some_cases(record: Record, cases: list[str]) -> dict[str, pd.DataFrame]:
    """Return the tables of a record for these cases."""
    with record.connect() as con:
        con.register("wanted", pd.DataFrame({"case_id": cases}))
        return {
            t.name: con.execute(
                f'SELECT * FROM "{t.name}"'
                + (" SEMI JOIN wanted USING (case_id)" if "case_id" in {c.name for c in t.columns} else "")
            ).df()
            for t in TABLES
            if record.has(t.name)
        }


def another_future(
    tables: dict[str, pd.DataFrame], last: pd.Timestamp, how: str, to: Path, decisions_stay: pd.Timestamp | None = None
) -> Record:
    """Write a record that is the same up to an instant, and open it.

    With `decisions_stay`, decisions are what they were as far as they were recorded by then, and that they were made, when and
    by whom stays as it is: it is what chooses the views. What is written of them later is altered too.
    """
    rng = np.random.default_rng(len(how))
    future = {name: _other(rng, name, frame, last, how) for name, frame in tables.items()}
    if decisions_stay is not None:
        future["decision"] = _words_altered(tables["decision"], decisions_stay)
    return open_record(write(future, to))


def _other(rng: np.random.Generator, name: str, frame: pd.DataFrame, last: pd.Timestamp, how: str) -> pd.DataFrame:
    past, future = frame[frame["recorded_at"] <= last].copy(), frame[frame["recorded_at"] > last]
    _withdraw_otherwise(rng, past, last, how)
    if how == "deleted":
        return past
    other = [_reworded(name, future, 20)]
    if how == "invented":
        again = _reworded(name, past, 0)
        again["recorded_at"] = [last + pd.Timedelta(microseconds=int(m)) for m in rng.integers(1, 10**14, len(again))]
        strange = random_record(rng)[name]
        strange["recorded_at"] = last + pd.Timedelta(hours=1)
        if "case_id" in strange and len(past):
            strange["case_id"] = rng.choice(past["case_id"].to_numpy(), len(strange))
        other += [again, _fresh(again), strange[list(frame.columns)].astype(frame.dtypes.to_dict())]
    return pd.concat([past, *other], ignore_index=True)


def _withdraw_otherwise(rng: np.random.Generator, past: pd.DataFrame, last: pd.Timestamp, how: str) -> None:
    if "withdrawn_at" not in past:
        return
    later = past["withdrawn_at"].isna() | (past["withdrawn_at"] > last)
    ends = [last + pd.Timedelta(microseconds=int(m)) for m in rng.integers(1, 10**14, len(past))]
    gone = later & (how != "deleted") & (rng.random(len(past)) < (0.3 if how == "altered" else 1))
    for column in past.columns.intersection(["withdrawn_at", "withdrawn_by", "withdrawn_reason"]):
        past.loc[later, column] = None
        past.loc[gone, column] = "in error" if column == "withdrawn_reason" else pd.Series(ends, index=past.index)[gone]


def _reworded(name: str, rows: pd.DataFrame, days_earlier: int) -> pd.DataFrame:
    """The same things in other words, said to have been so earlier; statements of their own."""
    rows = rows.copy()
    for column in (c for c in BY_NAME[name].columns if c.name in rows):
        if column.type == TEXT and not column.values and column.name not in _IDS:
            rows[column.name] = GIVEN_AWAY
        elif column.type == DATE:
            rows[column.name] = rows[column.name] - pd.Timedelta(days=days_earlier)
    if name != "ledger" and "statement_id" in rows:
        rows["statement_id"] = "later-" + rows["statement_id"]
    return rows


def _fresh(rows: pd.DataFrame) -> pd.DataFrame:
    """The same as things that nobody had spoken of."""
    return rows.assign(**{c: "new-" + rows[c] for c in ("entity_id", "statement_id") if c in rows and "entity_id" in rows})


def _words_altered(decisions: pd.DataFrame, stay: pd.Timestamp) -> pd.DataFrame:
    late = decisions["recorded_at"] > stay
    reworded = _reworded("decision", decisions, 0).assign(**{c: decisions[c] for c in _MADE})
    after = reworded[~late].assign(recorded_at=stay + pd.Timedelta(days=30), recorded_by=pd.NaT)
    stood = decisions[~late].copy()
    stood["withdrawn_at"], stood["withdrawn_reason"] = stay + pd.Timedelta(days=30), "corrected"
    return pd.concat([stood, reworded[late], after], ignore_index=True)
