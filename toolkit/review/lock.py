"""Locking what a reviewer judged: canonical JSON, its SHA-256, each entry chained to the one before; no edit, only addenda.

A chain shows that nothing in it was changed, left out or put in between. That its end was not cut off shows only against the
last hash, noted down elsewhere: that is what :func:`lock` returns and :func:`verify` can be given.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from toolkit.errors import CaseReviewError

FILE = "locked.jsonl"
FIRST = "0" * 64
KINDS = ("rating", "addendum")


@dataclass(frozen=True)
class Entry:
    """One locked entry.

    Attributes:
        number: its place in the chain, from 1.
        kind: one of :data:`KINDS`.
        locked_at: when, in local time, as ISO text to the second.
        previous: the hash of the entry before; sixty-four zeros for the first.
        content: what was locked.
        hash: SHA-256 of all of the above in canonical JSON.
    """

    number: int
    kind: str
    locked_at: str
    previous: str
    content: Mapping[str, Any]
    hash: str


def canonical(content: object) -> bytes:
    """Return content as JSON in its one form: keys sorted, no blanks, UTF-8, no number that is none.

    Raises:
        CaseReviewError: something that JSON cannot hold.

    >>> canonical({"b": 1, "a": "é"}).decode()
    '{"a":"é","b":1}'
    """
    try:
        return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
    except (TypeError, ValueError, UnicodeEncodeError) as error:
        raise CaseReviewError(
            f"This cannot be locked ({type(error).__name__})", todo="Give texts, numbers, lists and yes or no."
        ) from None


def lock(folder: str | Path, content: Mapping[str, Any], kind: str = "rating", now: datetime | None = None) -> Entry:
    """Add an entry to the chain in a folder, made if there is none.

    Args:
        folder: the folder of the chain.
        content: what is to be locked; an addendum names in `to` the number of the entry that it is about.
        kind: `rating` or `addendum`.
        now: when (local time); this moment if none is given.

    Returns:
        The entry; its hash is what somebody else should note down.

    Raises:
        CaseReviewError: a chain that does not hold, an addendum to nothing, or content that JSON cannot hold.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> one = lock(folder, {"grade": "good"}, now=datetime(2024, 5, 1))
    >>> lock(folder, {"to": 1, "words": "I meant the first visit."}, "addendum").previous == one.hash
    True
    >>> verify(folder)
    []
    """
    file = Path(folder) / FILE
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a+b") as chain:
        _hold(chain.fileno())
        chain.seek(0)
        found, problems = _read(chain.read())
        if problems:
            raise CaseReviewError("The chain does not hold, so nothing is added to it", problems, "Keep the file as it is and ask.")
        _refuse(content, kind, len(found))
        entry = _entry(len(found) + 1, kind, now or datetime.now(), found[-1].hash if found else FIRST, content)
        chain.write(_line(entry))
        chain.flush()
        os.fsync(chain.fileno())
    return entry


def entries(folder: str | Path) -> list[Entry]:
    """Return the entries of a chain, first to last.

    Raises:
        CaseReviewError: there is no chain, or it does not hold.
    """
    found, problems = _read(_bytes(folder))
    if problems:
        raise CaseReviewError("What was locked has been changed", problems, "Go back to a copy that verifies.")
    return found


def verify(folder: str | Path, last: str = "") -> list[str]:
    """Return what is wrong with a chain, in words; nothing where every byte is as it was locked.

    Args:
        folder: the folder of the chain.
        last: the hash that was noted down when the last entry was locked; without it, a cut-off end cannot be seen.

    Raises:
        CaseReviewError: there is no chain.
    """
    found, problems = _read(_bytes(folder))
    if last and not problems and last not in {e.hash for e in found}:
        problems = [f"no entry has the hash that was noted down; the chain ends with entry {len(found)}"]
    return problems


def _bytes(folder: str | Path) -> bytes:
    try:
        return (Path(folder) / FILE).read_bytes()
    except OSError:
        raise CaseReviewError(f"There is no {FILE} in {folder}", todo="Name the folder of the locked ratings.") from None


def _hold(handle: int) -> None:
    """Keep others from adding until the file is closed; where there are no such locks, one person adds at a time."""
    try:
        import fcntl
    except ImportError:
        return
    fcntl.flock(handle, fcntl.LOCK_EX)


def _refuse(content: Mapping[str, Any], kind: str, there: int) -> None:
    if kind not in KINDS:
        raise CaseReviewError(f"There is no kind of entry {kind}", todo=f"Choose one of: {', '.join(KINDS)}.")
    if kind == "addendum" and not (isinstance(to := content.get("to"), int) and 1 <= to <= there):
        raise CaseReviewError("An addendum says which entry it is about", todo=f"Give in `to` a number from 1 to {there}.")


def _entry(number: int, kind: str, now: datetime, previous: str, content: Mapping[str, Any]) -> Entry:
    told = {
        "number": number,
        "kind": kind,
        "locked_at": now.isoformat(timespec="seconds"),
        "previous": previous,
        "content": content,
    }
    return Entry(**told, hash=_hash(told))


def _hash(told: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical(told)).hexdigest()


def _line(entry: Entry) -> bytes:
    return canonical(vars(entry)) + b"\n"


def _read(chain: bytes) -> tuple[list[Entry], list[str]]:
    """The entries up to the first that does not hold, and what is wrong with it: all after it hangs on it."""
    found: list[Entry] = []
    for n, line in enumerate(chain.splitlines(keepends=True), start=1):
        entry, why = _checked(line, n, found[-1].hash if found else FIRST)
        if entry is None:
            return found, [f"entry {n}: {why}"]
        found.append(entry)
    return found, []


def _checked(line: bytes, number: int, previous: str) -> tuple[Entry | None, str]:
    try:
        entry = Entry(**json.loads(line))
        told = {name: value for name, value in vars(entry).items() if name != "hash"}
        hash_, same = _hash(told), _line(entry) == line
    except (ValueError, TypeError, CaseReviewError):
        return None, "it is cut off, or is no entry"
    if hash_ != entry.hash or not same:
        return None, "it is not as it was locked"
    if (entry.number, entry.previous) != (number, previous):
        return None, "it does not follow the one before: an entry was left out, put in or moved"
    return entry, ""
