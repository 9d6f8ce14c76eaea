"""How it went on for other children whose records looked alike: as could be known before each decision, and as is known now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from toolkit.contrast import ReferencePool, reference_pool
from toolkit.contrast.reference import CAVEAT, NOW, READINGS, THEN, ReferenceClass
from toolkit.contrast.reference_plan import ReferencePlan, reference_plan
from toolkit.contrast.reference_then import last_count, pool_counted
from toolkit.contrast.reference_told import OVERWATCHED, read_as
from toolkit.later.catalogue import outcome_words
from toolkit.record.kept import kept
from toolkit.result import COLUMNS, OK
from toolkit.review.afterwards import decisions_of_all, followed_of_all, once, own_and_others, shown_outcomes
from toolkit.review.limits import limit
from toolkit.review.wording import day_words

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.review.case import ReviewedCase


def reference(
    case: ReviewedCase, dimensions: str, sought: str, horizon_days: int, seed: int, reading: str = NOW
) -> tuple[pd.DataFrame, list[tuple[str, str]]]:
    """Return, for each decision and outcome, what followed like-looking decisions about other children.

    Args:
        case: the case.
        dimensions: dimensions of likeness, separated by commas, fixed before the outcome was looked at.
        sought: outcomes, separated by commas.
        horizon_days: days followed.
        seed: chooses the one view a child.
        reading: `now`, from all that is on record; or `then`, as it could have been counted at the last count before the decision
            (:func:`toolkit.contrast.reference_then.last_count`): decisions whose follow-up was over, from the record as it stood.

    Returns:
        Result rows (`group` is the decision's name), none where an outcome does not apply there; and notes in words, each with a
        heading. Decisions with the same class share one note.

    Raises:
        CaseReviewError: dimensions, outcomes, a horizon or a seed that no plan can have.
    """
    import pandas as pd

    plan = reference_plan(dimensions, sought, horizon_days, seed)
    rows = []
    notes: dict[tuple[str, str], list[str]] = {}
    for name, outcome, when, found in _classes(case, plan, reading):
        widened = f"widened: {', then '.join(found.steps)}" if found.steps else ""
        rows.append(found.row.assign(group=name, reason=found.row["reason"].where(found.row["status"] != OK, widened)))
        notes.setdefault((f"{outcome}{when}", found.made or found.note), []).append(name)
    headed = [(f"{', '.join(names)}: {what}", made) for (what, made), names in notes.items()]
    return (pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=list(COLUMNS))), headed


def compared(case: ReviewedCase, dimensions: str, sought: str, horizon_days: int, seed: int) -> pd.DataFrame:
    """Return both readings side by side, in words: `decision`, `outcome`, `then` and `now`.

    A row is of one outcome at a decision, or at several for which both readings are the same. The arguments and errors are those of
    :func:`reference`.
    """
    import pandas as pd

    plan = reference_plan(dimensions, sought, horizon_days, seed)
    both = zip(*(_classes(case, plan, reading) for reading in (THEN, NOW)), strict=True)
    rows: dict[tuple[str, str, str], list[str]] = {}
    for then, now in both:
        rows.setdefault((then[1], then[3].short, now[3].short), []).append(then[0])
    told = [(", ".join(names), *said) for said, names in rows.items()]
    return pd.DataFrame(told, columns=["decision", "outcome", "then", "now"], dtype="str")


def labels() -> dict[str, str]:
    """Return what the measures of a reference class are called where it is plain that they are of one.

    >>> labels()["reference class: incident"]
    'an incident'
    """
    return {f"reference class: {name}": words for name, words in outcome_words().items()}


def caveat(dimensions: str) -> str:
    """Return what goes for every reference class of a page.

    Args:
        dimensions: dimensions of likeness, separated by commas.
    """
    named = [name.strip() for name in dimensions.split(",") if name.strip()]
    read = read_as(named)
    widened = " Where likeness was widened past the kind of decision, it is of decisions of every kind." if read == CAVEAT else ""
    return f"Read it as {read}.{widened} It is never a chance for this child. {OVERWATCHED}"


def readings() -> list[str]:
    """Return what the two tables are of, in sentences."""
    every = int(limit("counted_every_months"))
    return [
        f"First {READINGS[THEN]}. It is read as somebody could have counted it at the last count before the decision; a count is "
        f"taken to be made every {every} months. Whoever decided had it only if somebody did.",
        f"Then {READINGS[NOW]}.",
    ]


def _classes(case: ReviewedCase, plan: ReferencePlan, reading: str) -> list[tuple[str, str, str, ReferenceClass]]:
    """The class of each decision and outcome, with when it was counted."""

    def made() -> list[tuple[str, str, str, ReferenceClass]]:
        how = (plan.horizon_days, plan.seed, plan.ladder, reading)
        return [
            (view["name"], outcome_words()[outcome], when, pool.class_of(view["view_id"], outcome, *how))
            for view, outcome, pool, when in _asked(case, plan, reading)
        ]

    return once(case, f"classes {reading} {plan.to_json()}", made)


def _asked(case: ReviewedCase, plan: ReferencePlan, reading: str) -> Iterator[tuple[dict, str, ReferencePool, str]]:
    """Each decision with each outcome that applies there, the pool it is counted in, and when that was counted."""
    applies, now = once(case, f"known now {plan.to_json()}", lambda: _known_now(case, plan))
    for view in case.views.to_dict("records"):
        outcomes = [o for o in plan.outcomes if (view["view_id"], o) in applies]
        day = last_count(view["as_of"], int(limit("counted_every_months"))) if outcomes and reading == THEN else ""
        pool = _counted(case, day, plan).beside(now, view["view_id"]) if day else now
        for outcome in outcomes:
            yield view, outcome, pool, f", counted on {day_words(day)}" if day else ", as is known now"


def _known_now(case: ReviewedCase, plan: ReferencePlan) -> tuple[set[tuple[str, str]], ReferencePool]:
    """Which outcomes apply at which decisions of the case, and what is known now of these decisions and of all others."""
    every = followed_of_all(case, plan.horizon_days, tuple(sorted(set(plan.outcomes) - set(shown_outcomes()))))
    own = every[every["view_id"].isin(case.views["view_id"]) & (every["answer"] != "not applicable")]
    pool = _likenesses(case, plan.dimensions).among(own_and_others(case)["view_id"], every)
    return set(zip(own["view_id"], own["outcome"], strict=True)), pool


def _likenesses(case: ReviewedCase, dimensions: tuple[str, ...]) -> ReferencePool:
    """What the decisions of all children looked like on some dimensions."""
    record, views = case.everybody, decisions_of_all(case)
    return once(
        case,
        f"likenesses {dimensions}",
        lambda: kept(record, ("likenesses", *dimensions), lambda: reference_pool(record, views, dimensions)),
    )


def _counted(case: ReviewedCase, day: str, plan: ReferencePlan) -> ReferencePool:
    """The decisions of all children as they could be counted on a day: the same for every case with a decision after it."""
    pool, what = _likenesses(case, plan.dimensions), ("counted", day, plan.dimensions, plan.horizon_days, plan.outcomes)
    return once(
        case, str(what), lambda: kept(case.everybody, what, lambda: pool_counted(pool, day, plan.horizon_days, plan.outcomes))
    )
