"""The gap between timeliness and purpose: what was done by its day, beside what was done for the child."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.known.flagged import CANNOT_SAY, NO
from toolkit.result import INSUFFICIENT, NOT_APPLICABLE, NOT_RECORDED, OK
from toolkit.stats.prevalence import share_difference
from toolkit.study.drift_flags import told
from toolkit.study.summaries import LEAST, result_frame, share_row

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

AIMS = ("purpose", "timeliness")
# Many answers may be of few children, of whom they would tell.
_OF_FEW = {"status": INSUFFICIENT, "reason": f"of fewer than {LEAST} children"} | dict.fromkeys(
    ("numerator", "denominator", "missing", "value", "lower", "upper")
)


class Gap(NamedTuple):
    """How far timeliness lies above purpose on one day, in shares of answers without a flag; ends NaN where they cannot be told."""

    value: float
    lower: float
    upper: float


def in_order(flags: pd.DataFrame, months: Sequence[str]) -> pd.DataFrame:
    """Return, of all answers that could be given for each aim, the share in which no flag stands, month by month.

    An answer is one indicator for one child. Each indicator counts as often as it applies and can be told, so that the share is
    no average of indicators and no score of a case; it is only there to hold the two aims side by side.

    Args:
        flags: flags of all months.
        months: the months in their order.

    Returns:
        Columns of :data:`toolkit.result.COLUMNS`: `measure` is the aim, purpose first, `group` the month; `missing` counts
        answers that could not be told. The interval is by family.
    """
    rows = []
    for aim in AIMS:
        for month in months:
            part = flags[(flags["aim"] == aim) & (flags["month"] == month)]
            sure = told(part)
            row = share_row(aim, sure["flag"] == NO, sure["cluster"], int((part["flag"] == CANNOT_SAY).sum()), month)
            rows.append(row if row["status"] != OK or sure["case_id"].nunique() >= LEAST else row | _OF_FEW)
    return result_frame(rows)


def gap(flags: pd.DataFrame, month: str) -> Gap:
    """Return how far the share of timeliness answers without a flag lies above that of purpose answers, by family.

    Args:
        flags: flags of all months.
        month: the month.
    """
    sure = told(flags[flags["month"] == month])
    clear, timely = sure["flag"] == NO, sure["aim"] == "timeliness"
    return Gap(*share_difference(clear.tolist(), timely.tolist(), sure["cluster"].tolist()))


def gap_words(shown: pd.DataFrame, found: Gap, month: str) -> str:
    """Return the gap in a sentence, from the shares as they may be shown.

    Args:
        shown: as :func:`in_order`, after the gate.
        found: the gap of that month.
        month: the month.
    """
    rows = {row["measure"]: row for row in shown[shown["group"] == month].to_dict("records")}
    states = [rows.get(aim, {}).get("status", NOT_RECORDED) for aim in AIMS]
    if states != [OK, OK] or found.value != found.value:
        why = {NOT_RECORDED: "not recorded", INSUFFICIENT: "too few", NOT_APPLICABLE: "not asked"}
        said = " and ".join(f"{aim}: {why.get(state, state)}" for aim, state in zip(AIMS, states, strict=True) if state != OK)
        return f"The gap between timeliness and purpose cannot be told here ({said or 'too few families'})."
    purpose, timely = (rows[aim]["value"] for aim in AIMS)
    ends = f"; interval {_points(found.lower)} to {_points(found.upper)}" if found.lower == found.lower else ""
    said = (
        f"In {timely:.0%} of the answers about timeliness no flag stands, and in {purpose:.0%} of those about purpose: "
        f"a gap of {_points(timely - purpose)} points{ends}."
    )
    return said + _reading(found)


def _points(share: float) -> str:
    return f"{round(100 * share)}".replace("-", "minus ")


def _reading(found: Gap) -> str:
    if found.lower != found.lower or found.lower <= 0 <= found.upper:
        return " The two cannot be told apart here."
    return (
        " More was done on time than was done for the child's needs, as far as this record tells."
        if found.lower > 0
        else " Purpose stands better than timeliness here, as far as this record tells."
    )
