"""What a batch has built so far, so that it can be gone on with: a file beside the reports that names no case.

A report is known by a hash of all that it was made from, keyed with a random text that stands in the same file. So two
folders cannot be compared by it; but whoever can read the folder can try out identifiers, as they can read the reports.
The file is its owner's alone and is of no use without the reports beside it: never pass it on.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from toolkit.errors import CaseReviewError
from toolkit.report import stage

NAME = ".batch.jsonl"
_SALT_BYTES = 32


@contextlib.contextmanager
def opened(to: Path) -> Iterator[State]:
    """Give the state of a batch folder to one batch at a time.

    Raises:
        CaseReviewError: another batch is at work there.
    """
    descriptor = os.open(to / NAME, os.O_RDWR | os.O_APPEND | os.O_CREAT, stage.PRIVATE_FILE)
    with os.fdopen(descriptor, "r+", encoding="utf-8") as file:
        if not stage.try_lock(file):
            raise CaseReviewError(
                f"Another batch is at work in {to.name}", todo="Wait until it has ended, or name another folder with --to."
            )
        yield State(file)


class State:
    """What a batch folder holds: one line a report, on disk before the next report begins."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self._salt = ""
        self._built: dict[str, str] = {}
        self._read()

    def key(self, made_from: dict[str, Any]) -> str:
        """Return the key of a report by what it is made from."""
        said = json.dumps(made_from, sort_keys=True, ensure_ascii=True)
        return hmac.new(bytes.fromhex(self._salt), said.encode(), hashlib.sha256).hexdigest()

    def folder(self, key: str) -> str | None:
        """Return the folder in which a report was built, or None where it was not."""
        return self._built.get(key)

    def add(self, key: str, folder: str) -> None:
        """Note that a report was built."""
        self._built[key] = folder
        self._write({"built": key, "folder": folder})

    def _read(self) -> None:
        text = self._file.read()
        for said in filter(None, map(_parsed, text.splitlines())):
            if "salt" in said:
                self._salt, self._built = str(said["salt"]), {}
            elif "built" in said:
                self._built[str(said["built"])] = str(said.get("folder"))
        if text and not text.endswith("\n"):  # a run that was killed as it wrote
            self._file.write("\n")
        if not self._salt:
            self._salt = secrets.token_hex(_SALT_BYTES)
            self._write({"salt": self._salt})

    def _write(self, said: dict[str, str]) -> None:
        self._file.write(json.dumps(said) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())


def _parsed(line: str) -> dict[str, Any] | None:
    try:
        said = json.loads(line)
    except ValueError:
        return None
    return said if isinstance(said, dict) else None
