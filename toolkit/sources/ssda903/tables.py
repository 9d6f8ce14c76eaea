"""From the tables of a return to the statements of a record: which column goes where, and since when each could be known.

The availability rules are those of the data standard: the start of a spell, and what it was then, from the day it began; its
end, and the reason for it, from the day it ended; a review from the day it was held. A day that lies after the cut is a plan,
and what only its coming can tell (a reason for ending, how a child took part) is held back.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from toolkit.record import codes
from toolkit.record.write import entity_id

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.sources.ssda903.check import Checked
    from toolkit.sources.ssda903.years import Dated

TOUCHES = "s.occurred_on <= x.upto AND (s.ended_on IS NULL OR s.ended_on > x.year_start)"
# A spell that had not ended would touch a later return's year, so that return's silence says that a planned end came.
WOULD_TOUCH = "s.occurred_on <= x.upto"
LISTED = "EXISTS (FROM listed_children l WHERE l.extract = x.extract AND l.case_id = s.case_id)"


@dataclass(frozen=True)
class Target:
    """One table of the record: the table of the return that fills it, its entity ids, and the scope of a return for it."""

    table: str
    origin: str
    prefix: str
    day: str
    scope: str
    silence_confirms: str = "false"


TARGETS = (
    Target("child", "header", "ch", "", "false"),
    Target("case", "header", "cs", "", "false"),
    Target("placement", "episodes", "pl", "DECOM", TOUCHES, WOULD_TOUCH),
    Target("legal", "episodes", "lg", "DECOM", TOUCHES, WOULD_TOUCH),
    Target("review", "reviews", "rv", "REVIEW", f"s.occurred_on BETWEEN x.year_start AND x.upto AND {LISTED}"),
    Target("incident", "missing", "in", "MIS_START", f"{TOUCHES} AND {LISTED}"),
    Target("status", "uasc", "st", "", f"(s.ended_on IS NULL OR s.ended_on > x.year_start) AND {LISTED}"),
    Target("involvement", "sw_episodes", "iv", "SW_DECOM", f"{TOUCHES} AND {LISTED}"),
)


@dataclass
class Statements:
    """What one return shows of each table of the record, and what was held back and why."""

    shown: dict[str, pd.DataFrame] = field(default_factory=dict)
    held_back: dict[str, Counter[str]] = field(default_factory=dict)


def statements(checked: dict[str, Checked], dated: Dated, first_days: dict[str, pd.Timestamp]) -> Statements:
    """Return what a return shows, a frame a table of the record, in the columns that `record.history` takes.

    Args:
        checked: the checked tables of the return.
        dated: its year and cut.
        first_days: for each child listed, the first day of care that this return or an earlier one speaks of.
    """
    found = Statements()
    made = {
        "child": ("header", _child), "case": ("", _case), "placement": ("episodes", _placement), "legal": ("episodes", _legal),
        "review": ("reviews", _review), "incident": ("missing", _incident), "status": ("uasc", _status),
        "involvement": ("sw_episodes", _involvement),
    }
    for table, (origin, make) in made.items():
        if origin and origin not in checked:
            continue
        held: Counter[str] = Counter()
        rows = checked[origin].accepted if origin else _listed_frame(first_days)
        found.shown[table] = make(rows, dated, first_days, held).assign(extract=dated.source)
        found.held_back[table] = held
    return found


def _listed_frame(first_days: dict[str, pd.Timestamp]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({"CHILD": pd.Series(sorted(first_days), dtype="str")})


def key_of(target: Target, child: str, day: str = "", extra: str = "") -> str:
    """Return the entity id of a row: a hash of the child and, where the table has one, the day."""
    return entity_id(target.prefix, child, *([day] if target.day else []), *([extra] if extra else []))


BY_TABLE = {t.table: t for t in TARGETS}


def _ids(table: str, rows: pd.DataFrame, extra: str = "") -> list[str]:
    target = BY_TABLE[table]
    days = rows[target.day].dt.strftime("%Y-%m-%d") if target.day else [""] * len(rows)
    extras = rows[extra] if extra else [""] * len(rows)
    return [key_of(target, *parts) for parts in zip(rows["CHILD"], days, extras, strict=True)]


def _base(table: str, rows: pd.DataFrame, extra: str = "") -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({
        "entity_id": pd.Series(_ids(table, rows, extra), index=rows.index, dtype="str"), "case_id": rows["CHILD"],
        "stage": 1, "occurred_precision": "day"}, index=rows.index)


def _first_days(rows: pd.DataFrame, first_days: dict[str, pd.Timestamp]) -> pd.Series:
    import pandas as pd

    return pd.to_datetime(rows["CHILD"].map(first_days)).astype("datetime64[us]")


def _events(base: pd.DataFrame, day: pd.Series, dated: Dated, after: dict[str, pd.Series]) -> pd.DataFrame:
    """Rows of one day each; `after` is what only the day itself can tell."""
    ahead = day > dated.cut
    told = {name: values.where(~ahead, None) for name, values in after.items()}
    return base.assign(occurred_on=day, known_from=day.where(~ahead), ahead=day.where(ahead), **told)


def _spells(base: pd.DataFrame, start: pd.Series, end: pd.Series, dated: Dated, after: dict[str, pd.Series]) -> pd.DataFrame:
    """Rows of a spell each, in one stage while it is open and two once it has ended; `after` is what only its end can tell."""
    import pandas as pd

    nothing = pd.Series(pd.NaT, index=base.index, dtype="datetime64[us]")
    starts_ahead, ends_ahead, has_end = start > dated.cut, end > dated.cut, end.notna()
    blank = {name: pd.Series(None, index=base.index, dtype="str") for name in after}
    begun = base.assign(occurred_on=start, ended_on=end.where(starts_ahead), known_from=start.where(~starts_ahead),
                        ahead=start.where(starts_ahead), **blank)
    ended = base.assign(stage=2, occurred_on=start, ended_on=end, known_from=end, ahead=nothing, **after)
    planned = base.assign(stage=2, occurred_on=start, ended_on=end, known_from=nothing, ahead=end, **blank)
    over, to_end = has_end & ~ends_ahead & ~starts_ahead, has_end & ends_ahead & ~starts_ahead
    return pd.concat([begun, ended[over], planned[to_end]], ignore_index=True)


def _child(rows: pd.DataFrame, dated: Dated, first_days: dict[str, pd.Timestamp], held: Counter[str]) -> pd.DataFrame:
    sex = rows["SEX"].map(codes.labels("SEX")).astype("str")
    born = rows["DOB"]
    shown = _events(_base("child", rows).assign(sex=sex, born_on=born, ethnicity=rows["ETHNIC"]), born, dated, {})
    known = _first_days(rows, first_days)
    return shown.assign(known_from=known.where(known > born, born).where(shown["ahead"].isna()))


def _case(rows: pd.DataFrame, dated: Dated, first_days: dict[str, pd.Timestamp], held: Counter[str]) -> pd.DataFrame:
    base = _base("case", rows).assign(occurred_precision="on or before")
    return _events(base, _first_days(rows, first_days), dated, {})


def _placement(rows: pd.DataFrame, dated: Dated, first_days: dict[str, pd.Timestamp], held: Counter[str]) -> pd.DataFrame:
    open_, ahead = rows["DEC"].isna(), rows["DEC"] > dated.cut
    for column, words in (("REC", "reason for ending"), ("REASON_PLACE_CHANGE", "reason for a change of placement")):
        held[f"{words}, without an end"] += int((open_ & (rows[column] != "")).sum())
        held[f"{words}, the end still ahead"] += int((ahead & (rows[column] != "")).sum())
    base = _base("placement", rows).assign(
        change=rows["RNE"], placement_type=rows["PLACE"], provider=rows["PLACE_PROVIDER"], setting_id=rows["URN"],
        short_break=rows["LS"].isin(codes.group("LS", "short_break")))
    return _spells(base, rows["DECOM"], rows["DEC"], dated,
                   {"end_reason": rows["REC"], "change_reason": rows["REASON_PLACE_CHANGE"]})


def _legal(rows: pd.DataFrame, dated: Dated, first_days: dict[str, pd.Timestamp], held: Counter[str]) -> pd.DataFrame:
    base = _base("legal", rows).assign(legal_status=rows["LS"], category_of_need=rows["CIN"])
    return _spells(base, rows["DECOM"], rows["DEC"], dated, {})


def _review(rows: pd.DataFrame, dated: Dated, first_days: dict[str, pd.Timestamp], held: Counter[str]) -> pd.DataFrame:
    held["how the child took part, the review still ahead"] += int((rows["REVIEW"] > dated.cut).sum())
    base = _base("review", rows).assign(kind="looked after review")
    return _events(base, rows["REVIEW"], dated, {"participation": rows["REVIEW_CODE"]})


def _incident(rows: pd.DataFrame, dated: Dated, first_days: dict[str, pd.Timestamp], held: Counter[str]) -> pd.DataFrame:
    base = _base("incident", rows).assign(kind=rows["MISSING"].map(codes.labels("MISSING")).astype("str"))
    return _spells(base, rows["MIS_START"], rows["MIS_END"], dated, {})


def _status(rows: pd.DataFrame, dated: Dated, first_days: dict[str, pd.Timestamp], held: Counter[str]) -> pd.DataFrame:
    first = _first_days(rows, first_days)
    base = _base("status", rows).assign(kind="unaccompanied asylum-seeking child", occurred_precision="on or before")
    return _spells(base, first.where(rows["DUC"].isna() | (first <= rows["DUC"]), rows["DUC"]), rows["DUC"], dated, {})


def _involvement(rows: pd.DataFrame, dated: Dated, first_days: dict[str, pd.Timestamp], held: Counter[str]) -> pd.DataFrame:
    held["reason why the worker changed: the record has no column for it"] += int((rows["SW_REASON"] != "").sum())
    workers = [entity_id("wk", worker) for worker in rows["SW_ID"]]
    base = _base("involvement", rows, "SW_ID").assign(worker_id=workers, role="social worker")
    return _spells(base, rows["SW_DECOM"], rows["SW_DEC"], dated, {})
