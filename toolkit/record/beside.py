"""A folder whole or not at all: made beside its place and put there in one step, and clearing up after a run that was killed.

A stage is locked for as long as its run lives. What is there and not locked was left by one that was killed: the next run
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

from toolkit.errors import CaseReviewError
from toolkit.record.looked import FILE as LOOKED
from toolkit.record.schema import BY_NAME
from toolkit.record.swap import put_in_place

try:
    import fcntl
except ImportError:  # not on Windows: there a stage that was left stays until somebody removes it
    fcntl = None  # type: ignore[assignment]

_NEW, _OLD = "new", "old"
PARTS = "parts"  # where a run may keep, beside what it makes, what it needs only meanwhile
_INSIDE = {_NEW, _OLD, PARTS}
_MODE = 0o750
_WITH_A_RECORD = {LOOKED, "README.md", "truth", "import_report.csv", "rejected.csv", ".DS_Store", "Thumbs.db", "desktop.ini"}


@contextmanager
def whole(target: Path, replace: bool | None = None) -> Iterator[Path]:
    """Give a new folder that is put at the target when the block ends well; else the target stays as it was.

    Args:
        target: the folder to make, or to put another in the place of.
        replace: whether a record that stands there may go; none where nothing there ever may.

    Raises:
        CaseReviewError: something is there that may not go, or the folder cannot be written.

    >>> import tempfile
    >>> to = Path(tempfile.mkdtemp()) / "made"
    >>> with whole(to) as made:
    ...     _ = (made / "one.csv").write_text("a", encoding="utf-8")
    >>> [file.name for file in to.iterdir()], [folder.name for folder in to.parent.iterdir()]
    (['one.csv'], ['made'])
    """
    refuse_taken(target, replace)
    with in_place(target) as made:
        yield made
        refuse_taken(target, replace)


@contextmanager
def in_place(target: Path) -> Iterator[Path]:
    """Give a new folder that takes the place of whatever is at the target when the block ends well.

    Raises:
        CaseReviewError: the folder cannot be written.
    """
    try:
        with _staged(target) as stage:
            made = stage / _NEW
            made.mkdir(mode=_MODE)
            yield made
            put_in_place(made, target, stage / _OLD)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise CaseReviewError(f"{target} cannot be written ({why})", todo="Name another folder.") from None


def refuse_taken(target: Path, replace: bool | None = None) -> None:
    """Stop where the target may not be written: only an empty folder, or on demand a record and nothing else, ever goes.

    Raises:
        CaseReviewError: what is there is somebody's work.
    """
    if not target.exists() or (target.is_dir() and not any(target.iterdir())):
        return
    if not replace:
        other = "" if replace is None else ", or say --replace to replace the record there"
        raise CaseReviewError(f"{target} exists already", todo=f"Name another folder{other}.")
    if not target.is_dir() or not any(_is_table(f) for f in target.iterdir()):
        raise CaseReviewError(f"{target} is there and is not a record, so it is not replaced", todo="Name another folder.")
    if strange := [f.name for f in sorted(target.iterdir()) if not _is_table(f) and f.name not in _WITH_A_RECORD]:
        raise CaseReviewError(
            f"{target} holds what is not of a record, so it is not replaced", strange, "Move that away, or name another folder."
        )


def _is_table(file: Path) -> bool:
    return file.suffix in (".parquet", ".csv") and file.stem in BY_NAME


@contextmanager
def _staged(target: Path) -> Iterator[Path]:
    """A new folder beside the target, gone at the end; what killed runs left there goes first."""
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
    """Take away the stages that killed runs left beside the target; where the record is gone, put the old one back first."""
    for stage in left_beside(target):
        lock = _locked(stage, wait=False)
        if lock is None:
            continue
        try:
            if (stage / _OLD).is_dir() and not target.exists():
                (stage / _OLD).rename(target)
            shutil.rmtree(stage, ignore_errors=True)
        finally:
            os.close(lock)


def left_beside(target: Path) -> list[Path]:
    """Return the folders beside the target with the name and the contents of a stage of its own, in use or left behind."""
    name = re.compile(rf"\.{re.escape(target.name)}-\w{{8}}")
    there = [f for f in target.parent.iterdir() if name.fullmatch(f.name) and f.is_dir() and not f.is_symlink()]
    return [f for f in there if all(inner.name in _INSIDE for inner in f.iterdir())]


def _made(target: Path) -> tuple[Path, int | None]:
    """A new stage, locked; made again where another run cleared it away before it was locked."""
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
