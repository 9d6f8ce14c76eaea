"""What happened to the reviewers' own judgement when they saw the ending: counts from a locked review that holds this case."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.review.limits import limit
from toolkit.review.wording import plural

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.review.case import ReviewedCase
    from toolkit.review.folder import Review
    from toolkit.review.stages import Standing

HOW_TO = (
    "No review was named. To see what the ending does to the reviewers themselves, have this decision judged blind first: "
    "casereview review new makes packs for it and for others like it, and the parameter review takes that folder once the "
    "ratings are locked."
)
_NONE = "The review that was named holds no pack of this case."
_CAVEAT = (
    "A grade that moved after the ending moved for some reason: a fact about the decision that was new, an error put right, or the "
    "ending. Nobody can tell these apart in themselves. It says something of reviewing, and nothing of any reviewer."
)
_COLUMNS = ("decision", "blind", "seen", "moved", "again", "moved_again", "left_out")
_GRADE = "grade"


def shift(case: ReviewedCase, folder: str | Path = "") -> tuple[pd.DataFrame, list[str]]:
    """Return how the grades of this case's decisions stood before and after the ending, and what is to be said with it.

    Args:
        case: the case.
        folder: the folder of a review; empty where there is none.

    Returns:
        A row a decision that was rated: `decision`; `blind`, `seen` and `again` (the grades from high to low, in words, blind, with
        the ending, and once more without it), `moved` and `moved_again` (how many raters gave a higher, the same, a lower grade),
        `left_out` (whole number of ratings that do not enter). Below 5 raters of a decision none of its grades is given, and below
        3 in an arm none of that arm: two grades are each rater's own path. Grades stand in order of size.
        No row while a rating of the case is not yet locked at its last stage. And the sentences.

    Raises:
        CaseReviewError: the folder is no review, or is not as it was locked.
    """
    import pandas as pd

    rows: list[dict[str, object]] = []
    if not folder:
        return pd.DataFrame(rows, columns=list(_COLUMNS)), [HOW_TO]
    from toolkit.review.concordance import locked_ratings
    from toolkit.review.folder import open_review
    from toolkit.review.stages import standings

    review = open_review(folder)
    packs = _packs(case, review)
    open_ = _open(s for s in standings(review).values() if s.pack in packs)
    said = [_NONE] if not packs else [_CAVEAT]
    if open_:
        told = f"{plural(len(open_), 'rating')} of this case {'is' if len(open_) == 1 else 'are'} not locked to the end"
        said = [f"{told}, so nothing is shown of any yet: who still has to judge must not see how others did."]
    elif packs:
        ratings = locked_ratings(review)
        grades = ratings[ratings["item"] == _GRADE]
        rows = [_row(name, grades[grades["pack"] == pack]) for pack, name in sorted(packs.items(), key=lambda p: (len(p[1]), p[1]))]
    return pd.DataFrame(rows, columns=list(_COLUMNS)), said


def whole(folder: str | Path = "") -> tuple[pd.DataFrame, list[str]]:
    """Return what seeing the ending did to ratings over all packs of a review, and what is to be said with it.

    One case has too few ratings to measure anything; the review that it was rated in may have enough.

    Args:
        folder: the folder of a review; empty where there is none.

    Returns:
        Result rows of :func:`toolkit.review.reveal.shifts`: raters who saw the ending against those who rated the same pack again
        without it. No row below 5 raters, and while a rating of any pack is not yet locked at its last stage. And the sentences.

    Raises:
        CaseReviewError: the folder is no review, or is not as it was locked.
    """
    import pandas as pd

    from toolkit.result import COLUMNS

    none = pd.DataFrame(columns=list(COLUMNS))
    if not folder:
        return none, ["Over all packs of a review nothing is measured, as none was named."]
    from toolkit.review import measured, reveal
    from toolkit.review.folder import open_review
    from toolkit.review.stages import standings

    review = open_review(folder)
    if len(review.raters) < (least := limit("least_raters")):
        few = f"{plural(len(review.raters), 'rater')} rated in that review; below {least:.0f}, counts over all its packs would be"
        return none, [f"{few} somebody's own, so none is shown here."]
    if open_ := _open(standings(review).values()):
        told = f"{plural(len(open_), 'rating')} of that review {'is' if len(open_) == 1 else 'are'} not locked to the end"
        return none, [f"{told}, so nothing is measured over all its packs yet."]
    found = measured.measured(review)
    about = f"Over all {plural(len(review.packs), 'pack')} of that review, each rated by {plural(len(review.raters), 'rater')}:"
    return reveal.shifts(found), [about, *measured.shift_said(found.shift), measured.NO_VERDICT]


def _open(standings: Iterable[Standing]) -> list[Standing]:
    """The ratings that count and are not locked at their last rating of the decision."""
    return [s for s in standings if not s.left_out and not {"reveal", "again"} & s.locked]


def _packs(case: ReviewedCase, review: Review) -> dict[str, str]:
    """The packs of this case's decisions, each with the decision's name on the page."""
    ids = {d: name for d, name in zip(case.views["decision_id"], case.views["name"], strict=True) if d}
    by_view = dict(zip(case.views["view_id"], case.views["name"], strict=True))
    own = {pack: row for pack, row in review.key.items() if row["case_id"] == case.case_id}
    named = {pack: ids.get(row["decision_id"], by_view.get(row["view_id"], "")) for pack, row in own.items()}
    return {pack: name for pack, name in named.items() if name}


def _row(name: str, grades: pd.DataFrame) -> dict[str, object]:
    out = grades[grades["excluded"]]
    used = grades[~grades["excluded"]].dropna(subset="value")
    by = {stage: dict(zip(part["rater"], part["value"].astype("int64"), strict=True)) for stage, part in used.groupby("stage")}
    blind, enough = by.get("blind", {}), int(limit("least_raters"))
    arms = {stage: by.get(stage, {}) for stage in ("reveal", "again")}
    few = f"fewer than {enough} raters" if 0 < len(blind) < enough else ""
    less = {stage: few or _few(len(grades)) for stage, grades in arms.items()}
    return {
        "decision": name,
        "blind": few or _listed(blind),
        "seen": less["reveal"] or _listed(arms["reveal"]),
        "moved": less["reveal"] or _moved(blind, arms["reveal"]),
        "again": less["again"] or _listed(arms["again"]),
        "moved_again": less["again"] or _moved(blind, arms["again"]),
        "left_out": int(out["rater"].nunique()),
    }


def _few(number: int) -> str:
    return f"fewer than {limit('least_in_arm'):.0f} in this arm" if 0 < number < limit("least_in_arm") else ""


def _listed(grades: dict[str, int]) -> str:
    return ", ".join(map(str, sorted(grades.values(), reverse=True))) or "none"


def _moved(before: dict[str, int], after: dict[str, int]) -> str:
    """How many gave a higher, the same and a lower grade the second time."""
    steps = [after[r] - before[r] for r in after if r in before]
    if not steps:
        return "none rated twice"
    counts = sum(s > 0 for s in steps), sum(s == 0 for s in steps), sum(s < 0 for s in steps)
    return f"of {len(steps)}: {counts[0]} higher, {counts[1]} the same, {counts[2]} lower"
