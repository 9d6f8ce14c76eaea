"""Many reports of one notebook: one for each row of a file, gone on with where it stopped, one failure not stopping the rest."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.errors import CaseReviewError
from toolkit.pseudonyms import names_of, read_key
from toolkit.report import batch_state, execute, failure, find, identity, index, manifest
from toolkit.report.batch_rows import Row, check_rows, read_rows
from toolkit.report.parameters import Parameter, read_parameters
from toolkit.report.run import run_notebook

if TYPE_CHECKING:
    from toolkit.record.open import Record

BUILT, KEPT, FAILED = "built", "kept", "failed"
Tell = Callable[[int, int, int], None]


@dataclass(frozen=True)
class Ended:
    """How one row of a batch ended: built now, kept from before, or failed, and then why, without case content."""

    row: int
    state: str
    why: tuple[str, ...] = ()
    folder: str = ""


@dataclass(frozen=True)
class _Batch:
    notebook: Path
    parameters: list[Parameter]
    rows: list[Row]
    record: Record
    to: Path
    engine: str
    key: str
    stopped: threading.Event = field(default_factory=threading.Event)


def run_batch(
    notebook: str | Path,
    over: str | Path,
    record: str | Path,
    to: str | Path,
    workers: int = 1,
    engine: str = execute.FORK,
    progress: Tell | None = None,
) -> list[Ended]:
    """Build one report for each row of a file, as :func:`toolkit.report.run_notebook` builds it, and the index of the folder.

    A row whose report was built before from the same inputs, by the same versions, and still stands, is kept as it is. So a batch
    that was stopped, or in which some failed, is called again as it was.

    Args:
        notebook: the name of a known notebook, or the path of one.
        over: a CSV file whose columns are parameters of it; see :func:`toolkit.report.batch_rows.read_rows`.
        record: the folder of the record, the same for all.
        to: the folder that the reports land in; made where it is not there.
        workers: how many are built side by side.
        engine: `fork` (falls back to `plain` where it cannot be used) or `plain`.
        progress: called with (rows ended, failed among them, all rows) as rows end.

    Returns:
        How each row ended, in the file's order.

    Raises:
        CaseReviewError: something given cannot be used; nothing was run.
    """
    batch = _prepare(notebook, over, record, to, workers, engine)
    batch.to.mkdir(parents=True, exist_ok=True)
    with batch_state.opened(batch.to) as state:
        try:
            keys = {row.number: state.key(_made_from(batch, row)) for row in batch.rows}
            kept = [end for row in batch.rows for end in _kept(batch, row, state.folder(keys[row.number]))]
            ended = _run(batch, kept, workers, progress, lambda end: state.add(keys[end.row], end.folder))
        finally:
            index.build_index(batch.to)
    return sorted(ended, key=lambda end: end.row)


def _prepare(notebook: str | Path, over: str | Path, record: str | Path, to: str | Path, workers: int, engine: str) -> _Batch:
    from toolkit.record.open import open_record

    execute.check_engine(engine)
    if workers < 1:
        raise CaseReviewError("A batch needs at least one worker", todo="Give a whole number from 1.")
    if Path(to).exists() and not Path(to).is_dir():
        raise CaseReviewError(f"{Path(to).name} is a file", todo="Name a folder for the reports with --to.")
    path = find.resolve(notebook)
    known = read_parameters(path)
    rows, opened = read_rows(over, known), open_record(record)
    names = names_of(opened, read_key(opened, apart_from=[Path(to)]))
    rows = [replace(row, values=identity.resolved(known, row.values, names)) for row in rows]
    check_rows(rows, known, opened, path.stem)
    return _Batch(path, known, rows, opened, Path(to), engine, names.fingerprint)


def _made_from(batch: _Batch, row: Row) -> dict[str, Any]:
    """All that could change a report."""
    return {
        "notebook": manifest.sha256(batch.notebook),
        "record": [batch.record.path.name, manifest.hashed_record(batch.record)],
        "values": row.values,
        "key": batch.key,
        "inputs": manifest.hashed_paths(batch.parameters, row.values),
        "versions": manifest.versions(),
        "commit": manifest.commit(),
    }


def _kept(batch: _Batch, row: Row, folder: str | None) -> Iterator[Ended]:
    if folder and (batch.to / folder / index.REPORT).is_file():
        yield Ended(row.number, KEPT, folder=folder)


def _run(batch: _Batch, kept: list[Ended], workers: int, progress: Tell | None, note: Callable[[Ended], None]) -> list[Ended]:
    ended = list(kept)
    left = [row for row in batch.rows if row.number not in {end.row for end in kept}]
    for end in _ends(batch, left, workers, lambda: _say(progress, ended, batch)):
        ended.append(end)
        if end.state == BUILT:
            note(end)
        _say(progress, ended, batch)
    return ended


def _say(progress: Tell | None, ended: list[Ended], batch: _Batch) -> None:
    if progress:
        progress(len(ended), sum(end.state == FAILED for end in ended), len(batch.rows))


def _ends(batch: _Batch, rows: list[Row], workers: int, ready: Callable[[], None]) -> Iterator[Ended]:
    if not rows:
        return
    with execute.quiet(), execute.engine_ready(batch.engine):
        ready()
        if workers == 1:
            yield from (_one(batch, row) for row in rows)
        else:
            yield from _side_by_side(batch, rows, workers)


def _side_by_side(batch: _Batch, rows: list[Row], workers: int) -> Iterator[Ended]:
    with ThreadPoolExecutor(workers) as pool:
        waiting: list[Future[Ended]] = [pool.submit(_in_thread, batch, row) for row in rows]
        try:
            for done in as_completed(waiting):
                yield done.result()
        except BaseException:  # an interrupt too: what runs ends at its next cell, what waits never begins
            batch.stopped.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _in_thread(batch: _Batch, row: Row) -> Ended:
    """Build one report in a thread that is not the main one, whose event loop nobody else closes."""
    import asyncio

    from jupyter_core.utils import ensure_event_loop

    try:
        return _one(batch, row)
    finally:
        ensure_event_loop().close()
        asyncio.set_event_loop(None)


def _one(batch: _Batch, row: Row) -> Ended:
    def stop(_begun: int, _of: int) -> None:
        if batch.stopped.is_set():
            raise KeyboardInterrupt

    try:
        report = run_notebook(batch.notebook, batch.to, batch.record, row.values, progress=stop, engine=batch.engine, checked=True)
    except CaseReviewError as error:
        return Ended(row.number, FAILED, tuple(error.problems or [error.what]))
    except Exception as error:
        return Ended(row.number, FAILED, (failure.of_exception(error, {"cells": []}, 0).why,))
    return Ended(row.number, BUILT, folder=report.parent.name)
