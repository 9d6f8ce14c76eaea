-- name: assessments_late
-- label: Assessments late
-- code: D11
-- family: timeliness
-- aims at: timeliness
-- question: Of the assessments that were due, how many were late?
-- definition: Assessments whose last day, counted from the accepted referral that they followed (from their own start where
--   they followed none), lay on or before the day of the view, and of these the share finished after it or not finished. An
--   accepted referral that no assessment followed counts as one that is not finished, until the case closed or the next
--   referral was accepted; so does one that was unfinished when the case closed, until then. One that is undone on its last
--   day is late from the day after. The standard in force on the day of the view holds, or the agency's own. What fell away by
--   its last day, or began before the record covered what it rests on, is not counted. The denominator is the number that fell
--   due; missing counts those whose last day lies outside the calendar. It has no flag: an assessment that is waited for
--   beyond its limit is flagged once, by days_referral_to_assessment, while it is; late ones that are finished stay in this
--   share.
-- unit: share
-- source: Working Together to Safeguard Children 2013, chapter 1 (45 working days; restated in 2015 and 2018, for
--   2023 unverified)
-- tables: assessment
-- also: referral, case
-- reach: case
-- direction: higher is worse
-- else: no assessment had fallen due by that day
-- explained by: a day that was moved for the child's or the family's sake
-- misleads: an assessment may be late because more was asked
SELECT view_no, late AS numerator, due AS denominator, undated AS missing, late / due AS value
FROM duty_lateness WHERE duty = 'assessment'
-- evidence
SELECT view_no, statement_id, role FROM duty_proof WHERE duty = 'assessment'
