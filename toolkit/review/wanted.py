"""How a review is wanted: how many people rate, which decisions are drawn, what is compared, what packs show."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.errors import CaseReviewError
from toolkit.review.choosing import BADLY, RANDOM, WELL
from toolkit.review.limits import limit
from toolkit.review.pack import HOLDERS
from toolkit.review.pack.cuts import limit as pack_limit
from toolkit.review.settings import Settings

_MOST_RATERS = 99


@dataclass(frozen=True)
class Wanted:
    """How a review is wanted.

    Attributes:
        raters: how many people rate, each on their own.
        seed: draws comparison decisions, the order of packs and who rates again without the ending.
        comparisons: comparison decisions for each; as in the settings where none is given.
        again_share: share of a pack's raters who rate it again without the ending; as in the limits where none is given.
        dimensions: what makes other children's records alike, the weightiest first, with commas.
        holder: whose knowledge the packs show: `agency` or `decider`.
        outcome: the outcome in which comparisons went otherwise.
        local_case: why a case that raters may know is used all the same; empty: it is refused.
        known_locally: a CSV file with a column `case_id`: cases that raters may know.
        in_turn: whether two decisions of one family may be under review: the later then comes in a later round.
        within_days: so many days after a decision its own words may have been written; 0: by the end of its day.
        same_day: whether what was recorded of the decision's own day, order unknown, stands on page 2; else it is left out.
        went_badly, went_well, drawn: how many decisions are drawn for review that went so on the outcome, and of any that were
            followed, where none are named.
    """

    raters: int = 6
    seed: int = 1
    comparisons: int | None = None
    again_share: float | None = None
    dimensions: str = "age_years, placement_kind"
    holder: str = "agency"
    outcome: str = "incident"
    local_case: str = ""
    known_locally: str | Path = ""
    in_turn: bool = False
    within_days: int = 0
    same_day: bool = False
    went_badly: int = 0
    went_well: int = 0
    drawn: int = 0

    @property
    def index(self) -> dict[str, int]:
        """How many decisions are drawn for review, by stratum."""
        return {BADLY: self.went_badly, WELL: self.went_well, RANDOM: self.drawn}

    @property
    def share(self) -> float:
        """The share that is rated again without the ending, as it holds."""
        return limit("again_share") if self.again_share is None else self.again_share

    @property
    def codes(self) -> tuple[str, ...]:
        """R1, R2, …"""
        return tuple(f"R{n}" for n in range(1, self.raters + 1))

    def each(self, settings: Settings) -> int:
        """How many comparison decisions there are for each, as it holds."""
        return settings.comparisons if self.comparisons is None else self.comparisons

    def without_draw(self) -> Wanted:
        """The same where decisions are named, and none is drawn."""
        return replace(self, went_badly=0, went_well=0, drawn=0)


def check(how: Wanted, settings: Settings, named: bool) -> None:
    """Raise a CaseReviewError with all that is wrong with how a review is wanted.

    Args:
        how: how it is wanted.
        settings: the agency's.
        named: whether decisions are named.

    >>> from toolkit.review.settings import read_settings
    >>> check(Wanted(drawn=2), read_settings(), named=False)
    """
    most, numbers = int(pack_limit("written_within_most")), how.index.values()
    faults = {
        f"raters must be 1 to {_MOST_RATERS}": not 1 <= how.raters <= _MOST_RATERS,
        "the share that is rated again without the ending must be from 0 to 1": not 0 <= how.share <= 1,
        "there must be one comparison decision at least: else every pack is a reviewed one": how.each(settings) < 1,
        f"the holder must be one of {', '.join(HOLDERS)}": how.holder not in HOLDERS,
        f"the days within which a decision's words may have been written must be 0 to {most}: later ones may know how it went": (
            not 0 <= how.within_days <= most
        ),
        "a number of decisions to draw cannot be below 0": min(numbers) < 0,
        "decisions are named, and a number to draw is given: give the one or the other": named and any(numbers),
        "no decision is named, and none is to be drawn: name a file, or say how many are drawn": not named and not any(numbers),
    }
    if wrong := [words for words, is_so in faults.items() if is_so]:
        raise CaseReviewError("The review cannot be made", wrong, "Mend these and run again.")
