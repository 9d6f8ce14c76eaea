"""From frames to the cells of a shown table: words for what is empty, one way to write numbers, and a safe CSV."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping
from datetime import datetime, time
from numbers import Real
from typing import TYPE_CHECKING, Any

from toolkit import result
from toolkit.draw.estimates import is_share
from toolkit.errors import CaseReviewError, nearest
from toolkit.pseudonyms import masked
from toolkit.pseudonyms.veil import worn
from toolkit.report.markup import Column
from toolkit.review.wording import day_or_text, of_unit

if TYPE_CHECKING:
    import pandas as pd

NOT_STATED = "not stated"
# What a frame that went through the gate of small numbers carries with it, and what a table in a report on a group may hold
# besides such counts: single cases, which keep the report's marking, or words.
PASSED, LEFT_OUT = "casereview_gate", "casereview_left_out"
COUNTS, CASES, WORDS = "counts", "cases", "words"
HOLDS = (COUNTS, CASES, WORDS)
# Also as wide as a Chinese character, which some spreadsheets take for the same.
_FORMULA = ("=", "+", "-", "@", "|", "%", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_BREAKS = ("\t", "\r", "\n")
_LARGE = 1000
_DECIMALS = {"coefficient": ".2f", "index": ".2f", "score": ".3f"}  # numbers that lie within one of nought


def pick(frame: pd.DataFrame, labels: Mapping[str, str] | None, formats: Mapping[str, str] | None) -> pd.DataFrame:
    """Return the columns that have labels, in the labels' order; all columns where there are no labels.

    Raises:
        CaseReviewError: a label or a format names a column that the frame does not have.
    """
    wrong = [c for c in [*(labels or ()), *(formats or ())] if c not in frame.columns]
    if wrong:
        raise CaseReviewError(
            "The table cannot be shown", [f"there is no column {c}{nearest(c, map(str, frame.columns))}" for c in wrong]
        )
    return under_veil(frame[list(labels)] if labels else frame)


def under_veil(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame whose columns of identifiers hold pseudonyms, where this process shows those."""
    veil = worn()
    return veil.frame(frame) if veil else frame


def _unsigned(number: str) -> str:
    """A number in words, but nought never as less than nought."""
    return number.removeprefix("-") if number.startswith("-") and not any(c in "123456789" for c in number) else number


def headings(frame: pd.DataFrame, labels: Mapping[str, str]) -> list[Column]:
    """Return a heading for each column, and which of them hold numbers."""
    from pandas.api import types

    def numeric(column: Any) -> bool:
        kind = frame[column].dtype
        if PASSED in frame.attrs and types.is_object_dtype(kind):
            return any(isinstance(value, int) for value in frame[column])
        return types.is_numeric_dtype(kind) and not types.is_bool_dtype(kind)

    return [Column(labels.get(c, str(c).replace("_", " ")), numeric(c)) for c in frame.columns]


def rows(frame: pd.DataFrame, formats: Mapping[str, str], empty: str | Mapping[str, str]) -> list[list[str]]:
    """Return each cell in words."""
    columns = [
        [written(value, formats.get(c, ""), empty if isinstance(empty, str) else empty.get(c, NOT_STATED)) for value in frame[c]]
        for c in frame.columns
    ]
    return [list(row) for row in zip(*columns, strict=True)]


def written(value: Any, format_: str = "", empty: str = NOT_STATED) -> str:
    """Return one value as it is read on a page.

    >>> written(True), written(3.0), written(2.25), written(None), written(0.5, ".0%"), written(-0.04), written("2022-11-16")
    ('yes', '3', '2.2', 'not stated', '50%', '0.0', '16\\xa0Nov\\xa02022')
    """
    import pandas as pd

    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)) or (isinstance(value, str) and not value):
        return empty
    if format_ and not isinstance(value, str):
        return _unsigned(format(value, format_))
    if pd.api.types.is_bool(value):
        return "yes" if value else "no"
    if pd.api.types.is_float(value):
        return f"{value:z.0f}" if float(value).is_integer() else f"{value:z.1f}"
    if isinstance(value, datetime):
        return day_or_text(value.strftime("%Y-%m-%d" if value.time() == time() else "%Y-%m-%dT%H:%M"))
    return day_or_text(str(value))


def results(
    frame: pd.DataFrame, labels: Mapping[str, str], group: str = "Group", interval: str = "95% interval"
) -> tuple[list[Column], list[list[str]]]:
    """Return headings and rows for result rows; a value stands only where its status is ok, else the status does, in words."""
    grouped = bool((frame["group"].fillna("") != "").any())
    heads = [
        Column("Measure"),
        *([Column(group)] if grouped else []),
        Column("Value", True),
        Column(interval, True),
        Column("Rests on", True),
        Column("Missing", True),
        Column("State"),
    ]
    said = [_result_row(row, labels, grouped) for row in frame.to_dict("records")]
    return heads, said


def _result_row(row: dict[str, Any], labels: Mapping[str, str], grouped: bool) -> list[str]:
    ok = row["status"] == result.OK
    hidden = row["status"] == result.SUPPRESSED
    unit = str(row["unit"] or "")
    interval = _interval(row, unit)
    state = row["status"] + (f": {row['reason']}" if _there(row["reason"]) else "")
    first = [labels.get(row["measure"], str(row["measure"]).replace("_", " "))]
    group = [labels.get(row["group"], written(row["group"], empty="all"))] if grouped else []
    counts = [row["status"], row["status"]] if hidden else [_count(row), _counted(row["missing"])]
    return [*first, *group, _amount(row["value"], unit) if ok else row["status"], interval, *counts, state]


def _interval(row: dict[str, Any], unit: str) -> str:
    lower, upper = (_amount(row[c], unit, bare=True) if _there(row[c]) else "" for c in ("lower", "upper"))
    if row["status"] == result.INSUFFICIENT and lower:
        return f"{lower} to {upper}" if upper else f"at least {lower}"
    return f"{lower} to {upper or 'not known'}" if row["status"] == result.OK and lower else "none"


def _count(row: dict[str, Any]) -> str:
    """A share rests on so many of so many; anything else on its denominator."""
    if not is_share(str(row["unit"] or "")):
        return _counted(row["denominator"])
    if _there(row["numerator"]) and _there(row["denominator"]):
        return f"{_counted(row['numerator'])} of {_counted(row['denominator'])}"
    return _counted(row["denominator"])


def _amount(value: Any, unit: str, bare: bool = False) -> str:
    if is_share(unit):
        return written(value, ".1%")
    said = written(value, _DECIMALS.get(unit) or _parted(value))
    return said if bare or not unit or unit == "count" else f"{said} {of_unit(value, unit)}"


def _counted(value: Any) -> str:
    return written(value, _parted(value), empty="not counted")


def _parted(value: Any) -> str:
    """The format of a large number in result rows, whose thousands are parted as they are in sentences."""
    number = float(value) if isinstance(value, Real) else 0.0
    if not math.isfinite(number) or abs(number) < _LARGE:
        return ""
    return ",.0f" if number.is_integer() else ",.1f"


def _there(value: Any) -> bool:
    return bool(written(value, empty=""))


def without_suppressed(frame: pd.DataFrame) -> pd.DataFrame:
    """Return result rows in which a suppressed one holds no number at all, as a file may carry them.

    >>> import pandas as pd
    >>> row = pd.DataFrame(
    ...     {
    ...         "numerator": [3.0],
    ...         "denominator": [4.0],
    ...         "missing": [0.0],
    ...         "value": [0.75],
    ...         "lower": [0.2],
    ...         "upper": [0.9],
    ...         "status": ["suppressed"],
    ...     }
    ... )
    >>> without_suppressed(row).iloc[0, :6].notna().any()
    np.False_
    """
    hidden = frame["status"] == result.SUPPRESSED
    numbers = {c: frame[c].mask(hidden) for c in ("numerator", "denominator", "missing", "value", "lower", "upper")}
    return frame.assign(**numbers)


def csv(frame: pd.DataFrame, labels: Mapping[str, str]) -> str:
    """Return a frame as CSV text in which no cell can be taken for a formula by a spreadsheet.

    >>> import pandas as pd
    >>> csv(pd.DataFrame({"note": ["=1+1", "fine"]}), {})
    "note\\n'=1+1\\nfine\\n"
    """
    import pandas as pd

    safe = frame.rename(columns={c: labels.get(c, str(c)) for c in frame.columns})
    out = io.StringIO()
    safe = safe.set_axis([inert(c) for c in safe.columns], axis=1)
    # By lists: pandas would make floats of whole numbers that stand beside words or gaps.
    for n in range(safe.shape[1]):
        if not _plain(safe.iloc[:, n]):
            safe.isetitem(n, pd.Series([inert(value) for value in safe.iloc[:, n]], index=safe.index, dtype=object))
    safe.to_csv(out, index=False, lineterminator="\n")
    return out.getvalue()


def inert(value: Any) -> Any:
    """Return a text with an apostrophe before it where a spreadsheet would run it; anything else unchanged.

    What cannot be seen at its beginning does not hide a formula. Lines end in one way: a bare carriage return would begin a new
    row, and with it a new cell.

    >>> inert("@sum"), inert("\ufeff =1"), inert(-3), inert("a\\r=1")
    ("'@sum", "'\ufeff =1", -3, 'a\\n=1')
    """
    if not isinstance(value, str):
        return value
    value = masked(value)
    bare = value[next((n for n, c in enumerate(value) if c.isprintable() and not c.isspace()), len(value)) :]
    runs = value.startswith(_BREAKS) or bare.startswith(_FORMULA)
    return ("'" if runs else "") + value.replace("\r\n", "\n").replace("\r", "\n")


def _plain(column: pd.Series) -> bool:
    from pandas.api import types

    return types.is_numeric_dtype(column.dtype) or types.is_datetime64_any_dtype(column.dtype)
