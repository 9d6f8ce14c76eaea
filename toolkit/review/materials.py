"""What the later stages show of a pack: what others held, what came after, and what followed in other children's records.

Each is made only when its stage may be made (:mod:`toolkit.review.stages`). Identifiers are codes of the page's own, and days are
counted from the decision, as in the packs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from toolkit.contrast import class_words
from toolkit.contrast.classes import classes_and_details
from toolkit.contrast.reference import ReferencePool, read_as, reference_pool
from toolkit.contrast.reference_plan import ReferencePlan
from toolkit.contrast.reference_then import pool_then
from toolkit.known import views as moments
from toolkit.later import outcomes
from toolkit.later.follow import COMPETING, HELD, NOT_APPLICABLE
from toolkit.later.follow import NO as DID_NOT
from toolkit.later.follow import YES as DID
from toolkit.result import NOT_RECORDED, OK
from toolkit.review.deaths import counts_as, own_answer
from toolkit.review.endings import NO, UNKNOWN, YES, absent_words, after_words, came_words, ended_words, standing
from toolkit.review.pack import DECIDER
from toolkit.review.pack.cuts import cut
from toolkit.review.pack.days import day_words, in_days
from toolkit.review.pack.names import Covers, Identifiers, first_known, words_in
from toolkit.review.wording import plural

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.pseudonyms import Key
    from toolkit.record import Record

_END = datetime(9999, 12, 31)
_VIEW = ("view_id", "case_id", "as_of", "decision_id", "holder", "cut")
_HELD_BY = ("K2", "K3")
NO_VERDICT = "An ending does not show whether a decision was good. Well made decisions can end badly, and the other way round."
CAME, ABSENT = "It came", "Not on record in that time"
NOT_A_CHANCE = "None of this is a chance for this child, and none of it was a chance for the child then."


@dataclass(frozen=True)
class Material:
    """What a stage shows of one pack.

    Attributes:
        lead: sentences at the top.
        parts: heading to lines of (day in words, what it says).
        outcomes: outcome to an answer of :func:`toolkit.review.endings.came`, where the material tells the ending.
        rates: outcome to the share of the reference class, where there is one.
        notes: how what is shown was made, at length.
    """

    lead: tuple[str, ...]
    parts: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    outcomes: Mapping[str, str] = field(default_factory=dict)
    rates: Mapping[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """What materials are made from.

    Attributes:
        record: the record, with all that it came to hold.
        rows: rows of the coordinator's key, by pack.
        key: the key of the pseudonyms.
        seed: of the review.
        holder: whose knowledge the packs showed: `agency` or `decider`.
    """

    record: Record
    rows: Mapping[str, Mapping[str, str]]
    key: Key
    seed: int
    holder: str

    def views(self, packs: Iterable[str]) -> pd.DataFrame:
        """Return the views of some packs."""
        import pandas as pd

        return pd.DataFrame([{c: self.rows[p].get(c, "") for c in _VIEW} for p in packs], columns=list(_VIEW)).astype("str")


def widened(source: Source, packs: list[str]) -> dict[str, Material]:
    """Return what others held at each pack's decision and its readers were not shown: pack to material.

    K3 (another agency held it) always; K2 (on our record, and the ledger says that the decider had not seen it) where the packs
    showed what the decider had. Of what was written up later, sentences that speak of something after the decision as past are left
    out.
    """
    views = source.views(packs)
    counts, details = classes_and_details(source.record, views)
    known, words = first_known(source.record), class_words()
    shown = [c for c in _HELD_BY if c != "K2" or source.holder == DECIDER]
    made = {}
    for pack, view in zip(packs, views.to_dict("records"), strict=True):
        own = details[(details["view_id"] == view["view_id"]) & details["class"].isin(shown)].fillna("")
        rows = own.sort_values(["occurred_on", "entity_id"]).to_dict("records")
        covers = _covers(source, known, pack, "widen", [r[c] for r in rows for c in ("words", "holders")])
        parts = {words[c][:1].upper() + words[c][1:]: _held(rows, c, view, covers) for c in shown}
        made[pack] = Material(tuple(_widen_lead(counts, view["view_id"], len(rows))), parts)
    return made


def revealed(source: Source, packs: list[str], horizon_days: int) -> dict[str, Material]:
    """Return what came after each pack's decision, of the standing outcomes: pack to material."""
    views = source.views(packs)
    found = outcomes(source.record, views, horizon_days, list(standing()))
    known, made = first_known(source.record), {}
    for pack, view in zip(packs, views.to_dict("records"), strict=True):
        own = {r["outcome"]: r for r in found[found["view_id"] == view["view_id"]].fillna("").to_dict("records")}
        rows = [own[o] for o in standing() if o in own and own[o]["answer"] != NOT_APPLICABLE]
        answers = {r["outcome"]: _answer(r) for r in rows}
        covers = _covers(source, known, pack, "reveal", [str(r["detail"]) for r in rows])
        rows = [{**r, "detail": covers.text(in_days(str(r["detail"]), _zero(view), _zero(view)))} for r in rows]
        parts = {
            CAME: tuple((_day(r["happened_on"], view), came_words(r, rows)) for r in rows if _answer(r) == YES),
            **_cut_short(rows, view),
            ABSENT: tuple((_followed(r, view), absent_words(r)) for r in rows if r["answer"] == DID_NOT),
            "It cannot be told": tuple(("", standing()[r["outcome"]][1]) for r in rows if _answer(r) == UNKNOWN),
        }
        lead = (f"What is on record of the {horizon_days} days after the decision. No news is not good news.", NO_VERDICT)
        made[pack] = Material(lead, parts, answers)
    return made


def referred(source: Source, packs: list[str], plan: ReferencePlan) -> dict[str, Material]:
    """Return what followed in the records of other children that looked alike, by the locked plan: pack to material."""
    import pandas as pd

    own = source.views(packs)
    every = moments.decisions(source.record)[list(_VIEW)].astype("str")
    every = pd.concat([own, every[~every["view_id"].isin(own["view_id"])]], ignore_index=True)
    pool = _followed_up(reference_pool(source.record, every, plan.dimensions), plan)
    made = {}
    for pack, view in zip(packs, own["view_id"], strict=True):
        then = _followed_up(pool_then(pool, view, plan.horizon_days), plan)
        parts, rates, notes = {}, {}, []
        for outcome in plan.outcomes:
            now = pool.class_of(view, outcome, plan.horizon_days, plan.seed, plan.ladder)
            earlier = then.class_of(view, outcome, plan.horizon_days, plan.seed, plan.ladder)
            words = standing().get(outcome, ("", outcome))[1]
            parts[words] = (("Known before the decision", earlier.short), ("Known now", now.short))
            notes += [f"{words}. {found.note}" for found in (earlier, now)]
            row = now.row.iloc[0]
            if row["status"] == OK:
                rates[outcome] = float(row["value"])
        made[pack] = Material(
            (f"Read it as {read_as(plan.dimensions)}.", NOT_A_CHANCE, *plan.in_words), parts, rates=rates, notes=tuple(notes)
        )
    return made


def _followed_up(pool: ReferencePool, plan: ReferencePlan) -> ReferencePool:
    """The pool with all outcomes looked up at once."""
    return replace(pool, followed=outcomes(pool.record, pool.views, plan.horizon_days, list(plan.outcomes), bounds=True))


def _covers(source: Source, known: Identifiers, pack: str, stage: str, texts: Iterable[str]) -> Covers:
    words = {word for text in texts for word in words_in(str(text))}
    return Covers(known, _END, words, source.key, f"{source.seed}|{pack}|{stage}")


def _held(rows: list[dict[Any, Any]], class_: str, view: Mapping[str, str], covers: Covers) -> tuple[tuple[str, str], ...]:
    lines = []
    for row in rows:
        if row["class"] != class_:
            continue
        said = cut(str(row["words"]), date.fromisoformat(str(row["recorded_at"])[:10]), _zero(view))[0]
        by = f" (held by {row['holders']})" if row["holders"] else ""
        late = "; written in our record only later" if class_ == "K3" else ""
        if said:
            lines.append((_day(row["occurred_on"], view), covers.text(f"{said}{by}{late}")))
    return tuple(lines)


def _widen_lead(counts: pd.DataFrame, view_id: str, number: int) -> list[str]:
    row = counts[counts["view_id"] == view_id].iloc[0]
    if row["status"] == NOT_RECORDED:
        return [f"What others held cannot be told: {row['reason'] or 'the case did not stand on record'}."]
    said = f"{plural(number, 'thing')} that others held when the decision was made, as far as it came on record."
    gaps = f" Not covered by the record: {row['reason']}." if row["reason"] else ""
    return [f"{said}{gaps}", "Codes on this page are its own; they are not those of the pack."]


def _answer(row: Mapping[str, Any]) -> str:
    if str(row["detail"]).startswith(HELD) or str(row["reason"]).startswith(HELD):
        return UNKNOWN
    own = own_answer(row["answer"], row["detail"])
    if own in counts_as():
        return own
    return YES if own == DID else NO if own in (DID_NOT, COMPETING) else UNKNOWN


def _cut_short(rows: list[dict[Any, Any]], view: Mapping[str, str]) -> dict[str, tuple[tuple[str, str], ...]]:
    """What had not come when something else did: a heading with the day and what it was, and the outcomes followed to it.

    After an adoption life goes on where this record does not look: that something did not come would be too much to say. After
    another end, such as a return home, the record goes on, and what came then is not counted. A death is said as such.
    """
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for row in (r for r in rows if r["answer"] == COMPETING and not str(r["detail"]).startswith(HELD)):
        said = f"followed to {_day(row['followed_to'], view)}, when {ended_words(row['detail'])}"
        dead = _answer(row) in counts_as()
        heading = f"It was {said}" if dead else f"It had not come by then: {said}. {after_words(row['detail'])}"
        found[heading] = (*found.get(heading, ()), ("", standing()[row["outcome"]][1]))
    return found


def _zero(view: Mapping[str, str]) -> date:
    return date.fromisoformat(view["as_of"][:10])


def _day(day: object, view: Mapping[str, str]) -> str:
    text = str(day)[:10]
    return day_words(date.fromisoformat(text) if text and text != "NaT" else None, _zero(view))


def _followed(row: Mapping[str, Any], view: Mapping[str, str]) -> str:
    return f"to {_day(row['followed_to'], view)}"
