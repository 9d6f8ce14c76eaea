"""How many flags chance alone would raise: how often several would meet in one child if each fell on children by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.known.flagged import YES
from toolkit.study.drift_flags import told

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

BANDS = (0, 1, 3, 5, 8, 12, 17, 23)  # a reader is shown few numbers; the last is that many and more


def several(flags: pd.DataFrame, bands: Sequence[int] = BANDS) -> pd.DataFrame:
    """Return how many children have how many flags, beside how many would if each flag fell on children by chance.

    Chance alone: every flag stands for as many children as it does here, but which children they are has nothing to do with any
    other flag. For each child the chances of the flags that can be told are added up exactly (a Poisson binomial
    distribution). What lies above that is flags that come together: one matter seen by several indicators, or a case that
    drifts on several.

    Args:
        flags: flags of one day.
        bands: the number of flags at which each row begins, from 0.

    Returns:
        `flags` (`none`, `1`, `3 or 4`, …, `23 or more`), `children` (whole number) and `expected` (children). A child of whom no
        flag can be told is not here.

    Source: Wang 1993, On the number of successes in independent trials, Statistica Sinica 3:295-312.

    >>> import pandas as pd
    >>> marks = pd.DataFrame({"case_id": ["a", "b"], "measure": "m", "flag": ["yes", "no"]})
    >>> several(marks, (0, 1))["expected"].tolist()
    [1.0, 1.0]
    """
    import pandas as pd

    sure = told(flags)
    beyond = sure["flag"] == YES
    chances, most = beyond.groupby(sure["measure"]).mean(), bands[-1]
    seen, expected = [0] * (most + 1), [0.0] * (most + 1)
    for marks, names in zip(*_each_child(sure, beyond), strict=True):
        seen[min(marks, most)] += 1
        for number, chance in enumerate(_adding_up([float(chances[n]) for n in names], most)):
            expected[number] += chance
    parts = [slice(low, high) for low, high in zip(bands, [*bands[1:], most + 1], strict=True)]
    return pd.DataFrame(
        {
            "flags": [_band(low, high) for low, high in zip(bands, [*bands[1:], None], strict=True)],
            "children": [sum(seen[part]) for part in parts],
            "expected": [sum(expected[part]) for part in parts],
        }
    )


def _band(low: int, after: int | None) -> str:
    """`3 or 4`, `5 to 7`, `17 or more`."""
    if after is None:
        return f"{low} or more"
    last = after - 1
    return ("none" if not low else str(low)) if low == last else f"{low} {'or' if last == low + 1 else 'to'} {last}"


def _each_child(sure: pd.DataFrame, beyond: pd.Series) -> tuple[list[int], list[list[str]]]:
    grouped = sure.assign(beyond=beyond).groupby("case_id", sort=True)
    return grouped["beyond"].sum().astype(int).tolist(), grouped["measure"].agg(list).tolist()


def _adding_up(chances: Sequence[float], most: int) -> list[float]:
    """How likely so many of these come true, each by itself; the last is that many or more."""
    found = [1.0] + [0.0] * most
    for chance in chances:
        for number in range(most, 0, -1):
            stays = found[number] * (1 - chance) if number < most else found[number]
            found[number] = stays + found[number - 1] * chance
        found[0] *= 1 - chance
    return found


def came_and_went(flags: pd.DataFrame, month: str, before: str) -> tuple[int, int]:
    """Return how many flags came and how many went between two days, among children and indicators told on both.

    >>> import pandas as pd
    >>> marks = pd.DataFrame({"case_id": "c", "measure": ["m", "m"], "month": ["2025-01", "2025-02"], "flag": ["no", "yes"]})
    >>> came_and_went(marks, "2025-02", "2025-01")
    (1, 0)
    """
    wide = told(flags[flags["month"].isin([month, before])]).pivot(index=["case_id", "measure"], columns="month", values="flag")
    both = wide.dropna() if {month, before} <= set(wide.columns) else wide.iloc[:0]
    if both.empty:
        return 0, 0
    came = (both[month] == YES) & (both[before] != YES)
    went = (both[month] != YES) & (both[before] == YES)
    return int(came.sum()), int(went.sum())
