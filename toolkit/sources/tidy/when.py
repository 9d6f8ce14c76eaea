"""Since when each row of an extract can have been known: from the system's own times where it kept them, else from its days.

With R the moment from which the row stands as it is (created or authorised, or modified where that is later), S the day on which it
began and E the day on which it ended:

* without R, a start is known from S and an end from E (the availability rules; `known_from = "extract"` says: from the cut);
* with R, what had happened by then stands from R itself: `recorded`;
* a day after R and up to the cut was stated ahead and is stated still when it has come: known from that day at the earliest;
* a day after the cut is a plan, and what only its coming can tell is held back.

Many rows recorded on one day about days long before tell of a migration: then R says only by when they stood (`migrated`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolkit.sources.settings import limit
from toolkit.sources.settings import rows as lines
from toolkit.sources.tidy.mapping import TIMES, FileMap
from toolkit.sources.tidy.now import told

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Stated:
    """What an extract shows of a table, in the columns that the series takes, with what was held back, and what to warn of."""

    shown: pd.DataFrame
    held_back: dict[str, int]
    migrated: dict[str, int]
    modified: int


def stand(used: pd.DataFrame, file_map: FileMap, cut: pd.Timestamp) -> Stated:
    """Return the stages of rows: entity_id, the content, stage, known_from, known_by, ahead, basis, row, recorded (R).

    Args:
        used: rows as `read_rows` gives them.
        file_map: their mapping.
        cut: the last instant of the day on which the extract was taken.
    """
    recorded = _recorded(used, file_map)
    migrated_days = migrations(recorded, _days(used, "occurred_on"))
    base = used.drop(columns=[t for t in TIMES if t in used]).assign(recorded=recorded)
    base = base.assign(moved=recorded.dt.normalize().isin(list(migrated_days))).reset_index(drop=True)
    held: dict[str, int] = {}
    shown = _stages(_held_back(base, file_map.table.name, cut, held), file_map, cut)
    changed = int((recorded > used["created"]).sum()) if {"created", "modified"} <= set(used) else 0
    return Stated(shown, held, {f"{day:%Y-%m-%d}": n for day, n in migrated_days.items()}, changed)


def migrations(recorded: pd.Series, days: pd.Series) -> dict[pd.Timestamp, int]:
    """Return the days on which so many rows about days long before were recorded that they were moved from another system.

    >>> import pandas as pd
    >>> r = pd.Series(pd.to_datetime(["2020-06-01"] * 40 + ["2020-07-01"] * 5))
    >>> d = pd.Series(pd.date_range("2018-01-01", periods=45))
    >>> {f"{day:%Y-%m-%d}": n for day, n in migrations(r, d).items()}
    {'2020-06-01': 40}
    """
    on = recorded.dt.normalize()
    counts = on.value_counts().sort_index()
    many = counts[(counts >= limit("spike_rows")) & (counts * 100 >= limit("spike_share") * len(recorded))]
    age = (on - days).dt.days
    return {day: int(n) for day, n in many.items() if age[on == day].median() >= limit("spike_age")}


def _recorded(used: pd.DataFrame, file_map: FileMap) -> pd.Series:
    """R: empty where the file says nothing of it."""
    import pandas as pd

    nothing = pd.Series(pd.NaT, index=used.index, dtype="datetime64[us]")
    first = used.get(file_map.recorded_from, nothing)
    if "modified" not in used:
        return first
    return first.where(~(used["modified"] > first) & first.notna(), used["modified"])


def _days(frame: pd.DataFrame, name: str) -> pd.Series:
    import pandas as pd

    return frame[name] if name in frame else pd.Series(pd.NaT, index=frame.index, dtype="datetime64[us]")


def _held_back(rows: pd.DataFrame, table: str, cut: pd.Timestamp, held: dict[str, int]) -> pd.DataFrame:
    """Without what only an end, or the day itself, can tell, where that has not come."""
    for line in lines("availability.csv"):
        name = line["column"]
        if line["table"] != table or name not in rows:
            continue
        end = line["known_from"] == "end"
        day = _days(rows, "ended_on" if end else "occurred_on")
        early = (day.isna() | (day > cut) if end else day > cut) & rows[name].notna() & ~_kept(rows[name], line["kept"])
        if early.any():
            words = "without an end that has come" if end else "the day still ahead"
            held[f"{name}, {words}"] = int(early.sum())
            rows = rows.assign(**{name: rows[name].mask(early)})
    return rows


def _kept(cells: pd.Series, words: str) -> pd.Series:
    return cells.astype("str").isin(words.split()) if words else cells.isna()


def _stages(rows: pd.DataFrame, file_map: FileMap, cut: pd.Timestamp) -> pd.DataFrame:
    import pandas as pd

    start, end = _days(rows, "occurred_on"), _days(rows, "ended_on")
    recorded = rows["recorded"].mask(rows["moved"])  # a migration's day is no day on which anything was learned
    at_start, at_end = _since(start, recorded, file_map, cut), _since(end, recorded, file_map, cut)
    ahead = start.where(start > cut).fillna(end.where(end > cut))
    begun_later = end.notna() & (start.isna() | (start <= cut)) & (end > cut)
    over_later = end.notna() & (end <= cut) & (recorded.isna() | (recorded.dt.normalize() < end))
    fresh = _says_what_holds_now(rows, file_map) & recorded.isna() & ~(start > cut) & ~(end <= cut)
    known_from = at_end.where(end.notna() & (end <= cut), at_start).mask(fresh, cut).mask(ahead.notna(), recorded)
    whole = rows.assign(stage=2, known_from=known_from, ahead=ahead)
    whole_too = rows.assign(stage=1, known_from=at_start, ahead=pd.Series(pd.NaT, index=rows.index, dtype="datetime64[us]"))
    open_ = whole_too[over_later | fresh | (begun_later & recorded.isna())].copy()
    for name in ("ended_on", *told(file_map.table.name, "end"), *told(file_map.table.name, "now")):
        if name in open_:
            open_[name] = pd.Series(None, index=open_.index, dtype=open_[name].dtype)
    made = pd.concat([part for part in (open_, whole) if len(part)] or [whole], ignore_index=True)
    exact = made["recorded"].notna() & ((made["known_from"] == made["recorded"]) | made["moved"])
    made["known_by"] = made["recorded"].where(exact)
    made["basis"] = [
        ("migrated" if moved else "recorded") if sure else "" for moved, sure in zip(made["moved"], exact, strict=True)
    ]
    return made.drop(columns=["moved"])


def _since(day: pd.Series, told: pd.Series, file_map: FileMap, cut: pd.Timestamp) -> pd.Series:
    """Since when a day that has come could be known: from R, but not before the day; without R from the day, or from the cut."""
    if file_map.known_from == "extract":
        return told.where(~(day > told.dt.normalize()), day).where(told.notna(), cut)
    return told.where(told.notna() & ~(day > told.dt.normalize()), day)


def _says_what_holds_now(rows: pd.DataFrame, file_map: FileMap) -> pd.Series:
    """Rows with a cell that speaks of the day of the extract: since when it held before that is not said."""
    import pandas as pd

    names = [name for name in told(file_map.table.name, "now") if name in rows]
    return rows[names].notna().any(axis=1) if names else pd.Series(False, index=rows.index)
