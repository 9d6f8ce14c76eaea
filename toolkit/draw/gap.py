"""Two shares side by side month by month, and the gap between them: what was done on time, and what was done for the child."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from toolkit import result
from toolkit.draw.drawing import BLUE, PALE, RULE, SOFT, VERMILLION, Drawing, canvas, finish

if TYPE_CHECKING:
    import pandas as pd

# Told apart by mark, dash and word at the end of each line as well as by colour.
_LOOKS = ({"color": BLUE, "marker": "o", "linestyle": "-"}, {"color": VERMILLION, "marker": "s", "linestyle": "--"})


def gap(results: pd.DataFrame, months: Sequence[str], names: Mapping[str, str], caption: str) -> Drawing:
    """Draw two shares over months with their intervals, and shade what lies between them.

    Args:
        results: result rows of shares; `measure` is one of two, `group` the month. A hidden share leaves a gap in its line.
        months: all months, in their order.
        names: measure to its words, in the order in which they are named.
        caption: what is shown, in a sentence.

    >>> import pandas as pd
    >>> rows = pd.DataFrame(
    ...     {"measure": ["p", "t"], "group": "2025-01", "status": "ok", "value": [0.5, 0.75], "lower": 0.4, "upper": 0.8}
    ... )
    >>> gap(rows, ["2025-01"], {"p": "Purpose", "t": "Timeliness"}, "Two shares.").alt
    'Two shares. 2025-01: Purpose 50%, Timeliness 75%.'
    """
    found = {(str(r["measure"]), str(r["group"])): r for r in results.to_dict("records")}
    lines = {m: [_share(found.get((m, month))) for month in months] for m in names}
    with canvas(3.2) as (figure, axes):
        for (measure, points), look in zip(lines.items(), _LOOKS, strict=False):
            _line(axes, points, names[measure], look)
        _between(axes, list(lines.values()))
        _frame(axes, months)
        drawn = finish(figure, _alt(caption, months, lines, names), caption, _table(months, lines, names))
    return replace(drawn, rows=results if set(result.COLUMNS) <= set(results.columns) else None)


def _share(row: dict[str, Any] | None) -> dict[str, Any]:
    ok = row is not None and row["status"] == result.OK
    if row is None or not ok:
        return {"value": None, "ends": None, "words": str(row["status"]) if row else "no share"}
    ranged = row["lower"] == row["lower"] and row["upper"] == row["upper"]
    return {"value": row["value"], "ends": (row["lower"], row["upper"]) if ranged else None, "words": f"{row['value']:.0%}"}


def _line(axes: Any, points: list[dict[str, Any]], name: str, look: dict[str, str]) -> None:
    values = [float("nan") if p["value"] is None else p["value"] for p in points]
    axes.plot(range(len(points)), values, linewidth=1.6, markersize=6, markeredgecolor="white", label=name, **look)
    for x, point in enumerate(points):
        if point["ends"]:
            axes.plot([x, x], point["ends"], color=look["color"], linewidth=1)
    last = next((n for n in range(len(points) - 1, -1, -1) if points[n]["value"] is not None), None)
    if last is not None:
        axes.annotate(
            f"{name} {points[last]['words']}", (last, values[last]), (9, 0), textcoords="offset points", va="center", fontsize=8.5
        )


def _between(axes: Any, lines: list[list[dict[str, Any]]]) -> None:
    if len(lines) != len(_LOOKS):
        return
    one, two = ([float("nan") if p["value"] is None else p["value"] for p in line] for line in lines)
    axes.fill_between(range(len(one)), one, two, color=PALE, zorder=0)


def _frame(axes: Any, months: Sequence[str]) -> None:
    from matplotlib.ticker import PercentFormatter

    every = max(1, -(-len(months) // 12))
    axes.set_xticks(range(0, len(months), every), [months[x] for x in range(0, len(months), every)], fontsize=8)
    axes.set_xlim(-0.3, max(len(months) - 1, 1) * 1.22 + 0.3)
    axes.set_ylim(0, 1)
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.grid(axis="y", color=RULE, linewidth=0.5)
    axes.tick_params(colors=SOFT)


def _alt(caption: str, months: Sequence[str], lines: Mapping[str, list[dict[str, Any]]], names: Mapping[str, str]) -> str:
    said = [
        f"{m}: " + ", ".join(f"{names[k]} {points[n]['words']}" for k, points in lines.items()) + "." for n, m in enumerate(months)
    ]
    return " ".join([caption, *said])


def _table(months: Sequence[str], lines: Mapping[str, list[dict[str, Any]]], names: Mapping[str, str]) -> pd.DataFrame:
    import pandas as pd

    def words(point: dict[str, Any]) -> str:
        return point["words"] + (f" ({point['ends'][0]:.0%} to {point['ends'][1]:.0%})" if point["ends"] else "")

    rows = [[month, *(words(points[n]) for points in lines.values())] for n, month in enumerate(months)]
    return pd.DataFrame(rows, columns=["month", *(names[m] for m in lines)])
