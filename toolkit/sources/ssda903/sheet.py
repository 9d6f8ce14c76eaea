"""One table of a return as it was read from a file of any form: its heading and its rows as text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from toolkit.sources.ssda903.layout import limit

_MEGABYTE = 1_000_000


@dataclass
class Sheet:
    """A heading and rows of text; `numbers` are their places in the file, counted in `unit`s (`row`, or `child` in XML)."""

    names: list[str]
    rows: list[list[str]]
    numbers: list[int]
    unit: str = "row"
    part: str = ""
    table: str = ""
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @cached_property
    def columns(self) -> list[str]:
        """The heading as the layouts spell it."""
        return [name.strip().upper() for name in self.names]


@dataclass
class Found:
    """What a file holds: its sheets, or why it could not be read."""

    sheets: list[Sheet] = field(default_factory=list)
    problem: str = ""
    notes: list[str] = field(default_factory=list)
    foreign: bool = False


def without_blank_rows(rows: list[list[str]], first: int) -> tuple[list[list[str]], list[int]]:
    """Return the rows that hold anything, and their numbers; the first given row has the number `first`."""
    kept = [(number, row) for number, row in enumerate(rows, start=first) if any(cell.strip() for cell in row)]
    return [row for _, row in kept], [number for number, _ in kept]


def too_large(file: Path) -> str:
    """Return why a file is too large to be read, or nothing."""
    most = limit("file_megabytes")
    return f"is larger than {most} megabytes, and no return is" if file.stat().st_size > most * _MEGABYTE else ""


def read_safely(read: Callable[[Path], Found], file: Path) -> Found:
    """Return what a file holds; one that the system does not let be read is told in plain words."""
    try:
        return Found(problem=why) if (why := too_large(file)) else read(file)
    except OSError as error:
        return Found(problem=f"cannot be read ({error.strerror or type(error).__name__})")
