"""What came later in one reviewed case: only for the part of a page that is closed until somebody opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.contrast import class_details, classes, reference_class
from toolkit.contrast.patterns import patterns
from toolkit.contrast.reference import CAVEAT
from toolkit.known import views as moments
from toolkit.later import outcomes
from toolkit.result import COLUMNS, OK
from toolkit.review.wording import day_words

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.review.case import ReviewedCase

_WRITTEN_LATER = ("K3", "K4a", "K4b", "K0")


def summary(case: ReviewedCase, horizon_days: int) -> list[str]:
    """Return the plain-language summary of the afterwards part."""
    came = outcomes(case.record, case.views.tail(1), horizon_days)
    yes = came[came["answer"] == "yes"].sort_values("happened_on")
    lines = [f"After the last decision, within {horizon_days} days: {_in_words(r)}." for r in yes.to_dict("records")]
    lines = lines or [f"Within {horizon_days} days after the last decision the record holds none of the outcomes that were looked for."]
    unknown = came[came["answer"].isin(["censored", "not recorded"])]
    if len(unknown):
        lines.append(f"Cannot be said: {', '.join(o.replace('_', ' ') for o in unknown['outcome'])}. No news is not good news.")
    lines.append("An ending does not show whether a decision was good. Decisions that were well made can end badly, and the other way round.")
    return lines


def came_later(case: ReviewedCase, horizon_days: int) -> pd.DataFrame:
    """Return the outcomes after each decision: a row a decision and outcome that can apply to it.

    Columns: `decision`, `outcome`, `answer`, `on` (ISO day), `detail`, `followed_to`, `reason`.
    """
    rows = outcomes(case.record, case.views, horizon_days).merge(case.views[["view_id", "name"]], on="view_id")
    rows = rows[rows["answer"] != "not applicable"]
    order = rows["name"].str[1:].astype(int)
    rows = rows.assign(order=order, outcome=rows["outcome"].str.replace("_", " ")).sort_values(["order", "outcome"], ignore_index=True)
    return rows.rename(columns={"name": "decision", "happened_on": "on"})[["decision", "outcome", "answer", "on", "detail", "followed_to", "reason"]]


def who_held(case: ReviewedCase) -> pd.DataFrame:
    """Return the ledger's classes at each decision from all that the record came to hold, with what happened after (K5)."""
    counts = classes(case.record, case.views)
    return case.views[["view_id", "name"]].merge(counts, on="view_id").drop(columns=["view_id", "entities"])


def written_later(case: ReviewedCase) -> pd.DataFrame:
    """Return what was so at a decision and came onto the record only after the last one: a row a thing, by the day it happened.

    Columns: `occurred_on`, `words`, `class`, `why`, `written_on` (ISO days), `at` (the decisions before which it was so).
    """
    import pandas as pd

    details = class_details(case.record, case.views).merge(case.views[["view_id", "name"]], on="view_id")
    last = pd.Timestamp(case.last) + pd.Timedelta(days=1 if len(case.last) == 10 else 0)
    late = details[details["class"].isin(_WRITTEN_LATER) & (pd.to_datetime(details["recorded_at"]) > last)]
    grouped = late.groupby(["entity_id"], as_index=False).agg(
        occurred_on=("occurred_on", "first"), words=("words", "first"), why=("why", "first"), written_on=("recorded_at", "first"),
        at=("name", lambda names: ", ".join(sorted(names, key=lambda n: int(n[1:])))))
    grouped["written_on"] = grouped["written_on"].astype(str).str[:10]
    grouped["occurred_on"] = grouped["occurred_on"].astype(str).str[:10]
    return grouped.sort_values(["occurred_on", "entity_id"], ignore_index=True)[["occurred_on", "words", "why", "written_on", "at"]]


def reference(case: ReviewedCase, dimensions: str, sought: str, horizon_days: int, seed: int) -> tuple[pd.DataFrame, list[str]]:
    """Return, for each decision and outcome, what followed like-looking decisions about other children.

    Args:
        case: the case.
        dimensions: dimensions of likeness, separated by commas, fixed before the outcome was looked at.
        sought: outcomes, separated by commas.
        horizon_days: days followed.
        seed: chooses the one view a child.

    Returns:
        Result rows (`group` is the decision's name) and a note in words for each; none where an outcome does not apply at a decision.
    """
    import pandas as pd

    dims, names = _listed(dimensions), _listed(sought)
    pool = _pool(case)
    followed = outcomes(case.record, pool, horizon_days, names, bounds=True)
    known = patterns(case.record, pool, dims)
    applies = set(map(tuple, followed.loc[followed["answer"] != "not applicable", ["view_id", "outcome"]].to_numpy()))
    rows, notes = [], []
    for view in case.views.to_dict("records"):
        for outcome in (n for n in names if (view["view_id"], n) in applies):
            found = reference_class(
                case.record, pool, view["view_id"], dims, outcome, horizon_days, seed, followed=followed, known=known)
            rows.append(found.row.assign(group=view["name"], reason=found.row["reason"].where(found.row["status"] != OK, "")))
            notes.append(f"{view['name']}, {outcome.replace('_', ' ')}: {found.note}")
    return (pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=list(COLUMNS))), notes


def caveat() -> str:
    """Return the sentence that stands with every reference class."""
    return f"Read it as {CAVEAT}. It is never a chance for this child."


def _pool(case: ReviewedCase) -> pd.DataFrame:
    import pandas as pd

    others = moments.decisions(case.record)
    own = case.views[others.columns]
    return pd.concat([others[others["case_id"] != case.case_id], own], ignore_index=True)


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _in_words(row: dict) -> str:
    detail = f" ({row['detail']})" if isinstance(row["detail"], str) and row["detail"] else ""
    return f"{row['outcome'].replace('_', ' ')} on {day_words(str(row['happened_on'])[:10])}{detail}"
