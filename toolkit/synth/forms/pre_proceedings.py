"""The block of a CIN census on work before proceedings, from the collection that first had it."""

from __future__ import annotations

from datetime import date

from toolkit.synth.forms.standing import Row, Standing, past

FROM = 2026  # data/sources/cin_fields.csv names the source of each year
Block = tuple[str, object]  # the name of an element, and its text, its parts or nothing
_WITHIN = "x.case_id = l.case_id AND x.occurred_on BETWEEN l.occurred_on AND coalesce(l.ended_on, $2)"
_LETTER = f"SELECT min(x.occurred_on) FROM {{contact}} AS x WHERE {_WITHIN} AND x.channel = 'letter'"
_QUESTION = f"""
    SELECT l.case_id, l.occurred_on, l.ended_on,
        (SELECT min(x.occurred_on) FROM {{legal}} AS x WHERE x.case_id = l.case_id AND x.occurred_on >= l.occurred_on
            AND (l.next_on IS NULL OR x.occurred_on < l.next_on) AND x.proceedings = 'application to the court') AS court_on,
        (SELECT min(x.occurred_on) FROM {{meeting}} AS x WHERE {_WITHIN} AND x.kind = 'pre-proceedings meeting') AS met_on,
        (SELECT any_value(x.chosen) FROM {{decision}} AS x WHERE x.case_id = l.case_id AND x.occurred_on = l.ended_on
            AND x.kind = 'end of pre-proceedings') AS outcome,
        ({_LETTER} AND x.outcome = 'letter before proceedings sent') AS warned_on,
        ({_LETTER} AND x.outcome = 'letter initiating care proceedings sent') AS begun_on,
        (SELECT bool_or(coalesce(x.taken_up, false)) FROM {{service}} AS x WHERE x.case_id = l.case_id
            AND x.kind = 'family group decision making') AS met_family
    FROM (SELECT *, lead(occurred_on) OVER (PARTITION BY case_id ORDER BY occurred_on, entity_id) AS next_on
        FROM {{legal}} WHERE proceedings = 'pre-proceedings') AS l
    WHERE l.occurred_on <= $2 AND (l.ended_on IS NULL OR l.ended_on >= $1) ORDER BY ALL"""


def told(standing: Standing, span: tuple[date, date]) -> list[Row]:
    """Return the spells of work before proceedings that touch a year, with the days that a census asks for (none after its last).

    Returns:
        `case_id, occurred_on, ended_on, court_on, met_on, outcome` (of the end), `warned_on` and `begun_on` (letters),
        `met_family` (whether an offered meeting of the family took place; empty where none is on record as offered).
    """
    rows = standing.rows(_QUESTION, span)
    days = ("ended_on", "court_on", "met_on", "warned_on", "begun_on")
    return [{**r, **{d: past(r[d], span[1]) for d in days}} for r in rows]


def block(row: Row) -> list[Block]:
    """Return the parts of the block, in the order of the census."""
    offered = row["met_family"] is not None
    return [
        ("PPStartDate", row["occurred_on"]),
        ("LBPSentDate", row["warned_on"]),
        ("FGDMMeetingOffer", 1 if offered else None),
        ("FGDMMeetingFac", int(row["met_family"]) if offered else None),
        ("InitialPPMeetingDate", row["met_on"]),
        ("StepDecisionDate", row["ended_on"]),
        ("PPOutcome", row["outcome"] if row["ended_on"] else None),
        ("CourtAppDate", row["court_on"]),
        ("LetterInitCPDate", row["begun_on"]),
    ]
