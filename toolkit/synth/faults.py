"""A made-up case for each rule of the check, for the awkward profile: the smallest record in which the rule finds something."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from toolkit.record.schema import BY_NAME, DATE, NUMBER, TIME, WHOLE, YESNO
from toolkit.record.write import entity_id
from toolkit.synth import clock, settings
from toolkit.synth.awkward import Dirt, Row

_LEAP = 4  # years: days are moved by whole rounds of leap years, so that each stays the day that the rule is about
_MISSPELT, _NOT_COVERED, _SPIKE_TABLE, _SPIKE = "plcement", "relationship", "incident", 60
_SECOND_EXTRACT = {"placement", "legal", "status", "involvement"}  # tables with rules about what one extract shows and the next not


@dataclass(frozen=True)
class _Move:
    """From the days of the faults to those of the agency: what lies after the end of one lies after the end of the other."""

    years: int
    from_last: date
    to_last: date

    def day(self, day: date) -> date:
        return self.to_last + (day - self.from_last) if day > self.from_last else day.replace(year=day.year + self.years)

    def moment(self, moment: datetime) -> datetime:
        return moment.replace(year=moment.year + self.years)


def a_case_for_each_rule(dirt: Dirt) -> None:
    """Add the cases of data/synth/faults.json, each noted under the name of its rule."""
    told = json.loads((settings.folder() / "faults.json").read_text(encoding="utf-8"))
    last = date.fromisoformat(told["last"])
    move = _Move((dirt.last.year - last.year) // _LEAP * _LEAP, last, dirt.last)
    for n, fault in enumerate(told["faults"], start=1):
        for table, row in _rows(f"F{n:05d}", fault["rows"], None if fault.get("fixed") else move):
            dirt.add(fault["rule"], table, row)
    again = [r for r in dirt.rows["coverage"] if r["table_name"] in _SECOND_EXTRACT]
    dirt.rows["coverage"] += [{**r, "recorded_at": move.moment(datetime.fromisoformat(told["second_extract"]))} for r in again]


def joined_numbers(dirt: Dirt) -> None:
    """Add joins of case numbers that cannot be: a ring, a number given up twice, one of nobody, one across an adoption."""
    there = sorted({r["case_id"] for r in dirt.rows["child"]})
    adopted = next((r["case_id"] for r in dirt.rows["placement"] if r.get("end_reason") in ("E11", "E12")), "")
    pairs = [(there[-1], there[-2]), (there[-2], there[-1]), (there[-3], there[-4]), (there[-3], there[-5]), (there[-6], "nobody")]
    rules = ["identity-loop", "identity-loop", "identity-twice", "identity-twice", "identity-of-nothing"]
    if adopted:
        pairs, rules = [*pairs, (adopted, there[-7])], [*rules, "identity-across-an-adoption"]
    for (alias, case), rule in zip(pairs, rules, strict=True):
        joined = {"alias_case_id": alias, "case_id": case, "reason": "merged", "recorded_at": clock.midnight(dirt.last)}
        dirt.add(rule, "identity", joined)


def moved_in_one_night(dirt: Dirt) -> None:
    """Add entries about long ago that all were recorded on one day, as when a system is replaced."""
    moved_on = clock.midnight(dirt.last - timedelta(days=200))
    for n in range(max(_SPIKE, len(dirt.rows[_SPIKE_TABLE]))):
        own = {"entity_id": entity_id("mov", str(n)), "case_id": "F90000", "kind": "hospital attendance"}
        row = {**own, "occurred_on": (moved_on - timedelta(days=400 + n)).date(), "recorded_at": moved_on, "withdrawn_at": None}
        dirt.rows[_SPIKE_TABLE].append(row)
    dirt.note("migration-spike", _SPIKE_TABLE, {"case_id": "F90000"})


def coverage_in_disorder(dirt: Dirt) -> None:
    """Let the coverage leave out a table that has rows, and name one that does not exist."""
    covered = dirt.rows["coverage"]
    like = next((r for r in covered if r["table_name"] == _NOT_COVERED), None)
    if like:
        covered[:] = [r for r in covered if r is not like]
        covered.append({**like, "table_name": _MISSPELT})
        dirt.note("unknown-table-in-coverage", "coverage", {"case_id": ""})
        dirt.note("table-not-covered", _NOT_COVERED, {"case_id": ""})


def _rows(case_id: str, rows: dict[str, list[dict[str, str]]], move: _Move | None) -> Iterator[tuple[str, Row]]:
    for table, listed in rows.items():
        for n, said in enumerate(listed):
            day = said.get("occurred_on") or "2020-02-03"
            own = {"entity_id": f"@{table}{n}", "case_id": case_id, "recorded_at": day, "source": "case system", **said}
            yield table, {"withdrawn_at": None, **_typed(table, case_id, own, move)}


def _typed(table: str, case_id: str, said: dict[str, str], move: _Move | None) -> Row:
    types = {c.name: c.type for c in BY_NAME[table].columns}
    return {name: _value(name, types.get(name, ""), case_id, text, move) for name, text in said.items() if text != ""}


def _value(name: str, type_: str, case_id: str, text: str, move: _Move | None) -> Any:
    if text.startswith("@"):
        return f"{case_id}{text[1:]}" if name == "case_id" else entity_id("fau", case_id, text)
    if type_ == DATE:
        day = date.fromisoformat(text)
        return move.day(day) if move else day
    if type_ == TIME:
        moment = datetime.fromisoformat(text)
        return move.moment(moment) if move else moment
    readers = {WHOLE: int, NUMBER: float, YESNO: lambda word: word in ("true", "yes")}
    return readers.get(type_, str)(text)
