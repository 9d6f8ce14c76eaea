-- name: milestones_late
-- label: Duties done late or not at all
-- code: D11
-- family: timeliness
-- aims at: timeliness
-- question: Of what had to be done by a day that has come, how much was late?
-- definition: Duties of the case whose last day lay on or before the day of the view, and of these the share that was done
--   after it or is not done: the assessment of a referral, the conference after an enquiry that called for one, the first core
--   group, reviews, visits to a child in care, the care plan and the plan for permanence, the end of proceedings, the talk
--   with a child who came back. One that is undone on its last day is late from the day after. The standard in force on the
--   day of the view holds. Duties that fell away by their day, that began before the record covered what they rest on, and
--   those for which there is only a local limit are not counted. The denominator is the number of duties due; missing counts
--   those whose last day lies outside the calendar. It has no flag: what is late is flagged once, by the measure of its duty
--   or of the wait for it.
-- unit: share
-- source: the standards in data/standards; project (the share over all of them)
-- tables: case
-- also: assessment, referral, meeting, status, placement, review, visit, plan, legal, missing
-- reach: case
-- direction: higher is worse
-- else: nothing had fallen due by that day
-- explained by: a day that was moved for the child's or the family's sake
-- misleads: on time is not the same as useful; visits outnumber everything else, so look at the single duties
SELECT view_no, count(*) FILTER (is_due AND days_late > 0) AS numerator, count(*) FILTER (is_due) AS denominator,
       count(*) FILTER (due_on IS NULL) AS missing,
       count(*) FILTER (is_due AND days_late > 0) / count(*) FILTER (is_due) AS value,
       'ok' AS status, '' AS reason
FROM milestone WHERE nationally GROUP BY view_no HAVING count(*) FILTER (is_due) > 0
UNION ALL
SELECT view_no, NULL, NULL, NULL, NULL, 'not recorded', 'the record covers none of the duties on that day'
FROM view WHERE view_no NOT IN (SELECT view_no FROM duty_cover)
-- evidence
SELECT view_no, statement_id, duty || ', ' || role AS role FROM duty_proof WHERE nationally
