"""Importing a series of XML returns: all heads, then the files in the order in which they were taken, then all or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from toolkit.errors import CaseReviewError
from toolkit.record.beside import refuse_taken
from toolkit.sources.blocks import Checker, Shredder
from toolkit.sources.series import Extract, ImportReport, import_series
from toolkit.sources.stages import Teller
from toolkit.sources.xml import Node, XmlFault
from toolkit.sources.xmlfiles import Account, columns_of, days_of, files_of, head_of, stop_at, targets_of, unknown_elements

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.sources.pseudonyms import Pseudonyms

_MEND = "Mend these and import again."


class Head(Protocol):
    """What the head of a file says of it."""

    @property
    def file(self) -> Path:
        """The file."""
        ...

    @property
    def name(self) -> str:
        """What the report calls it."""
        ...

    @property
    def taken_on(self) -> date:
        """The day on which it was taken."""
        ...

    @property
    def assumed(self) -> bool:
        """Whether that day is assumed."""
        ...

    @property
    def covered_from(self) -> date:
        """The first day that it was meant to cover."""
        ...

    @property
    def covered_to(self) -> date:
        """The last day that it was meant to cover."""
        ...

    @property
    def notes(self) -> tuple[str, ...]:
        """What to note of it in the report."""
        ...


class Read(Protocol):
    """What one file showed."""

    teller: Teller
    account: Account
    shredder: Shredder
    checker: Checker
    unreadable: list[tuple[str, str]]
    lost: list[tuple[str, str]]
    cases: dict[str, set[str]]
    notes: list[str]

    def lists(self) -> dict[str, pd.DataFrame]:
        """Further tables for the scopes."""
        ...


@dataclass(frozen=True)
class Kind:
    """One kind of XML return: its names, its record element, and how its heads and its files are read.

    `head` takes a file, its root and the day given; `read` takes a head and the memory of the files before it.
    """

    name: str
    short: str
    record: str
    head: Callable[[Path, Node, date | None], tuple[Any, list[str]]]
    read: Callable[[Any, Any], Any]
    memory: Callable[[], Any]


def import_files(
    kind: Kind,
    paths: Sequence[str | Path],
    to: str | Path,
    taken_on: Sequence[str | date],
    accept_faults: bool,
    replace_old: bool,
    pseudonyms: Pseudonyms | None,
) -> ImportReport:
    """Make one record with history from files of a kind; see the importers for the arguments.

    Raises:
        CaseReviewError: for damaged files, faulty heads, too many faults, or a folder that exists; nothing is written.
    """
    if not paths:
        raise CaseReviewError(f"There is no {kind.name} file to import", todo="Name at least one XML file.")
    refuse_taken(Path(to), replace_old)
    heads = _heads(kind, files_of(paths), taken_on)
    readings = _readings(kind, heads)
    stop_at([p for r in readings for p in _too_faulty(r)], accept_faults)
    names = _names(heads)
    made = [_extract(kind, *one) for one in zip(names, heads, readings, strict=True)]
    notes = [f"{n}: {note}" for n, h, r in zip(names, heads, readings, strict=True) for note in (*h.notes, *r.notes)]
    extracts = _with_lost(made, readings)
    return import_series(kind.name, extracts, targets_of(kind.short), to, pseudonyms=pseudonyms, replace=replace_old, notes=notes)


def _heads(kind: Kind, files: list[Path], taken_on: Sequence[str | date]) -> list[Head]:
    days, problems = days_of(taken_on, files)
    heads: list[Head] = []
    for file, day in zip(files, days, strict=True):
        try:
            head, faults = kind.head(file, head_of(file, kind.record), day)
        except XmlFault as fault:
            head, faults = None, [f"{file.name}: {fault}"]
        problems += faults
        heads += [head] if head else []
    heads.sort(key=lambda h: h.taken_on)
    problems += _same_day(heads)
    _stop(problems)
    return heads


def _same_day(heads: list[Head]) -> list[str]:
    return [
        f"{b.file.name}: taken on {b.taken_on:%d/%m/%Y} as {a.file.name} was, so which is the later is not known; say --taken-on"
        for a, b in zip(heads, heads[1:], strict=False)
        if a.taken_on == b.taken_on
    ]


def _stop(problems: list[str]) -> None:
    if problems:
        raise CaseReviewError("The files cannot be imported; nothing was written", problems, _MEND)


def _readings(kind: Kind, heads: list[Head]) -> list[Read]:
    memory, readings, problems = kind.memory(), [], []
    for head in heads:
        try:
            reading = kind.read(head, memory)
        except XmlFault as fault:
            problems.append(f"{head.file.name}: {fault}")
            continue
        readings.append(reading)
        if not any(reading.account.read.values()):
            problems.append(f"{head.file.name}: it has no child")
    _stop(problems)
    return readings


def _too_faulty(reading: Read) -> list[str]:
    renamed = [f"{reading.account.file}: {words}" for words in reading.shredder.renamed()]
    return [*renamed, *reading.account.too_many()]


def _names(heads: list[Head]) -> list[str]:
    """The names of the extracts; two for the same year or period are told apart by the day on which they were taken."""
    often = Counter(h.name for h in heads)
    return [h.name if often[h.name] == 1 else f"{h.name}, taken on {h.taken_on:%d/%m/%Y}" for h in heads]


def _extract(kind: Kind, name: str, head: Head, r: Read) -> Extract:
    import pandas as pd

    read, rejected = r.account.frames()
    for (element, code), n in sorted(r.checker.let_through.items()):
        r.teller.count(element, "let through", f"{code}: a code of the collection year before or after", n)
    for line in unknown_elements(r.shredder):
        r.teller.count(*line)
    return Extract(
        name,
        head.taken_on,
        head.covered_from,
        head.covered_to,
        r.teller.frames(columns_of(kind.short)),
        read,
        rejected,
        pd.DataFrame(r.unreadable, columns=["table", "entity_id"], dtype="str"),
        head.assumed,
        lists=r.lists(),
        counted=r.teller.counted(),
    )


def _with_lost(extracts: list[Extract], readings: Sequence[Read]) -> list[Extract]:
    """Where a block's day could not be read, it may speak of anything of its kind that any file shows of the child."""
    import pandas as pd

    cases: dict[str, set[str]] = {}
    for reading in readings:
        for number, own in reading.cases.items():
            cases.setdefault(number, {number}).update(own)
    known = _entities(extracts)
    found = []
    for extract, reading in zip(extracts, readings, strict=True):
        lost = {(t, e) for t, number in reading.lost for case in cases.get(number, {number}) for e in known.get((t, case), ())}
        more = pd.DataFrame(sorted(lost), columns=["table", "entity_id"], dtype="str")
        found.append(replace(extract, unreadable=pd.concat([extract.unreadable, more], ignore_index=True)))
    return found


def _entities(extracts: list[Extract]) -> dict[tuple[str, str], set[str]]:
    known: dict[tuple[str, str], set[str]] = {}
    for extract in extracts:
        for table, frame in extract.shown.items():
            for case, entity in zip(frame["case_id"], frame["entity_id"], strict=True):
                known.setdefault((table, case), set()).add(entity)
    return known
