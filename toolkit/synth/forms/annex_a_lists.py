"""The lists of an Annex A workbook as questions to a record: `$1` and `$2` are the first and the last day of a list's months."""

from __future__ import annotations

from toolkit.record.sql import listed
from toolkit.synth.inquiry import CONFERENCE, NO_CONFERENCE

CHILD = "Child Unique ID"

_EMERGENCY = ("L1", "L2")  # police protection, emergency protection order
_ASYLUM = "unaccompanied asylum-seeking child"
_IN_YEAR = "occurred_on BETWEEN $2 - INTERVAL 12 MONTH AND $2"
_OPEN_IN_YEAR = "occurred_on <= $2 AND (ended_on IS NULL OR ended_on >= $2 - INTERVAL 12 MONTH)"


def _yesno(value: str) -> str:
    return f"CASE WHEN {value} THEN 'Yes' WHEN NOT {value} THEN 'No' END"


def _last(kind: str) -> str:
    return f"""(SELECT max(x.occurred_on) FROM {{measure}} AS x WHERE x.case_id = s.case_id AND x.kind = '{kind}'
            AND x.occurred_on <= $2)"""


def _now(table: str, kind: str) -> str:
    return f"EXISTS (FROM {{{table}}} AS x WHERE x.case_id = c.case_id AND x.kind = '{kind}' AND x.occurred_on <= $2 AND {_STILL})"


_STILL = "(x.ended_on IS NULL OR x.ended_on > $2)"
_CASE_STATUS = f"""CASE WHEN {_now("status", "looked after")} THEN 'a) Looked after child'
        WHEN {_now("plan", "child protection plan")} THEN 'b) Child Protection plan'
        WHEN {_now("plan", "child in need plan")} THEN 'c) Child in need plan'
        WHEN {_now("assessment", "assessment")} THEN 'd) Open assessment' END"""
_IN_SPAN = "occurred_on BETWEEN $1 AND $2"
_OPEN = "occurred_on <= $2 AND (ended_on IS NULL OR ended_on >= $1)"
CONTACTS = f"""
    SELECT DISTINCT c.case_id AS "{CHILD}", c.occurred_on AS "Date of Contact", r.referrer AS "Contact Source"
    FROM {{contact}} AS c JOIN {{referral}} AS r USING (case_id, occurred_on)
    WHERE c.kind = 'to the agency' AND c.{_IN_SPAN} ORDER BY ALL"""
REFERRALS = f"""
    SELECT case_id AS "{CHILD}", occurred_on AS "Date of referral", referrer AS "Referral Source",
        if(outcome = 'accepted', 'No', 'Yes') AS "Referral NFA?",
        (SELECT count(*) FROM {{referral}} AS n WHERE n.case_id = r.case_id AND n.outcome <> 'pending' AND n.{_IN_YEAR})
            AS "Number of Referrals in Last 12 Months"
    FROM {{referral}} AS r WHERE outcome <> 'pending' AND {_IN_SPAN} ORDER BY ALL"""
ASSESSMENTS = f"""
    SELECT case_id AS "{CHILD}", occurred_on AS "Continuous Assessment Start Date",
        if(ended_on IS NULL, NULL, if(seen, 'Yes', 'No')) AS "Child Seen During Continuous Assessment",
        ended_on AS "Continuous Assessment Date of Authorisation",
        CASE WHEN ended_on IS NULL THEN NULL WHEN outcome = 'no further action' THEN 'No' ELSE 'Yes' END
            AS "Was the child assessed as requiring LA children's social care support?"
    FROM {{assessment}} WHERE kind = 'assessment' AND {_IN_SPAN} ORDER BY ALL"""
ENQUIRIES = f"""
    SELECT e.case_id AS "{CHILD}", e.occurred_on AS "Strategy discussion initiating Section 47 Enquiry Start Date",
        if(any_value(e.outcome) = '{NO_CONFERENCE}', 'Yes', 'No')
            AS "Was an Initial Child Protection Conference deemed unnecessary?",
        min(m.occurred_on) AS "Date of Initial Child Protection Conference",
        if(min(m.occurred_on) IS NULL, NULL, 'Yes')
            AS "Did the Initial Child Protection Conference Result in a Child Protection Plan",
        (SELECT count(*) FROM {{assessment}} AS n WHERE n.case_id = e.case_id AND n.kind = e.kind AND n.{_IN_YEAR})
            AS "Number of Section 47 Enquiries in the last 12 months",
        (SELECT count(*) FROM {{meeting}} AS n WHERE n.case_id = e.case_id AND n.kind = '{CONFERENCE}' AND n.{_IN_YEAR})
            AS "Number of ICPCs in the last 12 months"
    FROM {{assessment}} AS e LEFT JOIN {{meeting}} AS m ON m.case_id = e.case_id AND m.kind = '{CONFERENCE}'
        AND m.due_on BETWEEN e.occurred_on AND e.occurred_on + 60 AND coalesce(e.outcome, '') <> '{NO_CONFERENCE}'
    WHERE e.kind = 'section 47 enquiry' AND e.{_IN_SPAN} GROUP BY e.case_id, e.kind, e.occurred_on ORDER BY ALL"""
IN_NEED = f"""
    SELECT c.case_id AS "{CHILD}", c.occurred_on AS "CIN Start Date", any_value(r.primary_need) AS "Primary Need Code",
        any_value(v.day) AS "Date Child Was Last Seen", c.ended_on AS "CIN Closure Date",
        if(c.ended_on IS NULL, NULL, CASE c.end_reason WHEN 'adopted' THEN 'RC1' WHEN 'transferred out' THEN 'RC5' ELSE 'RC7' END)
            AS "Reason for Closure",
        CASE WHEN c.ended_on IS NOT NULL THEN 'e) Closed episode' ELSE {_CASE_STATUS} END AS "Case Status"
    FROM {{case}} AS c LEFT JOIN {{referral}} AS r ON r.case_id = c.case_id AND r.occurred_on = c.occurred_on
    LEFT JOIN (SELECT case_id, max(occurred_on) AS day FROM {{visit}} WHERE outcome = 'completed' AND seen AND occurred_on <= $2
        GROUP BY 1) AS v ON v.case_id = c.case_id AND v.day >= c.occurred_on
    WHERE c.occurred_on <= $2 AND (c.ended_on IS NULL OR c.ended_on >= $1)
    GROUP BY c.case_id, c.occurred_on, c.ended_on, c.end_reason ORDER BY ALL"""
PROTECTION = f"""
    SELECT p.case_id AS "{CHILD}", p.occurred_on AS "Child Protection Plan Start Date", p.category AS "Initial Category of Abuse",
        p.latest_category AS "Latest Category of Abuse", max(v.occurred_on) AS "Date of the Last Statutory Visit",
        if(max(v.occurred_on) IS NULL, NULL, if(arg_max(coalesce(v.seen_alone, false), v.occurred_on), 'Yes', 'No'))
            AS "Was the Child Seen Alone?",
        (SELECT max(r.occurred_on) FROM {{review}} AS r WHERE r.case_id = p.case_id AND r.kind = 'child protection review'
            AND r.outcome IS NOT NULL AND r.occurred_on BETWEEN p.occurred_on AND least(coalesce(p.ended_on, $2), $2))
            AS "Date of latest review conference",
        p.ended_on AS "Child Protection Plan End Date", p.earlier_plans AS "Number of Previous Child Protection Plans",
        if(EXISTS (FROM {{legal}} AS l WHERE l.case_id = p.case_id AND l.legal_status IN {listed(_EMERGENCY)} AND l.{_OPEN}),
            'Yes', 'No')
            AS "Subject to Emergency Protection Order or Protected Under Police Powers in Last Six Months (Y/N)"
    FROM {{plan}} AS p LEFT JOIN {{visit}} AS v ON v.case_id = p.case_id AND v.outcome = 'completed'
        AND v.occurred_on BETWEEN p.occurred_on AND least(coalesce(p.ended_on, $2), $2)
    WHERE p.kind = 'child protection plan' AND p.occurred_on <= $2 AND (p.ended_on IS NULL OR p.ended_on >= $1)
    GROUP BY p.case_id, p.entity_id, p.occurred_on, p.category, p.latest_category, p.ended_on, p.earlier_plans ORDER BY ALL"""
IN_CARE = f"""
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
        any_value(p.provider) AS "Placement Provider", any_value(p.setting) AS "URN of Placement",
        if(any_value(u.case_id) IS NULL, 'No', 'Yes')
            AS "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)",
        if(EXISTS (FROM {{status}} AS n WHERE n.case_id = s.case_id AND n.kind = s.kind AND n.ended_on <= s.occurred_on
            AND n.{_OPEN_IN_YEAR}), 'Yes', 'No')
            AS "Is this a second or subsequent period of being a Looked After Child within the last 12 months (Y/N)",
        (SELECT count(*) FROM {{placement}} AS n WHERE n.case_id = s.case_id AND n.change <> 'L' AND n.{_OPEN_IN_YEAR})
            AS "Number of Placements in the Last 12 months",
        (SELECT count(*) FROM {{missing}} AS n WHERE n.case_id = s.case_id AND n.kind = 'missing' AND n.{_IN_YEAR})
            AS "Number of Episodes the Child has been 'Missing' from their Placement in the last 12 months",
        (SELECT count(*) FROM {{missing}} AS n WHERE n.case_id = s.case_id AND n.kind <> 'missing' AND n.{_IN_YEAR})
            AS "Number of Episodes the Child has been 'Absent' from their Placement in the last 12 months",
        {_yesno("any_value(m.offered)")} AS "Was the child offered a Return Interview after their last missing episode (Y/N)?",
        {_yesno("any_value(m.accepted)")} AS "Did the child accept a Return Interview after their last missing episode (Y/N)?",
        {_last("health assessment")} AS "Date of Last Health Assessment",
        {_last("dental check")} AS "Date of Last Dental Check"
    FROM {{status}} AS s JOIN {{legal}} AS l ON l.case_id = s.case_id
        AND l.occurred_on BETWEEN s.occurred_on - 9 AND least(coalesce(s.ended_on, $2), $2)
    LEFT JOIN LATERAL (SELECT max(q.occurred_on) AS day, arg_max(q.placement_type, q.occurred_on) AS place,
        arg_max(q.provider, q.occurred_on) AS provider, arg_max(q.setting_id, q.occurred_on) AS setting,
        nullif(arg_max(coalesce(q.end_reason, ''), q.occurred_on), 'X1') AS reason
        FROM {{placement}} AS q WHERE q.case_id = s.case_id AND NOT q.short_break AND q.occurred_on >= s.occurred_on
        AND q.occurred_on <= least(coalesce(s.ended_on, $2), $2)) AS p ON true
    LEFT JOIN (SELECT DISTINCT case_id FROM {{status}} WHERE kind = '{_ASYLUM}' AND {_OPEN_IN_YEAR}) AS u ON u.case_id = s.case_id
    LEFT JOIN (SELECT case_id, arg_max(interview_offered, occurred_on) AS offered,
        arg_max(interview_accepted, occurred_on) AS accepted
        FROM {{missing}} WHERE kind = 'missing' AND occurred_on <= $2 GROUP BY 1) AS m ON m.case_id = s.case_id
    WHERE s.kind = 'looked after' AND s.occurred_on <= $2 AND (s.ended_on IS NULL OR s.ended_on >= $1)
    GROUP BY s.case_id, s.entity_id, s.kind, s.occurred_on, s.ended_on ORDER BY ALL"""
EARLY_HELP = f"""
    SELECT case_id AS "{CHILD}", occurred_on AS "Assessment start date", ended_on AS "Assessment completion date",
        team AS "Organisation completing assessment"
    FROM {{assessment}} WHERE kind = 'early help assessment' AND {_IN_SPAN} ORDER BY ALL"""
LEAVERS = f"""
    SELECT s.case_id AS "{CHILD}", any_value(s.detail) AS "Eligibility Category",
        if(EXISTS (FROM {{status}} AS u WHERE u.case_id = s.case_id AND u.kind = '{_ASYLUM}'), 'Yes', 'No')
            AS "Unaccompanied Asylum Seeking Child (UASC), or formerly UASC if 18 or over (Y/N)",
        greatest((SELECT max(v.occurred_on) FROM {{visit}} AS v WHERE v.case_id = s.case_id AND v.outcome = 'completed'
            AND v.occurred_on BETWEEN min(s.occurred_on) AND $2), (SELECT max(v.occurred_on) FROM {{contact}} AS v
            WHERE v.case_id = s.case_id AND v.kind = 'with the child' AND v.occurred_on <= $2)) AS "Latest Date of Contact"
    FROM {{status}} AS s WHERE s.kind = 'care leaver' AND s.occurred_on <= $2 AND (s.ended_on IS NULL OR s.ended_on > $2)
    GROUP BY s.case_id ORDER BY ALL"""
ENTERED_CARE = "SELECT case_id, max(occurred_on) AS day FROM {status} WHERE kind = 'looked after' GROUP BY 1"
LISTS = {
    "list_1": CONTACTS,
    "list_2": EARLY_HELP,
    "list_3": REFERRALS,
    "list_4": ASSESSMENTS,
    "list_5": ENQUIRIES,
    "list_6": IN_NEED,
    "list_7": PROTECTION,
    "list_8": IN_CARE,
    "list_9": LEAVERS,
}
