"""Other records that say the same of the past: the future deleted, changed or invented, the rows shuffled, other cases added."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.record import Record, open_record
from toolkit.record.schema import BY_NAME, DATE, NUMBER, TEXT, TIME, WHOLE, YESNO, Column
from toolkit.record.sql import quoted, text

if TYPE_CHECKING:
    import duckdb

DELETED, CHANGED, INVENTED, SHUFFLED, UNRELATED, ALONE = "deleted", "changed", "invented", "shuffled", "unrelated", "alone"
FUTURES = (DELETED, CHANGED, INVENTED)
SAME = "same"
_CLOCK = ("recorded_at", "recorded_by", "withdrawn_at", "withdrawn_by")
_KEPT = ("statement_id", "entity_id", "case_id", *_CLOCK)
_LISTS = ("links", "cites")
_AT_WORK = "worker_id"
_OTHER = {
    DATE: "{c} + 41",
    TIME: "{c} + INTERVAL 41 DAY",
    WHOLE: "coalesce({c}, 0) + 3",
    NUMBER: "coalesce({c}, 0) + 3.5",
    YESNO: "NOT coalesce({c}, false)",
    TEXT: "'other ' || coalesce({c}, '')",
}


def other_record(record: Record, to: Path, kind: str = SAME, day: str = "") -> Record:
    """Write a record that says the same of the past, and open it.

    Args:
        record: the record.
        to: the folder to make.
        kind: `same`, `shuffled`, `unrelated` (each case once more under other names, with the same workers), or one of
            :data:`FUTURES`, which needs a day.
        day: the last day of the past, as ISO text; its end is the last instant.

    Returns:
        The record in the folder.

    >>> import tempfile
    >>> from toolkit import paths
    >>> one = open_record(paths.sample_record()).of_cases(["C00001"])
    >>> past = other_record(one, Path(tempfile.mkdtemp()) / "record", DELETED, "1990-01-01")
    >>> past.connect().execute("SELECT count(*) FROM visit").fetchone()[0]
    0
    """
    to.mkdir(parents=True)
    with record.connect() as con:
        for name in record.files:
            con.execute(f"COPY ({_rows(con, name, kind, day)}) TO {text(to / f'{name}.parquet')} (FORMAT parquet)")
    return open_record(to)


def _rows(con: duckdb.DuckDBPyConnection, name: str, kind: str, day: str) -> str:
    there = {row[0] for row in con.execute(f"DESCRIBE SELECT * FROM {quoted(name)}").fetchall()}
    columns = [c for c in BY_NAME[name].columns if c.name in there]
    names = ", ".join(quoted(c.name) for c in columns)
    every = f"SELECT {names} FROM {quoted(name)}"
    if kind == SHUFFLED:
        return f"{every} t ORDER BY md5(CAST(t AS VARCHAR)) DESC"
    if kind == UNRELATED:
        return (
            f"{every} UNION ALL SELECT {', '.join(_renamed(c) for c in columns)} FROM {quoted(name)}"
            if "case_id" in there
            else every
        )
    if kind not in FUTURES or "recorded_at" not in there:
        return every
    cut = f"(TIMESTAMP '{day}' + INTERVAL 1 DAY - INTERVAL 1 MICROSECOND)"
    return {DELETED: _deleted, CHANGED: _changed, INVENTED: _invented}[kind](name, columns, cut)


def _deleted(name: str, columns: list[Column], cut: str) -> str:
    picked = ", ".join(
        f"CASE WHEN withdrawn_at <= {cut} THEN {c.name} END AS {c.name}" if c.name.startswith("withdrawn") else quoted(c.name)
        for c in columns
    )
    return f"SELECT {picked} FROM {quoted(name)} WHERE recorded_at <= {cut}"


def _changed(name: str, columns: list[Column], cut: str) -> str:
    """What was recorded later says something else, and what was withdrawn later was withdrawn on another day."""
    picked = ", ".join(_moved(c, cut) if c.name in _CLOCK else _otherwise(c, f"recorded_at > {cut}") for c in columns)
    return f"SELECT {picked} FROM {quoted(name)}"


def _invented(name: str, columns: list[Column], cut: str) -> str:
    """Everything of the past is withdrawn later, and said again later in other words: of the same thing, and of a new one."""
    past = ", ".join(
        f"coalesce(CASE WHEN {c.name} <= {cut} THEN {c.name} END, {cut} + INTERVAL 2 DAY) AS {c.name}"
        if c.name in ("withdrawn_at", "withdrawn_by")
        else quoted(c.name)
        for c in columns
    )
    here = f"FROM {quoted(name)} WHERE recorded_at <= {cut}"
    return " UNION ALL ".join(
        [f"SELECT {past} {here}", *(f"SELECT {_told_later(columns, cut, new)} {here}" for new in (False, True))]
    )


def _told_later(columns: list[Column], cut: str, new: bool) -> str:
    return ", ".join(_said_later(c, cut, new) for c in columns)


def _said_later(column: Column, cut: str, new: bool) -> str:
    name = column.name
    if name in ("recorded_at", "recorded_by"):
        return f"{cut} + INTERVAL 1 MICROSECOND AS {name}"
    if name.startswith("withdrawn"):
        return f"NULL AS {name}"
    if name == "statement_id" or (name == "entity_id" and new):
        return f"{name} || ' invented {int(new)}' AS {name}"
    return quoted(name) if name in _KEPT else _otherwise(column, "true")


def _otherwise(column: Column, where: str) -> str:
    if column.name in _KEPT:
        return quoted(column.name)
    name = quoted(column.name)
    return f"CASE WHEN {where} THEN {_OTHER[column.type].format(c=name)} ELSE {name} END AS {name}"


def _moved(column: Column, cut: str) -> str:
    name = column.name
    if not name.startswith("withdrawn"):
        return name
    return f"CASE WHEN {name} > {cut} THEN {name} + INTERVAL 90 DAY ELSE {name} END AS {name}"


def _renamed(column: Column) -> str:
    name = column.name
    if name in _LISTS:
        return rf"regexp_replace({name}, '(\S+)', 'unrelated-\1', 'g') AS {name}"
    if name.endswith("_id") and name != _AT_WORK:
        return f"'unrelated-' || {quoted(name)} AS {name}"
    return quoted(name)
