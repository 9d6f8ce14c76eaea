"""The counts of classes by careful vectorised frames: a table at a time, only the columns that are needed, numbers in place of text.

It leaves out what :mod:`classes_sql` leaves out, and knows what that knows; also that versions stand in the order of recording.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from classes_sql import SAID

COUNTS = ("K1/2", "K5", "K0", "corrected")
_CLOCK = ["case_id", "entity_id", "recorded_at", "withdrawn_at"]


def classed_pandas(record: Path, views: Path, to: Path) -> None:
    """Write the number of things in each class at each view, and of those that were corrected later."""
    asked = _views(views)
    numbers = pd.Index(asked["case_id"].unique())
    pairs = pd.DataFrame({"case": numbers.get_indexer(asked["case_id"]), "view": np.arange(len(asked)), "day": asked["day"]})
    counts = np.zeros((len(COUNTS), len(asked)), dtype="int64")
    for table, said in SAID.items():
        counts += _counts(pairs.merge(_things(record, table, said.split(), numbers), on="case"), len(asked))
    stands = pd.read_parquet(record / "case.parquet", columns=["case_id", "recorded_at"]).groupby("case_id")["recorded_at"].min()
    there = stands.reindex(asked["case_id"]).to_numpy() < (asked["day"] + pd.Timedelta(days=1)).to_numpy()
    made = pd.DataFrame({"view_id": asked["view_id"], **dict(zip(COUNTS, counts, strict=True))})
    made[there].sort_values("view_id", ignore_index=True).to_parquet(to)


def _views(file: Path) -> pd.DataFrame:
    views = pd.read_parquet(file)
    return views.assign(day=pd.to_datetime(views["as_of"]).astype("datetime64[us]")).drop(columns="as_of")


def _things(record: Path, table: str, said: list[str], numbers: pd.Index) -> pd.DataFrame:
    """A row a thing: its first version, and of its last when it was recorded and withdrawn, and whether it says something else."""
    rows = pd.read_parquet(record / f"{table}.parquet", columns=[*_CLOCK, *said])
    thing = pd.factorize(rows["entity_id"])[0]
    rows = rows.drop(columns="entity_id")
    first, last = (~pd.Series(thing).duplicated(keep=which).to_numpy() for which in ("first", "last"))
    before, after = rows[first].reset_index(drop=True), rows[last].reset_index(drop=True)
    otherwise = np.zeros(len(before), dtype=bool)
    for column in said:
        otherwise |= (before[column].notna() & after[column].notna() & (before[column] != after[column])).to_numpy()
    return pd.DataFrame(
        {
            "case": numbers.get_indexer(before["case_id"]),
            "recorded_at": before["recorded_at"],
            "again_at": after["recorded_at"],
            "withdrawn_at": after["withdrawn_at"],
            "occurred_on": before["occurred_on"].astype("datetime64[us]"),
            "otherwise": otherwise,
        }
    )


def _counts(pairs: pd.DataFrame, views: int) -> np.ndarray:
    day, stands = pairs["day"], pairs["withdrawn_at"].isna()
    after = day + pd.Timedelta(days=1)
    on_record = (pairs["recorded_at"] < after) & ~(pairs["withdrawn_at"] < after)
    later = pairs["occurred_on"] > day
    corrected = on_record & pairs["otherwise"] & (pairs["again_at"] >= after)
    each = (on_record, ~on_record & stands & later, ~on_record & stands & ~later, corrected)
    return np.array([np.bincount(pairs["view"][which], minlength=views) for which in each])
