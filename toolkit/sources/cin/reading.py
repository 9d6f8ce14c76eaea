"""Reading one census, child by child: checks, identities, statements, and an account of every block."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from toolkit.record import codes
from toolkit.sources.blocks import ISO, Block, Checker, Layout, Shredder, keep_one, read_layout
from toolkit.sources.cin.header import Census
from toolkit.sources.cin.tables import (
    ALWAYS,
    KEY_DAYS,
    PRE_PROCEEDINGS,
    TELL,
    Told,
    day_key,
    id_of,
    keys_of,
    tell_child,
    tell_referral,
)
from toolkit.sources.identities import Identities
from toolkit.sources.stages import Teller, Undated
from toolkit.sources.xmlfiles import Account, records_of

if TYPE_CHECKING:
    import pandas as pd

RECORD, NESTED = "Child", "PreProceedingsandFGDM"
_ENDS = {
    "CINdetails": ("CINreferralDate", "CINclosureDate"),
    "Assessments": ("AssessmentActualStartDate", "AssessmentAuthorisationDate"),
    "CINPlanDates": ("CINPlanStartDate", "CINPlanEndDate"),
    "Section47": ("S47ActualStartDate", "DateOfInitialCPC"),
    "ChildProtectionPlans": ("CPPstartDate", "CPPendDate"),
    "PreProceedingsandFGDM": ("PPStartDate", "StepDecisionDate"),
}


@dataclass
class Memory:
    """What the earlier censuses of a series have shown, as far as a later one needs it."""

    identities: Identities = field(default_factory=Identities)
    first_days: dict[str, date] = field(default_factory=dict)
    undated: Undated = field(default_factory=dict)


@dataclass
class Reading:
    """What one census showed: its statements, its account, the lists for the scopes, and what stayed unreadable."""

    census: Census
    teller: Teller
    account: Account
    shredder: Shredder
    checker: Checker
    episodes: list[tuple[str, date | None]] = field(default_factory=list)
    enquiries: list[str] = field(default_factory=list)
    unreadable: list[tuple[str, str]] = field(default_factory=list)
    lost: list[tuple[str, str]] = field(default_factory=list)
    cases: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    children: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)

    def lists(self) -> dict[str, pd.DataFrame]:
        """Return the closures and the enquiries that it shows, for the scopes of referrals and conferences."""
        import pandas as pd

        closed = pd.to_datetime(pd.Series([day for _, day in self.episodes], dtype="object")).astype("datetime64[us]")
        entities = pd.Series([entity for entity, _ in self.episodes], dtype="str")
        told_on = pd.Timestamp(self.census.taken_on)
        return {
            "episodes": pd.DataFrame({"entity_id": entities, "closed_on": closed, "told_on": told_on}),
            "enquiries": pd.DataFrame({"entity_id": pd.Series(self.enquiries, dtype="str")}),
        }


@cache
def layout() -> Layout:
    """Return the layout of the census."""
    return read_layout("cin", str.lower, ISO)


def read_census(census: Census, memory: Memory) -> Reading:
    """Return what a census shows; `memory` must be that of the censuses taken before it, and takes in this one.

    Raises:
        XmlFault: the file is damaged.
    """
    shredder, checker = Shredder(layout()), Checker(layout(), census.year)
    reading = Reading(census, Teller(census.taken_on, memory.undated), Account(census.file.name), shredder, checker)
    reading.teller.opens(*ALWAYS)
    for node in records_of(census.file, RECORD):
        child = shredder.shred(node)
        _read_child(child, reading, memory)
        reading.account.enter(child)
    if reading.account.read[NESTED]:
        reading.teller.opens(*PRE_PROCEEDINGS)
    return reading


def _read_child(child: Block, reading: Reading, memory: Memory) -> None:
    blocks = list(child.all())
    for block in blocks:
        reading.checker.check(block)
        _check_order(block)
    number = child.values["LAchildID"]
    if not number:
        for block in blocks[1:]:
            block.fault("LAchildID", "its child has no identifier")
        return
    if number in reading.children:
        child.fault("LAchildID", "a second block for the same child")
    reading.children.add(number)
    referrals = child.of("CINdetails")
    for referral in referrals:
        if not referral.values["CINreferralDate"]:
            _refuse_inside(referral, "its referral has no date that can be read")
        elif referral.values["ReferralNFA"] is not None:
            memory.identities.learn(number, referral.values["CINreferralDate"], _adopted_on(referral, reading.census))
    numbered = _numbered([r for r in referrals if r.values["CINreferralDate"]], reading)
    _keep_one_of_each(child, number, memory)
    _tell(child, number, numbered, reading, memory)
    _note_unreadable(child, number, numbered, reading, memory)


def _adopted_on(referral: Block, census: Census) -> date | None:
    closed, reason = referral.values["CINclosureDate"], referral.values["ReasonForClosure"]
    adopted = codes.codes("ReasonForClosure").get(reason or "")
    return closed if closed and closed <= census.taken_on and adopted and "adoption" in adopted.groups else None


def _check_order(block: Block) -> None:
    start, end = _ENDS.get(block.kind, ("", ""))
    first, last = block.values.get(start), block.values.get(end)
    if first and last and last < first:
        block.fault(end, "the end lies before the start")


def _refuse_inside(block: Block, why: str) -> None:
    for inner in block.all():
        if inner is not block:
            inner.fault("CINreferralDate", why)


def _numbered(referrals: list[Block], reading: Reading) -> dict[int, tuple[str, ...]]:
    """The key of each referral: its day, and a number where more came on one day (those with further action first)."""
    on_day: dict[str, list[Block]] = defaultdict(list)
    for referral in referrals:
        on_day[day_key(referral.values["CINreferralDate"])].append(referral)
    keys: dict[int, tuple[str, ...]] = {}
    for day, same in on_day.items():
        keep_one(same, lambda b: b.content)
        distinct = sorted((r for r in same if ("", "the same block twice") not in r.faults), key=_order)
        for i, referral in enumerate(distinct):
            keys[referral.number] = (day,) if i == 0 else (day, str(i + 1))
        if len(distinct) > 1:
            why = "more referrals of a child on one day: told apart by a number, those with further action first"
            reading.teller.count("referral", "numbered", why, len(distinct) - 1)
    return keys


def _order(referral: Block) -> tuple[object, ...]:
    return (referral.values["ReferralNFA"] is not False, bool(referral.faults), referral.content, referral.number)


def _keep_one_of_each(child: Block, number: str, memory: Memory) -> None:
    """Of blocks that speak of the same thing of one case all but one are set aside; those of a double referral go with it."""
    found: dict[str, list[tuple[str, Block]]] = defaultdict(list)
    for referral in child.of("CINdetails"):
        if ("", "the same block twice") in referral.faults:
            for inner in referral.all():
                inner.fault("", "the same block twice")
            continue
        day = referral.values["CINreferralDate"]
        case = memory.identities.case_of(number, day) if day else number
        for block in referral.all():
            if block is not referral:
                found[block.kind].append((case, block))
    for kind, pairs in found.items():
        cases = {id(block): case for case, block in pairs}
        keep_one([b for _, b in pairs], lambda b, k=kind, c=cases: (c[id(b)], *(b.values[n] for n in KEY_DAYS[k])))


def _tell(child: Block, number: str, keys: dict[int, tuple[str, ...]], reading: Reading, memory: Memory) -> None:
    taken_on = reading.census.taken_on
    cases: dict[str, list[date]] = defaultdict(list)
    for referral in child.of("CINdetails"):
        day = referral.values["CINreferralDate"]
        if not day or referral.number not in keys:
            continue
        case = memory.identities.case_of(number, day)
        cases[case].append(min(day, taken_on))
        told = Told(reading.teller, case, reading.account.file, reading.episodes, reading.enquiries)
        if not referral.faults:
            tell_referral(referral, told, keys[referral.number])
        for block in referral.all():
            if block is not referral and not block.faults:
                TELL[block.kind](block, told)
    reading.cases[number] |= set(cases) or {number}
    for case, days in (cases or {number: [taken_on]}).items():
        first = memory.first_days[case] = min(*days, memory.first_days.get(case, taken_on), taken_on)
        if not child.faults:
            tell_child(child, Told(reading.teller, case, reading.account.file), first)


def _note_unreadable(child: Block, number: str, keys: dict[int, tuple[str, ...]], reading: Reading, memory: Memory) -> None:
    """What a block that was set aside may speak of: the thing that it names, or all of the child where its day cannot be read."""
    day_of = {id(b): r.values["CINreferralDate"] for r in child.of("CINdetails") for b in r.all()}
    for block in child.all():
        if not block.faults:
            continue
        day = day_of.get(id(block))
        case = memory.identities.case_of(number, day) if day else number
        whole = all(block.values.get(name) for name in KEY_DAYS[block.kind])
        for table, key in keys_of(block, keys.get(block.number, (day_key(day),))).items():
            if whole:
                reading.unreadable.append((table, id_of(table, case, key)))
            if not whole or block.kind in ("Child", NESTED):
                reading.lost.append((table, number))
