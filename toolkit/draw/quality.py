"""How decisions were judged, by how they went: six counts in a grid, none of them named for more than it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolkit.draw.drawing import BLUE, RULE, SOFT, Drawing, canvas, counted, finish
from toolkit.errors import CaseReviewError, nearest
from toolkit.result import SUPPRESSED

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("judged", "went well", "went badly", "unknown")
_LARGEST = 0.42  # of the side of a cell


def quality(counts: pd.DataFrame, caption: str = "", said: str = "") -> Drawing:
    """Draw the table of decision quality by outcome: a square a cell, its area the count, both ways of ending in one colour.

    Args:
        counts: `judged`, `went well`, `went badly`, `unknown`, a row each of how decisions were judged; a count that may not be
            shown is the word `suppressed` or empty.
        caption: what is shown, in a sentence.
        said: the sentence on the odds ratio, which ends the text alternative.

    Raises:
        CaseReviewError: a column is missing.

    >>> import pandas as pd
    >>> rows = {"judged": ["well judged", "concerns"], "went well": [3, 1], "went badly": [1, 3], "unknown": [0, 2]}
    >>> quality(pd.DataFrame(rows), "Decisions.").alt
    'Decisions. well judged: went well 3, went badly 1, unknown 0. concerns: went well 1, went badly 3, unknown 2.'
    """
    missing = [f"no column {c}{nearest(c, map(str, counts.columns))}" for c in COLUMNS if c not in counts.columns]
    if missing:
        raise CaseReviewError("The table of decision quality cannot be drawn", missing)
    rows = [(str(r["judged"]), [_number(r[c]) for c in COLUMNS[1:]]) for r in counts.to_dict("records")]
    title = caption or "How decisions were judged, by how they went."
    with canvas(0.8 + 1.1 * max(len(rows), 1)) as (figure, axes):
        _draw(axes, rows)
        return finish(figure, _alt(title, rows, said), title, _table(rows))


def _number(cell: Any) -> int | None:
    import pandas as pd

    return None if cell == SUPPRESSED or pd.isna(cell) else int(cell)


def _draw(axes: Any, rows: list[tuple[str, list[int | None]]]) -> None:
    from matplotlib.patches import Rectangle

    most = max((n for _, cells in rows for n in cells if n), default=1)
    for y, (_, cells) in enumerate(rows):
        for x, n in enumerate(cells):
            half = _LARGEST * (n / most) ** 0.5 if n else 0.0
            axes.add_patch(Rectangle((x - half, y - half), 2 * half, 2 * half, color=BLUE, alpha=0.25, linewidth=0))
            axes.text(x, y, SUPPRESSED if n is None else str(n), ha="center", va="center", fontsize=12 if n is not None else 9)
    for edge in range(len(COLUMNS)):
        axes.axvline(edge - 0.5, color=RULE, linewidth=0.6)
    for edge in range(len(rows) + 1):
        axes.axhline(edge - 0.5, color=RULE, linewidth=0.6)
    axes.set_xlim(-0.5, len(COLUMNS) - 1.5)
    axes.set_ylim(max(len(rows), 1) - 0.5, -0.5)
    axes.set_xticks(range(len(COLUMNS) - 1), COLUMNS[1:], color=SOFT)
    axes.xaxis.tick_top()
    axes.set_yticks(range(len(rows)), [name for name, _ in rows])
    axes.tick_params(length=0)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)


def _alt(title: str, rows: list[tuple[str, list[int | None]]], said: str) -> str:
    told = [
        f"{name}: {', '.join(f'{c} {SUPPRESSED if n is None else n}' for c, n in zip(COLUMNS[1:], cells, strict=True))}."
        for name, cells in rows
    ]
    return " ".join([title, *told, *([said] if said else [])]) if rows else f"{title} {counted(0, 'row')}."


def _table(rows: list[tuple[str, list[int | None]]]) -> pd.DataFrame:
    import pandas as pd

    cells = [[name, *(SUPPRESSED if n is None else n for n in numbers)] for name, numbers in rows]
    return pd.DataFrame(cells, columns=list(COLUMNS))
