"""The two clocks in SQL: what stood in the record at a moment, what was known to have happened, what was planned.

Every rule of time in the project is one of the expressions here, and says at each boundary which side it falls on.
A *moment* is one view under one reading: the `day` of the view, the last instant `upto` that still counts (on or before),
the one instant `not_at` that does not (midnight of a decision's own day, which stands for a day without a time), and
`knowledge`: `earliest` lets an uncertain record time count from when it can have stood, `latest` from when it surely stood.
"""

from __future__ import annotations

from typing import NamedTuple

from toolkit.errors import CaseReviewError, nearest

EARLIEST, LATEST = "earliest", "latest"
KNOWLEDGE = (EARLIEST, LATEST)
FAR = "TIMESTAMP 'infinity'"
NEVER = "TIMESTAMP '-infinity'"
END_OF_DAY = "INTERVAL 1 DAY - INTERVAL 1 MICROSECOND"
# Of a statement: its times in the record are known only between two extracts.
UNSURE = "(recorded_by <> recorded_at OR withdrawn_by IS DISTINCT FROM withdrawn_at)"


def check_reading(knowledge: str) -> None:
    """Refuse a reading of uncertain record times that there is not.

    Raises:
        CaseReviewError: it is neither `earliest` nor `latest`.

    >>> check_reading("latest")
    """
    if knowledge not in KNOWLEDGE:
        raise CaseReviewError(
            f"There is no reading {knowledge}{nearest(knowledge, KNOWLEDGE)}", todo=f"knowledge is {' or '.join(KNOWLEDGE)}."
        )


class Moment(NamedTuple):
    """SQL for the parts of a moment that the rules of time need; by default the columns of a table aliased `m`."""

    knowledge: str = "m.knowledge"
    upto: str = "m.upto"
    not_at: str = "m.not_at"
    day: str = "m.day"


M = Moment()


def recorded(alias: str = "s", m: Moment = M) -> str:
    """SQL for the moment since when a statement stands, under the moment's reading of uncertain record times.

    >>> recorded("s", Moment(knowledge="'latest'"))
    "CASE 'latest' WHEN 'latest' THEN s.recorded_by ELSE s.recorded_at END"
    """
    return f"CASE {m.knowledge} WHEN 'latest' THEN {alias}.recorded_by ELSE {alias}.recorded_at END"


def withdrawn(alias: str = "s", m: Moment = M) -> str:
    """SQL for the moment since when a statement no longer stands, far in the future while it does."""
    return f"coalesce(CASE {m.knowledge} WHEN 'latest' THEN {alias}.withdrawn_by ELSE {alias}.withdrawn_at END, {FAR})"


def reached(instant: str, m: Moment = M) -> str:
    """SQL that is true where an instant lies on or before the moment (and is not a day of unknown order)."""
    return f"({instant} <= {m.upto} AND {instant} <> {m.not_at})"


def in_the_record(alias: str = "s", m: Moment = M) -> str:
    """SQL for *in the record at a view*: recorded on or before it, and not withdrawn on or before it."""
    return f"({reached(recorded(alias, m), m)} AND NOT {reached(withdrawn(alias, m), m)})"


def happened(day: str, alias: str = "s", m: Moment = M) -> str:
    """SQL for *known to have happened*: on or before the day of the view, and recorded on or after the day itself."""
    return f"({alias}.{day} <= {m.day} AND CAST({recorded(alias, m)} AS DATE) >= {alias}.{day})"


def planned(day: str, alias: str = "s", m: Moment = M) -> str:
    """SQL for *known to be planned*: a day still to come, or one stated ahead that no later entry confirms."""
    return f"({alias}.{day} IS NOT NULL AND NOT {happened(day, alias, m)})"


# How a view's own time bounds what it may see. A bare date means the end of that day, a time means that instant.
# Before a decision (`cut = before`) only what was surely earlier counts: with a time, earlier instants but not the
# midnight that stands for "that day, no time"; without one, earlier days. `same_day` lets that day in, for the bound.
UPTO = f"""CASE
    WHEN cut IS DISTINCT FROM 'before' OR same_day THEN CASE WHEN bare THEN as_of + {END_OF_DAY} ELSE as_of END
    ELSE as_of - INTERVAL 1 MICROSECOND END"""
NOT_AT = f"CASE WHEN cut = 'before' AND NOT bare AND NOT same_day THEN date_trunc('day', as_of) ELSE {NEVER} END"
