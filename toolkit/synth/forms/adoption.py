"""The courses of an adoption as a record tells them, from the decision to the order or its reversal: what two returns ask for."""

from __future__ import annotations

from toolkit.record import codes
from toolkit.record.sql import listed
from toolkit.synth.forms.standing import Row, Standing

_DECIDED = ("adoption decision", "placed for adoption decided")
_MATCHED = ("match with adopters", "matched with adopters")
_REVERSED = "no longer to be placed for adoption"
_PLACED = "placed for adoption"
_ORDER = "E1"
_REASONS = {label: code for code, label in codes.labels("REASON_PLACED_CEASED").items()}
_FOSTERING = ("U2", "U5")  # with carers who are also approved adopters


def courses(standing: Standing) -> list[Row]:
    """Return the courses of each child's adoption, for children of whom a record says anything of one.

    A child has more than one where a decision was taken back and taken again. A course ends on the day of the order, or on the
    first day on which it is taken back; what comes after that day is of the next one.

    Returns:
        `case_id, decided_on` (the decision that the child should be placed; without a day, the start of the placement),
        `order_on` (placement order), `matched_on`, `fostering_on` (fostering for adoption), `placed_on`, `same_carers`
        (whether placed with the carers the child lived with), `reversed_on` and why (`reversed_code`), `adopted_on`; each may be
        empty. Of one child, the earliest first.

    >>> from datetime import date
    >>> from toolkit import paths
    >>> courses(Standing(paths.sample_record(), date(2019, 1, 1)))
    []
    """
    return [_whole(row) for row in standing.rows(_COURSES)]


def _whole(row: Row) -> Row:
    why = row["reversed_why"]
    return {**row, "decided_on": row["decided_on"] or row["placed_on"], "reversed_code": _REASONS.get(why, why)}


_ADOPTIVE, _WITH_CARERS = listed(codes.group("PLACE", "adoptive")), listed(codes.group("PLACE", "same_foster_carer"))
_EVENTS = f"""
    SELECT case_id, occurred_on AS day, 'decided' AS what, NULL AS why FROM {{decision}}
        WHERE kind IN {listed(_DECIDED)} OR kind = 'permanence plan' AND chosen = 'adoption'
    UNION ALL SELECT case_id, occurred_on, 'order', NULL FROM {{legal}} WHERE legal_status = '{_ORDER}'
    UNION ALL SELECT case_id, occurred_on, 'matched', NULL FROM {{decision}} WHERE kind IN {listed(_MATCHED)}
    UNION ALL SELECT case_id, occurred_on, 'fostering', NULL FROM {{placement}}
        WHERE placement_type IN {listed(_FOSTERING)} AND NOT short_break
    UNION ALL SELECT case_id, occurred_on, if(placement_type IN {_WITH_CARERS}, 'placed with carers', 'placed'), NULL
        FROM {{placement}} WHERE placement_type IN {_ADOPTIVE}
    UNION ALL SELECT case_id, occurred_on, 'told as placed', NULL FROM {{status}} WHERE kind = '{_PLACED}'
    UNION ALL SELECT case_id, occurred_on, 'reversed', reason FROM {{decision}} WHERE kind = '{_REVERSED}'
    UNION ALL SELECT case_id, ended_on, 'reversed', end_reason FROM {{status}}
        WHERE kind = '{_PLACED}' AND end_reason IN {listed(_REASONS)}
    UNION ALL SELECT case_id, ended_on, 'adopted', NULL FROM {{placement}}
        WHERE end_reason IN {listed(codes.group("REC", "adoption"))}"""
_COURSES = f"""
    WITH event AS ({_EVENTS}),
    numbered AS (
        SELECT *, count(*) FILTER (what IN ('reversed', 'adopted')) OVER (PARTITION BY case_id ORDER BY day
            RANGE BETWEEN UNBOUNDED PRECEDING AND INTERVAL 1 DAY PRECEDING) AS number
        FROM event WHERE day IS NOT NULL)
    SELECT case_id,
        min(day) FILTER (what = 'decided') AS decided_on,
        min(day) FILTER (what = 'order') AS order_on,
        min(day) FILTER (what = 'matched') AS matched_on,
        min(day) FILTER (what = 'fostering') AS fostering_on,
        coalesce(min(day) FILTER (what LIKE 'placed%'), min(day) FILTER (what = 'told as placed')) AS placed_on,
        bool_or(what = 'placed with carers') FILTER (what LIKE 'placed%') AS same_carers,
        min(day) FILTER (what = 'reversed') AS reversed_on,
        arg_min(why, (day, why)) FILTER (what = 'reversed' AND why IN {listed((*_REASONS, *_REASONS.values()))}) AS reversed_why,
        min(day) FILTER (what = 'adopted') AS adopted_on
    FROM numbered SEMI JOIN {{child}} USING (case_id)
    GROUP BY case_id, number
    HAVING bool_or(what IN ('decided', 'matched', 'adopted') OR what LIKE '%placed%')
    ORDER BY case_id, number"""
