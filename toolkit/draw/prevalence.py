"""How common each flag is: dots with their intervals under the head of their family, in the order in which they are asked."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from toolkit import result
from toolkit.draw.drawing import (
    BLUE,
    MOST_ROWS,
    NARROW,
    RULE,
    SMALL,
    SOFT,
    WIDTH,
    Drawing,
    canvas,
    counted,
    finish,
    of_several,
    on_sheets,
    shortened,
)
from toolkit.draw.stack import Stack, label, stacked

if TYPE_CHECKING:
    import pandas as pd

_LINE, _AXIS = 46, 0.45  # letters of a line of a name; inches under the rows
_LONGEST = 2 * MOST_ROWS  # rows of a narrow picture
_HEAD = 48  # letters of a head within a narrow picture; what is longer takes two lines


def prevalence(results: pd.DataFrame, heads: Mapping[str, str], names: Mapping[str, str], caption: str) -> Drawing:
    """Draw the share of children whose flag stands, one dot with its interval an indicator; never sorted by value.

    Many indicators are drawn in several pictures, each of which a sheet of paper can hold.

    Args:
        results: result rows of shares; `measure` is the indicator. Rows keep their order.
        heads: indicator to the family that it stands under.
        names: indicator to its name as people read it.
        caption: what is shown, in a sentence.

    >>> import pandas as pd
    >>> row = {"measure": "m", "status": "ok", "value": 0.25, "lower": 0.1, "upper": 0.4, "numerator": 10, "denominator": 40}
    >>> prevalence(pd.DataFrame([row]), {"m": "direction"}, {"m": "Needs"}, "Shares.").alt
    'Shares. Needs (direction): 25%, interval 10% to 40%, 10 of 40.'
    """
    rows = [dotted_row(r, heads, names) for r in results.to_dict("records")]
    return dotted(rows, caption, _table, results if set(result.COLUMNS) <= set(results.columns) else None)


def dotted(
    rows: list[dict[str, Any]],
    caption: str,
    table: Callable[[list[dict[str, Any]]], pd.DataFrame],
    behind: pd.DataFrame | None,
    narrow: bool = False,
) -> Drawing:
    """Return rows of dots with their intervals as one picture, or as several that a sheet of paper can each hold.

    Args:
        rows: `head`, `name`, `value` and `ends` (empty where there are none), `least` (where only that can be said), `beside` (in
            the margin), `words` (for who does not see it).
        caption: what is shown, in a sentence.
        table: makes the table under the picture.
        behind: the result rows behind it, for its CSV.
        narrow: whether the pictures stand two beside each other and heads within them, where heads are long and names short.
    """
    most = _half(rows) if narrow else MOST_ROWS
    sheets = [_sheet(own, caption, table, narrow) for own in on_sheets(rows, lambda one: one["head"], most)]
    return of_several(sheets, _alt(caption, rows), table(rows), behind)


def _half(rows: list[dict[str, Any]]) -> int:
    """So many rows that pictures beside each other are about as long, that paper can hold them, and that no head is torn."""
    heads = Counter(one["head"] for one in rows)
    pictures = 2 * -(-len(rows) // (2 * _LONGEST))
    return -(-len(rows) // max(pictures, 1)) + max(heads.values(), default=1) - 1


def _sheet(
    rows: list[dict[str, Any]], caption: str, table: Callable[[list[dict[str, Any]]], pd.DataFrame], narrow: bool
) -> Drawing:
    heads = [textwrap.fill(one["head"], _HEAD) if narrow else one["head"] for one in rows]
    stack = stacked(heads, [in_lines(one["name"]) for one in rows])
    with canvas(_AXIS + stack.height, width=NARROW if narrow else WIDTH) as (figure, axes):
        _draw(axes, rows, stack, narrow)
        return finish(figure, _alt(caption, rows), caption, table(rows))


def dotted_row(given: dict[str, Any], heads: Mapping[str, str], names: Mapping[str, str]) -> dict[str, Any]:
    """Return a result row of a share as :func:`dotted` wants it."""
    import pandas as pd

    ok = given["status"] == result.OK and not pd.isna(given["value"])
    ranged = ok and not pd.isna(given["lower"]) and not pd.isna(given["upper"])
    ends = f", interval {given['lower']:.0%} to {given['upper']:.0%}" if ranged else ""
    counts = f", {int(given['numerator'])} of {int(given['denominator'])}" if ok else ""
    return {
        "head": heads.get(given["measure"], ""),
        "name": str(names.get(given["measure"], given["measure"])),
        "value": given["value"] if ok else None,
        "ends": (given["lower"], given["upper"]) if ranged else None,
        "beside": f"{given['value']:.0%}   {int(given['numerator'])} of {int(given['denominator'])}" if ok else "",
        "words": f"{given['value']:.0%}{ends}{counts}" if ok else str(given["status"]),
        "status": str(given["status"]),
    }


def _draw(axes: Any, rows: list[dict[str, Any]], stack: Stack, narrow: bool) -> None:
    label(axes, stack, [in_lines(row["name"]) for row in rows], *((-0.12, "left") if narrow else (-0.012, "right")))
    dots(axes, rows, stack)


def dots(axes: Any, rows: list[dict[str, Any]], stack: Stack) -> None:
    """Draw the dots of all rows on an axis of shares."""
    from matplotlib.ticker import PercentFormatter

    for (y, _), row in zip(stack.rows, rows, strict=True):
        dot(axes, y, row)
    axes.tick_params(axis="y", length=0)
    axes.set_xlim(0, 1)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1])
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.grid(axis="x", color=RULE, linewidth=0.5)
    axes.spines["left"].set_visible(False)


def in_lines(words: str) -> str:
    """Return a row's words in three lines at most."""
    return "\n".join(textwrap.wrap(shortened(words, 200), _LINE, max_lines=3, placeholder=" …"))


def dot(axes: Any, y: float, row: dict[str, Any]) -> None:
    """Draw a row's dot with its interval and what stands beside it, or the words for why there is none."""
    beside: dict[str, Any] = {"transform": axes.get_yaxis_transform(), "va": "center", "color": SOFT, "fontsize": SMALL}
    if row.get("least") is not None:
        axes.plot([row["least"], 1], [y, y], color=BLUE, linewidth=1.2, linestyle=(0, (1, 2)), zorder=3)
        axes.text(1.015, y, row["beside"], ha="left", **beside)
        return
    if row["value"] is None:
        axes.text(0.01, y, row["words"], style="italic", **beside)
        return
    if row["ends"]:
        axes.plot(row["ends"], [y, y], color=BLUE, linewidth=2, solid_capstyle="butt", zorder=3)
    axes.plot([row["value"]], [y], marker="o", color=BLUE, markersize=5.5, markeredgecolor="white", zorder=4)
    axes.text(1.015, y, row["beside"], ha="left", **beside)


def _alt(caption: str, rows: list[dict[str, Any]]) -> str:
    if not rows:
        return f"{caption} {counted(0, 'row')}."
    return " ".join(
        [caption, *(f"{row['name']}{' (' + row['head'] + ')' if row['head'] else ''}: {row['words']}." for row in rows)]
    )


def _table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    import pandas as pd

    said = [(row["name"], row["head"], row["words"], row["status"]) for row in rows]
    found = pd.DataFrame(said, columns=["indicator", "family", "share of children", "state"])
    return found if any(row["head"] for row in rows) or not rows else found.drop(columns="family")
