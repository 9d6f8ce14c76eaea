"""One case under review: its decisions, the record as it stood at the last of them, and the record as it is now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolkit.errors import CaseReviewError
from toolkit.known import views as moments

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.record import Record

END_OF_CARE = "end of care"
MOST_DECISIONS = 12


@dataclass(frozen=True)
class ReviewedCase:
    """A case under review.

    Attributes:
        case_id: the case.
        before: the record as it stood at the last decision; all that a page shows above its afterwards part rests on it.
        record: the record as it stood on the day of the review.
        views: the view before each decision, in order of time, with `name` (D1, D2, …) beside the view's columns.
        left_out: how many earlier decisions are not shown.
        undated: how many decisions have no date, and so no view.
    """

    case_id: str
    before: Record
    record: Record
    views: pd.DataFrame
    left_out: int
    undated: int

    @property
    def derived(self) -> bool:
        """Whether no decision is recorded, so that the points are taken from the course of care."""
        return bool((self.views["kind"] == moments.DERIVED).any())

    @property
    def last(self) -> str:
        """The moment of the last decision, as ISO text."""
        return self.views["as_of"].max()


def reviewed_case(record: Record, case_id: str, as_of: str = "") -> ReviewedCase:
    """Make ready one case for a learning review.

    Where no decision is recorded the points are derived: start of care, move, legal change. The end of care is left out, as
    a point that is named so would give the ending away.

    Args:
        record: the record.
        case_id: the case.
        as_of: the day of the review (ISO); the record is read as it stood then. Empty: all of it.

    Raises:
        CaseReviewError: the record holds no such case, or no decision and no point of it that has a date.
    """
    now = record.as_it_stood(as_of) if as_of else record
    views = moments.decisions(now, [case_id])
    views = views[~((views["kind"] == moments.DERIVED) & (views["label"] == END_OF_CARE))]
    if not len(views):
        raise CaseReviewError(
            "There is nothing to review", ["the record holds no dated decision of this case, and no start of care, move or legal change"],
            "Check the case's identifier and the record; `casereview check RECORD` says what the record holds.")
    views = views.assign(order=views["as_of"].str.ljust(19, "~")).sort_values(["order", "decision_id"]).drop(columns="order")
    shown = views.tail(MOST_DECISIONS).reset_index(drop=True)
    shown = shown.assign(name=[f"D{n}" for n in range(1, len(shown) + 1)])
    return ReviewedCase(
        case_id, now.as_it_stood(shown["as_of"].max()), now, shown, len(views) - len(shown), len(moments.undated_decisions(now, [case_id])))
