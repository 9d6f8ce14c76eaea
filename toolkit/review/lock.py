"""Locking what a reviewer judged: canonical JSON, its SHA-256, each entry chained to the one before; no edit, only addenda.

A chain shows that nothing in it was changed, left out or put in between. That its end was not cut off shows only against the
last hash, noted down elsewhere: that is what :func:`lock` returns and :func:`verify` can be given. The file is put in place whole,
so that a run that is killed leaves it as it was or as it should be.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from toolkit.errors import CaseReviewError

FILE = "locked.jsonl"
FIRST = "0" * 64
KINDS = ("plan", "rating", "addendum", "made", "concern")


@dataclass(frozen=True)
class Entry:
    """One locked entry.

    Attributes:
        number: its place in the chain, from 1.
        kind: one of :data:`KINDS`.
        locked_at: when, in local time with its distance from UTC, as ISO text to the second.
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
        kind: one of :data:`KINDS`; a `plan` can only be the first.
        now: when (local time); this moment if none is given.

    Returns:
        The entry; its hash is what somebody else should note down.

    Raises:
        CaseReviewError: a chain that does not hold, an addendum to nothing, a second plan, a clock that stands before the last
            entry, or content that JSON cannot hold.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> one = lock(folder, {"grade": "good"}, now=datetime(2024, 5, 1))
    >>> lock(folder, {"to": 1, "words": "I meant the first visit."}, "addendum").previous == one.hash
    True
    >>> verify(folder)
    []
    """
    return lock_all(folder, [(kind, content)], now)[0]


def lock_all(folder: str | Path, contents: Sequence[tuple[str, Mapping[str, Any]]], now: datetime | None = None) -> list[Entry]:
    """Add several entries, all of them or none; arguments and errors as for :func:`lock`, `contents` being (kind, content)."""
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    with alone(place):
        whole = _there(place)
        found, problems = _read(whole)
        if problems:
            raise CaseReviewError("The chain does not hold, so nothing is added to it", problems, "Keep the file as it is and ask.")
        moment, new = now or datetime.now().astimezone(), []
        _refuse_clock(found, moment)
        for kind, content in contents:
            _refuse(content, kind, len(found) + len(new))
            last = [*found, *new][-1].hash if found or new else FIRST
            new.append(_entry(len(found) + len(new) + 1, kind, moment, last, content))
        put_whole(place / FILE, whole + b"".join(map(_line, new)))
    return new


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep others from writing in a folder until the block ends; where there are no such locks, one person writes at a time."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
    except FileNotFoundError:
        raise CaseReviewError(f"There is no folder {folder.name}", todo="Name one that is there.") from None
    except OSError as error:
        raise CaseReviewError(f"{folder.name} cannot be opened", [error.strerror or type(error).__name__]) from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def put_whole(file: Path, content: bytes) -> None:
    """Write a file whole or not at all, for its owner alone, on disk when this returns; what killed runs left beside it goes.

    Raises:
        CaseReviewError: it cannot be written.
    """
    try:
        for left in file.parent.glob(f".{file.name}-*"):
            left.unlink(missing_ok=True)
        handle, aside = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(aside, file)
    except OSError as error:
        raise CaseReviewError(f"{file.name} cannot be written", [error.strerror or type(error).__name__]) from None


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


def _there(folder: Path) -> bytes:
    file = folder / FILE
    return file.read_bytes() if file.exists() else b""


def _refuse_clock(found: Sequence[Entry], now: datetime) -> None:
    if found and _before(now.isoformat(timespec="seconds"), found[-1].locked_at):
        raise CaseReviewError(
            "Nothing can be locked: the clock of this machine stands before the last entry",
            [f"the last entry was locked at {found[-1].locked_at}"],
            "Set the clock right, or wait until that time has passed.",
        )


def _before(one: str, other: str) -> bool:
    """Whether a time lies before another; of two of which one has no distance from UTC that cannot be told."""
    a, b = datetime.fromisoformat(one), datetime.fromisoformat(other)
    return (a.tzinfo is None) == (b.tzinfo is None) and a < b


def _refuse(content: Mapping[str, Any], kind: str, there: int) -> None:
    if kind not in KINDS:
        raise CaseReviewError(f"There is no kind of entry {kind}", todo=f"Choose one of: {', '.join(KINDS)}.")
    if kind == "plan" and there:
        raise CaseReviewError("The plan is the first entry, and there is one", todo="Make a new review for another plan.")
    if kind == "addendum" and not (isinstance(to := content.get("to"), int) and 1 <= to <= there):
        raise CaseReviewError("There is no such entry to add words to", todo=f"Name one by its number, from 1 to {there}.")


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
        if entry.kind == "plan" and found:
            return found, [f"entry {n}: a second plan; there is one, and it comes first"]
        if found and _before(entry.locked_at, found[-1].locked_at):
            return found, [f"entry {n}: its time lies before that of the entry before it; a clock was moved"]
        found.append(entry)
    return found, []


def _checked(line: bytes, number: int, previous: str) -> tuple[Entry | None, str]:
    try:
        entry = Entry(**json.loads(line))
        told = {name: value for name, value in vars(entry).items() if name != "hash"}
        hash_, same = _hash(told), _line(entry) == line
        datetime.fromisoformat(entry.locked_at)
    except (ValueError, TypeError, CaseReviewError):
        return None, "it is cut off, or is no entry"
    if hash_ != entry.hash or not same:
        return None, "it is not as it was locked"
    if (entry.number, entry.previous) != (number, previous):
        return None, "it does not follow the one before: an entry was left out, put in or moved"
    return entry, ""
