"""The reference class: of other children whose records then looked alike, how many came to an outcome.

It says what followed such decisions, under what was then done. It is never a chance for the child of the view.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from toolkit.contrast.patterns import patterns
from toolkit.contrast.settings import limit
from toolkit.errors import CaseReviewError
from toolkit.known.viewfile import checked_views
from toolkit.later import outcomes
from toolkit.later.follow import CENSORED, COMPETING, NO, NOT_RECORDED, YES
from toolkit.later.follow import NOT_APPLICABLE as DOES_NOT_APPLY
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


def reference_class(
    record: Record, views: pd.DataFrame, view_id: str, dimensions: list[str], outcome: str, horizon_days: int = 365, seed: int = 0,
    measured: pd.DataFrame | None = None, followed: pd.DataFrame | None = None, known: pd.DataFrame | None = None,
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
        known: the patterns of the views on these dimensions, where they have been made already.

    Returns:
        The class. Its row's status is `ok`; `insufficient` below the least size in `data/contrast/limits.csv`; or
        `not recorded` where a dimension was not known at the view.

    Raises:
        CaseReviewError: an unknown dimension or outcome, or a view that is not among the views.
    """
    pool = checked_views(views)
    if view_id not in set(pool["view_id"]):
        raise CaseReviewError("The reference class cannot be made", ["its view is not among the views given"])
    alike = patterns(record, pool, list(dimensions), measured) if known is None else known
    own = alike.loc[view_id]
    pattern = {d: own[d] for d in dimensions if own[d] == own[d]}
    case_id = pool.set_index("view_id")["case_id"][view_id]
    asked = _Asked(view_id, case_id, outcome, horizon_days, seed, pattern)
    unknown = [d for d in dimensions if d not in pattern]
    if unknown:
        reason = f"not known at the view: {', '.join(unknown)}"
        return ReferenceClass(_row(asked, UNKNOWN, reason), f"There is no reference class: {reason}.", pattern)
    same = pool[pool["view_id"].isin(alike.index[(alike == own).all(axis=1)])]
    return _counted(record, same, asked, followed)


def _counted(record: Record, same: pd.DataFrame, asked: _Asked, followed: pd.DataFrame | None) -> ReferenceClass:
    families = _families(record)
    others = same[~same["case_id"].isin(_relatives(families, asked.case_id))]
    if followed is None:
        followed = outcomes(record, others, asked.horizon_days, [asked.outcome], bounds=True)
    found = others[["view_id", "case_id"]].merge(followed[followed["outcome"] == asked.outcome], on="view_id")
    applies = found[found["answer"] != DOES_NOT_APPLY]
    chosen = _one_a_child(applies, asked.seed)
    members = chosen[chosen["answer"].isin(_FINAL) & (chosen["covered_to"] >= chosen["horizon_on"])]
    counts = {
        "same family": len(same) - len(others), "does not apply": len(found) - len(applies),
        "further views of the same children": len(applies) - len(chosen), "not followed": len(chosen) - len(members)}
    members = members.assign(family=[families["last"].get(c, c) for c in members["case_id"]])
    return _told(asked, members, counts, _left_out(counts, chosen))


def _one_a_child(rows: pd.DataFrame, seed: int) -> pd.DataFrame:
    """The view of each child whose hash with the seed is least: it owes nothing to the order of rows."""
    drawn = rows.assign(draw=[hashlib.sha256(f"{seed}|{v}".encode()).hexdigest() for v in rows["view_id"]])
    return drawn.sort_values(["case_id", "draw"]).drop_duplicates("case_id").sort_values("view_id", ignore_index=True)


def _families(record: Record) -> dict[str, dict]:
    """The family of each child as it was recorded last, and all children who were ever recorded in each family."""
    con = record.connect()
    try:
        rows = con.execute("""
            SELECT case_id, family_id FROM child WHERE family_id IS NOT NULL AND family_id <> ''
            ORDER BY case_id, recorded_at, statement_id""").fetchall()
    finally:
        con.close()
    members: dict[str, set[str]] = {}
    for case_id, family in rows:
        members.setdefault(family, set()).add(case_id)
    return {"last": dict(rows), "members": members}


def _relatives(families: dict[str, dict], case_id: str) -> set[str]:
    return {case_id}.union(*(children for children in families["members"].values() if case_id in children))


def _told(asked: _Asked, members: pd.DataFrame, counts: dict[str, int], left_out: str) -> ReferenceClass:
    n, missing, least = len(members), counts["not followed"], limit("reference_class_least")
    kept = members[["view_id", "case_id", "family", "answer"]].reset_index(drop=True)
    if n < least:
        reason = f"{n} other children are fewer than {least}"
        note = f"There is no reference class: {reason}. Same pattern: {asked.in_words}. {left_out}"
        return ReferenceClass(_row(asked, INSUFFICIENT, reason, missing=missing), note, asked.pattern, counts, kept)
    by_family = members.assign(had=members["answer"] == YES).groupby("family")["had"].agg(["sum", "count"])
    found = clustered_share(by_family["sum"].to_list(), by_family["count"].to_list())
    row = _row(asked, OK, CAVEAT, int(found.k), n, missing, found.value, found.lower, found.upper)
    return ReferenceClass(row, _note(asked, found, left_out), asked.pattern, counts, kept)


def _note(asked: _Asked, found: ClusteredShare, left_out: str) -> str:
    return (
        f"Of {int(found.n)} other children (in {found.clusters} families) whose records then showed the same ({asked.in_words}), "
        f"{int(found.k)} came to this outcome ({asked.outcome.replace('_', ' ')}) within {asked.horizon_days} days: "
        f"{found.value:.0%} (95 % interval {found.lower:.0%} to {found.upper:.0%}, by family). This is {CAVEAT}. "
        f"It is no chance for this child. "
        f"The option that was chosen is not one of the dimensions. {_OVERWATCHED} {left_out}")


def _left_out(counts: dict[str, int], chosen: pd.DataFrame) -> str:
    dropped = chosen[~chosen["answer"].isin(_FINAL)]["answer"].value_counts()
    lost, unknown = int(dropped.get(CENSORED, 0)), int(dropped.get(NOT_RECORDED, 0))
    past = counts["not followed"] - lost - unknown
    return (
        f"Views left out: {counts['same family']} of the child's own family (this one included), {counts['does not apply']} to "
        f"which the outcome does not apply, {counts['further views of the same children']} further ones of the same children "
        f"(one a child, by seed). Children left out because they were not followed to the horizon: {counts['not followed']} "
        f"({lost} lost before it, {unknown} not recorded, {past} whose horizon lies past the record's cover).")


def _row(
    asked: _Asked, status: str, reason: str, k: int | None = None, n: int | None = None, missing: int | None = None,
    value: float | None = None, lower: float | None = None, upper: float | None = None,
) -> pd.DataFrame:
    import pandas as pd

    name, unit = f"reference class: {asked.outcome}", "share of children"
    values = (name, asked.in_words, asked.view_id, k, n, missing, value, lower, upper, unit, status, reason)
    row = pd.DataFrame([values], columns=list(COLUMNS))
    return row.astype(dict.fromkeys(("numerator", "denominator", "missing", "value", "lower", "upper"), "float64"))
