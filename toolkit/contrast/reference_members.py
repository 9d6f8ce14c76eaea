"""Who is counted in a reference class, and what share came to the outcome: a count where all were followed, else an estimate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from toolkit.later.follow import CENSORED, COMPETING, NO, NOT_RECORDED, YES
from toolkit.later.follow import NOT_APPLICABLE as DOES_NOT_APPLY
from toolkit.stats import absorption, clustered_share
from toolkit.stats.intervals import Interval
from toolkit.stats.lots import lot

COUNTED, ESTIMATED = "counted", "estimated"
FINAL = (YES, NO, COMPETING)


class Came(NamedTuple):
    """What came after a view: the answer, whether the record's cover reaches to the horizon, and days followed."""

    view_id: str
    case_id: str
    day: str
    answer: str
    whole: bool
    days: int | None

    @property
    def followed(self) -> bool:
        """Whether the child was followed to the horizon or a final end, as it would have been had the outcome not come."""
        return self.answer in FINAL and self.whole

    @property
    def watched(self) -> bool:
        """Whether the child was followed at all."""
        return self.answer in FINAL or (self.answer == CENSORED and bool(self.days))


@dataclass(frozen=True)
class Members:
    """The other children of a class, one view each.

    Attributes:
        rows: those who were followed, wholly or in part.
        families: the family of each.
        counts: how many were left out at each step.
        chosen: all of whom one view was chosen, followed or not.
    """

    rows: tuple[Came, ...]
    families: tuple[str, ...]
    counts: dict[str, int]
    chosen: tuple[Came, ...]

    @property
    def whole(self) -> int:
        """How many were followed to the horizon or a final end."""
        return sum(c.followed for c in self.chosen)

    @property
    def missing(self) -> int:
        """How many were not followed at all."""
        return len(self.chosen) - len(self.rows)

    @property
    def had(self) -> int:
        """How many were seen to come to the outcome."""
        return sum(c.answer == YES for c in self.rows)

    @property
    def method(self) -> str:
        """`counted` where everybody in it was followed to the end, else `estimated`."""
        return COUNTED if all(c.followed for c in self.rows) else ESTIMATED

    def share(self, horizon_days: int) -> Interval:
        """Return the share that came to the outcome by the horizon, with its interval by family.

        Counted: k of n, with the Jeffreys interval on the effective number of children. Estimated: the Aalen-Johansen cumulative
        incidence, other final ends competing, with the infinitesimal jackknife by family; NaN where nobody was at risk up to
        the horizon.
        """
        if self.method == COUNTED:
            had = Counter(f for f, c in zip(self.families, self.rows, strict=True) if c.answer == YES)
            of = Counter(self.families)
            return Interval(*clustered_share([had[f] for f in sorted(of)], [of[f] for f in sorted(of)])[:3])
        ends = [c.answer if c.answer in (YES, COMPETING) else "" for c in self.rows]
        waits = absorption([float(c.days or 0) for c in self.rows], ends, clusters=self.families, least=1, kinds=(YES,))
        return waits.ended_by(horizon_days, YES)


def members(same: Sequence[Came], own_family: int, seed: int, last_family: dict[str, str]) -> Members:
    """Choose who is counted among views with the same pattern, the child's own family left out already.

    Args:
        same: what came after each such view.
        own_family: how many views of the child's own family were left out.
        seed: chooses the one view a child, before it is known how it went.
        last_family: the family of each case.
    """
    applies = [c for c in same if c.answer != DOES_NOT_APPLY]
    chosen = one_a_child(applies, seed)
    rows = tuple(c for c in chosen if c.watched)
    counts = {
        "same family": own_family,
        "does not apply": len(same) - len(applies),
        "further views of the same children": len(applies) - len(chosen),
        "not followed": sum(not c.followed for c in chosen),
    }
    return Members(rows, tuple(last_family.get(c.case_id, c.case_id) for c in rows), counts, tuple(chosen))


def one_a_child(rows: Sequence[Came], seed: int) -> list[Came]:
    """The view of each child whose hash with the seed is least: it owes nothing to the order of rows."""
    drawn = sorted(rows, key=lambda c: lot(seed, c.view_id), reverse=True)
    return sorted({c.case_id: c for c in drawn}.values())


def left_out(found: Members) -> str:
    """Return in words who was left out, and how many were followed for part of the time only."""
    counts, chosen = found.counts, found.chosen
    unknown = sum(c.answer == NOT_RECORDED for c in chosen)
    lost = sum(c.answer == CENSORED for c in chosen)
    past = counts["not followed"] - lost - unknown
    return (
        f"Views left out: {counts['same family']} of the child's own family (this one included), {counts['does not apply']} to "
        f"which the outcome does not apply, {counts['further views of the same children']} further ones of the same children "
        f"(one a child, by seed). Children not followed to the horizon: {counts['not followed']} "
        f"({lost} lost before it, {unknown} not recorded, {past} whose horizon lies past the record's cover)."
    )
