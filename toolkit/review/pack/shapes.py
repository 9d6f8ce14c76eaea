"""What a blind pack is made of: plain values, the same bytes for the same content."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Line:
    """One entry: its day (in words), what it says, and what must be said of it (empty for most)."""

    day: str
    words: str
    mark: str = ""


@dataclass(frozen=True)
class Section:
    """Entries under a heading, with sentences before them."""

    heading: str
    lead: tuple[str, ...] = ()
    rows: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Page:
    """One page of a pack."""

    title: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Pack:
    """A blind pack: what was known and planned before a decision, and on a page of its own the decision.

    Attributes:
        number: P01, P02 …
        title: says nothing but the number.
        page1: stops before the decision.
        page2: the decision in the words that were written at the time.
    """

    number: str
    title: str
    page1: Page
    page2: Page

    def to_json(self) -> dict[str, Any]:
        """Return the pack as plain values, with its digest."""
        return asdict(self) | {"digest": self.digest}

    @property
    def digest(self) -> str:
        """The SHA-256 of the pack's content as canonical JSON (sorted keys, no blanks, UTF-8).

        >>> page = Page("", ())
        >>> Pack("P01", "Pack P01", page, page).digest[:8]
        'f56eea75'
        """
        said = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(said.encode()).hexdigest()


@dataclass(frozen=True)
class Removal:
    """What was left out of a pack and why: for the coordinator alone. `entity_id` is the record's own."""

    pack: str
    table: str
    entity_id: str
    why: str
