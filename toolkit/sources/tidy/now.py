"""Columns that speak of the day of the extract: what an extract said of them goes on to hold until a later one says other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from toolkit.sources.settings import rows as lines

if TYPE_CHECKING:
    import pandas as pd

Memory = dict[tuple[str, str], dict[str, Any]]


def told(table: str, known_from: str) -> list[str]:
    """Return the columns of which only the end tells (`end`), the day itself (`day`), or the day of the extract (`now`).

    >>> told("plan", "now")
    ['latest_category']
    """
    said = [line for line in lines("availability.csv") if line["table"] == table]
    return [line["column"] for line in said if line["known_from"] == known_from]


def carried(shown: Mapping[str, pd.DataFrame], memory: Memory) -> dict[str, pd.DataFrame]:
    """Return what an extract shows with what the ones before it said of the time before this one; they come in their order."""
    return {table: _carried(table, frame, memory) for table, frame in shown.items()}


def _carried(table: str, shown: pd.DataFrame, memory: Memory) -> pd.DataFrame:
    names = [name for name in told(table, "now") if name in shown]
    if not names:
        return shown
    last = shown["stage"] == shown.groupby("entity_id")["stage"].transform("max")
    filled = shown.copy()
    for name in names:
        before = [memory.get((table, entity), {}).get(name) for entity in shown["entity_id"]]
        filled[name] = [b if not end and value != value else value for value, b, end in zip(shown[name], before, last, strict=True)]
    for row in shown.loc[last, ["entity_id", *names]].to_dict("records"):
        memory[table, row["entity_id"]] = {name: row[name] for name in names}
    return filled
