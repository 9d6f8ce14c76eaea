"""What is locked, as one table; and how far raters agreed before they spoke with each other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.result import COLUMNS, INSUFFICIENT, OK
from toolkit.review.arms import AGAIN, REVEAL
from toolkit.review.folder import Review, open_review
from toolkit.review.forms.read import read_form
from toolkit.review.limits import limit
from toolkit.review.stages import BLIND, CONCERN, KNOWS, RECOGNISED, standings
from toolkit.stats.agreement import Agreement, agreement

if TYPE_CHECKING:
    import pandas as pd

RATING_COLUMNS = ("review", "pack", "rater", "stage", "item", "value", "excluded", "why")
RATING_FORM, OF_REVIEWER = "rating", "reviewer"
GRADES, RUBRIC = ("1", "2", "3", "4"), ("0", "1", "2")
PRINCIPLES = tuple(f"p{n}" for n in range(1, 11))
COEFFICIENTS = {"percent": "weighted agreement", "kappa": "weighted kappa", "alpha": "Krippendorff's alpha", "ac": "Gwet's AC2"}
CAME = (
    "rated blind and locked",
    f"left out: {KNOWS}",
    f"left out: {RECOGNISED}",
    f"left out: {CONCERN}",
    "enter the analysis",
    "rated again with the ending",
    "rated again without the ending",
    "not rated",
)
FILLED_AGAIN = "first pages filled in again after a later page had been open"
_KINDS = {name: "object" if name == "value" else "bool" if name == "excluded" else "str" for name in RATING_COLUMNS}


def locked_ratings(folder: str | Path | Review) -> pd.DataFrame:
    """Return every answer that was locked, one row an answer.

    Args:
        folder: the review's folder, or the review.

    Returns:
        `review, pack, rater, stage, item, value` (as locked; None where not answered), `excluded`, and `why` (empty, `knows the
        case`, `recognised it on reading` or `immediate concern`), in the order of locking.

    Raises:
        CaseReviewError: the folder is not as it was locked.
    """
    import pandas as pd

    review = folder if isinstance(folder, Review) else open_review(folder)
    out = {pair: s.left_out for pair, s in standings(review).items()}
    rows = [
        (c["review"], c["pack"], c["rater"], c["stage"], item, value, bool(out[c["rater"], c["pack"]]), out[c["rater"], c["pack"]])
        for c in (e.content for e in review.of_kind("rating"))
        for item, value in c["answers"].items()
    ]
    return as_answers(pd.DataFrame(rows, columns=list(RATING_COLUMNS)))


def came_in(review: Review) -> pd.DataFrame:
    """Return how many ratings came in, and how many were left out and why; no rater has a row.

    Columns: `what`, `number`, `of` (rater and pack pairs of the plan). The last row counts those whose form says that a page which
    stays as it is was filled in again after a later one had been open; they are not left out.
    """
    all_ = standings(review).values()
    numbers = (
        sum(BLIND in s.locked for s in all_),
        sum(s.left_out == KNOWS for s in all_),
        sum(s.left_out == RECOGNISED for s in all_),
        sum(s.left_out == CONCERN for s in all_),
        sum(BLIND in s.locked and not s.left_out for s in all_),
        sum(REVEAL in s.locked and not s.left_out for s in all_),
        sum(AGAIN in s.locked and not s.left_out for s in all_),
        sum(BLIND not in s.locked and not s.left_out for s in all_),
    )
    again = {(e.content["rater"], e.content["pack"]) for e in review.of_kind("rating") if e.content.get("reopened")}
    return counted(numbers, len(all_), len(again))


def counted(numbers: Sequence[int], of: int, again: int = 0) -> pd.DataFrame:
    """Return counts of ratings under their headings, of so many rater and pack pairs; see :func:`came_in`.

    >>> counted([3, 1, 0, 0, 2, 1, 1, 0], 3)["what"].tolist()[:2]
    ['rated blind and locked', 'left out: knows the case']
    """
    import pandas as pd

    return pd.DataFrame({"what": [*CAME, FILLED_AGAIN], "number": [*numbers, again], "of": of}).astype({"what": "str"})


def as_answers(frame: pd.DataFrame) -> pd.DataFrame:
    """Return answers with the types of :func:`locked_ratings`."""
    return frame.astype(_KINDS)


def agreement_rows(ratings: pd.DataFrame, seed: int = 0) -> pd.DataFrame:
    """Return how far raters agreed blind, before any moderation: for the grade and each principle, four coefficients side by side.

    Principles that a rater answers of their own judging (level `reviewer` in the rating form) are left out: each rater is asked of
    somebody else, so there is nothing to agree on.

    Args:
        ratings: as :func:`locked_ratings` returns them.
        seed: seed of the resampling of packs.

    Returns:
        Result rows: `group` is the item; `numerator` packs with two ratings or more, `denominator` packs, `missing` ratings not
        given, not applicable or not to be judged. `insufficient` below the least number of packs: then there is no value.

    Source: :mod:`toolkit.stats.agreement`; quadratic weights, as grades and rubric marks are ordered.
    """
    import pandas as pd

    used = _used(ratings)
    rows = [r for item, scale in _scales(used) for r in _item_rows(used, item, scale, seed)]
    return as_rows(pd.DataFrame(rows, columns=list(COLUMNS)))


def about_reviewer() -> tuple[str, ...]:
    """Return the principles that raters answer of their own judging.

    >>> about_reviewer()
    ('p4', 'p5')
    """
    return tuple(item.id for item in read_form(RATING_FORM).items if item.level == OF_REVIEWER and item.id in PRINCIPLES)


def paradox(ratings: pd.DataFrame, seed: int = 0) -> list[str]:
    """Return a sentence for each item where nearly all ratings are alike, so that kappa is low though raters agree.

    Source: Feinstein and Cicchetti 1990, Journal of Clinical Epidemiology 43:543-549; Gwet 2008, British Journal of
    Mathematical and Statistical Psychology 61:29-48.
    """
    return [_paradox(item, found) for item, found in _compared(ratings, seed) if _one_answer(found) and _gap(found) >= _far()]


def beside(ratings: pd.DataFrame, seed: int = 0) -> list[str]:
    """Return what to make of kappa beside AC2: the paradox where it bites, and where else the two lie far apart.

    Source: as :func:`paradox`.
    """
    compared = _compared(ratings, seed)
    if not compared:
        return ["Kappa and AC2 cannot be set side by side: too few packs have two ratings, or all ratings are alike."]
    alike = [item for item, found in compared if _one_answer(found)]
    share = f"{limit('paradox_share'):.0%} of ratings or more are the same answer"
    one = (
        f"Nearly all ratings are alike ({share}): {', '.join(alike)}."
        if alike
        else f"No item has nearly all ratings alike ({share})."
    )
    apart = [(item, found) for item, found in compared if not _one_answer(found) and abs(_gap(found)) >= _far()]
    return [*paradox(ratings, seed), one, *(_apart(apart) if apart else [])]


def _compared(ratings: pd.DataFrame, seed: int) -> list[tuple[str, Agreement]]:
    """Items of which the table gives both; without intervals, as no sentence says one."""
    used = _used(ratings)
    found = [(item, _agreed(used, item, scale, seed, resamples=0)) for item, scale in _scales(used)]
    return [(i, f) for i, f in found if f.cases >= limit("least_cases") and _gap(f) == _gap(f)]


def _used(ratings: pd.DataFrame) -> pd.DataFrame:
    return ratings[(ratings["stage"] == BLIND) & ~ratings["excluded"]]


def _far() -> float:
    return limit("paradox_gap")


def _gap(found: Agreement) -> float:
    return found.ac.value - found.kappa.value


def _one_answer(found: Agreement) -> bool:
    return max(found.shares.values()) >= limit("paradox_share")


def _paradox(item: str, found: Agreement) -> str:
    return (
        f"{item}: {max(found.shares.values()):.0%} of ratings are the same answer. Kappa ({found.kappa.value:z.2f}) is low because "
        f"chance alone would then give nearly all of the agreement that it counts, and not because raters differ: they agree in "
        f"{found.percent.value:.0%}, and AC2 is {found.ac.value:z.2f}. Neither is wrong; they take chance off differently."
    )


def _apart(apart: list[tuple[str, Agreement]]) -> list[str]:
    named = "; ".join(f"{item}: kappa {found.kappa.value:z.2f}, AC2 {found.ac.value:z.2f}" for item, found in apart)
    return [
        f"Kappa and AC2 lie {_far():.1f} or more apart, though no answer is nearly all: {named}.",
        "Each takes off what chance would give, and they reckon it differently: kappa from how often the two raters of a pair used "
        "each answer, AC2 from how evenly all ratings spread over the scale. Where most ratings lie on neighbouring marks, kappa "
        "takes most of their near agreement for chance and AC2 less of it. With few packs both are uncertain. Read them with the "
        "weighted agreement and the intervals; the higher one is not the truer one.",
    ]


def as_rows(frame: pd.DataFrame) -> pd.DataFrame:
    """Return result rows with numbers as numbers and words as words."""
    numbers = ("numerator", "denominator", "missing", "value", "lower", "upper")
    kinds = {name: "float64" if name in numbers else "str" for name in COLUMNS}
    return frame.assign(reason=frame["reason"].fillna("")).astype(kinds)


def _scales(used: pd.DataFrame) -> list[tuple[str, tuple[str, ...]]]:
    there = set(used["item"]) - set(about_reviewer())
    return [(i, s) for i, s in [("grade", GRADES), *((p, RUBRIC) for p in PRINCIPLES)] if i in there]


def _agreed(used: pd.DataFrame, item: str, scale: Sequence[str], seed: int, resamples: int | None = None) -> Agreement:
    own = used[used["item"] == item]
    cells = {(r.pack, r.rater): str(r.value) for r in own.itertuples() if str(r.value) in scale}
    packs, raters = sorted(set(used["pack"])), sorted(set(used["rater"]))
    table = [[cells.get((p, r)) for r in raters] for p in packs]
    times = int(limit("agreement_resamples")) if resamples is None else resamples
    return agreement(table, list(scale), "quadratic", limit("level"), times, seed)


def _item_rows(used: pd.DataFrame, item: str, scale: Sequence[str], seed: int) -> list[tuple[Any, ...]]:
    found, packs = _agreed(used, item, scale, seed), used["pack"].nunique()
    enough = found.cases >= limit("least_cases")
    few = f"{found.cases} packs have two ratings; fewer than {limit('least_cases'):.0f} tell nothing of agreement"
    rows = []
    for name, words in COEFFICIENTS.items():
        told = getattr(found, name)
        same = told.value != told.value
        why = "" if enough and not same else "all ratings are alike, so chance alone explains them" if enough else few
        numbers = (told.value, told.lower, told.upper) if not why else (None, None, None)
        state = INSUFFICIENT if why else OK
        rows.append((words, item, "", found.cases, packs, found.missing, *numbers, "coefficient", state, why))
    return rows
