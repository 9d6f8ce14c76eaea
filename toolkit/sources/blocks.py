"""The blocks of an XML return: which elements each may hold, their values, and every fault of them.

A block is one repeating element (a child, a referral, an assessment …) with its single fields and the blocks inside it. The
layout is a data file, `block,element,reads,list,needed,valid_from,valid_to,source`, in which `reads` is `block` for the element
that begins one, else how a field is read: `id`, `date`, `code`, `codes` (repeated), `flag`, `whole`, `text`, or `none` (known, and
not carried).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from toolkit import paths
from toolkit.record import codes
from toolkit.sources.xml import Node, limit

ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T[0-9:.]+)?(?:Z|[+-]\d\d:\d\d)?", re.ASCII)
COMPACT = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)", re.ASCII)
_YES = {"1": True, "true": True, "0": False, "false": False}
_MANY = "codes"
_NO_VALUE, _TWICE = "no value", "is there twice"


@dataclass(frozen=True)
class Field:
    """One field of a block: how it is read, whether it must be there, and the collection years that have it."""

    block: str
    element: str
    reads: str
    list_name: str
    needed: bool
    years: tuple[int | None, int | None]


@dataclass(frozen=True)
class Layout:
    """The blocks and fields of a return; `key` makes the name under which an element is looked up."""

    name: str
    starts: dict[str, str]
    fields: dict[str, dict[str, Field]]
    key: Callable[[str], str]
    days: re.Pattern[str]


@dataclass
class Block:
    """One block of a file: its kind, its place among those of its kind (from 1), its texts, its values and its faults."""

    kind: str
    number: int
    texts: dict[str, str]
    inner: list[Block] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[tuple[str, str]] = field(default_factory=list)

    def all(self) -> Iterator[Block]:
        """Yield this block and all inside it."""
        yield self
        for block in self.inner:
            yield from block.all()

    def of(self, *kinds: str) -> list[Block]:
        """Return the blocks directly inside it that are of these kinds."""
        return [b for b in self.inner if b.kind in kinds]

    def fault(self, column: str, why: str) -> None:
        """Say that it cannot be used, and why."""
        if (column, why) not in self.faults:
            self.faults.append((column, why))

    @property
    def content(self) -> tuple[tuple[str, str], ...]:
        """What tells it from another of its kind, never its place: all its texts, and those of the blocks inside it."""
        own = sorted((name, text) for name, text in self.texts.items() if text)
        return (*own, *sorted(part for b in self.inner for part in b.content))


def read_layout(name: str, key: Callable[[str], str], days: re.Pattern[str]) -> Layout:
    """Return the layout in `data/sources/<name>_fields.csv`."""
    with (paths.data() / "sources" / f"{name}_fields.csv").open(newline="", encoding="utf-8") as text:
        rows = list(csv.DictReader(text))
    starts = {key(r["element"]): r["block"] for r in rows if r["reads"] == "block"}
    fields: dict[str, dict[str, Field]] = {kind: {} for kind in starts.values()}
    for row in rows:
        if row["reads"] != "block":
            fields[row["block"]][key(row["element"])] = _field(row)
    return Layout(name, starts, fields, key, days)


def _field(row: dict[str, str]) -> Field:
    years = (int(row["valid_from"]) if row["valid_from"] else None, int(row["valid_to"]) if row["valid_to"] else None)
    return Field(row["block"], row["element"], row["reads"], row["list"], row["needed"] == "yes", years)


class Shredder:
    """Takes records apart into blocks, and remembers how many there were and which elements were not known."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.numbers: dict[str, int] = {}
        self.unknown: dict[tuple[str, str], int] = {}
        self.seen: set[tuple[str, str]] = set()

    def shred(self, node: Node) -> Block:
        """Return the block that an element begins, with all blocks inside it."""
        kind = self.layout.starts[self.layout.key(node.name)]
        self.numbers[kind] = self.numbers.get(kind, 0) + 1
        block = Block(kind, self.numbers[kind], {})
        if node.parts:
            self._fill(block, node)
        else:
            self._leaf(block, node)
        return block

    def _fill(self, block: Block, node: Node) -> None:
        for part in node.parts:
            key = self.layout.key(part.name)
            if key in self.layout.starts and (part.parts or part.text):
                block.inner.append(self.shred(part))
            elif part.parts:
                self._fill(block, part)
            else:
                self._leaf(block, part)

    def _leaf(self, block: Block, node: Node) -> None:
        key = self.layout.key(node.name)
        known = self.layout.fields[block.kind].get(key)
        if known is None:
            if node.text:
                place = (block.kind, node.name[:60])
                self.unknown[place] = self.unknown.get(place, 0) + 1
            return
        self.seen.add((block.kind, known.element))
        before = block.texts.get(known.element, "")
        if known.reads == _MANY:
            block.texts[known.element] = " ".join(sorted({*before.split(), node.text} - {""}))
        elif before and node.text != before:
            block.fault(known.element, _TWICE)
        else:
            block.texts[known.element] = node.text

    def renamed(self) -> list[str]:
        """Return words for each unknown element that looks like a known one which the file has nowhere."""
        found = []
        for kind, name in sorted(self.unknown):
            missing = [
                f.element for f in self.layout.fields[kind].values() if f.reads != "none" and (kind, f.element) not in self.seen
            ]
            near = max(missing, key=lambda m: _alike(m, name), default="")
            if near and _alike(near, name) * 100 >= limit("near_name"):
                found.append(f"no element {near} in {kind}, but an unknown one that looks like it ({_plain(name)})")
        return found


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one.lower(), other.lower()).ratio()


def _plain(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.-]", "?", name)


class Checker:
    """Reads the texts of blocks as values, by the codes of a collection year."""

    def __init__(self, layout: Layout, year: int) -> None:
        self.layout = layout
        self.year = year
        self.let_through: dict[tuple[str, str], int] = {}

    def check(self, block: Block) -> None:
        """Fill the values of a block, and say what is wrong with it."""
        for one in self.layout.fields[block.kind].values():
            text = block.texts.get(one.element, "")
            if one.reads == "none":
                continue
            if not text:
                block.values[one.element] = None
                if one.needed and self._in_use(one):
                    block.fault(one.element, _NO_VALUE)
                continue
            block.values[one.element] = self._value(block, one, text)

    def _in_use(self, one: Field) -> bool:
        first, last = one.years
        return (first is None or first <= self.year) and (last is None or self.year <= last)

    def _value(self, block: Block, one: Field, text: str) -> Any:
        if one.reads == "date":
            return self._day(block, one, text)
        if one.reads in ("code", _MANY):
            given = text.split() if one.reads == _MANY else [text]
            for code in given:
                self._code(block, one, code)
            return " ".join(given)
        if one.reads == "flag":
            return self._or_fault(block, one, _YES.get(text.lower()), "neither yes nor no")
        if one.reads == "whole":
            return self._or_fault(block, one, int(text) if re.fullmatch(r"[0-9]{1,6}", text) else None, "no whole number")
        return text

    @staticmethod
    def _or_fault(block: Block, one: Field, value: Any, why: str) -> Any:
        if value is None:
            block.fault(one.element, why)
        return value

    def _day(self, block: Block, one: Field, text: str) -> date | None:
        found = self.layout.days.fullmatch(text)
        try:
            day = date(*(int(part) for part in found.groups()[:3])) if found else None
        except ValueError:
            day = None
        if day and not limit("first_year") <= day.year <= limit("last_year"):
            day = None
        return self._or_fault(block, one, day, "impossible date")

    def _code(self, block: Block, one: Field, code: str) -> None:
        known = codes.codes(one.list_name).get(code)
        off = known.years_off(self.year) if known else None
        if off is None or off > limit("code_grace"):
            block.fault(one.element, "unknown code" if off is None else f"code not in use in {self.year}")
        elif off:
            self.let_through[one.element, code] = self.let_through.get((one.element, code), 0) + 1


def keep_one(blocks: list[Block], key: Callable[[Block], object]) -> None:
    """Say that of the blocks for the same thing all but one are not used: the fullest stays, wherever it stands."""
    first: dict[object, Block] = {}
    for block in sorted((b for b in blocks if not b.faults), key=lambda b: (-len(b.content), b.content, b.number)):
        other = first.setdefault(key(block), block)
        if other is not block:
            same = other.content == block.content
            block.fault("", "the same block twice" if same else "a second block for the same thing, with other content")
