"""What the workshop's report says above its sealed part: the summary, the running order, the guide, and how it is built again."""

from __future__ import annotations

import shlex
from pathlib import PurePath
from typing import TYPE_CHECKING

from toolkit.review.panel import Panel
from toolkit.review.wording import plural
from toolkit.review.workshop.plan import AS_RECORDED, INVENTED, Workshop
from toolkit.review.workshop.rules import invented_endings, limit
from toolkit.review.workshop.steps import AFTER, BEFORE, Step
from toolkit.stats.two_groups import needed_in_each

if TYPE_CHECKING:
    import pandas as pd

SAMPLE_CASE, SHOWN = "C00001", "pseudonyms"  # the notebook's own, which need not be given
FILLED = "filled.csv"
NO_SUPPORT = "Your agency has not written here who is there for people whom the material distresses. Find out before you begin."


def summary(workshop: Workshop) -> list[str]:
    """Return the plain-language summary for the facilitator."""
    total = sum(s.minutes for s in workshop.steps)
    lines = [
        " ".join(workshop.settings.urgent_lines),
        f"This holds what a workshop of {total} minutes with {plural(workshop.people, 'person', 'people')} on "
        f"{plural(len(workshop.cases), 'decision')} needs: a running order with questions, cards to hand out in three stages, "
        "slips, sheets to write on, and a seat list. It is about how decisions look from inside, and about nobody's work.",
        "Half of the room will read how it went on before they judge, half will not. Chance decides who. Everybody judges alone, "
        "and before any talk.",
        *_carries(workshop),
        *(line for n in workshop.rounds for line in _guessed(workshop, n)),
        "Everything up to the sealed part is built from what was on record before the decision. If you want to judge too, let the "
        "second person print the sealed part and lead from there on.",
    ]
    if workshop.ending in invented_endings():
        lines.append("The case is invented, and so is its ending. Say so when you tell everybody everything.")
    if workshop.why_known:
        lines.append(f"People in the room may know this case. It is used all the same for this reason: {workshop.why_known}")
    return lines


def takes() -> str:
    """Return how many people it takes for an effect to show, as large as the one studied and as it may be in this design."""
    studied = limit("studied_effect")
    halved = studied * limit("against_none")
    most, needed = (needed_in_each(d, limit("power"), limit("level")) for d in (halved, studied))
    return (
        f"It takes {needed} people in each half to see, in four rooms of five, an effect of {studied:g} (d, the "
        "difference of two averages in standard deviations). That is the smaller figure of the study that this follows, and it lay "
        f"between a good ending and a bad one. Here an ending is set against none: if that does half as much ({halved:g}), it "
        f"takes {most} in each half. Nobody has measured it."
    )


def _carries(workshop: Workshop) -> list[str]:
    """What a room of this size will see of itself."""
    least = int(limit("least_in_arm"))
    if not workshop.computed:
        return [
            f"With {workshop.people} people the room sees its slips counted and how such a trial is done, and no number. For "
            f"one it takes {least} slips from each half: {2 * least} people or more, who all come and hand in their slip."
        ]
    return [
        f"Then the room sees how far its two halves lie apart, as long as {least} slips come in from each. {takes()}",
        "With fewer the workshop shows how it is done, and the page at the end says how little its numbers can carry.",
    ]


def _guessed(workshop: Workshop, n: int) -> list[str]:
    name, told = workshop.names[n - 1], workshop.foretold[n - 1]
    if not told:
        return [f"Decision {n} is {name} of its case's learning review. Another is named with --decisions."]
    return [
        f"Card 1 of decision {n} ({name}) may tell how it will be decided ({told}). Read it: if it does, the room will guess the "
        "decision and has none to make. Name another with --decisions."
    ]


def safety(workshop: Workshop) -> list[str]:
    """Return what is read out before anything else: the urgent-concern route, and who is there for support."""
    return [*workshop.settings.urgent_lines, workshop.settings.support or NO_SUPPORT]


def running_order(workshop: Workshop) -> pd.DataFrame:
    """Return the running order of the whole workshop: `clock`, `minutes`, `step`, `cards`."""
    import pandas as pd

    needs = {
        "read": "card 1",
        "decide": "slip 1",
        "chosen": "card 2",
        "sealed": "card 3 and slip 2",
        "rate": "slip 2, collected",
        "told": "tally sheet",
        "opposite": "sheet: consider the opposite",
        "scaling": "sheet: line from 0 to 10",
    }
    told = [(s.clock, s.minutes, s.heading, needs.get(s.name, "")) for s in workshop.steps]
    return pd.DataFrame(told, columns=["clock", "minutes", "step", "cards"])


def guide(workshop: Workshop, sealed: bool = False) -> list[Panel]:
    """Return a panel for each step before the sealed cards, or from them on: what to do, and what to ask."""
    part = AFTER if sealed else BEFORE
    return [
        Panel(f"{s.clock} {s.heading} ({plural(s.minutes, 'minute')})", [_does(s, workshop)], {"Ask": s.asks} if s.asks else {})
        for s in workshop.steps
        if s.part == part
    ]


def _does(step: Step, workshop: Workshop) -> str:
    return step.does if workshop.computed or not step.few else step.few


def command(workshop: Workshop, record: str, case_ids: str, as_of: str, settings: str, identifiers: str, policy: str) -> list[str]:
    """Return the command that builds the page again with the room's slips, with what this one was built with.

    No case and no folder is named, since a page shows neither: of a path the last name stands, and `CASES` for cases given.

    Args:
        workshop: the workshop.
        record, case_ids, as_of, settings, identifiers, policy: the parameters of the notebook.
    """
    given = {
        "record": PurePath(record).name,
        "case-ids": "" if case_ids == SAMPLE_CASE else "CASES",
        "decisions": ",".join(workshop.names),
        "as-of": as_of,
        "people": workshop.people,
        "minutes": sum(s.minutes for s in workshop.steps),
        "seed": workshop.seed,
        "ending": "" if workshop.ending == AS_RECORDED else workshop.ending,
        "case-from": "" if workshop.case_from == INVENTED else workshop.case_from,
        "why-known": workshop.why_known,
        "settings": PurePath(settings).name,
        "identifiers": "" if identifiers == SHOWN else identifiers,
        "policy": PurePath(policy).name,
        "slips": FILLED,
        "to": "reports",
    }
    words = [f"--{name} {shlex.quote(str(value))}" for name, value in given.items() if value != ""]
    return [
        f"Save the empty sheet below as {FILLED}, type the slips in, and build this page again where you built it (of what lies "
        "elsewhere give the whole path; where CASES stands, the cases that you named):",
        " ".join(["casereview run practice_workshop", *words]),
        "Who counts on paper takes the tally sheet.",
    ]
