"""Absorption curves: the share of waits that had ended by each day, with intervals, and how many were still waiting under it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from toolkit import result
from toolkit.draw.drawing import (
    BLACK,
    BLUE,
    GREEN,
    INK,
    NARROW,
    ORANGE,
    PURPLE,
    RULE,
    SMALL,
    SOFT,
    Drawing,
    canvas,
    finish,
    shortened,
)

if TYPE_CHECKING:
    import pandas as pd

LEAST_DAYS = 3
_NAME, _DAYS = 0.18, 8  # inches that the name of a kind of end takes; so many days at most have their number under them
# Told apart by mark and dash as well as by colour.
_LOOKS = (
    {"color": BLUE, "marker": "o", "linestyle": "-"},
    {"color": ORANGE, "marker": "s", "linestyle": "--"},
    {"color": GREEN, "marker": "^", "linestyle": "-."},
    {"color": PURPLE, "marker": "D", "linestyle": ":"},
    {"color": BLACK, "marker": "v", "linestyle": "-"},
)


def absorptions(results: pd.DataFrame, names: Mapping[str, str]) -> list[Drawing]:
    """Draw one picture a measure: its curves, one for each kind of end, and the table of those still at risk.

    Args:
        results: result rows; `measure` is the indicator, and the kind of end after a colon where there are several; `group` is
            the day (`day 91`), `value` the share ended, the denominator how many were at risk.
        names: indicator to its name as people read it. One with fewer than three days to show is not drawn.
    """
    found = []
    for name in dict.fromkeys(str(m).split(": ")[0] for m in results["measure"]):
        rows = results[results["measure"].astype(str).str.split(": ").str[0] == name]
        shown = rows[rows["status"] == result.OK]
        if shown["group"].nunique() >= LEAST_DAYS:
            found.append(_draw(str(names.get(name, name)), rows, shown))
    return found


def _draw(name: str, rows: pd.DataFrame, shown: pd.DataFrame) -> Drawing:
    curves = {str(measure): _points(part) for measure, part in shown.groupby("measure", sort=False)}
    risk = {point["day"]: point["risk"] for points in curves.values() for point in points}
    caption = f"{name}: share of waits that had ended."
    with canvas(1.85 + _NAME * len(curves), width=NARROW) as (figure, axes):
        for look, (measure, points) in zip(_looks(len(curves)), curves.items(), strict=True):
            _curve(axes, points, _kind(measure), look)
        _frame(axes, risk)
        drawn = finish(figure, _alt(caption, curves), caption, _table(curves, risk))
    return replace(drawn, rows=rows)


def _looks(number: int) -> list[dict[str, str]]:
    return [_LOOKS[n % len(_LOOKS)] for n in range(number)]


def _points(part: pd.DataFrame) -> list[dict[str, Any]]:
    import pandas as pd

    return [
        {
            "day": int(str(r["group"]).removeprefix("day ")),
            "value": float(r["value"]),
            "ends": None if pd.isna(r["lower"]) or pd.isna(r["upper"]) else (float(r["lower"]), float(r["upper"])),
            "risk": "s" if pd.isna(r["denominator"]) else str(int(r["denominator"])),
        }
        for r in part.to_dict("records")
    ]


def _kind(measure: str) -> str:
    return measure.partition(": ")[2] or "ended"


def _curve(axes: Any, points: list[dict[str, Any]], label: str, look: dict[str, str]) -> None:
    axes.plot(
        [p["day"] for p in points], [p["value"] for p in points], label=shortened(label, 40), markersize=5, linewidth=1.4, **look
    )
    for point in points:
        if point["ends"]:
            axes.plot([point["day"]] * 2, point["ends"], color=look["color"], linewidth=0.9, alpha=0.8)


def _frame(axes: Any, risk: Mapping[int, str]) -> None:
    from matplotlib.ticker import PercentFormatter

    axes.set_ylim(0, 1.02)
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.set_xlim(-8, max(risk) + 8)
    days = _apart(sorted(risk), max(risk) / _DAYS)
    axes.set_xticks(days, [f"{day}\n{risk[day]}" for day in days], color=INK)
    hidden = "\n(s: suppressed)" if "s" in risk.values() else ""
    axes.set_xlabel(f"days; under them, how many were still waiting{hidden}", color=SOFT, fontsize=SMALL)
    axes.grid(axis="y", color=RULE, linewidth=0.5)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), borderaxespad=0.2, labelspacing=0.2, fontsize=SMALL)


def _apart(days: list[int], least: float) -> list[int]:
    """Days far enough from each other for their numbers to stand side by side."""
    kept: list[int] = []
    for day in days:
        if not kept or day - kept[-1] >= least:
            kept.append(day)
    return kept


def _words(point: dict[str, Any]) -> str:
    ends = f" (interval {point['ends'][0]:.0%} to {point['ends'][1]:.0%})" if point["ends"] else ""
    return f"{point['value']:.0%} by day {point['day']}{ends}"


def _alt(caption: str, curves: Mapping[str, list[dict[str, Any]]]) -> str:
    said = [f"{_kind(measure)}: {'; '.join(_words(p) for p in points)}." for measure, points in curves.items()]
    return " ".join([caption, *said])


def _table(curves: Mapping[str, list[dict[str, Any]]], risk: Mapping[int, str]) -> pd.DataFrame:
    import pandas as pd

    by_day = {_kind(m): {p["day"]: _words(p).split(" by day")[0] + _span(p) for p in points} for m, points in curves.items()}
    rows = [
        [day, *(own.get(day, "") for own in by_day.values()), "suppressed" if risk[day] == "s" else risk[day]]
        for day in sorted(risk)
    ]
    return pd.DataFrame(rows, columns=["day", *by_day, "still waiting"])


def _span(point: dict[str, Any]) -> str:
    return f" ({point['ends'][0]:.0%} to {point['ends'][1]:.0%})" if point["ends"] else ""
