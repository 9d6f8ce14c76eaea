"""All that is measured of a review, in one frame of result rows, and the sentences that go with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.result import OK
from toolkit.review import blinding, concordance, endings, forecast, shift
from toolkit.review.folder import Review, open_review
from toolkit.review.limits import limit
from toolkit.review.stages import REFERENCE, standings

if TYPE_CHECKING:
    import pandas as pd

NO_VERDICT = (
    "This is a result about a set of ratings. It says nothing of any one rater, is no evidence of cause or fault, and does not say "
    "whether a decision was good."
)


@dataclass(frozen=True)
class Measured:
    """What a review's locked ratings say: each table of results is made once, when it is asked for.

    Attributes:
        id: the review's own name; empty for one that is made up.
        ratings: every answer that was locked, as :func:`toolkit.review.concordance.locked_ratings` returns them.
        told: what came after each pack's decision, as :func:`toolkit.review.endings.came` returns it.
        came_in: how many ratings came in, and how many were left out and why.
        rates: (pack, outcome) to the share of its reference class.
        seed: of the resampling.
        planned: each (pack, rater) of the plan; None where there is no plan beside the ratings.
    """

    id: str
    ratings: pd.DataFrame
    told: pd.DataFrame
    came_in: pd.DataFrame
    rates: Mapping[tuple[str, str], float] = field(default_factory=dict)
    seed: int = 0
    planned: frozenset[tuple[str, str]] | None = None

    @cached_property
    def shift(self) -> pd.DataFrame:
        """What seeing the ending did."""
        return shift.shift_rows(self.ratings, self.told, self.seed, self.planned)

    @cached_property
    def agreement(self) -> pd.DataFrame:
        """How far raters agreed blind."""
        return concordance.agreement_rows(self.ratings, self.seed)

    @cached_property
    def blinding(self) -> pd.DataFrame:
        """Whether packs gave their endings away."""
        return blinding.blinding_rows(self.ratings, endings.endings(self.told), self.seed)

    @cached_property
    def forecast(self) -> pd.DataFrame:
        """How near blind forecasts came."""
        return forecast.forecast_rows(self.ratings, self.told, self.rates, self.seed)

    @property
    def rows(self) -> pd.DataFrame:
        """All result rows."""
        import pandas as pd

        return pd.concat([self.shift, self.agreement, self.blinding, self.forecast], ignore_index=True)

    @property
    def said(self) -> list[str]:
        """What came of it, in plain words."""
        return [*shift_said(self.shift), *blinding.flags(self.blinding), *concordance.paradox(self.ratings, self.seed), NO_VERDICT]


def measured(folder: str | Path | Review, as_of: str = "") -> Measured:
    """Return what a review's locked ratings say.

    Args:
        folder: the review's folder, or the review.
        as_of: only what was locked up to the end of this day (ISO); all where empty.

    Raises:
        CaseReviewError: the folder is not as it was locked.
    """
    review = folder if isinstance(folder, Review) else open_review(folder)
    if as_of:
        review = replace(review, chain=tuple(e for e in review.chain if e.kind == "plan" or e.locked_at[: len(as_of)] <= as_of))
    ratings, told = concordance.locked_ratings(review), endings.came(review)
    planned = frozenset((pack, rater) for rater, pack in standings(review))
    return Measured(review.id, ratings, told, concordance.came_in(review), rates(review), int(review.plan["seed"]), planned)


def rates(review: Review) -> dict[tuple[str, str], float]:
    """Return the rates of reference classes that were made for raters: (pack, outcome) to share."""
    made = [e.content for e in review.of_kind("made") if e.content["stage"] == REFERENCE]
    return {(c["pack"], o): float(share) for c in made for o, share in c.get("rates", {}).items()}


def shift_said(rows: pd.DataFrame) -> list[str]:
    """Return the shift in plain words: of the grade, then of the chances."""
    lines = []
    for what in (shift.GRADE, shift.CHANCE):
        [row] = rows[(rows["measure"] == shift.NET.format(what)) & (rows["group"] == shift.TOWARD)].to_dict("records")
        if row["status"] != OK:
            lines.append(f"The {what}: {row['reason']}." + (_over_packs(rows, what) if shift.one_way(row) else ""))
            continue
        covers = row["lower"] <= 0 <= row["upper"]
        lines.append(
            f"The {what}: of {row['denominator']:.0f} comparisons of a rater who saw the ending with one who did not, of the same "
            f"pack, the first had moved further toward the ending in {row['numerator']:.0f}. That is {row['value']:.0%} of them "
            f"more than the other way ({limit('level'):.0%} interval {row['lower']:.0%} to {row['upper']:.0%})"
            + ("; the interval holds no difference." if covers else "; the interval leaves out no difference.")
        )
    found = rows[(rows["measure"] == shift.MIDDLE) & (rows["group"] == shift.TOWARD) & (rows["status"] == OK)].to_dict("records")
    lines += [
        f"The chances moved toward what happened by {r['value']:.0f} points in the middle "
        f"({limit('level'):.0%} interval {r['lower']:.0f} to {r['upper']:.0f})."
        for r in found
    ]
    return lines


def _over_packs(rows: pd.DataFrame, what: str) -> str:
    """What the sign test says, where comparisons all go one way: then it is all that there is."""
    [row] = rows[(rows["measure"] == shift.SIGN.format(what)) & (rows["group"] == shift.TOWARD)].to_dict("records")
    p = "below 0.001" if row["value"] < 0.001 else f"{row['value']:.3f}"
    said = f" The middle lies toward the ending in {row['numerator']:.0f} of {row['denominator']:.0f} packs"
    return said + (f" (sign test over packs: p {p})." if row["status"] == OK else ".")
