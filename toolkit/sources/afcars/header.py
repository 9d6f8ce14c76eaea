"""Which report period a file is for, and when it was taken."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from toolkit.sources.xml import Node, limit

# 45 CFR 1355.43: two report periods, 1 October to 31 March and 1 April to 30 September.
_MONTHS = {3: (10, 31), 9: (4, 30)}


@dataclass(frozen=True)
class Period:
    """One file: its report period, the day it was taken on, whether that day is assumed, and what to note of it."""

    file: Path
    ends_on: date
    taken_on: date
    assumed: bool
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What the report calls it."""
        return f"AFCARS {self.ends_on:%Y-%m}"

    @property
    def covered_from(self) -> date:
        """The first day of the report period."""
        month = _MONTHS[self.ends_on.month][0]
        return date(self.ends_on.year - (1 if month > self.ends_on.month else 0), month, 1)

    @property
    def covered_to(self) -> date:
        """The last day of the report period that the file can speak of."""
        return min(self.ends_on, self.taken_on)


def period_of(file: Path, root: Node, given: date | None) -> tuple[Period | None, list[str]]:
    """Return the period that a file's head speaks of, and what is wrong with the head.

    The report date (E2) is the last month, or a day in the last month, of the period. The day on which the file was taken is given,
    else it is assumed to be the last of the period.
    """
    if root.name.lower() != "data":
        return None, [f"{file.name}: is no AFCARS 2020 file: its root element is no data"]
    told = next((n.text for n in root.walk() if re.match(r"E2_", n.name, re.IGNORECASE)), "")
    ends_on = _end(told)
    if ends_on is None:
        return None, [f"{file.name}: its report date (E2) names no March or September, in which report periods end"]
    taken = given or ends_on
    if taken < Period(file, ends_on, taken, given is None).covered_from:
        return None, [f"{file.name}: taken on {taken:%d/%m/%Y}, before its report period began; say --taken-on"]
    early = int(f"{ends_on:%Y%m%d}") < limit("afcars_first_period")
    notes = ("its period is before October 2022, when AFCARS 2020 came into force",) if early else ()
    return Period(file, ends_on, taken, given is None, notes), []


def _end(text: str) -> date | None:
    """The last day of a period from `202303`, `20230331` or `2023-03-31`.

    >>> _end("202309"), _end("20230331"), _end("202304")
    (datetime.date(2023, 9, 30), datetime.date(2023, 3, 31), None)
    """
    found = re.fullmatch(r"(20\d\d)-?(\d\d)(?:-?(\d\d))?", text)
    if not found or int(found[2]) not in _MONTHS:
        return None
    year, month = int(found[1]), int(found[2])
    last = _MONTHS[9 if month == 3 else 3][0]
    return date(year, last, 1) - timedelta(days=1)
