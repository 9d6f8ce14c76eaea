"""What a check found: in which table and column, how often, where first, and what to do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One problem of one kind in one table; `first` holds opaque entity ids or row numbers, never values."""

    severity: str
    words: str
    todo: str
    table: str
    column: str
    count: int
    first: tuple[str, ...] = ()

    def place(self) -> str:
        """Return where it is and how often, in a line.

        >>> Finding("error", "a spell ended before it began", "", "placement", "ended_on", 5, ("pl-1", "pl-2")).place()
        'placement.ended_on: 5 (pl-1, pl-2, ...)'
        """
        more = ", ..." if self.first and len(self.first) < self.count else ""
        first = f" ({', '.join(self.first)}{more})" if self.first else ""
        return f"{self.table}{'.' if self.column else ''}{self.column}: {self.count:,}{first}"
