"""What may not be shown any more: things restricted, and texts found to be identifiers, only after a pack's decision.

A pack is either the same bytes whatever came later, or it is not made: leaving such a thing out would be the one way in which
what came later could change a pack.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from toolkit.errors import CaseReviewError
from toolkit.pseudonyms import Names, Veil
from toolkit.record.restricted import last_restricted
from toolkit.review.pack.names import Identifiers

if TYPE_CHECKING:
    from toolkit.record import Record
    from toolkit.review.pack.shapes import Pack

Things = frozenset[tuple[str, str]]
_MARK = "\ue002"
_CODE = re.compile(r"\b[A-Z][a-z]+ [B-Z]{2}\b")


class NotBlind(CaseReviewError):
    """A review that cannot be blind: nothing is wrong with what was given, but packs made of it would tell, or may not be shown."""


def refuse_since(record: Record, made: list[tuple[Pack, Things, str]], identifiers: Identifiers) -> None:
    """Refuse packs that show what may not be shown any more.

    Args:
        record: the record, with all that it came to hold.
        made: each pack, the things (table, entity) that it shows, and its last day (ISO).
        identifiers: those of the record.

    Raises:
        CaseReviewError: any of them does; all are told, by number and count.
    """
    closed = last_restricted(record).keys()
    problems = [
        f"{pack.number}: {len(now)} of what it shows restricted since its decision"
        for pack, things, _ in made
        if (now := things & closed)
    ]
    problems += [f"{number}: {count} found since to be an identifier" for number, count in _named_since(made, identifiers)]
    if problems:
        raise NotBlind(
            "Some packs may not be shown as the record stood then",
            problems,
            "Choose other decisions; or allow it, having read the coordinator's list, and say so in the review.",
        )


def _named_since(made: list[tuple[Pack, Things, str]], identifiers: Identifiers) -> Iterator[tuple[str, int]]:
    every = set(identifiers.known_by(datetime.max))
    veils: dict[str, Veil] = {}
    for pack, _, until in made:
        if until not in veils:
            later = every - set(identifiers.known_by(end_of(until)))
            shown: dict[str, dict[str, str]] = {}
            for kind, text in sorted(later):
                shown.setdefault(kind, {})[text] = f"{kind} {_MARK}"
            veils = {until: Veil(Names(shown, ""))}
        if count := veils[until].text(_CODE.sub(" ", _texts(pack))).count(_MARK):
            yield pack.number, count


def end_of(day: str) -> datetime:
    """Return the last instant of a day."""
    return datetime.combine(date.fromisoformat(day), datetime.max.time())


def _texts(pack: Pack) -> str:
    lines = [
        line
        for page in (pack.page1, pack.page2)
        for s in page.sections
        for line in (*s.lead, *(f"{r.words} {r.mark}" for r in s.rows))
    ]
    return "\n".join(lines)
