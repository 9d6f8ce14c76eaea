"""What came after each pack's decision, as it was shown to raters and locked with what was made for them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from toolkit.review.deaths import counts_as
from toolkit.review.folder import Review
from toolkit.review.forms.read import standing_outcomes

if TYPE_CHECKING:
    import pandas as pd

YES, NO, UNKNOWN = "yes", "no", "unknown"
WELL, BADLY = "went well", "went badly"
GOOD, BAD = "good", "bad"


@cache
def standing() -> dict[str, tuple[str, str]]:
    """Return the standing outcomes, asked of every pack: outcome to (kind, words).

    >>> standing()["incident"][0]
    'bad'
    """
    return {row["outcome"]: (row["kind"], row["words"]) for row in standing_outcomes()}


def came(review: Review) -> pd.DataFrame:
    """Return what came after each pack's decision, as far as it was made for anybody: `pack, outcome, kind, answer`.

    `answer` is `yes`, `no` (followed to the horizon without it), `competing: the child died` (before it could come) or `unknown`.
    """
    import pandas as pd

    told: dict[str, Mapping[str, str]] = {}
    for entry in review.of_kind("made"):
        if entry.content.get("outcomes"):
            told.setdefault(entry.content["pack"], entry.content["outcomes"])
    kinds = {o: kind for o, (kind, _) in standing().items()}
    rows = [(pack, o, kinds.get(o, ""), answer) for pack, all_ in sorted(told.items()) for o, answer in all_.items()]
    return pd.DataFrame(rows, columns=["pack", "outcome", "kind", "answer"]).astype("str")


def ending(answers: Mapping[str, str]) -> str:
    """Return how a pack went on by its standing outcomes.

    It went badly where any bad one came, or the child died (`data/contrast/went.csv`); well where every bad one was followed and
    none came, and a good one did; else it is unknown: no news is no good news. (A rule of this project.)

    Args:
        answers: outcome to an answer of :func:`came`; one that does not apply is left out.

    >>> ending({"incident": "yes", "permanence": "yes"}), ending({"incident": "no", "permanence": "yes"})
    ('went badly', 'went well')
    >>> ending({"incident": "unknown", "permanence": "yes"})
    'unknown'
    >>> ending({"incident": "competing: the child died", "permanence": "yes"})
    'went badly'
    """
    by = {kind: [a for o, a in answers.items() if standing().get(o, ("",))[0] == kind] for kind in (GOOD, BAD)}
    if YES in by[BAD] or any(counts_as().get(a) == BADLY for a in answers.values()):
        return BADLY
    return WELL if by[BAD] and set(by[BAD]) == {NO} and YES in by[GOOD] else UNKNOWN


def endings(told: pd.DataFrame) -> dict[str, str]:
    """Return each pack's ending, from :func:`came`."""
    return {
        str(pack): ending(dict(zip(part["outcome"], part["answer"], strict=True))) for pack, part in told.groupby("pack", sort=True)
    }
