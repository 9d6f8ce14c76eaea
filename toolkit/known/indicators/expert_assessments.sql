-- name: expert_assessments
-- label: Expert assessments in the last 12 months
-- family: direction
-- aims at: purpose
-- question: How many expert assessments were asked for in the last twelve months?
-- definition: Expert assessments begun after the same date a year ago, up to and including the day of the view. The denominator
--   is the number of days in that window.
-- unit: assessments
-- source: Children and Families Act 2014, section 13 (experts only where necessary)
-- parameters: months = 12 (how far back; a proposal of this project)
-- tables: assessment
-- reach: case
-- direction: higher is worse
-- flag: at least 2, more than one expert was asked in a year (a proposal of this project)
-- else: the case did not stand in the record on that date
-- explained by: children of one family, or questions of different fields
-- misleads: one good opinion may end a long doubt
WITH span AS (SELECT view_no, day, CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE) AS since FROM view v),
counted AS (
    SELECT s.view_no, any_value(s.day) AS day, any_value(s.since) AS since, count(a.entity_id) AS times
    FROM span s LEFT JOIN assessment a ON a.view_no = s.view_no AND a.kind = 'expert assessment'
        AND a.occurred_on > s.since GROUP BY s.view_no)
SELECT view_no, times AS numerator, day - since AS denominator, 0 AS missing,
       CASE WHEN covered_from <= since + 1 THEN times END AS value, times AS lower,
       CASE WHEN covered_from <= since + 1 THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN covered_from <= since + 1 THEN ''
           ELSE 'at least this many: the record covers assessments only from ' || covered_from END AS reason
FROM counted JOIN cover USING (view_no) WHERE table_name = 'assessment'
-- evidence
SELECT a.view_no, a.statement_id, 'counted' AS role FROM assessment a JOIN view v USING (view_no)
WHERE a.kind = 'expert assessment' AND a.occurred_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE)
