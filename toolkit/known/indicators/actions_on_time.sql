-- name: actions_on_time
-- label: Actions done by the day first set
-- code: D14
-- family: timeliness
-- aims at: timeliness
-- question: Of the actions whose day has come, how many were done by it?
-- definition: Of the actions whose first stated day lies in the last twelve months, up to and including the day of the view, the
--   share that was done on or before it. A day that was put off later does not count; a day that was mended because it had been
--   entered wrongly does. Actions dropped on or before their day are left out. Actions open in that time without any day are
--   counted as missing; so are those that ended by their day and do not say how, which count as not done in the value and the
--   lower bound, as done in the upper.
-- unit: share
-- source: project definition (on-time rate of due actions)
-- parameters: months = 12 (how far back; a proposal)
-- tables: action
-- also: goal
-- reach: case
-- else: no action was due in that time
-- direction: lower is worse
-- explained by: a day that was put off for the child's sake and said so
-- misleads: easy actions are done on time; where days are seldom set there is little to be late for
WITH span AS (SELECT view_no, day, CAST(day - to_months(CAST($months AS INTEGER)) AS DATE) AS since FROM view),
item AS (
    SELECT d.view_no, d.first_due_on > s.since AND d.first_due_on <= s.day
               AND NOT coalesce(d.outcome = 'dropped' AND d.ended_on <= d.first_due_on, false) AS due,
           coalesce(d.outcome = 'done' AND d.ended_on <= d.first_due_on, false) AS in_time,
           d.outcome IS NULL AND coalesce(d.ended_on <= d.first_due_on, false) AS unsaid,
           d.first_due_on IS NULL AND (d.ended_on IS NULL OR d.ended_on > s.since) AS undated
    FROM stated_deadline d JOIN span s USING (view_no) WHERE d.what = 'action')
SELECT view_no, count(*) FILTER (due AND in_time) AS numerator, count(*) FILTER (due) AS denominator,
       count(*) FILTER (undated OR due AND unsaid) AS missing,
       count(*) FILTER (due AND in_time) / count(*) FILTER (due) AS value,
       count(*) FILTER (due AND in_time) / count(*) FILTER (due) AS lower,
       count(*) FILTER (due AND (in_time OR unsaid)) / count(*) FILTER (due) AS upper
FROM item GROUP BY view_no HAVING count(*) FILTER (due) > 0
-- evidence
SELECT d.view_no, d.statement_id,
       CASE WHEN d.outcome = 'done' AND d.ended_on <= d.first_due_on THEN 'in time'
            WHEN d.outcome IS NULL AND d.ended_on <= d.first_due_on THEN 'not said how it ended' ELSE 'not in time' END AS role
FROM stated_deadline d JOIN view v USING (view_no)
WHERE d.what = 'action' AND d.first_due_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE) AND d.first_due_on <= v.day
    AND NOT coalesce(d.outcome = 'dropped' AND d.ended_on <= d.first_due_on, false)
