"""The first family, told by hand: two cases read from data/synth/story.toml, the same whatever the seed."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any

from toolkit.record.schema import STATEMENT_TABLES
from toolkit.record.write import entity_id
from toolkit.synth import settings
from toolkit.synth.pen import Pen, Statement
from toolkit.synth.team import WORKER, Post
from toolkit.synth.truth import TALLIES

if TYPE_CHECKING:
    from toolkit.synth.case import Case

CASES = (1, 2)
_REFERENCES = ("person_id", "need_id", "goal_id", "decision_id", "about_id", "links", "cites")
_OWN_WORDS = ("k", "on", "at", "gone", "why")


def tell(case: Case) -> None:
    """Write the hand-made file of a case with the pen, and its events into the truth."""
    told = _told()[case.case_id]
    for table in STATEMENT_TABLES:
        for line in told.get(table, ()):
            _write(case.pen, table, line)
    child = case.pen.versions(_entity(case.case_id, "child"))
    for version in child:
        version["family_id"] = case.family.family_id
    for line in told["ledger"]:
        case.pen.had(
            _entity(case.case_id, line["of"]),
            line["holder"],
            line["kind"],
            line["from"],
            line["at"],
            line["document"],
            line.get("evidence", "contemporaneous"),
        )
    for line in told.get("about", ()):
        case.pen.concerns(_entity(case.case_id, line["of"]), _entity(case.case_id, line["person"]))
    for line in told["truth"]:
        of = _entity(case.case_id, line["of"]) if "of" in line else None
        case.pen.truth(line["on"], line["what"], of, line.get("known_to", ""), line.get("note", ""))


def truth_of(case: Case) -> dict[str, Any]:
    """Return the case's line of truth/cases.csv; a story has no latent numbers."""
    line = _told()[case.case_id]["line"]
    tallies = {name: line.get(name, 0) for name in TALLIES}
    return {
        "case_id": case.case_id,
        "family": line["family"],
        "kind": line["kind"],
        "cause": line.get("cause", ""),
        "since": line.get("since", ""),
        "words": line.get("words", ""),
        **tallies,
    }


def posts() -> dict[int, list[Post]]:
    """Return the posts of the workers of the story, by team."""
    return {0: [Post(role=WORKER, **line) for line in _told()["post"]]}


@cache
def _told() -> dict[str, Any]:
    return tomllib.loads((settings.folder() / "story.toml").read_text(encoding="utf-8"))


def _write(pen: Pen, table: str, line: dict[str, Any]) -> None:
    entity = _entity(pen.case_id, line["k"])
    content = _content(pen.case_id, table, line)
    if "gone" in line:
        pen.withdraw(entity, line["gone"], line["why"])
    elif entity in pen.entities:
        pen.change(entity, line["at"], line.get("why", "changed"), **content)
    else:
        pen.enter(entity, table, line.get("on"), line["at"], **content)


def _content(case_id: str, table: str, line: dict[str, Any]) -> Statement:
    content = {k: v for k, v in line.items() if k not in _OWN_WORDS}
    if "on" in line:
        content["occurred_on"] = line["on"]
    if table == "visit" and "worker_id" in line:
        content["informant"] = line["worker_id"]
    if content.get("outcome") == "completed" and table == "visit":
        content["assertion"] = "observed"
    for name in _REFERENCES:
        if name in content:
            content[name] = " ".join(_entity(case_id, key) for key in content[name].split())
    return content


def _entity(case_id: str, key: str) -> str:
    return entity_id("s", case_id, key)
