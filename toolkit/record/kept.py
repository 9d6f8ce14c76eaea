"""What is worked out from all of a record, once for a batch of reports: what other children's records say is the same for each.

Without a store everything is worked out where it is asked for. The process that kernels are forked from gives them one: a file
in memory without a name, so there is nothing on disk, and nothing is left when those processes have ended.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
import struct
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from toolkit.record.open import Record

T = TypeVar("T")

MOST_BYTES = 256 * 1024 * 1024
_HEAD = struct.Struct("32sq")
_NOTHING = bytes(32)


class Store:
    """Results by what they are of, one after the other in a file in memory that several processes share."""

    def __init__(self, descriptor: int) -> None:
        """Use the file with this descriptor."""
        self._file = descriptor

    @classmethod
    def in_memory(cls) -> Store | None:
        """Return a new store, or none where the system has no files in memory."""
        if not hasattr(os, "memfd_create"):
            return None
        return cls(os.memfd_create("kept"))

    def find(self, key: bytes) -> bytes | None:
        """Return what is kept under a key."""
        return next((os.pread(self._file, length, at) for known, at, length in self._entries() if known == key), None)

    def add(self, key: bytes, value: bytes) -> None:
        """Keep a value, unless it is kept already or there is too much."""
        with self._alone():
            entries = list(self._entries())
            end = entries[-1][1] + entries[-1][2] if entries else 0
            if any(known == key for known, _, _ in entries) or end + len(value) > MOST_BYTES:
                return
            # The head comes last: what a process that was killed left unfinished has none, and is written over.
            os.pwrite(self._file, value, end + _HEAD.size)
            os.pwrite(self._file, _HEAD.pack(key, len(value)), end)

    def _entries(self) -> Iterator[tuple[bytes, int, int]]:
        at = 0
        while len(head := os.pread(self._file, _HEAD.size, at)) == _HEAD.size:
            key, length = _HEAD.unpack(head)
            if key == _NOTHING:
                return
            yield key, at + _HEAD.size, length
            at += _HEAD.size + length

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        import fcntl

        fcntl.lockf(self._file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.lockf(self._file, fcntl.LOCK_UN)


_store: list[Store] = []


def use(store: Store | None) -> None:
    """Keep results in a store from now on; none: work everything out anew."""
    _store[:] = [store] if store else []


def kept(record: Record, what: tuple[object, ...], work: Callable[[], T]) -> T:
    """Return what some work gives, from the store where it is kept there for the same files of the same record.

    Args:
        record: the record that all of it is worked out from.
        what: what it is, with whatever else it depends on; values whose `repr` tells them apart.
        work: works it out.

    >>> from toolkit import paths
    >>> from toolkit.record import open_record
    >>> kept(open_record(paths.sample_record()), ("an example",), lambda: 1)
    1
    """
    return kept_of((record.state, record.until, record.cases), what, work)


def in_use() -> bool:
    """Return whether this process has a store.

    >>> in_use()
    False
    """
    return bool(_store)


def kept_of(state: tuple[object, ...], what: tuple[object, ...], work: Callable[[], T]) -> T:
    """Return what some work gives, from the store where it is kept there for the same state of some files.

    Args:
        state: tells the files from the same ones after a change; values whose `repr` tells them apart.
        what, work: as for :func:`kept`.

    >>> kept_of(("a file",), ("an example",), lambda: 1)
    1
    """
    if not _store:
        return work()
    key = hashlib.sha256(repr((state, what)).encode()).digest()
    found = _store[0].find(key)
    if found is not None:
        return pickle.loads(found)  # noqa: S301 - written by another kernel of this engine
    value = work()
    _store[0].add(key, pickle.dumps(value))
    return value
