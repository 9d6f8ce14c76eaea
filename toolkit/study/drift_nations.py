"""Whose standards a look at drift is held against, and which flags have a threshold that is another nation's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit import paths
from toolkit.known import catalogue
from toolkit.known.heldto import held_to_standards
from toolkit.record.workdays import nation
from toolkit.review.wording import plural

if TYPE_CHECKING:
    from toolkit.study.drift import Drift

ANY = "any"


def nation_of_flag() -> dict[str, str]:
    """Return the nation of each threshold that rests on somebody's law, guidance or published measure; all others are proposals.

    `any` stands where it holds wherever one is: it follows the standards that are chosen, or is a professional body's.

    >>> nation_of_flag()["days_in_proceedings"]
    'england'
    """
    return {row["indicator"]: row["nation"] for row in paths.rows("study", "flag_nations")}


def another_nations(name: str) -> dict[str, str]:
    """Return the indicators whose flag has a threshold of another nation than this, each with that nation's name in words.

    Args:
        name: a nation, as :func:`toolkit.record.standards.nations` lists them.

    Raises:
        CaseReviewError: an unknown nation, with the nearest.

    >>> sorted(another_nations("england")), another_nations("us_federal")["days_in_proceedings"]
    ([], 'England')
    """
    here = nation(name).name
    return {i: nation(other).label for i, other in nation_of_flag().items() if other not in (here, ANY)}


def held_to(drift: Drift) -> list[str]:
    """Return in sentences whose standards and working days hold, for how much of what is looked at, and what is left out for it."""
    names = [i.name for i in drift.indicators]
    held = len(held_to_standards(names, drift.own or None)) if names else 0
    told = f"{drift.standards.told} {plural(held, 'indicator')} of {len(names)} {'is' if held == 1 else 'are'} held to them."
    return [told, *_left_out(drift)]


def _left_out(drift: Drift) -> list[str]:
    elsewhere, looked = another_nations(drift.nation), {i.name for i in drift.indicators}
    gone = [i for i in catalogue() if i.name in elsewhere and i.name not in looked and i.flag and i.reach == "case"]
    if not gone or drift.looked_at:
        return []
    whose = " and ".join(sorted({elsewhere[i.name] for i in gone}))
    return [
        f"Left out, as their thresholds are law, guidance or published measures of {whose}: "
        f"{'; '.join(i.label for i in gone)}. Name one in looked_at to see it all the same."
    ]


def with_nation(drift: Drift) -> dict[str, str]:
    """Return what the words of a flag need beside them where its threshold is another nation's: by indicator."""
    return {name: f" (a threshold of {whose})" for name, whose in another_nations(drift.nation).items()}
