-- name: days_in_assessment
-- label: Days in assessment
-- code: D10
-- family: tempo
-- aims at: timeliness
-- question: For how long has this child been assessed so far?
-- definition: Days from the beginning of an assessment that is not finished to the day of the view (kind `assessment`:
--   enquiries, expert and early help assessments, and those of no stated kind, are not looked at); one that was unfinished when
--   the case closed is over on that day. Where several go on at once it is the one that began first. The denominator is the number
--   of such spells that the case has had; missing counts those whose first day is not known exactly. Waits of a set of cases are
--   estimated from the spells, by the time of their start, with those still open censored and their ends kept apart. It has no
--   flag: the limit of 45 working days counts from the referral, and a wait beyond it is flagged once, by
--   days_referral_to_assessment.
-- unit: days
-- source: Working Together to Safeguard Children 2013, chapter 1 (the assessment)
-- tables: assessment
-- also: case
-- reach: case
-- direction: higher is worse
-- else: no assessment went on on that day
-- explained by: a step that had to be waited for, with the reason on record
-- misleads: a quick assessment may have looked at little
SELECT view_no, days AS numerator, spells AS denominator, inexact AS missing, value, lower, status, reason
FROM stage_wait WHERE stage = 'assessment'
-- evidence
SELECT view_no, statement_id, CASE WHEN ended_on IS NULL THEN 'goes on' ELSE 'over' END AS role
FROM stage_watched WHERE stage = 'assessment'
-- spells
SELECT view_no, entity_id, statement_id, started_on, entered_on, ended_on, end_kind
FROM stage_watched WHERE stage = 'assessment' AND exact AND (ended_on IS NULL OR ended_on >= covered_from)
