"""One dot a slip: the grades that the two arms of a workshop gave, one arm above the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from toolkit.draw.drawing import BLUE, RULE, SOFT, VERMILLION, Drawing, canvas, finish

if TYPE_CHECKING:
    import pandas as pd

_LOOKS = ({"color": BLUE, "marker": "o"}, {"color": VERMILLION, "marker": "s"})
_GRADES = ("1", "2", "3", "4")
_ARMS = {"ending": "with the ending", "no ending": "without it"}
_STEP, _FLOOR = 0.16, 0.18


def room(counts: pd.DataFrame, grades: Sequence[str], names: Mapping[str, str], caption: str) -> Drawing:
    """Draw a dot for each slip over its grade, a line of dots for each arm; no mean, as grades have none.

    Args:
        counts: a row an arm: `arm`, and a column of whole numbers for each grade.
        grades: the grades in their order, columns of the frame.
        names: arm to its words, from top to bottom.
        caption: what is shown, in a sentence.

    >>> import pandas as pd
    >>> room(pd.DataFrame({"arm": ["a"], "1": [2], "2": [0]}), ["1", "2"], {"a": "With"}, "Slips.").alt
    'Slips. With: grade 1, 2 slips; grade 2, 0 slips.'
    """
    found = {str(row["arm"]): [int(row[g]) for g in grades] for row in counts.to_dict("records")}
    lines = {arm: found.get(arm, [0] * len(grades)) for arm in names}
    most = max([1, *(n for line in lines.values() for n in line)])
    with canvas(0.9 + len(lines) * (0.5 + 0.17 * most)) as (figure, axes):
        _dots(axes, list(lines.values()), most)
        _frame(axes, grades, list(names.values()), most)
        return finish(figure, _alt(caption, grades, lines, names), caption, _table(grades, lines, names))


def rooms(counted: Iterable[pd.DataFrame], caption: str) -> Iterator[Drawing]:
    """Draw one picture a decision.

    Args:
        counted: for each decision a row an arm: `decision`, `arm` (`ending` or `no ending`), and counts of grades `1` to `4`.
        caption: what is shown, in words; the decision's number is put behind it.
    """
    for frame in counted:
        number = "".join(str(n) for n in frame["decision"].head(1))
        yield room(frame, _GRADES, _ARMS, f"{caption}, decision {number}.")


def _height(most: int) -> float:
    return _FLOOR + most * _STEP + 0.25


def _dots(axes: Any, lines: list[list[int]], most: int) -> None:
    for place, (line, look) in enumerate(zip(lines, _LOOKS, strict=False)):
        base = (len(lines) - 1 - place) * _height(most)
        for x, count in enumerate(line):
            axes.plot([x] * count, [base + _FLOOR + n * _STEP for n in range(count)], linestyle="", markersize=7, **look)
        axes.axhline(base, color=RULE, linewidth=0.8)


def _frame(axes: Any, grades: Sequence[str], names: list[str], most: int) -> None:
    axes.set_xticks(range(len(grades)), [f"grade {g}" for g in grades])
    axes.set_xlim(-0.5, len(grades) - 0.5)
    axes.set_ylim(-0.05, len(names) * _height(most))
    axes.set_yticks([(len(names) - 1 - n) * _height(most) + _FLOOR for n in range(len(names))], names)
    axes.tick_params(colors=SOFT)


def _alt(caption: str, grades: Sequence[str], lines: Mapping[str, list[int]], names: Mapping[str, str]) -> str:
    def line_of(arm: str) -> str:
        counted = zip(grades, lines[arm], strict=True)
        return f"{names[arm]}: " + "; ".join(f"grade {g}, {n} slip{'' if n == 1 else 's'}" for g, n in counted)

    said = [line_of(arm) for arm in lines]
    return f"{caption} {'. '.join(said)}."


def _table(grades: Sequence[str], lines: Mapping[str, list[int]], names: Mapping[str, str]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame([[names[a], *line] for a, line in lines.items()], columns=["card", *(f"grade {g}" for g in grades)])
