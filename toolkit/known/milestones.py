"""Every single duty of a case at a view: when it was due, under which limit, when it was done, and by how many days it was late."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.known.prepare import prepared
from toolkit.known.viewfile import checked_views
from toolkit.record.clocks import EARLIEST

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.record import Record
    from toolkit.record.standards import Standards

MILESTONE_COLUMNS = (
    "view_id", "case_id", "duty", "step", "entity_id", "statement_id", "clock_on", "due_on", "done_on", "done_by", "over_on",
    "is_due", "days_late", "nationally",
)  # fmt: skip


def milestones(record: Record, views: pd.DataFrame, knowledge: str = EARLIEST, standards: Standards | None = None) -> pd.DataFrame:
    """Return every duty whose clock had started by each view, as known there under the base reading.

    Args:
        record: the record.
        views: `view_id, case_id, as_of` and optionally `decision_id, holder, cut`, as text.
        knowledge: how uncertain record times are read: `earliest` or `latest`.
        standards: the practice standards to measure by; those of England where none are given.

    Returns:
        Columns of :data:`MILESTONE_COLUMNS`, sorted, days as dates: `clock_on` started the clock, `due_on` is the last day in time
        (empty beyond the calendar), `done_on` the day it was done and `done_by` the statement that says so, `over_on` the day on
        which it fell away; `is_due` where the last day had come, `days_late` so far, `nationally` where there is more than a local
        limit. Duties whose tables the record did not cover since their clock started are left out, as are those that fell away in
        time. The definitions are those of the indicator `milestones_late`.

    Raises:
        CaseReviewError: views or standards that are not well formed; never because of what the record holds.

    >>> from toolkit import paths
    >>> from toolkit.record import open_record
    >>> import pandas as pd
    >>> views = pd.DataFrame({"view_id": ["v"], "case_id": ["no such case"], "as_of": ["2024-05-01"]})
    >>> len(milestones(open_record(paths.sample_record()), views))
    0
    """
    checked = checked_views(views)
    with prepared(record, checked, [], knowledge, beside=_ROWS, standards=standards) as known:
        rows = known.execute(_ROWS).df()
    rows.insert(1, "case_id", rows["view_id"].map(dict(zip(checked["view_id"], checked["case_id"], strict=True))).astype("str"))
    return rows


_ROWS = f"""
    SELECT m.view_id, {", ".join(f"d.{c}" for c in MILESTONE_COLUMNS[2:])}
    FROM milestone d JOIN moment m USING (view_no) JOIN case_stands USING (view_no) WHERE m.base ORDER BY ALL"""
