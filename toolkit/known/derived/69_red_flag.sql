-- Incidents since the case opened: when each was first recorded, and the first step up on or after its day. A step that came before
-- the incident was recorded counts as taken on the day on which it was.
WITH flagged AS (
    SELECT i.view_no, i.entity_id, i.statement_id, i.severity, i.occurred_on, min(e.recorded_on) AS known_on,
           any_value(o.opened_on) AS opened_on
    FROM incident i JOIN open_case o USING (view_no) JOIN incident_versions e USING (view_no, entity_id)
    WHERE i.occurred_on >= o.opened_on GROUP BY i.view_no, i.entity_id, i.statement_id, i.severity, i.occurred_on),
step AS (
    SELECT view_no, statement_id, occurred_on, kind AS how FROM meeting
    WHERE kind IN ('strategy discussion', 'initial child protection conference', 'legal planning meeting',
        'pre-proceedings meeting', 'court hearing')
    UNION ALL SELECT view_no, statement_id, occurred_on, kind FROM assessment WHERE kind = 'section 47 enquiry'
    UNION ALL SELECT view_no, statement_id, occurred_on, kind FROM status WHERE kind = 'child protection plan'
    UNION ALL SELECT view_no, statement_id, occurred_on, 'coming into care' FROM episode WHERE first)
SELECT f.view_no, f.entity_id, f.statement_id, f.severity, f.occurred_on, f.known_on,
       min(greatest(s.occurred_on, f.known_on)) FILTER (s.how IS NOT NULL) AS escalated_on,
       arg_min(s.how, (s.occurred_on, s.how, s.statement_id)) AS escalated_how,
       arg_min(s.statement_id, (s.occurred_on, s.how, s.statement_id)) AS escalated_by,
       count(DISTINCT f.entity_id) FILTER (f.severity IS NULL) OVER (PARTITION BY f.view_no) AS unsaid
FROM flagged f LEFT JOIN step s ON s.view_no = f.view_no AND s.occurred_on >= f.occurred_on
GROUP BY f.view_no, f.entity_id, f.statement_id, f.severity, f.occurred_on, f.known_on
