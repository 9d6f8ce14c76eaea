"""One case under review: its decisions, the record as it stood at the last of them, and the record as it is now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from toolkit.contrast import class_details
from toolkit.errors import CaseReviewError
from toolkit.known import statements
from toolkit.known import views as moments
from toolkit.review.decided import own_words
from toolkit.review.wording import plural

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.record import Record

END_OF_CARE = "end of care"
MOST_DECISIONS = 12
_DAY = len("2024-05-01")


@dataclass(frozen=True)
class ReviewedCase:
    """A case under review.

    Attributes:
        case_id: the case.
        before: the record as it stood at the last decision; all that a page shows above its afterwards part rests on it.
        record: the record as it stood on the day of the review.
        views: the view before each decision, in order of time, with `name` (D1, D2, …) beside the view's columns. A decision
            with a day and no time comes after those of its day that have one, as its day is read to its end.
        decided: each decision's own words, as :func:`toolkit.review.decided.own_words` returns them.
        left_out: how many earlier decisions are not shown.
        undated: how many decisions had no date at the last one, and so no view.
    """

    case_id: str
    before: Record
    record: Record
    views: pd.DataFrame
    decided: pd.DataFrame
    left_out: int
    undated: int

    @property
    def derived(self) -> bool:
        """Whether no decision is recorded, so that the points are taken from the course of care."""
        return bool((self.views["kind"] == moments.DERIVED).any())

    @property
    def last(self) -> str:
        """The moment of the last decision, as ISO text."""
        return self.views["as_of"].iloc[-1]

    @property
    def last_instant(self) -> datetime:
        """The last instant that lies on or before the last decision."""
        return last_instant(self.last)

    @cached_property
    def stood(self) -> pd.DataFrame:
        """What stood in the record at each decision, as :func:`toolkit.known.statements` returns it."""
        return statements(self.before, self.views)

    @cached_property
    def details(self) -> pd.DataFrame:
        """Who had what at each decision, as far as the record knew at the last: :func:`toolkit.contrast.class_details`."""
        return class_details(self.before, self.views)

    def at_last(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return those of some rows by view that are of the last decision's."""
        return rows[rows["view_id"] == self.views["view_id"].iloc[-1]]


def reviewed_case(record: Record, case_id: str, as_of: str = "") -> ReviewedCase:
    """Make ready one case for a learning review.

    Where no decision is recorded the points are derived: start of care, move, legal change. The end of care is left out, as
    a point that is named so would give the ending away. Which decisions there were, and on what days, is read from all of
    the record; what each was about and why only from what was written before the last of them, or within days of it.

    Args:
        record: the record.
        case_id: the case.
        as_of: the day of the review (ISO); the record is read as it stood then. Empty: all of it.

    Raises:
        CaseReviewError: the record holds no such case, or no decision and no point of it that has a date.
    """
    now = record.as_it_stood(as_of) if as_of else record
    views = _in_order(_without_the_end(moments.decisions(now, [case_id])))
    if not len(views):
        undated = len(moments.undated_decisions(now, [case_id]))
        none = (
            f"the record holds {plural(undated, 'decision')} of this case, and none has a day on which it was made"
            if undated
            else "the record holds no dated decision of this case, and no start of care, move or legal change"
        )
        raise CaseReviewError(
            "There is nothing to review",
            [none],
            "Check the case's identifier and the record; `casereview check RECORD` says what the record holds.",
        )
    until = views["as_of"].iloc[-1]
    decided = own_words(now, views, last_instant(until))
    views = _in_order(_labelled(views, decided))
    shown = views.tail(MOST_DECISIONS).reset_index(drop=True)
    shown = shown.assign(name=[f"D{n}" for n in range(1, len(shown) + 1)])
    before = now.as_it_stood(until)
    undated = len(moments.undated_decisions(before, [case_id]))
    return ReviewedCase(case_id, before, now, shown, decided, len(views) - len(shown), undated)


def last_instant(as_of: str) -> datetime:
    """Return the last instant that lies on or before a moment: a bare day means its end.

    >>> last_instant("2024-05-01"), last_instant("2024-05-01T10:30:00")
    (datetime.datetime(2024, 5, 1, 23, 59, 59, 999999), datetime.datetime(2024, 5, 1, 10, 30))
    """
    when = datetime.fromisoformat(as_of)
    return when + timedelta(days=1, microseconds=-1) if len(as_of) == _DAY else when


def _without_the_end(views: pd.DataFrame) -> pd.DataFrame:
    """Leave out the end of care, also where something else fell on its day."""
    derived = views["kind"] == moments.DERIVED
    labels = [
        ", ".join(part for part in label.split(", ") if part != END_OF_CARE) if is_derived else label
        for label, is_derived in zip(views["label"], derived, strict=True)
    ]
    named = views.assign(label=labels)
    return named[named["label"] != ""]


def _in_order(views: pd.DataFrame) -> pd.DataFrame:
    order = [last_instant(as_of) for as_of in views["as_of"]]
    return views.assign(order=order).sort_values(["order", "label", "decision_id"], ignore_index=True).drop(columns="order")


def _labelled(views: pd.DataFrame, decided: pd.DataFrame) -> pd.DataFrame:
    """Name each decision by what was written of it at the time, and not by what it came to be called."""
    kinds = dict(zip(decided["decision_id"], decided["kind"], strict=True))
    return views.assign(
        label=[kinds.get(d) or "decision" if d else label for d, label in zip(views["decision_id"], views["label"], strict=True)]
    )
