"""Who was adopted, and when, as an extract of lists or tables says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from toolkit.record.identity import identity_ends

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Ending:
    """The columns in which a list tells of an adoption: child, day, and where it has one the reason, with the words for it."""

    child: str
    day: str
    reason: str = ""
    words: tuple[str, ...] = ()


def ends_identity(table: str) -> tuple[str, ...]:
    """Return the reasons with which a table of the record ends an identity (data/record/identity_ends.csv).

    >>> ends_identity("placement")
    ('E11', 'E12', 'adopted', 'E155-3')
    """
    return tuple(reason for name, reason in identity_ends() if name == table)


def adopted(found: Mapping[str, pd.DataFrame], endings: Mapping[str, Ending], cut: datetime) -> dict[str, pd.Timestamp]:
    """Return the first day of adoption, up to the cut, of each child that one of the lists says was adopted."""
    days: dict[str, pd.Timestamp] = {}
    for name, ending in endings.items():
        if name in found:
            for child, day in _told(found[name], ending, cut):
                days[child] = min(day, days.get(child, day))
    return days


def _told(rows: pd.DataFrame, ending: Ending, cut: datetime) -> list[tuple[str, pd.Timestamp]]:
    rows = rows[rows[ending.day] <= cut]
    if ending.reason:
        rows = rows[rows[ending.reason].isin(ending.words)]
    return list(zip(rows[ending.child], rows[ending.day], strict=True))
