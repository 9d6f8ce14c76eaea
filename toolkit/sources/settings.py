"""The limits and words that reading strangers' files goes by: all in `data/sources`, each line with its source."""

from __future__ import annotations

import csv
from functools import cache

from toolkit import paths


def limit(name: str) -> int:
    """Return a limit by name.

    >>> limit("cell_characters")
    32767
    """
    return _limits()[name]


@cache
def words(kind: str) -> dict[str, str]:
    """Return the words of a kind (`null`, `total`, `error`, `yesno`, `month`) in lower case, each with its value.

    >>> words("yesno")["n"]
    'false'
    """
    return {row["word"].lower(): row["value"] for row in rows("words.csv") if row["kind"] == kind}


@cache
def rows(file: str) -> tuple[dict[str, str], ...]:
    """Return the lines of a CSV file in `data/sources`."""
    with (paths.data() / "sources" / file).open(newline="", encoding="utf-8") as text:
        return tuple(csv.DictReader(text))


@cache
def _limits() -> dict[str, int]:
    return {row["name"]: int(row["value"]) for row in rows("limits.csv")}
