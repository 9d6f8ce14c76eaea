"""Cards 1 and 2: the two pages of a decision's blind pack, as cards to hand out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from toolkit.pseudonyms import read_key
from toolkit.review.pack import make_packs
from toolkit.review.panel import Panel
from toolkit.review.wording import plural
from toolkit.review.workshop.rules import limit

if TYPE_CHECKING:
    from toolkit.review.pack.shapes import Line, Pack, Page, Section
    from toolkit.review.workshop.plan import Workshop


def packs_of(workshop: Workshop) -> list[Pack]:
    """Return the blind pack of each decision, in the order of the rounds; a pack knows nothing from after its decision."""
    found = []
    for n in workshop.rounds:
        record = workshop.cases[n - 1].record
        view = workshop.view(n).assign(pack=f"P{n:02}")
        made, _ = make_packs(record, view, read_key(record), workshop.seed, settings=workshop.settings)
        found += made
    return found


def cards(workshop: Workshop) -> list[Panel]:
    """Return cards 1 and 2 of each decision, the same for everybody: what was known before it, and what was decided."""
    return [
        sheet
        for n, pack in zip(workshop.rounds, packs_of(workshop), strict=True)
        for sheet in (
            _card(f"Card 1, decision {n}", pack.page1, workshop.settings.urgent_lines),
            _card(f"Card 2, decision {n}", pack.page2),
        )
    ]


def _card(title: str, page: Page, lead: Sequence[str] = ()) -> Panel:
    lists = {section.heading: _lines(section) for section in page.sections}
    return Panel(title, [*lead, *([page.title] if page.title else [])], lists)


def _lines(section: Section) -> list[str]:
    """A card is read in minutes: of a long run of entries only the last stand on it, and how many are left out is said."""
    most = int(limit("entries_on_a_card"))
    left_out = max(len(section.rows) - most, 0)
    said = [f"{plural(left_out, 'earlier entry', 'earlier entries')} on record, not on this card."] if left_out else []
    return [*section.lead, *said, *(_line(row) for row in section.rows[left_out:])]


def _line(row: Line) -> str:
    return f"{row.day}: {row.words}" + (f" ({row.mark})" if row.mark else "")
