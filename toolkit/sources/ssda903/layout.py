"""The tables of an SSDA903 return and their columns, and the limits of the import: all read from `data/codes`."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

from toolkit import paths

_FILLED = "yes"
# Columns that many tables have: they say nothing about which table a file is.
SHARED = frozenset({"CHILD", "DOB", "SEX"})


@dataclass(frozen=True)
class Field:
    """One column of a return: how it is read (`id`, `date`, `code`, `text`, or empty for not at all) and what it may be."""

    name: str
    reads: str
    may_be_blank: bool
    key: bool
    ends: str
    needed: bool


@dataclass(frozen=True)
class Layout:
    """One table of a return: its columns, and whether the record has a table that it can go to."""

    name: str
    fields: tuple[Field, ...]
    carried: bool

    @property
    def read(self) -> tuple[Field, ...]:
        """The columns that the import reads."""
        return tuple(f for f in self.fields if f.reads)

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that tell one row from another."""
        return tuple(f.name for f in self.fields if f.key)

    def named(self, reads: str) -> tuple[str, ...]:
        """Return the names of the columns that are read in that way."""
        return tuple(f.name for f in self.fields if f.reads == reads)

    @property
    def own(self) -> frozenset[str]:
        """The columns by which the table is recognised."""
        return frozenset(f.name for f in self.fields) - SHARED

    @property
    def needed_own(self) -> frozenset[str]:
        """Those of them that the import cannot do without."""
        return frozenset(f.name for f in self.fields if f.needed) - SHARED


@cache
def layouts() -> dict[str, Layout]:
    """Return the tables of a return by name.

    >>> layouts()["episodes"].key
    ('CHILD', 'DECOM')
    """
    found: dict[str, list[dict[str, str]]] = {}
    for row in _rows("ssda903_tables.csv"):
        found.setdefault(row["table"], []).append(row)
    return {name: Layout(name, tuple(_field(r) for r in rows), rows[0]["carried"] == _FILLED) for name, rows in found.items()}


def limit(name: str) -> int:
    """Return a limit of the import by name.

    >>> limit("faulty_rows")
    5
    """
    return _limits()[name]


@cache
def _limits() -> dict[str, int]:
    return {row["name"]: int(row["value"]) for row in _rows("ssda903_limits.csv")}


def _rows(file: str) -> list[dict[str, str]]:
    with (paths.data() / "codes" / file).open(newline="", encoding="utf-8") as text:
        return list(csv.DictReader(text))


def _field(row: dict[str, str]) -> Field:
    return Field(row["column"], row["reads"], row["blank"] == _FILLED, row["key"] == _FILLED, row["ends"], row["needed"] == _FILLED)
