"""Reading one AFCARS file, child by child: checks, identities, statements, and an account of every block."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from toolkit.sources.afcars.elements import check_codes, code, day, in_group, layout, value
from toolkit.sources.afcars.header import Period
from toolkit.sources.afcars.tables import (
    FIRST_DAYS,
    TABLES,
    Removal,
    Told,
    id_of,
    keys_of,
    removal_of,
    tell_cases,
    tell_child,
    tell_parental_rights,
    tell_removal,
)
from toolkit.sources.blocks import Block, Checker, Shredder, keep_one
from toolkit.sources.identities import Identities
from toolkit.sources.stages import Teller, Undated
from toolkit.sources.xml import limit
from toolkit.sources.xmlfiles import Account, records_of

if TYPE_CHECKING:
    import pandas as pd

RECORD = "record"
_REMOVALS = ("removal_2020", "removal_1993")
_PARENTS = {"tpr_first_parent": ("E65", "E67"), "tpr_second_parent": ("E66", "E68")}
CLOCKS = {"E70": "E69", "E154": "E153"}


@dataclass
class Memory:
    """What the earlier files of a series have shown, as far as a later one needs it."""

    identities: Identities = field(default_factory=Identities)
    undated: Undated = field(default_factory=dict)


@dataclass
class Reading:
    """What one file showed: its statements, its account, the lags of its clocks, and what stayed unreadable."""

    period: Period
    teller: Teller
    account: Account
    shredder: Shredder
    checker: Checker
    lags: dict[str, Counter[bool]] = field(default_factory=lambda: defaultdict(Counter))
    unreadable: list[tuple[str, str]] = field(default_factory=list)
    lost: list[tuple[str, str]] = field(default_factory=list)
    cases: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    notes: list[str] = field(default_factory=list)

    def lists(self) -> dict[str, pd.DataFrame]:
        """Return no further tables: the scopes need none."""
        return {}

    def uninformative(self, clock: str) -> bool:
        """Whether nearly all transaction dates of a clock equal the day itself, so that they tell nothing."""
        seen = self.lags[clock]
        return bool(seen) and seen[False] * 100 >= limit("zero_lag") * seen.total()


def read_file(period: Period, memory: Memory) -> Reading:
    """Return what a file shows; `memory` must be that of the files taken before it, and takes in this one.

    Raises:
        XmlFault: the file is damaged.
    """
    shredder, checker = Shredder(layout()), Checker(layout(), period.ends_on.year)
    reading = Reading(period, Teller(period.taken_on, memory.undated), Account(period.file.name), shredder, checker)
    reading.teller.opens(*TABLES)
    for node in records_of(period.file, RECORD):
        record = shredder.shred(node)
        _read_record(record, reading, memory)
        reading.account.enter(record)
    for clock in CLOCKS:
        if reading.uninformative(clock):
            reading.teller.distrust(clock)
            reading.notes.append(
                f"warning: nearly all transaction dates {clock} equal the day itself, so they tell nothing of when it was recorded"
            )
    return reading


def _read_record(record: Block, reading: Reading, memory: Memory) -> None:
    blocks = list(record.all())
    for block in blocks:
        reading.checker.check(block)
        check_codes(block)
        _check_order(block)
    number = value(record, "E4")
    if not number:
        for block in blocks[1:]:
            block.fault("E4", "its record has no child record number")
        return
    if number in reading.cases:
        for block in blocks:
            block.fault("E4", "a second record for the same child")
        return
    reading.cases[number] = set()
    _keep_one_of_each(record)
    removals = _removals(record, number, reading, memory)
    _tell(record, number, removals, reading, memory)
    _note_unreadable(record, number, reading, memory)


def _check_order(block: Block) -> None:
    pairs = {"removal_2020": ("E69", "E153"), "removal_1993": ("E69", "E153"), **_PARENTS}
    first, last = (day(block, n) for n in pairs.get(block.kind, ("", "")))
    if first and last and last < first:
        block.fault(pairs[block.kind][1], "the end lies before the start")


def _keep_one_of_each(record: Block) -> None:
    removals = record.of(*_REMOVALS)
    for removal in removals:
        if removal.faults and day(removal, "E69") is None:
            _refuse(removal, "its removal has no date that can be read")
    keep_one(removals, lambda b: day(b, "E69"))
    for removal in removals:
        if any(not column for column, _ in removal.faults):
            _refuse(removal, "its removal is stated twice")
    inner = [b for r in removals for b in r.inner]
    within = {id(b): day(r, "E69") for r in removals for b in r.inner}
    for kind in FIRST_DAYS:
        keep_one([b for b in inner if b.kind == kind], lambda b: _thing(b, within[id(b)]))
    keep_one(record.of(*_PARENTS), lambda b: (b.kind, *(day(b, n) for n in _PARENTS[b.kind])))


def _thing(block: Block, removed_on: date | None) -> object:
    if block.kind == "living_arrangement":
        return (removed_on, day(block, "E112"))
    return tuple(keys_of(block, removed_on).items())


def _refuse(removal: Block, why: str) -> None:
    for inner in removal.inner:
        inner.fault("E69", why)


def _removals(record: Block, number: str, reading: Reading, memory: Memory) -> list[Removal]:
    """The removals that can be used; what happened within one that cannot is set aside with it."""
    found = [(b, began) for b in record.of(*_REMOVALS) if (began := day(b, "E69")) and not any(not c for c, _ in b.faults)]
    for block, began in found:
        ended = day(block, "E153")
        adopted = ended is not None and ended <= reading.period.taken_on and in_group(code(block, "E155"), "adoption")
        memory.identities.learn(number, began, ended if adopted else None)
    made = []
    for block, began in found:
        case = memory.identities.case_of(number, began)
        reading.cases[number].add(case)
        if block.faults:
            _refuse(block, "its removal was set aside")
            continue
        made.append(removal_of(block, case, reading.teller))
        for clock, itself in CLOCKS.items():
            said, happened = day(block, clock), day(block, itself)
            if said and happened:
                reading.lags[clock][said != happened] += 1
    return made


def _tell(record: Block, number: str, removals: list[Removal], reading: Reading, memory: Memory) -> None:
    told = Told(reading.teller, reading.account.file)
    by_case: dict[str, list[Removal]] = defaultdict(list)
    for removal in removals:
        by_case[removal.case].append(removal)
        tell_removal(told, removal)
    for case, own in by_case.items():
        tell_cases(told, own)
        if not record.faults:
            tell_child(record, told, case, own)
    if not by_case and not record.faults:
        tell_child(record, told, number, [])
    for block in record.of(*_PARENTS):
        on = _first(block)
        if block.faults or on is None:
            continue
        case = memory.identities.case_of(number, on)
        known: date = min((r.known for r in by_case.get(case, ())), default=reading.period.taken_on)
        tell_parental_rights(block, told, case, min(known, reading.period.taken_on))


def _first(block: Block) -> date | None:
    petition, ended = (day(block, n) for n in _PARENTS[block.kind])
    return petition or ended


def _note_unreadable(record: Block, number: str, reading: Reading, memory: Memory) -> None:
    """What a block that was set aside may speak of: the thing that it names, or all of the child where its day cannot be read."""
    within = {id(b): day(r, "E69") for r in record.of(*_REMOVALS) for b in r.all()}
    for block in record.all():
        if not block.faults:
            continue
        removed_on = within.get(id(block))
        case = memory.identities.case_of(number, removed_on) if removed_on else number
        if block.kind in _PARENTS:
            reading.lost.append(("legal", number))
        for table, key in keys_of(block, removed_on).items():
            reading.unreadable.append((table, id_of(table, case, key)))
            if block.kind in _REMOVALS or day(block, FIRST_DAYS.get(block.kind, "")) is None or removed_on is None:
                reading.lost += [(table, number), *([("case", number)] if block.kind in _REMOVALS else [])]
