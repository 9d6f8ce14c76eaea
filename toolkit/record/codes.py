"""Code lists and their words: what the codes in a record mean, in which years they held, and which belong together.

The lists are `data/codes/*.csv` files with the columns `list, code, label, valid_from, valid_to, groups, source`.
Years are collection years (the year in which a return ends); an empty one means no bound is known.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

from toolkit import paths
from toolkit.errors import nearest

_LISTS = ("ssda903.csv", "cin.csv", "afcars.csv")
_FOREIGN = "afcars"


@dataclass(frozen=True)
class Code:
    """One code of a list: its words, its first and last collection year, and the groups that it belongs to."""

    code: str
    label: str
    valid_from: int | None
    valid_to: int | None
    groups: frozenset[str]

    def years_off(self, year: int) -> int:
        """Return how many collection years that year lies outside the code's own (0 within them)."""
        early = self.valid_from - year if self.valid_from else 0
        late = year - self.valid_to if self.valid_to else 0
        return max(early, late, 0)


def labels(list_name: str) -> dict[str, str]:
    """Return the words for each code of a list, in the order of the list.

    Args:
        list_name: the name of the list, which is the name of the column in the return (`RNE`, `LS`, `PLACE`, `REC` …).

    Returns:
        Code to label, for all years.

    Raises:
        KeyError: there is no such list.

    >>> labels("RNE")["P"]
    'change of placement and carer'
    """
    return {code.code: code.label for code in codes(list_name).values()}


def label(list_name: str, code: str | None) -> str:
    """Return the words for one code, or the code itself where the list does not have it, or `not recorded` for none.

    >>> label("REC", "E4A"), label("REC", "??"), label("REC", None)
    ('returned home to parents or others with parental responsibility, as planned', '??', 'not recorded')
    """
    if not isinstance(code, str) or not code:
        return "not recorded"
    # A code that is no English one is shown by its own list: no two of these codes are alike.
    return labels(list_name).get(code) or labels(_FOREIGN).get(code, code)


def group(list_name: str, name: str) -> tuple[str, ...]:
    """Return the codes of a list that belong to a group, in the order of the list.

    Raises:
        KeyError: no such list, or no code of it is in such a group.

    >>> group("RNE", "carer_change")
    ('P', 'B')
    >>> group("REC", "home")
    ('E4A', 'E4B')
    """
    found = tuple(c.code for c in codes(list_name).values() if name in c.groups)
    if not found:
        raise KeyError(f"no group {name} in the list {list_name}{nearest(name, groups(list_name))}")
    return found


def groups(list_name: str) -> tuple[str, ...]:
    """Return the names of the groups of a list, sorted.

    >>> groups("RNE")
    ('carer_change', 'legal_change', 'placement_change', 'start')
    """
    return tuple(sorted(set().union(*(c.groups for c in codes(list_name).values()))))


def codes(list_name: str) -> dict[str, Code]:
    """Return the codes of a list by code, in the order of the list; raises KeyError where there is no such list.

    >>> codes("REC")["E43"].valid_to
    2018
    """
    found = _all().get(list_name)
    if found is None:
        raise KeyError(f"no code list {list_name}{nearest(list_name, _all())}")
    return found


@cache
def _all() -> dict[str, dict[str, Code]]:
    lists: dict[str, dict[str, Code]] = {}
    for file in _LISTS:
        with (paths.data() / "codes" / file).open(newline="", encoding="utf-8") as text:
            for row in csv.DictReader(text):
                lists.setdefault(row["list"], {})[row["code"]] = _code(row)
    return lists


def _code(row: dict[str, str]) -> Code:
    return Code(row["code"], row["label"], _year(row["valid_from"]), _year(row["valid_to"]), frozenset(row["groups"].split()))


def _year(text: str) -> int | None:
    return int(text) if text else None
