"""From the rows of a source to statements: what each kind says, since when each part of it could have been known.

The start of a spell, and what it was then, could be known from the day it began; its end and the reason for it from the day it
ended; what is true of the day of the extract only (the latest category, the team that holds it now) from the extract on. A day
ahead of the extract is a plan. The first extract has none before it: what it says as of its own day stands from its cut. A
later one's stands at the earliest after the cut of the one before.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from toolkit.record.schema import BY_NAME
from toolkit.record.write import entity_id
from toolkit.sources.snapshot.layout import Part, Statement

if TYPE_CHECKING:
    import pandas as pd

PART = "part"


def say(statement: Statement, rows: pd.DataFrame, cut: datetime, first: bool) -> pd.DataFrame:
    """Return what the rows of one table say as one kind of statement, in the columns that `series.Extract.shown` takes.

    Args:
        statement: the kind.
        rows: the table's rows as values, with file and row.
        cut: the last instant of the day of the extract.
        first: whether no extract was taken before this one.

    Returns:
        The frame, with `part` (the kind's name). Rows that state no day are left out, but where the kind may be undated.
    """
    picked = rows[_spoken(statement, rows, cut)].reset_index(drop=True)
    if picked.empty:
        return _nothing_said()
    start, from_now, ahead = _starts(statement, picked, cut, first)
    base = _base(statement, picked).assign(occurred_on=start)
    base["occurred_precision"] = base["occurred_precision"].where(start.notna(), "unknown")
    now = _columns(statement.of("now"), picked, base.index)
    if BY_NAME[statement.table].spell:
        stages = _spell(statement, picked, base, ahead, cut, {} if first else now)
    else:
        told = {**_columns(statement.of("at end"), picked, base.index), **({} if first else now)}
        held = {c: v.where(ahead.isna(), None) for c, v in told.items()}
        stages = base.assign(**held, known_from=start.where(ahead.isna() & ~from_now), ahead=ahead)
    if first and now:
        stages = _with_now(stages, now)
    return stages.drop(columns="line")


def _nothing_said() -> pd.DataFrame:
    import pandas as pd

    days = {c: pd.Series(dtype="datetime64[us]") for c in ("occurred_on", "known_from", "ahead")}
    texts = {c: pd.Series(dtype="str") for c in ("entity_id", "case_id", "occurred_precision", "file", PART)}
    return pd.DataFrame({**texts, "stage": pd.Series(dtype="int64"), "row": pd.Series(dtype="int64"), **days})


def _spoken(statement: Statement, rows: pd.DataFrame, cut: datetime) -> pd.Series:
    """Which rows state a day, fulfil the conditions, and name their case."""
    import pandas as pd

    spoken = rows[statement.one("case")].fillna("") != ""
    for part in statement.of("only if"):
        cell = rows[part.origin]
        spoken &= (cell.astype("str") == part.fixed if part.fixed else cell.notna()) & (cell.astype("str") != "")
    if statement.of("undated"):
        return spoken
    days = [rows[p.origin].notna() for p in statement.of("start", "start now", "due")]
    planned = [rows[p.origin] > pd.Timestamp(cut) for p in statement.of("plan")]
    any_day = pd.Series(False, index=rows.index)
    for one in (*days, *planned):
        any_day |= one.fillna(False)
    return spoken & any_day


def _starts(statement: Statement, rows: pd.DataFrame, cut: datetime, first: bool) -> tuple[pd.Series, pd.Series, pd.Series]:
    """The days; whether they count as said by the extract's own day only; and those that lie ahead."""
    import pandas as pd

    day = pd.Series(pd.NaT, index=rows.index, dtype="datetime64[us]")
    for part in statement.of("start", "start now"):
        day = day.fillna(rows[part.origin])
    for part in statement.of("plan"):
        planned = rows[part.origin]
        day = day.fillna(planned.where(planned > pd.Timestamp(cut)))
    rolled = bool(statement.of("start now")) and first
    return day, pd.Series(rolled, index=rows.index), day.where(day > pd.Timestamp(cut))


def _base(statement: Statement, rows: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    case = rows[statement.one("case")].astype("str")
    keys = [case, *(_text(rows[p.origin]) for p in statement.of("key"))]
    ids = [entity_id(statement.table[:2], statement.name, *parts) for parts in zip(*keys, strict=True)]
    base = pd.DataFrame(
        {
            "entity_id": pd.Series(ids, index=rows.index, dtype="str"),
            "case_id": case,
            "stage": 1,
            "occurred_precision": "day",
            "file": rows["file"],
            "row": rows["row"],
            "line": rows.index,
            PART: statement.name,
        },
        index=rows.index,
    )
    fixed = {p.column: p.fixed for p in statement.of("fixed")}
    return base.assign(**_columns(statement.of("open"), rows, rows.index), **{c: _worth(v) for c, v in fixed.items()})


def _worth(value: str) -> str | bool:
    return {"true": True, "false": False}.get(value, value)


def _text(cells: pd.Series) -> pd.Series:
    """A key as text: a day as its date."""
    return cells.dt.strftime("%Y-%m-%d").fillna("") if cells.dtype.kind == "M" else cells.astype("str").fillna("")


def _columns(parts: list[Part], rows: pd.DataFrame, index: pd.Index) -> dict[str, pd.Series]:
    made = {}
    for p in parts:
        made[p.column] = rows[p.origin].set_axis(index)
    return made


def _spell(
    statement: Statement, rows: pd.DataFrame, base: pd.DataFrame, ahead: pd.Series, cut: datetime, now: dict[str, pd.Series]
) -> pd.DataFrame:
    """Rows of a spell: one stage while it is open, two once it has ended; what only its end can tell is on the second."""
    import pandas as pd

    nothing = pd.Series(pd.NaT, index=base.index, dtype="datetime64[us]")
    end = rows[statement.one("end")] if statement.one("end") else nothing
    at_end = _columns(statement.of("at end"), rows, base.index)
    blank = {c: pd.Series(None, index=base.index, dtype="str") for c in at_end}
    start = base["occurred_on"]
    rolled = bool(statement.of("start now"))
    begun = base.assign(
        ended_on=end.where(ahead.notna()),
        known_from=start.where(ahead.isna() & (not rolled or bool(now))),
        ahead=ahead,
        **blank,
        **now,
    )
    over = (end <= pd.Timestamp(cut)) & ahead.isna()
    to_end = (end > pd.Timestamp(cut)) & ahead.isna()
    parts = [begun]
    if over.any():
        parts.append(base.assign(stage=2, ended_on=end, known_from=end, ahead=nothing, **at_end, **now)[over])
    if to_end.any():
        parts.append(base.assign(stage=2, ended_on=end, known_from=nothing, ahead=end, **blank, **now)[to_end])
    return pd.concat(parts, ignore_index=True)


def _with_now(stages: pd.DataFrame, now: dict[str, pd.Series]) -> pd.DataFrame:
    """The first extract's stages, with one more for what it says as of its own day, where it says any such thing."""
    import pandas as pd

    filled = pd.DataFrame({c: v.notna() & (v.astype("str") != "") for c, v in now.items()}).any(axis=1)
    last = stages.sort_values("stage").drop_duplicates("line", keep="last")
    last = last[last["line"].map(filled).fillna(False).astype(bool)]
    told = {c: last["line"].map(v).set_axis(last.index) for c, v in now.items()}
    more = last.assign(stage=3, known_from=pd.NaT, **told)
    blank = stages.assign(**{c: pd.Series(None, index=stages.index, dtype=v.dtype) for c, v in now.items()})
    return pd.concat([blank, more], ignore_index=True) if len(more) else stages
