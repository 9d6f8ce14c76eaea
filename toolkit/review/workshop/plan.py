"""What a workshop is made of, checked before anything is shown: the cases, whether they may be used, the room, the seed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.contrast.reference_families import families
from toolkit.errors import CaseReviewError, nearest
from toolkit.review.case import ReviewedCase, reviewed_case
from toolkit.review.deaths import died
from toolkit.review.settings import Settings, read_settings
from toolkit.review.workshop.foretold import foretold
from toolkit.review.workshop.rules import invented_endings, limit
from toolkit.review.workshop.steps import Step, timed

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.record import Record

INVENTED, ELSEWHERE, OUR_OWN, KNOWN_OF = "invented", "another area", "our own", "known in the area or from the news"
CASES_FROM = (INVENTED, ELSEWHERE, OUR_OWN, KNOWN_OF)
AS_RECORDED = "as recorded"
_MOST_DECISIONS = 3
_TRUTH = Path("truth") / "parameters.csv"
CANNOT = "This workshop cannot be made"


@dataclass(frozen=True)
class Workshop:
    """A workshop, checked.

    Attributes:
        cases: one case a decision, by order of use.
        names: the decision of each, as its review names it (D1, D2, …).
        people: seats in the room.
        steps: the running order.
        seed: draws the arms.
        horizon_days: days followed after each decision.
        ending: `as recorded`, or the name of an invented one.
        why_known: the reason why a case that people may know is used all the same; empty otherwise.
        case_from: where the case comes from.
        foretold: for each decision, what on card 1 tells it beforehand (day and kind of entry); empty where nothing does.
        settings: what the agency says of itself.
    """

    cases: tuple[ReviewedCase, ...]
    names: tuple[str, ...]
    people: int
    steps: tuple[Step, ...]
    seed: int
    horizon_days: int
    ending: str
    why_known: str
    case_from: str
    foretold: tuple[str, ...]
    settings: Settings

    @property
    def rounds(self) -> range:
        """The numbers of the decisions, from 1."""
        return range(1, len(self.cases) + 1)

    @property
    def computed(self) -> bool:
        """Whether there are seats enough in each half for a number to be worked out."""
        return self.people // 2 >= limit("least_in_arm")

    def clock(self, step: str, round_: int = 0) -> str:
        """When a step begins, as hours and minutes from the start; that of a decision where it comes once a decision."""
        return next(s.clock for s in self.steps if (s.name, s.round) == (step, round_))

    def view(self, round_: int) -> pd.DataFrame:
        """The view before the decision of a round, one row."""
        views = self.cases[round_ - 1].views
        return views[views["name"] == self.names[round_ - 1]]


def open_workshop(
    record: Record,
    case_ids: str,
    decisions: str = "",
    as_of: str = "",
    people: int = 12,
    minutes: int = 130,
    seed: int = 1,
    ending: str = AS_RECORDED,
    case_from: str = INVENTED,
    why_known: str = "",
    settings: str = "",
) -> Workshop:
    """Make ready a workshop.

    Args:
        record: the record.
        case_ids: the cases, separated by commas, one decision of each. Several must be of several families' cases: a later
            decision of one case would give away how the earlier one went on.
        decisions: the decision of each as its learning review names it (D1, D2, …), separated by commas; earlier ones, which it
            may leave out, can be taken too. Empty: the first of all that was written down on its day and that card 1 does not
            tell beforehand.
        as_of: the day of the workshop (ISO); the record is read as it stood then. Empty: all of it.
        people: seats, the two arms together.
        minutes: length of the workshop.
        seed: draws the arms.
        ending: `as recorded`, or an invented one, which needs an invented case.
        case_from: where the case comes from, one of :data:`CASES_FROM`.
        why_known: why a case that somebody in the room may know, or of a child who died, is used all the same.
        settings: an agency's own settings file.

    Raises:
        CaseReviewError: everything at once that forbids it.
    """
    ids = [part.strip() for part in case_ids.split(",") if part.strip()]
    names = [part.strip().upper() for part in decisions.split(",") if part.strip()]
    problems = [*_numbers(people, minutes, len(ids)), *_refused(record, ending, case_from, why_known)]
    if not ids or len(set(ids)) != len(ids) or len(ids) > _MOST_DECISIONS:
        problems.append(f"there must be one to {_MOST_DECISIONS} cases, each named once")
    if names and len(names) != len(ids):
        problems.append(f"{len(ids)} cases are named and {len(names)} decisions: name one decision of each case, or none")
    cases = [_tried(record, case_id, as_of, problems) for case_id in dict.fromkeys(ids)]
    problems += _dead(record, ids, why_known)
    telling = [foretold(case) if case else {} for case in cases]
    each = zip(cases, names or [""] * len(cases), telling, strict=False)
    found = [_named(case, name, told, problems) for case, name, told in each if case]
    if problems:
        raise CaseReviewError(CANNOT, problems, "Change these and run again.")
    own = read_settings(settings or None)
    kept = tuple(case for case in cases if case)
    steps, said = tuple(timed(minutes, len(kept))), tuple(told.get(n, "") for told, n in zip(telling, found, strict=True))
    return Workshop(kept, tuple(found), people, steps, seed, own.horizon_days, ending, why_known.strip(), case_from, said, own)


def made_up(record: Record) -> bool:
    """Whether a record was made by `casereview synth`: what was put in lies beside it, which no record of people has."""
    return (record.path / _TRUTH).is_file()


def _numbers(people: int, minutes: int, rounds: int) -> list[str]:
    least, most, short = (int(limit(n)) for n in ("least_people", "most_people", "least_minutes"))
    short += (max(rounds, 1) - 1) * short // 2
    problems = [] if least <= people <= most else [f"people must be a number from {least} to {most}"]
    return problems + ([] if minutes >= short else [f"minutes must be {short} or more for so many decisions"])


def _refused(record: Record, ending: str, case_from: str, why_known: str) -> list[str]:
    problems = []
    if case_from not in CASES_FROM:
        problems.append(f"there is no origin {case_from}{nearest(case_from, CASES_FROM)}; it is one of {', '.join(CASES_FROM)}")
    if ending != AS_RECORDED and ending not in invented_endings():
        problems.append(f"there is no ending {ending}{nearest(ending, (AS_RECORDED, *invented_endings()))}")
    if case_from == INVENTED and not made_up(record):
        problems.append("the record is not one that casereview synth made, so its cases are not invented: say where they are from")
    if ending in invented_endings() and not (case_from == INVENTED and made_up(record)):
        problems.append("an invented ending needs an invented case: about a living child no false ending is told")
    if case_from in (OUR_OWN, KNOWN_OF) and not why_known.strip():
        problems.append(
            f"a case that is {case_from} may be recognised in the room, with its ending and the people in it: give why_known if "
            "it must be this one"
        )
    return problems


def _dead(record: Record, case_ids: list[str], why_known: str) -> list[str]:
    """A death is read from all of the record, whatever the day of the workshop: the room knows of it by now."""
    if why_known.strip():
        return []
    numbers = families(record).numbers
    dead = {numbers.get(case, case) for case in died(record)}
    return [
        f"case {n}: the child's death is on record, so it may be known in the room, and it weighs on those who knew the child: "
        "give why_known if it must be this one"
        for n, case in enumerate(dict.fromkeys(case_ids), 1)
        if numbers.get(case, case) in dead
    ]


def _tried(record: Record, case_id: str, as_of: str, problems: list[str]) -> ReviewedCase | None:
    try:
        return reviewed_case(record, case_id, as_of, earlier=True)
    except CaseReviewError as error:
        problems.append(f"one of the cases: {error.problems[0] if error.problems else error}")
        return None


def _named(case: ReviewedCase, name: str, told: dict[str, str], problems: list[str]) -> str:
    there = list(case.views["name"])
    if name and name not in there:
        problems.append(f"there is no decision {name}{nearest(name, there)}; its review shows {there[0]} to {there[-1]}")
    open_ones = [n for n in told if not told[n]]
    return name or [*open_ones[:1], *list(told)[:1], there[0]][0]  # from the first, so that what is recorded later moves nothing
