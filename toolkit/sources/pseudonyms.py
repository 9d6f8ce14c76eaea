"""Pseudonyms on the way in: the same identifier keeps the same pseudonym over sources and extracts, and only the key can link it.

The method is a keyed hash (HMAC with SHA-256, RFC 2104 and FIPS 198-1) over the kind of thing and its identifier. The key is in a
file of its own that only its owner can read. It is never written into a record, a report or a message.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import stat
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import CaseReviewError

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

_KEY_BYTES, _SHOWN = 32, 16
_OWNER_ONLY = 0o600
_SEPARATOR = "\x1f"
# Only the prefix of an id that `entity_id` made says nothing of a person.
_OPAQUE = re.compile(r"([a-z]{2})-[0-9a-f]{16}")


@dataclass(frozen=True)
class Pseudonyms:
    """A key, and the pseudonyms that it makes; its `repr` does not show the key.

    >>> some = Pseudonyms(b"k" * 32)
    >>> some.of("case", "00123")
    'case-d276bb8855101760'
    >>> some
    Pseudonyms()
    """

    key: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse a key that could be guessed."""
        if len(self.key) < _KEY_BYTES:
            raise CaseReviewError(f"The key for pseudonyms is shorter than {_KEY_BYTES} bytes", todo="Name the right key file.")

    def of(self, kind: str, identifier: str, prefix: str | None = None) -> str:
        """Return the pseudonym of an identifier (text, blanks around it ignored) of a kind; empty stays empty."""
        said = identifier.strip()
        if not said:
            return ""
        made = hmac.new(self.key, _SEPARATOR.join((kind, said)).encode(), hashlib.sha256).hexdigest()[:_SHOWN]
        return f"{kind if prefix is None else prefix}-{made}"

    def frame(self, given: pd.DataFrame, teams: frozenset[str] = frozenset()) -> pd.DataFrame:
        """Return a frame of a record's table with every identifier in it replaced; notes are text and stay as they are.

        `teams` are words that name a team or an agency where a holder may stand: they are no person and stay.
        """
        changed = {c: _each(given[c], self._maker(kind, teams)) for c, kind in _kinds().items() if c in given.columns}
        return given.assign(**changed)

    def _maker(self, kind: str, teams: frozenset[str]) -> Callable[[str], str]:
        if kind == "entity":
            return self._entity
        if kind == "entities":
            return lambda cell: " ".join(self._entity(one) for one in cell.split())
        if kind == "holder":
            return lambda cell: cell if cell in teams else self.of("worker", cell)
        return lambda cell: self.of(kind, cell)

    def _entity(self, cell: str) -> str:
        opaque = _OPAQUE.fullmatch(cell)
        return self.of("entity", cell, prefix=opaque[1] if opaque else "en")


def read_key(file: str | Path) -> Pseudonyms:
    """Return the pseudonyms of a key file, which is made with a new key, readable by its owner only, where there is none.

    Raises:
        CaseReviewError: the file is no key, others may read it, or it cannot be made.
    """
    path = Path(file)
    try:
        if not path.exists():
            _make_key(path)
        others = path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
        content = path.read_text(encoding="ascii").strip()
        key = bytes.fromhex(content)
    except (UnicodeDecodeError, ValueError):
        raise CaseReviewError(
            f"{path.name} is not a key for pseudonyms", todo="Name the key file, or a new one to be made."
        ) from None
    except OSError as error:
        raise CaseReviewError(f"The key file {path.name} cannot be used ({error.strerror})") from None
    if others and os.name == "posix":
        raise CaseReviewError(
            f"The key file {path.name} can be read by others", todo="Take their rights away (chmod 600), or make a new key."
        )
    return Pseudonyms(key)


def refuse_key_inside(file: str | Path, record: str | Path) -> None:
    """Stop where the key would lie in the folder of the record that it makes; raises CaseReviewError."""
    if Path(file).resolve().is_relative_to(Path(record).resolve()):
        raise CaseReviewError("The key file lies inside the record", todo="Keep the key apart from what it protects.")


def _make_key(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(secrets.token_hex(_KEY_BYTES) + "\n")


def _each(cells: pd.Series, make: Callable[[str], str]) -> pd.Series:
    import pandas as pd

    filled = cells.dropna().astype("str")
    made = {cell: make(cell) for cell in filled.unique()}
    return pd.Series(filled.map(made), index=filled.index, dtype="str").reindex(cells.index)


@cache
def _kinds() -> dict[str, str]:
    """The columns that hold identifiers, and of what."""
    import csv

    from toolkit import paths

    with (paths.data() / "sources" / "identifiers.csv").open(newline="", encoding="utf-8") as text:
        return {row["column"]: row["kind"] for row in csv.DictReader(text)}
