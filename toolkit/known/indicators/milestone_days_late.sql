-- name: milestone_days_late
-- label: Days late, averaged over all duties due
-- code: D11
-- family: timeliness
-- aims at: timeliness
-- question: By how many days, over all that fell due, was it late so far?
-- definition: Days from the last day of a duty to the day it was done, or to the day of the view where it is not
--   done, or to the day on which it fell away; 0 where it was done in time. The value is their sum over the number of
--   duties whose last day lay on or before the day of the view, those in time and those undone counted. Duties are
--   those of `milestones_late`. The numerator is the sum of days, the denominator the number of duties; missing
--   counts those whose last day lies outside the calendar. It has no flag: what is late is flagged once, by the measure
--   of its duty or of the wait for it.
-- unit: days
-- source: the standards in data/standards; project (restricted mean lateness: what is undone counts up to the view)
-- tables: case
-- also: assessment, referral, meeting, status, placement, review, visit, plan, legal, missing
-- reach: case
-- direction: higher is worse
-- else: nothing had fallen due by that day
-- explained by: a day that was moved for the child's or the family's sake
-- misleads: one duty that is long undone weighs as much as many that were a little late
SELECT view_no, sum(days_late) FILTER (is_due) AS numerator, count(*) FILTER (is_due) AS denominator,
       count(*) FILTER (due_on IS NULL) AS missing, sum(days_late) FILTER (is_due) / count(*) FILTER (is_due) AS value,
       'ok' AS status, '' AS reason
FROM milestone WHERE nationally GROUP BY view_no HAVING count(*) FILTER (is_due) > 0
UNION ALL
SELECT view_no, NULL, NULL, NULL, NULL, 'not recorded', 'the record covers none of the duties on that day'
FROM view WHERE view_no NOT IN (SELECT view_no FROM duty_cover)
-- evidence
SELECT view_no, statement_id, duty || ', ' || role AS role FROM duty_proof WHERE nationally
