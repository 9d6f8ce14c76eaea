"""How a review is wanted: who rates, what is compared, what packs show, and what of it cannot be."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from toolkit.errors import CaseReviewError
from toolkit.review.choosing import BADLY, RANDOM, WELL
from toolkit.review.pack import HOLDERS
from toolkit.review.pack.cuts import limit as pack_limit

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
        in_turn: whether two decisions of one family may be under review, handed out one after the other.
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


def check(how: Wanted, share: float, comparisons: int, named: bool) -> None:
    """Raise a CaseReviewError with all that is wrong with how a review is wanted.

    Args:
        how: how it is wanted.
        share: the share that is rated again without the ending, as it holds.
        comparisons: how many comparison decisions there are for each, as it holds.
        named: whether decisions are named.

    >>> check(Wanted(drawn=2), 0.5, 1, named=False)
    """
    wrong = [] if 1 <= how.raters <= _MOST_RATERS else [f"raters must be 1 to {_MOST_RATERS}"]
    wrong += [] if 0 <= share <= 1 else ["the share that is rated again without the ending must be from 0 to 1"]
    wrong += [] if comparisons >= 1 else ["there must be one comparison decision at least: else every pack is a reviewed one"]
    wrong += [] if how.holder in HOLDERS else [f"the holder must be one of {', '.join(HOLDERS)}"]
    most, numbers = int(pack_limit("written_within_most")), how.index.values()
    if not 0 <= how.within_days <= most:
        wrong.append(
            f"the days within which a decision's words may have been written must be 0 to {most}: later ones may know how it went"
        )
    wrong += ["a number of decisions to draw cannot be below 0"] if min(numbers) < 0 else []
    if named and any(numbers):
        wrong.append("decisions are named, and a number to draw is given: give the one or the other")
    elif not named and not any(numbers):
        wrong.append("no decision is named, and none is to be drawn: name a file, or say how many are drawn")
    if wrong:
        raise CaseReviewError("The review cannot be made", wrong, "Mend these and run again.")
