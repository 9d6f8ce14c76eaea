"""The workshop's steps, limits, invented endings and slip: read from data files, each line with its source."""

from __future__ import annotations

from toolkit import paths


def rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the lines of one of `data/review/workshop_*.csv`.

    >>> [row["item"] for row in rows("slip") if row["part"] == "2"]
    ['grade', 'chance']
    """
    return paths.rows("review", f"workshop_{name}")


def limit(name: str) -> float:
    """Return one of the limits.

    >>> limit("least_in_arm")
    5.0
    """
    return next(float(row["value"]) for row in rows("limits") if row["name"] == name)


def choices(row: dict[str, str]) -> list[str]:
    """Return what is offered to tick or to fill in under a question of the slip.

    >>> [choices(row)[0] for row in rows("slip") if row["item"] == "grade"]
    ['☐ 1 clearly not acceptable']
    """
    return [choice.strip() for choice in row["choices"].split("|") if choice.strip()]


def invented_endings() -> dict[str, str]:
    """Return the invented endings by name.

    >>> sorted(invented_endings())
    ['invented: bad', 'invented: good']
    """
    return {row["name"]: row["words"] for row in rows("endings")}
