-- name: limbo_days
-- label: Days in care without a goal of permanence
-- code: D22
-- family: direction
-- aims at: purpose
-- question: On how many days in care did this child have no goal of permanence on record?
-- definition: Days of the present period of care, up to the day of the view, on which no plan for permanence stood in
--   the record. A plan that says that none is established yet does not count. The denominator is the number of days
--   in care. It has no flag: a wait of more than four months for the first plan is flagged once, by
--   days_without_permanence_plan, whose flag ends when the plan is made; these days stay.
-- unit: days
-- source: Children Act 1989 Guidance and Regulations, volume 2: care planning, placement and case review (a plan for
--   permanence by the second review); 42 USC 675(5)(C) (permanency plan)
-- tables: placement, plan
-- reach: case
-- direction: higher is worse
-- else: the child was not in care on that day
-- explained by: a plan that waits for the court, with the reason on record
-- misleads: a goal on paper is not a home; a goal set in the care plan alone does not show
SELECT view_no, days AS numerator, days_in_care AS denominator, 0 AS missing, value, status, reason
FROM permanence_gap WHERE what = 'goal'
-- evidence
SELECT view_no, statement_id, 'plan for permanence' AS role FROM permanence_spell WHERE what = 'goal'
UNION ALL
SELECT e.view_no, e.statement_id, 'start of care' FROM episode e JOIN care c USING (view_no, period) WHERE e.first
