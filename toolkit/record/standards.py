"""Practice standards: what had to be done by when, in which nation, since when, and on whose authority.

A line says for one step of a duty how long it may take and which event starts the clock. The lines of a nation stand in
`data/standards/<nation>/<year>.csv`; a year's file holds only what changed in that year, and a line holds until a later one for
the same step. A file of the agency's own goes before them, from the day on which it comes into force.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import zip_longest
from pathlib import Path

from toolkit import paths
from toolkit.errors import CaseReviewError, nearest
from toolkit.record.standards_line import FOREVER, Line, line_of
from toolkit.record.standards_local import read_local
from toolkit.record.workdays import Counting, known_nations, nation

DEFAULT_NATION = "england"


@dataclass(frozen=True)
class Standards:
    """Which standards a measure is held against: a nation's, with an agency's own file where there is one, and how days count.

    `count_from` is 0 where the day that starts a clock is day 0, and 1 where it is day 1 itself.

    >>> Standards().lines_on("2024-05-01", "care proceedings")[0].words
    '26 inclusive weeks'
    """

    nation: str = DEFAULT_NATION
    local: str | Path | None = None
    count_from: int = 0
    weekends_count: bool = False
    holidays_count: bool = False

    @property
    def counting(self) -> Counting:
        """How days are counted; raises CaseReviewError where the nation is not known or the count begins with no day 0 or 1."""
        return Counting(nation(self.nation), self.count_from, self.weekends_count, self.holidays_count)

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines with the days on which they held, by duty, step and day; local ones in the place of the nation's.

        Raises:
            CaseReviewError: an unknown nation, a first day that is neither 0 nor 1, or a local file with anything wrong in it (all
                of it at once).
        """
        national = national_lines(self.counting.nation.name)
        return with_local(national, read_local(Path(self.local), national)) if self.local else national

    def lines_on(self, day: str | date, duty: str = "") -> list[Line]:
        """Return the lines that held on a day, of one duty where it is given.

        Args:
            day: the day, as a date or as text like 2024-05-01.
            duty: the duty; all where none is given.

        Raises:
            CaseReviewError: a day that is none, or a duty that no standard of the nation names.
        """
        on, lines = as_day(day), self.lines
        duties = {line.duty for line in lines}
        if duty and duty not in duties:
            raise CaseReviewError(
                f"There is no standard for {duty}{nearest(duty, duties)}", todo="casereview standards lists them all."
            )
        return [line for line in lines if line.valid_from <= on <= line.valid_to and duty in ("", line.duty)]

    @property
    def told(self) -> str:
        """Return in a sentence whose standards these are and how days are counted: print it with every result held against them.

        >>> Standards().told
        'Standards of England. Working days are Monday to Friday without the bank holidays of England and Wales; the day that \
starts the clock is day 0.'
        """
        own = " with the agency's own file before them" if self.local else ""
        return f"Standards of {self.counting.nation.label}{own}. {self.counting.told}"

    def due(self, clock_on: str | date, duty: str, step: int = 1, on: str | date | None = None) -> date:
        """Return the last day on which a duty is done in time.

        Args:
            clock_on: the day of the event that starts the clock.
            duty: the duty.
            step: which step of it (the last one where there are fewer).
            on: the day whose standards hold; the day of the clock where it is not given.

        Raises:
            CaseReviewError: an unknown duty, no standard in force, or a day beyond the calendar's cover.

        >>> Standards().due("2024-03-01", "initial child protection conference")
        datetime.date(2024, 3, 22)
        """
        began = as_day(clock_on)
        held = [line for line in self.lines_on(on or began, duty) if line.step <= step]
        if not held:
            raise CaseReviewError(f"No standard for {duty} was in force on {as_day(on or began)}")
        line = max(held, key=lambda one: one.step)
        return self.counting.due(began, line.amount, line.unit)


def as_day(day: str | date) -> date:
    """Return a day that is given as a date or as text; raises CaseReviewError for what is no day.

    >>> as_day("2024-02-29")
    datetime.date(2024, 2, 29)
    """
    if isinstance(day, date):
        return day
    try:
        return date.fromisoformat(day)
    except ValueError:
        raise CaseReviewError(f"{day!r} is not a day", todo="Write a day as 2024-05-01.") from None


@cache
def national_lines(name: str) -> tuple[Line, ...]:
    """Return the lines of a nation, the files of all years folded into one another; raises CaseReviewError for an unknown nation.

    >>> [line.valid_from.year for line in national_lines("us_federal") if line.duty == "out-of-state visit"]
    [1997, 2006]
    """
    nation(name)
    return folded(line for file in year_files(name) for line in _read(file))


def year_files(name: str) -> list[Path]:
    """Return the files of a nation, the earliest year first."""
    return sorted((paths.data() / "standards" / name).glob("[0-9][0-9][0-9][0-9].csv"))


def folded(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return lines with the last day on which each held: the day before the next line for the same step came into force.

    >>> from toolkit.record.standards_line import line_of
    >>> row = {"duty": "visit", "step": "1", "amount": "6", "unit": "weeks", "status": "statute", "source": "", "starts_from": ""}
    >>> [str(l.valid_to) for l in folded(line_of({**row, "in_force": day}) for day in ("2011-04-01", "2013-01-01"))]
    ['2012-12-31', '9999-12-31']
    """
    ordered = sorted(lines, key=lambda line: (line.duty, line.step, line.valid_from))
    return tuple(
        one.until(then.valid_from) if then and (then.duty, then.step) == (one.duty, one.step) else one
        for one, then in zip_longest(ordered, ordered[1:])
    )


def with_local(national: tuple[Line, ...], local: tuple[Line, ...]) -> tuple[Line, ...]:
    """Return a nation's lines with an agency's own before them: a step's national line holds up to the day before the local one."""
    began = {(one.duty, one.step): one.valid_from for one in reversed(folded(local))}
    from_day = [(line, began.get((line.duty, line.step), FOREVER)) for line in national]
    kept = [line.until(day) if day <= line.valid_to else line for line, day in from_day]
    whole = [line for line in kept if line.valid_from <= line.valid_to]
    return tuple(sorted([*whole, *folded(local)], key=lambda line: (line.duty, line.step, line.valid_from)))


def _read(file: Path) -> list[Line]:
    with file.open(encoding="utf-8", newline="") as text:
        return [line_of(row) for row in csv.DictReader(text)]


def nations() -> tuple[str, ...]:
    """Return the names of the nations that there are standards for.

    >>> nations()
    ('england', 'us_federal')
    """
    return tuple(known_nations())
