"""The pen that writes one child's file: statements in versions, who read what, and (apart) what truly happened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from toolkit.record.write import entity_id

Statement = dict[str, Any]
OPEN_FOREVER = datetime.max


class Pen:
    """Collects the rows of one case; at most one version of an entity stands at any moment.

    >>> pen = Pen("C00001")
    >>> need = pen.state("need", date(2024, 5, 1), datetime(2024, 5, 2, 15), kind="school")
    >>> pen.change(need, datetime(2024, 6, 1, 10), severity=2)
    >>> [(v["withdrawn_reason"], v.get("severity")) for v in pen.versions(need)]
    [('changed', None), (None, 2)]
    """

    def __init__(self, case_id: str) -> None:
        """An empty file of a case."""
        self.case_id = case_id
        self.entities: dict[str, list[Statement]] = {}
        self.tables: dict[str, str] = {}
        self.read: list[dict[str, Any]] = []
        self.happened: list[dict[str, Any]] = []
        self.about: list[tuple[str, str]] = []
        self._next = 0

    def state(self, table: str, day: date | None, at: datetime, **content: Any) -> str:
        """Write the first version of a new thing, and return its entity id."""
        self._next += 1
        return self.enter(entity_id(table[:3], self.case_id, str(self._next)), table, day, at, **content)

    def enter(self, entity: str, table: str, day: date | None, at: datetime, **content: Any) -> str:
        """Write the first version of a new thing under a given entity id."""
        first = {
            "entity_id": entity,
            "case_id": self.case_id,
            "occurred_on": day,
            "recorded_at": at,
            "withdrawn_at": None,
            "withdrawn_reason": None,
        }
        self.entities[entity] = [{**first, **content}]
        self.tables[entity] = table
        return entity

    def change(self, entity: str, at: datetime, why: str = "changed", **content: Any) -> None:
        """Withdraw the standing version and write the next one at the same moment."""
        old = self.entities[entity][-1]
        if old["withdrawn_at"] is not None:
            return
        moment = max(at, old["recorded_at"] + timedelta(minutes=1))
        old["withdrawn_at"], old["withdrawn_reason"] = moment, why
        self.entities[entity].append({**old, **content, "recorded_at": moment, "withdrawn_at": None, "withdrawn_reason": None})

    def withdraw(self, entity: str, at: datetime, reason: str) -> None:
        """Take the standing version out of the record, with nothing in its place."""
        old = self.entities[entity][-1]
        if old["withdrawn_at"] is None:
            old["withdrawn_at"] = max(at, old["recorded_at"] + timedelta(minutes=1))
            old["withdrawn_reason"] = reason

    def forget_after(self, day: date) -> None:
        """Leave out what was to begin after a day: work that lay ahead when the child's identity ended."""
        gone = {e for e, versions in self.entities.items() if versions[0]["occurred_on"] and versions[0]["occurred_on"] > day}
        self.entities = {e: versions for e, versions in self.entities.items() if e not in gone}
        self.tables = {e: table for e, table in self.tables.items() if e not in gone}
        self.read = [r for r in self.read if not gone & set(r.values())]
        self.happened = [h for h in self.happened if not gone & set(map(str, h.values()))]
        self.about = [pair for pair in self.about if not gone & set(pair)]

    def versions(self, entity: str) -> list[Statement]:
        """Return the versions of a thing, first to last."""
        return self.entities[entity]

    def standing(self, table: str, at: datetime) -> Iterator[Statement]:
        """Yield the versions of a table's things that stand in the record at a moment."""
        for entity, name in self.tables.items():
            if name == table:
                yield from (v for v in self.entities[entity] if stands(v, at))

    def had(
        self,
        entity: str,
        holder: str,
        kind: str,
        known_from: datetime,
        at: datetime,
        document: str,
        evidence: str = "contemporaneous",
    ) -> None:
        """Note in the ledger that a holder had what is known of a thing, since when, and by which document."""
        self.read.append(
            {
                "entity_id": entity,
                "holder": holder,
                "holder_kind": kind,
                "known_from": known_from,
                "recorded_at": at,
                "document": document,
                "evidence": evidence,
            }
        )

    def concerns(self, entity: str, person: str | None) -> None:
        """Note that what is said of a thing is about a person."""
        if person:
            self.about.append((entity, person))

    def truth(self, day: date, what: str, entity: str | None = None, known_to: str = "", note: str = "") -> None:
        """Note what truly happened, and on which day; `entity` links to the record where anybody ever recorded it."""
        self.happened.append(
            {
                "case_id": self.case_id,
                "happened_on": day,
                "what": what,
                "entity_id": entity or "",
                "known_to": known_to,
                "note": note,
            }
        )


def stands(version: Statement, at: datetime) -> bool:
    """Whether a version stands in the record at a moment: recorded on or before it, not withdrawn on or before it."""
    return version["recorded_at"] <= at < (version["withdrawn_at"] or OPEN_FOREVER)
