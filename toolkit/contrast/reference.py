"""The reference class: of other children whose records then looked alike, how many came to an outcome.

It says what followed such decisions, under what was then done. It is never a chance for the child of the view.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from toolkit.contrast.patterns import patterns
from toolkit.contrast.settings import limit
from toolkit.errors import CaseReviewError
from toolkit.known.viewfile import checked_views
from toolkit.later import outcomes
from toolkit.later.follow import CENSORED, COMPETING, NO, NOT_RECORDED, YES
from toolkit.later.follow import NOT_APPLICABLE as DOES_NOT_APPLY
from toolkit.record.identity import join_in_the_end
from toolkit.result import COLUMNS, INSUFFICIENT, OK
from toolkit.result import NOT_RECORDED as UNKNOWN
from toolkit.stats import clustered_share

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.record import Record
    from toolkit.stats import ClusteredShare

CAVEAT = "what followed such decisions, under what was then done; not what the other option would have brought"
_OVERWATCHED = "An agency's records watch some families more closely than others, and what nobody wrote down is not in them."
_FINAL = (YES, NO, COMPETING)


@dataclass(frozen=True)
class ReferenceClass:
    """A reference class with its definition.

    Attributes:
        row: one row of :data:`toolkit.result.COLUMNS`: numerator k, denominator n (other children), missing (children left out
            because they were not followed to the horizon), value and interval as shares; empty where refused.
        note: the same in sentences, with definition, period, what was left out, and what it does not say.
        pattern: dimension to known band or kind, as at the view.
        counts: how many were left out at each step: `same family` (views), `does not apply` (views), `further views of the
            same children` (views), `not followed` (children).
        members: `view_id, case_id, family, answer` of those counted.
    """

    row: pd.DataFrame
    note: str
    pattern: dict[str, str]
    counts: dict[str, int] = field(default_factory=dict)
    members: pd.DataFrame | None = None


@dataclass(frozen=True)
class _Asked:
    """What the class is asked for, and the known pattern that its members share with the view."""

    view_id: str
    case_id: str
    outcome: str
    horizon_days: int
    seed: int
    pattern: dict[str, str]

    @property
    def in_words(self) -> str:
        return "; ".join(f"{name.replace('_', ' ')}: {label}" for name, label in self.pattern.items())


@dataclass(frozen=True)
class ReferencePool:
    """The views among which likenesses are sought, with what is the same for every class that is made of them.

    Attributes:
        record: the record.
        views: the views, checked.
        dimensions: dimensions of likeness.
        known: the pattern of each view on them, by view.
        families: as the record has them in the end.
        followed: outcomes of the views with bounds, where they have been looked up already.
    """

    record: Record
    views: pd.DataFrame
    dimensions: tuple[str, ...]
    known: dict[str, tuple]
    families: Families
    followed: pd.DataFrame | None = None

    def class_of(self, view_id: str, outcome: str, horizon_days: int = 365, seed: int = 0) -> ReferenceClass:
        """Return the class of one view and outcome; arguments, errors and what is counted as for :func:`reference_class`."""
        if view_id not in self.known:
            raise CaseReviewError("The reference class cannot be made", ["its view is not among the views given"])
        own = self.known[view_id]
        pattern = {d: label for d, label in zip(self.dimensions, own, strict=True) if label == label}
        asked = _Asked(view_id, self.cases[view_id], outcome, horizon_days, seed, pattern)
        unknown = [d for d in self.dimensions if d not in pattern]
        if unknown:
            reason = f"not known at the view: {', '.join(unknown)}"
            return ReferenceClass(_row(asked, UNKNOWN, reason), f"There is no reference class: {reason}.", pattern)
        return _counted(self, [view for view in self.cases if self.known[view] == own], asked)

    def among(self, view_ids: Iterable[str], followed: pd.DataFrame | None = None) -> ReferencePool:
        """Return the pool of some of its views, and what came after them where it has been looked up."""
        return replace(self, views=self.views[self.views["view_id"].isin(list(view_ids))], followed=followed)

    @cached_property
    def cases(self) -> dict[str, str]:
        """The case of each view, by the number that holds on in the end: a child with two numbers is one child."""
        cases = [self.families.numbers.get(case, str(case)) for case in self.views["case_id"]]
        return dict(zip(self.views["view_id"], cases, strict=True))

    def came(self, views: list[str], asked: _Asked) -> list[_Came]:
        """Return what came after some of the views."""
        rows = self.followed
        if rows is None:
            some = self.views[self.views["view_id"].isin(views)]
            rows = outcomes(self.record, some, asked.horizon_days, [asked.outcome], bounds=True)
        rows = rows[rows["outcome"] == asked.outcome]
        seen = rows["covered_to"] >= rows["horizon_on"]
        found = {v: (answer, whole) for v, answer, whole in zip(rows["view_id"], rows["answer"], seen, strict=True)}
        return [_Came(v, self.cases[v], *found[v]) for v in views if v in found]


class _Came(NamedTuple):
    """What came after a view, and whether the record's cover reaches to its horizon."""

    view_id: str
    case_id: str
    answer: str
    whole: bool


@dataclass(frozen=True)
class Families:
    """The family of each child as it was recorded last (`last`), all children who were ever recorded in each (`members`), and
    the number that holds on in the end for each that was joined to another (`numbers`).
    """

    last: dict[str, str]
    members: dict[str, set[str]]
    numbers: dict[str, str] = field(default_factory=dict)

    def relatives(self, case_id: str) -> set[str]:
        """Return the child with all who were ever recorded in a family of the child."""
        return {case_id}.union(*(children for children in self.members.values() if case_id in children))


def reference_pool(
    record: Record,
    views: pd.DataFrame,
    dimensions: list[str],
    measured: pd.DataFrame | None = None,
    followed: pd.DataFrame | None = None,
) -> ReferencePool:
    """Make ready the views among which classes are sought, for as many classes as are wanted.

    Args:
        record, views, dimensions, measured, followed: as for :func:`reference_class`.
    """
    pool = checked_views(views)
    known = patterns(record, pool, list(dimensions), measured)
    by_view = dict(zip(known.index, known.itertuples(index=False, name=None), strict=True))
    return ReferencePool(record, pool, tuple(dimensions), by_view, _families(record), followed)


def reference_class(
    record: Record,
    views: pd.DataFrame,
    view_id: str,
    dimensions: list[str],
    outcome: str,
    horizon_days: int = 365,
    seed: int = 0,
    measured: pd.DataFrame | None = None,
    followed: pd.DataFrame | None = None,
) -> ReferenceClass:
    """Count the outcome among other children's views with the same known pattern.

    The class is made in this order: views with the pattern of the view, on dimensions named beforehand; without the child and
    the child's whole family (as it stands at any time in the record); without views to which the outcome does not apply; one
    view a child, chosen by seed before it is known how it went; then without children that the record does not follow to the
    horizon or a final end. Of the last, a child counts as not followed where the record's cover ends before the horizon even
    if the outcome came before: else recent views would count only where it came. The interval is by family.

    Args:
        record: the record.
        views: the views among which others are sought, with the view itself: `view_id, case_id, as_of` and optionally
            `decision_id, holder, cut, label`, as text.
        view_id: the view that the class is for.
        dimensions: names from :func:`toolkit.contrast.patterns.dimensions`, fixed before the outcome is looked at.
        outcome: one outcome of `toolkit.later`.
        horizon_days: days followed.
        seed: chooses the one view a child.
        measured: known result rows of the views, where they have been measured already.
        followed: outcomes of the views with bounds, where they have been looked up already.

    Returns:
        The class. Its row's status is `ok`; `insufficient` below the least size in `data/contrast/limits.csv`; or
        `not recorded` where a dimension was not known at the view.

    Raises:
        CaseReviewError: an unknown dimension or outcome, or a view that is not among the views.
    """
    return reference_pool(record, views, dimensions, measured, followed).class_of(view_id, outcome, horizon_days, seed)


def _counted(pool: ReferencePool, same: list[str], asked: _Asked) -> ReferenceClass:
    relatives = pool.families.relatives(asked.case_id)
    others = [view for view in same if pool.cases[view] not in relatives]
    found = pool.came(others, asked)
    applies = [c for c in found if c.answer != DOES_NOT_APPLY]
    chosen = _one_a_child(applies, asked.seed)
    members = [c for c in chosen if c.answer in _FINAL and c.whole]
    counts = {
        "same family": len(same) - len(others),
        "does not apply": len(found) - len(applies),
        "further views of the same children": len(applies) - len(chosen),
        "not followed": len(chosen) - len(members),
    }
    families = [pool.families.last.get(c.case_id, c.case_id) for c in members]
    return _told(asked, members, families, counts, _left_out(counts, chosen))


def _one_a_child(rows: list[_Came], seed: int) -> list[_Came]:
    """The view of each child whose hash with the seed is least: it owes nothing to the order of rows."""
    drawn = sorted(rows, key=lambda c: hashlib.sha256(f"{seed}|{c.view_id}".encode()).hexdigest(), reverse=True)
    return sorted({c.case_id: c for c in drawn}.values())


def _families(record: Record) -> Families:
    con = record.connect()
    try:
        numbers = join_in_the_end(con)
        rows = con.execute("""
            SELECT case_id, family_id FROM child WHERE family_id IS NOT NULL AND family_id <> ''
            ORDER BY case_id, recorded_at, statement_id""").fetchall()
    finally:
        con.close()
    members: dict[str, set[str]] = {}
    for case_id, family in rows:
        members.setdefault(family, set()).add(case_id)
    return Families(dict(rows), members, numbers)


def _told(asked: _Asked, members: list[_Came], families: list[str], counts: dict[str, int], left_out: str) -> ReferenceClass:
    import pandas as pd

    n, missing, least = len(members), counts["not followed"], limit("reference_class_least")
    columns = {"view_id": [c.view_id for c in members], "case_id": [c.case_id for c in members], "family": families}
    kept = pd.DataFrame({**columns, "answer": [c.answer for c in members]}, dtype="str")
    if n < least:
        reason = f"{n} other children are fewer than {least}"
        note = f"There is no reference class: {reason}. Same pattern: {asked.in_words}. {left_out}"
        return ReferenceClass(_row(asked, INSUFFICIENT, reason, missing=missing), note, asked.pattern, counts, kept)
    had = Counter(family for family, c in zip(families, members, strict=True) if c.answer == YES)
    of = Counter(families)
    found = clustered_share([had[f] for f in sorted(of)], [of[f] for f in sorted(of)])
    row = _row(asked, OK, CAVEAT, int(found.k), n, missing, found.value, found.lower, found.upper)
    return ReferenceClass(row, _note(asked, found, left_out), asked.pattern, counts, kept)


def _note(asked: _Asked, found: ClusteredShare, left_out: str) -> str:
    return (
        f"Of {int(found.n)} other children (in {found.clusters} families) whose records then showed the same ({asked.in_words}), "
        f"{int(found.k)} came to this outcome ({asked.outcome.replace('_', ' ')}) within {asked.horizon_days} days: "
        f"{found.value:.0%} (95 % interval {found.lower:.0%} to {found.upper:.0%}, by family). This is {CAVEAT}. "
        f"It is no chance for this child. "
        f"The option that was chosen is not one of the dimensions. {_OVERWATCHED} {left_out}"
    )


def _left_out(counts: dict[str, int], chosen: list[_Came]) -> str:
    lost, unknown = (sum(c.answer == answer for c in chosen) for answer in (CENSORED, NOT_RECORDED))
    past = counts["not followed"] - lost - unknown
    return (
        f"Views left out: {counts['same family']} of the child's own family (this one included), {counts['does not apply']} to "
        f"which the outcome does not apply, {counts['further views of the same children']} further ones of the same children "
        f"(one a child, by seed). Children left out because they were not followed to the horizon: {counts['not followed']} "
        f"({lost} lost before it, {unknown} not recorded, {past} whose horizon lies past the record's cover)."
    )


def _row(
    asked: _Asked,
    status: str,
    reason: str,
    k: int | None = None,
    n: int | None = None,
    missing: int | None = None,
    value: float | None = None,
    lower: float | None = None,
    upper: float | None = None,
) -> pd.DataFrame:
    import pandas as pd

    name, unit = f"reference class: {asked.outcome}", "share of children"
    values = (name, asked.in_words, asked.view_id, k, n, missing, value, lower, upper, unit, status, reason)
    row = pd.DataFrame([values], columns=list(COLUMNS))
    return row.astype(dict.fromkeys(("numerator", "denominator", "missing", "value", "lower", "upper"), "float64"))
