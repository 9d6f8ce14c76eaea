"""Contributory factors: one vocabulary, what each is called elsewhere, and an agency's own wording in its place.

There is no factor for an error, and none for a person: what is looked for is what made good work harder, or easier.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from toolkit import paths
from toolkit.errors import CaseReviewError, nearest

if TYPE_CHECKING:
    import pandas as pd

UNCHECKED = " (not checked)"


@dataclass(frozen=True)
class Factor:
    """A contributory factor: its short name, the level it is of, its name and meaning, an example each way, and its source."""

    factor: str
    level: str
    name: str
    words: str
    barrier: str
    facilitator: str
    source: str


def lines(name: str) -> tuple[dict[str, str], ...]:
    """Return the lines of one of the review's data files.

    >>> lines("action_strengths")[0]["strength"]
    'elimination'
    """
    return paths.rows("review", name)


def vocabulary(wording: Mapping[str, Mapping[str, str]] | None = None) -> dict[str, Factor]:
    """Return the contributory factors by their short names, in the order of `data/review/factors.csv`.

    Args:
        wording: an agency's own words: short name to `name` and, where it has them, `words` and `source`.

    Raises:
        CaseReviewError: wording of factors that there are not, all at once.

    >>> vocabulary()["supervision"].level
    'team'
    >>> vocabulary({"supervision": {"name": "Supervisory support", "source": "licensed"}})["supervision"].name
    'Supervisory support'
    """
    ours = {row["factor"]: Factor(**row) for row in lines("factors")}
    own = wording or {}
    if unknown := [f"there is no factor {name}{nearest(name, ours)}" for name in own if name not in ours]:
        raise CaseReviewError("The wording of factors cannot be used", unknown, f"These can be worded: {', '.join(ours)}.")
    return {name: _worded(factor, own[name]) if name in own else factor for name, factor in ours.items()}


def _worded(factor: Factor, own: Mapping[str, str]) -> Factor:
    given = {key: own[key] for key in ("name", "words", "source") if own.get(key)}
    return replace(factor, **given)


def schemes() -> tuple[str, ...]:
    """Return the other vocabularies that the factors are set beside.

    >>> schemes()
    ('SCIE', 'SSIT', 'SEIPS', 'London Protocol')
    """
    return tuple(dict.fromkeys(row["scheme"] for row in lines("factor_crosswalk")))


def crosswalk(names: list[str] | None = None) -> pd.DataFrame:
    """Return what each factor is called in the other vocabularies.

    Args:
        names: the factors wanted, by their short names; all of them where none are named.

    Returns:
        `factor`, `name`, `level`, and a column for each of :func:`schemes`; a term that nobody has read in its own source says so.
    """
    import pandas as pd

    terms = {(row["factor"], row["scheme"]): row["term"] + _unread(row) for row in lines("factor_crosswalk")}
    wanted = [f for f in vocabulary().values() if names is None or f.factor in names]
    rows = [{"factor": f.factor, "name": f.name, "level": f.level} | {s: terms[f.factor, s] for s in schemes()} for f in wanted]
    return pd.DataFrame(rows, columns=["factor", "name", "level", *schemes()], dtype="str")


def sources() -> list[str]:
    """Return, for each of the other vocabularies, where its terms are from, and how many were read there."""
    said = []
    for scheme in schemes():
        rows = [row for row in lines("factor_crosswalk") if row["scheme"] == scheme]
        read = sum(row["checked"] == "yes" for row in rows)
        where = "; ".join(sorted({row["source"] for row in rows}))
        said.append(f"{scheme}: {where}. Terms read in their source: {read} of {len(rows)} lines.")
    return [
        *said,
        "Which of our factors goes with which term is a proposal of this project, in every line. Our words are paraphrases.",
    ]


def _unread(row: Mapping[str, str]) -> str:
    return "" if row["checked"] == "yes" else UNCHECKED
