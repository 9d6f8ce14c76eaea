"""Small strips: whether something stood, month by month, one strip a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolkit.draw.drawing import BLUE, INK, RULE, SOFT, Drawing, canvas, counted, finish, shortened
from toolkit.errors import CaseReviewError, nearest

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("row", "month", "state")
YES, NO, NOT_APPLICABLE, NOT_RECORDED = "yes", "no", "not applicable", "not recorded"
_SHAPES: dict[str, dict[str, Any]] = {
    YES: {"facecolor": BLUE, "edgecolor": BLUE},
    NO: {"facecolor": "white", "edgecolor": SOFT},
    NOT_RECORDED: {"facecolor": "white", "edgecolor": SOFT, "hatch": "xxxx"},
    NOT_APPLICABLE: {"facecolor": "none", "edgecolor": "none"},
}


def strip(frame: pd.DataFrame, caption: str = "", words: str = "it stood") -> Drawing:
    """Draw one strip of months a row, told by fill and hatch as well as shade.

    Args:
        frame: columns `row` (what the strip is of), `month` (`2024-05`) and `state` (`yes`, `no`, `not recorded`,
            `not applicable`; any other state counts as not recorded). Rows keep the order in which they first come.
        caption: what is shown, in a sentence.
        words: what `yes` means, such as `no visit in the month`.

    Raises:
        CaseReviewError: a column is missing.

    >>> import pandas as pd
    >>> marks = pd.DataFrame({"row": "Visits", "month": ["2024-01", "2024-02", "2024-03"], "state": ["yes", "no", "not recorded"]})
    >>> strip(marks, "Months.", "no visit").alt
    'Months. 3 months from 2024-01 to 2024-03. Visits: no visit in 1 of 2 recorded months (2024-01), 1 not recorded.'
    """
    missing = [f"no column {c}{nearest(c, map(str, frame.columns))}" for c in COLUMNS if c not in frame.columns]
    if missing:
        raise CaseReviewError("The strips cannot be drawn", missing)
    months = _months(frame["month"])
    rows = list(dict.fromkeys(frame["row"]))
    states = {(r.row, str(r.month)): r.state if r.state in _SHAPES else NOT_RECORDED for r in frame.itertuples()}
    with canvas(1.0 + 0.32 * max(len(rows), 1)) as (figure, axes):
        _draw(axes, rows, months, states, words)
        said = caption or "Month by month."
        return finish(figure, _alt(said, rows, months, states, words), said, _table(rows, months, states))


def _months(given: pd.Series) -> list[str]:
    import pandas as pd

    if given.empty:
        return []
    return [str(p) for p in pd.period_range(str(given.min()), str(given.max()), freq="M")]


def _draw(axes: Any, rows: list[Any], months: list[str], states: dict[tuple[Any, str], str], words: str) -> None:
    from matplotlib.patches import Patch, Rectangle

    for y, row in enumerate(rows):
        for x, month in enumerate(months):
            look = _SHAPES[states.get((row, month), NOT_APPLICABLE)]
            axes.add_patch(Rectangle((x + 0.08, y - 0.36), 0.84, 0.72, linewidth=0.8, **look))
    axes.set_xlim(0, max(len(months), 12))
    axes.set_ylim(len(rows) - 0.45, -0.55)
    every = max(1, -(-len(months) // 12))
    axes.set_xticks(
        [x + 0.5 for x in range(0, len(months), every)], [months[x] for x in range(0, len(months), every)], fontsize=7.5
    )
    axes.set_yticks(range(len(rows)), [shortened(r, 40) for r in rows])
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.tick_params(axis="x", length=0)
    legend = {words: YES, "not so": NO, "not recorded": NOT_RECORDED}
    axes.legend(
        [Patch(linewidth=0.8, **_SHAPES[state]) for state in legend.values()],
        legend.keys(),
        loc="upper center",
        bbox_to_anchor=(0.5, -0.2),
        ncols=3,
        labelcolor=INK,
        handlelength=1.2,
    )
    axes.set_axisbelow(True)
    axes.hlines([y + 0.5 for y in range(len(rows) - 1)], 0, len(months), color=RULE, linewidth=0.4)


def _alt(caption: str, rows: list[Any], months: list[str], states: dict[tuple[Any, str], str], words: str) -> str:
    if not months:
        return f"{caption} {counted(0, 'month')}."
    said = [f"{counted(len(months), 'month')} from {months[0]} to {months[-1]}."]
    for row in rows:
        own = {m: states.get((row, m), NOT_APPLICABLE) for m in months}
        yes = [m for m, s in own.items() if s == YES]
        known = sum(s in (YES, NO) for s in own.values())
        silent = sum(s == NOT_RECORDED for s in own.values())
        when = f" ({', '.join(yes)})" if 0 < len(yes) <= 6 else ""
        said.append(
            f"{row}: {words} in {len(yes)} of {counted(known, 'recorded month')}{when}"
            + (f", {silent} not recorded." if silent else ".")
        )
    return " ".join([caption, *said])


def _table(rows: list[Any], months: list[str], states: dict[tuple[Any, str], str]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(
        [[m, *(states.get((r, m), NOT_APPLICABLE) for r in rows)] for m in months], columns=["month", *map(str, rows)]
    )
