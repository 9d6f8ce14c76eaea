"""What a check found: in which table and column, how often, where first, and what to do; and what it could not look at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

SEVERITIES = ("error", "warning", "note")


@dataclass(frozen=True)
class Finding:
    """One problem of one kind in one table.

    Attributes:
        severity: one of :data:`SEVERITIES`.
        words: what is wrong.
        todo: what to do about it.
        table: the table of the record, or the file's stem where it is none.
        column: the column to look at; may be empty.
        count: how many rows.
        first: opaque entity ids or row numbers of the first ones, never values.
        origins: for each of `first`, the file and row that it came from; empty where that is not known.
        rule: the name of the rule.
        years: how many in each collection year (1 April of the year before to 31 March), where the rule tells them apart.
    """

    severity: str
    words: str
    todo: str
    table: str
    column: str
    count: int
    first: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    rule: str = ""
    years: tuple[tuple[int, int], ...] = ()

    def place(self) -> str:
        """Return where it is and how often, in a line.

        >>> Finding("error", "a spell ended before it began", "", "placement", "ended_on", 5, ("pl-1", "pl-2")).place()
        'placement.ended_on: 5 (pl-1, pl-2, ...)'
        """
        more = ", ..." if self.first and len(self.first) < self.count else ""
        first = f" ({', '.join(self.places())}{more})" if self.first else ""
        years = f"; {', '.join(f'{year}: {n:,}' for year, n in self.years)}" if self.years else ""
        return f"{self.where()}: {self.count:,}{first}{years}"

    def where(self) -> str:
        """Return the table and column."""
        return f"{self.table}.{self.column}" if self.column else self.table

    def places(self) -> list[str]:
        """Return the first places, each with its file and row of origin where that is known."""
        origins = self.origins or ("",) * len(self.first)
        return [f"{one} from {came}" if came else one for one, came in zip(self.first, origins, strict=True)]


@dataclass(frozen=True)
class NotRun:
    """A rule, or the part of one for a table, that could not be run, and why: nothing is known about what it looks for."""

    rule: str
    words: str
    table: str
    why: str
    in_part: bool = False


@dataclass(frozen=True)
class Checked:
    """The outcome of a check; iterating over it gives its findings, gravest first."""

    findings: list[Finding] = field(default_factory=list)
    ran: int = 0
    not_run: list[NotRun] = field(default_factory=list)

    def __iter__(self) -> Iterator[Finding]:
        """Go over the findings."""
        return iter(self.findings)

    def counts(self) -> dict[str, int]:
        """Return how many rows were found, by severity."""
        return {s: sum(f.count for f in self.findings if f.severity == s) for s in SEVERITIES}

    def whole_not_run(self) -> list[NotRun]:
        """Return the rules that ran nowhere, once each."""
        return list({n.rule: n for n in self.not_run if not n.in_part}.values())
