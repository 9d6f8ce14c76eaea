"""One extract of a source that shows a state: its checked tables made into what `sources.series` takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from toolkit.record.schema import BY_NAME
from toolkit.record.write import entity_id
from toolkit.sources.series import Extract, Target
from toolkit.sources.snapshot.check import LEFT_EMPTY, Checked
from toolkit.sources.snapshot.layout import Statement, statements
from toolkit.sources.snapshot.memory import Memory, ended_by_next, latest_days
from toolkit.sources.snapshot.say import PART, say
from toolkit.sources.snapshot.scope import present, scope, silence, windows

if TYPE_CHECKING:
    import pandas as pd

_CONTROL = ("entity_id", "case_id", "stage", "known_from", "ahead", "file", "row")
# A contact or a referral opens no case by itself, and what lay before the agency's own work does not either.
_OPENS_NOTHING = ("contact", "referral", "person", "relationship", "early help assessment", "early help", "earlier permanence")
# Shown by the way only: a source that happens to have none of it does not cover it.
_IF_ANY = ("missing", "decision", "incident", "person", "relationship")
ADOPTED = "after the child's adoption, which ends the identity: nothing may link across it"
SILENT = "rows that make no statement: no day, or nothing to hang them on"
CASE = Target(
    "case",
    f"""({scope("case")}) OR (s.occurred_precision = 'on or before'
        AND EXISTS (FROM dated_cases d WHERE d.extract = x.extract AND d.case_id = s.case_id))""",
    silence("case"),
)


@dataclass(frozen=True)
class State:
    """One extract before it is made into statements.

    Args:
        source: the source's name in `data/sources`.
        name: what the report calls the extract.
        taken_on, assumed: its day, and whether that was assumed.
        checked: its tables, by the source's names.
        since: the first day of the window of each of these tables.
        cover: the days that single tables of the record are covered, by table.
        children: case_id and what the extract says of each child, with file and row.
        adopted: the day of adoption of each child that this extract says was adopted.
        left_out: tables of the source that the record has no place for, with their rows and the reason.
    """

    source: str
    name: str
    taken_on: date
    assumed: bool
    checked: Mapping[str, Checked]
    since: Mapping[str, date]
    cover: Mapping[str, tuple[date, date]]
    children: pd.DataFrame
    adopted: Mapping[str, pd.Timestamp]
    left_out: Mapping[str, tuple[int, str]]
    ready: Mapping[str, pd.DataFrame]

    @property
    def cut(self) -> datetime:
        """The last instant of the day on which it was taken."""
        return datetime.combine(self.taken_on, time.max)


def extract(state: State, memory: Memory, more: Mapping[str, pd.DataFrame] | None = None) -> Extract:
    """Return an extract as the series takes it, and remember what later ones need.

    Args:
        state: the extract.
        memory: what the extracts before it have said; changed.
        more: further frames by table of the record, in the columns of `Extract.shown`.
    """
    first, counted = memory.is_first, Counter()
    kinds = [k for k in statements(state.source) if k.origin in state.ready]
    said = _all_said(state, kinds, memory, counted)
    shown = _by_table(kinds, said)
    _remember_first_days(kinds, said, memory, state)
    dated = _add_cases(shown, memory, state)
    shown["child"] = [_children(state, memory, said, first)]
    for table, frame in (more or {}).items():
        shown.setdefault(table, []).append(frame.assign(part=table))
    found = windows(statements(state.source), dict(state.since), state.taken_on, memory.windows)
    unreadable = _unreadable(state, kinds, said, memory)
    memory.windows |= {w.part: w for w in found}
    return Extract(
        state.name,
        state.taken_on,
        min(state.since.values()),
        state.taken_on,
        {t: _gathered(t, frames, counted) for t, frames in sorted(shown.items()) if t not in _IF_ANY or any(map(len, frames))},
        _read(state),
        _rejected(state),
        unreadable,
        state.assumed,
        lists=_lists(kinds, said, shown, dated) | {"present": present(found)},
        windows=dict(state.cover),
        counted=_counted(state, counted),
    )


def _all_said(state: State, kinds: list[Statement], memory: Memory, counted: Counter[tuple[str, str, str]]) -> list[pd.DataFrame]:
    """What the extract says of each kind of statement, without what lies after an adoption; what is left out is counted."""
    for case, day in state.adopted.items():
        memory.adopted[case] = min(day, memory.adopted.get(case, day))
    said = [_said(state, k, memory, memory.is_first) for k in kinds]
    _count_silent(state, kinds, said, counted)
    return [_before_adoption(f, memory, counted, k.table) for k, f in zip(kinds, said, strict=True)]


def _by_table(kinds: list[Statement], said: list[pd.DataFrame]) -> dict[str, list[pd.DataFrame]]:
    shown: dict[str, list[pd.DataFrame]] = {}
    for kind, frame in zip(kinds, said, strict=True):
        shown.setdefault(kind.table, []).append(frame)
    return shown


def _lists(
    kinds: list[Statement], said: list[pd.DataFrame], shown: dict[str, list[pd.DataFrame]], dated: set[str]
) -> dict[str, pd.DataFrame]:
    """What the scope of an extract is told by: of which part each thing is, the latest days, and cases with a day of their own."""
    import pandas as pd

    parts = [f[["entity_id", PART]] for frames in shown.values() for f in frames]
    latest = [latest_days(f) for k, f in zip(kinds, said, strict=True) if k.scope == "latest"]
    return {
        "parts": pd.concat(parts, ignore_index=True).drop_duplicates(),
        "latest": _concat(latest, ["case_id", PART, "day"]),
        "dated_cases": pd.DataFrame({"case_id": sorted(dated)}, dtype="str"),
    }


def _concat(frames: list[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    import pandas as pd

    filled = [f for f in frames if len(f)]
    empty = pd.DataFrame({c: pd.Series(dtype="datetime64[us]" if c == "day" else "str") for c in columns})
    return pd.concat(filled, ignore_index=True)[columns] if filled else empty


def _said(state: State, kind: Statement, memory: Memory, first: bool) -> pd.DataFrame:
    shown = say(kind, state.ready[kind.origin], state.cut, first)
    if kind.scope == "latest" and BY_NAME[kind.table].spell:
        return ended_by_next(memory, kind.name, shown, state.cut)
    return shown


def _count_silent(state: State, kinds: list[Statement], said: list[pd.DataFrame], counted: Counter[tuple[str, str, str]]) -> None:
    """Count the rows that made no statement at all, so that none is lost without a word."""
    for table in state.checked:
        own = [f for k, f in zip(kinds, said, strict=True) if k.origin == table]
        silent = set(state.ready[table]["row"]) - {r for f in own for r in f["row"]} if own else set()
        if silent:
            counted[table, "left out", SILENT] += len(silent)


def _before_adoption(shown: pd.DataFrame, memory: Memory, counted: Counter[tuple[str, str, str]], table: str) -> pd.DataFrame:
    day = shown["case_id"].map(memory.adopted).astype("datetime64[us]")
    after = (shown["occurred_on"] > day).fillna(False)
    if after.any():
        counted[table, "left out", ADOPTED] += int(shown.loc[after, "entity_id"].nunique())
    return shown[~after]


def _remember_first_days(kinds: list[Statement], said: list[pd.DataFrame], memory: Memory, state: State) -> None:
    import pandas as pd

    for kind, frame in zip(kinds, said, strict=True):
        if kind.table in _OPENS_NOTHING or kind.name in _OPENS_NOTHING or not len(frame):
            continue
        days = frame.loc[frame["occurred_on"] <= pd.Timestamp(state.cut)].groupby("case_id")["occurred_on"].min()
        for case, day in days.items():
            memory.first_days[str(case)] = min(day, memory.first_days.get(str(case), day))


def _add_cases(shown: dict[str, list[pd.DataFrame]], memory: Memory, state: State) -> set[str]:
    """Add a case, open since the first day spoken of or before, for each child that the extract shows without one."""
    import pandas as pd

    dated = {case for f in shown.get("case", []) for case in f["case_id"]}
    listed = {c for t, fs in shown.items() if t not in _OPENS_NOTHING for f in fs for c in f["case_id"]}
    rows = [_open_case(case, memory) for case in sorted((listed - dated) & set(memory.first_days))]
    flat = [line for lines in rows for line in lines]
    if flat:
        frame = pd.DataFrame(flat)
        shown.setdefault("case", []).append(frame.assign(**{c: pd.to_datetime(frame[c]) for c in ("ended_on", "ahead")}))
    return dated


def _open_case(case: str, memory: Memory) -> list[dict[str, object]]:
    day, end = memory.first_days[case], memory.adopted.get(case)
    line: dict[str, object] = {
        "entity_id": entity_id("ca", "first day", case),
        "case_id": case,
        "stage": 1,
        "known_from": day,
        "ahead": None,
        "occurred_on": day,
        "ended_on": None,
        "occurred_precision": "on or before",
        PART: "first day",
    }
    ended = {**line, "stage": 2, "known_from": end, "ended_on": end, "end_reason": "adopted"}
    return [line, ended] if end is not None and end >= day else [line]


def _children(state: State, memory: Memory, said: list[pd.DataFrame], first: bool) -> pd.DataFrame:
    """What is known of each child: what the extract says, and where it is silent what an earlier one said."""
    import pandas as pd

    days: dict[str, pd.Timestamp] = {}
    for frame in said:
        for case, day in frame.groupby("case_id")["occurred_on"].min().dropna().items():
            days[str(case)] = min(day, days.get(str(case), day))
    lines = []
    for row in state.children.to_dict("records"):
        case = str(row["case_id"])
        kept = memory.children.setdefault(case, {})
        if not kept or case not in memory.adopted:  # of a child adopted since, nothing more is taken in
            kept |= {k: v for k, v in row.items() if k not in ("file", "row", "case_id") and not pd.isna(v) and v != ""}
        lines += _child(case, kept, row, memory.first_days.get(case, days.get(case)), state, case in memory.adopted, first)
    columns = [*_CONTROL, "occurred_on", "occurred_precision", "sex", "born_on", "ethnicity", "disability", "died_on", "family_id"]
    frame = pd.DataFrame(lines, columns=[*columns, PART])
    return frame.assign(**{c: pd.to_datetime(frame[c]) for c in ("known_from", "ahead", "occurred_on", "born_on", "died_on")})


def _child(
    case: str,
    kept: Mapping[str, object],
    row: Mapping[str, object],
    since: pd.Timestamp | None,
    state: State,
    adopted: bool,
    first: bool,
) -> list[dict[str, object]]:
    import pandas as pd

    born = kept.get("born_on")
    cut = pd.Timestamp(state.cut)
    ahead = born if isinstance(born, pd.Timestamp) and born > cut else None
    known = since
    if isinstance(born, pd.Timestamp) and (since is None or born > since):
        known = born
    line = {
        **dict.fromkeys(("disability", "died_on", "family_id")),
        **{k: kept.get(k) for k in ("sex", "ethnicity", "born_on")},
        "entity_id": entity_id("ch", case),
        "case_id": case,
        "stage": 1,
        "occurred_on": born,
        "occurred_precision": "day",
        "known_from": None if ahead is not None or (known is not None and known > cut) else known,
        "ahead": ahead,
        "file": row["file"],
        "row": row["row"],
        PART: "child",
    }
    now = {k: kept.get(k) for k in ("disability", "died_on", *(() if adopted else ("family_id",)))}
    if not any(v is not None for v in now.values()):
        return [line]
    return [line, {**line, **now, "stage": 3, "known_from": None}] if first else [{**line, **now}]


def _gathered(table: str, frames: list[pd.DataFrame], counted: Counter[tuple[str, str, str]]) -> pd.DataFrame:
    """All statements of a table, each thing once: of two rows that speak of one thing the first in the files stays."""
    import pandas as pd

    filled = [f.dropna(axis="columns", how="all") for f in frames if len(f)]
    names = {c.name for c in BY_NAME[table].columns} | set(_CONTROL)
    whole = pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=list(_CONTROL))
    for name in (*_CONTROL, "occurred_on", *(("ended_on",) if BY_NAME[table].spell else ())):
        if name not in whole and name in (*_CONTROL, *names):
            whole[name] = None
    ordered = whole.sort_values(["entity_id", "file", "row", "stage"], na_position="last")
    kept = _firsts(ordered, table, counted).drop_duplicates(["entity_id", "stage"]).reset_index(drop=True)
    return kept[[c for c in kept.columns if c in names]].assign(file=kept["file"].astype("str"), row=kept["row"].astype("Int64"))


def _firsts(ordered: pd.DataFrame, table: str, counted: Counter[tuple[str, str, str]]) -> pd.DataFrame:
    """The statements of each thing from the first row that speaks of it; the others are counted."""
    rows = ordered.drop_duplicates(["entity_id", "file", "row"])
    first = ~rows.duplicated("entity_id")
    if first.all():
        return ordered
    counted[table, "said again", "another row of the extract says it too; it is taken from the first"] += int((~first).sum())
    return ordered.merge(rows.loc[first, ["entity_id", "file", "row"]], on=["entity_id", "file", "row"])


def _unreadable(state: State, kinds: list[Statement], said: list[pd.DataFrame], memory: Memory) -> pd.DataFrame:
    """Things that a row set aside may speak of: all of the child's that the row's table has ever shown."""
    import pandas as pd

    for kind, frame in zip(kinds, said, strict=True):
        for case, entity in zip(frame["case_id"], frame["entity_id"], strict=True):
            memory.entities.setdefault((kind.origin, str(case)), set()).add((kind.table, str(entity)))
    pairs = {
        pair
        for table, one in state.checked.items()
        for case in set(one.aside["case_id"]) - {""}
        for pair in memory.entities.get((table, str(case)), set())
    }
    return pd.DataFrame(sorted(pairs), columns=["table", "entity_id"], dtype="str")


def _read(state: State) -> pd.DataFrame:
    import pandas as pd

    rows = [(c.file, t, c.read, c.read - c.set_aside, c.set_aside) for t, c in sorted(state.checked.items())]
    return pd.DataFrame(rows, columns=["file", "table", "read", "used", "set_aside"])


def _rejected(state: State) -> pd.DataFrame:
    import pandas as pd

    parts = [c.aside[["file", "row", "column", "why"]] for c in state.checked.values() if len(c.aside)]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["file", "row", "column", "why"])


def _counted(state: State, counted: Counter[tuple[str, str, str]]) -> pd.DataFrame:
    import pandas as pd

    rows = [(t, count, why, n) for (t, count, why), n in sorted(counted.items())]
    for table, one in sorted(state.checked.items()):
        rows += [(table, LEFT_EMPTY, f"{column}: {why}", n) for (column, why), n in sorted(one.counted.items())]
    rows += [(table, "left out", why, n) for table, (n, why) in sorted(state.left_out.items())]
    return pd.DataFrame(rows, columns=["table", "count", "why", "rows"])
