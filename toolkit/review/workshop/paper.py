"""What is printed of a workshop besides its cards: slips and sheets to write on, the tally sheet, and how many of each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from toolkit.review.panel import Panel
from toolkit.review.workshop.arms import LETTERS, seats
from toolkit.review.workshop.rules import choices, rows

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.review.workshop.plan import Workshop

LINE = " ".join(["_" * 16] * 5)
SHORT = "_" * 24
_BLANK = "\u00a0"  # room for a hand above a line
_OPPOSITE_LINES = 14
_CARDS, _PAPER, _SEALED = "Cards 1 and 2", "Slips, sheets and seats", "The sealed part"
_NO_NAME = "No name. You may leave any question out."


def slips(workshop: Workshop) -> list[Panel]:
    """Return slips 1 and 2 of each decision: two sheets, since whoever holds the second knows what will be asked."""
    return [sheet for n in workshop.rounds for sheet in (_first(n), _second(n, workshop.clock("told")))]


def sheets(workshop: Workshop) -> list[Panel]:
    """Return the other sheets: the line for the wall, the sheet for considering the opposite, and the tally sheets."""
    most, least = "everything in it serves what this child needs", "it is about something else"
    line = "0 ──── 1 ──── 2 ──── 3 ──── 4 ──── 5 ──── 6 ──── 7 ──── 8 ──── 9 ──── 10"
    return [
        *(Panel(f"Line from 0 to 10, decision {n}", [f"0: {least}. 10: {most}.", *([_BLANK] * 4), line]) for n in workshop.rounds),
        Panel(
            "Consider the opposite",
            ["The strongest reasons why it could have ended the other way:", *_lines(_OPPOSITE_LINES)],
        ),
        *(_tally(workshop, n) for n in workshop.rounds),
    ]


def to_print(workshop: Workshop) -> pd.DataFrame:
    """Return what to print and how often, in the order in which it is handed out: `what`, `copies`, `whom`, `when`, `where`."""
    import pandas as pd

    each = [row for n in workshop.rounds for row in _of_decision(workshop, n)]
    told, scaling, opposite = (workshop.clock(step) for step in ("told", "scaling", "opposite"))
    of_all = [
        *((f"Tally sheet, decision {n}", 1, "whoever counts", told, _PAPER) for n in workshop.rounds),
        ("Consider the opposite", workshop.people, "one a person", opposite, _PAPER),
        *((f"Line from 0 to 10, decision {n}", 1, "the wall", scaling, _PAPER) for n in workshop.rounds),
        ("Running order, both guides, seat list", 2, "facilitator, second person", "beforehand", "this page and the sealed part"),
    ]
    return pd.DataFrame([*each, *of_all], columns=["what", "copies", "whom", "when", "where"])


def _of_decision(workshop: Workshop, n: int) -> Iterator[tuple[str, int, str, str, str]]:
    drawn = seats(workshop.people, workshop.seed)["card"].value_counts()
    read, decide, chosen, sealed = (workshop.clock(step, n) for step in ("read", "decide", "chosen", "sealed"))
    everybody = (workshop.people, "one a person")
    yield (f"Card 1, decision {n}", *everybody, read, _CARDS)
    yield (f"Slip 1, decision {n}", *everybody, decide, _PAPER)
    yield (f"Card 2, decision {n}", *everybody, chosen, _CARDS)
    for letter in LETTERS:
        seated = f"the seats with {letter} on the seat list"
        yield (f"Card 3{letter}, decision {n}", int(drawn.get(letter, 0)), seated, sealed, _SEALED)
    yield (f"Slip 2, decision {n}", *everybody, sealed, _PAPER)


def _first(n: int) -> Panel:
    return Panel(f"Slip 1, decision {n}", [f"{_NO_NAME} This slip stays with you.", *_asked("1")])


def _second(n: int, told: str) -> Panel:
    head = "Seat number: ________    Card 3 was:  ☐ X   ☐ Y"
    out = f"You may take this slip out until the slips are counted: that is asked once more at {told}, when everything is told."
    return Panel(f"Slip 2, decision {n}", [head, f"{_NO_NAME} {out}", *_asked("2")])


def _asked(part: str) -> Iterator[str]:
    for row in rows("slip"):
        if row["part"] == part:
            yield from (_BLANK, row["question"], *choices(row), *_lines(int(row["lines"])))


def _lines(count: int) -> list[str]:
    return [_BLANK, LINE] * count


def _tally(workshop: Workshop, n: int) -> Panel:
    grades = next(choices(row) for row in rows("slip") if row["item"] == "grade")
    counted = [f"{grade.removeprefix('☐ ')}: {SHORT}" for grade in [*grades, "not answered"]]
    harm = "How likely harm was, the number of each slip, from the least to the most:"
    lead = [
        "First take out the slips of those who do not want theirs counted. Then one stroke a slip, under the card that it names.",
        f"Card that tells the ending, filled in at {workshop.clock('told')}:  ☐ X   ☐ Y",
        "What stands here is a count and shows no difference: it has no interval. The page has one once the slips are typed in."
        if workshop.computed
        else "What stands here is a count. So few slips carry no number.",
    ]
    halves = [line for letter in LETTERS for line in (_BLANK, f"Slips with card {letter}", *counted, harm, *_lines(2))]
    return Panel(f"Tally sheet, decision {n}", [*lead, *halves])
