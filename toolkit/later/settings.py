"""What later takes from data files: final ends, words, scales and limits, each line with its source."""

from __future__ import annotations

from toolkit import paths


def table(name: str) -> list[dict[str, str]]:
    """Return the rows of a file in `data/later`, in its order.

    >>> table("scales")[0]["better"]
    'lower'
    """
    return list(paths.rows("later", name))


def limits() -> dict[str, float]:
    """Return the limits by name; `data/later/limits.csv` says what each means, in what unit, and its source.

    >>> limits()["least"]
    10.0
    """
    return {row["name"]: float(row["value"]) for row in table("limits")}
