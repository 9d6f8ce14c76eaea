-- name: escalation_latency
-- label: Days from a red flag to escalation
-- code: D25
-- family: oversight
-- aims at: timeliness
-- question: How long did it take from the first red flag until the case was escalated?
-- definition: Days from the day on which the first incident of the highest severity since the case opened was first
--   recorded to the first step up on or after the day of the incident: a strategy discussion, section 47 enquiry,
--   initial child protection conference, legal planning or pre-proceedings meeting, court hearing, child protection
--   plan or coming into care. 0 where it came before the incident was recorded. Where none is on record, at least the
--   days to the view. The denominator is the number of such incidents; missing counts incidents of no stated severity.
--   Each incident is a wait.
-- unit: days
-- source: project definition (escalation latency)
-- parameters: severity = 3 (least severity of a red flag, of 1 to 3; a proposal)
-- tables: incident, meeting, assessment, case
-- also: status, placement
-- reach: case
-- else: the case was closed on that day, or no incident of that severity has been recorded since it opened
-- direction: higher is worse
-- flag: above 7, more than a week from a red flag to the first step up (a proposal of this project)
-- explained by: a decision that gave the reason for going on as before
-- misleads: a step up is not always what the child needs; one that was taken for another reason counts as well
SELECT view_no, first_value AS numerator, flags AS denominator, missing,
       CASE WHEN escalated AND watched THEN first_value END AS value, CASE WHEN watched THEN first_value END AS lower,
       CASE WHEN escalated AND watched THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN NOT watched THEN 'the incident came before the record covered meetings and assessments'
            WHEN NOT escalated THEN 'at least this many: no step up is on record since' ELSE '' END AS reason
FROM (SELECT r.view_no, arg_min(coalesce(r.escalated_on, v.day) - r.known_on, (r.known_on, r.entity_id)) AS first_value,
             arg_min(r.escalated_on IS NOT NULL, (r.known_on, r.entity_id)) AS escalated,
             arg_min(r.occurred_on >= c.covered, (r.known_on, r.entity_id)) AS watched, count(*) AS flags,
             any_value(r.unsaid) AS missing
      FROM red_flag r JOIN view v USING (view_no)
      JOIN (SELECT view_no, max(covered_from) AS covered FROM cover WHERE table_name IN ('meeting', 'assessment')
            GROUP BY view_no) c USING (view_no)
      WHERE r.severity >= $severity GROUP BY r.view_no)
-- evidence
SELECT view_no, statement_id, 'red flag' AS role FROM red_flag WHERE severity >= $severity
UNION
SELECT view_no, escalated_by, 'escalation' FROM red_flag WHERE severity >= $severity AND escalated_by IS NOT NULL
-- spells
SELECT r.view_no, r.entity_id, r.statement_id, r.known_on AS started_on, greatest(r.known_on, c.covered) AS entered_on,
       r.escalated_on AS ended_on, coalesce(r.escalated_how, '') AS end_kind
FROM red_flag r
JOIN (SELECT view_no, max(covered_from) AS covered FROM cover
      WHERE table_name IN ('incident', 'meeting', 'assessment') GROUP BY view_no) c USING (view_no)
WHERE r.severity >= $severity
