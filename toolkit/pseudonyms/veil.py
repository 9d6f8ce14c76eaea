"""The veil over what a page shows: identifiers of the record become pseudonyms wherever a text, table or figure holds one.

One veil is worn by a process that shows a case. The runner of a report hands it over in a file beside the notebook; a notebook
that is run by hand makes it from the record and the key.
"""

from __future__ import annotations

import html
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.pseudonyms.known import kind_of
from toolkit.pseudonyms.names import WORD, Names, plain_words

if TYPE_CHECKING:
    import pandas as pd

HANDED = ".casereview-identifiers.json"
# A view's own name is a hash of its case and day, which a list of cases would open.
_FINGERPRINTS = ("view_id",)
_PICTURE = re.compile(r"data:image/[^\"']*")
_NODES = re.compile(r"<[^<>]*>|[^<>]+")
_PRIVATE = 0o600


class Veil:
    """Replaces identifiers in texts and frames."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._by_word = names.by_word

    def text(self, said: str) -> str:
        """Return a text in which every identifier that stands as a whole word, or as whole words, is its pseudonym."""
        if not self.may_hold(said):
            return said
        parts, at = [], 0
        for word in WORD.finditer(said):
            hit = self._hit(said, word, at) if word.start() >= at else None
            if hit:
                start, end, name = hit
                parts += [said[at:start], name]
                at = end
        return "".join([*parts, said[at:]])

    def may_hold(self, said: str) -> bool:
        """Whether a text can hold an identifier at all: quick, as nearly all hold none, and never wrongly no."""
        known = self.names.plain_word_of_each
        return bool(self._by_word) and (known is None or not known.isdisjoint(plain_words(said)))

    def _hit(self, said: str, word: re.Match[str], since: int) -> tuple[int, int, str] | None:
        found = []
        for identifier, before, name in self._by_word.get(word[0].lower(), ()):
            start = word.start() - before
            end = start + len(identifier)
            if start >= since and _same(said[start:end], identifier) and _stands_alone(said, start, end):
                found.append((start, end, name))
        if not found:
            return None
        start, end, name = max(found, key=lambda hit: hit[1] - hit[0])
        label, _, code = name.rpartition(" ")
        # "case C00001" becomes "case K7M2": the word is there already.
        return start, end, code if said[:start].lower().endswith(f"{label.lower()} ") else name

    def markup(self, said: str) -> str:
        """Return markup in which the texts between its tags have no identifier; the tags stay as they are."""
        if not self.may_hold(_PICTURE.sub("", said)):
            return said
        return _NODES.sub(lambda m: m[0] if m[0].startswith("<") else self._node(m[0]), said)

    def _node(self, escaped: str) -> str:
        said = html.unescape(escaped)
        covered = self.text(said)
        return escaped if covered == said else html.escape(covered, quote=False)

    def frame(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return a frame whose columns of identifiers hold pseudonyms; texts are left to where they are shown."""
        named = {c: kind for c in frame.columns if (kind := kind_of(str(c)))}
        hidden = dict.fromkeys([c for c in frame.columns if c in _FINGERPRINTS], "")
        if not named and not hidden:
            return frame
        return frame.assign(**{c: [self._cell(kind, v) for v in frame[c]] for c, kind in named.items()}, **hidden)

    def _cell(self, kind: str, value: Any) -> Any:
        given = isinstance(value, str) and value and value not in self.names.every
        return self.names.name(kind, value) if given else value


_worn: Veil | None = None
_looked = False


def wear(veil: Veil | None) -> None:
    """Have everything that this process shows go through a veil; through none where it is None."""
    global _worn, _looked
    _worn, _looked = veil, True


def worn() -> Veil | None:
    """Return the veil of this process: the one that was put on, or the one that the runner handed over."""
    if not _looked:
        wear(_taken_over())
    return _worn


def masked(said: str) -> str:
    """Return a text as it may be shown by this process."""
    veil = worn()
    return veil.text(said) if veil else said


def hand_over(folder: Path, names: Names | None) -> None:
    """Leave in a private folder what the process that shows a case wears: pseudonyms, or nothing."""
    said = {"shown": names.shown, "fingerprint": names.fingerprint, "demonstration": names.demonstration} if names else {}
    text = json.dumps(said, ensure_ascii=True)
    with os.fdopen(os.open(folder / HANDED, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE), "w", encoding="utf-8") as file:
        file.write(text)


def was_handed() -> bool:
    """Return whether the runner of this process has said what it is to wear."""
    worn()
    return _from_runner


_from_runner = False


def _taken_over() -> Veil | None:
    """Read what the runner left and take it away, so that it stands nowhere while the notebook runs."""
    global _from_runner
    file = Path(HANDED)
    try:
        said: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        file.unlink()
    except (OSError, ValueError):
        return None
    _from_runner = True
    return Veil(Names(said["shown"], said["fingerprint"], said["demonstration"])) if said else None


def _stands_alone(said: str, start: int, end: int) -> bool:
    runs_on = said[end : end + 1].isalnum() and said[end - 1].isalnum()
    return not runs_on and not (start and said[start - 1].isalnum() and said[start].isalnum())


def _same(found: str, identifier: str) -> bool:
    """Letters of either case are the same where there is a figure among them; of `JS` and `js` only one is a name."""
    return found == identifier or (found.lower() == identifier.lower() and any(c.isdigit() for c in identifier))
