"""The two pages of a pack, from what stood before a decision and what was written of it that day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from toolkit.record.schema import BY_NAME
from toolkit.record.words import words
from toolkit.review.pack.cuts import cut
from toolkit.review.pack.days import age_words, day_words, in_days
from toolkit.review.pack.names import Covers
from toolkit.review.pack.rows import SAME_DAY, Before, Left, Row, day_of, last_day, shown, zero_of
from toolkit.review.pack.shapes import Line, Page, Section
from toolkit.review.pack.tables import rows_of
from toolkit.review.wording import options_words

PAGE_1, PAGE_2 = "Page 1: what was known and planned before the decision", "Page 2: the decision"
UNREAD = "On our record; nobody wrote down that the decider had read it"
THAT_DAY = "Of the same day; not recorded whether before or after the decision"
CALLED_OFF = "Planned or offered, and by then called off or not taken up"
NOTHING = "Nothing was written of it that day."
NOTHING_YET = "Nothing was written of it by then."
NO_DECISION = "No decision is recorded here. The point is taken from the course of care; who decided, and why, is not on record."
HELD_BACK = "What was written of it is held back."
EMPTY = "Nothing on record."
UNREAD_BEFORE = "Nothing that the ledger of the time says the decider had."
_OWN = "the decider's own entry"
_ASSUMED = "from an extract: it may have been entered later"
_WORKER = "worker"
_HEADS = (
    ("It was about", "kind"),
    ("Options weighed", "options"),
    ("Chosen", "chosen"),
    ("Reason on record", "reason"),
    ("Said to be uncertain", "uncertainty"),
    ("Who disagreed", "dissent"),
)


@dataclass
class Maker:
    """Makes the pages of one pack; texts are covered in the order in which they stand on the page."""

    view: Row
    covers: Covers
    how: str
    left: Left
    no_workers: frozenset[str]
    things: set[tuple[str, str]] = field(default_factory=set)

    @property
    def zero(self) -> date:
        """The day of the decision."""
        return zero_of(self.view["as_of"])

    def page1(self, stood: Before, had: set[str] | None, horizon: int) -> Page:
        """Return what was known and planned; with `had` (things that the decider had), the rest apart."""
        rows = [r for r in stood.rows if r["table"] != "child"]
        first = [r for r in rows if had is None or self._had(r, had)]
        none = EMPTY if had is None else UNREAD_BEFORE
        sections = [self._lead(stood.rows, horizon), *self._sections(first, none)]
        if had is not None:
            there = {id(r) for r in first}
            sections.append(self._one(UNREAD, [r for r in rows if id(r) not in there]))
        return Page(PAGE_1, tuple(sections))

    def page2(self, stood: Before, said: dict[str, Any] | None, within_days: int, same_day: bool) -> Page:
        """Return the decision as it was written at the time."""
        sections = [Section("The decision", tuple(self._decision(said, within_days)))]
        linked = set(((said or {}).get("links") or "").split())
        that_day = [r for r in stood.same_day if r["entity_id"] not in linked]
        if same_day and that_day:
            sections.append(self._one(THAT_DAY, that_day))
        else:
            self.left += [(r["table"], r["entity_id"], SAME_DAY) for r in that_day]
        return Page(PAGE_2, tuple(sections))

    def _lead(self, rows: list[Row], horizon: int) -> Section:
        child = next((r for r in reversed(rows) if r["table"] == "child"), {})
        sex = {"female": "girl", "male": "boy"}.get(child.get("sex") or "", "child")
        age = age_words(day_of(child.get("born_on")), self.zero)
        zero = f"a {self.zero:%A}"
        counted = "Days are counted from it: day \u221212 is twelve days before."
        dated = f"It was {day_words(self.zero, self.zero, self.how)}, {zero}."
        return Section(
            "The child",
            (
                f"A {sex}, {age} on the day of the decision.",
                f"Day 0 is the day of the decision, {zero}. {counted}" if self.how != "dates" else dated,
                "This page holds what stood in the agency's record before the decision, and nothing later. It is what was on "
                "record, which is not all that people knew. What lasted and is over stands by the day on which it ended.",
                f"Chances are asked of the {horizon:,} days after the decision.",
            ),
        )

    def _sections(self, rows: list[Row], none: str) -> Iterable[Section]:
        planned, off = ([r for r in rows if r["state"] == state] for state in ("planned", "called off"))
        rest = [r for r in rows if r["state"] not in ("planned", "called off")]
        for part in rows_of("pack_sections"):
            named = part["tables"].split()
            mine = [r for r in rest if not named or (r["table"] in named and _is_open(r))]
            taken = {id(r) for r in mine}
            rest = [r for r in rest if id(r) not in taken]
            yield self._one(part["heading"], mine, none)
        yield self._one("Planned", planned, none)
        if off:
            yield self._one(CALLED_OFF, off)

    def _one(self, heading: str, rows: list[Row], none: str = EMPTY) -> Section:
        lines = tuple(self._line(row) for row in rows)
        return Section(heading, () if lines else (none,), lines)

    def _line(self, row: Row) -> Line:
        self.things.add((row["table"], row["entity_id"]))
        said = shown(row, last_day(self.view["as_of"]), self._changed, self.left)
        text = words(row["table"], said)
        if row["table"] == "decision" and said.get("reason"):
            text += f". Reason: {said['reason']}"
        return Line(self._days(row), " ".join(text.split()), self._mark(row))

    def _changed(self, said: str, written: date) -> str:
        return self.covers.text(in_days(said, written, self.zero, self.how))

    def _days(self, row: Row) -> str:
        first = self._day(row["occurred_on"], row["occurred_precision"])
        if row["occurred_on"] is None or not BY_NAME[row["table"]].spell or row["state"] in ("planned", "called off"):
            return first
        if not row["ended_on"]:
            return f"since {first}"
        last = self._day(row["ended_on"])
        return first if last == first else f"{first} to {last}"

    def _day(self, value: Any, precision: str = "day") -> str:
        return day_words(day_of(value), self.zero, self.how, precision)

    def _mark(self, row: Row) -> str:
        parts = [row["assertion"]] if row["assertion"] else []
        if row["informant"]:
            mine = self.view["holder"] and row["informant"] == self.view["holder"]
            parts.append(_OWN if mine else f"from {self._informant(row['informant'])}")
        parts += self._came_to_nothing(row)
        if row["planned_end_on"]:
            parts.append(f"to end on {self._day(row['planned_end_on'])}")
        recorded, day = day_of(row["recorded_on"]), day_of(row["occurred_on"])
        if recorded and day and recorded > day and not row["ended_on"] and row["table"] not in ("person", "relationship"):
            parts.append(f"written down on {self._day(recorded)}")
        if row["assumed"]:
            parts.append(_ASSUMED)
        return "; ".join(parts)

    def _came_to_nothing(self, row: Row) -> list[str]:
        """That something was only offered, and that it was called off or not taken up."""
        off = row["state"] == "called off"
        offered = (
            [f"offered on {self._day(row['offered_on'])}"] if row.get("offered_on") and (off or not row["occurred_on"]) else []
        )
        if off and row["ended_on"]:
            return [*offered, f"called off on {self._day(row['ended_on'])}"]
        return [*offered, *([f"not taken up, written down on {self._day(row['recorded_on'])}"] if off else [])]

    def _informant(self, holder: str) -> str:
        if holder in self.no_workers:
            return self.covers.text(holder)
        return self.covers.name(_WORKER, holder)

    def _had(self, row: Row, had: set[str]) -> bool:
        return row["entity_id"] in had or bool(self.view["holder"] and row["informant"] == self.view["holder"])

    def _decision(self, said: dict[str, Any] | None, within_days: int) -> Iterable[str]:
        if not self.view["decision_id"]:
            return [NO_DECISION]
        if not said:
            return [NOTHING_YET if within_days else NOTHING]
        if said["held_back"]:
            self.left.append(("decision", said["entity_id"], f"restricted: {said['held_back']}"))
            return [HELD_BACK]
        self.things.add(("decision", said["entity_id"]))
        lines = [f"{head}: {text}" for head, column in _HEADS if (text := self._own_words(said, column))]
        late = said["after_days"]
        when = "Written down on the day." if not late else f"Written down {late} day{'' if late == 1 else 's'} after the decision."
        return [*lines, when] if lines else [NOTHING]

    def _own_words(self, said: dict[str, Any], column: str) -> str:
        if not said[column]:
            return ""
        kept, why = cut(str(said[column]), said["recorded_on"], self.zero)
        self.left += [("decision", said["entity_id"], f"cut from its text: {reason}") for reason in why]
        return self._changed(options_words(kept) if column == "options" else kept, said["recorded_on"])


def _is_open(row: Row) -> bool:
    return not row["ended_on"] and row["state"] in ("happened", "undated")
