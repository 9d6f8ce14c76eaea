"""From the rows of a file to those of a table: cells read as the mapping says, faulty rows set aside with all their faults."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolkit.record.schema import BY_NAME, DATE, NUMBER, TIME, WHOLE, YESNO, Column
from toolkit.record.write import entity_id
from toolkit.sources.cells import Parsed, parse_moments, parse_numbers, parse_yesno, without_nulls
from toolkit.sources.files import NO_ROW
from toolkit.sources.settings import rows as lines
from toolkit.sources.tidy.mapping import ColumnMap, FileMap

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.sources.files import Grid

NO_KEY, NO_VALUE = "nothing tells which thing this is", "no value"
_NAMELESS = (NO_KEY, NO_VALUE)
_WORKER, _HOLDERS = "worker_id", ("informant", "decider")


@dataclass(frozen=True)
class Rows:
    """What a file says: rows with entity_id, the columns of the table, and the times; and the rows set aside.

    Args:
        table: the table of the record.
        file: the name of the file.
        used: entity_id, the columns, created, modified, authorised (as mapped), row.
        rejected: file, row, column, why.
        lost: entity ids that rows set aside speak of.
        lost_cases: cases of rows set aside that do not say which thing they speak of.
        lost_unnamed: whether rows were set aside that do not even say of which case they speak.
        read: rows read.
    """

    table: str
    file: str
    used: pd.DataFrame
    rejected: pd.DataFrame
    lost: list[str]
    lost_cases: list[str]
    lost_unnamed: bool
    read: int


def read_rows(grid: Grid, file_map: FileMap, agencies: frozenset[str]) -> Rows:
    """Return what the rows of a file say under its mapping."""
    import pandas as pd

    cells = grid.frame.apply(lambda c: without_nulls(c, ("", *file_map.null_words)))
    cells.columns = grid.frame.columns
    faults: list[tuple[int, str, str]] = []
    made: dict[str, pd.Series] = {}
    for name, one in file_map.columns.items():
        made[name] = _value(cells, file_map.table.column(name), one, faults)
    for name, one in file_map.times.items():
        made[name] = _parsed(cells[one.heading], parse_moments(cells[one.heading], one.form), one, faults)
    frame = pd.DataFrame(made, index=cells.index)
    keys = cells[list(file_map.key)] if file_map.key else pd.DataFrame(index=cells.index)
    faults += _missing(frame, keys, file_map)
    frame = _restricted(_linked(frame, agencies, faults, file_map), cells, file_map)
    cases = frame["case_id"] if "case_id" in frame else pd.Series("", index=frame.index)
    frame.insert(0, "entity_id", thing_ids(file_map.table.name, cases, keys))
    faults += _order(frame, file_map)
    faulty = {row for row, _, _ in faults}
    faults += _doubles(frame[~frame.index.isin(faulty)], file_map)
    return _sorted_out(grid, file_map, frame, faults)


def thing_ids(table: str, cases: pd.Series, keys: pd.DataFrame) -> list[str]:
    """Return the entity ids of rows: made from the table, the case and the key, so that links can name the same thing."""
    cells = zip(cases.fillna("").astype("str").tolist(), *(keys[c].tolist() for c in keys.columns), strict=True)
    prefix = prefixes()[table]
    return [entity_id(prefix, *(part.strip() for part in line)) for line in cells]


def prefixes() -> dict[str, str]:
    """Return the prefix of a table's entity ids."""
    return {row["table"]: row["prefix"] for row in lines("prefixes.csv")}


def link_tables() -> dict[str, str]:
    """Return the columns that link to things, each with the table it links to (empty: cells are written as table:id)."""
    return {row["column"]: row["table"] for row in lines("links.csv")}


def _value(cells: pd.DataFrame, column: Column, one: ColumnMap, faults: list[tuple[int, str, str]]) -> pd.Series:
    import pandas as pd

    if one.heading:
        given = cells[one.heading]
        if one.values:
            given = given.str.lower().map(dict(one.values)).where(given.str.lower().isin(list(one.values)), given).astype("str")
    else:
        given = pd.Series(one.value, index=cells.index, dtype="str")
    if column.type in (DATE, TIME):
        return _parsed(given, parse_moments(given, one.form or "iso"), one, faults)
    if column.type == YESNO:
        return _parsed(given, parse_yesno(given), one, faults)
    if column.type in (NUMBER, WHOLE):
        return _parsed(given, parse_numbers(given, column.type == WHOLE), one, faults)
    return _word(given.mask(given == "", None), column, one, faults)


def _word(given: pd.Series, column: Column, one: ColumnMap, faults: list[tuple[int, str, str]]) -> pd.Series:
    if one.pad:
        given = given.str.zfill(one.pad)
    if not column.values:
        return given
    known = {v.lower(): v for v in column.values}
    found = given.str.lower().map(known)
    wrong = given.notna() & found.isna()
    faults += [(row, one.heading, f"not a value of {column.name}, and the mapping names none for it") for row in given.index[wrong]]
    return found.astype("str").where(found.notna(), None)


def _parsed(given: pd.Series, read: Parsed, one: ColumnMap, faults: list[tuple[int, str, str]]) -> pd.Series:
    faults += [(row, one.heading, why) for row, why in read.fault[read.fault != ""].items()]
    return read.value


def _missing(frame: pd.DataFrame, keys: pd.DataFrame, file_map: FileMap) -> list[tuple[int, str, str]]:
    import pandas as pd

    needed = [c.name for c in file_map.table.columns if c.needed and c.name in frame]
    faults = [(r, file_map.columns[n].heading, NO_VALUE) for n in needed for r in frame.index[frame[n].isna()]]
    blank = (keys == "").all(axis=1) if len(keys.columns) else pd.Series(False, index=frame.index)
    return faults + [(r, "; ".join(keys.columns), NO_KEY) for r in frame.index[blank]]


def _linked(frame: pd.DataFrame, agencies: frozenset[str], faults: list[tuple[int, str, str]], file_map: FileMap) -> pd.DataFrame:
    """Links become the ids of the things that they name, and workers get an opaque id."""
    changed: dict[str, pd.Series] = {}
    for name, table in link_tables().items():
        if name in frame:
            many = name in ("cites", "links")
            pairs = list(zip(frame.index, frame["case_id"].fillna(""), frame[name].fillna(""), strict=True))
            changed[name] = _text([_link(row, case, cell, table, many, file_map, name, faults) for row, case, cell in pairs], frame)
    if _WORKER in frame:
        changed[_WORKER] = _text([entity_id("wk", w) if w else "" for w in frame[_WORKER].fillna("").tolist()], frame)
    for name in _HOLDERS:
        if name in frame:
            changed[name] = _text([w if w in agencies or not w else entity_id("wk", w) for w in frame[name].fillna("")], frame)
    return frame.assign(**changed)


def _text(values: list[str], frame: pd.DataFrame) -> pd.Series:
    import pandas as pd

    made = pd.Series(values, index=frame.index, dtype="str")
    return made.mask(made == "", None)


def _link(
    row: int, case: str, cell: str, table: str, many: bool, file_map: FileMap, name: str, faults: list[tuple[int, str, str]]
) -> str:
    if table:
        return entity_id(prefixes()[table], case, cell) if cell else ""
    made = []
    for word in cell.split() if many else [cell] if cell else []:
        other, _, key = word.partition(":")
        if other not in prefixes() or not key:
            faults.append((row, file_map.columns[name].heading, "a link is written as table:id, such as goal:G1"))
        else:
            made.append(entity_id(prefixes()[other], case, key))
    return " ".join(made)


def _restricted(frame: pd.DataFrame, cells: pd.DataFrame, file_map: FileMap) -> pd.DataFrame:
    for rule in reversed(file_map.restricted):
        hit = cells[rule.heading].str.lower().isin(rule.cells)
        before = frame["restricted"] if "restricted" in frame else _text([""] * len(frame), frame)
        frame = frame.assign(restricted=before.mask(hit, rule.reason))
    return frame


def _order(frame: pd.DataFrame, file_map: FileMap) -> list[tuple[int, str, str]]:
    if not {"occurred_on", "ended_on"} <= set(frame):
        return []
    wrong = frame.index[frame["ended_on"] < frame["occurred_on"]]
    return [(row, file_map.columns["ended_on"].heading, "the end lies before the start") for row in wrong]


def _doubles(frame: pd.DataFrame, file_map: FileMap) -> list[tuple[int, str, str]]:
    """All but one of the rows that speak of the same thing; which one stays is told by its content, never by its place."""
    if not frame["entity_id"].duplicated().any():
        return []
    content = [c for c in frame.columns if c != "entity_id"]
    ordered = frame.assign(_row=frame.index).sort_values([*content, "_row"], na_position="first", key=lambda c: c.astype("str"))
    if times := [t for t in ("modified", "created") if t in frame]:
        ordered = ordered.sort_values(times, ascending=False, kind="stable", na_position="last")
    again, alike = ordered.duplicated("entity_id"), ordered.duplicated(["entity_id", *content])
    named = "; ".join(file_map.key)
    words = {True: "the same row twice", False: "a second row for the same thing, with other content"}
    return [(row, named, words[bool(alike[row])]) for row in ordered.index[again]]


def _sorted_out(grid: Grid, file_map: FileMap, frame: pd.DataFrame, faults: list[tuple[int, str, str]]) -> Rows:
    import pandas as pd

    own = pd.DataFrame(faults, columns=["row", "column", "why"])
    rejected = pd.concat([f for f in (grid.aside, own) if len(f)] or [own], ignore_index=True)
    rejected = rejected.assign(file=grid.file)[["file", "row", "column", "why"]].sort_values(
        ["row", "column", "why"], kind="stable"
    )
    lost = frame[frame.index.isin(own["row"])]
    unnamed = lost[lost.index.isin(own.loc[own["why"].isin(_NAMELESS), "row"])]
    cases = unnamed["case_id"] if "case_id" in unnamed else pd.Series(None, index=unnamed.index, dtype="str")
    unread = ~grid.aside["why"].isin(NO_ROW)
    used = frame[~frame.index.isin(own["row"])].assign(row=lambda f: f.index)
    return Rows(
        file_map.table.name,
        grid.file,
        used,
        rejected.reset_index(drop=True),
        list(lost["entity_id"]),
        list(cases.dropna().unique()),
        bool(unread.any() or cases.isna().any()),
        grid.read,
    )


def is_spell(table: str) -> bool:
    """Whether the rows of a table have an end."""
    return any(c.name == "ended_on" for c in BY_NAME[table].columns)
