"""What came later in one reviewed case: only for the part of a page that is closed until somebody opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.contrast import class_details, classes, reference_class
from toolkit.contrast.patterns import patterns
from toolkit.contrast.reference import CAVEAT
from toolkit.contrast.settings import table
from toolkit.known import views as moments
from toolkit.later import outcomes
from toolkit.later.follow import ANSWERS
from toolkit.result import COLUMNS, OK
from toolkit.review import held
from toolkit.review.cover import with_ledger, without_untold
from toolkit.review.decided import later_words
from toolkit.review.wording import day_only, plural

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.review.case import ReviewedCase

_THING = ["table", "entity_id"]
_NO_VERDICT = (
    "An ending does not show whether a decision was good. Decisions that were well made can end badly, and the other way round."
)


def summary(case: ReviewedCase, horizon_days: int) -> list[str]:
    """Return the plain-language summary of the afterwards part."""
    came = outcomes(case.record, case.views.tail(1), horizon_days)
    by = {answer: came[came["answer"] == answer].sort_values(["followed_to", "outcome"]) for answer in ANSWERS}
    lines = [f"After the last decision, within {horizon_days} days: {_in_words(row)}." for row in by["yes"].to_dict("records")]
    lines += [_before_it(detail, part) for detail, part in by["competing end"].groupby("detail", sort=False)]
    if len(by["no"]):
        lines.append(f"Not on record within {horizon_days} days after it: {_named(by['no'])}.")
    if unknown := [_named(by[answer]) for answer in ("censored", "not recorded") if len(by[answer])]:
        lines.append(f"Cannot be said: {', '.join(unknown)}. No news is not good news.")
    if not lines:
        reasons = ", ".join(sorted(set(came["reason"].dropna())))
        lines.append(f"No outcome that is looked for applies at the last decision ({reasons}).")
    if more := len(moments.undated_decisions(case.record, [case.case_id])) - case.undated:
        lines.append(f"{plural(more, 'further decision')} without a day on which it was made came on record only later.")
    return [*lines, _NO_VERDICT]


def came_later(case: ReviewedCase, horizon_days: int) -> pd.DataFrame:
    """Return the outcomes after each decision: a row a decision and outcome that can apply to it.

    Columns: `decision`, `outcome`, `answer`, `on` (ISO day), `detail`, `followed_to`, `reason`.
    """
    rows = outcomes(case.record, case.views, horizon_days).merge(case.views[["view_id", "name"]], on="view_id")
    rows = rows[rows["answer"] != "not applicable"]
    order = rows["name"].str[1:].astype(int)
    rows = rows.assign(order=order, outcome=rows["outcome"].str.replace("_", " ")).sort_values(
        ["order", "outcome"], ignore_index=True
    )
    return rows.rename(columns={"name": "decision", "happened_on": "on"})[
        ["decision", "outcome", "answer", "on", "detail", "followed_to", "reason"]
    ]


def who_held(case: ReviewedCase) -> pd.DataFrame:
    """Return the ledger's classes at each decision from all that the record came to hold, with what happened after (K5)."""
    counts = without_untold(classes(case.record, case.views), with_ledger(case.record, case.views))
    return case.views[["view_id", "name"]].merge(counts, on="view_id").drop(columns=["view_id", "entities"])


def written_later(case: ReviewedCase) -> pd.DataFrame:
    """Return what was so at a decision and came onto the record only after the last one: a row a thing, by the day it happened.

    Columns: `occurred_on` and `written_on` (ISO days; the first is empty where no day is on record), `words`, `why`, and `at`:
    the decisions at which it was so, or `perhaps` was, where its day is not exact enough or is the decision's own.
    """
    details = (
        class_details(case.record, case.views)
        .merge(case.views[["view_id", "name"]], on="view_id")
        .merge(_first_written(case), on=_THING)
    )
    sure, maybe = (details.index.isin(found(details).index) for found in (held.not_written, held.perhaps))
    details = details.assign(
        sure=sure, order=details["name"].str[1:].astype(int), at=details["name"].where(sure, "perhaps " + details["name"])
    )
    late = details[sure | maybe].sort_values("order")
    shown = late.sort_values(["sure", "order"], ascending=[False, True]).drop_duplicates(_THING).drop(columns="at")
    shown = shown.merge(late.groupby(_THING, as_index=False).agg(at=("at", ", ".join)), on=_THING)
    return shown.sort_values(["occurred_on", "entity_id"], ignore_index=True)[["occurred_on", "words", "why", "written_on", "at"]]


def _first_written(case: ReviewedCase) -> pd.DataFrame:
    """The things of the case that came onto the record only after the last decision, with the day on which they did."""
    each = " UNION ALL ".join(
        f"""
        SELECT '{row["table"]}' AS "table", entity_id, strftime(min(recorded_at), '%Y-%m-%d') AS written_on
        FROM "{row["table"]}" WHERE case_id = $case GROUP BY entity_id HAVING min(recorded_at) > $last"""
        for row in table("universe")
    )
    con = case.record.connect()
    try:
        return con.execute(each, {"case": case.case_id, "last": case.last_instant}).df()
    finally:
        con.close()


def decided_later(case: ReviewedCase) -> pd.DataFrame:
    """Return what was written of the decisions only later, as it stands in the end, where it says something else than before.

    Columns: `decision`, `written_on` (ISO day), and what was written, empty where nothing was: `kind`, `options`, `chosen`,
    `reason`, `uncertainty`.
    """
    rows = later_words(case.record, case.views, case.last_instant).merge(case.views[["decision_id", "name"]], on="decision_id")
    rows = rows.assign(order=rows["name"].str[1:].astype(int)).sort_values("order", ignore_index=True)
    return rows.rename(columns={"name": "decision"})[
        ["decision", "written_on", "kind", "options", "chosen", "reason", "uncertainty"]
    ]


def reference(case: ReviewedCase, dimensions: str, sought: str, horizon_days: int, seed: int) -> tuple[pd.DataFrame, list[str]]:
    """Return, for each decision and outcome, what followed like-looking decisions about other children.

    Args:
        case: the case.
        dimensions: dimensions of likeness, separated by commas, fixed before the outcome was looked at.
        sought: outcomes, separated by commas.
        horizon_days: days followed.
        seed: chooses the one view a child.

    Returns:
        Result rows (`group` is the decision's name) and a note in words for each; none where an outcome does not apply there.
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
                case.record, pool, view["view_id"], dims, outcome, horizon_days, seed, followed=followed, known=known
            )
            rows.append(found.row.assign(group=view["name"], reason=found.row["reason"].where(found.row["status"] != OK, "")))
            notes.append(f"{view['name']}, {outcome.replace('_', ' ')}: {found.note}")
    if not rows:
        return pd.DataFrame(columns=list(COLUMNS)), ["No outcome that is counted applies at any of these decisions."]
    return pd.concat(rows, ignore_index=True), notes


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


def _named(rows: pd.DataFrame) -> str:
    return ", ".join(sorted(rows["outcome"].str.replace("_", " ")))


def _before_it(detail: str, rows: pd.DataFrame) -> str:
    """Something final that came first, such as a death."""
    return (
        f"{detail[:1].upper()}{detail[1:]} on {day_only(rows['followed_to'].iloc[0])}; not on record before that: {_named(rows)}."
    )


def _in_words(row: dict) -> str:
    detail = f" ({row['detail']})" if isinstance(row["detail"], str) and row["detail"] else ""
    return f"{row['outcome'].replace('_', ' ')} on {day_only(row['happened_on'])}{detail}"
