"""From month ends to what each indicator said of each case: whether it could be asked, whether it flagged, and since when."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.known import explanations, measure
from toolkit.known.explained import EXPLAINED
from toolkit.known.flagged import NO, YES, with_flags
from toolkit.study.scoring.spans import month_ends

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.known.catalogue import Indicator
    from toolkit.record import Record

ALL_FLAGS, UNEXPLAINED_FLAGS = "all flags", "flags without an explanation"
STAGES = (ALL_FLAGS, UNEXPLAINED_FLAGS)
COLUMNS = (
    "measure",
    "stage",
    "group",
    "case_id",
    "family",
    "asked",
    "before",
    "flagged",
    "first",
    "last",
    "months",
    "yes",
    "worse",
)


def said_of(
    record: Record, spans: pd.DataFrame, indicators: list[Indicator], folder: str | Path | None = None, every: int = 1
) -> pd.DataFrame:
    """Return what indicators with a flag said of each span, looked at on month ends as known on those days.

    Args:
        record: the record.
        spans: see :func:`toolkit.study.scoring.spans.drift_spans`.
        indicators: those to ask; each has the reach `case`, and a flag or a direction.
        folder: a folder with indicators of one's own.
        every: as for :func:`toolkit.study.scoring.spans.month_ends`.

    Returns:
        Columns of :data:`COLUMNS`, one row a span, indicator and stage: `asked` says whether it said yes or no on any month end
        within the span, `before` whether it flagged on the last one before, `flagged` whether on any within; `first` days from the
        start to the first flag (empty where none), `last` to the last month end; `months` month ends within the span with an
        answer, and `yes` those with a flag; `worse` the mean of exact values, with the sign that makes more worse. The stage of
        flags that no reason explains has rows only for indicators that look at changes. A span without a month end within it has
        no rows.
    """
    import pandas as pd

    views = month_ends(spans, every)
    rows = measure(record, views[["view_id", "case_id", "as_of"]], [i.name for i in indicators], folder=folder)
    flags = with_flags(rows, indicators)["flag"]
    told = rows.assign(
        flag=flags.reindex(rows.index), worse=rows["value"] * rows["measure"].map({i.name: _worse(i) for i in indicators})
    )
    told = told[["measure", "view_id", "worse", "flag"]].merge(views[["view_id", "case_id", "day"]], on="view_id")
    found = [_folded(told, ALL_FLAGS)]
    looks = [i.name for i in indicators if i.flag and "changes" in i.sections]
    if looks:
        changing = told[told["measure"].isin(looks)]
        found.append(_folded(_without_explained(record, views, changing, folder), UNEXPLAINED_FLAGS))
    return pd.concat(found).merge(spans[["case_id", "family", "group"]], on="case_id")[list(COLUMNS)]


def _worse(one: Indicator) -> float:
    """What makes a value grow as it worsens; not a number where it has no better and worse."""
    return {"higher is worse": 1.0, "lower is worse": -1.0}.get(one.direction, math.nan)


def _without_explained(record: Record, views: pd.DataFrame, told: pd.DataFrame, folder: str | Path | None) -> pd.DataFrame:
    """The same flags, but for those at which every change that the indicator looks at has a reason on record in time."""
    stands = told["flag"] == YES
    if not stands.any():
        return told
    asked = views.loc[views["view_id"].isin(told.loc[stands, "view_id"]), ["view_id", "case_id", "as_of"]]
    changes = explanations(record, asked, sorted(told["measure"].unique()), folder=folder)
    every = (changes["standing"] == EXPLAINED).groupby([changes["view_id"], changes["measure"]]).all()
    explained = told.set_index(["view_id", "measure"]).index.map(every.to_dict().get).fillna(False).astype(bool)
    return told.assign(flag=told["flag"].mask(stands & explained, NO))


def _folded(told: pd.DataFrame, stage: str) -> pd.DataFrame:
    """One row a case and measure."""
    yes, within = told["flag"] == YES, told["day"] > 0
    marked = told.assign(
        asked=within & told["flag"].isin([YES, NO]),
        before=yes & ~within,
        flagged=yes & within,
        first=told["day"].where(yes & within),
        last=told["day"].where(within),
        worse=told["worse"].where(within),
        months=within & told["flag"].isin([YES, NO]),
        yes=yes & within,
    )
    whether, totals = dict.fromkeys(("asked", "before", "flagged"), "any"), dict.fromkeys(("months", "yes"), "sum")
    ways = {**whether, **totals, "first": "min", "last": "max", "worse": "mean"}
    folded = marked.groupby(["measure", "case_id"], sort=True).agg(ways).reset_index()
    return folded[folded["last"].notna()].assign(stage=stage)
