"""Waits over a cohort: how long until an end, by the year in which they began, with open ones counted for what they are."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolkit import paths
from toolkit.errors import CaseReviewError, nearest
from toolkit.known.viewfile import is_bare
from toolkit.result import INSUFFICIENT, NOT_APPLICABLE, OK
from toolkit.stats import Absorption, Interval, absorption
from toolkit.study.summaries import result_frame

if TYPE_CHECKING:
    import pandas as pd

NEEDED = ("view_id", "case_id", "measure", "entity_id", "started_on", "entered_on", "ended_on", "end_kind")
CURVE_COLUMNS = ("measure", "group", "end_kind", "day", "share", "lower", "upper", "at_risk", "waits", "families")
ANY = "any end"
UNNAMED = "an end that was not named"
COUNTED = "counted and not estimated: all were watched from their start, until then or to their end"
LATE = ("enter", "leave out")
_LEFT_OUT = {
    "no start": "without a day on which they began",
    "never watched": "over before the record watched them",
    "impossible": "that ended, or were looked at, before they began",
    "begun before": "begun before the record watched them",
}


@dataclass(frozen=True)
class Cohort:
    """The waits of one measure that began in one year, as they stood at their views.

    Attributes:
        measure: the indicator.
        year: the year in which they began; `all` for all of them together.
        curve: how they end.
        late: how many began before the record watched them and enter late.
        left_out: how many waits are left out, by reason (a key of those that this module lists).
        cases: how many children they are of.
        families: how many families these come from.
    """

    measure: str
    year: str
    curve: Absorption
    late: int
    left_out: dict[str, int]
    cases: int
    families: int


def waits(
    spells: pd.DataFrame,
    views: pd.DataFrame,
    families: dict[str, str],
    days: Sequence[int] | None = None,
    late: str = "enter",
    least: int | None = None,
) -> pd.DataFrame:
    """Return how long waits last, by the year in which they began.

    Each wait counts once, as it stood at the last view of its case; one that was open then is censored on that day, never
    left out and never taken as ended. A wait that began before the record watched it enters the risk set on the day from which
    it was watched (`late="enter"`), or is left out (`late="leave out"`); either way its row says how many. Different ends are
    kept apart (Aalen-Johansen); together they make the curve of any end (Kaplan-Meier). Intervals are by family. Where fewer
    than ten are at risk nothing is estimated: then the row says what can still be said, or counts where all were seen to the end.

    There are no means of completed waits, and no averages by the year of the end: both are wrong in either direction as soon
    as some waits go on.

    Args:
        spells: as :func:`toolkit.known.spells` returns them: `view_id, case_id, measure, entity_id, started_on, entered_on,
            ended_on, end_kind`; no `ended_on` means still open.
        views: `view_id, case_id, as_of`, the views that these were known at.
        families: case to family.
        days: days for which the share ended is told; by default those of `data/study/waits.csv`.
        late: what becomes of waits that began before the record watched them.
        least: the smallest risk set from which anything is estimated; by default that of `data/study/waits.csv`.

    Returns:
        Columns of :data:`toolkit.result.COLUMNS`. `group` is the year of the start, then `all`. `measure` is, for each measure,
        `MEASURE: half had ended within` (days; the numerator is how many were seen to end), `MEASURE: ended within D days`
        and, where there are several kinds of end, `MEASURE: KIND within D days` (shares, from 0 to 1; the numerator is how many
        were seen to end so by then). The denominator is the waits that took part, `missing` those left out.

    Raises:
        CaseReviewError: columns that are not there, views without a day, an unknown `late`, days below 0; all at once.

    Source: for the estimates :func:`toolkit.stats.absorption`; that completed-only waits and end-year averages mislead is
    shown in the tests by a simulation whose truth is known.

    >>> import pandas as pd
    >>> begun = pd.date_range("2020-01-01", periods=20, freq="7D").strftime("%Y-%m-%d")
    >>> ended = pd.Series(pd.to_datetime(begun) + pd.to_timedelta(range(20, 220, 10), unit="D")).dt.strftime("%Y-%m-%d")
    >>> names = [f"c{i}" for i in range(20)]
    >>> known = {"view_id": names, "case_id": names, "measure": "m", "entity_id": names}
    >>> spells = pd.DataFrame({**known, "started_on": begun, "entered_on": begun, "ended_on": ended, "end_kind": "done"})
    >>> views = pd.DataFrame({"view_id": names, "case_id": names, "as_of": "2021-06-30"})
    >>> rows = waits(spells, views, dict(zip(names, names)), days=[91])
    >>> rows.loc[(rows.group == "2020") & (rows.unit == "share"), ["measure", "value"]].round(3).values.tolist()
    [['m: ended within 91 days', 0.4]]
    """
    rows = []
    for cohort in cohorts(spells, views, families, late, least):
        rows += _rows(cohort, _days(days))
    return result_frame(rows)


def wait_curves(
    spells: pd.DataFrame,
    views: pd.DataFrame,
    families: dict[str, str],
    late: str = "enter",
    least: int | None = None,
    every: int | None = None,
) -> pd.DataFrame:
    """Return the points of the curves of waits, for drawing: the share ended, by day since the start.

    Args:
        spells, views, families, late, least: as for :func:`waits`.
        every: a point each so many days; by default one at each day on which the curve moves.

    Returns:
        Columns of :data:`CURVE_COLUMNS`, by measure, year of the start (`group`), kind of end (`any end` first) and day. `share`,
        `lower` and `upper` are shares of all waits of the cohort; `at_risk` how many were watched and still waiting that day;
        `waits` and `families` are the cohort's numbers, for disclosure control. Curves stop where fewer than ten are at risk,
        and begin where there are ten: what begins above day 0 is of those who waited so long. A cohort too small has no rows.

    Raises:
        CaseReviewError: as for :func:`waits`.
    """
    import pandas as pd

    rows = []
    for cohort in cohorts(spells, views, families, late, least):
        for point in cohort.curve.points(_grid(cohort.curve, every)):
            kind = point.kind or ANY
            told = (point.time, point.share, point.lower, point.upper, point.at_risk, cohort.curve.n, cohort.families)
            rows.append((cohort.measure, cohort.year, kind, *told))
    return pd.DataFrame(rows, columns=list(CURVE_COLUMNS)).astype({"day": "int64", "at_risk": "int64"})


def cohorts(
    spells: pd.DataFrame, views: pd.DataFrame, families: dict[str, str], late: str = "enter", least: int | None = None
) -> list[Cohort]:
    """Return the waits by measure and year of their start, then all of a measure together; as for :func:`waits`."""
    _check(spells, views, late)
    frame = _lasting(spells, views)
    if late == "leave out":
        frame["why"] = frame["why"].mask((frame["why"] == "") & (frame["entered"] > 0), "begun before")
    enough = _setting("least")[0] if least is None else least
    return [_cohort(measure, year, part, families, enough) for measure, year, part in _parts(frame)]


def _check(spells: pd.DataFrame, views: pd.DataFrame, late: str) -> None:
    import pandas as pd

    problems = [f"the spells have no column {c}{nearest(c, set(spells.columns) - set(NEEDED))}" for c in NEEDED if c not in spells]
    problems += [
        f"the views have no column {c}{nearest(c, views.columns)}" for c in ("view_id", "case_id", "as_of") if c not in views
    ]
    if late not in LATE:
        problems.append(f"late may be {' or '.join(LATE)}{nearest(late, LATE)}")
    if "as_of" in views:
        untold = pd.to_datetime(views["as_of"], errors="coerce", format="ISO8601").isna().sum()
        problems += [f"{untold} of the views have no day (as_of)"] if untold else []
    if "view_id" in views and views["view_id"].duplicated().any():
        problems.append("two views have the same view_id")
    if not problems and (unknown := ~spells["view_id"].isin(views["view_id"])).any():
        problems.append(f"{int(unknown.sum())} of the spells are of views that are not among the views")
    if problems:
        raise CaseReviewError("The waits cannot be worked out", problems, "Give the spells and the views that they were known at.")


def _lasting(spells: pd.DataFrame, views: pd.DataFrame) -> pd.DataFrame:
    """How long each wait had lasted at the last view of its case, from when in it it was watched, and why it is left out."""
    import pandas as pd

    instant = pd.to_datetime(views["as_of"], format="ISO8601")
    # Before a decision of a day without a time, what that day brought is not known: waits were last seen the day before.
    before = views["cut"].eq("before") & views["as_of"].astype("str").map(is_bare) if "cut" in views else False
    day = instant.dt.normalize() - pd.to_timedelta(1 * before, unit="D")
    at = views[["view_id", "case_id"]].astype("str").assign(instant=instant, day=day)
    at = at.sort_values(["case_id", "instant", "view_id"]).drop_duplicates("case_id", keep="last")
    frame = spells[[c for c in NEEDED if c != "case_id"]].drop_duplicates().merge(at, on="view_id")
    began, entered, ended = (pd.to_datetime(frame[c], errors="coerce") for c in ("started_on", "entered_on", "ended_on"))
    over = ended.notna() & (ended <= frame["day"])
    last = ended.where(over, frame["day"])
    kind = frame["end_kind"].fillna("").astype("str").str.strip()
    frame["kind"] = kind.where(kind != "", UNNAMED).where(over, "")
    frame["days"], frame["entered"] = (last - began).dt.days, (entered.where(entered > began, began) - began).dt.days
    why = pd.Series("", index=frame.index).mask(entered.isna() | (entered > last), "never watched")
    why = why.mask(last < began, "impossible").mask(began.isna(), "no start")
    frame["why"], frame["year"] = why, began.dt.strftime("%Y")
    return frame


def _parts(frame: pd.DataFrame) -> Iterator[tuple[str, str, pd.DataFrame]]:
    for measure, part in frame.groupby("measure", sort=True):
        for year, of_year in part.groupby("year", sort=True):
            yield str(measure), str(year), of_year
        yield str(measure), "all", part


def _cohort(measure: str, year: str, part: pd.DataFrame, families: dict[str, str], least: int) -> Cohort:
    inside = part[part["why"] == ""]
    family = [families.get(case, f"case {case}") for case in inside["case_id"]]
    named = sorted(set(part.loc[part["kind"] != "", "kind"]))
    curve = absorption(inside["days"].tolist(), inside["kind"].tolist(), inside["entered"].tolist(), family, least, kinds=named)
    counts = part.loc[part["why"] != "", "why"].value_counts().to_dict()
    left_out = {why: int(counts[why]) for why in _LEFT_OUT if why in counts}
    return Cohort(measure, year, curve, int((inside["entered"] > 0).sum()), left_out, inside["case_id"].nunique(), len(set(family)))


def _rows(cohort: Cohort, days: Sequence[int]) -> list[dict]:
    curve = cohort.curve
    kinds = curve.waits.kinds if len(curve.waits.kinds) > 1 else ()
    rows = [_row(cohort, "half had ended within", "days", curve.median(), curve.ended)]
    for day in days:
        rows.append(_row(cohort, f"ended within {day} days", "share", curve.ended_by(day), _ended(curve, day), day))
        rows += [
            _row(cohort, f"{kind} within {day} days", "share", curve.ended_by(day, kind), _ended(curve, day, kind), day)
            for kind in kinds
        ]
    return rows


def _ended(curve: Absorption, day: int, kind: str = "") -> int:
    waits = curve.waits
    which = waits.kind >= 0 if not kind else waits.kind == waits.kinds.index(kind)
    return int((which & (waits.left <= day)).sum())


def _row(cohort: Cohort, name: str, unit: str, found: Interval, ended: int, day: int | None = None) -> dict:
    value, lower, upper = (None if math.isnan(x) else x for x in found)
    said = _why(cohort, found, day)
    status = OK if value is not None and not cohort.curve.conditional else INSUFFICIENT
    if not cohort.curve.n:
        status, said = (INSUFFICIENT if cohort.left_out else NOT_APPLICABLE), "no wait took part"
    if cohort.curve.conditional:  # what holds of those who waited long enough is told in words, never as the whole's number
        value = lower = upper = None
    return {
        "measure": f"{cohort.measure}: {name}",
        "group": cohort.year,
        "view_id": "",
        "numerator": ended,
        "denominator": cohort.curve.n,
        "missing": sum(cohort.left_out.values()),
        "value": value,
        "lower": lower,
        "upper": upper,
        "unit": unit,
        "status": status,
        "reason": "; ".join(filter(None, [said, *_beside(cohort)])),
    }


def _why(cohort: Cohort, found: Interval, day: int | None) -> str:
    curve = cohort.curve
    least, reach = curve.least, curve.reach
    if math.isnan(reach.start):
        return f"never were {least} waits at risk at one time"
    if curve.conditional:
        return f"fewer than {least} were watched in their first {reach.start:g} days{_of_those(found, curve, day)}"
    if not math.isnan(found.value):
        return COUNTED if curve.counted(found.value if day is None else day) else ""
    if day is None:
        return f"half had not ended by day {reach.last:g}; after it fewer than {least} were at risk"
    known = f"at least {found.lower:.0%} had by then; " if found.lower > 0 else ""
    return f"{known}after day {reach.last:g} fewer than {least} were at risk"


def _of_those(found: Interval, curve: Absorption, day: int | None) -> str:
    """What can be said where the first days cannot: of those who waited beyond them."""
    if math.isnan(found.value):
        return ""
    span = "" if math.isnan(found.lower + found.upper) else _span(found, day)
    told = f"by day {found.value:g} half had ended" if day is None else f"{found.value:.0%} had ended so by day {day}"
    return f"; of those who waited beyond them, {told}{span}"


def _span(found: Interval, day: int | None) -> str:
    ends = (f"{x:g}" if day is None else f"{x:.0%}" for x in found[1:])
    return f" (95 % interval {' to '.join(ends)})"


def _beside(cohort: Cohort) -> list[str]:
    late = f"{cohort.late} began before the record watched them and count from the day on which it did" if cohort.late else ""
    left = [f"{n} left out, {_LEFT_OUT[why]}" for why, n in cohort.left_out.items()]
    return [late, *left]


def _grid(curve: Absorption, every: int | None) -> list[float] | None:
    if every is None or math.isnan(curve.reach.start):
        return None
    if every < 1:
        raise CaseReviewError("The curves cannot be drawn", ["a point every so many days: that is at least 1"])
    return sorted({curve.reach.start, *(float(d) for d in range(0, int(curve.reach.last) + 1, every)), curve.reach.last})


def told_days() -> list[int]:
    """Return the days for which the share ended is told where none are asked for: those of `data/study/waits.csv`.

    >>> told_days()
    [91, 182, 365, 730]
    """
    return _setting("day")


def _days(days: Sequence[int] | None) -> Sequence[int]:
    if days is None:
        return told_days()
    if any(int(d) != d or d < 0 for d in days):
        raise CaseReviewError("The waits cannot be worked out", ["days are whole numbers, 0 or more"])
    return sorted({int(d) for d in days})


def _setting(name: str) -> list[int]:
    return [int(row["value"]) for row in paths.rows("study", "waits") if row["name"] == name]
