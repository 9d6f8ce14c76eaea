"""The elements of AFCARS 2020 by their numbers, and their coded values."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import Any

from toolkit.record import codes
from toolkit.sources.blocks import COMPACT, Block, Layout, read_layout

LIST = "afcars"
_NUMBERED = re.compile(r"(E\d+)_(?!E?\d+_)", re.IGNORECASE)
_PLURAL = re.compile(r"E(?:149|150)_\w+s", re.IGNORECASE)
_CODED = ("E63", "E64", "E71", "E120", "E121", "E148", "E152", "E155", "E156")
_HOMES = ("E118", "E117", "E119", "E116", "E115", "E114")
NOT_EXITED = "E155-9"


def key(name: str) -> str:
    """Return what an element is known by: its number where it has one of its own, else its name.

    >>> key("E69_removal_date"), key("E69_E186_removals"), key("E149_periodic_reviews"), key("removal_2020")
    ('E69', 'e69_e186_removals', 'e149_periodic_reviews', 'removal_2020')
    """
    found = None if _PLURAL.fullmatch(name) else _NUMBERED.match(name)
    return found[1].upper() if found else name.lower()


@cache
def layout() -> Layout:
    """Return the layout of a file."""
    return read_layout("afcars", key, COMPACT)


@cache
def _element(kind: str, number: str) -> str:
    return layout().fields[kind][number].element


def value(block: Block, number: str) -> Any:
    """Return the value of a numbered element of a block."""
    return block.values.get(_element(block.kind, number))


def day(block: Block, number: str) -> date | None:
    """Return the day in a numbered element of a block, none where the block has no such element."""
    return value(block, number) if number in layout().fields[block.kind] else None


def code(block: Block, number: str) -> str | None:
    """Return the code of a numbered element as the code list has it (`E148-3`), none for none and for a zero without words."""
    if number not in layout().fields[block.kind] or value(block, number) is None:
        return None
    made = f"{number}-{value(block, number)}"
    return made if made in codes.codes(LIST) else None


def check_codes(block: Block) -> None:
    """Say of a block which of its coded elements hold no known code; zero stands for none."""
    for number in _CODED:
        if number in layout().fields[block.kind] and value(block, number) and code(block, number) is None:
            block.fault(_element(block.kind, number), "unknown code")


def flagged(block: Block, first: int, last: int) -> list[str]:
    """Return the codes of the elements in a range whose value is one."""
    return [f"E{n}" for n in range(first, last + 1) if value(block, f"E{n}") in (True, 1)]


def living_arrangement(block: Block) -> str | None:
    """Return the code of a living arrangement: the other type, or what a foster family home is first of all."""
    homes = [h for h in _HOMES if value(block, h)]
    if value(block, "E113") or homes:
        return homes[0] if homes else "E113"
    return code(block, "E120")


def in_group(made: str | None, name: str) -> bool:
    """Return whether a code of the list belongs to a group."""
    return made is not None and name in codes.codes(LIST)[made].groups
