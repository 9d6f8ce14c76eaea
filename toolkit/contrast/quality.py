"""Decision quality by outcome: how decisions were judged on what was known, against how they then went.

Only ratings enter that were made blind, locked, and not talked over. It is no evidence of cause, and none of fault.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolkit.contrast.settings import table
from toolkit.errors import CaseReviewError
from toolkit.later.follow import CENSORED, COMPETING, NOT_RECORDED, YES
from toolkit.result import COLUMNS, INSUFFICIENT, NOT_APPLICABLE, OK
from toolkit.result import NOT_RECORDED as UNSAID
from toolkit.stats import jeffreys
from toolkit.stats.exact_odds import exact_odds_ratio
from toolkit.stats.intervals import Interval
from toolkit.stats.lots import lot

if TYPE_CHECKING:
    import pandas as pd

WELL, CONCERNS, DIVIDED, TOO_FEW = "well judged", "concerns", "divided", "too few ratings"
WENT_WELL, WENT_BADLY, UNKNOWN = "went well", "went badly", "unknown"
JUDGED, WENT = (WELL, CONCERNS), (WENT_WELL, WENT_BADLY, UNKNOWN)
BAD, GOOD = "bad", "good"
NO_EVIDENCE = "This is no evidence of cause, and none of fault."
BY_OUTCOME = "These cases were chosen by how they ended, so no share is given: it would say how they were chosen."
RATIO = "odds of having gone well, well judged against concerns"
_BLIND, _GRADE = "blind", "grade"
_RATINGS = ("review", "pack", "rater", "stage", "item", "value", "excluded")


@dataclass(frozen=True)
class QualityByOutcome:
    """How decisions were judged, by how they went.

    Attributes:
        table: two rows, `judged` and the counts `went well`, `went badly`, `unknown`.
        rows: result rows: the share that went badly of each row, and the odds ratio.
        said: the same in sentences, with what was left out.
        left_out: why decisions are in no cell, with how many.
        decisions: `review, pack, view_id, case_id, judged, went` of those counted; never for a page.
    """

    table: pd.DataFrame
    rows: pd.DataFrame
    said: list[str]
    left_out: dict[str, int]
    decisions: pd.DataFrame


def judged(ratings: pd.DataFrame) -> pd.DataFrame:
    """Return how each pack was judged: by the median of the grades that were given blind, locked, and not moderated.

    Args:
        ratings: `review, pack, rater, stage, item, value, excluded`, a row an answer.

    Returns:
        `review, pack, raters, median, judged`: `well judged`, `concerns`, `divided` (the middle lies between the two) or `too few
        ratings`; the cuts stand in `data/contrast/quality.csv`. One row a pack that has a row at all, by review and pack.

    Raises:
        CaseReviewError: a column is missing, a grade that is none of 1 to 4, or a rater with two grades of one pack.

    >>> import pandas as pd
    >>> row = {"review": "a", "pack": "P01", "stage": "blind", "item": "grade", "excluded": False}
    >>> judged(pd.DataFrame([{**row, "rater": "R1", "value": 4}, {**row, "rater": "R2", "value": 3}]))["judged"].to_list()
    ['well judged']
    """
    import pandas as pd

    _check(ratings)
    packs = ratings[["review", "pack"]].drop_duplicates()
    grades = ratings[(ratings["stage"] == _BLIND) & (ratings["item"] == _GRADE) & ~ratings["excluded"].astype(bool)]
    grades = grades.assign(value=pd.to_numeric(grades["value"], errors="coerce")).dropna(subset=["value"])
    found = grades.groupby(["review", "pack"]).agg(raters=("rater", "nunique"), median=("value", "median")).reset_index()
    rows = packs.merge(found, on=["review", "pack"], how="left").sort_values(["review", "pack"], ignore_index=True)
    rows["raters"] = rows["raters"].fillna(0).astype(int)
    rows["judged"] = [_row_of(raters, median) for raters, median in zip(rows["raters"], rows["median"], strict=True)]
    return rows


def went(answers: pd.DataFrame, kinds: Mapping[str, str]) -> dict[str, str]:
    """Return how each view went, by the standing outcomes.

    *Went badly*: at least one bad outcome came, or the child died. *Went well*: every bad outcome that can apply was followed to
    the end without coming, and at least one good one came. Everything else is *unknown*: no news is not good news.

    Args:
        answers: `view_id, outcome, answer, detail`, as :func:`toolkit.later.outcomes` returns them.
        kinds: outcome to `good` or `bad`.

    >>> import pandas as pd
    >>> came = {"view_id": "v", "outcome": ["incident", "permanence"], "answer": ["no", "yes"], "detail": ["", ""]}
    >>> went(pd.DataFrame(came), {"incident": "bad", "permanence": "good"})
    {'v': 'went well'}
    """
    ends = {row["detail"]: row["counts_as"] for row in table("went")}
    rows = answers[answers["outcome"].isin(list(kinds))]
    return {str(view): _went(part.to_dict("records"), kinds, ends) for view, part in rows.groupby("view_id", sort=True)}


def quality_by_outcome(
    ratings: pd.DataFrame,
    packs: pd.DataFrame,
    answers: pd.DataFrame,
    kinds: Mapping[str, str],
    seed: int = 0,
    families: Mapping[str, str] | None = None,
    chosen_by_outcome: bool = False,
) -> QualityByOutcome:
    """Set how decisions were judged beside how they went.

    One decision a family, drawn by seed of all its decisions, before it is looked at how any was judged or went: brothers and
    sisters are not independent, and an exact interval knows no clusters. Where the one that was drawn was judged by too few, or
    divided its raters, the family is in no cell, and no other decision takes its place. Where packs come in matched sets, the odds
    ratio compares within sets only.

    Args:
        ratings: as for :func:`judged`; those of any stage but `blind`, and those that are excluded, are not looked at.
        packs: `pack, view_id, case_id` and optionally `review, matched_set`: what each pack is of.
        answers, kinds: as for :func:`went`.
        seed: chooses the one decision a family.
        families: case to family; each case its own where it is not there.
        chosen_by_outcome: whether cases were chosen by how they ended; then no share is given.

    Returns:
        The table, the result rows and the sentences. The odds ratio is above 1 where decisions that were judged well went well more
        often; it is of decisions whose ending is known.

    Raises:
        CaseReviewError: as :func:`judged`; a pack that nobody knows the view of.
    """
    decided, left_out = _decisions(judged(ratings), packs, went(answers, kinds), seed, families or {})
    counts = _counted(decided)
    ratio = exact_odds_ratio(_strata(decided) or [((0, 0), (0, 0))])
    return QualityByOutcome(
        counts, _rows(counts, ratio, chosen_by_outcome), _said(counts, ratio, left_out, chosen_by_outcome), left_out, decided
    )


def _check(ratings: pd.DataFrame) -> None:
    missing = [f"the ratings have no column {c}" for c in _RATINGS if c not in ratings.columns]
    if missing:
        raise CaseReviewError("The ratings cannot be used", missing)
    import pandas as pd

    grades = ratings[
        (ratings["item"] == _GRADE) & (ratings["stage"] == _BLIND) & ratings["value"].notna() & (ratings["value"] != "")
    ]
    wrong = ~pd.to_numeric(grades["value"], errors="coerce").isin([1, 2, 3, 4])
    problems = [f"pack {pack}: a grade that is none of 1 to 4" for pack in dict.fromkeys(grades.loc[wrong, "pack"])]
    twice = grades[grades.duplicated(["review", "pack", "rater"])]
    problems += [f"pack {pack}: a rater has two blind grades" for pack in dict.fromkeys(twice["pack"])]
    if problems:
        raise CaseReviewError("The ratings cannot be used", problems, "Take them as they were locked.")


def _row_of(raters: int, median: float) -> str:
    cut = {row["name"]: float(row["value"]) for row in table("quality")}
    if raters < cut["raters_least"]:
        return TOO_FEW
    return WELL if median >= cut["well_judged_from"] else CONCERNS if median <= cut["concerns_to"] else DIVIDED


def _went(rows: list[dict[str, Any]], kinds: Mapping[str, str], ends: Mapping[str, str]) -> str:
    bad = [row for row in rows if kinds[row["outcome"]] == BAD]
    if any(row["answer"] == YES for row in bad) or any(
        row["answer"] == COMPETING and ends.get(str(row["detail"])) == WENT_BADLY for row in rows
    ):
        return WENT_BADLY
    lost = any(row["answer"] in (CENSORED, NOT_RECORDED) for row in bad) or not bad
    good = any(row["answer"] == YES for row in rows if kinds[row["outcome"]] == GOOD)
    return WENT_WELL if good and not lost else UNKNOWN


def _decisions(
    rated: pd.DataFrame, packs: pd.DataFrame, endings: Mapping[str, str], seed: int, families: Mapping[str, str]
) -> tuple[pd.DataFrame, dict[str, int]]:
    on = ["review", "pack"] if "review" in packs.columns else ["pack"]
    rows = rated.merge(packs, on=on, how="left")
    if rows["view_id"].isna().any():
        unknown = sorted(set(rows.loc[rows["view_id"].isna(), "pack"]))
        raise CaseReviewError("The ratings cannot be set beside what came later", [f"pack {p}: of no known view" for p in unknown])
    family = [families.get(case, case) for case in rows["case_id"]]
    rows = rows.assign(family=family, lot=[lot(seed, view) for view in rows["view_id"]])
    drawn = rows.sort_values(["lot", "review", "pack"]).drop_duplicates("family")
    one = drawn[drawn["judged"].isin(JUDGED)].sort_values(["review", "pack"], ignore_index=True)
    left_out = {
        "fewer than two ratings that enter": int((drawn["judged"] == TOO_FEW).sum()),
        "raters divided between the two rows": int((drawn["judged"] == DIVIDED).sum()),
        "a further decision about a child or family of which another was drawn": len(rows) - len(drawn),
    }
    sets = one["matched_set"].fillna("") if "matched_set" in one else ""
    return one.assign(went=[endings.get(v, UNKNOWN) for v in one["view_id"]], matched_set=sets), left_out


def _counted(decided: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    cells = {(j, w): int(((decided["judged"] == j) & (decided["went"] == w)).sum()) for j in JUDGED for w in WENT}
    return pd.DataFrame([{"judged": j, **{w: cells[j, w] for w in WENT}} for j in JUDGED])


def _strata(decided: pd.DataFrame) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """One table a matched set; decisions of no set are one together."""
    parts = [
        _counted(part) for _, part in decided.groupby(["review", "matched_set"], sort=True) if part["matched_set"].iloc[0] != ""
    ]
    alone = decided[decided["matched_set"] == ""]
    parts += [_counted(alone)] if len(alone) else []
    return [_square(part) for part in parts]


def _square(counts: pd.DataFrame) -> tuple[tuple[int, int], tuple[int, int]]:
    cell = counts.set_index("judged")
    (a, b), (c, d) = (tuple(int(cell.loc[j, w]) for w in (WENT_WELL, WENT_BADLY)) for j in JUDGED)  # type: ignore[arg-type]
    return (a, b), (c, d)


def _rows(counts: pd.DataFrame, ratio: Interval, by_outcome: bool) -> pd.DataFrame:
    import pandas as pd

    rows = [_share(row, by_outcome) for row in counts.to_dict("records")]
    known, unknown = int(counts[list(WENT[:2])].to_numpy().sum()), int(counts[UNKNOWN].sum())
    ends = [x if math.isfinite(x) else None for x in ratio]
    seen = not math.isnan(ratio.value)
    why = "" if seen else "one row or column is empty, so there is nothing to compare"
    rows.append(
        (RATIO, "", "", None, known, unknown, *ends, "odds ratio", OK if ends[0] is not None else INSUFFICIENT, why or _edge(ratio))
    )
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype(dict.fromkeys(("numerator", "denominator", "missing", "value", "lower", "upper"), "float64"))


def _share(row: dict[str, Any], by_outcome: bool) -> tuple[Any, ...]:
    bad, known, unknown = row[WENT_BADLY], row[WENT_WELL] + row[WENT_BADLY], row[UNKNOWN]
    head = (WENT_BADLY, row["judged"], "")
    if by_outcome:
        return (*head, bad, known, unknown, None, None, None, "share", NOT_APPLICABLE, BY_OUTCOME)
    if not known:
        return (*head, None, None, unknown, None, None, None, "share", UNSAID, "no ending is known")
    return (*head, bad, known, unknown, *jeffreys(bad, known), "share", OK, "")


def _edge(ratio: Interval) -> str:
    open_end = "no upper end" if math.isinf(ratio.upper) else ""
    return "" if math.isfinite(ratio.value) and not open_end else f"one cell is empty: {open_end or 'the lower end is nought'}"


def _said(counts: pd.DataFrame, ratio: Interval, left_out: Mapping[str, int], by_outcome: bool) -> list[str]:
    n, unknown = int(counts[list(WENT)].to_numpy().sum()), int(counts[UNKNOWN].sum())
    lines = [association(n - unknown, ratio)]
    if unknown:
        lines.append(f"Of {unknown} more it is not known how they went. No news is not good news.")
    lines += [BY_OUTCOME] if by_outcome else []
    if told := [f"{count} ({why})" for why, count in left_out.items() if count]:
        lines.append(f"Left out: {'; '.join(told)}.")
    return [*lines, NO_EVIDENCE]


def association(n: int, ratio: Interval) -> str:
    """Return in a plain sentence what an odds ratio says.

    >>> association(8, Interval(6.4, 0.2, 626.2))[:87]
    'In these 8 decisions how they were judged and how they went are not distinguishably ass'
    """
    if math.isnan(ratio.value):
        return f"In these {n} decisions one row or column is empty, so how they were judged and how they went cannot be compared."
    value = (
        f"odds ratio {_number(ratio.value)}" if 0 < ratio.value < math.inf else "no odds ratio can be given, as one cell is empty"
    )
    upper = f" to {_number(ratio.upper)}" if math.isfinite(ratio.upper) else " with no upper end"
    told = f"{value}; exact 95 % interval from {_number(ratio.lower)}{upper}"
    if ratio.lower <= 1 <= ratio.upper:
        return f"In these {n} decisions how they were judged and how they went are not distinguishably associated ({told})."
    more = "more" if ratio.lower > 1 else "less"
    return f"In these {n} decisions those that were judged well went well {more} often than the others ({told})."


def direction(rows: pd.DataFrame) -> str:
    """Return what the odds ratio says without a number, for a page whose counts are rounded.

    Args:
        rows: the result rows of :class:`QualityByOutcome`.
    """
    row = rows[rows["measure"] == RATIO].iloc[0]
    if row["value"] != row["value"] and row["lower"] != row["lower"] and row["upper"] != row["upper"]:
        return "In these decisions one row or column is empty, so how they were judged and how they went cannot be compared."
    if not (row["lower"] > 1 or row["upper"] < 1):
        return "In these decisions how they were judged and how they went are not distinguishably associated."
    more = "more" if row["lower"] > 1 else "less"
    return f"In these decisions those that were judged well went well {more} often than the others."


def _number(x: float) -> str:
    return f"{x:.3g}"
