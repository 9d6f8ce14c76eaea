"""Many views in parts: each a range of cases, within a bound of memory, in this process, in others, or on a cluster.

A part is made by a function of plain values that returns the path of its file: no connection, frame or closure crosses. What an
indicator says of a case hangs on that case alone where its reach is `case`, so any division gives the same bytes. Indicators that
reach further are asked once, over all views.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.errors import CaseReviewError
from toolkit.known.catalogue import chosen
from toolkit.known.fold import are_too_many, folded
from toolkit.known.measure import answer
from toolkit.known.prepare import prepared
from toolkit.known.reunited import Parts, coded, evidence_of, rows_of, spans_of, views_within, write_views
from toolkit.known.runners import Task, checked_runner, lanes_of, run
from toolkit.known.shelf import Limits
from toolkit.known.viewfile import checked_views
from toolkit.known.write import WORDS
from toolkit.record.clocks import EARLIEST, check_reading
from toolkit.record.connection import working
from toolkit.record.open import Record
from toolkit.record.span import joined_beyond, ranges_needed
from toolkit.record.sql import text
from toolkit.result import COLUMNS, EVIDENCE_COLUMNS

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from toolkit.known.indicator import Indicator
    from toolkit.record.standards import Standards

PAIRS = 30_000_000  # statements times views of their case, in all parts at work, where memory is not bounded: seconds of work
BYTES_A_PAIR = 150  # of a bound of memory, what is set aside for each, so that a part within it has no need of the disk
ANSWERS, EVIDENCE = "", "evidence"
_ALL = ("", "")  # the range of all cases


@contextmanager
def parts_of(
    record: Record,
    views: pd.DataFrame,
    indicators: list[str] | None = None,
    knowledge: str = EARLIEST,
    folder: str | Path | None = None,
    given: Mapping[str, Mapping[str, float]] | None = None,
    standards: Standards | None = None,
    section: str = ANSWERS,
    workers: int = 1,
    memory: str = "",
    backend: str = "local",
    room: str | Path | None = None,
) -> Iterator[Parts]:
    """Measure indicators in parts, and give what reads all rows from the files of the parts; they are gone afterwards.

    Args:
        record, views, indicators, knowledge, folder, given, standards: as for :func:`toolkit.known.measure`.
        section: `evidence` for the statements that the numbers rest on, in place of the numbers.
        workers: how many processes work at once.
        memory: the most that all of them together may take, such as `2GB`; empty: as much as there is.
        backend: `local` for processes of this machine, `dask` for a cluster (the scheduler's address is in the environment
            variable `DASK_SCHEDULER_ADDRESS`; without one, a cluster on this machine).
        room: a folder for the parts, which all workers can reach; else one for temporary files.

    Raises:
        CaseReviewError: as for :func:`toolkit.known.measure`, and settings that cannot be used.
    """
    limits = checked_runner(workers, memory, backend)
    check_reading(knowledge)
    wanted, checked = chosen(indicators, folder, given), checked_views(views)
    own = _room(room)
    try:
        with ThreadPoolExecutor(1) as beside:  # to look up what was seen of the record hashes its files
            looked_up = beside.submit(_from_anywhere(record).looked_up, {"case", *(t for i in wanted for t in i.tables + i.also)})
            write_views(checked, _views_in(own))
        record = looked_up.result()
        asked = _asked(record, knowledge, folder, given, standards, section)
        lanes, each = lanes_of(limits, workers, backend)
        many = _parts_needed(record, len(checked), checked["case_id"].nunique(), each.memory, lanes)
        divided = _divided(checked, wanted, many)
        del checked, views  # the parts read their own
        groups = [_tasks(asked, of, spans, each if len(spans) > 1 else limits, own) for of, spans in divided]
        for tasks in (group.tasks for group in groups):
            run(tasks, workers, backend, lanes)
        with working() as con:
            con.execute(f"SET temp_directory = {text(own)}")  # what does not fit in memory goes with the parts
            yield Parts(_reunited(con, groups, section, _views_in(own)), con)
    finally:
        shutil.rmtree(own, ignore_errors=True)


class _Group(NamedTuple):
    """Indicators that are asked together, and the tasks in which they are."""

    indicators: list[Indicator]
    tasks: list[Task]


def _from_anywhere(record: Record) -> Record:
    """The record by its whole path, as workers may stand elsewhere."""
    return replace(record, path=record.path.resolve(), files={name: file.resolve() for name, file in record.files.items()})


def _asked(
    record: Record,
    knowledge: str,
    folder: str | Path | None,
    given: Mapping[str, Mapping[str, float]] | None,
    standards: Standards | None,
    section: str,
) -> dict[str, Any]:
    """What all parts are asked, in plain values."""
    return {
        "record": record,
        "knowledge": knowledge,
        "folder": str(Path(folder).resolve()) if folder else "",
        "given": {name: dict(values) for name, values in (given or {}).items()},
        "standards": standards,
        "section": section,
    }


def _divided(views: pd.DataFrame, wanted: list[Indicator], many: int) -> list[tuple[list[Indicator], list[tuple[str, str]]]]:
    """The indicators that can be asked of ranges of cases, with these; and those that are asked once, of all."""
    near, far = [i for i in wanted if i.reach == "case"], [i for i in wanted if i.reach != "case"]
    spans: list[tuple[str, str]] = spans_of(views, many) if many > 1 else [_ALL]
    return [*([(near, spans)] if near else []), *([(far, [_ALL])] if far else [])]


def _tasks(asked: dict[str, Any], indicators: list[Indicator], spans: list[tuple[str, str]], limits: Limits, own: str) -> _Group:
    names, reach = [i.name for i in indicators], "near" if indicators[0].reach == "case" else "far"
    files = [str(Path(own) / f"{reach}-{n:05}.parquet") for n in range(len(spans))]
    return _Group(
        indicators,
        [Task(part, (asked, _views_in(own), *span, names, limits, own), file) for span, file in zip(spans, files, strict=True)],
    )


def _reunited(con: duckdb.DuckDBPyConnection, groups: list[_Group], section: str, views: str) -> str:
    if section:
        return evidence_of([task.to for group in groups for task in group.tasks])
    return rows_of(con, [([task.to for task in group.tasks], group.indicators) for group in groups], views)


def _views_in(folder: str) -> str:
    return str(Path(folder) / "views.parquet")


def _room(folder: str | Path | None) -> str:
    try:
        return tempfile.mkdtemp(prefix=".parts-", dir=folder)
    except OSError as error:
        raise CaseReviewError(
            f"No parts can be written in {folder or tempfile.gettempdir()}", [error.strerror or type(error).__name__]
        ) from None


def measured(record: Record, views: pd.DataFrame, **how: Any) -> pd.DataFrame:
    """Return what :func:`toolkit.known.measure` returns, worked out in parts; `how` is as for :func:`parts_of`."""
    with parts_of(record, views, **how) as parts:
        return parts.con.execute(f"SELECT {', '.join(map(_picked, COLUMNS))} FROM ({parts.rows}) ORDER BY in_order").df()


def told(parts: Parts) -> tuple[int, list[str]]:
    """Return how many rows the parts have, and the indicators that could not be computed."""
    rows = f"FROM ({parts.rows})"
    count = parts.con.execute(f"SELECT count(*) {rows}").fetchall()[0][0]
    failed = parts.con.execute(f"SELECT DISTINCT measure {rows} WHERE status = 'error' ORDER BY measure").fetchall()
    return count, [name for (name,) in failed]


def _picked(column: str) -> str:
    return f"coalesce(CAST({column} AS VARCHAR), '') AS {column}" if column in WORDS else f'"{column}"'


def _parts_needed(record: Record, views: int, cases: int, memory: str, lanes: int) -> int:
    if record.cases:
        return 1
    most = min(PAIRS, max(1, _bytes(memory) // BYTES_A_PAIR)) if memory else PAIRS // lanes or 1
    return ranges_needed(record.files.values(), views, cases, most, lanes)


def _bytes(memory: str) -> int:
    return int(memory.removesuffix("MB")) * 10**6


def part(asked: dict[str, Any], views: str, first: str, last: str, names: list[str], limits: Limits, room: str, to: str) -> str:
    """Make one part: ask indicators at the views of a range of cases, and write their rows to a file, whole or not at all.

    Args:
        asked: what :func:`parts_of` was asked, in plain values.
        views: the path of all views, sorted by case.
        first, last: the range of case numbers, both included; empty for all cases.
        names: the indicators.
        limits: threads and memory.
        room: the folder for what does not fit in memory.
        to: the file to write.

    Returns:
        The path of the file.
    """
    record, rows, stage = asked["record"], views_within(views, first, last), f"{to}.{os.getpid()}"
    own = Limits(limits.threads, limits.memory, room, first, last, joined_beyond(record, rows, first, last), stage)
    wanted = chosen(names, asked["folder"] or None, asked["given"])
    how = {"standards": asked["standards"], "limits": own}
    with prepared(record, rows, wanted, asked["knowledge"], asked["section"], **how) as known:
        (_write_evidence if asked["section"] else _write_answers)(known, wanted, stage)
    os.replace(stage, to)
    return to


def _write_answers(known: duckdb.DuckDBPyConnection, wanted: list[Indicator], to: str) -> None:
    answer(known, wanted)
    if are_too_many(known, _copy(known, coded(folded(known, look=False)), to)):
        _copy(known, coded(folded(known)), to)


def _write_evidence(known: duckdb.DuckDBPyConnection, wanted: list[Indicator], to: str) -> None:
    from toolkit.known.sections import gather

    gather(known, wanted, EVIDENCE)
    _copy(known, f"SELECT DISTINCT {', '.join(EVIDENCE_COLUMNS)} FROM evidence JOIN moment USING (view_no) WHERE base", to)


def _copy(known: duckdb.DuckDBPyConnection, query: str, to: str) -> int:
    return known.execute(f"COPY ({query}) TO {text(to)} (FORMAT parquet, COMPRESSION uncompressed)").fetchall()[0][0]
