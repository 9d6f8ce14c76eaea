"""Names in a pack: identifiers become codes that are the pack's own, made from its place in the text and the review's key.

A code owes nothing to the identifier behind it, so two packs, or two reviews, cannot be laid side by side to find who is in
both. Which texts are identifiers is read from what the record held by the pack's last instant, and from nothing later.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from toolkit.pseudonyms import Key, Names, Veil
from toolkit.pseudonyms.known import WORKER, is_telling, kind_of
from toolkit.pseudonyms.names import WORD
from toolkit.record.schema import TABLES

if TYPE_CHECKING:
    from toolkit.record import Record

_LETTERS = "BCDFGHJKMNPQRSTVWXYZ"  # as in toolkit.pseudonyms: no vowels, nothing that is misread
_SIGNS = 2
_HOLDERS = ("holder", "informant", "decider")
_PLACE = re.compile("\ue000(\\d+)\ue001")
_SIGN = re.compile("[\ue000-\ue002]")
_FAR = datetime(9999, 12, 31)


@dataclass(frozen=True)
class Identifiers:
    """The identifiers of a record.

    Attributes:
        since: kind, text, and whether its column holds nothing else: when it first stood in the record.
        others: holders: when the ledger first said that they are no worker.
    """

    since: dict[tuple[str, str, bool], datetime] = field(repr=False)
    others: dict[str, datetime] = field(repr=False)

    def known_by(self, until: datetime, words: set[str] | None = None) -> list[tuple[str, str]]:
        """Return the identifiers that stood in the record at an instant, kind and text, in order; where words are given (small
        letters), at least those of which one is among them.

        A holder, informant or decider counts as a worker unless the ledger had said otherwise, or it is a plain word: as in
        `toolkit.pseudonyms.known`.
        """
        asked = self.since if words is None else {i for word in words for i in self._by_word.get(word, ())}
        return sorted({(kind, text) for kind, text, sure in asked if self._stood(kind, text, sure, until)})

    def no_worker(self, holder: str, until: datetime) -> bool:
        """Return whether the ledger had said by then that a holder is an agency, a team or the family."""
        return self.others.get(holder, _FAR) <= until

    def short(self, until: datetime) -> frozenset[str]:
        """Return the identifiers that read like a pack's codes."""
        return frozenset(text.upper() for kind, text, sure in self._short if self._stood(kind, text, sure, until))

    def _stood(self, kind: str, text: str, sure: bool, until: datetime) -> bool:
        telling = sure or (is_telling(text) and not self.no_worker(text, until))
        return telling and self.since[(kind, text, sure)] <= until

    @cached_property
    def _short(self) -> list[tuple[str, str, bool]]:
        return [i for i in self.since if len(i[1]) == _SIGNS]

    @cached_property
    def _by_word(self) -> dict[str, list[tuple[str, str, bool]]]:
        found: dict[str, list[tuple[str, str, bool]]] = {}
        for one in self.since:
            for word in words_in(one[1]):
                found.setdefault(word, []).append(one)
        return found


def words_in(said: str) -> set[str]:
    """Return the words of a text in small letters."""
    return {word[0].lower() for word in WORD.finditer(said)}


def first_known(record: Record) -> Identifiers:
    """Return every identifier of a record with when it first stood there."""
    each = [
        f"""SELECT '{kind or WORKER}' AS kind, "{column.name}" AS identifier, {bool(kind)} AS sure, min(recorded_at) AS since
            FROM "{table.name}" WHERE "{column.name}" IS NOT NULL GROUP BY ALL"""
        for table in TABLES
        if table.name in record.files
        for column in table.columns
        if (kind := kind_of(column.name)) or column.name in _HOLDERS
    ]
    others = f"SELECT holder, min(recorded_at) FROM ledger WHERE holder_kind <> '{WORKER}' GROUP BY ALL"
    con = record.connect()
    try:
        rows = con.execute(
            f"SELECT kind, identifier, sure, min(since) FROM ({' UNION ALL '.join(each)}) GROUP BY ALL"
            if each
            else "SELECT 1 WHERE false"
        ).fetchall()
        no_workers = con.execute(others).fetchall()
    finally:
        con.close()
    known = {(k, i, sure): since or _FAR for k, i, sure, since in rows}
    return Identifiers(known, {h: since or _FAR for h, since in no_workers})


class Covers:
    """Covers what one pack says: the first person of a kind to be named gets the first code, and so on."""

    def __init__(self, identifiers: Identifiers, until: datetime, words: set[str], key: Key, salt: str) -> None:
        self._listed = identifiers.known_by(until, words)
        shown: dict[str, dict[str, str]] = {}
        for n, (kind, identifier) in enumerate(self._listed):
            shown.setdefault(kind, {})[identifier] = f"{_word(kind)} \ue000{n}\ue001"
        self._veil = Veil(Names(shown, ""))
        self._at = {pair: n for n, pair in enumerate(self._listed)}
        self._taken = set(identifiers.short(until))
        self._key, self._salt = key, salt
        self._given: dict[int, str] = {}

    def text(self, said: str) -> str:
        """Return a text in which each identifier is a code."""
        return _PLACE.sub(lambda place: self._code(int(place[1])), self._veil.text(_SIGN.sub("\ufffd", said)))

    def name(self, kind: str, identifier: str) -> str:
        """Return the code of an identifier with its kind before it; the text itself where it is none of that kind."""
        n = self._at.get((kind, identifier))
        return identifier if n is None else f"{_word(kind)} {self._code(n)}"

    def _code(self, n: int) -> str:
        if n not in self._given:
            self._given[n] = self._new(self._listed[n][0])
        return self._given[n]

    def _new(self, kind: str) -> str:
        """Two letters from the review's key and the place in the pack; the next free ones where they are taken."""
        start = int.from_bytes(self._key.digest("pack", f"{self._salt}|{kind}|{len(self._given)}")[:4], "big")
        taken = {*self._given.values(), *self._taken}
        size = len(_LETTERS) ** _SIGNS
        codes = (divmod((start + step) % size, len(_LETTERS)) for step in range(size))
        return next((c for a, b in codes if (c := _LETTERS[a] + _LETTERS[b]) not in taken), f"{len(self._given)}")


def _word(kind: str) -> str:
    return kind.replace("_", " ").capitalize()
