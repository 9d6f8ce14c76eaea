"""The tables of an SSDA903 return beside the episodes: yearly questions, adoption, earlier permanence, orders on liberty."""

from __future__ import annotations

from datetime import date

from toolkit.record import codes
from toolkit.record.sql import listed
from toolkit.sources.ssda903.layout import Item, items
from toolkit.synth.forms.adoption import courses
from toolkit.synth.forms.standing import Row, Standing, past

_SCORE, _WHY_NOT = "SDQ_SCORE", "SDQ_REASON"
_REFUSED = {"carer refused to complete the questionnaire": "SDQ2"}
_IN_TOUCH = "IN_TOUCH"
_NUMBER, _YESNO, _DAY = "number", "yesno", "day"
# The codes of PREV_PERM for the ends of an earlier period of care, by the groups of those ends.
_PERMANENCE = {"sgo": "P2", "cao": "P3"}
_VAGUE = {"month": "zz/%m/%Y", "year": "zz/zz/%Y", "unknown": "zz/zz/zzzz"}
LIBERTY_FROM = 2027  # data/codes/ssda903_tables.csv names the source of each year
_SPAN = "occurred_on BETWEEN $1 AND $2"
_TOUCHES = "occurred_on <= $2 AND (ended_on IS NULL OR ended_on > $1)"


def health(standing: Standing, span: tuple[date, date], year: int) -> list[Row]:
    """Return the rows of OC2: the last answer of the year to each question, or why there is no score."""
    return _answers(standing, "oc2", span, year)


def leavers(standing: Standing, span: tuple[date, date], year: int) -> list[Row]:
    """Return the rows of OC3: answers on care leavers; without one on contact, whether a visit to a care leaver took place."""
    rows = {r["CHILD"]: r for r in _answers(standing, "oc3", span, year)}
    for found in standing.rows(_SEEN_AS_LEAVERS, span):
        rows.setdefault(found["case_id"], {"CHILD": found["case_id"]}).setdefault(_IN_TOUCH, "YES" if found["seen"] else "NO")
    return [rows[case] for case in sorted(rows)]


def adopted(standing: Standing, span: tuple[date, date], year: int) -> list[Row]:
    """Return the rows of AD1: children adopted in the year, the days of decision and match, and who adopted them."""
    answers = {r["CHILD"]: r for r in _answers(standing, "ad1", (date.min, span[1]), year)}
    rows = []
    for course in courses(standing):
        if course["adopted_on"] and span[0] <= course["adopted_on"] <= span[1]:
            carers = None if course["same_carers"] is None else str(int(course["same_carers"]))
            days = {"DATE_INT": course["decided_on"], "DATE_MATCH": course["matched_on"], "FOSTER_CARE": carers}
            rows.append({"CHILD": course["case_id"], **days, **answers.get(course["case_id"], {})})
    return rows


def placed_for_adoption(standing: Standing, span: tuple[date, date]) -> list[Row]:
    """Return who was to be placed for adoption in the year, from each decision on, and why no longer."""
    rows = []
    for course in courses(standing):
        over = [day for day in (course["adopted_on"], course["reversed_on"]) if day]
        if course["decided_on"] and course["decided_on"] <= span[1] and not (over and min(over) < span[0]):
            ended = past(course["reversed_on"], span[1])
            why = course["reversed_code"] if ended else None
            days = {"DATE_PLACED": course["decided_on"], "DATE_PLACED_CEASED": ended}
            rows.append({"CHILD": course["case_id"], **days, "REASON_PLACED_CEASED": why})
    return rows


def earlier_permanence(standing: Standing, span: tuple[date, date]) -> list[Row]:
    """Return the permanence before this period of care, as told or as this record's own earlier period of care ended."""
    told = standing.rows(
        "SELECT case_id, detail, occurred_on, occurred_precision FROM {status} WHERE kind = 'earlier permanence' ORDER BY ALL"
    )
    rows = {r["case_id"]: _permanence(r) for r in told}
    for row in standing.rows(_ENDED_IN_PERMANENCE, span):
        rows.setdefault(row["case_id"], _permanence(row))
    return [rows[case] for case in sorted(rows)]


def _permanence(row: Row) -> Row:
    form, day = _VAGUE.get(row.get("occurred_precision") or "day"), row["occurred_on"]
    vague = None if day is None and not form else day if not form else form if day is None else day.strftime(form)
    return {"CHILD": row["case_id"], "PREV_PERM": row["detail"], "DATE_PERM": vague}


def liberty(standing: Standing, span: tuple[date, date]) -> list[Row]:
    """Return the spells of the year under an order that deprives a child of liberty."""
    rows = standing.rows(
        f"""SELECT case_id AS CHILD, occurred_on AS DOLO_START, ended_on AS DOLO_END FROM {{status}}
        WHERE kind = 'deprivation of liberty order' AND {_TOUCHES} ORDER BY ALL""",
        span,
    )
    return [{**r, "DOLO_END": past(r["DOLO_END"], span[1])} for r in rows]


def own_children(standing: Standing, span: tuple[date, date]) -> dict[str, date]:
    """Return the birthday of the child that a looked after mother has by the year's end (the first: a return has room for one)."""
    rows = standing.rows(
        "SELECT case_id, min(born_on) AS born FROM {person} WHERE role = 'child of the child' AND born_on <= $2 GROUP BY 1", span
    )
    return {r["case_id"]: r["born"] for r in rows}


def coded(list_name: str, words: str | None, year: int) -> str | None:
    """Return the code of a list that says those words in a collection year, or nothing.

    >>> coded("ACTIV", "apprenticeship, full time", 2024), coded("ACTIV", "apprenticeship, full time", 2020)
    ('F4', None)
    """
    return next((c.code for c in codes.codes(list_name).values() if c.label == words and not c.years_off(year)), None)


def _answers(standing: Standing, table: str, span: tuple[date, date], year: int) -> list[Row]:
    """A row a child: of each question of the table the last answer of a span, in the codes of the year."""
    asked = {i.kind: i for i in items(table) if i.form != _DAY}
    found: dict[str, Row] = {}
    for row in standing.rows(_ANSWERS.format(kinds=listed(asked)), span):
        found.setdefault(row["case_id"], {"CHILD": row["case_id"]}).update(_cells(asked[row["kind"]], row, year))
    return list(found.values())


def _cells(item: Item, row: Row, year: int) -> Row:
    if item.form == _NUMBER:
        value = None if row["value"] is None else int(row["value"])
        return {item.column: value} | ({_WHY_NOT: _why(row, year)} if item.column == _SCORE else {})
    return {item.column: coded("YESNO" if item.form == _YESNO else item.column, row["answer"], year)}


def _why(row: Row, year: int) -> str | None:
    given = row["missing_reason"]
    return (_REFUSED.get(given) or coded(_WHY_NOT, given, year)) if given and row["value"] is None else None


_ANSWERS = f"""
    SELECT case_id, kind, value, answer, missing_reason FROM {{{{measure}}}} WHERE kind IN {{kinds}} AND {_SPAN}
    QUALIFY row_number() OVER (PARTITION BY case_id, kind ORDER BY occurred_on DESC, entity_id) = 1 ORDER BY case_id, kind"""
_SEEN_AS_LEAVERS = f"""
    SELECT s.case_id, bool_or(v.case_id IS NOT NULL) AS seen FROM {{status}} AS s LEFT JOIN {{visit}} AS v
        ON v.case_id = s.case_id AND v.outcome = 'completed' AND v.occurred_on BETWEEN greatest(s.occurred_on, $1)
        AND least(coalesce(s.ended_on, $2), $2)
    WHERE s.kind = 'care leaver' AND s.{_TOUCHES.replace("ended_on", "s.ended_on")} GROUP BY 1 ORDER BY 1"""
_ENDED_IN_PERMANENCE = f"""
    SELECT e.case_id, max(e.ended_on) AS occurred_on,
        arg_max(CASE {
    " ".join(f"WHEN e.end_reason IN {listed(codes.group('REC', g))} THEN '{p}'" for g, p in _PERMANENCE.items())
} END, e.ended_on) AS detail
    FROM {{placement}} AS e JOIN {{placement}} AS n ON n.case_id = e.case_id AND n.change = 'S' AND n.{_SPAN}
        AND n.occurred_on >= e.ended_on AND NOT n.short_break
    WHERE e.end_reason IN {listed(c for g in _PERMANENCE for c in codes.group("REC", g))} GROUP BY 1 ORDER BY 1"""
