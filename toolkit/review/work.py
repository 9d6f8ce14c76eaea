"""The work around each decision: how much there was, who could be thought with, and how often the worker had changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.review.told import DOES_NOT_APPLY, NOT_RECORDED, cell

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.review.case import ReviewedCase

CAME_IN_DAYS = 7
COLUMNS = ("worker_weighted_caseload", "worker_days_above_cap", "supervision_coverage", "workers_so_far", "days_with_worker")
_OF_A_WORKER = ("worker_weighted_caseload", "worker_days_above_cap", "days_with_worker")
_NOBODY, _NO_ENTRY = "no worker was allocated", "no entry on record"


def around(case: ReviewedCase) -> pd.DataFrame:
    """Return what is on record of the work around each decision, in words: a row a decision.

    Columns: `decision`, those of :data:`COLUMNS` (each the indicator's value as it was known then, with what it rests on, its
    bounds where it has some, or why there is none; `no worker was allocated` where allocations are kept and none stood), and
    `came_in`: how many of the things that stood in the record had come onto it in the last week before. No number is of a worker:
    each is of this child's case, with whoever held it then.
    """
    import pandas as pd

    rows = case.measured
    cells = {(r["view_id"], r["measure"]): in_words(r) for r in rows[rows["measure"].isin(COLUMNS)].to_dict("records")}
    came = _came_in(case)
    table = [
        {"decision": view["name"]}
        | {name: cells.get((view["view_id"], name), NOT_RECORDED) for name in COLUMNS}
        | {"came_in": came[view["view_id"]]}
        for view in case.views.to_dict("records")
    ]
    return pd.DataFrame(table, columns=["decision", *COLUMNS, "came_in"], dtype="str")


def in_words(row: dict) -> str:
    """Return a result row as a cell; where it is of the child's worker and does not apply, that nobody was allocated.

    >>> in_words({"measure": "days_with_worker", "status": "not applicable"}), in_words({"measure": "x", "status": "not recorded"})
    ('no worker was allocated', 'not recorded')
    """
    told = cell(row)
    return _NOBODY if told == DOES_NOT_APPLY and row["measure"] in _OF_A_WORKER else told


def said(case: ReviewedCase) -> dict[str, str]:
    """Return, by the name of each decision, what the record says of the work around it, in one line."""
    heads = {"worker_weighted_caseload": "weighted cases a full-time post", "worker_days_above_cap": "days above the cap, of 91"}
    rows = around(case).to_dict("records")
    return {row["decision"]: "; ".join(f"{head}: {row[name]}" for name, head in heads.items()) for row in rows}


def _came_in(case: ReviewedCase) -> dict[str, str]:
    import pandas as pd

    days = pd.to_datetime(case.views.set_index("view_id")["as_of"].str[:10])
    rows = case.stood[case.stood["state"] != "same day"]
    age = (rows["view_id"].map(days) - rows["recorded_on"]).dt.days
    on_record, lately = rows.groupby("view_id").size(), rows[age < CAME_IN_DAYS].groupby("view_id").size()
    return {v: f"{lately.get(v, 0)} of {all_}" if (all_ := on_record.get(v, 0)) else _NO_ENTRY for v in case.views["view_id"]}
