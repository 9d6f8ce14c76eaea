-- name: days_without_permanence_plan
-- label: Days in care without a plan for permanence
-- code: D10
-- family: tempo
-- aims at: timeliness
-- question: For how long has this child been in care without a plan for permanence?
-- definition: Days from the beginning of the period of care to the day of the view, where no plan for permanence has
--   been made in it. The wait ends with the first such plan, or when the child leaves care. Where several go on at once
--   it is the one that began first. The denominator is the number of such spells that the case has had; missing counts
--   those whose first day is not known exactly. One that began before the record covered plans gives no number. Waits
--   of a set of cases are estimated from the spells, by the time of their start, with those still open censored and
--   their ends kept apart.
-- unit: days
-- source: Children Act 1989 Guidance and Regulations, volume 2: care planning, placement and case review (a plan for
--   permanence by the second review); SI 2010/959, regulation 33 (the second review, 20 working days and three months
--   after care began)
-- tables: placement, plan
-- reach: case
-- direction: higher is worse
-- flag: above 122, more than four months, when a second review is due (project, from SI 2010/959, regulation 33)
-- else: the child was not in care on that day, or a plan for permanence had been made
-- explained by: a step that had to be waited for, with the reason on record
-- misleads: a plan on paper is not a home
SELECT view_no, days AS numerator, spells AS denominator, inexact AS missing, value, lower, status, reason
FROM stage_wait WHERE stage = 'care without a permanence plan'
-- evidence
SELECT view_no, statement_id, CASE WHEN ended_on IS NULL THEN 'goes on' ELSE 'over' END AS role
FROM stage_watched WHERE stage = 'care without a permanence plan'
-- spells
SELECT view_no, entity_id, statement_id, started_on, entered_on, ended_on, end_kind
FROM stage_watched WHERE stage = 'care without a permanence plan' AND exact AND (ended_on IS NULL OR ended_on >= covered_from)
