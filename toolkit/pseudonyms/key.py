"""The key of the pseudonyms: a small file of its owner's, outside every record and every folder of reports."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import re
import secrets
import stat
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit import paths
from toolkit.errors import CaseReviewError

if TYPE_CHECKING:
    from toolkit.record import Record

ENVIRONMENT = "CASEREVIEW_KEY"
_LINE = re.compile(r"casereview-key-1 ([0-9a-f]{64})")
_ABOUT = (
    "# The key of casereview's pseudonyms. Whoever has it and the record can tell who is behind a pseudonym. Keep it apart from\n"
    "# both the record and the reports, keep a safe copy, and never pass it on with a report. Without it the same pseudonyms\n"
    "# cannot be made again.\n"
)
_BYTES, _PRIVATE_FOLDER, _PRIVATE_FILE = 32, 0o700, 0o600


@dataclass(frozen=True)
class Key:
    """A key: its secret, which no text ever shows, and whether it is the public one of the demonstration."""

    secret: bytes = field(repr=False)
    demonstration: bool = False

    def digest(self, kind: str, identifier: str) -> bytes:
        """Return the keyed digest (HMAC-SHA256, RFC 2104) of an identifier of a kind."""
        return hmac.new(self.secret, f"{kind}\x1f{identifier}".encode(), hashlib.sha256).digest()

    @property
    def fingerprint(self) -> str:
        """What tells one key from another and nothing about either: a keyed digest of no identifier, its first 12 digits.

        >>> Key(b"one").fingerprint == Key(b"one").fingerprint != Key(b"other").fingerprint
        True
        """
        return self.digest("fingerprint", "").hex()[:12]


def key_file(named: str | Path | None = None) -> Path:
    """Return the file of the key: the one that is named, else that of the environment, else the one in the user's settings."""
    given = named or os.environ.get(ENVIRONMENT)
    return Path(given).expanduser() if given else _settings() / "casereview" / "pseudonyms.key"


def is_named(named: str | Path | None = None) -> bool:
    """Return whether a key is named, by the caller or by the environment."""
    return bool(named or os.environ.get(ENVIRONMENT))


def read_key(record: Record | None = None, named: str | Path | None = None, apart_from: Iterable[Path] = ()) -> Key:
    """Return the key, made on first use. The made-up sample has its own, public one, unless another is named.

    Args:
        record: the record whose identifiers are to be replaced.
        named: the key's file; that of the environment or of the user's settings where left out.
        apart_from: folders that the key may not lie in, such as that of the reports.

    Raises:
        CaseReviewError: the key lies in the record or with the reports, cannot be read or made, or others can read it.
    """
    if record is not None and not is_named(named) and record.path.resolve() == paths.sample_record().resolve():
        return Key(_secret(_demonstration()), demonstration=True)
    file = key_file(named)
    _check_place(file, [*apart_from, *([record.path] if record else [])])
    if not file.exists():
        _make(file)
    _check_private(file)
    return Key(_secret(file))


def _demonstration() -> Path:
    return paths.data() / "pseudonyms" / "demonstration.key"


def _settings() -> Path:
    if os.name == "nt":
        return Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")


def _check_place(file: Path, folders: Iterable[Path]) -> None:
    inside = [folder.name for folder in folders if file.resolve().is_relative_to(folder.resolve())]
    if inside:
        raise CaseReviewError(
            "The key of the pseudonyms lies where it opens what it closes",
            [f"it is inside the folder {name}, with the record or the reports" for name in inside],
            f"Move it elsewhere and name its new place with --key or {ENVIRONMENT}.",
        )


def _make(file: Path) -> None:
    """Write a new key so that nobody ever reads half of it, and of two that are made at once one counts for both."""
    aside = file.with_name(f".{file.name}-{secrets.token_hex(4)}")
    try:
        file.parent.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE_FILE), "w", encoding="utf-8") as text:
            text.write(f"{_ABOUT}casereview-key-1 {secrets.token_hex(_BYTES)}\n")
        with contextlib.suppress(FileExistsError):
            _only_if_new(aside, file)
    except OSError as error:
        raise CaseReviewError(
            "The key of the pseudonyms cannot be made",
            [f"{file.name} cannot be written ({type(error).__name__})"],
            f"Name a place for it with --key or {ENVIRONMENT}.",
        ) from None
    finally:
        aside.unlink(missing_ok=True)


def _only_if_new(aside: Path, file: Path) -> None:
    if os.name == "nt":
        os.rename(aside, file)  # fails there where the name is taken
    else:
        os.link(aside, file)


def _check_private(file: Path) -> None:
    if os.name != "nt" and file.is_file() and stat.S_IMODE(file.stat().st_mode) & stat.S_IRWXO:
        raise CaseReviewError(
            "The key of the pseudonyms can be read by everybody on this computer",
            [f"{file.name} is open to others"],
            "Take that right away (chmod o= and the file's name), or make a new key, and run again.",
        )


def _secret(file: Path) -> bytes:
    try:
        lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise CaseReviewError(
            "The key of the pseudonyms cannot be read", [f"{file.name} ({type(error).__name__})"], "Name another with --key."
        ) from None
    found = [match for line in lines if line and not line.startswith("#") for match in [_LINE.fullmatch(line)]]
    if len(found) != 1 or found[0] is None:
        raise CaseReviewError(
            f"{file.name} is not a key of pseudonyms",
            ["it does not hold one line casereview-key-1 with 64 digits after it"],
            "Name the key that was made on first use, or a file that is not there yet: a new key is made in it.",
        )
    return bytes.fromhex(found[0][1])
