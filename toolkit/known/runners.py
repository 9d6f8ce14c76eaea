"""Running tasks that write files: one after the other, in several processes, or on a Dask cluster, whatever befalls a worker."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from toolkit.errors import CaseReviewError, nearest
from toolkit.known.shelf import Limits
from toolkit.record.connection import cores

BACKENDS = ("local", "dask")
TRIES = 3
OF_PYTHON = 400_000_000  # what a process takes beside its queries
LEAST = 200_000_000  # the least memory that a query is given


class Task(NamedTuple):
    """A top-level function, the plain values that it is called with, and the file that it writes (its last argument)."""

    call: Callable[..., str]
    values: tuple[Any, ...]
    to: str


def checked_runner(workers: int, memory: str, backend: str) -> Limits:
    """Return what each worker may take, or tell everything that is wrong with the settings.

    >>> checked_runner(2, "4GB", "local").memory
    '1600MB'
    """
    problems = [] if isinstance(workers, int) and 1 <= workers <= 1024 else [f"workers is {workers}: from 1 to 1024"]
    problems += [] if backend in BACKENDS else [f"there is no backend {backend}{nearest(backend, BACKENDS)}: local or dask"]
    match = re.fullmatch(r"(\d{1,6}(?:\.\d+)?)\s*(MB|GB)", memory.strip().upper()) if memory else None
    if memory and not match:
        problems.append(f"memory is {memory}: a number and MB or GB, such as 2GB")
    each = 0 if not match else int(float(match[1]) * (10**9 if match[2] == "GB" else 10**6) / max(workers, 1)) - OF_PYTHON
    if match and each < LEAST and not problems:
        needed = (LEAST + OF_PYTHON) * workers // 10**6
        problems.append(f"memory is {memory}: too little for {workers} workers, which need {needed}MB")
    if backend == "dask" and not _has_dask():
        problems.append("the backend dask is not installed: pip install 'casereview[cluster]'")
    if problems:
        raise CaseReviewError("The work cannot be divided like this", problems, "Mend these settings.")
    threads = max(1, cores() // workers)
    return Limits(threads, f"{each // 10**6}MB" if match else "")


def _has_dask() -> bool:
    from importlib.util import find_spec

    return find_spec("distributed") is not None


def lanes_of(limits: Limits, workers: int, backend: str) -> tuple[int, Limits]:
    """Return how many tasks a worker runs at once, and what each may take: a single one of this machine, one a thread.

    >>> lanes_of(Limits(2, "1600MB"), 1, "local")
    (2, Limits(threads=1, memory='800MB', spill='', first='', last='', others=(), to=''))
    """
    if workers > 1 or backend != "local":
        return 1, limits
    if not limits.memory:
        return limits.threads, replace(limits, threads=1)
    memory = int(limits.memory.removesuffix("MB"))
    lanes = max(1, min(limits.threads, memory * 10**6 // LEAST))
    return lanes, replace(limits, threads=limits.threads // lanes, memory=f"{memory // lanes}MB")


def run(tasks: list[Task], workers: int, backend: str, lanes: int = 1) -> None:
    """Run tasks until each has written its file. A worker that is killed costs the time of its task, which is run again.

    Args:
        tasks: the tasks.
        workers, backend: as for :func:`toolkit.known.partitions.parts_of`.
        lanes: how many tasks a single worker of this machine runs at once, each on a thread of its own.

    Raises:
        CaseReviewError: tasks without a file after so many tries.
    """
    if workers == 1 and backend == "local":
        _run_in_lanes(tasks, lanes)
        return
    for _ in range(TRIES):
        left = [task for task in tasks if not Path(task.to).is_file()]
        if left:
            _run_beside(left, workers, backend)
    if lost := sum(not Path(task.to).is_file() for task in tasks):
        raise CaseReviewError(
            "Not all of the work could be done",
            [f"{lost} of {len(tasks)} parts have no result, as their workers ended before they were done"],
            "Give each worker more memory, or take fewer workers.",
        )


def _run_in_lanes(tasks: list[Task], lanes: int) -> None:
    """Queries hold no lock of Python's: with a database of its own for each task, threads keep all cores at work."""
    if lanes == 1 or len(tasks) == 1:
        for task in tasks:
            task.call(*task.values, task.to)
        return
    with ThreadPoolExecutor(lanes) as pool:
        begun = [pool.submit(task.call, *task.values, task.to) for task in tasks]
        try:
            for one in as_completed(begun):
                one.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _run_beside(tasks: list[Task], workers: int, backend: str) -> None:
    import joblib

    try:
        with _backend(workers, backend):
            joblib.Parallel(n_jobs=workers)(joblib.delayed(task.call)(*task.values, task.to) for task in tasks)
    except _worker_ended():
        return


def _worker_ended() -> tuple[type[BaseException], ...]:
    from concurrent.futures.process import BrokenProcessPool

    from joblib.externals.loky.process_executor import TerminatedWorkerError

    if not _has_dask():
        return BrokenProcessPool, TerminatedWorkerError
    from distributed import KilledWorker  # pyright: ignore[reportMissingImports] - of the extra `cluster`

    return BrokenProcessPool, TerminatedWorkerError, KilledWorker


@contextmanager
def _backend(workers: int, backend: str) -> Iterator[None]:
    import joblib

    if backend == "local":
        with joblib.parallel_config("loky", n_jobs=workers):
            yield
        return
    from distributed import Client  # pyright: ignore[reportMissingImports] - of the extra `cluster`

    address = os.environ.get("DASK_SCHEDULER_ADDRESS")
    cluster = nullcontext(address) if address else cluster_here(workers)
    with cluster as scheduler, Client(scheduler), joblib.parallel_config("dask"):
        yield


def cluster_here(workers: int) -> AbstractContextManager[Any]:
    """Return a Dask cluster on this machine, of processes of one thread each."""
    from distributed import LocalCluster  # pyright: ignore[reportMissingImports] - of the extra `cluster`

    how: dict[str, Any] = {
        "n_workers": workers,
        "threads_per_worker": 1,
        "dashboard_address": None,
        "memory_limit": 0,
        "silence_logs": 50,
    }
    return LocalCluster(**how)
