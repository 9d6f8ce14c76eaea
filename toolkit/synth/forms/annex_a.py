"""A record written as an Annex A workbook: the lists of one day, with the roll-ups that the lists have."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from pathlib import Path

from toolkit.sources.snapshot.dates import months_before
from toolkit.sources.snapshot.layout import tables
from toolkit.synth.chance import years_between
from toolkit.synth.forms.standing import Row, Standing
from toolkit.synth.inquiry import CONFERENCE, NO_CONFERENCE

SOURCE = "annex_a"
CHILD = "Child Unique ID"
_MONTHS = 6
_SEX = {"male": "a) Male", "female": "b) Female", "unknown": "c) Not stated/recorded (or unborn)"}
_MADE_ON = (2000, 1, 1, 0, 0, 0)
_PROPERTIES = "docProps/core.xml"
_SAVED = re.compile(rb"(<dcterms:(?:modified|created)[^>]*>)[^<]*")


def write_workbook(record: str | Path, file: Path, taken_on: date) -> dict[str, list[Row]]:
    """Write lists 1 and 3 to 8 as they stood on a day (dates as dates of the workbook); return their rows by list.

    Lists 2 and 9 to 11 (early help, care leavers, adoption) have their headings and no rows, for the record has nothing of
    what they ask, or not in their terms.
    """
    from openpyxl import Workbook

    rows = returned(record, taken_on)
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, fields in tables(SOURCE).items():
        sheet = book.create_sheet(name.replace("_", " ").title())
        columns = [f.name for f in fields]
        sheet.append(columns)
        for row in rows.get(name, ()):
            sheet.append([row.get(c) for c in columns])
    held = io.BytesIO()
    book.save(held)
    _same_bytes(held, file, taken_on)
    return rows


def returned(record: str | Path, taken_on: date) -> dict[str, list[Row]]:
    """Return the rows of each list, with the list's own columns; days are dates."""
    standing = Standing(record, taken_on)
    span = (months_before(taken_on, _MONTHS), taken_on)
    who = {r["case_id"]: r for r in standing.rows("SELECT case_id, sex, born_on, ethnicity FROM {child}")}
    workers = _workers(standing)
    lists = {
        "list_1": standing.rows(_CONTACTS, span),
        "list_3": standing.rows(_REFERRALS, span),
        "list_4": standing.rows(_ASSESSMENTS, span),
        "list_5": standing.rows(_ENQUIRIES, span),
        "list_6": standing.rows(_IN_NEED, span),
        "list_7": standing.rows(_PROTECTION, span),
        "list_8": standing.rows(_IN_CARE, span),
    }
    return {name: [_whole(r, who, workers, taken_on) for r in rows if r[CHILD] in who] for name, rows in lists.items()}


def _whole(row: Row, who: dict[str, Row], workers: dict[str, Row], taken_on: date) -> Row:
    child, worker = who[row[CHILD]], workers.get(row[CHILD], {})
    born = child["born_on"]
    given = {
        "Gender": _SEX[child["sex"]],
        "Ethnicity": child["ethnicity"],
        "Date of Birth": born,
        "Age of Child (Years)": years_between(born, taken_on) if born else None,
        "Allocated Team": worker.get("team"),
        "Allocated Worker": worker.get("worker_id"),
    }
    return {**given, **row}


def _workers(standing: Standing) -> dict[str, Row]:
    rows = standing.rows(
        """SELECT case_id, arg_max(worker_id, occurred_on) AS worker_id, arg_max(team, occurred_on) AS team FROM {involvement}
        WHERE role = 'social worker' AND ended_on IS NULL GROUP BY 1"""
    )
    return {r["case_id"]: r for r in rows}


def _same_bytes(held: io.BytesIO, file: Path, taken_on: date) -> None:
    """A workbook carries the moment at which it was saved and packed: it says the day on which it was taken in its place."""
    saved = rb"\g<1>" + f"{taken_on.isoformat()}T00:00:00Z".encode()
    with zipfile.ZipFile(held) as packed, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as again:
        for name in packed.namelist():
            content = packed.read(name)
            if name == _PROPERTIES:
                content = _SAVED.sub(saved, content)
            again.writestr(zipfile.ZipInfo(name, _MADE_ON), content, zipfile.ZIP_DEFLATED)


_IN_SPAN = "occurred_on BETWEEN $1 AND $2"
_OPEN = "occurred_on <= $2 AND (ended_on IS NULL OR ended_on >= $1)"
_CONTACTS = f"""
    SELECT DISTINCT c.case_id AS "{CHILD}", c.occurred_on AS "Date of Contact", r.referrer AS "Contact Source"
    FROM {{contact}} AS c JOIN {{referral}} AS r USING (case_id, occurred_on)
    WHERE c.kind = 'to the agency' AND c.{_IN_SPAN} ORDER BY ALL"""
_REFERRALS = f"""
    SELECT case_id AS "{CHILD}", occurred_on AS "Date of referral", referrer AS "Referral Source",
        if(outcome = 'accepted', 'No', 'Yes') AS "Referral NFA?"
    FROM {{referral}} WHERE outcome <> 'pending' AND {_IN_SPAN} ORDER BY ALL"""
_ASSESSMENTS = f"""
    SELECT case_id AS "{CHILD}", occurred_on AS "Continuous Assessment Start Date",
        if(ended_on IS NULL, NULL, if(seen, 'Yes', 'No')) AS "Child Seen During Continuous Assessment",
        ended_on AS "Continuous Assessment Date of Authorisation",
        CASE WHEN ended_on IS NULL THEN NULL WHEN outcome = 'no further action' THEN 'No' ELSE 'Yes' END
            AS "Was the child assessed as requiring LA children's social care support?"
    FROM {{assessment}} WHERE kind = 'assessment' AND {_IN_SPAN} ORDER BY ALL"""
_ENQUIRIES = f"""
    SELECT e.case_id AS "{CHILD}", e.occurred_on AS "Strategy discussion initiating Section 47 Enquiry Start Date",
        if(any_value(e.outcome) = '{NO_CONFERENCE}', 'Yes', 'No')
            AS "Was an Initial Child Protection Conference deemed unnecessary?",
        min(m.occurred_on) AS "Date of Initial Child Protection Conference",
        if(min(m.occurred_on) IS NULL, NULL, 'Yes')
            AS "Did the Initial Child Protection Conference Result in a Child Protection Plan"
    FROM {{assessment}} AS e LEFT JOIN {{meeting}} AS m ON m.case_id = e.case_id AND m.kind = '{CONFERENCE}'
        AND m.due_on BETWEEN e.occurred_on AND e.occurred_on + 60 AND coalesce(e.outcome, '') <> '{NO_CONFERENCE}'
    WHERE e.kind = 'section 47 enquiry' AND e.{_IN_SPAN} GROUP BY 1, 2 ORDER BY ALL"""
_IN_NEED = f"""
    SELECT c.case_id AS "{CHILD}", c.occurred_on AS "CIN Start Date", any_value(r.primary_need) AS "Primary Need Code",
        any_value(v.day) AS "Date Child Was Last Seen", c.ended_on AS "CIN Closure Date",
        if(c.ended_on IS NULL, NULL, CASE c.end_reason WHEN 'adopted' THEN 'RC1' WHEN 'transferred out' THEN 'RC5' ELSE 'RC7' END)
            AS "Reason for Closure"
    FROM {{case}} AS c LEFT JOIN {{referral}} AS r ON r.case_id = c.case_id AND r.occurred_on = c.occurred_on
    LEFT JOIN (SELECT case_id, max(occurred_on) AS day FROM {{visit}} WHERE outcome = 'completed' AND seen AND occurred_on <= $2
        GROUP BY 1) AS v ON v.case_id = c.case_id AND v.day >= c.occurred_on
    WHERE c.occurred_on <= $2 AND (c.ended_on IS NULL OR c.ended_on >= $1)
    GROUP BY c.case_id, c.occurred_on, c.ended_on, c.end_reason ORDER BY ALL"""
_PROTECTION = f"""
    SELECT p.case_id AS "{CHILD}", p.occurred_on AS "Child Protection Plan Start Date", p.category AS "Initial Category of Abuse",
        p.latest_category AS "Latest Category of Abuse", max(v.occurred_on) AS "Date of the Last Statutory Visit",
        if(max(v.occurred_on) IS NULL, NULL, if(arg_max(coalesce(v.seen_alone, false), v.occurred_on), 'Yes', 'No'))
            AS "Was the Child Seen Alone?",
        (SELECT max(r.occurred_on) FROM {{review}} AS r WHERE r.case_id = p.case_id AND r.kind = 'child protection review'
            AND r.outcome IS NOT NULL AND r.occurred_on BETWEEN p.occurred_on AND least(coalesce(p.ended_on, $2), $2))
            AS "Date of latest review conference",
        p.ended_on AS "Child Protection Plan End Date", p.earlier_plans AS "Number of Previous Child Protection Plans"
    FROM {{plan}} AS p LEFT JOIN {{visit}} AS v ON v.case_id = p.case_id AND v.outcome = 'completed'
        AND v.occurred_on BETWEEN p.occurred_on AND least(coalesce(p.ended_on, $2), $2)
    WHERE p.kind = 'child protection plan' AND p.occurred_on <= $2 AND (p.ended_on IS NULL OR p.ended_on >= $1)
    GROUP BY p.case_id, p.entity_id, p.occurred_on, p.category, p.latest_category, p.ended_on, p.earlier_plans ORDER BY ALL"""
_IN_CARE = f"""
    SELECT s.case_id AS "{CHILD}", s.occurred_on AS "Date Started to be Looked After",
        arg_max(l.category_of_need, l.occurred_on) AS "Child's Category of Need",
        max(l.occurred_on) AS "Start date of current legal status",
        arg_max(l.legal_status, l.occurred_on) AS "Child's Legal Status",
        (SELECT max(r.occurred_on) FROM {{review}} AS r WHERE r.case_id = s.case_id AND r.participation IS NOT NULL
            AND r.occurred_on BETWEEN s.occurred_on AND least(coalesce(s.ended_on, $2), $2)) AS "Date of Latest Statutory Review",
        (SELECT max(v.occurred_on) FROM {{visit}} AS v WHERE v.case_id = s.case_id AND v.outcome = 'completed'
            AND v.occurred_on BETWEEN s.occurred_on AND least(coalesce(s.ended_on, $2), $2)) AS "Date of Last Social Work Visit",
        s.ended_on AS "Date Ceased to be Looked After", any_value(p.reason) AS "Reason Ceased to be Looked After",
        any_value(p.day) AS "Start Date of Most Recent Placement", any_value(p.place) AS "Placement Type",
        any_value(p.provider) AS "Placement Provider", any_value(p.setting) AS "URN of Placement"
    FROM {{status}} AS s JOIN {{legal}} AS l ON l.case_id = s.case_id
        AND l.occurred_on BETWEEN s.occurred_on - 9 AND least(coalesce(s.ended_on, $2), $2)
    LEFT JOIN LATERAL (SELECT max(q.occurred_on) AS day, arg_max(q.placement_type, q.occurred_on) AS place,
        arg_max(q.provider, q.occurred_on) AS provider, arg_max(q.setting_id, q.occurred_on) AS setting,
        nullif(arg_max(coalesce(q.end_reason, ''), q.occurred_on), 'X1') AS reason
        FROM {{placement}} AS q WHERE q.case_id = s.case_id AND NOT q.short_break AND q.occurred_on >= s.occurred_on
        AND q.occurred_on <= least(coalesce(s.ended_on, $2), $2)) AS p ON true
    WHERE s.kind = 'looked after' AND s.occurred_on <= $2 AND (s.ended_on IS NULL OR s.ended_on >= $1)
    GROUP BY s.case_id, s.entity_id, s.occurred_on, s.ended_on ORDER BY ALL"""
