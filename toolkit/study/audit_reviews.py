"""The audit's afterwards part on blind reviews: how decisions were judged on what was known, by how they then went."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.contrast.quality import BY_OUTCOME, NO_EVIDENCE, QualityByOutcome, direction, quality_by_outcome
from toolkit.contrast.reference_families import families
from toolkit.later import outcomes
from toolkit.result import SUPPRESSED
from toolkit.review.concordance import locked_ratings
from toolkit.review.folder import Review, open_review
from toolkit.review.forms.read import standing_outcomes
from toolkit.study.audit_known import Shown

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.record import Record
    from toolkit.study.audit import Audit

JUDGED = "judged-and-went"
COLUMNS = {"judged": "Judged", "went well": "Went well", "went badly": "Went badly", "unknown": "Unknown"}
NO_REVIEW = [
    "No blind review was given to this report, so nothing is said of how well decisions were made: a record cannot say it.",
    "To make one: casereview review new makes packs that hold only what was known, two or more people rate each and lock their "
    "ratings before anybody looks, and this report is run again with --reviews FOLDER.",
]
HIDDEN = "How judgement and ending go together is not shown, as it rests on numbers too small to be shown."


@dataclass(frozen=True)
class Reviewed:
    """A blind review set beside what came later; `found` is none where there is no review."""

    found: QualityByOutcome | None = None


def reviewed(audit: Audit, folder: str | Path = "", seed: int = 0) -> Reviewed:
    """Return the decisions of a review, as they were judged blind, beside how they went by the day of the audit.

    Args:
        audit: the audit; the record as it stood on its day is looked at.
        folder: the folder of a review; empty for none.
        seed: chooses one decision a family.

    Raises:
        CaseReviewError: a folder that is not as it was locked.
    """
    if not folder:
        return Reviewed()
    review = open_review(folder)
    return Reviewed(_quality(audit.record, review, seed))


def tables(reviewed: Reviewed) -> dict[str, pd.DataFrame]:
    """Return the table of judgement by ending, as the policy of release lists it; without a review it has no row."""
    import pandas as pd

    if reviewed.found is None:
        return {JUDGED: pd.DataFrame(columns=list(COLUMNS.values()))}
    return {JUDGED: reviewed.found.table.rename(columns=COLUMNS)}


def words(reviewed: Reviewed, shown: Shown) -> list[str]:
    """Return what is said with the table: how to make a review where there is none; nothing that a hidden number is in."""
    if reviewed.found is None:
        return NO_REVIEW
    frame = shown(JUDGED)
    if not len(frame) or (frame[list(COLUMNS.values())[1:]] == SUPPRESSED).any(axis=None):
        return [HIDDEN, NO_EVIDENCE]
    found = reviewed.found  # its own sentences hold exact numbers, and those of the table are rounded
    return [direction(found.rows), *([BY_OUTCOME] if BY_OUTCOME in found.said else []), NO_EVIDENCE]


def _quality(record: Record, review: Review, seed: int) -> QualityByOutcome:
    import pandas as pd

    packs = pd.DataFrame(list(review.key.values())).astype("str")
    packs = packs[packs["pack"].isin(review.packs)]
    kinds = {row["outcome"]: row["kind"] for row in standing_outcomes()}
    answers = outcomes(record, packs, int(review.plan["horizon_days"]), list(kinds))
    by_outcome = bool((packs["role"] == "comparison").any())
    last = families(record).last
    return quality_by_outcome(locked_ratings(review), packs, answers, kinds, seed, last, by_outcome)
