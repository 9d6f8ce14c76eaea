"""The course of an adoption as a record tells it, from the decision to the order or its reversal: what two returns ask for."""

from __future__ import annotations

from toolkit.record import codes
from toolkit.record.sql import text
from toolkit.synth.forms.standing import Row, Standing

_DECIDED = ("adoption decision", "placed for adoption decided")
_MATCHED = ("match with adopters", "matched with adopters")
_REVERSED = "no longer to be placed for adoption"
_PLACED = "placed for adoption"
_ORDER = "E1"
_REASONS = {label: code for code, label in codes.labels("REASON_PLACED_CEASED").items()}
_FOSTERING = ("U2", "U5")  # with carers who are also approved adopters


def courses(standing: Standing) -> dict[str, Row]:
    """Return the course of each child's adoption, for children of whom a record says anything of one.

    Returns:
        By case: `decided_on` (the decision that the child should be placed; without a day, the start of the placement),
        `order_on` (placement order), `matched_on`, `fostering_on` (fostering for adoption), `placed_on`, `same_carers`
        (whether placed with the carers the child lived with), `reversed_on` and why (`reversed_code`), `adopted_on`; each may be
        empty.

    >>> from datetime import date
    >>> from toolkit import paths
    >>> courses(Standing(paths.sample_record(), date(2019, 1, 1)))
    {}
    """
    found = {row["case_id"]: row for row in standing.rows(_COURSES)}
    return {case: _whole(row) for case, row in found.items() if _is_any(row)}


def _whole(row: Row) -> Row:
    code = _REASONS.get(row["reversed_why"], row["reversed_why"]) if row["reversed_on"] else None
    return {
        **row,
        "decided_on": row["decided_on"] or row["placed_on"],
        "reversed_code": code if code in _REASONS.values() else None,
    }


def _is_any(row: Row) -> bool:
    return any(row[name] for name in ("decided_on", "matched_on", "placed_on", "adopted_on"))


def _in(values: tuple[str, ...]) -> str:
    return f"({', '.join(text(v) for v in values)})"


_ADOPTIVE, _WITH_CARERS = codes.group("PLACE", "adoptive"), codes.group("PLACE", "same_foster_carer")
_OF_CASE = "x.case_id = c.case_id"
_COURSES = f"""
    SELECT c.case_id,
        (SELECT min(x.occurred_on) FROM {{decision}} AS x WHERE {_OF_CASE}
            AND (x.kind IN {_in(_DECIDED)} OR x.kind = 'permanence plan' AND x.chosen = 'adoption')) AS decided_on,
        (SELECT min(x.occurred_on) FROM {{legal}} AS x WHERE {_OF_CASE} AND x.legal_status = '{_ORDER}') AS order_on,
        (SELECT min(x.occurred_on) FROM {{decision}} AS x WHERE {_OF_CASE} AND x.kind IN {_in(_MATCHED)}) AS matched_on,
        (SELECT min(x.occurred_on) FROM {{placement}} AS x WHERE {_OF_CASE} AND x.placement_type IN {_in(_FOSTERING)}
            AND NOT x.short_break) AS fostering_on,
        coalesce((SELECT min(x.occurred_on) FROM {{placement}} AS x WHERE {_OF_CASE} AND x.placement_type IN {_in(_ADOPTIVE)}),
            (SELECT min(x.occurred_on) FROM {{status}} AS x WHERE {_OF_CASE} AND x.kind = '{_PLACED}')) AS placed_on,
        (SELECT bool_or(x.placement_type IN {_in(_WITH_CARERS)}) FROM {{placement}} AS x WHERE {_OF_CASE}
            AND x.placement_type IN {_in(_ADOPTIVE)}) AS same_carers,
        coalesce((SELECT max(x.occurred_on) FROM {{decision}} AS x WHERE {_OF_CASE} AND x.kind = '{_REVERSED}'),
            (SELECT max(x.ended_on) FROM {{status}} AS x WHERE {_OF_CASE} AND x.kind = '{_PLACED}'
                AND x.end_reason IN {_in(tuple(_REASONS))})) AS reversed_on,
        coalesce((SELECT any_value(x.reason) FROM {{decision}} AS x WHERE {_OF_CASE} AND x.kind = '{_REVERSED}'),
            (SELECT any_value(x.end_reason) FROM {{status}} AS x WHERE {_OF_CASE} AND x.kind = '{_PLACED}')) AS reversed_why,
        (SELECT max(x.ended_on) FROM {{placement}} AS x WHERE {_OF_CASE}
            AND x.end_reason IN {_in(codes.group("REC", "adoption"))}) AS adopted_on
    FROM {{child}} AS c ORDER BY 1"""
