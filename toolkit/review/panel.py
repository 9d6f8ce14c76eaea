"""One of a row of like things for a page or a sheet of paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

NOTHING = "Nothing on record."


@dataclass(frozen=True)
class Panel:
    """One of a row of like things, such as a decision or a card: a heading, a sentence or two, and lists side by side.

    `lists` goes from a heading to its sentences; an empty list is shown as `none`.
    """

    title: str
    lead: Sequence[str] = ()
    lists: Mapping[str, Sequence[str]] = field(default_factory=dict)
    none: str = NOTHING
