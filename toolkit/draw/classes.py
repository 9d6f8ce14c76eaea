"""Who held what: for each decision, what was known and to whom, beside what only happened after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolkit.draw.drawing import (
    BLUE,
    GREEN,
    INK,
    ORANGE,
    RULE,
    SKY,
    SOFT,
    VERMILLION,
    YELLOW,
    Drawing,
    canvas,
    counted,
    finish,
    lay_out,
    shortened,
)
from toolkit.errors import CaseReviewError

if TYPE_CHECKING:
    import pandas as pd

AT_THE_TIME = {
    "K1": "known to the decider",
    "K1/2": "on our record, whether the decider saw it not recorded",
    "K2": "on our record, not surfaced",
    "K3": "held by another agency",
    "K4a": "seen by a professional, written later",
    "K4b": "known to no professional",
    "K0": "cannot tell",
}
_LONGEST = 34
AFTER = {"K5": "happened after the decision"}
_LOOK = {
    "K1": (BLUE, "", "white"),
    "K1/2": (SKY, "//", INK),
    "K2": (GREEN, "\\\\", INK),
    "K3": (ORANGE, "||", INK),
    "K4a": (YELLOW, "xx", INK),
    "K4b": ("white", "--", INK),
    "K0": ("white", "", INK),
    "K5": (VERMILLION, "", INK),
}


def known_later(frame: pd.DataFrame, label: str = "view_id", caption: str | None = None) -> Drawing:
    """Draw, a row a view, how many things were held by whom at the time, and beside it how many happened only after.

    Where one of the two was not counted for any view, there is a picture of the other alone.

    Args:
        frame: a row a view in the order to show; the label's column and, of `K1`, `K1/2`, `K2`, `K3`, `K4a`, `K4b`, `K0` and
            `K5`, those that were counted (whole numbers; empty: not counted).
        label: the column that names the views, such as D1 or a date.
        caption: the caption, where another is wanted.

    Raises:
        CaseReviewError: the label's column is missing, or there is none of the classes.

    >>> import pandas as pd
    >>> known_later(pd.DataFrame({"view": ["D1"], "K1": [4], "K3": [2], "K5": [1]}), "view").alt
    'Counts of things by who held them, for 1 decision. D1: K1 4, K3 2; after it K5 1.'
    """
    held = [k for k in AT_THE_TIME if k in frame.columns]
    after = [k for k in AFTER if k in frame.columns]
    if label not in frame.columns or not held + after:
        raise CaseReviewError(
            "The classes cannot be drawn", [f"it needs the column {label} and at least one of {', '.join(_LOOK)}"]
        )
    rows = frame[[label, *held, *after]].reset_index(drop=True)
    parts = [p for p in ((held, "At the decision", 3), (after, "Only after it", 1)) if p[0]]
    said = caption or f"What stood at each decision, by who held it{', and what happened only after it' if after else ''}."
    legend = {k: v for k, v in (AT_THE_TIME | AFTER).items() if k in rows.columns}
    height = 0.95 + 0.4 * max(len(rows), 1) + 0.2 * -(-len(legend) // 2)
    wide = [wide for _, _, wide in parts]
    with canvas(height, columns=len(parts), measured=False, sharey=True, width_ratios=wide) as (figure, _):
        for axes, (classes, title, _) in zip(figure.axes, parts, strict=True):
            _bars(axes, rows, label, classes, title)
        below = 0.3 + 0.19 * -(-len(legend) // 2)
        lay_out(figure, [shortened(v, _LONGEST) for v in rows[label]], top=0.3, bottom=below + 0.1)
        _legend(figure, legend)
        return finish(figure, _alt(rows, label, held, after), said, rows.rename(columns={label: "view"}))


def _bars(axes: Any, rows: pd.DataFrame, label: str, classes: list[str], title: str) -> None:
    from matplotlib.ticker import MaxNLocator

    numbers = rows[classes].fillna(0).astype(float)
    widest = max(numbers.sum(axis=1).max() if len(rows) and classes else 0, 1)
    starts = [0.0] * len(rows)
    for k in classes:
        _segments(axes, starts, k, numbers[k].tolist(), widest)
        starts = [start + n for start, n in zip(starts, numbers[k], strict=True)]
    axes.set_title(title, loc="left", fontsize=9.5, fontweight="bold", color=INK)
    axes.set_xlim(0, widest * 1.03)
    axes.set_ylim(len(rows) - 0.45, -0.55)
    axes.set_yticks(range(len(rows)), [shortened(v, _LONGEST) for v in rows[label]])
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
    axes.grid(axis="x", color=RULE, linewidth=0.5)
    axes.spines["left"].set_color(SOFT)


def _segments(axes: Any, starts: list[float], name: str, numbers: list[float], widest: float) -> None:
    """One class of things: a piece of each row's bar, with its number in it where there is room."""
    colour, hatch, ink = _LOOK[name]
    shown = [y for y, n in enumerate(numbers) if n]
    lengths, lefts = [numbers[y] for y in shown], [starts[y] for y in shown]
    axes.barh(shown, lengths, left=lefts, height=0.62, color=colour, edgecolor=INK, linewidth=0.7, hatch=hatch)
    behind = {"boxstyle": "square,pad=0.12", "facecolor": colour, "edgecolor": "none"} if hatch else None
    for y, n, left in zip(shown, lengths, lefts, strict=True):
        if n / widest > 0.025:
            words = f"{name}: {n:.0f}" if n / widest > 0.09 else f"{n:.0f}"
            said = axes.text(left + n / 2, y, words, ha="center", va="center", fontsize=8, color=ink, bbox=behind)
            said.set_in_layout(False)


def _legend(figure: Any, legend: dict[str, str]) -> None:
    from matplotlib.patches import Patch

    patches = [Patch(facecolor=_LOOK[k][0], hatch=_LOOK[k][1], edgecolor=INK, linewidth=0.7) for k in legend]
    figure.legend(patches, [f"{k}  {v}" for k, v in legend.items()], loc="lower left", ncols=2, fontsize=8, labelcolor=INK)


def _alt(rows: pd.DataFrame, label: str, held: list[str], after: list[str]) -> str:
    said = [_sentence(row, row[label], held, after) for row in rows.to_dict("records")]
    return " ".join([f"Counts of things by who held them, for {counted(len(rows), 'decision')}.", *said])


def _sentence(row: dict[str, Any], name: object, held: list[str], after: list[str]) -> str:
    import pandas as pd

    def words(classes: list[str]) -> str:
        return ", ".join(f"{k} {int(row[k])}" for k in classes if not pd.isna(row[k]) and row[k]) or "nothing counted"

    return f"{name}: {words(held)}" + (f"; after it {words(after)}." if after else ".")
