"""A folder that appears whole or not at all: written aside, then renamed once; what a dead run left is cleared away."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

PREFIX, LOCK, UNSEEN = ".staging-", ".lock", ".new"
_SURELY_DEAD_SECONDS = 60  # what is written aside gets its name within a moment of its making
RUN_ID_LENGTH = len("20240501-101530-0a1b")
PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600


def run_id() -> str:
    """Return a name for a run: its time and a random part, so that nothing of a case can be guessed from it.

    >>> len(run_id()) == RUN_ID_LENGTH
    True
    """
    return f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"


@contextlib.contextmanager
def staging(to: Path, prefix: str = PREFIX) -> Iterator[Path]:
    """Give a private folder inside `to` to write into, its name with this prefix; whatever is still there at the end is removed.

    On the same file system as `to`, so that :func:`publish` is one rename. A lock file beside it says that its run is alive.
    """
    to.mkdir(parents=True, exist_ok=True)
    _clear_stale(to, prefix)
    folder = to / f"{prefix}{secrets.token_hex(6)}"
    lock = folder.with_name(folder.name + LOCK)
    try:
        with _locked(lock):
            folder.mkdir(mode=PRIVATE_FOLDER)
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        lock.unlink(missing_ok=True)


def publish(folder: Path, final: Path) -> Path:
    """Move a finished folder to its place in one rename, its files safely on disk first.

    Raises:
        FileExistsError: there is a folder of that name; runs are never overwritten.
    """
    for file in folder.rglob("*"):
        if file.is_file():
            _sync(file)
    if final.exists():
        raise FileExistsError(final)
    os.rename(folder, final)
    _sync(final.parent)
    return final


def write_private(path: Path, text: str) -> Path:
    """Write a small text file that only its owner may read."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE), "w", encoding="utf-8") as file:
        file.write(text)
    return path


def write_whole(path: Path, text: str) -> Path:
    """Write a file so that a reader sees the old text or the new one, never half of it."""
    _clear_unfinished(path.parent, f".{path.name}-*")
    aside = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    try:
        aside.write_text(text, encoding="utf-8", newline="\n")
        os.replace(aside, path)
    finally:
        aside.unlink(missing_ok=True)
    return path


def _locked(lock: Path) -> IO[str]:
    """Return the lock file, open and locked before it has the name by which another start would find it and think it dead."""
    if os.name == "nt":  # a file that is open cannot be renamed there
        held = lock.open("w")
        try_lock(held)
        return held
    unseen = lock.with_name(f"{lock.name}{UNSEEN}")
    held = unseen.open("w")
    try_lock(held)
    unseen.rename(lock)
    return held


def _clear_unfinished(to: Path, pattern: str) -> None:
    """Take away files that were being written aside when their process was killed."""
    for file in to.glob(pattern):
        with contextlib.suppress(OSError):
            if time.time() - file.stat().st_mtime > _SURELY_DEAD_SECONDS:
                file.unlink()


def _clear_stale(to: Path, prefix: str) -> None:
    _clear_unfinished(to, f"{prefix}*{LOCK}{UNSEEN}")
    for lock in to.glob(f"{prefix}*{LOCK}"):
        with contextlib.suppress(OSError):
            with lock.open("r+") as held:
                dead = try_lock(held)
                if dead:
                    shutil.rmtree(lock.with_name(lock.name.removesuffix(LOCK)), ignore_errors=True)
            if dead:
                lock.unlink(missing_ok=True)


def try_lock(file: IO[str]) -> bool:
    """Lock an open file until it is closed or its process ends, however it ends; return whether nobody else held it."""
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _sync(path: Path) -> None:
    if path.is_dir() and os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
