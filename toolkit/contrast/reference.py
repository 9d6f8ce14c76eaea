"""The reference class: of other children whose records then looked alike, how many came to an outcome.

It says what followed such decisions, under what was then done. It is never a chance for the child of the view.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from toolkit.contrast.patterns import patterns, relabelled
from toolkit.contrast.reference_families import Families, families
from toolkit.contrast.reference_members import Came, Members, members
from toolkit.contrast.reference_plan import Ladder, ReferencePlan, ladder_words
from toolkit.contrast.reference_then import Chooser, pool_then
from toolkit.contrast.reference_told import CAVEAT, NOW, READINGS, THEN, Asked, ReferenceClass, not_known, read_as, told
from toolkit.contrast.settings import limit
from toolkit.errors import CaseReviewError
from toolkit.known.viewfile import checked_views
from toolkit.later import outcomes

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.record import Record

__all__ = ["CAVEAT", "NOW", "READINGS", "THEN", "ReferenceClass", "ReferencePool", "read_as", "reference_class", "reference_pool"]


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

    def class_of(
        self, view_id: str, outcome: str, horizon_days: int = 365, seed: int = 0, ladder: Ladder = (), reading: str = NOW
    ) -> ReferenceClass:
        """Return the class of one view and outcome; arguments, errors and what is counted as for :func:`reference_class`."""
        if view_id not in self.known:
            raise CaseReviewError("The reference class cannot be made", ["its view is not among the views given"])
        case_id = self.cases[view_id]
        own = dict(zip(self.dimensions, self.known[view_id], strict=True))
        asked = Asked(view_id, case_id, outcome, horizon_days, seed, {d: x for d, x in own.items() if x == x}, reading)
        if unknown := [d for d in self.dimensions if d not in asked.pattern]:
            return not_known(asked, unknown)
        rungs = (self.dimensions, *ladder)
        tries = (self._alike(asked, rung) for rung in rungs)
        for taken, (found, pattern) in enumerate(tries):
            if found.whole >= limit("reference_class_least") or taken == len(rungs) - 1:
                return told(replace(asked, pattern=pattern), found, ladder_words(rungs)[:taken])
        raise AssertionError("there is always the first pattern")

    def both(self, view_id: str, plan: ReferencePlan, chooser: Chooser | None = None) -> list[ReferenceClass]:
        """Return the classes of a view by a plan: for each outcome what could be known of such cases then, and what is known now.

        Args:
            view_id: the view, its pattern known on the plan's dimensions.
            plan: the plan; the pool must have been made with its dimensions.
            chooser: which views a record has, where it is not its decisions; see :func:`toolkit.contrast.reference_then.pool_then`.

        Raises:
            CaseReviewError: another plan's pool, a plan whose definitions have changed since, or a view that is not in the pool.
        """
        self._held_to(plan)
        if view_id not in self.known:
            raise CaseReviewError("The reference class cannot be made", ["its view is not among the views given"])
        before = self.then(view_id, plan, chooser)
        how = (plan.horizon_days, plan.seed, plan.ladder)
        pairs = ((before.class_of(view_id, o, *how, THEN), self.class_of(view_id, o, *how)) for o in plan.outcomes)
        return [found for pair in pairs for found in pair]

    def then(self, view_id: str, plan: ReferencePlan, chooser: Chooser | None = None) -> ReferencePool:
        """Return the pool as it stood before a view, with what had come after those views that any rung of the plan can take."""
        pool = pool_then(self, view_id, plan.horizon_days, chooser)
        alike = pool._others(pool.cases[view_id], view_id, (self.dimensions, *plan.ladder)[-1])[0]
        some = pool.views[pool.views["view_id"].isin(alike)]
        return replace(pool, followed=outcomes(pool.record, some, plan.horizon_days, list(plan.outcomes), bounds=True))

    def among(self, view_ids: Iterable[str], followed: pd.DataFrame | None = None) -> ReferencePool:
        """Return the pool of some of its views, and what came after them where it has been looked up."""
        return replace(self, views=self.views[self.views["view_id"].isin(list(view_ids))], followed=followed)

    def beside(self, own: ReferencePool, view_id: str) -> ReferencePool:
        """Return the pool with one view of another in it, so that its class can be asked for among these.

        Args:
            own: the pool that holds the view and its pattern, on the same dimensions.
            view_id: the view.
        """
        import pandas as pd

        views = pd.concat([self.views[self.views["view_id"] != view_id], own.views[own.views["view_id"] == view_id]])
        both = replace(self, views=views.reset_index(drop=True), known={**self.known, view_id: own.known[view_id]})
        both._kept.update(self._kept)
        return both

    def looked_up(self, outcomes_: Iterable[str], horizon_days: int) -> ReferencePool:
        """Return the pool when what came after its views is at hand for some outcomes, so that it can be kept with them."""
        for outcome in outcomes_:
            self._found(outcome, horizon_days)
        return self

    def what_came(self, outcome: str, horizon_days: int) -> list[Came]:
        """Return what came after each of its views, in their order."""
        rows = self.followed
        if rows is None:
            rows = outcomes(self.record, self.views, horizon_days, [outcome], bounds=True)
        found = _by_view(rows[rows["outcome"] == outcome], horizon_days)
        return [Came(view, self.cases[view], *found[view]) for view in self.cases if view in found]

    @cached_property
    def cases(self) -> dict[str, str]:
        """The case of each view, by the number that holds on in the end: a child with two numbers is one child."""
        cases = [self.families.numbers.get(case, str(case)) for case in self.views["case_id"]]
        return dict(zip(self.views["view_id"], cases, strict=True))

    def _held_to(self, plan: ReferencePlan) -> None:
        problems = [] if plan.dimensions == self.dimensions else ["the views were compared on other dimensions than the plan's"]
        problems += [] if plan.unchanged else ["cut points or outcomes have been defined anew since the plan was made"]
        if problems:
            raise CaseReviewError("The plan for reference classes cannot be followed", problems, "Make a plan anew, and say so.")

    def _alike(self, asked: Asked, rung: Sequence[str]) -> tuple[Members, dict[str, str]]:
        others, own_family = self._others(asked.case_id, asked.view_id, rung)
        found = members(self._came(others, asked), own_family, asked.seed, self.families.last)
        return found, dict(zip(rung, self._labels(rung)[asked.view_id], strict=True))

    def _others(self, case_id: str, view_id: str, rung: Sequence[str]) -> tuple[list[str], int]:
        """The views with the pattern of a view on some dimensions, its family left out, and how many these were."""
        labels, relatives = self._labels(rung), self.families.relatives(case_id)
        same = [view for view in self.cases if labels[view] == labels[view_id]]
        others = [view for view in same if self.cases[view] not in relatives]
        return others, len(same) - len(others)

    def _labels(self, rung: Sequence[str]) -> dict[str, tuple]:
        """The pattern of each view on the dimensions of a step of the ladder."""
        if tuple(rung) == self.dimensions:
            return self.known
        if tuple(rung) not in self._coarser:
            self._coarser[tuple(rung)] = self._relabelled(rung)
        return self._coarser[tuple(rung)]

    @cached_property
    def _coarser(self) -> dict[tuple[str, ...], dict[str, tuple]]:
        return {}

    def _relabelled(self, rung: Sequence[str]) -> dict[str, tuple]:
        bases = [name.split(" (")[0] for name in self.dimensions]
        places = [bases.index(name.split(" (")[0]) for name in rung]
        steps = [(n, self.dimensions[n], to) for n, to in zip(places, rung, strict=True)]
        return {
            view: tuple(relabelled(own[n], name, to) if own[n] == own[n] else own[n] for n, name, to in steps)
            for view, own in self.known.items()
        }

    def _came(self, views: list[str], asked: Asked) -> list[Came]:
        if self.followed is None:
            some = self.views[self.views["view_id"].isin(views)]
            rows = _by_view(outcomes(self.record, some, asked.horizon_days, [asked.outcome], bounds=True), asked.horizon_days)
        else:
            rows = self._found(asked.outcome, asked.horizon_days)
        return [Came(view, self.cases[view], *rows[view]) for view in views if view in rows]

    def _found(self, outcome: str, horizon_days: int) -> dict[str, tuple]:
        """What has been looked up of one outcome, by view."""
        if outcome not in self._kept:
            rows = self.followed
            self._kept[outcome] = _by_view(rows[rows["outcome"] == outcome], horizon_days) if rows is not None else {}
        return self._kept[outcome]

    @cached_property
    def _kept(self) -> dict[str, dict[str, tuple]]:
        return {}


def reference_pool(
    record: Record,
    views: pd.DataFrame,
    dimensions: Sequence[str],
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
    return ReferencePool(record, pool, tuple(dimensions), by_view, families(record), followed)


def reference_class(
    record: Record,
    views: pd.DataFrame,
    view_id: str,
    dimensions: Sequence[str],
    outcome: str,
    horizon_days: int = 365,
    seed: int = 0,
    measured: pd.DataFrame | None = None,
    followed: pd.DataFrame | None = None,
    ladder: Ladder = (),
) -> ReferenceClass:
    """Count the outcome among other children's views with the same known pattern, as it is known now.

    The class is made in this order: views with the pattern of the view, on dimensions named beforehand; without the child and
    the child's whole family (as it stands at any time in the record); without views to which the outcome does not apply; one
    view a child, chosen by seed before it is known how it went. Where fewer than ten of these were followed to the horizon or a
    final end, the next pattern of the ladder is taken; where there is none, the class is refused. A child counts as not
    followed where the record's cover ends before the horizon even if the outcome came before: else recent views would count
    only where it came. Where all were followed, the share is a count; else it is the Aalen-Johansen estimate at the horizon,
    with those who were followed in part (:meth:`toolkit.contrast.reference_members.Members.share`). Intervals are by family.

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
        ladder: ever coarser patterns, as :func:`toolkit.contrast.reference_plan.reference_plan` checks them; none by default.

    Returns:
        The class. Its row's status is `ok`; `insufficient` below the least size in `data/contrast/limits.csv`; or
        `not recorded` where a dimension was not known at the view.

    Raises:
        CaseReviewError: an unknown dimension or outcome, or a view that is not among the views.
    """
    return reference_pool(record, views, dimensions, measured, followed).class_of(view_id, outcome, horizon_days, seed, ladder)


def _by_view(rows: pd.DataFrame, horizon_days: int) -> dict[str, tuple]:
    """View to its day, the answer, whether the record's cover reaches to the horizon, and days followed."""
    found = {}
    for view, answer, to, horizon, cover in zip(
        *(rows[c] for c in ("view_id", "answer", "followed_to", "horizon_on", "covered_to")), strict=True
    ):
        day = date.fromisoformat(horizon) - timedelta(days=horizon_days)
        days = (date.fromisoformat(to) - day).days if isinstance(to, str) else None
        found[view] = (day.isoformat(), answer, isinstance(cover, str) and cover >= horizon, days)
    return found
