"""The truth beside the record: what was put in, what happened and when, and the parameters with their sources."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from toolkit.synth.case import Case

_EVENTS = ("case_id", "happened_on", "what", "entity_id", "known_to", "note")
_HAZARDS = ("case_id", "what", "began", "ended", "months", "expected", "happened_on")
TALLIES = ("carer_moves", "worker_changes", "care_starts", "returns_home", "re_referrals", "incidents", "waits_for_room")
_CASES = (
    *("case_id", "family", "latent_risk", "engagement", "trust", "complies_without_trust"),
    *("kind", "cause", "since", "words"),
    *TALLIES,
)


def of_case(case: Case) -> dict[str, Any]:
    """Return the line of truth/cases.csv: what the family is, which drift was put in, since when, why, and what came of it.

    `kind` is `drift`, `change of course` or `neither`; a drift or change that the case did not last long enough for has
    no `since`.
    """
    drift, lasted = case.drift, case.plan.running or case.tally
    since = drift.changed_on if drift.kind == "change of course" else drift.since
    happened = bool(since and since < case.last and lasted and _still_open(case, since))
    return {
        "case_id": case.case_id,
        "family": case.family.kind,
        "latent_risk": f"{case.family.risk:.3f}",
        "engagement": f"{case.family.engagement:.3f}",
        "trust": f"{case.family.trust:.3f}",
        "complies_without_trust": "yes" if case.family.complies else "no",
        "kind": drift.kind if happened else "neither",
        "cause": drift.cause if happened else "",
        "since": since if happened else "",
        "words": drift.words if happened else "",
        **{name: case.tally.get(name, 0) for name in TALLIES},
    }


@dataclass
class Lines:
    """The truth of some cases: a line a case, a line an event, a line for each spell at risk and each wait."""

    cases: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    hazards: list[dict[str, Any]] = field(default_factory=list)


class Writer:
    """Writes truth/ as the blocks come: cases.csv, events.csv, hazards.csv, parameters.csv and, for an awkward record, dirt.csv."""

    def __init__(self, folder: Path, parameters: list[dict[str, str]]) -> None:
        """Make the folder, and begin its files."""
        folder.mkdir(parents=True)
        self.folder = folder
        self._files: list[IO[str]] = []
        self._cases = self._begun("cases.csv", _CASES)
        self._events = self._begun("events.csv", _EVENTS)
        self._hazards = self._begun("hazards.csv", _HAZARDS)
        self._begun("parameters.csv", tuple(parameters[0])).writerows(parameters)

    def add(self, lines: Lines) -> None:
        """Write the truth of a block."""
        self._cases.writerows(lines.cases)
        self._events.writerows(sorted(lines.events, key=lambda e: (e["case_id"], e["happened_on"], e["what"], e["entity_id"])))
        self._hazards.writerows({**h, "expected": f"{h['expected']:.4f}"} for h in lines.hazards)

    def dirt(self, lines: list[dict[str, str]]) -> None:
        """Write what dirt was put in, where there is any."""
        if lines:
            self._begun("dirt.csv", tuple(lines[0])).writerows(lines)

    def close(self) -> None:
        """Nothing more is to come."""
        for file in self._files:
            file.close()

    def _begun(self, name: str, columns: tuple[str, ...]) -> csv.DictWriter:
        file = (self.folder / name).open("w", newline="", encoding="utf-8")
        self._files.append(file)
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        return writer


def _still_open(case: Case, day: Any) -> bool:
    return any(
        v.get("ended_on") is None or v["ended_on"] > day
        for e, t in case.pen.tables.items()
        if t == "case"
        for v in case.pen.entities[e][-1:]
    )
