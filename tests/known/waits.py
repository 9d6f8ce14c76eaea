"""The waits of hand-worked cases, one case an indicator, as short rows that a test can compare."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from tests.known.records import case_of, table, views, write_cases
from toolkit.known import spells

Wait = tuple[str, str, str, str, str]
Worked = tuple[dict[str, str], list[Wait]]
"""A case's tables as text, and the waits that they make: entity, started, entered, ended, how."""


def waits_of(folder: Path, cases: dict[str, Worked], as_of: str = "2023-12-31") -> pd.DataFrame:
    """Return what `spells` says of all indicators named, of a record with a case for each."""
    record = write_cases(
        folder, *(case_of(name, {t: table(text) for t, text in told.items()}) for name, (told, _) in cases.items())
    )
    return spells(record, views(*((name, as_of) for name in cases)), list(cases))


def waits_in(waits: pd.DataFrame, name: str) -> list[Wait]:
    """Return the waits of an indicator in its own case."""
    rows = waits[(waits["measure"] == name) & (waits["case_id"] == name)]
    return [
        (row.entity_id.rpartition(":")[2], _day(row.started_on), _day(row.entered_on), _day(row.ended_on), row.end_kind)
        for row in rows.itertuples()
    ]


def _day(value: pd.Timestamp) -> str:
    return "" if pd.isna(value) else f"{value:%Y-%m-%d}"
