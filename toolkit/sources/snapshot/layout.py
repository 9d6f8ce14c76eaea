"""How a source that shows a state is laid out: its tables, codes and statements, all read from `data/sources`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from toolkit.sources.settings import rows

SPELL_RULES = ("open",)
_DASHES = str.maketrans({"‘": "'", "’": "'", "–": "-", "—": "-", "\u00a0": " "})


class Field(NamedTuple):
    """One column of a source: how it is read (empty: not at all), and whether a `row` can be used without it."""

    name: str
    reads: str
    needed: str


class Part(NamedTuple):
    """What one column of the source is in a statement: its role, the record's column, the source's column, or a fixed value."""

    role: str
    column: str
    origin: str
    fixed: str


@dataclass(frozen=True)
class Statement:
    """One kind of statement that a source makes: the table it goes to, the source's table, the rule of scope, its parts."""

    name: str
    table: str
    origin: str
    scope: str
    parts: tuple[Part, ...]

    def of(self, *roles: str) -> list[Part]:
        """Return the parts of these roles, in their order."""
        return [p for p in self.parts if p.role in roles]

    def one(self, *roles: str) -> str:
        """Return the source's column of the first part with one of these roles; empty where there is none."""
        return next((p.origin for p in self.of(*roles)), "")


@cache
def tables(source: str) -> dict[str, tuple[Field, ...]]:
    """Return the columns of a source's tables, by table.

    >>> tables("annex_a")["list_1"][0]
    Field(name='Child Unique ID', reads='id', needed='row')
    """
    found: dict[str, list[Field]] = {}
    for row in rows(f"{source}_columns.csv"):
        found.setdefault(row["table"], []).append(Field(row["column"], row["reads"], row["needed"]))
    return {name: tuple(fields) for name, fields in found.items()}


@cache
def codes(source: str, name: str) -> dict[str, str]:
    """Return a code list of a source: the spellings, made alike, and the code of each (empty: known, and no single code).

    >>> codes("annex_a", "need")["abuse or neglect"]
    'N1'
    """
    return {alike(row["value"]): row["code"] for row in rows(f"{source}_codes.csv") if row["list"] == name}


@cache
def own_limit(source: str, name: str) -> int:
    """Return a limit of a source by name.

    >>> own_limit("ssd", "months")
    72
    """
    return next(int(row["value"]) for row in rows(f"{source}_limits.csv") if row["name"] == name)


@cache
def statements(source: str) -> tuple[Statement, ...]:
    """Return the kinds of statement that a source makes, in the order of its data file."""
    found: dict[str, list[dict[str, str]]] = {}
    for row in rows(f"{source}_origins.csv"):
        if row["statement"]:
            found.setdefault(f"{row['table']}/{row['statement']}", []).append(row)
    return tuple(_statement(lines) for lines in found.values())


def _statement(lines: list[dict[str, str]]) -> Statement:
    parts = tuple(_part(line) for line in lines)
    scope = next(p.fixed for p in parts if p.role == "scope")
    origin = next(line["from"].split(": ", 1)[0] for line in lines if line["role"] == "case")
    return Statement(lines[0]["statement"], lines[0]["table"], origin, scope, parts)


def _part(line: dict[str, str]) -> Part:
    if line["from"].startswith("="):
        return Part(line["role"], line["column"], "", line["from"][1:].strip())
    return Part(line["role"], line["column"], line["from"].split(": ", 1)[-1], "")


def alike(text: str) -> str:
    """Return text in the one form in which spellings are compared.

    >>> alike(" Children’s  Homes ")
    "children's homes"
    """
    return " ".join(text.translate(_DASHES).split()).casefold()


def spellings(text: str) -> list[str]:
    """Return the ways in which a coded cell may name its code: `f) U6: Foster placement` is also `u6` and `foster placement`.

    >>> spellings("f) U6: Foster placement")
    ['f) u6: foster placement', 'u6: foster placement', 'u6', 'foster placement']
    """
    whole = alike(text)
    bare = re.sub(r"^[a-z]\)\s*", "", whole)
    head, _, rest = (part.strip() for part in bare.partition(":"))
    if not rest:
        head, _, rest = (part.strip() for part in bare.partition(" - "))
    return list(dict.fromkeys(w for w in (whole, bare, head if rest else "", rest) if w))
