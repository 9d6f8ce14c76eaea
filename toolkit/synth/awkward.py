"""The awkward profile: the same agency, with every dirt in its record that a check should name; truth/dirt.csv says where."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from toolkit.record.write import entity_id
from toolkit.synth import chance, clock, settings

if TYPE_CHECKING:
    import numpy as np

    from toolkit.synth.truth import Lines

Row = dict[str, Any]
Rows = dict[str, list[Row]]
_STREAM = 3
REPEATED = frozenset({"visit", "information", "coverage"})  # their first rows are there twice, to the letter
_CODES = (
    ("placement", "placement_type", "Q9"),
    ("placement", "change", "s"),
    ("placement", "end_reason", "E99X"),
    ("legal", "legal_status", "ZZ"),
    ("visit", "outcome", "Completed"),
    ("status", "kind", "LAC"),
    ("review", "participation", "PN9"),
    ("child", "sex", "2"),
    ("information", "significance", "very"),
)
_NOTES = (("visit", "note"), ("information", "note"), ("decision", "reason"), ("goal", "note"), ("information", "kind"))
_NEW_IDS = {"C00003": "00123", "C00004": "000123", "C00005": "0123"}


@dataclass
class Dirt:
    """The rows of a tidy record, being made dirty, with a list of what was done to which thing."""

    rows: Rows
    rng: np.random.Generator
    last: date
    done: list[dict[str, str]] = field(default_factory=list)

    def some(self, table: str, number: int, fits: Callable[[Row], Any] = lambda _: True) -> list[Row]:
        """Return up to that many rows of a table that fit and are not of the first family's story."""
        there = [r for r in self.rows[table] if fits(r) and r["case_id"] not in ("C00001", "C00002")]
        self.rng.shuffle(there)
        return there[:number]

    def mark(self, dirt: str, table: str, row: Row, **content: Any) -> None:
        """Change a row and note it."""
        row.update(content)
        self.note(dirt, table, row)

    def add(self, dirt: str, table: str, row: Row) -> None:
        """Add a row and note it."""
        self.rows[table].append(row)
        self.note(dirt, table, row)

    def note(self, dirt: str, table: str, row: Row) -> None:
        """Note a dirt for truth/dirt.csv."""
        self.done.append({"dirt": dirt, "table": table, "case_id": row["case_id"], "entity_id": row.get("entity_id", "")})


def dirty(rows: Rows, told: Lines, seed: int, last: date, more: Sequence[Callable[[Dirt], None]] = ()) -> list[dict[str, str]]:
    """Make the rows of a tidy agency dirty, in place; return what was done, for truth/dirt.csv.

    Args:
        rows: rows by table, before statement ids are made.
        told: the lines of truth/, whose case ids follow the renaming.
        seed: the agency's.
        last: the last day that the record covers.
        more: further dirts, each a function that changes or adds rows through :class:`Dirt` and so notes what it did.
    """
    dirt = Dirt(rows, chance.stream(seed, _STREAM), last)
    for make in (*_DIRTS, *more):
        make(dirt)
    _leading_zeros(dirt, told)
    return sorted(dirt.done, key=lambda d: tuple(d.values()))


def _duplicates(dirt: Dirt) -> None:
    for table in ("visit", "placement", "decision"):
        for row in dirt.some(table, 6):
            dirt.add("duplicate statement", table, {**row, "source": "second export"})


def _ended_early(dirt: Dirt) -> None:
    for table in ("placement", "need", "status", "involvement"):
        for row in dirt.some(table, 3, lambda r: r.get("ended_on") and r["occurred_on"]):
            dirt.mark("ended before it began", table, row, ended_on=chance.later(row["occurred_on"], -10))


def _recorded_early(dirt: Dirt) -> None:
    for table in ("information", "incident", "visit"):
        for row in dirt.some(table, 3, lambda r: r["occurred_on"] and not r["withdrawn_at"] and r.get("outcome") != "planned"):
            dirt.mark("recorded before it occurred", table, row, recorded_at=_weeks_before(row["occurred_on"]))


def _weeks_before(day: date) -> datetime:
    return clock.midnight(chance.later(day, -20)) + timedelta(hours=10)


def _withdrawn_early(dirt: Dirt) -> None:
    for row in dirt.some("visit", 3, lambda r: not r["withdrawn_at"]):
        before = row["recorded_at"] - timedelta(days=2)
        dirt.mark("withdrawn before it was recorded", "visit", row, withdrawn_at=before, withdrawn_reason="deleted")


def _two_versions(dirt: Dirt) -> None:
    for row in dirt.some("need", 3, lambda r: not r["withdrawn_at"]):
        other = {**row, "severity": 9, "recorded_at": row["recorded_at"] + timedelta(hours=1)}
        dirt.add("two versions stand at once", "need", other)


def _unknown_codes(dirt: Dirt) -> None:
    for table, column, code in _CODES:
        for row in dirt.some(table, 2):
            dirt.mark("unknown code", table, row, **{column: code})


def _overlaps(dirt: Dirt) -> None:
    ceased = dirt.some("placement", 4, lambda r: r.get("end_reason") == "X1" and r["ended_on"] and not r["withdrawn_at"])
    for row in ceased:
        dirt.mark("overlapping placements", "placement", row, ended_on=chance.later(row["ended_on"], 30))


def _two_open(dirt: Dirt) -> None:
    for row in dirt.some("placement", 3, lambda r: not r.get("ended_on") and not r["withdrawn_at"]):
        other = {**row, "entity_id": entity_id("pla", row["entity_id"], "again")}
        other["occurred_on"] = chance.later(row["occurred_on"], 5)
        dirt.add("two open placements", "placement", other)


def _empty_dates(dirt: Dirt) -> None:
    for table in ("placement", "visit", "review", "status", "case"):
        for row in dirt.some(table, 2):
            dirt.mark("empty date", table, row, occurred_on=None)
    for row in dirt.some("information", 2):
        dirt.mark("empty record time", "information", row, recorded_at=None)


def _hostile(dirt: Dirt) -> None:
    words = tomllib.loads((settings.folder() / "hostile.toml").read_text(encoding="utf-8"))
    texts = [*words["text"], "w" * words["long_word_letters"]]
    for table, column in _NOTES:
        for text, row in zip(texts, dirt.some(table, len(texts)), strict=False):
            dirt.mark("hostile text", table, row, **{column: text})


def _undated_decisions(dirt: Dirt) -> None:
    for row in dirt.some("decision", 5):
        dirt.mark("decision without a date", "decision", row, occurred_on=None, decided_at=None)


def _orphans(dirt: Dirt) -> None:
    for row in dirt.some("goal", 2):
        dirt.mark("link to nothing", "goal", row, need_id="nee-0000000000000000")
    for row in dirt.some("action", 2):
        dirt.mark("link to nothing", "action", row, goal_id="goa-0000000000000000")


def _ages(dirt: Dirt) -> None:
    for row in dirt.some("child", 1):
        dirt.mark("implausible age", "child", row, born_on=date(1890, 1, 1))


def _empty_case(dirt: Dirt) -> None:
    day = chance.later(dirt.last, -400)
    dirt.add("case with nothing in it", "case", _row("C90001", "case", day, team="Team 1"))


def _unborn(dirt: Dirt) -> None:
    day, case = chance.later(dirt.last, -30), "C90002"
    child = _row(case, "child", day, sex="unknown", born_on=chance.later(dirt.last, 90), family_id=entity_id("fam", case))
    dirt.add("unborn child", "child", child)
    for table, content in (
        ("case", {"team": "Team 1"}),
        ("status", {"kind": "assessment"}),
        ("person", {"role": "mother"}),
        ("need", {"kind": "health", "severity": 2}),
        ("involvement", {"worker_id": "007", "role": "social worker"}),
    ):
        dirt.rows[table].append(_row(case, table, day, **content))


def _row(case_id: str, table: str, day: date, **content: Any) -> Row:
    return {
        "entity_id": entity_id(table[:3], case_id, "only"),
        "case_id": case_id,
        "occurred_on": day,
        "withdrawn_at": None,
        "recorded_at": clock.midnight(day) + timedelta(hours=12),
        "source": "case system",
        **content,
    }


def _leading_zeros(dirt: Dirt, told: Lines) -> None:
    there = {r["case_id"] for r in dirt.rows["child"]}
    for lines in (*dirt.rows.values(), told.cases, told.events, told.hazards, dirt.done):
        for row in lines:
            if row.get("case_id") in _NEW_IDS:
                row["case_id"] = _NEW_IDS[row["case_id"]]
    for old in sorted(there & set(_NEW_IDS)):
        dirt.note("identifier with leading zeros", "child", {"case_id": _NEW_IDS[old]})


_DIRTS = (
    _duplicates,
    _recorded_early,
    _withdrawn_early,
    _two_versions,
    _unknown_codes,
    _two_open,
    _overlaps,
    _empty_dates,
    _hostile,
    _undated_decisions,
    _orphans,
    _ages,
    _ended_early,
    _empty_case,
    _unborn,
)
