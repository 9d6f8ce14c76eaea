"""From the blocks of a child in an AFCARS file to the statements of a record, and since when each could be known.

Two clocks: a removal stands from its transaction date (E70), an exit from its own (E154). What happened within a removal cannot
have been recorded before the removal was: it stands from its own day or from E70, whichever is later.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from toolkit.record import codes
from toolkit.record.write import entity_id
from toolkit.sources.afcars.elements import LIST, NOT_EXITED, code, day, flagged, in_group, living_arrangement, value
from toolkit.sources.blocks import Block
from toolkit.sources.stages import Part, Teller

_PREFIX = {
    "child": "ch", "case": "cs", "status": "st", "placement": "pl", "missing": "ms", "plan": "pn", "review": "rv",
    "meeting": "mt", "visit": "vi", "legal": "lg",
}  # fmt: skip
TABLES = tuple(_PREFIX)
NEXT_EPISODE = "X1"
_ENDS_CASE = {"adoption": "adopted", "died": "died", "transfer": "transferred out"}


@dataclass(frozen=True)
class Removal:
    """A removal: its block, its days, and since when each stands (with the clock that says so, where one does)."""

    block: Block
    case: str
    began: date
    known: date
    clock: str
    ended: date | None
    end_known: date | None
    end_clock: str
    reason: str | None

    def ends(self, name: str) -> bool:
        """Whether it ended for a reason of a group."""
        return self.ended is not None and in_group(self.reason, name)


@dataclass
class Told:
    """Where statements go: the teller, the case, and the name of the file."""

    teller: Teller
    file: str

    def tell(self, table: str, case: str, block: Block, key: Iterable[str], *parts: Part) -> None:
        """Add one statement of a block."""
        self.teller.tell(table, (id_of(table, case, key), case), (f"{self.file} {block.kind}", block.number), parts)


def id_of(table: str, case: str, key: Iterable[str]) -> str:
    """Return the entity id of a thing of a case."""
    return entity_id(_PREFIX[table], case, *key)


def removal_of(block: Block, case: str, teller: Teller) -> Removal:
    """Return a removal with the moments since when its beginning and its end stand."""
    began, ended = day(block, "E69"), day(block, "E153")
    assert began is not None
    known, clock = _recorded(block, "E70", began, teller)
    end_known, end_clock = _recorded(block, "E154", ended, teller) if ended else (None, "")
    reason = code(block, "E155")
    return Removal(block, case, began, known, clock, ended, end_known, end_clock, None if reason == NOT_EXITED else reason)


def _recorded(block: Block, number: str, happened: date, teller: Teller) -> tuple[date, str]:
    said = day(block, number)
    if said is None:
        return happened, ""
    if said < happened or said > teller.taken_on:
        why = "lies before the day itself" if said < happened else "lies after the day on which the file was taken"
        teller.count("status", "not believed", f"transaction date {number}: it {why}")
        return happened, ""
    return said, number


def _iso(on: date | None) -> str:
    return f"{on:%Y-%m-%d}" if on else ""


def keys_of(block: Block, removed_on: date | None = None) -> dict[str, tuple[str, ...]]:
    """Return the tables that a block fills, and within its case the keys of its statements."""
    own = _iso(day(block, FIRST_DAYS[block.kind])) if block.kind in FIRST_DAYS else ""
    within = _iso(removed_on)
    return {
        "record": {"child": ("child",)},
        "removal_2020": {"status": ("looked after", own)},
        "removal_1993": {"status": ("looked after", own)},
        "living_arrangement": {"placement": (within, own), "missing": (within, own)},
        "permanency_plan": {"plan": (within, own, code(block, "E148") or "")},
        "periodic_review": {"review": (own,)},
        "permanency_hearing": {"meeting": (own,)},
        "case_worker_visit": {"visit": (own, code(block, "E152") or "")},
    }.get(block.kind, {})


FIRST_DAYS = {
    "removal_2020": "E69",
    "removal_1993": "E69",
    "living_arrangement": "E112",
    "permanency_plan": "E147",
    "periodic_review": "E149",
    "permanency_hearing": "E150",
    "case_worker_visit": "E151",
}


def tell_child(block: Block, told: Told, case: str, removals: Sequence[Removal]) -> None:
    """Add who the child is, known from the day on which the first removal was recorded."""
    born, taken_on = day(block, "E5"), told.teller.taken_on
    sex = value(block, "E6")
    own = {
        "occurred_on": born,
        "occurred_precision": "day" if born else "unknown",
        "born_on": born,
        "sex": codes.label("afcars sex", sex) if sex else None,
        "ethnicity": " ".join(flagged(block, 13, 21)) or None,
    }
    first = min([r.known for r in removals if r.known <= taken_on], default=taken_on)
    died = [Part(r.end_known, {"died_on": r.ended}, clock=r.end_clock, day=r.ended) for r in removals if r.ends("died")]
    ahead = born if born and born > taken_on else None
    had = Part(None, {"disability": " ".join(flagged(block, 24, 34)) or None})
    told.tell("child", case, block, keys_of(block)["child"], Part(first, own, day=ahead), *died[:1], had)


def tell_cases(told: Told, removals: Sequence[Removal]) -> None:
    """Add the spells in which the agency surely had the case: from the first removal until an end that ends the case."""
    spell: list[Removal] = []
    number = 1
    for removal in sorted(removals, key=lambda r: r.began):
        spell.append(removal)
        words = next((w for group, w in _ENDS_CASE.items() if removal.ends(group)), None)
        if words:
            _tell_case(told, spell, number, words)
            spell, number = [], number + 1
    if spell:
        _tell_case(told, spell, number, None)


def _tell_case(told: Told, spell: Sequence[Removal], number: int, words: str | None) -> None:
    first, last = spell[0], spell[-1]
    opened = Part(
        first.known, {"occurred_on": first.began, "occurred_precision": "on or before"}, clock=first.clock, day=first.began
    )
    closed = Part(last.end_known, {"ended_on": last.ended}, {"end_reason": words}, clock=last.end_clock, day=last.ended)
    told.tell("case", first.case, first.block, ("case", str(number)), opened, *([closed] if words else []))


def tell_removal(told: Told, r: Removal) -> None:
    """Add a removal as a status, and all that happened within it."""
    detail = [code(r.block, "E71") or "", *flagged(r.block, 72, 105)] if r.block.kind == "removal_2020" else []
    own = {"kind": "looked after", "occurred_on": r.began, "occurred_precision": "day", "detail": " ".join(detail).strip() or None}
    began = Part(r.known, own, clock=r.clock, day=r.began)
    told.tell("status", r.case, r.block, keys_of(r.block)["status"], began, *_exit(r, {"end_reason": _words(r.reason)}))
    _tell_placements(told, r)
    _tell_plans(told, r)
    for kind, tell in {"periodic_review": _review, "permanency_hearing": _hearing, "case_worker_visit": _visit}.items():
        for block in r.block.of(kind):
            if not block.faults:
                tell(told, r, block)


def _words(reason: str | None) -> str | None:
    return codes.label(LIST, reason) if reason else None


def _exit(r: Removal, after: dict[str, object]) -> list[Part]:
    if r.ended is None:
        return []
    return [Part(r.end_known, {"ended_on": r.ended}, after, clock=r.end_clock, day=r.ended)]


def _within(r: Removal, on: date, values: dict[str, object], after: dict[str, object] | None = None) -> Part:
    """Something within a removal: it cannot have been recorded before the removal was."""
    return Part(max(on, r.known), values, after or {}, day=on)


def _begins(r: Removal, on: date, values: dict[str, object]) -> Part:
    return _within(r, on, {"occurred_on": on, "occurred_precision": "day", **values})


def _tell_placements(told: Told, r: Removal) -> None:
    blocks = _in_order(told, r, "living_arrangement", "E112")
    for i, block in enumerate(blocks):
        on, made = _on(block, "E112"), living_arrangement(block)
        following = _on(blocks[i + 1], "E112") if i + 1 < len(blocks) else None
        change = "P" if i else "S"
        ends = (
            [_within(r, following, {"ended_on": following}, {"end_reason": NEXT_EPISODE})]
            if following
            else _exit(r, {"end_reason": r.reason})
        )
        keys = keys_of(block, r.began)
        told.tell("placement", r.case, block, keys["placement"], _begins(r, on, {"placement_type": made, "change": change}), *ends)
        if in_group(made, "absent"):
            back = [Part(p.known, p.values, clock=p.clock, day=p.day) for p in ends]
            told.tell("missing", r.case, block, keys["missing"], _begins(r, on, {"kind": "missing"}), *back)


def _tell_plans(told: Told, r: Removal) -> None:
    blocks = _in_order(told, r, "permanency_plan", "E147")
    for block in blocks:
        on = _on(block, "E147")
        following = min((d for b in blocks if (d := _on(b, "E147")) > on), default=None)
        ends = [_within(r, following, {"ended_on": following})] if following else _exit(r, {})
        begun = _begins(r, on, {"kind": "permanence plan", "category": code(block, "E148")})
        told.tell("plan", r.case, block, keys_of(block, r.began)["plan"], begun, *ends)


def _in_order(told: Told, r: Removal, kind: str, number: str) -> list[Block]:
    if any(b.faults and day(b, number) is None for b in r.block.of(kind)):
        why = "the end of the one before: a block of the same removal was set aside"
        told.teller.count(kind, "in doubt", why)
    return sorted((b for b in r.block.of(kind) if not b.faults), key=lambda b: (_on(b, number), b.content))


def _on(block: Block, number: str) -> date:
    found = day(block, number)
    assert found is not None
    return found


def _review(told: Told, r: Removal, block: Block) -> None:
    told.tell("review", r.case, block, keys_of(block)["review"], _begins(r, _on(block, "E149"), {"kind": "looked after review"}))


def _hearing(told: Told, r: Removal, block: Block) -> None:
    told.tell("meeting", r.case, block, keys_of(block)["meeting"], _begins(r, _on(block, "E150"), {"kind": "permanency hearing"}))


def _visit(told: Told, r: Removal, block: Block) -> None:
    place = code(block, "E152")
    own = {"kind": "looked after visit", "outcome": "completed", "seen": True, "note": codes.label(LIST, place) if place else None}
    told.tell("visit", r.case, block, keys_of(block)["visit"], _begins(r, _on(block, "E151"), own))


def tell_parental_rights(block: Block, told: Told, case: str, known: date) -> None:
    """Add the petition to end a parent's rights, and their end, known from their days or the first removal's, if that is later."""
    which, (kind, asked, done) = (
        ("first parent", ("E63", "E65", "E67")) if block.kind == "tpr_first_parent" else ("second parent", ("E64", "E66", "E68"))
    )
    petition, ended, how = day(block, asked), day(block, done), value(block, kind)
    manner = {1: " (voluntary)", 2: " (involuntary)"}.get(how, "")
    key = (which, _iso(petition or ended))

    def part(on: date, values: dict[str, object]) -> Part:
        return Part(max(on, known), values, day=on)

    def begins(on: date, stage: str) -> Part:
        return part(on, {"occurred_on": on, "occurred_precision": "day", "proceedings": stage})

    if petition:
        stop = [part(ended, {"ended_on": ended})] if ended else []
        told.tell("legal", case, block, ("petition", *key), begins(petition, f"petition to end the rights of the {which}"), *stop)
    if ended:
        told.tell("legal", case, block, ("ended", *key), begins(ended, f"rights of the {which} ended{manner}"))
