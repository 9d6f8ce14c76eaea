"""The truth beside the record: what was put in, what happened and when, and the parameters with their sources."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from toolkit.synth.case import Case

_EVENTS = ("case_id", "happened_on", "what", "entity_id", "known_to", "note")
TALLIES = ("carer_moves", "worker_changes", "care_starts", "returns_home", "re_referrals", "incidents")


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
        "kind": drift.kind if happened else "neither",
        "cause": drift.cause if happened else "",
        "since": since if happened else "",
        "words": drift.words if happened else "",
        **{name: case.tally.get(name, 0) for name in TALLIES},
    }


@dataclass(frozen=True)
class Told:
    """What goes into truth/: a line a case, a line an event, the parameters, and what dirt was put in (awkward only)."""

    cases: list[dict[str, Any]]
    events: list[dict[str, Any]]
    parameters: list[dict[str, str]]
    dirt: list[dict[str, str]] | None = None


def write(folder: Path, told: Told) -> None:
    """Write truth/cases.csv, events.csv, parameters.csv and, for an awkward record, dirt.csv into a folder."""
    folder.mkdir(parents=True)
    events = sorted(told.events, key=lambda e: (e["case_id"], e["happened_on"], e["what"], e["entity_id"]))
    _csv(folder / "cases.csv", list(told.cases[0]), told.cases)
    _csv(folder / "events.csv", list(_EVENTS), events)
    _csv(folder / "parameters.csv", list(told.parameters[0]), told.parameters)
    if told.dirt:
        _csv(folder / "dirt.csv", list(told.dirt[0]), told.dirt)


def _still_open(case: Case, day: Any) -> bool:
    return any(
        v.get("ended_on") is None or v["ended_on"] > day
        for e, t in case.pen.tables.items()
        if t == "case"
        for v in case.pen.entities[e][-1:]
    )


def _csv(file: Path, columns: list[str], rows: list[dict[str, Any]]) -> None:
    with file.open("w", newline="", encoding="utf-8") as text:
        writer = csv.DictWriter(text, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
