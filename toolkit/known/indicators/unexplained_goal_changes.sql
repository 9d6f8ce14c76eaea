-- name: unexplained_goal_changes
-- label: Goals dropped or replaced without a reason on record
-- code: D3
-- family: direction
-- aims at: purpose
-- question: Of the goals that were given up or exchanged, how many went without a decision that says why?
-- definition: Of the goals that were dropped or replaced in the last twelve months, the share for which no decision that gives
--   a reason, and names the goal or the goal for the same need that was set on that day in its place, was recorded from a
--   number of days before the change to a number of working days after it, both ends within it. A change that nothing
--   explains is left out and counted as missing while its window is open, or where it opened before the record covered decisions.
-- unit: share
-- source: project definition (unexplained goal change)
-- parameters: months = 12 (how far back; a proposal); days_before = 28 (a month of planning for a change; a proposal);
--   working_days_after = 10 (two working weeks to write down why; a proposal)
-- tables: goal, decision
-- reach: case
-- else: no goal was dropped or replaced in that time, or it is too early to say
-- direction: higher is worse
-- flag: above 0, a goal was given up or exchanged and no reason for it is on record (a proposal of this project)
-- explained by: a decision or review that gave the reason and does not name the goal
-- misleads: a reason that is not tied to the goal it explains is not seen; a change for a poor reason counts as explained
WITH change AS (
    SELECT g.view_no, g.entity_id,
           coalesce(bool_or(g.days_before <= $days_before AND g.working_days_after <= $working_days_after), false) AS explained,
           any_value(g.working_days_ago > $working_days_after
               AND g.changed_on - CAST($days_before AS INTEGER) >= c.covered_from) AS ripe
    FROM goal_change g JOIN view v USING (view_no) JOIN cover c ON c.view_no = g.view_no AND c.table_name = 'decision'
    WHERE g.changed_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE) GROUP BY g.view_no, g.entity_id)
SELECT view_no, count(*) FILTER (ripe AND NOT explained) AS numerator, count(*) FILTER (ripe OR explained) AS denominator,
       count(*) FILTER (NOT ripe AND NOT explained) AS missing,
       count(*) FILTER (ripe AND NOT explained) / count(*) FILTER (ripe OR explained) AS value
FROM change GROUP BY view_no HAVING count(*) FILTER (ripe OR explained) > 0
-- evidence
SELECT g.view_no, g.statement_id, 'goal ' || g.outcome AS role FROM goal_change g JOIN view v USING (view_no)
WHERE g.changed_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE)
UNION
SELECT g.view_no, g.decision_statement, 'decision that explains' FROM goal_change g JOIN view v USING (view_no)
WHERE g.changed_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE)
    AND g.days_before <= $days_before AND g.working_days_after <= $working_days_after
-- changes
SELECT g.view_no, g.entity_id, g.statement_id, g.changed_on,
       arg_min(g.reason, (g.days_before, g.decision_statement)) FILTER (
           g.through_another AND g.days_before <= $days_before AND g.working_days_after <= $working_days_after) AS reason
FROM goal_change g JOIN view v USING (view_no)
WHERE g.changed_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE)
GROUP BY g.view_no, g.entity_id, g.statement_id, g.changed_on
