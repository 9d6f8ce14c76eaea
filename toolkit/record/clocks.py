"""The two clocks in SQL: what stood in the record at a moment, what was known to have happened, what was planned.

Every rule of time in the project is one of the expressions here, and says at each boundary which side it falls on.
A *moment* is one view under one reading; its table `moment` has the columns of :data:`MOMENT_COLUMNS`.
"""

from __future__ import annotations

EARLIEST, LATEST = "earliest", "latest"
KNOWLEDGE = (EARLIEST, LATEST)
FAR = "TIMESTAMP '9999-12-31'"
NEVER = "TIMESTAMP '0001-01-01'"
END_OF_DAY = "INTERVAL 1 DAY - INTERVAL 1 MICROSECOND"

MOMENT_COLUMNS = {
    "view_no": "the view under one reading",
    "case_id": "the case",
    "day": "the date of the view",
    "upto": "the last instant that still counts (on or before)",
    "not_at": "the one instant that does not: midnight of a decision's own day stands for a day without a time",
    "knowledge": "earliest: uncertain record times count from when they can have stood; latest: from when they surely stood",
    "decision_id": "the decision that the view stands before, which is never in its own view",
}


def recorded(alias: str = "s") -> str:
    """SQL for the moment since when a statement stands, under the moment's reading of uncertain record times."""
    return f"CASE m.knowledge WHEN 'latest' THEN {alias}.recorded_by ELSE {alias}.recorded_at END"


def withdrawn(alias: str = "s") -> str:
    """SQL for the moment since when a statement no longer stands, far in the future while it does."""
    return f"coalesce(CASE m.knowledge WHEN 'latest' THEN {alias}.withdrawn_by ELSE {alias}.withdrawn_at END, {FAR})"


def reached(instant: str) -> str:
    """SQL that is true where an instant lies on or before the moment (and is not a day of unknown order)."""
    return f"({instant} <= m.upto AND {instant} <> m.not_at)"


def in_the_record(alias: str = "s") -> str:
    """SQL for *in the record at a view*: recorded on or before it, and not withdrawn on or before it."""
    return f"({reached(recorded(alias))} AND NOT {reached(withdrawn(alias))})"


def happened(day: str, alias: str = "s") -> str:
    """SQL for *known to have happened*: on or before the day of the view, and recorded on or after the day itself."""
    return f"({alias}.{day} <= m.day AND CAST({recorded(alias)} AS DATE) >= {alias}.{day})"


def planned(day: str, alias: str = "s") -> str:
    """SQL for *known to be planned*: a day still to come, or one stated ahead that no later entry confirms."""
    return f"({alias}.{day} IS NOT NULL AND NOT {happened(day, alias)})"


# How a view's own time bounds what it may see. A bare date means the end of that day, a time means that instant.
# Before a decision (`cut = before`) only what was surely earlier counts: with a time, earlier instants but not the
# midnight that stands for "that day, no time"; without one, earlier days. `same_day` lets that day in, for the bound.
UPTO = f"""CASE
    WHEN cut IS DISTINCT FROM 'before' OR same_day THEN CASE WHEN bare THEN as_of + {END_OF_DAY} ELSE as_of END
    ELSE as_of - INTERVAL 1 MICROSECOND END"""
NOT_AT = f"CASE WHEN cut = 'before' AND NOT bare AND NOT same_day THEN date_trunc('day', as_of) ELSE {NEVER} END"
