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
class Years:
    """The collection years (in which a return ends) in which something is part of a return; an open end is not known."""

    first: int | None = None
    last: int | None = None

    def holds(self, year: int) -> bool:
        """Return whether it is part of a return for that year."""
        return (self.first or year) <= year <= (self.last or year)

    @property
    def words(self) -> str:
        """The years as messages say them.

        >>> Years(2024).words, Years(None, 2018).words
        ('2023/24 and later', '2017/18 and earlier')
        """
        if self.first and self.last:
            return f"{spoken(self.first)} to {spoken(self.last)}"
        if self.first:
            return f"{spoken(self.first)} and later"
        return f"{spoken(self.last)} and earlier" if self.last else "every year"


def spoken(year: int) -> str:
    """Return a collection year as people say it.

    >>> spoken(2024)
    '2023/24'
    """
    return f"{year - 1}/{year % 100:02}"


@dataclass(frozen=True)
class Field:
    """One column of a return: how it is read and what it may be.

    `reads` is `id`, `date`, `vague` (a date of which day, month or year may be unknown), `code`, `yesno`, `whole` (a whole number
    from `lowest` to `highest`), `text`, or empty for not at all.
    """

    name: str
    reads: str
    may_be_blank: bool
    key: bool
    ends: str
    needed: bool
    years: Years = Years()
    lowest: int = 0
    highest: int = 0

    @property
    def codes(self) -> str:
        """The list that its codes are in, or nothing."""
        return self.name if self.reads == "code" else "YESNO" if self.reads == "yesno" else ""


@dataclass(frozen=True)
class Layout:
    """One table of a return and its columns."""

    name: str
    fields: tuple[Field, ...]

    @property
    def read(self) -> tuple[Field, ...]:
        """The columns that the import reads."""
        return tuple(f for f in self.fields if f.reads)

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that tell one row from another."""
        return tuple(f.name for f in self.fields if f.key)

    def named(self, *reads: str) -> tuple[str, ...]:
        """Return the names of the columns that are read in one of those ways."""
        return tuple(f.name for f in self.fields if f.reads in reads)

    @property
    def years(self) -> Years:
        """The years in which the table is part of a return."""
        return self.fields[0].years

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
    return {name: Layout(name, tuple(_field(r) for r in rows)) for name, rows in found.items()}


@dataclass(frozen=True)
class Item:
    """A cell of a return that is a statement of its own: what it measures or decides, and in which form."""

    table: str
    column: str
    kind: str
    form: str
    instrument: str
    rater_role: str
    chosen: str


@cache
def items(table: str) -> tuple[Item, ...]:
    """Return the cells of a table that are statements of their own.

    >>> items("oc3")[0].kind
    'care leaver in touch with the authority'
    """
    rows = (row for row in _rows("ssda903_items.csv", "sources") if row["table"] == table)
    return tuple(Item(**{k: v for k, v in row.items() if k != "source"}) for row in rows)


@cache
def elements() -> dict[str, tuple[tuple[str, tuple[str, ...]], ...]]:
    """Return for each element of the XML form the tables that it fills, with the columns without which it says nothing of one."""
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for row in _rows("ssda903_xml.csv", "sources"):
        found.setdefault(row["element"], []).append((row["table"], tuple(row["columns"].split())))
    return {element: tuple(tables) for element, tables in found.items()}


def limit(name: str) -> int:
    """Return a limit of the import by name.

    >>> limit("faulty_rows")
    5
    """
    return _limits()[name]


@cache
def _limits() -> dict[str, int]:
    return {row["name"]: int(row["value"]) for row in _rows("ssda903_limits.csv")}


def _rows(file: str, folder: str = "codes") -> list[dict[str, str]]:
    with (paths.data() / folder / file).open(newline="", encoding="utf-8") as text:
        return list(csv.DictReader(text))


def _field(row: dict[str, str]) -> Field:
    return Field(
        row["column"],
        row["reads"],
        row["blank"] == _FILLED,
        row["key"] == _FILLED,
        row["ends"],
        row["needed"] == _FILLED,
        Years(_number(row["valid_from"]), _number(row["valid_to"])),
        _number(row["lowest"]) or 0,
        _number(row["highest"]) or 0,
    )


def _number(cell: str) -> int | None:
    return int(cell) if cell else None
