"""Indicators of an agency's own in a look at drift: which are looked at beside the toolkit's, and which are not and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.known.catalogue import every_indicator
from toolkit.review.wording import plural

if TYPE_CHECKING:
    from toolkit.known import Indicator
    from toolkit.study.drift import Drift

OWN = "of your own"


def with_own(folder: str = "") -> list[Indicator]:
    """Return the indicators that can be read, ours and those of a folder of one's own, by name.

    Raises:
        CaseReviewError: no such folder.

    >>> {i.ours for i in with_own()}
    {True}
    """
    return [i for i in every_indicator(folder or None) if not i.failure]


def own_words(drift: Drift) -> frozenset[str]:
    """Return the names and labels of the agency's own indicators that are looked at: words that no policy of release lists."""
    return frozenset(word for i in drift.indicators if not i.ours for word in (i.name, i.label))


def own_told(drift: Drift) -> list[str]:
    """Return in sentences which indicators of the agency's own are looked at, and which are not and why."""
    if not drift.own:
        return ["All of these are the toolkit's. A folder with indicators of your own (--indicators) adds those that have a flag."]
    theirs = [i for i in every_indicator(drift.own) if not i.ours]
    looked = {i.name for i in drift.indicators}
    why = [(i.name, _why_not(i)) for i in theirs if i.name not in looked]
    seen = [i.label for i in theirs if i.name in looked]
    more = f" {plural(len(why), 'other')} of yours {'is' if len(why) == 1 else 'are'} not; why stands beside what each flag says."
    return [
        f"Indicators of your own that are looked at: {'; '.join(seen) or 'none'}.{more if why else ''}",
        *(f"Not looked at: {name}, as {reason}." for name, reason in why),
    ]


def _why_not(one: Indicator) -> str:
    if one.failure:
        return f"it cannot be read ({one.failure})"
    if not one.flag:
        return "it has no flag"
    return f"it speaks of a {one.reach} and not of a case" if one.reach != "case" else "it was not asked for"
