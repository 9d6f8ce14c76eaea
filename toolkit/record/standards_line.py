"""One line of the practice standards: a step of a duty, its limit, its clock, and the days on which it held."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from toolkit import paths

FOREVER = date.max
COLUMNS = ("duty", "step", "amount", "unit", "starts_from", "in_force", "status", "source")
LOCAL = "local"


@dataclass(frozen=True)
class Line:
    """How long one step of a duty may take: so many units from the event `starts_from`, on the days `valid_from` to `valid_to`.

    `status` is `statute`, `statutory guidance` or `local`; `source` the instrument.
    """

    duty: str
    step: int
    amount: int
    unit: str
    starts_from: str
    valid_from: date
    valid_to: date
    status: str
    source: str

    @property
    def words(self) -> str:
        """The limit in words.

        >>> line_of(dict(zip(COLUMNS, ("visit", "1", "1", "weeks", "", "2011-04-01", "", "")))).words
        '1 week'
        """
        return f"{self.amount} {self.unit.removesuffix('s') if self.amount == 1 else self.unit}"

    def until(self, day: date) -> Line:
        """Return the line as it held up to the day before."""
        return replace(self, valid_to=day if day == FOREVER else day - timedelta(days=1))


def line_of(row: dict[str, str]) -> Line:
    """Return a row of a standards file as a line that holds from its day on; the row must be well formed.

    >>> row = dict(zip(COLUMNS, ("visit", "2", "6", "weeks", "previous visit", "2011-04-01", "statute", "SI 2010/959")))
    >>> line_of(row).valid_from
    datetime.date(2011, 4, 1)
    """
    return Line(
        row["duty"],
        int(row["step"]),
        int(row["amount"]),
        row["unit"],
        row["starts_from"],
        date.fromisoformat(row["in_force"]),
        FOREVER,
        row["status"],
        row["source"],
    )


@cache
def units() -> dict[str, str]:
    """Return the units of a limit, each with what it means.

    >>> "working days" in units()
    True
    """
    with (paths.data() / "standards" / "units.csv").open(encoding="utf-8", newline="") as text:
        return {row["unit"]: row["meaning"] for row in csv.DictReader(text)}
