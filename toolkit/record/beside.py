"""The folder beside a record in which its next one is made, and clearing up after an import that was killed.

A stage is locked for as long as its import lives. What is there and not locked was left by one that was killed: the next import
takes it away, and puts a record back that was on its way out when that happened.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # not on Windows: there a stage that was left stays until somebody removes it
    fcntl = None  # type: ignore[assignment]

RECORD, OLD = "record", "old"
_INSIDE = re.compile(rf"{RECORD}|{OLD}|\.{RECORD}-\w{{8}}")


@contextmanager
def staged(target: Path) -> Iterator[Path]:
    """Give a new folder beside the target, gone at the end; what killed imports left there goes first.

    Raises:
        OSError: no folder can be made there.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    clear(target)
    stage, lock = _made(target)
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def clear(target: Path) -> None:
    """Take away the stages that killed imports left beside the target; where the record is gone, put the old one back first."""
    for stage in _stages(target):
        lock = _locked(stage, wait=False)
        if lock is None:
            continue
        try:
            if (stage / OLD).is_dir() and not target.exists():
                (stage / OLD).rename(target)
            shutil.rmtree(stage, ignore_errors=True)
        finally:
            os.close(lock)


def _stages(target: Path) -> list[Path]:
    """Folders with the name and the contents of a stage, and of no other record's."""
    name = re.compile(rf"\.{re.escape(target.name)}-\w{{8}}")
    there = [f for f in target.parent.iterdir() if name.fullmatch(f.name) and f.is_dir() and not f.is_symlink()]
    return [f for f in there if all(_INSIDE.fullmatch(inner.name) for inner in f.iterdir())]


def _made(target: Path) -> tuple[Path, int | None]:
    """A new stage, locked; made again where another import cleared it away before it was locked."""
    while True:
        stage = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
        lock = _locked(stage, wait=True)
        if stage.exists():
            return stage, lock
        if lock is not None:
            os.close(lock)


def _locked(folder: Path, wait: bool) -> int | None:
    """The lock on a folder; none where another process has it or there is nothing to lock with."""
    if fcntl is None:
        return None
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle
