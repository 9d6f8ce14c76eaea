-- name: target_push
-- label: How far the days of goals and actions were put off
-- code: D14
-- family: tempo
-- aims at: timeliness
-- question: How far have the days of the plan's open goals and actions been put off, against the time first given?
-- definition: Over the open goals and actions that have a day by which each is due: the days from the first stated due day to
--   the present one, added up, divided by the days from when each was set to its first due day, added up. Goals and actions
--   without a day, or due on the day on which they were set, are left out; those without a day are counted as missing.
--   Numerator and denominator are sums of days.
-- unit: ratio of days
-- source: project definition (target push)
-- tables: goal, action
-- reach: case
-- else: no open goal or action had a day by which it was due
-- direction: higher is worse
-- flag: at least 1, the days were put off by as much again as was first given (a proposal of this project)
-- explained by: a decision that named the goal or action and gave the new day and its reason
-- misleads: where a system keeps only the last day, nothing was ever put off; where no days are set, there is nothing to put
--   off
SELECT view_no, sum(due_on - first_due_on) FILTER (timed) AS numerator,
       sum(first_due_on - occurred_on) FILTER (timed) AS denominator,
       count(*) FILTER (due_on IS NULL) AS missing,
       sum(due_on - first_due_on) FILTER (timed) / sum(first_due_on - occurred_on) FILTER (timed) AS value
FROM (SELECT *, due_on IS NOT NULL AND first_due_on > occurred_on AS timed FROM stated_deadline WHERE ended_on IS NULL)
GROUP BY view_no HAVING bool_or(timed)
-- evidence
SELECT view_no, statement_id,
       what || CASE WHEN due_on > first_due_on THEN ' put off' WHEN due_on < first_due_on THEN ' brought forward'
           ELSE ' as first set' END AS role
FROM stated_deadline WHERE ended_on IS NULL AND due_on IS NOT NULL AND first_due_on > occurred_on
-- changes
SELECT view_no, entity_id, statement_id, due_since AS changed_on, CAST(NULL AS VARCHAR) AS reason
FROM stated_deadline WHERE ended_on IS NULL AND due_on > first_due_on AND first_due_on > occurred_on
