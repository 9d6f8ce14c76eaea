"""Flags month by month: which stand at each view, since when, and whether what changed is explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.known import measure
from toolkit.known.explained import EXPLAINED, LATE, NO_REASONS, UNEXPLAINED, explanations
from toolkit.known.flagged import CANNOT_SAY, NO, YES, with_flags

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from toolkit.study.drift import Drift

COLUMNS = (
    "view_id",
    "case_id",
    "month",
    "cluster",
    "team",
    "measure",
    "family",
    "aim",
    "flag",
    "value",
    "lower",
    "unit",
    "status",
    "reason",
)
RUN_COLUMNS = ("case_id", "measure", "since", "months", "or_earlier", "before")
# Which of several changes behind one flag says most: what nobody explained stands first.
STANDINGS = (UNEXPLAINED, NO_REASONS, LATE, EXPLAINED)
NOTHING_CHANGED = "no change on record"


def measured(drift: Drift) -> pd.DataFrame:
    """Return the flag of every indicator at every view, in one measuring of all of them.

    Returns:
        :data:`COLUMNS`, by measure in the order of `drift.indicators`, then case and month. `flag` is `yes`, `no`, `cannot say` or
        `does not apply`; `value` and `status` are those of the result row, `family` and `aim` those of the indicator, `cluster`
        is the child's family.
    """
    names = [i.name for i in drift.indicators]
    rows = measure(drift.record, drift.views, names, folder=drift.own or None, standards=drift.standards)
    return tidy(drift, rows)


def tidy(drift: Drift, rows: pd.DataFrame) -> pd.DataFrame:
    """Return result rows of the views of a set as flags; columns and order as :func:`measured` gives them."""
    told = with_flags(rows, drift.indicators).merge(drift.members.drop(columns="as_of"), on="view_id")
    places = {i.name: place for place, i in enumerate(drift.indicators)}
    about = {i.name: (i.family or "other", i.aim or "timeliness") for i in drift.indicators}
    told = told.assign(
        family=[about[m][0] for m in told["measure"]],
        aim=[about[m][1] for m in told["measure"]],
        place=told["measure"].map(places),
    )
    return told.sort_values(["place", "case_id", "month"], ignore_index=True)[list(COLUMNS)]


def runs(flags: pd.DataFrame, months: Sequence[str]) -> pd.DataFrame:
    """Return since when each flag that stands in the last month has stood without a break.

    A month in which a flag cannot be told breaks a run: then it has stood since the month after it, *or earlier*. So has one
    that stood in the first month in which the child was looked at.

    Args:
        flags: `case_id, measure, month, flag`.
        months: all months looked at, in their order.

    Returns:
        :data:`RUN_COLUMNS`, one row a flag that stands, sorted by case and measure: `since` (a month), `months` (how many in
        a row), `or_earlier`, and `before` (how many times it stood earlier and went).

    >>> import pandas as pd
    >>> marks = pd.DataFrame(
    ...     {"case_id": "c", "measure": "m", "month": ["2025-01", "2025-02", "2025-03"], "flag": ["no", "yes", "yes"]}
    ... )
    >>> runs(marks, ["2025-01", "2025-02", "2025-03"]).iloc[0, 2:].astype("str").tolist()
    ['2025-02', '2', 'False', '0']
    """
    import pandas as pd

    if not months:
        return pd.DataFrame(columns=list(RUN_COLUMNS))
    wide = (
        flags.pivot(index=["case_id", "measure"], columns="month", values="flag")
        .reindex(columns=list(months))
        .astype("object")
        .fillna("")
    )
    standing = wide[wide[months[-1]] == YES].sort_index()
    rows = [(*key, *_run(list(marks), list(months))) for key, marks in zip(standing.index, standing.to_numpy(), strict=True)]
    return pd.DataFrame(rows, columns=list(RUN_COLUMNS)).astype({"months": "int64", "or_earlier": "bool", "before": "int64"})


def _run(marks: list[str], months: list[str]) -> tuple[str, int, bool, int]:
    start = len(marks)
    while start and marks[start - 1] == YES:
        start -= 1
    starts = sum(m == YES and (n == 0 or marks[n - 1] != YES) for n, m in enumerate(marks[:start]))
    earlier = start == 0 or marks[start - 1] in ("", CANNOT_SAY)
    return months[start], len(marks) - start, earlier, starts


def explained(drift: Drift) -> pd.DataFrame:
    """Return the changes behind the set's indicators at the last day and whether a decision or a reason explains each.

    Returns:
        Columns `view_id, measure, entity_id, statement_id, changed_on, standing, explained_by, explained_on, reason`;
        `standing` is one of :data:`STANDINGS`.
    """
    views, names = drift.now[["view_id", "case_id", "as_of"]], [i.name for i in drift.indicators]
    return explanations(drift.record, views, names, folder=drift.own or None, standards=drift.standards)


def by_flag(changes: pd.DataFrame) -> pd.DataFrame:
    """Return, for each view and measure, what its changes come to: `view_id, measure, standing, changes`.

    Where several changes lie behind a flag, the one that nobody explained decides.
    """
    places = {standing: place for place, standing in enumerate(STANDINGS)}
    ranked = changes.assign(place=changes["standing"].map(places))
    found = ranked.groupby(["view_id", "measure"], sort=True).agg(place=("place", "min"), changes=("place", "size")).reset_index()
    found["standing"] = [STANDINGS[int(place)] for place in found["place"]]
    return found[["view_id", "measure", "standing", "changes"]]


def told(flags: pd.DataFrame) -> pd.DataFrame:
    """Return the flags of which it can be told whether they stand."""
    return flags[flags["flag"].isin([YES, NO])]
