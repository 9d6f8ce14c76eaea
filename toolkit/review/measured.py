"""All that is measured of a review, in one frame of result rows, and the sentences that go with it."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.result import OK
from toolkit.review import blinding, concordance, endings, forecast, shift
from toolkit.review.folder import Review, open_review
from toolkit.review.limits import limit
from toolkit.review.stages import REFERENCE

if TYPE_CHECKING:
    import pandas as pd

NO_VERDICT = (
    "This is a result about a set of ratings. It says nothing of any one rater, is no evidence of cause or fault, and does not say "
    "whether a decision was good."
)


class Measured:
    """What a review's locked ratings say: each table is made once, when it is asked for.

    Raises:
        CaseReviewError: the folder is not as it was locked.
    """

    def __init__(self, folder: str | Path | Review) -> None:
        self.review = folder if isinstance(folder, Review) else open_review(folder)
        self.seed = int(self.review.plan["seed"])

    @cached_property
    def ratings(self) -> pd.DataFrame:
        """Every answer that was locked."""
        return concordance.locked_ratings(self.review)

    @cached_property
    def told(self) -> pd.DataFrame:
        """What came after each pack's decision."""
        return endings.came(self.review)

    @cached_property
    def came_in(self) -> pd.DataFrame:
        """How many ratings came in, and how many were left out and why."""
        return concordance.came_in(self.review)

    @cached_property
    def shift(self) -> pd.DataFrame:
        """What seeing the ending did."""
        return shift.shift_rows(self.ratings, self.told, self.seed)

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
        return forecast.forecast_rows(self.ratings, self.told, rates(self.review), self.seed)

    @property
    def rows(self) -> pd.DataFrame:
        """All result rows."""
        import pandas as pd

        return pd.concat([self.shift, self.agreement, self.blinding, self.forecast], ignore_index=True)

    @property
    def said(self) -> list[str]:
        """What came of it, in plain words."""
        return [*shift_said(self.shift), *blinding.flags(self.blinding), *concordance.paradox(self.ratings, self.seed), NO_VERDICT]


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
            lines.append(f"The {what}: {row['reason']}.")
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
