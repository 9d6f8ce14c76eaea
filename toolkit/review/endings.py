"""What came after each pack's decision, as it was shown to raters and locked with what was made for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from toolkit.later.facts import ADOPTED, final_ends
from toolkit.later.settings import table
from toolkit.review.deaths import counts_as
from toolkit.review.folder import Review
from toolkit.review.forms.read import standing_outcomes

if TYPE_CHECKING:
    import pandas as pd

YES, NO, UNKNOWN = "yes", "no", "unknown"
WELL, BADLY = "went well", "went badly"
GOOD, BAD = "good", "bad"
_SUBJECTS = {"left care": "the child ", "measured again": "wellbeing was "}


@cache
def standing() -> dict[str, tuple[str, str]]:
    """Return the standing outcomes, asked of every pack: outcome to (kind, words).

    >>> standing()["incident"][0]
    'bad'
    """
    return {row["outcome"]: (row["kind"], row["words"]) for row in standing_outcomes()}


def came_words(row: Mapping[str, Any], rows: Iterable[Mapping[str, Any]] = ()) -> str:
    """Return in words that a standing outcome came, with its kind or way where `data/review/standing_outcomes.csv` says so.

    Args:
        row: `outcome, happened_on, detail`, as :func:`toolkit.later.outcomes` returns them.
        rows: all outcomes of the same view: going missing that was written up as an incident too is said to be the same event.

    >>> came_words({"outcome": "incident", "happened_on": "2020-05-01", "detail": "injury"})
    'An incident about the child is recorded: injury'
    """
    own = _lines()[row["outcome"]]
    same = " (the same event as the incident)" if any(_is_same(row, other) for other in rows) else ""
    if own["detail"] == "yes" and row["detail"]:
        return f"{own['words'].partition(' (')[0]}: {row['detail']}{same}"  # what else could have come is not said beside it
    return f"{own['words']}{same}"


def absent_words(row: Mapping[str, Any]) -> str:
    """Return in words that the record does not hold a standing outcome, and how much of it had come where that is known.

    >>> absent_words({"outcome": "goals_reached", "detail": "1 of 3 goals reached, the last on 2020-05-01"})
    "Not every goal that stood in the child's plan is recorded as reached (1 of 3 goals reached, the last on 2020-05-01)"
    """
    partly = f" ({row['detail']})" if row["detail"] else ""
    return f"{_lines()[row['outcome']]['absent']}{partly}"


def ended_words(detail: str) -> str:
    """Return what came first, of which the detail of a competing end may not say who it was.

    >>> ended_words("left care: returned home"), ended_words("the child died")
    ('the child left care: returned home', 'the child died')
    """
    return next((who for start, who in _SUBJECTS.items() if detail.startswith(start)), "") + detail


def is_final(detail: str) -> bool:
    """Return whether a competing end ends all following: a death, an adoption, coming of age."""
    return detail in {row["words"] for row in final_ends()}


def after_words(detail: str) -> str:
    """Return what can be said of the time after a competing end: an adoption ends the record, and else it goes on uncounted.

    >>> after_words("the child was adopted"), after_words("left care: returned home")
    ('What came after that cannot be known', 'What came after that is not counted')
    """
    hidden = any(row["words"] == detail for row in final_ends() if row["kind"] == ADOPTED)
    return f"What came after that {'cannot be known' if hidden else 'is not counted'}"


def _is_same(missing: Mapping[str, Any], incident: Mapping[str, Any]) -> bool:
    """Whether going missing and an incident, both of which came, are one event."""
    named = {row["word"] for row in table("words") if row["list"] == "incident" and row["in_group"] == "went missing"}
    return (
        (missing["outcome"], incident["outcome"], incident["answer"]) == ("went_missing", "incident", YES)
        and missing["happened_on"] == incident["happened_on"]
        and str(incident["detail"]).strip().lower() in named
    )


@cache
def _lines() -> dict[str, dict[str, str]]:
    return {row["outcome"]: row for row in standing_outcomes()}


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
