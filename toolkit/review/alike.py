"""Which decisions looked alike when they were made, and what came after each: what comparisons are drawn among."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from toolkit.contrast.facts import AGE, DECISION, PLACEMENT, known_facts
from toolkit.contrast.patterns import band
from toolkit.contrast.reference_families import Families, families
from toolkit.known.statements import standing
from toolkit.known.viewfile import checked_views
from toolkit.later import outcomes
from toolkit.later.follow import COMPETING, NO, YES
from toolkit.review.deaths import own_answer
from toolkit.review.pack.rows import day_of
from toolkit.review.pack.tables import rows_of
from toolkit.review.pack.written import written
from toolkit.review.prognosis import prognostic_scores

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.record import Record

STAGE, NEED, HISTORY, WRITTEN = "stage", "need_kind", "history", "written"
NONE = "none on record"
_BANDED = "age_band"


@dataclass(frozen=True)
class Looked:
    """One decision: its view, what was known of it on each dimension, and the answer to the outcome asked about.

    `whole` says whether the record covers all of the time followed: a later decision can have gone badly already, but not well.
    `foreseen` is the prognostic score (`toolkit.review.prognosis`), empty in a record that is too small for one: only the
    distance of two of them is ever used, and none is shown or kept.
    """

    view: dict[str, str]
    known: dict[str, str]
    answer: str
    whole: bool = True
    foreseen: float | None = field(default=None, repr=False)

    @property
    def day(self) -> date:
        """The day of the decision."""
        return date.fromisoformat(self.view["as_of"][:10])

    def apart(self, other: Looked) -> float:
        """Return how far apart the outcome looked for two decisions, from what was known; 0 where that cannot be said."""
        return 0.0 if self.foreseen is None or other.foreseen is None else abs(self.foreseen - other.foreseen)

    def pattern(self, dimensions: tuple[str, ...]) -> tuple[str, ...]:
        """Return what was known on some dimensions."""
        return tuple(self.known[d] for d in dimensions)


@dataclass(frozen=True)
class Alike:
    """Decisions looked at, by `view_id`, and the families of their children."""

    looked: dict[str, Looked]
    families: Families

    @cached_property
    def scored(self) -> bool:
        """Whether it can be said how likely the outcome looked."""
        return any(one.foreseen is not None for one in self.looked.values())

    def relatives(self, case_id: str) -> frozenset[str]:
        """Return the child with all children who were ever recorded in a family of the child, by the numbers that hold on."""
        return self._relatives.get(self.number(case_id)) or frozenset({self.number(case_id)})

    def of_one_family(self, case_ids: Sequence[str]) -> list[list[int]]:
        """Return the places of children in a list, those together who share a relative, or whose relatives do."""
        found: list[tuple[frozenset[str], list[int]]] = []
        for place, case_id in enumerate(case_ids):
            own = self.relatives(case_id)
            near = [family for family in found if family[0] & own]
            found = [family for family in found if not family[0] & own]
            found.append((own.union(*(who for who, _ in near)), sorted([place, *(p for _, places in near for p in places)])))
        return sorted(places for _, places in found)

    def number(self, case_id: str) -> str:
        """Return the number that holds on in the end: a child with two numbers is one child."""
        return self.families.numbers.get(case_id, case_id)

    @cached_property
    def _relatives(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for children in self.families.members.values():
            for child in children:
                found.setdefault(self.number(child), set()).update(map(self.number, children))
        return {child: frozenset(own) for child, own in found.items()}


def dimensions(drop: int = 0) -> tuple[str, ...]:
    """Return the dimensions on which decisions are alike, those left out that are dropped by so many steps.

    >>> "need_kind" in dimensions(), "need_kind" in dimensions(1)
    (True, False)
    """
    return tuple(r["dimension"] for r in rows_of("choosing_dimensions") if not r["dropped"] or int(r["dropped"]) > drop)


def steps() -> int:
    """Return how many dimensions can be dropped, one after the other."""
    return sum(bool(r["dropped"]) for r in rows_of("choosing_dimensions"))


def words_of(drop: int) -> str:
    """Return in words on what decisions are alike after so many steps."""
    kept = dimensions(drop)
    return "; ".join(r["words"] for r in rows_of("choosing_dimensions") if r["dimension"] in kept)


def look_at(record: Record, views: pd.DataFrame, outcome: str, horizon_days: int) -> Alike:
    """Look at decisions: what was known at each, and what came after it.

    Args:
        record: the record, with all that it came to hold.
        views: as `toolkit.known.views.decisions` returns them.
        outcome: the outcome asked about.
        horizon_days: days followed.
    """
    checked = checked_views(views)
    facts = known_facts(record, checked.assign(label=views["label"].tolist()), wanted=(AGE, PLACEMENT, DECISION))
    rows, _ = standing(record, checked, ("status", "need", "case"))
    spells: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        spells.setdefault(row["view_id"], []).append(row)
    that_day = _written(record, checked)
    came = outcomes(record, checked, horizon_days, [outcome], bounds=True)
    whole = dict(zip(came["view_id"], came["horizon_on"] <= came["covered_to"], strict=True))
    told = map(own_answer, came["answer"], came["detail"].fillna(""))
    answers = dict(zip(came["view_id"], told, strict=True))
    by_view = {row["view_id"]: row for row in facts.to_dict("records")}
    given = {row["view_id"]: row for row in checked.astype("str").to_dict("records")}
    known = {v: _known(by_view[v], spells.get(v, []), v in that_day, row["as_of"]) for v, row in given.items()}
    looked = {v: Looked(row, known[v], answers[v], bool(whole[v])) for v, row in given.items()}
    alike = Alike(looked, families(record))
    ended = {v: one.answer == YES for v, one in looked.items() if one.whole and one.answer in (YES, NO, COMPETING)}
    seen = prognostic_scores(record, checked, _beside(facts, known), ended, lambda case: min(alike.relatives(case)))
    return replace(alike, looked={v: replace(one, foreseen=seen.get(v)) for v, one in alike.looked.items()})


def _beside(facts: pd.DataFrame, known: dict[str, dict[str, str]]) -> pd.DataFrame:
    """Age, and each value of each dimension as a column of its own."""
    import pandas as pd

    kinds = pd.get_dummies(pd.DataFrame.from_dict(known, orient="index"), dtype="float64")
    return kinds.assign(age_in_years=facts.set_index("view_id")[AGE].astype("float64"))


def _written(record: Record, views: pd.DataFrame) -> set[str]:
    return {view_id for view_id, row in written(record, views).items() if not row["held_back"] and (row["chosen"] or row["reason"])}


def _known(facts: dict[str, Any], spells: list[dict[str, Any]], that_day: bool, as_of: str) -> dict[str, str]:
    age = facts[AGE]
    return {
        DECISION: _text(facts[DECISION]),
        STAGE: _kind(spells, "status"),
        _BANDED: band(AGE, max(age, 0)) if age == age else NONE,
        PLACEMENT: _text(facts[PLACEMENT]),
        NEED: _kind(spells, "need"),
        HISTORY: _history(spells, date.fromisoformat(as_of[:10])),
        WRITTEN: "yes" if that_day else "no",
    }


def _history(spells: list[dict[str, Any]], day: date) -> str:
    """How long ago the case was first open, as far as that was known."""
    days_on = (day_of(r["occurred_on"]) for r in spells if r["table"] == "case" and r["state"] == "happened")
    since = [on for on in days_on if on]
    days = (day - min(since)).days if since else 0
    fitting = [b["label"] for b in rows_of("choosing_bands") if b["dimension"] == HISTORY and int(b["from"]) <= days]
    return fitting[-1] if since and fitting else NONE


def _kind(spells: list[dict[str, Any]], table: str) -> str:
    """The kind of the spell that was known to go on: the gravest, then the latest begun."""
    own = [r for r in spells if r["table"] == table and r["state"] == "happened" and not r["ended_on"] and r["kind"]]
    last = max(own, key=lambda r: (r.get("severity") or 0, r["occurred_on"], r["entity_id"]), default=None)
    return last["kind"] if last else NONE


def _text(value: Any) -> str:
    return value if isinstance(value, str) and value else NONE
