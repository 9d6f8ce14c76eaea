"""Hearing an immediate concern in a file that came back: torn, in UTF-16, with formulas, without pages."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from toolkit.review.forms.answers import CONCERN, FIELDS
from toolkit.review.forms.book import ANSWER, HEADINGS, ID, LABELS
from toolkit.review.forms.read import limit
from toolkit.sources.workbooks import DAMAGED, Refused, check_zip

UNREAD = "this file could not be read; it may hold a concern: open it now"
_STRINGS, _SHEETS = "xl/sharedStrings.xml", "worksheets/"
_TEXT = r'"{}"\s*:\s*"((?:[^"\\]|\\.)*)'  # as far as it goes: the closing quote may be torn off


@dataclass(frozen=True)
class Heard:
    """What a file says, as far as it can be read.

    Attributes:
        told: its fields; under `concern` all that was written as one, on whatever page.
        whole: whether all of it was read; where not, it may hold a concern that was not heard.
        content: its bytes; empty where they were not read.
    """

    told: Mapping[str, Any] = field(default_factory=dict)
    whole: bool = True
    content: bytes = b""

    @property
    def concern(self) -> str:
        """The concern; empty where none was written."""
        return str(self.told.get(CONCERN, ""))


def hear(path: str | Path) -> Heard:
    """Return what a file says, as far as it can be read; nothing is refused, and nothing is raised.

    Args:
        path: what came back: JSON, a workbook, or anything else.

    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "torn.json"
    >>> _ = file.write_text('{"pack": "P01", "concern": "The child may be in dan')
    >>> heard = hear(file)
    >>> heard.concern, heard.told["pack"], heard.whole
    ('The child may be in dan', 'P01', False)
    """
    file = Path(path)
    try:
        if not file.is_file():
            return Heard()
        if file.stat().st_size > limit("file_bytes"):
            return Heard(whole=False)
        content = file.read_bytes()
    except OSError:
        return Heard(whole=False)
    told, whole = _in_book(file) if content.startswith(b"PK") else _in_text(content)
    return Heard(told, whole, content)


def _in_text(content: bytes) -> tuple[dict[str, Any], bool]:
    text = content.decode(json.detect_encoding(content), "replace")
    if not text.strip("\ufeff\0 \t\r\n"):
        return {}, True
    concerns: list[Any] = []

    def noted(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        concerns.extend(value for name, value in pairs if name == CONCERN)
        return dict(pairs)

    try:
        told: Any = json.loads(text, object_pairs_hook=noted, strict=False)
    except (ValueError, RecursionError):
        return _torn(text), False
    return {**(told if isinstance(told, dict) else {}), CONCERN: _joined(concerns)}, _all_in_place(told)


def _all_in_place(told: Any) -> bool:
    """Whether nothing was written where no form has a place for it: a damaged name of the box may hide what stands in it."""
    if not isinstance(told, dict):
        return not told
    return all(name in FIELDS for name, value in told.items() if value) and (CONCERN in told or not any(told.values()))


def _torn(text: str) -> dict[str, Any]:
    told: dict[str, Any] = {name: _unescaped(m[1]) for name in LABELS if (m := re.search(_TEXT.format(name), text, re.DOTALL))}
    return {**told, CONCERN: _joined(_unescaped(c) for c in re.findall(_TEXT.format(CONCERN), text, re.DOTALL))}


def _unescaped(words: str) -> str:
    try:
        return json.loads(f'"{words}"', strict=False)
    except ValueError:
        return words


def _joined(concerns: Any) -> str:
    said = (str(c).strip() for c in concerns if c)
    return "\n".join(dict.fromkeys(c for c in said if c))


def _in_book(file: Path) -> tuple[dict[str, Any], bool]:
    """Every sheet by itself, hidden ones too, without the form; a workbook without a row for a concern is none of a form, and a
    page without one has lost it.
    """
    told: dict[str, Any] = {}
    answers: dict[str, str] = {}
    concerns: list[str] = []
    whole = True
    try:
        check_zip(file)
        with zipfile.ZipFile(file) as packed:
            strings: list[str] = []
            whole = _strings(packed, strings)
            for member in sorted(n for n in packed.namelist() if _SHEETS in n and n.endswith(".xml")):
                whole = _sheet(packed, member, strings, told, answers, concerns) and whole
    except (Refused, LookupError, *DAMAGED):
        whole = False
    return {**told, "answers": answers, CONCERN: _joined(concerns)}, whole and bool(concerns)


def _sheet(
    packed: zipfile.ZipFile, member: str, strings: list[str], told: dict[str, Any], answers: dict[str, str], concerns: list[str]
) -> bool:
    """Add what a sheet says; return whether it could be read to its end, with its row for a concern where it is a page."""
    fields, before, page = {words: name for name, words in LABELS.items()}, len(concerns), False
    try:
        for row in _rows(packed, member, strings):
            name = row.get(ID, "").strip()
            page = page or name == HEADINGS[ID]
            answer = "\n".join(words for column, words in sorted(row.items()) if column >= ANSWER and words.strip())
            if name.casefold() == CONCERN:
                concerns.append(answer)
            elif name in fields:
                told.setdefault(fields[name], row.get(ID + 1, "").strip())
            elif re.fullmatch(r"\w{1,60}", name):
                answers.setdefault(name, answer)
    except (LookupError, *DAMAGED):
        return False
    return not page or len(concerns) > before


def _strings(packed: zipfile.ZipFile, found: list[str]) -> bool:
    """Add the texts that cells refer to; return whether all could be read."""
    try:
        found.extend(_words(e) for e in _elements(packed, _STRINGS, "si")) if _STRINGS in packed.namelist() else None
    except DAMAGED:
        return False
    return True


def _rows(packed: zipfile.ZipFile, member: str, strings: list[str]) -> Iterator[dict[int, str]]:
    for row in _elements(packed, member, "row"):
        cells: dict[int, str] = {}
        column = -1
        for cell in row:
            letters = re.match(r"[A-Z]{1,3}", cell.get("r", ""))
            column = _number(letters[0]) if letters else column + 1
            cells[column] = _said(cell, strings)
        yield cells


def _elements(packed: zipfile.ZipFile, member: str, tag: str) -> Iterator[Element]:
    from defusedxml.ElementTree import iterparse

    with packed.open(member) as part:
        for _, element in iterparse(part, forbid_dtd=True):
            if _tag(element) == tag:
                yield element
                element.clear()


def _said(cell: Element, strings: list[str]) -> str:
    """A cell's text; of a formula its own text as well, for whoever begins with = may have meant words."""
    parts = {_tag(child): child for child in cell}
    value = (parts["v"].text or "") if "v" in parts else ""
    if cell.get("t") == "s":
        value = strings[int(value)] if value.isdecimal() and int(value) < len(strings) else ""
    if "is" in parts:
        value = _words(parts["is"])
    formula = (parts["f"].text or "") if "f" in parts else ""
    return f"={formula} {value}".strip() if formula else value


def _words(element: Element) -> str:
    return "".join(e.text or "" for e in element.iter() if _tag(e) == "t")


def _tag(element: Element) -> str:
    return element.tag.rsplit("}", 1)[-1]


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
