"""What the workshop's report shows in its sealed part: which card is which, the third cards, and what the room did."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from toolkit.result import COLUMNS
from toolkit.review.panel import Panel
from toolkit.review.workshop import effect, page
from toolkit.review.workshop.answers import read_slips
from toolkit.review.workshop.arms import ENDING, LETTERS, letters
from toolkit.review.workshop.endings import card, tells_nothing

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.review.workshop.plan import Workshop

NO_SLIPS = (
    "No slips have been given yet. Type them in and build this page again with the command under 'Slips, sheets and seats': then "
    "it says what the room did. Or count them on the tally sheet."
)
_NO_VERDICT = "An ending does not show whether a decision was good; that is what this workshop is about."
_UNTOLD = "nothing can be told of how it went on, so both cards hold the same and the two halves cannot be compared"


def which_is_which(workshop: Workshop) -> list[str]:
    """Return which letter holds the ending, for each decision."""
    lines = []
    for n in workshop.rounds:
        of = {arm: letter for letter, arm in letters(workshop.seed, n).items()}
        said = f"card {of[ENDING]} tells how it went on, card {of['no ending']} does not"
        lines.append(f"Decision {n}: {_UNTOLD if tells_nothing(workshop, n) else said}.")
    return [*lines, _NO_VERDICT]


def cards(workshop: Workshop) -> list[Panel]:
    """Return the third cards, X and Y for each decision, alike from outside."""
    return [
        Panel(f"Card 3{letter}, decision {n}", card(workshop, n, letters(workshop.seed, n)[letter]))
        for n in workshop.rounds
        for letter in LETTERS
    ]


def guide(workshop: Workshop) -> list[Panel]:
    """Return a panel for each step from the sealed cards on; the one that tells everything names the card to read aloud."""
    told = f"{workshop.clock('told')} "
    aloud = [line for n in workshop.rounds for line in _aloud(workshop, n)]
    return [replace(p, lead=[*p.lead, *aloud]) if p.title.startswith(told) else p for p in page.guide(workshop, sealed=True)]


def _aloud(workshop: Workshop, n: int) -> list[str]:
    letter = next(letter for letter, arm in letters(workshop.seed, n).items() if arm == ENDING)
    return [f"Decision {n}: {_UNTOLD}." if tells_nothing(workshop, n) else f"Decision {n}: read card 3{letter} aloud."]


def slips_of(workshop: Workshop, path: str) -> pd.DataFrame | None:
    """Return the slips of the room, or none where no file is named."""
    return read_slips(path, workshop) if path else None


def said(slips: pd.DataFrame | None) -> list[str]:
    """Return what the room did, in sentences."""
    return [NO_SLIPS] if slips is None else effect.said(slips)


def results(slips: pd.DataFrame | None) -> pd.DataFrame:
    """Return the result rows of the room; none where there are no slips."""
    import pandas as pd

    return pd.DataFrame(columns=list(COLUMNS)) if slips is None else effect.effect(slips)


def grades(slips: pd.DataFrame | None, workshop: Workshop) -> list[pd.DataFrame]:
    """Return for each decision how many slips of each arm gave each grade; nothing where there are no slips."""
    if slips is None:
        return []
    counted = effect.counts(slips)
    return [counted[counted["decision"] == n] for n in workshop.rounds]
