"""What the workshop's report shows above its sealed part: the guide, the cards that everybody gets, the slip and the seats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from toolkit.review.wording import plural
from toolkit.review.workshop.arms import LETTERS, seats
from toolkit.review.workshop.rules import invented_endings, limit, rows
from toolkit.review.workshop.steps import AFTER, BEFORE
from toolkit.stats.two_groups import needed_in_each

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.review.workshop.plan import Workshop

NO_SUPPORT = "Your agency has not written here who is there for people whom the material distresses. Find out before you begin."


@dataclass(frozen=True)
class Sheet:
    """One thing for the page or for a sheet of paper: a heading, sentences, and lists by their headings."""

    title: str
    lead: Sequence[str] = ()
    lists: Mapping[str, Sequence[str]] = field(default_factory=dict)
    none: str = ""


def summary(workshop: Workshop) -> list[str]:
    """Return the plain-language summary for the facilitator."""
    total, needed = sum(s.minutes for s in workshop.steps), needed_in_each(limit("studied_effect"), limit("power"))
    lines = [
        " ".join(workshop.settings.urgent_lines),
        f"This is all you need for a workshop of {total} minutes with {plural(workshop.people, 'person', 'people')} on "
        f"{plural(len(workshop.cases), 'decision')}: a running order with questions, cards to hand out in three stages, a "
        "slip, and a seat list. It is about how decisions look from inside, and about nobody's work.",
        "Half of the room will read how it went on before they judge, half will not. Chance decides who. Then the room sees what "
        "that did to its own judgements.",
        f"To measure it well takes {needed} people in each half. With fewer the workshop shows how it is done, and the page at the "
        "end says how little its numbers can carry.",
        "Everything up to the sealed part is built from what was on record before the decision. Print the sealed part from a "
        "second screen if you want to take part yourself.",
    ]
    if workshop.ending in invented_endings():
        lines.append("The case is invented, and so is its ending. Say so when you tell everybody everything.")
    if workshop.why_known:
        lines.append(f"People in the room may know this case. It is used all the same for this reason: {workshop.why_known}")
    return lines


def safety(workshop: Workshop) -> list[str]:
    """Return what is read out before anything else: the urgent-concern route, and who is there for support."""
    return [*workshop.settings.urgent_lines, workshop.settings.support or NO_SUPPORT]


def running_order(workshop: Workshop) -> pd.DataFrame:
    """Return the running order of the whole workshop: `clock`, `minutes`, `step`, `cards`."""
    import pandas as pd

    needs = {"read": "card 1", "decide": "slip, part 1", "chosen": "card 2", "sealed": "card 3", "rate": "slip, part 2"}
    told = [(s.clock, s.minutes, s.heading, needs.get(s.name, "")) for s in workshop.steps]
    return pd.DataFrame(told, columns=["clock", "minutes", "step", "cards"])


def guide(workshop: Workshop, sealed: bool = False) -> list[Sheet]:
    """Return a panel for each step before the sealed cards, or from them on: what to do, and what to ask."""
    part = AFTER if sealed else BEFORE
    return [
        Sheet(f"{s.clock} {s.heading} ({plural(s.minutes, 'minute')})", [s.does], {"Ask": s.asks} if s.asks else {})
        for s in workshop.steps
        if s.part == part
    ]


def to_print(workshop: Workshop) -> pd.DataFrame:
    """Return what to print and how often: `what`, `copies`, `when`."""
    import pandas as pd

    drawn = seats(workshop.people, workshop.seed)["card"].value_counts()
    each = [
        line
        for n in workshop.rounds
        for line in (
            (f"Card 1, decision {n}", workshop.people, "handed out first"),
            (f"Card 2, decision {n}", workshop.people, "after the options"),
            *((f"Card 3{c}, decision {n}", int(drawn.get(c, 0)), "sealed, by the seat list") for c in LETTERS),
        )
    ]
    slips = ("Slip", workshop.people * len(workshop.cases), "at the start; one a person and decision")
    return pd.DataFrame([*each, slips], columns=["what", "copies", "when"])


def slip(workshop: Workshop) -> list[Sheet]:
    """Return the slip as one sheet to copy: seat and decision at its head, then part 1 and part 2."""
    heads = {"1": "Part 1, after card 1", "2": "Part 2, after card 3"}
    lists = {heads[part]: [row["question"] for row in rows("slip") if row["part"] == part] for part in heads}
    lead = [
        "Seat number: ______    Decision: ______    Card 3 was: X / Y",
        "No name. You may leave any question out, and you may take your slip back until the end.",
    ]
    return [Sheet("Slip", lead, lists)]
