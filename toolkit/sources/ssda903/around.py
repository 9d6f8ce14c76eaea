"""Statements around the care: statuses with spells of their own, decisions on adoption, and what is asked once a year.

Cells without a day of their own (OC2, OC3, the adopters) are known from 31 March of the return. An earlier permanence option
"can be updated if information comes to light at any stage", so since when it was known is not known: at the latest from the
return that says it (availability map of the data standard's guidance).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.record import codes
from toolkit.sources.ssda903.layout import Item, items, layouts
from toolkit.sources.ssda903.shapes import Shown, events, nothing, spells, undated

if TYPE_CHECKING:
    import pandas as pd

_NONE = "none"
_DAY, _NUMBER = "day", "number"


def asylum(rows: pd.DataFrame, by: Shown) -> pd.DataFrame:
    """Return who was an unaccompanied asylum-seeking child: from the first day of care at the latest."""
    first, end = by.first(rows), rows["DUC"]
    base = by.base(rows).assign(kind="unaccompanied asylum-seeking child", occurred_precision="on or before")
    return spells(base, first.where(end.isna() | (first <= end), end), end, by.dated, {})


def for_adoption(rows: pd.DataFrame, by: Shown) -> pd.DataFrame:
    """Return the spells from the decision that a child should be placed for adoption to its reversal, and why."""
    reason = rows["REASON_PLACED_CEASED"]
    come = rows["DATE_PLACED_CEASED"] <= by.dated.cut
    by.count("reason why no longer to be placed for adoption, without a day that has come", (reason != "") & ~come)
    words = reason.map(codes.labels("REASON_PLACED_CEASED"))
    base = by.base(rows).assign(kind="placed for adoption")
    return spells(base, rows["DATE_PLACED"], rows["DATE_PLACED_CEASED"], by.dated, {"end_reason": words})


def earlier_permanence(rows: pd.DataFrame, by: Shown) -> pd.DataFrame:
    """Return the permanence that a child had before, with its day as exactly as it is known; that there was none is no status."""
    none = rows["PREV_PERM"].isin(codes.group("PREV_PERM", _NONE))
    by.count("no earlier permanence option: the record states what was, not what was not", none)
    rows = rows[~none]
    base = by.base(rows).assign(kind="earlier permanence", detail=rows["PREV_PERM"])
    base = base.assign(occurred_on=rows["DATE_PERM"], occurred_precision=rows["DATE_PERM precision"])
    return base.assign(ended_on=nothing(base), known_from=nothing(base), ahead=nothing(base))


def deprivation_of_liberty(rows: pd.DataFrame, by: Shown) -> pd.DataFrame:
    """Return the spells under an order that deprives a child of liberty."""
    base = by.base(rows).assign(kind="deprivation of liberty order")
    return spells(base, rows["DOLO_START"], rows["DOLO_END"], by.dated, {})


def decision(rows: pd.DataFrame, by: Shown) -> pd.DataFrame:
    """Return the decisions on adoption, each known from its day."""
    import pandas as pd

    return pd.concat([_decided(rows, item, by) for item in items("ad1") if item.form == _DAY], ignore_index=True)


def _decided(rows: pd.DataFrame, item: Item, by: Shown) -> pd.DataFrame:
    rows = rows[rows[item.column].notna()].assign(item=item.column)
    base = by.base(rows, "item").assign(kind=item.kind)
    return events(base, rows[item.column], by.dated, {"chosen": _same(rows, item.chosen)})


def _same(rows: pd.DataFrame, words: str) -> pd.Series:
    import pandas as pd

    return pd.Series(words, index=rows.index, dtype="str")


def measures(rows: pd.DataFrame, by: Shown) -> pd.DataFrame:
    """Return what is asked once a year, a statement a cell that is filled; an empty cell says nothing."""
    import pandas as pd

    found = [_measured(rows, item, by) for item in items(by.target.origin) if item.form != _DAY]
    return undated(base := pd.concat(found, ignore_index=True), by.end_of_year(base))


def _measured(rows: pd.DataFrame, item: Item, by: Shown) -> pd.DataFrame:
    reason = _reason(rows, item, by)
    rows = rows[(rows[item.column] != "") | (reason != "")].assign(item=item.column, year=str(by.dated.year))
    said = rows[item.column]
    base = by.base(rows, "year", "item").assign(kind=item.kind, instrument=item.instrument, rater_role=item.rater_role)
    if item.form != _NUMBER:
        return base.assign(answer=said.map(codes.labels("YESNO" if item.form == "yesno" else item.column)))
    field = next(f for f in layouts()[item.table].fields if f.name == item.column)
    return base.assign(
        value=said.where(said != "").astype("Float64"),
        lowest=float(field.lowest),
        highest=float(field.highest),
        missing_reason=reason[rows.index],
    )


def _reason(rows: pd.DataFrame, item: Item, by: Shown) -> pd.Series:
    """Why there is no score; a reason beside a score is held back, for both cannot be so."""
    if item.column != "SDQ_SCORE":
        return _same(rows, "")
    both = (rows["SDQ_SCORE"] != "") & (rows["SDQ_REASON"] != "")
    by.count("reason why there is no score, beside a score", both)
    words = rows["SDQ_REASON"].map(codes.labels("SDQ_REASON")).fillna("")
    return words.where(~both, "")
