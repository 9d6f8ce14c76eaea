"""How long things take, by the year in which they began: shares that had ended by a day, with those that still go on."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from toolkit.known import catalogue
from toolkit.result import INSUFFICIENT, OK, SUPPRESSED
from toolkit.study.drift_followed import wait_labels
from toolkit.study.drift_waits import ALL, coarsened, wait_names
from toolkit.study.summaries import result_frame
from toolkit.study.waits import told_days

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from toolkit.stats import Interval
    from toolkit.study.audit_known import Shown
    from toolkit.study.drift import Drift
    from toolkit.study.waits import Cohort

NAME = "waits-by-year"
HALF = "half had ended within"
_WHOLE = (round, math.floor, math.ceil)
_DAYS, _BY = "days", "share by day "
_SAID = {INSUFFICIENT: "too few to say"}
HEAD = "Wait, and how it ended"


def by_start_year(every: list[Cohort]) -> pd.DataFrame:
    """Return how many waits had ended by one day, and when half had, by the year in which they began.

    The day is the same for all years of a wait, so that they can be held side by side: the first of those of `data/study/waits.csv`
    by which half of all had ended. Years are those of the start: by the year of the end, long waits would come late and short
    ones early. Waits that go on are censored, ends of different kinds kept apart, and nothing is estimated where fewer than ten
    are at risk.

    Args:
        every: as :func:`toolkit.study.drift_waits.wait_cohorts` returns them.

    Returns:
        Columns of :data:`toolkit.result.COLUMNS`: `measure` is the indicator (any end), the indicator and a kind of end after a
        colon, or the indicator and *half had ended within*; `group` is the year of the start, the
        denominator the waits that began in it, `unit` days, or the share with its day. A row without a value says in `lower` what
        is the least that it can be.
    """
    whole = {c.measure: c for c in every if c.year == ALL}
    rows = [row for c in every if c.year != ALL and c.measure in whole for row in _rows(c, _day(whole[c.measure]))]
    return result_frame(rows).sort_values(["measure", "group"], kind="stable", ignore_index=True)


def _day(whole: Cohort) -> int:
    """The first day of those told by which half had ended; where there is none, the last within the reach of what is known."""
    shares = {day: whole.curve.ended_by(day).value for day in told_days()}
    half = [day for day, share in shares.items() if share >= 0.5]
    known = [day for day, share in shares.items() if not math.isnan(share)]
    return half[0] if half else known[-1] if known else told_days()[0]


def _rows(cohort: Cohort, day: int) -> list[dict]:
    curve = cohort.curve
    kinds = {f"{cohort.measure}: {kind}": curve.ended_by(day, kind) for kind in curve.waits.kinds}
    shares = {cohort.measure: curve.ended_by(day)} | kinds
    found = [_row(cohort, name, f"{_BY}{day}", _coarsened(share, curve.n)) for name, share in shares.items()]
    middle = [None if math.isnan(x) else float(f(x)) for x, f in zip(curve.median(), _WHOLE, strict=True)]
    return [*found, _row(cohort, f"{cohort.measure}: {HALF}", _DAYS, middle)]


def _coarsened(share: Interval, waits: int) -> list[float | None]:
    return [None if math.isnan(x) else x for x in coarsened(share.value, share.lower, share.upper, waits)]


def _row(cohort: Cohort, measure: str, unit: str, found: list[float | None]) -> dict:
    value, lower, upper = found
    return {
        "measure": measure,
        "group": cohort.year,
        "view_id": "",
        "denominator": cohort.curve.n,
        "value": value,
        "lower": lower,
        "upper": upper,
        "unit": unit,
        "status": INSUFFICIENT if value is None else OK,
        "reason": "",
    }


def year_names() -> set[str]:
    """Return everything that may head a row of :func:`by_start_year`."""
    names = {i.name for i in catalogue() if "spells" in i.sections}
    return names | wait_names() | {f"{name}: {HALF}" for name in names}


def year_table(drift: Drift, shown: Shown) -> pd.DataFrame:
    """Return the waits as they may be shown, a row an end and a column a year of the start; the first says what the row is of.

    A cell is a share with its interval, or what can be said instead. The first row of a wait is of any end, with the day and how
    many waits began; then come its kinds of end, where there are several, and the days within which half had ended.
    """
    import pandas as pd

    rows = shown(NAME)
    cells = {(r["measure"], r["group"]): r for r in rows.to_dict("records")}
    years = sorted(set(rows["group"]))
    lines = [line for name, label in wait_labels(drift).items() for line in _lines(name, label, list(cells.items()))]
    said = [[head, *(form(cells.get((measure, year))) for year in years)] for head, measure, form in lines]
    found = pd.DataFrame(said, columns=[HEAD, *years])
    found.attrs = rows.attrs
    return found


def _lines(name: str, label: str, cells: list[tuple[tuple[str, str], dict]]) -> list[tuple[str, str, Callable[[dict | None], str]]]:
    """The rows of a wait: what heads each, which measure it is of, and how its cells are written."""
    own = {m: r for (m, _), r in cells if m == name}
    if not own:
        return []
    kinds = sorted({m for (m, _), _ in cells if m.startswith(f"{name}: ") and not m.endswith(HALF)})
    apart = [(f"of these: {m.partition(': ')[2]}", m, _share) for m in kinds] if len(kinds) > 1 else []
    day = own[name]["unit"].removeprefix(_BY)
    return [(f"{label}: had ended by day {day}", name, _counted), *apart, (f"{HALF} (days)", f"{name}: {HALF}", _days)]


def _counted(row: dict | None) -> str:
    said = _share(row)
    return said if row is None or row["status"] == SUPPRESSED else f"{said}, of {row['denominator']}"


def _share(row: dict | None) -> str:
    return _words(row, "{:.0%}".format)


def _days(row: dict | None) -> str:
    return _words(row, "{:.0f}".format)


def _words(row: dict | None, shown: Callable[[float], str]) -> str:
    if row is None:
        return ""
    value, lower, upper = (None if math.isnan(row[end]) else shown(row[end]) for end in ("value", "lower", "upper"))
    if value:
        span = f"{lower.removesuffix('%')} to {upper.removesuffix('%')}" if lower and upper else lower and f"from {lower}"
        return f"{value} ({span})" if span else value
    return f"at least {lower}" if lower and row["lower"] > 0 else _SAID.get(str(row["status"]), str(row["status"]))
