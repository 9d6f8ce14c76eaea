"""What knowing the ending did in this room: two arms drawn by chance, told with intervals, and with how many it would take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolkit.result import COLUMNS, INSUFFICIENT, OK
from toolkit.review.wording import plural
from toolkit.review.workshop.arms import ENDING, NO_ENDING
from toolkit.review.workshop.page import takes
from toolkit.review.workshop.rules import limit
from toolkit.stats.two_groups import shift, superiority

if TYPE_CHECKING:
    import pandas as pd

GRADE = "grade: chance that a slip with the ending stands above one without"
CHANCE = "chance of harm: middle difference, with the ending less without"
_UNITS = {GRADE: "share of pairs", CHANCE: "points of 100"}
_NEUTRAL = {GRADE: 0.5, CHANCE: 0.0}


def effect(slips: pd.DataFrame) -> pd.DataFrame:
    """Return, for each decision, how the two arms differ.

    Args:
        slips: as :func:`toolkit.review.workshop.answers.read_slips` returns them.

    Returns:
        Result rows: `group` is the decision's number. Of grades, `denominator` counts the pairs of a slip with the ending and one
        without, and `numerator` those in which the one with it stands above (ties count half); of likelihoods, `denominator` counts
        slips. `missing` are slips without this answer. `insufficient` where an arm has fewer than the least in
        `data/review/workshop_limits.csv`: then there is no value. Where slips are too much alike for an interval there is none,
        and `reason` says so.
    """
    import pandas as pd

    rows = [
        _row(part, measure, column, computed, int(str(number)))
        for number, part in slips.groupby("decision", sort=True)
        for measure, column, computed in ((GRADE, "grade", superiority), (CHANCE, "chance", shift))
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype(dict.fromkeys(("numerator", "denominator", "missing", "value", "lower", "upper"), "float64"))


def counts(slips: pd.DataFrame) -> pd.DataFrame:
    """Return how many slips of each arm gave each grade: `decision`, `arm`, `1` to `4`, `not answered`."""
    import pandas as pd

    grade = slips["grade"].astype("str").where(slips["grade"].notna(), "not answered")
    names = ["1", "2", "3", "4", "not answered"]
    table = pd.crosstab([slips["decision"], slips["arm"]], grade).reindex(columns=names, fill_value=0)
    return table.reset_index().rename_axis(columns=None)


def said(slips: pd.DataFrame) -> list[str]:
    """Return the room's result in sentences, for each decision and measure, and what size of room it would take.

    Args:
        slips: as for :func:`effect`.
    """
    lines = [_sentence(row, _sizes(slips, row)) for row in effect(slips).to_dict("records")]
    return [
        *lines,
        takes(),
        "With fewer, a room that shows nothing has not shown that there is nothing, and a room that shows much may have done so by "
        "chance.",
        "This says something about a room, and nothing about anybody in it.",
    ]


def _row(part: pd.DataFrame, measure: str, column: str, computed: Any, number: int) -> tuple:
    with_, without = _arms(part, column)
    missing, pairs = len(part) - len(with_) - len(without), len(with_) * len(without)
    rests = pairs if measure == GRADE else len(with_) + len(without)
    if min(len(with_), len(without)) < int(limit("least_in_arm")):
        why = _too_few(len(with_), len(without))
        return (measure, str(number), "", None, rests, missing, None, None, None, _UNITS[measure], INSUFFICIENT, why)
    found = computed(with_.to_list(), without.to_list(), limit("level"))
    sizes = (round(2 * found.value * pairs) / 2 if measure == GRADE else None, rests, missing)
    if found.lower < found.upper:
        return (measure, str(number), "", *sizes, *found, _UNITS[measure], OK, "")
    return (measure, str(number), "", *sizes, found.value, None, None, _UNITS[measure], OK, _no_interval(with_, without))


def _arms(part: pd.DataFrame, column: str) -> tuple[pd.Series, pd.Series]:
    """The answers of the arm with the ending, and of the one without."""
    answered = part[part[column].notna()]
    with_, without = (answered.loc[answered["arm"] == arm, column].astype(float) for arm in (ENDING, NO_ENDING))
    return with_, without


def _too_few(with_: int, without: int) -> str:
    least = int(limit("least_in_arm"))
    return f"{plural(with_, 'slip')} with the ending and {without} without; fewer than {least} in an arm tell nothing"


def _sizes(slips: pd.DataFrame, row: dict[str, Any]) -> str:
    column = "grade" if row["measure"] == GRADE else "chance"
    with_, without = _arms(slips[slips["decision"] == int(row["group"])], column)
    return f"{plural(len(with_), 'slip')} with the ending, {len(without)} without"


def _no_interval(with_: pd.Series, without: pd.Series) -> str:
    """Why there is no interval, or one of width nought, which is none: what is so of these slips, and nothing further."""
    if len({*with_, *without}) == 1:
        return "no interval can be told: all slips are alike"
    if max(with_) < min(without) or max(without) < min(with_):
        return "no interval can be told: all of one arm lie on one side of the other"
    return "no interval can be told: too many slips are alike"


def _sentence(row: dict[str, Any], sizes: str) -> str:
    about = f"Decision {row['group']}, {row['measure'].split(':')[0]}"
    if row["status"] != OK:
        return f"{about}: {row['reason']}."
    value = f"in {row['value']:.0%}" if row["measure"] == GRADE else f"{row['value']:+.0f} points"
    told = "of all pairs, the one with the ending stood above (ties count half)" if row["measure"] == GRADE else "in the middle"
    if row["lower"] != row["lower"]:
        return f"{about} ({sizes}): {value} {told}; {row['reason']}."
    ends = f"{row['lower']:.0%} to {row['upper']:.0%}" if row["measure"] == GRADE else f"{row['lower']:+.0f} to {row['upper']:+.0f}"
    neutral = _NEUTRAL[row["measure"]]
    covers = row["lower"] <= neutral <= row["upper"]
    meaning = (
        "the interval holds no difference, so this room's slips do not tell the two cards apart"
        if covers
        else "the whole interval lies on one side of no difference"
    )
    return f"{about} ({sizes}): {value} {told} (95 % interval {ends}); {meaning}."
