"""Making blind packs, each from the record as it stood at the end of its decision's day and from nothing else."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from toolkit.errors import CaseReviewError, nearest
from toolkit.known.viewfile import checked_views
from toolkit.record.schema import STATEMENT_TABLES
from toolkit.review.pack.cuts import limit
from toolkit.review.pack.days import DATES, RELATIVE
from toolkit.review.pack.names import Covers, Identifiers, first_known
from toolkit.review.pack.pages import Maker
from toolkit.review.pack.rows import Before, Row, before, words_of, zero_of
from toolkit.review.pack.shapes import Pack, Removal
from toolkit.review.pack.since import Things, end_of, refuse_since
from toolkit.review.pack.written import had, written
from toolkit.review.settings import Settings, read_settings

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.pseudonyms import Key
    from toolkit.record import Record

AGENCY, DECIDER = "agency", "decider"
HOLDERS = (AGENCY, DECIDER)
DAYS = (RELATIVE, DATES)
_NUMBER = re.compile(r"P\d{2,6}")
_BESIDE = (
    "pack",
    "matched_set",
    "role",
    "reveal",
    "answer",
    "matched_on",
    "kind",
    "label",
)  # of the coordinator's key and of views


@dataclass(frozen=True)
class Asked:
    """How packs are asked for; what each means stands at :func:`make_packs`."""

    key: Key
    seed: int = 0
    holder: str = AGENCY
    days: str = RELATIVE
    within_days: int = 0
    same_day: bool = False
    horizon_days: int = 365


@dataclass(frozen=True)
class Made:
    """A pack with what only the coordinator may know: what was left out, which things it shows, and its last day."""

    pack: Pack
    removals: list[Removal]
    things: Things
    until: str


def make_packs(
    record: Record,
    views: pd.DataFrame,
    key: Key,
    seed: int = 0,
    holder: str = AGENCY,
    settings: Settings | None = None,
    days: str = RELATIVE,
    within_days: int = 0,
    same_day: bool = False,
    since_allowed: bool = False,
) -> tuple[list[Pack], list[Removal]]:
    """Make a blind pack for each view, and the coordinator's list of what was left out.

    A pack's bytes rest on its view, on the key and seed, and on the record as it stood at the end of the decision's day (or
    `within_days` later). Page 1 rests on what stood before the decision alone.

    Args:
        record: the record, with all that it came to hold.
        views: `view_id, case_id, as_of` and optionally `decision_id, holder, cut`, as text; and optionally `pack`, its number.
            Without that, numbers are given in an order drawn by key and seed.
        key: the key of the pseudonyms; codes of people are made anew from it for each seed and pack.
        seed: of the review.
        holder: `agency` (our record) or `decider` (of that, what the ledger of the time says the decider had, the rest apart).
        settings: the agency's; the project's own where none are given.
        days: `relative` (counted from the decision) or `dates`.
        within_days: so many days after the decision its own words may have been written; 0: by the end of its day.
        same_day: whether what was recorded of the decision's own day, order unknown, stands on page 2; else it is left out.
        since_allowed: make packs also where something in them was restricted, or found to be an identifier, since.

    Returns:
        The packs by number, and what was left out of each by number, table and thing.

    Raises:
        CaseReviewError: no views, a wrong choice, or a pack that shows something restricted, or known as an identifier, only
            since its decision: it may not be shown, and leaving it out would let the pack depend on what came later.

    >>> from toolkit import paths
    >>> from toolkit.known import views
    >>> from toolkit.pseudonyms import read_key
    >>> from toolkit.record import open_record
    >>> record = open_record(paths.sample_record())
    >>> packs, removed = make_packs(record, views.decisions(record, ["C00001"]).head(1), read_key(record))
    >>> packs[0].number, packs[0].page1.sections[0].lead[0]
    ('P01', 'A boy, 7 years old on the day of the decision.')
    """
    settings = settings or read_settings()
    asked = Asked(key, seed, holder, days, within_days, same_day, settings.horizon_days)
    _check(asked)
    given = checked_views(views.drop(columns=list(_BESIDE), errors="ignore"))
    if not len(given):
        raise CaseReviewError("There are no decisions to make packs of", todo="Name decisions, or draw some.")
    given = given.assign(pack=_own_numbers(views["pack"].tolist()) if "pack" in views else _numbers(given, key, seed))
    identifiers = first_known(record)
    made = packs_as_asked(record, given, asked, identifiers)
    if not since_allowed:
        refuse_since(record, [(m.pack, m.things, m.until) for m in made], identifiers)
    return [m.pack for m in made], sorted({r for m in made for r in m.removals}, key=astuple)


def packs_as_asked(
    record: Record, views: pd.DataFrame, asked: Asked, identifiers: Identifiers, at_once: bool = False
) -> list[Made]:
    """Make the packs of checked views that have a number, those of a day from the record as it stood then; by number.

    With `at_once` all are made in one go from a record that holds more: the same packs, by the wall, for very many at a time.
    """
    views = views.assign(until=[_until(as_of, asked) for as_of in views["as_of"]], cut=_cuts(views))
    if at_once:
        return sorted(_made(record, views, identifiers, asked), key=lambda m: m.pack.number)
    own, days = record.of_cases(views["case_id"]), views.groupby("until", sort=True)
    made = [m for until, some in days for m in _made(own.as_it_stood(str(until)), some, identifiers, asked)]
    return sorted(made, key=lambda m: m.pack.number)


def _made(record: Record, views: pd.DataFrame, identifiers: Identifiers, asked: Asked) -> Iterator[Made]:
    stood, said = before(record, views), written(record, views, asked.within_days)
    tables = [t for t in STATEMENT_TABLES if t in record.files]
    read = had(record, views, tables) if asked.holder == DECIDER else None
    for view in views.to_dict("records"):
        mine = None if read is None else read.get(view["view_id"], set())
        yield _one(view, stood[view["view_id"]], said.get(view["view_id"]), mine, identifiers, asked)


def _one(view: Row, stood: Before, said: Row | None, mine: set[str] | None, identifiers: Identifiers, asked: Asked) -> Made:
    number, until = view["pack"], end_of(view["until"])
    rows = [*stood.rows, *stood.same_day, *([said] if said else [])]
    covers = Covers(identifiers, until, words_of(rows), asked.key, f"{asked.seed}|{number}")
    others = frozenset(r["informant"] for r in stood.rows if identifiers.no_worker(r["informant"], until))
    maker = Maker(view, covers, asked.days, list(stood.left), others)
    page1 = maker.page1(stood, mine, asked.horizon_days)
    pack = Pack(number, f"Pack {number}", page1, maker.page2(stood, said, asked.within_days, asked.same_day))
    return Made(pack, [Removal(number, *one) for one in maker.left], frozenset(maker.things), view["until"])


def _until(as_of: str, asked: Asked) -> str:
    zero = zero_of(as_of)
    return (zero + min(timedelta(days=asked.within_days), date.max - zero)).isoformat()


def _cuts(views: pd.DataFrame) -> list[str]:
    """A decision's view, and one taken from the course of care, stops before it; a plain date is read to its end."""
    return [cut or ("before" if decision else "") for cut, decision in zip(views["cut"], views["decision_id"], strict=True)]


def _own_numbers(given: list[str]) -> list[str]:
    """Numbers become names of files: nothing else may stand there."""
    wrong = [
        f"row {n}: the pack's number is not such as P01" for n, said in enumerate(given, 2) if not _NUMBER.fullmatch(str(said))
    ]
    wrong += [f"{said} is given to two packs" for said, count in sorted(Counter(map(str, given)).items()) if count > 1]
    if wrong:
        raise CaseReviewError("The packs cannot be numbered so", wrong, "Leave the column `pack` out, or take it from `choose`.")
    return given


def _numbers(views: pd.DataFrame, key: Key, seed: int) -> list[str]:
    order = sorted(views["view_id"], key=lambda v: key.digest("order of packs", f"{seed}|{v}"))
    return [numbered(order.index(v) + 1, len(order)) for v in views["view_id"]]


def numbered(n: int, of: int) -> str:
    """Return the number of a pack, with noughts before it so that names sort.

    >>> numbered(7, 12), numbered(7, 120)
    ('P07', 'P007')
    """
    return f"P{n:0{max(2, 1 + int(math.log10(max(of, 1))))}d}"


def _check(asked: Asked) -> None:
    most = limit("written_within_most")
    problems = [
        f"{what} {given} is not one of {', '.join(allowed)}{nearest(given, allowed)}"
        for what, given, allowed in (("holder", asked.holder, HOLDERS), ("days", asked.days, DAYS))
        if given not in allowed
    ]
    if not 0 <= asked.within_days <= most:
        problems.append(f"within_days must be 0 to {most}: what is written later may know how it went")
    if problems:
        raise CaseReviewError("The packs cannot be made", problems, "Mend these and make them again.")
