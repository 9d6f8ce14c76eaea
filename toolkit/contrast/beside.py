"""One row a view: what was known and planned, who had what, and what came later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.contrast.classes import COUNTS, classes
from toolkit.known import measure
from toolkit.known.viewfile import checked_views
from toolkit.later import outcomes
from toolkit.later.follow import held_back
from toolkit.record.clocks import EARLIEST

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.record import Record

KNOWN, CLASS, LATER = "known_", "class_", "later_"


def contrast(
    record: Record,
    views: pd.DataFrame,
    horizon_days: int = 365,
    indicators: list[str] | None = None,
    names: list[str] | None = None,
    knowledge: str = EARLIEST,
) -> pd.DataFrame:
    """Set what was known at each view beside what came later.

    Args:
        record: the record.
        views: `view_id, case_id, as_of` and optionally `decision_id, holder, cut`, as text; other columns are kept.
        horizon_days: how many days after the view's day are looked at.
        indicators: names of the indicators to show; all where none are given.
        names: names of the outcomes to show; all where none are given.
        knowledge: how uncertain record times are read.

    Returns:
        The columns of the views, then, one row a view and sorted by `view_id`:

        - `known_INDICATOR` (a number, empty where there is none) and `known_INDICATOR_status`;
        - `class_CLASS` for each of :data:`toolkit.contrast.classes.COUNTS` (`class_planned` is the number of plans known),
          `class_status`, `class_reason`;
        - `later_OUTCOME` (the answer), `later_OUTCOME_on`, `later_OUTCOME_detail`, `later_OUTCOME_followed_to`.

    Raises:
        CaseReviewError: views that are not well formed, unknown indicators or outcomes, a horizon not above 0.
    """
    views = checked_views(views).sort_values("view_id", kind="stable", ignore_index=True)
    found = views.merge(_known(measure(record, views, indicators, knowledge)), on="view_id", how="left")
    counts = classes(record, views, knowledge)
    found = found.merge(counts.rename(columns={c: f"{CLASS}{c}" for c in (*COUNTS, "status", "reason")}), on="view_id", how="left")
    return found.merge(_later(outcomes(record, views, horizon_days, names)), on="view_id", how="left")


def _known(rows: pd.DataFrame) -> pd.DataFrame:
    values = rows.pivot(index="view_id", columns="measure", values="value").add_prefix(KNOWN)
    statuses = rows.pivot(index="view_id", columns="measure", values="status").add_prefix(KNOWN).add_suffix("_status")
    return _interleaved([values, statuses], list(dict.fromkeys(rows["measure"])), (KNOWN + "{}", KNOWN + "{}_status"))


def _later(rows: pd.DataFrame) -> pd.DataFrame:
    parts = {"answer": "", "happened_on": "_on", "detail": "_detail", "followed_to": "_followed_to"}
    shut = held_back(rows)  # what is restricted counts, and neither its words nor its day are told
    rows = rows.assign(**{c: rows[c].mask(shut) for c in ("happened_on", "followed_to")}) if shut.any() else rows
    wide = [rows.pivot(index="view_id", columns="outcome", values=c).add_prefix(LATER).add_suffix(end) for c, end in parts.items()]
    return _interleaved(wide, list(dict.fromkeys(rows["outcome"])), tuple(f"{LATER}{{}}{end}" for end in parts.values()))


def _interleaved(frames: list[pd.DataFrame], names: list[str], forms: tuple[str, ...]) -> pd.DataFrame:
    import pandas as pd

    joined = pd.concat(frames, axis=1)
    return joined[[form.format(name) for name in sorted(names) for form in forms]].rename_axis(columns=None).reset_index()
