"""A record written as a CIN census: one XML file a collection year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from xml.sax.saxutils import escape

from toolkit.record import codes
from toolkit.synth.forms import pre_proceedings
from toolkit.synth.forms.standing import Row, Standing, past, year_end, year_start
from toolkit.synth.inquiry import CONFERENCE, NO_CONFERENCE

_SEX_FROM = 2025
_SEX = {"male": ("1", "M"), "female": ("2", "F"), "unknown": ("0", "U")}
_REASONS = {"transferred out": "RC5", "adopted": "RC1"}
_OTHER_REASON, _SPECIAL_GUARDIANSHIP = "RC7", "RC4"
_GUARDIANSHIP_ENDS = ("E45", "E46", "E47", "E48")
_REFUSED = ("no further action", "signposted")
_CONFERENCE_WITHIN = 60
_TOUCHES = "occurred_on <= $2 AND (ended_on IS NULL OR ended_on >= $1)"
_IN_YEAR = "occurred_on BETWEEN $1 AND $2"
Block = pre_proceedings.Block


def write_census(record: str | Path, file: Path, year: int, taken_on: date) -> list[Row]:
    """Write the census for the year that ends on 31 March, as the record stood on the day taken on; return its children."""
    children = returned(record, year, taken_on)
    with file.open("w", encoding="utf-8", newline="\n") as text:
        text.write('<?xml version="1.0" encoding="UTF-8"?>\n<Message>')
        text.write("".join(_xml(_head(year, taken_on))) + "<Children>\n")
        for child in children:
            text.write("".join(_xml(("Child", _child(child, year)))) + "\n")
        text.write("</Children></Message>\n")
    return children


def returned(record: str | Path, year: int, taken_on: date) -> list[Row]:
    """Return the children of a census, each with `episodes` (a referral and all that followed from it)."""
    standing, span = Standing(record, taken_on), (year_start(year), year_end(year))
    who = {r["case_id"]: r for r in standing.rows("SELECT case_id, sex, born_on, ethnicity, disability, died_on FROM {child}")}
    episodes = _episodes(standing, span)
    inside, loose = _inside(standing, span)
    for meeting in loose:
        if meeting["case_id"] in episodes:
            _episode_of(episodes[meeting["case_id"]], meeting["occurred_on"])["loose"] = meeting["occurred_on"]
    for kind, rows in inside.items():
        for row in rows:
            if row["case_id"] in episodes:
                _episode_of(episodes[row["case_id"]], row["occurred_on"])[kind].append(row)
    return [{**who[case], "episodes": found} for case, found in sorted(episodes.items()) if case in who]


def _episodes(standing: Standing, span: tuple[date, date]) -> dict[str, list[Row]]:
    open_ = standing.rows(
        f"""
        SELECT c.case_id, c.occurred_on, c.ended_on, c.end_reason, r.referrer, r.primary_need, false AS refused,
            (SELECT max(p.end_reason) FROM {{placement}} AS p WHERE p.case_id = c.case_id AND p.ended_on <= c.ended_on
                AND p.ended_on >= c.ended_on - 7 AND p.end_reason IN {_GUARDIANSHIP_ENDS}) AS guardianship
        FROM (SELECT * FROM {{case}} WHERE {_TOUCHES}) AS c LEFT JOIN {{referral}} AS r
            ON r.case_id = c.case_id AND r.occurred_on = c.occurred_on AND r.outcome = 'accepted'""",
        span,
    )
    refused = standing.rows(
        f"""SELECT case_id, occurred_on, NULL AS ended_on, referrer, primary_need, true AS refused FROM {{referral}}
        WHERE outcome IN {_REFUSED} AND {_IN_YEAR}""",
        span,
    )
    found: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(open_ + refused, key=lambda r: (r["case_id"], r["occurred_on"], r["refused"])):
        row["ended_on"] = past(row["ended_on"], span[1])
        row["reason"] = _reason(row) if row["ended_on"] else None
        found[row["case_id"]].append(
            {**row, "assessments": [], "plans": [], "enquiries": [], "protection": [], "legal": [], "loose": None}
        )
    return found


def _reason(row: Row) -> str:
    if row["end_reason"] in _REASONS:
        return _REASONS[row["end_reason"]]
    return _SPECIAL_GUARDIANSHIP if row.get("guardianship") else _OTHER_REASON


def _inside(standing: Standing, span: tuple[date, date]) -> tuple[dict[str, list[Row]], list[Row]]:
    """What happened in the year, by kind; and the conferences of the year that belong to no enquiry."""
    assessments = _each(standing.rows(_spells("assessment", "assessment"), span))
    enquiries = _each(standing.rows(_spells("assessment", "section 47 enquiry"), span))
    protection = _each(standing.rows(_spells("plan", "child protection plan"), span))
    loose = _add_conferences(standing, enquiries, span)
    for plan in protection:
        plan["reviews"] = [
            r["occurred_on"]
            for r in standing.rows(
                """SELECT DISTINCT occurred_on FROM {review} WHERE kind = 'child protection review' AND outcome IS NOT NULL
                AND case_id = $1 AND occurred_on BETWEEN $2 AND least(coalesce($3, $4), $4) ORDER BY 1""",
                (plan["case_id"], max(plan["occurred_on"], span[0]), plan["ended_on"], span[1]),
            )
        ]
    found = {
        "assessments": assessments,
        "plans": _each(standing.rows(_spells("plan", "child in need plan"), span)),
        "enquiries": enquiries,
        "protection": protection,
        "legal": pre_proceedings.told(standing, span),
    }
    for rows in found.values():
        for row in rows:
            row["ended_on"] = past(row["ended_on"], span[1])
    return found, loose


def _spells(table: str, kind: str) -> str:
    return f"SELECT * FROM {{{table}}} WHERE kind = '{kind}' AND {_TOUCHES} ORDER BY case_id, occurred_on, entity_id"


def _each(rows: list[Row]) -> list[Row]:
    """The first of those that a census cannot tell apart: of one child, begun on one day."""
    return list({(r["case_id"], r["occurred_on"]): r for r in reversed(rows)}.values())[::-1]


def _add_conferences(standing: Standing, enquiries: list[Row], span: tuple[date, date]) -> list[Row]:
    """Add to each enquiry the conference that followed it; return the conferences of the year that followed none."""
    held, last = defaultdict(list), span[1]
    for row in standing.rows(f"SELECT case_id, due_on, occurred_on FROM {{meeting}} WHERE kind = '{CONFERENCE}' ORDER BY ALL"):
        held[row["case_id"]].append(row)
    for enquiry in enquiries:
        near = [m for m in held[enquiry["case_id"]] if 0 <= (_day(m) - enquiry["occurred_on"]).days <= _CONFERENCE_WITHIN]
        refused = enquiry["outcome"] == NO_CONFERENCE
        meeting = near[0] if near and not refused else {}
        enquiry |= {"due_on": meeting.get("due_on"), "held_on": past(meeting.get("occurred_on"), last)}
        meeting["told"] = True
        enquiry["not_required"] = refused and enquiry["ended_on"] is not None and enquiry["ended_on"] <= last
    seen = {(r["case_id"], r["held_on"]) for r in enquiries}
    meetings = [m for rows in held.values() for m in rows if m["occurred_on"] and span[0] <= m["occurred_on"] <= last]
    return [m for m in meetings if "told" not in m and (m["case_id"], m["occurred_on"]) not in seen]


def _day(meeting: Row) -> date:
    return meeting["due_on"] or meeting["occurred_on"] or date.min


def _episode_of(episodes: list[Row], day: date) -> Row:
    accepted = [e for e in episodes if not e["refused"]] or episodes
    before = [e for e in accepted if e["occurred_on"] <= day]
    return before[-1] if before else accepted[0]


def _head(year: int, taken_on: date) -> Block:
    made = datetime.combine(taken_on, time(9)).isoformat()
    details = [("Collection", "CIN"), ("Year", year), ("ReferenceDate", year_end(year))]
    source = [("SourceLevel", "L"), ("LEA", "999"), ("DateTime", made)]
    return ("Header", [("CollectionDetails", details), ("Source", source)])


def _child(child: Row, year: int) -> list[Block]:
    born = "PersonBirthDate" if child["born_on"] and child["born_on"] <= year_end(year) else "ExpectedPersonBirthDate"
    old, new = _SEX.get(child["sex"], _SEX["unknown"])
    sex = ("Sex", new) if year >= _SEX_FROM else ("GenderCurrent", old)
    died = past(child["died_on"], year_end(year))
    who = [("LAchildID", child["case_id"]), (born, child["born_on"]), sex, ("PersonDeathDate", died)]
    disabled = [("Disability", code) for code in (child["disability"] or "").split() if code in codes.codes("Disability")]
    return [
        ("ChildIdentifiers", who),
        ("ChildCharacteristics", [("Ethnicity", child["ethnicity"]), ("Disabilities", disabled or None)]),
        *(("CINdetails", _details(e, year)) for e in child["episodes"]),
    ]


def _details(episode: Row, year: int) -> list[Block]:
    return [
        ("CINreferralDate", episode["occurred_on"]),
        ("ReferralSource", episode["referrer"]),
        ("PrimaryNeedCode", episode["primary_need"]),
        ("CINclosureDate", episode["ended_on"]),
        ("ReasonForClosure", episode["reason"]),
        ("DateOfInitialCPC", episode["loose"]),
        ("ReferralNFA", int(episode["refused"])),
        *(("Assessments", _assessment(a)) for a in episode["assessments"]),
        *(("CINPlanDates", [("CINPlanStartDate", p["occurred_on"]), ("CINPlanEndDate", p["ended_on"])]) for p in episode["plans"]),
        *(("Section47", _enquiry(e)) for e in episode["enquiries"]),
        *(("ChildProtectionPlans", _protection(p)) for p in episode["protection"]),
        *(("PreProceedingsandFGDM", pre_proceedings.block(p)) for p in episode["legal"] if year >= pre_proceedings.FROM),
    ]


def _assessment(row: Row) -> list[Block]:
    done = row["ended_on"]
    factors = [("AssessmentFactors", f) for f in (row["factors"] or "").split()] if done else []
    return [
        ("AssessmentActualStartDate", row["occurred_on"]),
        ("AssessmentInternalReviewDate", row["reviewed_on"] if done else None),
        ("AssessmentAuthorisationDate", done),
        ("FactorsIdentifiedAtAssessment", factors or None),
    ]


def _enquiry(row: Row) -> list[Block]:
    return [
        ("S47ActualStartDate", row["occurred_on"]),
        ("InitialCPCtarget", row["due_on"]),
        ("DateOfInitialCPC", row["held_on"]),
        ("ICPCnotRequired", int(row["not_required"])),
    ]


def _protection(row: Row) -> list[Block]:
    reviews = [("CPPreviewDate", day) for day in row["reviews"]]
    return [
        ("CPPstartDate", row["occurred_on"]),
        ("CPPendDate", row["ended_on"]),
        ("InitialCategoryOfAbuse", row["category"]),
        ("LatestCategoryOfAbuse", row["latest_category"]),
        ("NumberOfPreviousCPP", row["earlier_plans"]),
        ("Reviews", reviews or None),
    ]


def _xml(block: Block) -> Iterator[str]:
    name, inside = block
    if inside is None:
        return
    yield f"<{name}>"
    if isinstance(inside, list):
        for part in inside:
            yield from _xml(part)
    else:
        yield escape(inside.isoformat() if isinstance(inside, date) else str(inside))
    yield f"</{name}>"
