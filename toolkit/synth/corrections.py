"""First versions that were wrong and were put right, and the record's own limits: its start, its systems, its last day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from toolkit.record.schema import STATEMENT_TABLES, TABLES
from toolkit.synth import chance, clock, contact
from toolkit.synth.pen import Pen, Statement, stands
from toolkit.synth.settings import Settings

if TYPE_CHECKING:
    import numpy as np

    from toolkit.synth.case import Case

_REFERENCES = ("need_id", "goal_id", "person_id", "decision_id", "about_id")
_LISTS = ("links", "cites")
LATER_TABLES = ("visit", "ledger")
_FORMER = "carried over from the former system"
_TWICE = {"visit", "information"}
_NOT_COPIED = {"entity_id", "case_id", "occurred_on", "recorded_at", "withdrawn_at", "withdrawn_reason"}
_KEPT_THOUGH_OVER = {"child", "person", "relationship"}


def put_right(case: Case) -> None:
    """Let a few first versions have been wrong for a while: withdrawn as corrected when the right one was recorded."""
    for entity, table in case.pen.tables.items():
        if table in _WRONG and chance.happens(case.rng, case.set["correction_share"]):
            _was_wrong(case, entity, table)
    with case.apart():
        for entity in [e for e, t in case.pen.tables.items() if t in _TWICE]:
            if chance.happens(case.rng, case.set["duplicate_share"]):
                _entered_twice(case, entity)
    spells = case.staff.spells
    if spells and chance.happens(case.rng, case.set["wrong_entry_share"]):
        contact.wrong_entry(case, chance.later(spells[0][1], chance.between(case.rng, 5, 60)))


def fit(pen: Pen, set_: Settings) -> None:
    """Fit a file to what the record covers: each table from its first day, everything up to the last."""
    earlier = tuple(t for t in STATEMENT_TABLES if t not in LATER_TABLES)
    migrate(pen, set_.start, earlier, _FORMER)
    migrate(pen, visits_from(set_), LATER_TABLES, _FORMER)
    pen.read = [r for r in pen.read if r["recorded_at"].date() >= visits_from(set_)]
    cut(pen, set_.data_date)


def visits_from(set_: Settings) -> date:
    """The day from which visits and the ledger are covered."""
    return chance.later(set_.start, set_["visits_from_days"])


def migrate(pen: Pen, since: date, tables: tuple[str, ...], source: str) -> None:
    """Let the tables begin on a day: what was over before it is gone, what went on was carried into the new system that day."""
    start = clock.midnight(since) + timedelta(hours=6)
    for entity in [e for e, t in pen.tables.items() if t in tables]:
        before = [v for v in pen.entities[entity] if v["recorded_at"] < start]
        if not before:
            continue
        standing = [v for v in before if stands(v, start)]
        if standing and _goes_on(standing[0], pen.tables[entity], since):
            _carried_over(pen, entity, standing[0], start, source)
        else:
            pen.entities[entity] = [v for v in pen.entities[entity] if v["recorded_at"] >= start] if not standing else []
    _forget(pen)


def cut(pen: Pen, last: date) -> None:
    """End the record on its last day: nothing is recorded, withdrawn or read after it."""
    end = clock.end_of(last)
    for entity, versions in pen.entities.items():
        pen.entities[entity] = [_cut(v, end) for v in versions if v["recorded_at"] <= end]
    pen.read = [r for r in pen.read if max(r["recorded_at"], r["known_from"]) <= end]
    pen.happened = [h for h in pen.happened if h["happened_on"] <= last]
    _forget(pen)


def _cut(version: Statement, end) -> Statement:
    if version["withdrawn_at"] and version["withdrawn_at"] > end:
        version["withdrawn_at"] = version["withdrawn_reason"] = None
    return version


def _was_wrong(case: Case, entity: str, table: str) -> None:
    versions = case.pen.versions(entity)
    right = versions[0]
    late = chance.days(case.rng, case.set["correction_days_mean"])
    until = clock.daytime(case.rng, chance.later(right["recorded_at"].date(), late))
    wrong = _WRONG[table](case.rng, right)
    if wrong is None or until <= right["recorded_at"] or (right["withdrawn_at"] and until >= right["withdrawn_at"]):
        return
    versions.insert(0, {**right, **wrong, "withdrawn_at": until, "withdrawn_reason": "corrected"})
    right["recorded_at"] = until
    case.pen.truth(until.date(), f"corrected: {table}", entity, note=f"{', '.join(wrong)} had been wrong")


def _entered_twice(case: Case, entity: str) -> None:
    """The same again, a little later, until somebody noticed."""
    first = case.pen.versions(entity)[0]
    content = {k: v for k, v in first.items() if k not in _NOT_COPIED}
    at = first["recorded_at"] + timedelta(minutes=chance.between(case.rng, 2, 2000))
    again = case.pen.state(case.pen.tables[entity], first["occurred_on"], at, **content)
    case.pen.withdraw(again, clock.daytime(case.rng, chance.later(at.date(), chance.days(case.rng, 40))), "merged")
    case.pen.truth(at.date(), "entered twice", again)


def _day_off(rng: np.random.Generator, right: Statement) -> dict[str, Any] | None:
    day = right["occurred_on"]
    return {"occurred_on": chance.later(day, -chance.between(rng, 1, 9))} if day and day <= right["recorded_at"].date() else None


def _not_alone(rng: np.random.Generator, right: Statement) -> dict[str, Any] | None:
    return {"seen_alone": not right["seen_alone"]} if right.get("seen_alone") is not None else None


def _severity(rng: np.random.Generator, right: Statement) -> dict[str, Any]:
    return {"severity": right["severity"] % 3 + 1}


def _household(rng: np.random.Generator, right: Statement) -> dict[str, Any]:
    return {"in_household": not right["in_household"]}


def _provider(rng: np.random.Generator, right: Statement) -> dict[str, Any] | None:
    other = {"PR1": "PR4", "PR4": "PR1"}.get(right.get("provider") or "")
    return {"provider": other} if other else None


def _significance(rng: np.random.Generator, right: Statement) -> dict[str, Any] | None:
    return {"significance": "routine"} if right["significance"] == "significant" else _day_off(rng, right)


_WRONG = {
    "placement": _provider,
    "legal": _day_off,
    "visit": _not_alone,
    "need": _severity,
    "incident": _severity,
    "relationship": _household,
    "information": _significance,
    "involvement": _day_off,
}


def _goes_on(version: Statement, table: str, since: date) -> bool:
    if table in _KEPT_THOUGH_OVER:
        return True
    if "ended_on" in version or table in _SPELLS:
        return not version.get("ended_on") or version["ended_on"] >= since
    return bool(version["occurred_on"] and version["occurred_on"] >= since)


_SPELLS = {t.name for t in TABLES if t.spell} - {"incident", "missing"}


def _carried_over(pen: Pen, entity: str, version: Statement, start, source: str) -> None:
    version.update(recorded_at=start, basis="migrated", source=source)
    pen.entities[entity] = [version, *(v for v in pen.entities[entity] if v["recorded_at"] > start and v is not version)]
    for later in pen.entities[entity][1:]:
        later.setdefault("basis", "recorded")


def _forget(pen: Pen) -> None:
    there = {e for e, versions in pen.entities.items() if versions}
    for versions in pen.entities.values():
        for version in versions:
            _prune(version, there)
    pen.read = [r for r in pen.read if r["entity_id"] in there]
    pen.about = [(e, p) for e, p in pen.about if e in there and p in there]


def _prune(version: Statement, there: set[str]) -> None:
    for name in _REFERENCES:
        if version.get(name) and version[name] not in there:
            version[name] = None
    for name in _LISTS:
        if version.get(name):
            version[name] = " ".join(e for e in version[name].split() if e in there) or None
