"""Funnel plots: shares of groups by their size, within the limits that chance would keep them in; no order, no league."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit import result
from toolkit.draw.drawing import BLUE, INK, RULE, SOFT, Drawing, canvas, counted, finish, shortened
from toolkit.errors import CaseReviewError
from toolkit.stats.comparisons import share_limits

if TYPE_CHECKING:
    import pandas as pd

WORTH = "worth a conversation"
WITHIN, OUTSIDE = "within", "outside 99.8%"


class Limits(NamedTuple):
    """The limits at one size: of 95 and of 99.8 per cent."""

    size: float
    lower_95: float
    upper_95: float
    lower_998: float
    upper_998: float


def funnel(points: pd.DataFrame, limits: Sequence[Limits], overall: float, caption: str, of: str = "children") -> Drawing:
    """Draw one point a group, and the limits; only a group outside those of 99.8 per cent is named in the picture.

    Args:
        points: `group`, `value` (share), `size` (children), `outside` (whether it lies outside the limits of 99.8 per cent). The
            groups keep the order in which they come.
        limits: the limits along the sizes, at least two sizes.
        overall: the share of all groups together.
        caption: what is shown, in a sentence.
        of: what is counted.

    Raises:
        CaseReviewError: fewer than two limits.

    Source: Spiegelhalter 2005, Funnel plots for comparing institutional performance, Statistics in Medicine 24:1185-1202.
    """
    if len(limits) < 2:
        raise CaseReviewError("The funnel cannot be drawn", ["it needs its limits at two sizes at least"])
    rows = points.to_dict("records")
    with canvas(3.6) as (figure, axes):
        _limits(axes, limits, overall)
        _points(axes, rows)
        _axes(axes, rows, limits, of)
        return finish(figure, _alt(caption, rows, overall), caption, _table(rows, of))


def funnels(results: pd.DataFrame, compared: pd.DataFrame, names: Mapping[str, str]) -> list[Drawing]:
    """Draw one funnel for each indicator in which a group lies outside the limits of 95% by its size alone; in their order.

    Args:
        results: result rows of shares by group, as they may be shown; an indicator of which a group is hidden is not drawn.
        compared: `measure`, `team`, `tau`, `plain` and `allowing`, as :func:`toolkit.study.drift_teams.compared` returns them:
            where each group lies was told from all months and exact counts, while a point stands where the shown counts put it.
        names: indicator to its name as people read it.
    """
    found = []
    for name in dict.fromkeys(compared.loc[compared["plain"] != WITHIN, "measure"]):
        rows = results[results["measure"] == name]
        if len(rows) > 1 and (rows["status"] == result.OK).all():
            found.append(_of_measure(str(names.get(name, name)), rows, compared[compared["measure"] == name]))
    return found


def _of_measure(name: str, rows: pd.DataFrame, compared: pd.DataFrame) -> Drawing:
    overall = float(rows["numerator"].sum() / rows["denominator"].sum())
    outside = set(compared.loc[compared["allowing"] == OUTSIDE, "team"])
    points = rows.assign(size=rows["denominator"].astype(int), outside=rows["group"].isin(list(outside)))
    points = points[["group", "value", "size", "outside"]]
    tau, largest = float(compared["tau"].iloc[0]), int(points["size"].max() * 1.15) + 1
    limits = [_limits_at(overall, n, tau) for n in range(10, largest + 1, max(1, largest // 60))]
    drawn = funnel(points, limits, overall, f"{name}: teams by how many children they have, on the last day.")
    return replace(drawn, rows=rows)


def _limits_at(target: float, size: int, tau: float) -> Limits:
    return Limits(size, *share_limits(target, size, 0.95, tau), *share_limits(target, size, 0.998, tau))


def _limits(axes: Any, limits: Sequence[Limits], overall: float) -> None:
    sizes = [one.size for one in limits]
    for field, look in (("95", {"linestyle": "--"}), ("998", {"linestyle": "-"})):
        for side in ("lower", "upper"):
            ends = [getattr(one, f"{side}_{field}") for one in limits]
            axes.plot(sizes, ends, color=SOFT, linewidth=1, label="_", **look)
        axes.plot([], [], color=SOFT, linewidth=1, label="limits of 95%" if field == "95" else "limits of 99.8%", **look)
    axes.axhline(overall, color=RULE, linewidth=1.2, label=f"all together: {overall:.0%}")


def _points(axes: Any, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        outside = bool(row["outside"])
        axes.plot(
            [row["size"]],
            [row["value"]],
            "D" if outside else "o",
            markersize=7,
            markerfacecolor=INK if outside else BLUE,
            markeredgecolor="white",
        )
        if outside:
            axes.annotate(
                shortened(row["group"], 30), (row["size"], row["value"]), (8, 6), textcoords="offset points", fontsize=8.5
            )


def _axes(axes: Any, rows: list[dict[str, Any]], limits: Sequence[Limits], of: str) -> None:
    from matplotlib.ticker import PercentFormatter

    highest = max([*(r["value"] for r in rows), *(one.upper_998 for one in limits[1:])], default=1)
    axes.set_ylim(0, min(1.02, max(0.1, highest * 1.08)))
    axes.set_xlim(0, max(one.size for one in limits))
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.set_xlabel(f"{of} in the group")
    axes.legend(loc="upper right", fontsize=8)


def _alt(caption: str, rows: list[dict[str, Any]], overall: float) -> str:
    outside = [str(r["group"]) for r in rows if r["outside"]]
    said = f"outside the limits of 99.8%, and {WORTH}: {', '.join(outside)}." if outside else "none outside the limits of 99.8%."
    within = [f"{r['group']}: {r['value']:.0%} of {r['size']:.0f}" for r in rows if not math.isnan(r["value"])]
    return f"{caption} {counted(len(rows), 'group')}, {overall:.0%} all together; {said} {'; '.join(within)}."


def _table(rows: list[dict[str, Any]], of: str) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(
        {
            "group": [r["group"] for r in rows],
            "share": [f"{r['value']:.1%}" for r in rows],
            of: pd.array([int(r["size"]) for r in rows], dtype="Int64"),
            "state": ["outside 99.8%: " + WORTH if r["outside"] else "within the limits of 99.8%" for r in rows],
        }
    )
