"""What the importers of XML returns share: which files, taken on which day, and an account of every block that was read."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit import paths
from toolkit.errors import CaseReviewError
from toolkit.sources.blocks import Block, Shredder
from toolkit.sources.series import Target
from toolkit.sources.xml import XmlFault, limit, stream

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.sources.xml import Node

REJECTED = ("file", "row", "column", "why")
READ = ("file", "table", "read", "used", "set_aside")


def files_of(given: Sequence[str | Path]) -> list[Path]:
    """Return the files that were named; of a folder, the XML files in it.

    Raises:
        CaseReviewError: one is not there, a folder has none, or the same file was given twice; all at once.
    """
    found: list[Path] = []
    problems = []
    for path in map(Path, given):
        inside = sorted(f for f in path.iterdir() if f.suffix.lower() == ".xml") if path.is_dir() else [path]
        if not inside:
            problems.append(f"{path}: the folder has no XML file")
        problems += [f"{f}: there is no such file" for f in inside if not f.exists()]
        found += inside
    problems += _twice([f for f in found if f.is_file()])
    if problems:
        raise CaseReviewError("The files cannot be imported; nothing was written", problems, "Name the XML files, each once.")
    return found


def _twice(files: Sequence[Path]) -> list[str]:
    first: dict[str, Path] = {}
    problems = []
    for file in files:
        try:
            with file.open("rb") as source:
                mark = hashlib.file_digest(source, "sha256").hexdigest()
        except OSError:
            continue
        other = first.setdefault(mark, file)
        if other is not file:
            problems.append(f"{file.name}: the same as {other.name}")
    return problems


def days_of(taken_on: Sequence[str | date], files: Sequence[Path]) -> tuple[list[date | None], list[str]]:
    """Return the day given for each file, none where none was, and what is wrong with them."""
    if taken_on and len(taken_on) != len(files):
        words = f"--taken-on is given {len(taken_on)} times for {len(files)} files; give it once a file, in the same order"
        return [None] * len(files), [words]
    days: list[date | None] = []
    problems = []
    for file, said in zip(files, taken_on or [None] * len(files), strict=True):
        day = said.date() if isinstance(said, datetime) else said if isinstance(said, date) else _iso(said)
        if said and day is None:
            problems.append(f"{file.name}: --taken-on is not a day such as 2023-05-23")
        days.append(day)
    return days, problems


def _iso(text: str | None) -> date | None:
    try:
        return date.fromisoformat(str(text).strip()) if text else None
    except ValueError:
        return None


def head_of(file: Path, record: str) -> Node:
    """Return the root element of a file with what stands before its first record; raises XmlFault."""
    for node in stream(file, record):
        return node
    raise XmlFault("holds nothing")


def records_of(file: Path, record: str) -> Iterator[Node]:
    """Yield the records of a file; raises XmlFault."""
    told = stream(file, record)
    next(told, None)
    yield from told


@dataclass
class Account:
    """Every block that was read from a file, and those that were set aside, with the reasons."""

    file: str
    read: Counter[str] = field(default_factory=Counter)
    aside: Counter[str] = field(default_factory=Counter)
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    rejected: list[tuple[str, int, str, str]] = field(default_factory=list)

    def place(self, kind: str) -> str:
        """Return how a kind of block is named in the report: the file and the element."""
        return f"{self.file} {kind}"

    def enter(self, record: Block) -> None:
        """Add a record and all blocks inside it."""
        for block in record.all():
            self.read[block.kind] += 1
            if block.faults:
                self.aside[block.kind] += 1
                self.reasons[block.kind, "; ".join(sorted({why for _, why in block.faults}))] += 1
                self.rejected += [(self.place(block.kind), block.number, column, why) for column, why in block.faults]

    def frames(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return what was read (file, table, read, used, set_aside) and what was rejected (file, row, column, why)."""
        import pandas as pd

        rows = [(self.place(k), k, n, n - self.aside[k], self.aside[k]) for k, n in sorted(self.read.items())]
        return pd.DataFrame(rows, columns=list(READ)), pd.DataFrame(self.rejected, columns=list(REJECTED))

    def too_many(self) -> list[str]:
        """Return words for each kind of block of which more are faulty than an import may pass over."""
        return [
            f"{self.place(kind)}: {n:,} of {self.read[kind]:,} blocks ("
            + "; ".join(f"{why}: {m:,}" for (k, why), m in sorted(self.reasons.items()) if k == kind)
            + ")"
            for kind, n in sorted(self.aside.items())
            if n * 100 > limit("faulty_rows") * self.read[kind]
        ]


def unknown_elements(shredder: Shredder) -> list[tuple[str, str, str, int]]:
    """Return report lines (table, count, why, rows) for the elements that are not known."""
    return [
        (kind, "element not known, not read", "".join(c if c.isalnum() or c in "_.-" else "?" for c in name), n)
        for (kind, name), n in sorted(shredder.unknown.items())
    ]


def stop_at(problems: Sequence[str], accept_faults: bool) -> None:
    """Stop where blocks must be set aside beyond the limit, or elements seem renamed, unless that was accepted."""
    if problems and not accept_faults:
        raise CaseReviewError(
            "Too much of the files cannot be used; nothing was written",
            problems,
            "Mend them, or say --accept-faults to set these blocks aside and import the others.",
        )


def targets_of(name: str) -> tuple[Target, ...]:
    """Return the tables that a source fills, with their scopes, from `data/sources/<name>_tables.csv`."""
    return tuple(Target(r["table"], r["scope"], r["silence_confirms"] or "false") for r in _rows(f"{name}_tables.csv"))


def columns_of(name: str) -> dict[str, list[str]]:
    """Return the columns that a source fills, by table, from `data/sources/<name>_origins.csv`."""
    found: dict[str, list[str]] = {}
    for row in _rows(f"{name}_origins.csv"):
        if row["column"] not in ("case_id", "entity_id"):
            found.setdefault(row["table"], []).append(row["column"])
    return found


def _rows(file: str) -> list[dict[str, str]]:
    with (paths.data() / "sources" / file).open(newline="", encoding="utf-8") as text:
        return list(csv.DictReader(text))
