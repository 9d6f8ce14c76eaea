"""Which census a file holds, and when it was taken."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from toolkit.sources.blocks import ISO
from toolkit.sources.xml import Node, limit

_END_MONTH, _END_DAY = 3, 31
_UNCHECKED = "warning: the code lists of its year were not compared with those that it was read by"


@dataclass(frozen=True)
class Census:
    """One file: the collection year, the day it was taken on, whether that day is assumed, and what to note of it."""

    file: Path
    year: int
    taken_on: date
    assumed: bool
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What the report calls it."""
        return f"CIN census {self.year}"

    @property
    def covered_from(self) -> date:
        """The first day of the census year."""
        return date(self.year - 1, _END_MONTH + 1, 1)

    @property
    def covered_to(self) -> date:
        """The last day of the census year that the file can speak of."""
        return min(date(self.year, _END_MONTH, _END_DAY), self.taken_on)


def census_of(file: Path, root: Node, given: date | None) -> tuple[Census | None, list[str]]:
    """Return the census that a file's header speaks of, and what is wrong with the header.

    The year is that of the reference date, else the year that the header names. The day on which it was taken is given, else
    it is the last date and time of the header's sources, else it is assumed to be the reference date.
    """
    if root.name.lower() != "message":
        return None, [f"{file.name}: is no CIN census: its root element is no Message"]
    texts = {n.name.lower(): n.text for n in root.walk() if n.text}
    if texts.get("collection", "CIN").upper() != "CIN":
        return None, [f"{file.name}: is a return, but of another collection than CIN"]
    problems: list[str] = []
    year, notes = _year(texts, problems)
    taken, assumed = _taken(root, year, given)
    if year and taken and taken < date(year - 1, _END_MONTH + 1, 1):
        problems.append(f"was taken on {taken:%d/%m/%Y}, before its census year began; say --taken-on")
    problems = [f"{file.name}: {p}" for p in problems]
    if problems or year is None or taken is None:
        return None, problems
    if taken < date(year, _END_MONTH, _END_DAY):
        notes.append("it was taken before the end of its census year, and covers the year only so far")
    return Census(file, year, taken, assumed, tuple(notes)), []


def _year(texts: dict[str, str], problems: list[str]) -> tuple[int | None, list[str]]:
    named = texts.get("year", "")
    day = _day(texts.get("referencedate", ""))
    year = int(named) if re.fullmatch(r"\d{4}", named) else None
    if day and (day.month, day.day) != (_END_MONTH, _END_DAY):
        problems.append("its ReferenceDate is not a 31 March, so its census year is in doubt")
        return None, []
    found = day.year if day else year
    if found is None:
        problems.append("its header names no census year (neither ReferenceDate nor Year)")
        return None, []
    if not limit("cin_first_year") <= found <= limit("last_year"):
        problems.append(f"its census year is {found}, and the first that can be read is {limit('cin_first_year')}")
        return None, []
    notes = [] if limit("cin_checked_from") <= found <= limit("cin_checked_to") else [_UNCHECKED]
    differs = day is not None and year is not None and year != day.year
    return found, [*notes, f"its header says Year {year}; the ReferenceDate was believed"] if differs else notes


def _taken(root: Node, year: int | None, given: date | None) -> tuple[date | None, bool]:
    if given:
        return given, False
    times = [d for n in root.walk() if n.name.lower() == "datetime" and (d := _day(n.text))]
    if times:
        return max(times), False
    return (date(year, _END_MONTH, _END_DAY), True) if year else (None, True)


def _day(text: str) -> date | None:
    found = ISO.fullmatch(text)
    try:
        return date(*(int(part) for part in found.groups()[:3])) if found else None
    except ValueError:
        return None
