"""One case under review: its decisions, the record as it stood at the last of them, and the record as it is now."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from toolkit.contrast import classes_and_details
from toolkit.errors import CaseReviewError
from toolkit.known import measure
from toolkit.known import views as moments
from toolkit.record.restricted import last_restricted
from toolkit.review.cover import cover_at
from toolkit.review.decided import own_words
from toolkit.review.measures import measures_of
from toolkit.review.stood import Things, first_stood, stood_at, without
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
        record: the record as it stood on the day of the review, with this case's rows alone, as `before`.
        everybody: the same with all cases, for those that others are compared with.
        views: the view before each decision, in order of time, with `name` (D1, D2, … from the first decision of the case, so that
            a decision has the same name wherever it is shown) beside the view's columns. A decision
            with a day and no time comes after those of its day that have one, as its day is read to its end.
        decided: each decision's own words, as :func:`toolkit.review.decided.own_words` returns them.
        left_out: how many earlier decisions are not shown.
        undated: how many decisions had no date at the last one, and so no view.
        afterwards: what has been worked out for the afterwards part, by what it is, so that it is worked out once.

    What several parts of a page need is worked out once, when it is first asked for.
    """

    case_id: str
    before: Record
    record: Record
    everybody: Record
    views: pd.DataFrame
    decided: pd.DataFrame
    left_out: int
    undated: int
    afterwards: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

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
    def closed(self) -> Things:
        """The things that may not be shown, with the reason: those whose last version is restricted, at the last decision or now.

        That a thing was restricted only later is all that this page learns from after its last decision: it must not be shown.
        """
        return self._restricted_then | self.restricted_now

    @cached_property
    def _restricted_then(self) -> Things:
        return last_restricted(self.before)

    @cached_property
    def restricted_now(self) -> Things:
        """The things whose last version is restricted on the day of the review, with the reason."""
        return last_restricted(self.record)

    @cached_property
    def stood_at(self) -> tuple[pd.DataFrame, pd.DataFrame, Things]:
        """What stood in the record at each decision, and what the timeline shows: :func:`toolkit.review.stood.stood_at`."""
        return stood_at(self.before, self.views, self.closed)

    @cached_property
    def held_back(self) -> Things:
        """The things that the page would show above its afterwards part if they were not restricted, with the reason."""
        return self._classed_and_closed[2] | self.stood_at[2] | self._restricted_then

    @property
    def stood(self) -> pd.DataFrame:
        """What stood in the record at each decision, as :func:`toolkit.known.statements` returns it."""
        return self.stood_at[0]

    @cached_property
    def first_stood(self) -> pd.DataFrame:
        """When each thing first stood, as far as the record knew at the last: :func:`toolkit.review.stood.first_stood`."""
        return first_stood(self.before, self.case_id)

    @cached_property
    def classed(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Who had what at each decision, as far as the record knew at the last, counted and thing by thing."""
        return self._classed_and_closed[:2]

    @cached_property
    def _classed_and_closed(self) -> tuple[pd.DataFrame, pd.DataFrame, Things]:
        counts, details = classes_and_details(self.before, self.views)
        return (counts, *without(details, self.closed))

    @property
    def details(self) -> pd.DataFrame:
        """Who had what, thing by thing, as :func:`toolkit.contrast.class_details` returns it."""
        return self.classed[1]

    @cached_property
    def cover(self) -> pd.DataFrame:
        """What the record was known to cover at each decision, as :func:`toolkit.review.cover.cover_at` returns it."""
        return cover_at(self.before, self.views)

    @cached_property
    def measured(self) -> pd.DataFrame:
        """The review's indicators at each decision, from what stood there, as :func:`toolkit.known.measure` returns them."""
        return measure(self.before, self.views, list(measures_of("learning_review")))

    def at_last(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return those of some rows by view that are of the last decision's."""
        return rows[rows["view_id"] == self.views["view_id"].iloc[-1]]


def reviewed_case(record: Record, case_id: str, as_of: str = "", earlier: bool = False) -> ReviewedCase:
    """Make ready one case for a learning review.

    Where no decision is recorded the points are derived: start of care, move, legal change. The end of care is left out, as
    a point that is named so would give the ending away. Which decisions there were, and on what days, is read from all of
    the record; what each was about and why only from what was written before the last of them, or within days of it.

    Args:
        record: the record.
        case_id: the case.
        as_of: the day of the review (ISO); the record is read as it stood then. Empty: all of it.
        earlier: whether decisions before the last :data:`MOST_DECISIONS` are taken too.

    Raises:
        CaseReviewError: the record holds no such case, or no decision and no point of it that has a date.
    """
    everybody = record.as_it_stood(as_of) if as_of else record
    now = everybody.of_cases([case_id])
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
    named = views.assign(name=[f"D{n}" for n in range(1, len(views) + 1)])
    shown = named if earlier else named.tail(MOST_DECISIONS).reset_index(drop=True)
    before = now.as_it_stood(until)
    undated = len(moments.undated_decisions(before, [case_id]))
    return ReviewedCase(case_id, before, now, everybody, shown, decided, len(views) - len(shown), undated)


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
