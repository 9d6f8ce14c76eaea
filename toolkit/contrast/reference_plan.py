"""The plan of reference classes: what makes views alike, how a thin class is widened, what is counted; all fixed beforehand."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from toolkit.contrast.patterns import coarsened, faults, parted
from toolkit.contrast.settings import limit, table
from toolkit.errors import CaseReviewError
from toolkit.later.catalogue import catalogue, chosen

DROP, COARSEN = "drop last", "coarsen"
_CUTS = ("bands", "coarser", "groupings", "limits")
Ladder = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class ReferencePlan:
    """What every reference class of a review is made by.

    Attributes:
        dimensions: names of :func:`toolkit.contrast.patterns.dimensions`, the weightiest first.
        outcomes: outcomes of `toolkit.later`, in the order in which they are told.
        horizon_days: days followed after a view.
        seed: chooses the one view a child.
        ladder: ever coarser patterns, each used only where the one before leaves too few.
        least: the smallest number of other children of whom anything is said.
        definitions: hash of the cut points and of the outcomes' definitions that stood when the plan was made.
    """

    dimensions: tuple[str, ...]
    outcomes: tuple[str, ...]
    horizon_days: int
    seed: int
    ladder: Ladder
    least: int
    definitions: str

    def to_json(self) -> str:
        """Return the plan in its one form: keys sorted, no blanks."""
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    @property
    def sha256(self) -> str:
        """The hash of :meth:`to_json`, to be locked before any ending is looked at."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()

    @property
    def unchanged(self) -> bool:
        """Whether cut points and outcomes are still defined as they were when the plan was made."""
        return self.definitions == definitions(self.outcomes)

    @property
    def in_words(self) -> list[str]:
        """The plan in sentences."""
        steps = [f"step {n}, {', '.join(_words(d) for d in rung)}" for n, rung in enumerate(self.ladder, 1)]
        return [
            f"Alike means alike in {', '.join(_words(d) for d in self.dimensions)}.",
            f"Where fewer than {self.least} other children are alike: {'; then '.join(steps)}; then none is told."
            if steps
            else f"Where fewer than {self.least} other children are alike, none is told.",
            f"Each is followed for {self.horizon_days} days. One view a child is chosen with seed {self.seed}.",
        ]


def reference_plan(
    dimensions: Sequence[str] | str,
    outcomes: Sequence[str] | str,
    horizon_days: int = 365,
    seed: int = 0,
    ladder: Iterable[Sequence[str]] | str | None = None,
) -> ReferencePlan:
    """Return the plan for reference classes, or tell everything that is wrong with it.

    Args:
        dimensions: names of dimensions, the weightiest first; `NAME (exact)` takes a number as it is, `NAME (coarse)` wider bands.
            A text names them with commas.
        outcomes: names of outcomes; a text names them with commas.
        horizon_days: days followed, above 0.
        seed: a whole number.
        ladder: ever coarser patterns below `dimensions`; a text has `;` between patterns. By default those that the steps of
            `data/contrast/ladder.csv` make; an empty one for none.

    Raises:
        CaseReviewError: an unknown dimension or outcome, a pattern that is not coarser than the one before, a horizon not above 0.

    >>> plan = reference_plan("age_years, placement_kind", "incident")
    >>> plan.ladder
    (('age_years',), ('age_years (coarse)',))
    >>> reference_plan("age_years", "incident", ladder="").ladder
    ()
    """
    dims, named = _listed(dimensions), _listed(outcomes)
    rungs = default_ladder(dims) if ladder is None else _rungs(ladder)
    problems = [] if dims else ["no dimension is named"]
    problems += faults(dims) + [p for rung in rungs for p in faults(rung) if rung not in (dims,)]
    problems += _not_coarser((dims, *rungs))
    problems += [] if named else ["no outcome is named"]
    if isinstance(horizon_days, bool) or not isinstance(horizon_days, int) or horizon_days < 1:
        problems.append("the horizon must be a whole number of days above 0")
    if isinstance(seed, bool) or not isinstance(seed, int):
        problems.append("the seed must be a whole number")
    problems += _unknown(named)
    if problems:
        raise CaseReviewError("The plan for reference classes cannot be used", list(dict.fromkeys(problems)), "Mend these.")
    return ReferencePlan(dims, named, horizon_days, seed, rungs, limit("reference_class_least"), definitions(named))


def plan_from(content: Mapping[str, Any] | str) -> ReferencePlan:
    """Return a plan from what :meth:`ReferencePlan.to_json` wrote, or from the mapping in it.

    Raises:
        CaseReviewError: it is no plan, or no plan that could be made.

    >>> plan = reference_plan("age_years", "incident")
    >>> plan_from(plan.to_json()) == plan
    True
    """
    try:
        given = json.loads(content) if isinstance(content, str) else dict(content)
        plan = reference_plan(given["dimensions"], given["outcomes"], given["horizon_days"], given["seed"], given["ladder"])
        return ReferencePlan(
            plan.dimensions,
            plan.outcomes,
            plan.horizon_days,
            plan.seed,
            plan.ladder,
            int(given["least"]),
            str(given["definitions"]),
        )
    except (ValueError, TypeError, KeyError) as error:
        problem = f"{type(error).__name__}: {error}" if isinstance(error, KeyError) else type(error).__name__
        raise CaseReviewError("This is no plan for reference classes", [problem]) from None


def default_ladder(dimensions: Sequence[str]) -> Ladder:
    """Return the ever coarser patterns that the steps of `data/contrast/ladder.csv` make of some dimensions.

    >>> default_ladder(["age_years", "decision_kind", "legal_kind"])
    (('age_years', 'decision_kind'), ('age_years (coarse)', 'decision_kind'), ('age_years (coarse)',))
    """
    rungs = [tuple(dimensions)]
    for row in table("ladder"):
        last = rungs[-1]
        rung = last[:-1] if row["rule"] == DROP else tuple(coarsened(name) for name in last)
        if rung and rung != last:
            rungs.append(rung)
    return tuple(rungs[1:])


def definitions(outcomes: Iterable[str]) -> str:
    """Return a hash of the cut points of all dimensions and of how some outcomes are defined."""
    said = {o.name: [o.definition, o.sql] for o in catalogue() if o.name in set(outcomes)}
    told = {"cuts": {name: table(name) for name in _CUTS}, "outcomes": said}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _listed(given: Sequence[str] | str) -> tuple[str, ...]:
    parts = given.split(",") if isinstance(given, str) else given
    return tuple(text for part in parts if (text := str(part).strip()))


def _rungs(ladder: Iterable[Sequence[str]] | str) -> Ladder:
    parts = ladder.split(";") if isinstance(ladder, str) else ladder
    return tuple(rung for part in parts if (rung := _listed(part)))


def _unknown(named: Sequence[str]) -> list[str]:
    try:
        chosen(list(named) or None)
    except CaseReviewError as error:
        return [f"there is no outcome {problem}" for problem in error.problems]
    return []


_FINENESS = {"exact": 2, "": 1, "coarse": 0}


def _not_coarser(rungs: Ladder) -> list[str]:
    """Each pattern has no dimension that the one before has not, none in a finer form, and is not the same."""
    problems = []
    for before, after in zip(rungs, rungs[1:], strict=False):
        fine = {base: _FINENESS.get(form, 0) for base, form in map(parted, before)}
        told = [(base, _FINENESS.get(form, 0)) for base, form in map(parted, after)]
        if set(after) == set(before) or any(n > fine.get(base, -1) for base, n in told):
            problems.append(f"the ladder's pattern {', '.join(after)} is not coarser than the one before, {', '.join(before)}")
    return problems


def _words(dimension: str) -> str:
    base, form = parted(dimension)
    return base.replace("_", " ") + {"exact": " (exact)", "coarse": " (in coarser bands)"}.get(form, "")


def ladder_words(rungs: Ladder) -> tuple[str, ...]:
    """Return what each pattern does without or makes coarser, against the one before.

    >>> ladder_words((("age_years", "legal_kind"), ("age_years",), ("age_years (coarse)",)))
    ('without legal kind', 'age years in coarser bands')
    """
    return tuple(_step(before, after) for before, after in zip(rungs, rungs[1:], strict=False))


def _step(before: Sequence[str], after: Sequence[str]) -> str:
    left = {parted(name)[0] for name in after}
    gone = [_words(parted(name)[0]) for name in before if parted(name)[0] not in left]
    wider = [
        _words(parted(name)[0]) + (" in coarser bands" if parted(name)[1] else " in bands") for name in after if name not in before
    ]
    return " and ".join([*([f"without {', '.join(gone)}"] if gone else []), *([", ".join(wider)] if wider else [])])
