"""Heat strips: which flags stood month by month in one case, and what share of a set, told by mark and number as by shade."""

from __future__ import annotations

import contextlib
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from toolkit import result
from toolkit.draw.drawing import (
    BLUE,
    INK,
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
from toolkit.errors import CaseReviewError, nearest

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("head", "row", "month", "state")
YES, NO, CANNOT_SAY, DOES_NOT_APPLY = "yes", "no", "cannot say", "does not apply"
# A mark in each cell, so that the strip is read without colour, on grey paper and by whoever sees few shades.
_MARKS = {YES: "●", NO: "·", CANNOT_SAY: "?", DOES_NOT_APPLY: ""}
_LEGEND = "●  flag stands    ·  does not stand    ?  cannot be told\nempty: does not apply, or not in the set"
_WORDS = {
    result.SUPPRESSED: "s",
    result.INSUFFICIENT: "few",
    result.NOT_RECORDED: "?",
    result.NOT_APPLICABLE: "",
    result.ERROR: "!",
}
SHARES = "s  suppressed      few  too few to say      ?  not recorded      empty: applies to nobody"
_LINE, _SHORT, _AXIS = 46, 34, 0.75  # letters of a line of words, and of one in a narrow picture; inches above and under the rows
_FEW = 6  # months: so many leave room for words in a narrow picture


def flag_strip(marks: pd.DataFrame, months: Sequence[str], caption: str) -> Drawing:
    """Draw the flags of one case: a row an indicator under its head, a column a month.

    Where the months are few, what stands under each head is a picture of its own, and they stand two beside each other.

    Args:
        marks: columns `head`, `row`, `month` and `state` (`yes`, `no`, `cannot say`, `does not apply`). Heads and rows keep
            the order in which they come; a month without a row is left empty.
        months: all months, in their order.
        caption: what is shown, in a sentence.

    Raises:
        CaseReviewError: a column is missing.

    >>> import pandas as pd
    >>> marks = pd.DataFrame({"head": "direction", "row": "not seen", "month": ["2025-01", "2025-02"], "state": ["no", "yes"]})
    >>> flag_strip(marks, ["2025-01", "2025-02"], "One case.").alt
    'One case. 2 months from 2025-01 to 2025-02. not seen (direction): stands in 2025-02.'
    """
    missing = [f"no column {c}{nearest(c, map(str, marks.columns))}" for c in COLUMNS if c not in marks.columns]
    if missing:
        raise CaseReviewError("The strip cannot be drawn", missing)
    rows = list(dict.fromkeys(zip(marks["head"], marks["row"], strict=True)))
    states = {(r.head, r.row, str(r.month)): str(r.state) for r in marks.itertuples()}
    cells = {
        (key, month): (_MARKS.get(states.get((*key, month), DOES_NOT_APPLY), "?"), float(states.get((*key, month)) == YES))
        for key in rows
        for month in months
    }
    sheets = []
    narrow = len(months) <= _FEW
    for part in on_sheets(rows, lambda row: row[0], 1 if narrow else MOST_ROWS):
        with _grid(part, {}, narrow) as (figure, axes, stack):
            _draw(axes, part, stack, months, cells, _LEGEND)
            sheets.append(finish(figure, _alt(caption, part, months, states), caption, _table(part, months, states)))
    drawn = of_several(sheets, _alt(caption, rows, months, states), _table(rows, months, states), None)
    return replace(drawn, written=True)


def flag_strips(marks: pd.DataFrame, months: Sequence[str]) -> list[Drawing]:
    """Draw the flags of several cases, one picture each as :func:`flag_strip` draws it.

    Args:
        marks: the columns of :func:`flag_strip`, `case_id`, and `others` (how many other indicators never stood).
        months: all months, in their order.
    """
    return [_of_case(str(case), own, months) for case, own in marks.groupby("case_id", sort=False)]


def _of_case(case_id: str, own: pd.DataFrame, months: Sequence[str]) -> Drawing:
    others = int(own["others"].iloc[0])
    left = f" {counted(others, 'other indicator')} never stood." if others else ""
    return flag_strip(own, months, f"{case_id}: flags month by month.{left}")


def share_strip(
    results: pd.DataFrame, months: Sequence[str], heads: Mapping[str, str], names: Mapping[str, str], caption: str
) -> Drawing:
    """Draw the share of a set month by month: a row an indicator under the head of its family, a column a month, in per cent.

    Many indicators are drawn in several pictures, each of which a sheet of paper can hold.

    Args:
        results: result rows of shares; `measure` is the indicator, `group` the month. Rows keep their order.
        months: all months, in their order.
        heads: indicator to the head that it stands under.
        names: indicator to the words for it.
        caption: what is shown, in a sentence.
    """
    found = {(str(r["measure"]), str(r["group"])): r for r in results.to_dict("records")}
    measures = list(dict.fromkeys(results["measure"].astype(str)))
    rows = [(heads.get(m, ""), m) for m in measures]
    cells = {((head, m), month): share_words(found.get((m, month))) for head, m in rows for month in months}
    own = results if set(result.COLUMNS) <= set(results.columns) else None
    sheets = [_sheet(part, months, cells, names, caption) for part in on_sheets(rows, lambda row: row[0])]
    drawn = of_several(sheets, _alt_shares(caption, rows, months, cells, names), _shares(rows, months, cells, names), own)
    return replace(drawn, written=True)


def _sheet(
    rows: Sequence[tuple[str, str]],
    months: Sequence[str],
    cells: Mapping[tuple[tuple[str, str], str], tuple[str, float]],
    names: Mapping[str, str],
    caption: str,
) -> Drawing:
    with _grid(rows, names) as (figure, axes, stack):
        _draw(axes, rows, stack, months, cells, SHARES)
        return finish(figure, _alt_shares(caption, rows, months, cells, names), caption, _shares(rows, months, cells, names))


def share_words(row: dict[str, Any] | None) -> tuple[str, float]:
    """Return what a cell says of a share, and how dark it is: never for what is hidden or cannot be told."""
    import pandas as pd

    if row is None:
        return "", 0.0
    if row["status"] == result.OK and not pd.isna(row["value"]):
        return f"{row['value']:.0%}", float(row["value"])
    return _WORDS.get(str(row["status"]), "?"), 0.0


@contextlib.contextmanager
def _grid(rows: Sequence[tuple[str, str]], names: Mapping[str, str], narrow: bool = False) -> Iterator[tuple[Any, Any, Stack]]:
    """A figure with its axes and the places of its rows; these have their words at the left."""
    labels = [_fitting(names.get(row, row), _SHORT if narrow else _LINE) for _, row in rows]
    stack = stacked([head for head, _ in rows], labels)
    with canvas(_AXIS + stack.height, width=NARROW if narrow else WIDTH) as (figure, axes):
        label(axes, stack, labels, -0.012)
        yield figure, axes, stack


def _draw(
    axes: Any,
    rows: Sequence[tuple[str, str]],
    stack: Stack,
    months: Sequence[str],
    cells: Mapping[tuple[tuple[str, str], str], tuple[str, float]],
    legend: str,
) -> None:
    for key, place in zip(rows, stack.rows, strict=True):
        for x, month in enumerate(months):
            shaded(axes, x, place, *cells[key, month])
    axes.set_xlim(0, max(len(months), 6))
    every = max(1, -(-len(months) // 12))
    axes.set_xticks([x + 0.5 for x in range(0, len(months), every)], month_heads(months[::every]), fontsize=SMALL)
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.set_xlabel(legend, fontsize=SMALL, loc="right")


def month_heads(months: Sequence[str]) -> list[str]:
    """Return the heads of columns of months: each by its number, with its year above it where that begins.

    >>> month_heads(["2024-12", "2025-01", "2025-02"])
    ['2024\\n12', '2025\\n01', '\\n02']
    """
    years = ["", *(m[:4] for m in months)]
    return [f"{year if year != before else ''}\n{m[5:]}" for before, year, m in zip(years, years[1:], months, strict=False)]


def shaded(axes: Any, x: int, place: tuple[float, float], words: str, shade: float) -> None:
    """Draw one cell of a strip: the column it stands in, the middle and height of its row, its words and how dark it is."""
    from matplotlib.colors import to_rgb
    from matplotlib.patches import Rectangle

    y, height = place
    red, green, blue = (1 - shade * (1 - part) for part in to_rgb(BLUE))
    edge = RULE if words else "none"
    fill = (red, green, blue) if words else "none"
    axes.add_patch(Rectangle((x + 0.04, y - 0.44 * height), 0.92, 0.88 * height, facecolor=fill, edgecolor=edge, linewidth=0.6))
    if words:
        ink = "white" if shade > 0.72 else INK if shade or words in ("?", "!") else SOFT
        axes.text(x + 0.5, y, words, ha="center", va="center", fontsize=SMALL, color=ink)


def _fitting(words: str, most: int) -> str:
    """A row's words in three lines at most."""
    return "\n".join(textwrap.wrap(shortened(words, 200), most, max_lines=3, placeholder=" …"))


def _alt(caption: str, rows: Sequence[tuple[str, str]], months: Sequence[str], states: Mapping[tuple[str, str, str], str]) -> str:
    said = [caption, _span(months)]
    for head, row in rows:
        own = {m: states.get((head, row, m), DOES_NOT_APPLY) for m in months}
        standing = [m for m, s in own.items() if s == YES]
        unknown = sum(s == CANNOT_SAY for s in own.values())
        words = f"stands in {_runs(standing, months)}" if standing else "stands in no month"
        said.append(f"{row} ({head}): {words}" + (f", {counted(unknown, 'month')} cannot be told." if unknown else "."))
    return " ".join(said)


def _runs(standing: Sequence[str], months: Sequence[str]) -> str:
    """Months in a row as from … to …; months apart one by one."""
    places, found = [list(months).index(m) for m in standing], []
    start = previous = places[0]
    for place in [*places[1:], None]:
        if place is not None and place == previous + 1:
            previous = place
            continue
        found.append(months[start] if start == previous else f"{months[start]} to {months[previous]}")
        start = previous = place if place is not None else 0
    return ", ".join(found)


def _span(months: Sequence[str]) -> str:
    return f"{counted(len(months), 'month')} from {months[0]} to {months[-1]}." if months else "0 months."


def _alt_shares(
    caption: str,
    rows: Sequence[tuple[str, str]],
    months: Sequence[str],
    cells: Mapping[tuple[tuple[str, str], str], tuple[str, float]],
    names: Mapping[str, str],
) -> str:
    said = [caption, _span(months)]
    for key in rows:
        words = [cells[key, m][0] for m in months]
        first, last = (words[0] or "no share", words[-1] or "no share") if words else ("no share", "no share")
        said.append(f"{names.get(key[1], key[1])}: {first} in the first month, {last} in the last.")
    return " ".join(said) + " s: suppressed."


def _table(rows: Sequence[tuple[str, str]], months: Sequence[str], states: Mapping[tuple[str, str, str], str]) -> pd.DataFrame:
    import pandas as pd

    said = [[row, head, *(states.get((head, row, m), DOES_NOT_APPLY) for m in months)] for head, row in rows]
    return pd.DataFrame(said, columns=["flag", "family", *months])


def _shares(
    rows: Sequence[tuple[str, str]],
    months: Sequence[str],
    cells: Mapping[tuple[tuple[str, str], str], tuple[str, float]],
    names: Mapping[str, str],
) -> pd.DataFrame:
    import pandas as pd

    said = [[names.get(m, m), head, *(cells[(head, m), month][0] for month in months)] for head, m in rows]
    return pd.DataFrame(said, columns=["flag", "family", *months])
