-- name: days_without_second_way
-- label: Days in care without a second way to permanence
-- code: D22
-- family: direction
-- aims at: purpose
-- question: On how many days in care was there no second way, should the first not work?
-- definition: Days of the present period of care, up to the day of the view, on which neither the care plan nor a
--   plan for permanence had a contingency, and no two plans for permanence stood at the same time. The denominator is
--   the number of days in care.
-- unit: days
-- source: Children Act 1989 Guidance and Regulations, volume 2: care planning, placement and case review (a plan for
--   permanence by the second review); 42 USC 675(5)(C) (permanency plan)
-- tables: placement, plan
-- reach: case
-- direction: higher is worse
-- flag: above 183, half a year in care without a second way (project)
-- else: the child was not in care on that day
-- explained by: a plan that waits for the court, with the reason on record
-- misleads: a second way that is only thought of does not show
SELECT c.view_no, c.days - coalesce(p.days, 0) AS numerator, c.days AS denominator, 0 AS missing,
       CASE WHEN c.start_known AND o.covered_from <= c.started_on THEN c.days - coalesce(p.days, 0) END AS value,
       CASE WHEN c.start_known AND o.covered_from <= c.started_on THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN c.start_known AND o.covered_from <= c.started_on THEN ''
           ELSE 'the start of care lies outside what the record covers' END AS reason
FROM care c JOIN cover o ON o.view_no = c.view_no AND o.table_name = 'plan'
LEFT JOIN (SELECT view_no, sum(days_added) AS days FROM permanence_spell WHERE what = 'second way' GROUP BY view_no) p
    ON p.view_no = c.view_no
-- evidence
SELECT view_no, statement_id, 'second way' AS role FROM permanence_spell WHERE what = 'second way'
UNION ALL
SELECT e.view_no, e.statement_id, 'start of care' FROM episode e JOIN care c USING (view_no, period) WHERE e.first
