"""How common each flag is on the last day, as a dot with its interval, and beside it the shares of the months before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from toolkit import result
from toolkit.draw.drawing import SMALL, SOFT, Drawing, canvas, finish, of_several, on_sheets
from toolkit.draw.heat import SHARES, month_heads, shaded, share_strip, share_words
from toolkit.draw.prevalence import dots, dotted_row, in_lines, prevalence
from toolkit.draw.stack import label, stacked

if TYPE_CHECKING:
    import pandas as pd

MOST_BEFORE = 6  # months beside the dots; more would leave these no room
_AXIS, _CELL, _ROOM = 0.95, 0.4, 4.4  # inches: above and under the rows, a month, and all months with the dots


def standing(
    results: pd.DataFrame, months: Sequence[str], heads: Mapping[str, str], names: Mapping[str, str], caption: str
) -> Drawing:
    """Draw the shares of children whose flags stand: a row an indicator, the months before as numbers, the last day as a dot.

    Where there are too many months to stand beside the dots, they are in pictures of their own after those.

    Args:
        results: result rows of shares; `measure` is the indicator, `group` the month. Rows keep their order. What has no row
            for the last month is told to have none.
        months: all months, in their order; the last is that of the last day.
        heads: indicator to the family that it stands under.
        names: indicator to its name as people read it.
        caption: what is shown, in a sentence.

    >>> import pandas as pd
    >>> row = {"measure": "m", "status": "ok", "value": 0.25, "lower": 0.1, "upper": 0.4, "numerator": 10, "denominator": 40}
    >>> both = pd.DataFrame([row | {"group": "2025-01", "value": 0.5}, row | {"group": "2025-02"}])
    >>> standing(both, ["2025-01", "2025-02"], {"m": "direction"}, {"m": "Needs"}, "Shares.").alt
    'Shares. Needs (direction): 25%, interval 10% to 40%, 10 of 40; 50% in 2025-01.'
    """
    last, before = _of_the_last(results, months[-1]), list(months[:-1])
    behind = results if set(result.COLUMNS) <= set(results.columns) else None
    said = {(str(r["measure"]), str(r["group"])): share_words(r) for r in results.to_dict("records")}
    rows: list[dict[str, Any]] = [
        dotted_row(r, heads, names) | {"before": [said.get((str(r["measure"]), m), ("", 0.0)) for m in before]}
        for r in last.to_dict("records")
    ]
    if 0 < len(before) <= MOST_BEFORE:
        sheets = [_sheet(own, months, caption) for own in on_sheets(rows, lambda row: row["head"])]
    else:
        apart = [
            prevalence(last, heads, names, caption),
            *([share_strip(results, months, heads, names, caption)] if before else []),
        ]
        sheets = [sheet for drawn in apart for sheet in (drawn, *drawn.more)]
    return of_several(sheets, _alt(caption, rows, before), _table(rows, months), behind)


def _of_the_last(results: pd.DataFrame, month: str) -> pd.DataFrame:
    """The rows of the last month; what has a row for another month alone stands among them, in its turn, with why it has no dot."""
    import pandas as pd

    last = results[results["group"].astype(str) == month]
    every = list(dict.fromkeys(results["measure"]))
    if not (without := [measure for measure in every if measure not in set(last["measure"])]):
        return last
    missing = pd.DataFrame({"measure": without, "group": month, "status": f"no number was worked out for {month}"})
    both = pd.concat([last.astype("object"), missing.astype("object")], ignore_index=True)
    return both.sort_values("measure", key=lambda names: names.map(every.index), kind="stable", ignore_index=True)


def _sheet(rows: list[dict[str, Any]], months: Sequence[str], caption: str) -> Drawing:
    labels = [in_lines(row["name"]) for row in rows]
    stack = stacked([row["head"] for row in rows], labels)
    strip = _CELL * (len(months) - 1)
    widths = {"width_ratios": [strip, _ROOM - strip]}
    with canvas(_AXIS + stack.height, 2, sharey=True, gridspec_kw=widths) as (figure, (cells, axes)):
        label(cells, stack, labels, -0.02)
        for (y, height), row in zip(stack.rows, rows, strict=True):
            for x, (words, shade) in enumerate(row["before"]):
                shaded(cells, x, (y, height), words, shade)
        cells.set_xlim(0, len(months) - 1)
        cells.set_xticks([x + 0.5 for x in range(len(months) - 1)], month_heads(months[:-1]), fontsize=SMALL)
        cells.xaxis.tick_top()
        cells.tick_params(length=0)
        cells.spines[["left", "bottom"]].set_visible(False)
        dots(axes, rows, stack)
        axes.tick_params(axis="y", labelleft=False)
        axes.set_title(f"{months[-1]}, with its interval", loc="left", fontsize=SMALL, color=SOFT)
        axes.set_xlabel(SHARES, fontsize=SMALL, loc="right")
        return finish(figure, _alt(caption, rows, months[:-1]), caption, _table(rows, months))


def _alt(caption: str, rows: list[dict[str, Any]], before: Sequence[str]) -> str:
    said = []
    for row in rows:
        first = f"; {row['before'][0][0] or 'no share'} in {before[0]}" if before else ""
        said.append(f"{row['name']}{' (' + row['head'] + ')' if row['head'] else ''}: {row['words']}{first}.")
    return " ".join([caption, *said])


def _table(rows: list[dict[str, Any]], months: Sequence[str]) -> pd.DataFrame:
    import pandas as pd

    said = [(row["name"], row["head"], *(words for words, _ in row["before"]), row["words"], row["status"]) for row in rows]
    return pd.DataFrame(said, columns=["indicator", "family", *months, "state"])
