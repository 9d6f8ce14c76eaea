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
SELECT view_no, days AS numerator, days_in_care AS denominator, 0 AS missing, value, status, reason
FROM permanence_gap WHERE what = 'second way'
-- evidence
SELECT view_no, statement_id, 'second way' AS role FROM permanence_spell WHERE what = 'second way'
UNION ALL
SELECT e.view_no, e.statement_id, 'start of care' FROM episode e JOIN care c USING (view_no, period) WHERE e.first
