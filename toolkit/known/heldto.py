"""Which indicators are held to practice standards or to the calendar of working days: the convention is told with their results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.known.catalogue import chosen
from toolkit.known.prepare import derived_tables
from toolkit.known.words import words_of

if TYPE_CHECKING:
    from pathlib import Path

_YARDSTICKS = {"standard", "working_day"}


def held_to_standards(names: list[str] | None = None, folder: str | Path | None = None) -> list[str]:
    """Return those of some indicators, by name, whose queries or derived tables read the standards or the working days.

    Args:
        names: their names; all where none are given.
        folder: a folder with indicators of one's own.

    Raises:
        CaseReviewError: unknown indicators.

    >>> held_to_standards(["review_lateness", "carer_moves"])
    ['review_lateness']
    """
    return [one.name for one in chosen(names, folder) if not one.python and _words(one.sql) & _YARDSTICKS]


def _words(sql: str) -> set[str]:
    own = words_of(sql)
    return own.union(*(words_of(query) for query in derived_tables(own).values()))
