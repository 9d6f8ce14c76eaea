"""The shapes of statements: an event of one day, and a spell with its end; and what is a plan in each.

A day that lies after the cut is a plan, and what only its coming can tell (a reason for ending, how a child took part) is held
back until it has come.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolkit.record.write import entity_id

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.sources.ssda903.years import Dated


@dataclass(frozen=True)
class Target:
    """One kind of statement: the record's table, the return's table that fills it, its entity ids, and the scope of a return.

    `covers` says whether the return holds all of what the record's table is for; otherwise the record does not claim it.
    """

    table: str
    origin: str
    prefix: str
    day: str
    scope: str
    silence_confirms: str = "false"
    covers: bool = True


@dataclass(frozen=True)
class Shown:
    """What makes rows into statements: the target, the return's dates, the first day of each case, and what is held back."""

    target: Target
    dated: Dated
    first_days: dict[str, pd.Timestamp]
    held: Counter[str]

    def base(self, rows: pd.DataFrame, *extra: str) -> pd.DataFrame:
        """Return the entity, the case and the first stage of each row; `extra` names further columns of the key."""
        import pandas as pd

        days = [rows[self.target.day].dt.strftime("%Y-%m-%d")] if self.target.day else []
        parts = zip(*(cells.tolist() for cells in (rows["case_id"], *days, *(rows[name] for name in extra))), strict=True)
        ids = pd.Series([key_of(self.target, *map(str, part)) for part in parts], index=rows.index, dtype="str")
        return pd.DataFrame(
            {"entity_id": ids, "case_id": rows["case_id"], "stage": 1, "occurred_precision": "day", **_place(rows)},
            index=rows.index,
        )

    def first(self, rows: pd.DataFrame) -> pd.Series:
        """Return the first day of care of each row's case that this return or an earlier one speaks of."""
        import pandas as pd

        return pd.to_datetime(rows["case_id"].map(self.first_days)).astype("datetime64[us]")

    def end_of_year(self, rows: pd.DataFrame) -> pd.Series:
        """Return for each row the last day of the year that the return can speak of, from which undated cells are known."""
        import pandas as pd

        return pd.Series(pd.Timestamp(self.dated.upto), index=rows.index, dtype="datetime64[us]")

    def count(self, words: str, rows: pd.Series) -> None:
        """Note how many rows have something that is not written, and why."""
        self.held[words] += int(rows.sum())


def _place(rows: pd.DataFrame) -> dict[str, pd.Series]:
    """The row of the file, where what is said comes from one."""
    return {"row": rows["row"]} if "row" in rows else {}


def key_of(target: Target, *parts: str) -> str:
    """Return the entity id of a row: a hash of the case and, where the table has one, the day and what else tells rows apart."""
    return entity_id(target.prefix, *parts)


def nothing(like: pd.DataFrame) -> pd.Series:
    """Return an empty day for each row."""
    import pandas as pd

    return pd.Series(pd.NaT, index=like.index, dtype="datetime64[us]")


def events(base: pd.DataFrame, day: pd.Series, dated: Dated, after: dict[str, pd.Series]) -> pd.DataFrame:
    """Return rows of one day each; `after` is what only the day itself can tell."""
    ahead = day > dated.cut
    told = {name: values.where(~ahead, None) for name, values in after.items()}
    return base.assign(occurred_on=day, known_from=day.where(~ahead), ahead=day.where(ahead), **told)


def undated(base: pd.DataFrame, day: pd.Series) -> pd.DataFrame:
    """Return rows of which only a day is known on or before which they were true: that day is when they are first known."""
    return base.assign(occurred_on=day, occurred_precision="on or before", known_from=day, ahead=nothing(base))


def spells(base: pd.DataFrame, start: pd.Series, end: pd.Series, dated: Dated, after: dict[str, pd.Series]) -> pd.DataFrame:
    """Return rows of a spell each, in one stage while it is open and two once it has ended; `after` is what only its end tells."""
    import pandas as pd

    starts_ahead, ends_ahead, has_end = start > dated.cut, end > dated.cut, end.notna()
    blank = {name: pd.Series(None, index=base.index, dtype="str") for name in after}
    begun = base.assign(
        occurred_on=start,
        ended_on=end.where(starts_ahead),
        known_from=start.where(~starts_ahead),
        ahead=start.where(starts_ahead),
        **blank,
    )
    ended = base.assign(stage=2, occurred_on=start, ended_on=end, known_from=end, ahead=nothing(base), **after)
    planned = base.assign(stage=2, occurred_on=start, ended_on=end, known_from=nothing(base), ahead=end, **blank)
    over, to_end = has_end & ~ends_ahead & ~starts_ahead, has_end & ends_ahead & ~starts_ahead
    return pd.concat([begun, ended[over], planned[to_end]], ignore_index=True)
