"""Pseudonyms for identifiers: short, readable, the same for the same key, and never the same for two of one record."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from toolkit.pseudonyms.key import Key
from toolkit.pseudonyms.known import identifiers, is_telling

if TYPE_CHECKING:
    from toolkit.record import Record

# No vowels, so that no pseudonym is a word; no 0, 1, I, L or O, which are misread; a letter first, so that none is a number.
_LETTERS = "BCDFGHJKMNPQRSTVWXYZ"
_SIGNS = "23456789" + _LETTERS
_SHORTEST, _LONGEST = 4, 24
_PLAIN = bytes(n if chr(n).isascii() and chr(n).isalnum() else 32 for n in range(256))
WORD = re.compile(r"[^\W_]+")
# Where one text is the identifier of two kinds, free text means the first.
_ORDER = ("case", "person", "worker", "carer", "setting", "family")


@dataclass(frozen=True)
class Names:
    """The pseudonyms of a record's identifiers under one key.

    Attributes:
        shown: kind to identifier to pseudonym, such as `case` to `C00001` to `Case K7M2`.
        fingerprint: that of the key.
        demonstration: whether the key is the public one of the demonstration.
    """

    shown: Mapping[str, Mapping[str, str]]
    fingerprint: str
    demonstration: bool = False

    def name(self, kind: str, identifier: str) -> str:
        """Return the pseudonym of an identifier; of one that the record does not hold, that it has none."""
        return self.shown.get(kind, {}).get(identifier, f"{kind.replace('_', ' ').capitalize()} not on record")

    def behind(self, said: str, kind: str = "") -> list[tuple[str, str]]:
        """Return the kind and identifier behind a pseudonym, with or without its first word (`Case K7M2`, `K7M2`)."""
        words = said.split()
        whole = [words[-1].upper(), " ".join([w.capitalize() if n == 0 else w for n, w in enumerate(words[:-1])])] if words else []
        found = self._behind.get(whole[0], []) if whole else []
        return [(k, i) for k, i in found if (not kind or k == kind) and (not whole[1] or whole[1] == _word(k))]

    def resolved(self, kind: str, given: str) -> str:
        """Return the identifier that is meant: the one behind a pseudonym, or what was given where that is none."""
        if given in self.shown.get(kind, {}):
            return given
        found = self.behind(given, kind)
        return found[0][1] if len(found) == 1 else given

    @cached_property
    def every(self) -> frozenset[str]:
        """All pseudonyms."""
        return frozenset(said for named in self.shown.values() for said in named.values())

    @cached_property
    def by_word(self) -> dict[str, list[tuple[str, int, str]]]:
        """The identifiers to look for in free text, by their most telling word: identifier, where it begins in it, pseudonym."""
        found: dict[str, list[tuple[str, int, str]]] = {}
        seen: set[str] = set()
        for kind in sorted(self.shown, key=lambda k: (_ORDER.index(k) if k in _ORDER else len(_ORDER), k)):
            for identifier, said in self.shown[kind].items():
                word = max(WORD.finditer(identifier), key=_how_telling, default=None)
                if word and identifier not in seen and is_telling(identifier):
                    seen.add(identifier)
                    found.setdefault(word[0].lower(), []).append((identifier, word.start(), said))
        return found

    @cached_property
    def plain_word_of_each(self) -> frozenset[bytes] | None:
        """The longest plain word of each, as :func:`plain_words` gives it; None where one has none."""
        longest = [max(plain_words(word), key=len, default=b"") for word in self.by_word]
        return frozenset(longest) if all(longest) else None

    @cached_property
    def _behind(self) -> dict[str, list[tuple[str, str]]]:
        found: dict[str, list[tuple[str, str]]] = {}
        for kind, named in self.shown.items():
            for identifier, said in named.items():
                found.setdefault(said.rpartition(" ")[2], []).append((kind, identifier))
        return found


def _how_telling(word: re.Match[str]) -> tuple[bool, int]:
    return any(c.isdigit() for c in word[0]), len(word[0])


def plain_words(said: str) -> list[bytes]:
    """Return the runs of plain letters and figures in a text, in small letters; any other letter parts them.

    >>> plain_words("Ca-12: naïve")
    [b'ca', b'12', b'na', b've']
    """
    return said.lower().encode("utf-8", "replace").translate(_PLAIN).split()


def names_of(record: Record, key: Key) -> Names:
    """Return the pseudonyms of all identifiers of a record; read once for as long as its files stay as they are."""
    files = tuple((str(f.resolve()), f.stat().st_size, f.stat().st_mtime_ns) for _, f in sorted(record.files.items()))
    return _names_of(_Asked(record), files, key)


class _Asked:
    """A record that is the same as any other of the same files."""

    def __init__(self, record: Record) -> None:
        self.record = record

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Asked)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=8)
def _names_of(asked: _Asked, files: tuple[tuple[str, int, int], ...], key: Key) -> Names:  # noqa: ARG001 - they say which it is
    return Names(pseudonyms(identifiers(asked.record), key), key.fingerprint, key.demonstration)


def pseudonyms(known: Mapping[str, list[str]], key: Key) -> dict[str, dict[str, str]]:
    """Return a pseudonym for each identifier of each kind.

    Where two of a kind would be the same, or one would read like an identifier of the record, it gets further signs: so a
    pseudonym only ever grows when a record does.

    >>> names = pseudonyms({"case": ["00123", "00124"]}, Key(b"a key"))["case"]
    >>> names["00123"] != names["00124"], all(name.startswith("Case ") for name in names.values())
    (True, True)
    """
    taken = {i.upper() for named in known.values() for i in named if is_telling(i)}
    return {kind: _of_a_kind(kind, named, key, taken) for kind, named in known.items()}


def _of_a_kind(kind: str, named: list[str], key: Key, taken: set[str]) -> dict[str, str]:
    full = {i: _signs(key.digest(kind, i)) for i in named}
    said: dict[str, str] = {}
    left, length = named, _SHORTEST
    while left:
        at = {i: full[i][:length] for i in left}
        seen: dict[str, int] = {}
        for code in at.values():
            seen[code] = seen.get(code, 0) + 1
        free = [i for i in left if (seen[at[i]] == 1 and at[i] not in taken) or length >= _LONGEST]
        said |= {i: f"{_word(kind)} {at[i]}" for i in free}
        left, length = [i for i in left if i not in said], length + 1
    return {i: said[i] for i in named}


def _signs(digest: bytes) -> str:
    number, found = int.from_bytes(digest, "big"), []
    for place in range(_LONGEST):
        among = _SIGNS if place else _LETTERS
        number, rest = divmod(number, len(among))
        found.append(among[rest])
    return "".join(found)


def _word(kind: str) -> str:
    return kind.replace("_", " ").capitalize()
