-- name: days_on_protection_plan
-- label: Days on the child protection plan
-- code: D10
-- family: tempo
-- aims at: timeliness
-- question: For how long has this child been on a child protection plan?
-- definition: Days from the beginning of the child protection plan to the day of the view, where it has not ended. Plans that
--   overlap are one spell, from the first day of the first, and all of them are its evidence. The denominator is the number of
--   such spells that the case has had; missing counts those whose first day is not known exactly. Waits of a set of cases are
--   estimated from the spells, by the time of their start, with those still open censored and their ends kept apart.
-- unit: days
-- source: Department for Education, characteristics of children in need (plans that last two years or more)
-- tables: status
-- reach: case
-- direction: higher is worse
-- flag: above 729, two years or more (Department for Education, characteristics of children in need)
-- else: the child was on no child protection plan on that day
-- explained by: a step that had to be waited for, with the reason on record
-- misleads: a short plan may have ended too early
SELECT view_no, days AS numerator, spells AS denominator, inexact AS missing, value, lower, status, reason
FROM stage_wait WHERE stage = 'child protection plan'
-- evidence
SELECT view_no, statement_id, CASE WHEN ended_on IS NULL THEN 'goes on' ELSE 'over' END AS role
FROM plan_part WHERE kind = 'child protection plan'
-- spells
SELECT view_no, entity_id, statement_id, started_on, entered_on, ended_on, end_kind
FROM stage_watched WHERE stage = 'child protection plan' AND exact AND (ended_on IS NULL OR ended_on >= covered_from)
