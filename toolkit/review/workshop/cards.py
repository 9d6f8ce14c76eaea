"""Cards 1 and 2: the two pages of a decision's blind pack, as cards to hand out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.review.pack import make_packs
from toolkit.review.workshop.page import Sheet

if TYPE_CHECKING:
    from toolkit.review.pack.shapes import Line, Pack, Page, Section
    from toolkit.review.workshop.plan import Workshop

NOTHING = "Nothing on record."


def packs_of(workshop: Workshop) -> list[Pack]:
    """Return the blind pack of each decision, in the order of the rounds; a pack knows nothing from after its decision."""
    import pandas as pd

    found = []
    for n in workshop.rounds:
        view = workshop.view(n)
        key = view[["view_id", "case_id", "decision_id"]].assign(pack=f"P{n:02}")
        made, _ = make_packs(workshop.cases[n - 1].record, view, pd.DataFrame(key), workshop.seed, settings=workshop.settings)
        found += made
    return found


def cards(workshop: Workshop) -> list[Sheet]:
    """Return cards 1 and 2 of each decision, the same for everybody: what was known before it, and what was decided."""
    return [
        sheet
        for n, pack in zip(workshop.rounds, packs_of(workshop), strict=True)
        for sheet in (_card(f"Card 1, decision {n}", pack.page1), _card(f"Card 2, decision {n}", pack.page2))
    ]


def _card(title: str, page: Page) -> Sheet:
    lists = {section.heading: _lines(section) for section in page.sections}
    return Sheet(title, [page.title] if page.title else [], lists, NOTHING)


def _lines(section: Section) -> list[str]:
    return [*section.lead, *(_line(row) for row in section.rows)]


def _line(row: Line) -> str:
    return f"{row.day}: {row.words}" + (f" ({row.mark})" if row.mark else "")
