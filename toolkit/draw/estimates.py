"""Dots with their intervals, in the order given: a picture of estimates that does not invite a league table."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from toolkit import result
from toolkit.draw.drawing import BLUE, RULE, SOFT, Drawing, canvas, counted, finish, shortened
from toolkit.errors import CaseReviewError, nearest

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("value", "lower", "upper", "denominator", "unit", "status", "reason")


def intervals(results: pd.DataFrame, label: str = "measure", caption: str = "", names: Mapping[str, str] | None = None) -> Drawing:
    """Draw one dot with its interval a row, all of one unit, never sorted by value.

    Args:
        results: result rows; needs `value`, `lower`, `upper`, `denominator`, `unit`, `status`, `reason` and the label's
            column. A row whose status is not `ok` has its status in words where the dot would be.
        label: the column that names the rows.
        caption: what is shown, in a sentence.
        names: value of the label's column to the words for it.

    Raises:
        CaseReviewError: a column is missing, or the rows have more than one unit.

    >>> import pandas as pd
    >>> rows = pd.DataFrame(
    ...     {
    ...         "measure": ["a", "b"],
    ...         "value": [0.25, None],
    ...         "lower": [0.1, None],
    ...         "upper": [0.4, None],
    ...         "denominator": [40, 3],
    ...         "unit": "share",
    ...         "status": ["ok", "suppressed"],
    ...         "reason": ["", ""],
    ...     }
    ... )
    >>> intervals(rows, caption="Shares.").alt
    'Shares. a: 25.0% (interval 10.0% to 40.0%, n = 40). b: suppressed.'
    """
    missing = [f"no column {c}{nearest(c, map(str, results.columns))}" for c in (label, *COLUMNS) if c not in results.columns]
    units = sorted({str(u) for u in results.get("unit", []) if u == u and u not in (None, "")})
    if missing or len(units) > 1:
        raise CaseReviewError("The intervals cannot be drawn", missing or [f"the rows have several units: {', '.join(units)}"])
    unit = units[0] if units else ""
    rows = [_row(r, label, names or {}, unit) for r in results.to_dict("records")]
    with canvas(0.9 + 0.34 * max(len(rows), 1)) as (figure, axes):
        _draw(axes, rows, unit)
        said = caption or "Estimates with their intervals."
        drawn = finish(figure, _alt(said, rows), said, _table(rows, label))
    whole = set(result.COLUMNS) <= set(results.columns)
    return replace(drawn, rows=results if whole else None)


def is_share(unit: str) -> bool:
    """Whether numbers of this unit are shares, shown in percent: `share`, `proportion`, or a share of something.

    >>> is_share("share of children"), is_share("days")
    (True, False)
    """
    return unit.split(" ")[0] in ("share", "proportion")


def _row(given: dict[str, Any], label: str, names: Mapping[str, str], unit: str) -> dict[str, Any]:
    import pandas as pd

    ok = given["status"] == result.OK and not pd.isna(given["value"])
    ranged = ok and not pd.isna(given["lower"]) and not pd.isna(given["upper"])
    hidden = given["status"] == result.SUPPRESSED or pd.isna(given["denominator"])
    return {
        "name": str(names.get(given[label], given[label])).replace("_", " "),
        "ok": ok,
        "status": str(given["status"]),
        "value": given["value"] if ok else None,
        "lower": given["lower"] if ranged else None,
        "upper": given["upper"] if ranged else None,
        "n": None if hidden else int(given["denominator"]),
        "words": _words(given, unit, ranged) if ok else str(given["status"]),
        "value_words": _amount(given["value"], unit) if ok else "",
    }


def _words(given: dict[str, Any], unit: str, ranged: bool) -> str:
    value = _amount(given["value"], unit)
    return f"{value} (interval {_amount(given['lower'], unit)} to {_amount(given['upper'], unit)})" if ranged else value


def _amount(value: float, unit: str) -> str:
    return f"{value:.1%}" if is_share(unit) else f"{value:.1f}"


def _draw(axes: Any, rows: list[dict[str, Any]], unit: str) -> None:
    from matplotlib.ticker import PercentFormatter

    for y, row in enumerate(rows):
        if row["lower"] is not None:
            axes.plot([row["lower"], row["upper"]], [y, y], color=BLUE, linewidth=2.2, solid_capstyle="butt", zorder=3)
        if row["ok"]:
            axes.plot([row["value"]], [y], marker="o", color=BLUE, markersize=6.5, markeredgecolor="white", zorder=4)
        else:
            axes.text(0.01, y, row["words"], transform=axes.get_yaxis_transform(), va="center", style="italic", color=SOFT)
        said = "   ".join(part for part in (row["value_words"], f"n = {row['n']}" if row["n"] is not None else "") if part)
        axes.text(1.015, y, said, transform=axes.get_yaxis_transform(), va="center", ha="left", fontsize=8.5, color=SOFT)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_yticks(range(len(rows)), [_two_lines(row["name"]) for row in rows])
    axes.grid(axis="x", color=RULE, linewidth=0.5)
    axes.spines["left"].set_visible(False)
    highest = max((r["upper"] if r["upper"] is not None else r["value"] for r in rows if r["ok"]), default=1)
    if is_share(unit):
        axes.set_xlim(0, 1 if highest > 0.6 else max(highest * 1.1, 0.1))
        axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    else:
        lowest = min((r["lower"] if r["lower"] is not None else r["value"] for r in rows if r["ok"]), default=0)
        axes.set_xlim(min(0, lowest * 1.1), highest * 1.08 or 1)
        axes.set_xlabel(unit)


def _two_lines(name: str) -> str:
    return "\n".join(textwrap.wrap(shortened(name, 80), 42, max_lines=2, placeholder=" …"))


def _alt(caption: str, rows: list[dict[str, Any]]) -> str:
    said = []
    for row in rows:
        n = f"n = {row['n']}" if row["n"] is not None else ""
        words = row["words"][:-1] + f", {n})" if n and row["words"].endswith(")") else row["words"] + (f" ({n})" if n else "")
        said.append(f"{row['name']}: {words}.")
    return " ".join([caption if caption.endswith(".") else caption + ".", *said]) if rows else f"{caption} {counted(0, 'row')}."


def _table(rows: list[dict[str, Any]], label: str) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(
        {
            label: [r["name"] for r in rows],
            "estimate": [r["words"] for r in rows],
            "n": pd.array([r["n"] for r in rows], dtype="Int64"),
            "state": [r["status"] for r in rows],
        }
    )
