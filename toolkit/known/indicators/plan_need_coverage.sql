-- name: plan_need_coverage
-- label: Needs with an action or a service, by weight
-- code: D1
-- family: direction
-- aims at: purpose
-- question: How much of what this child needs does the plan answer?
-- definition: Of the child's open needs, weighted by severity (1 to 3), the share with an action or a service on record for a goal
--   that names the need, whether or not that goal still stands. An action counts where it is open or was done, and not where it
--   was dropped; a service where it has begun or was offered, and not where it was not taken up or ended before it began. A need
--   without one of these severities weighs 1 and is counted as missing. The numerator and the denominator are sums of weights.
--   Before there is a plan, a goal or an action the measure does not apply; whether there is none is only said where plans were
--   kept from the oldest open need to the day of the view: a plan may stand without a goal or an action.
-- unit: share
-- source: project definition (plan-need coverage)
-- tables: need, goal, action
-- also: service, plan
-- reach: case
-- else: no need was open on that day, or there was no plan yet
-- direction: lower is worse
-- flag: below 0.8, more than a fifth of what the child needs, by weight, has no action or service on record (a proposal of this
--   project)
-- explained by: a need that another agency's plan answers
-- misleads: an action on paper is not help that reaches the child, and one that was done years ago counts as one of today; an
--   action or a service that names no goal, or whose goal names no need, is tied to no need and does not count; services count
--   as far as they are on record, and where they are not kept, or no longer, a need that one answers may show as unanswered
-- shared
WITH open_need AS (
    SELECT view_no, entity_id, statement_id, occurred_on, CASE WHEN severity BETWEEN 1 AND 3 THEN severity END AS severity
    FROM need WHERE ended_on IS NULL),
work AS (
    SELECT view_no, goal_id, statement_id, 'action' AS what FROM action WHERE outcome IS DISTINCT FROM 'dropped'
    UNION ALL
    SELECT view_no, goal_id, statement_id, 'service' FROM service
    WHERE taken_up IS DISTINCT FROM false AND coalesce(ended_on >= occurred_on, true)
    UNION ALL
    SELECT view_no, goal_id, statement_id, 'service' FROM service_planned
    WHERE offered_on <= recorded_on AND ended_on IS NULL AND taken_up IS DISTINCT FROM false),
answering AS (SELECT g.view_no, g.need_id, w.statement_id, w.what FROM goal g JOIN work w USING (view_no)
              WHERE w.goal_id = g.entity_id),
planned AS (SELECT view_no FROM goal UNION SELECT view_no FROM action UNION SELECT view_no FROM plan),
kept AS (SELECT c.view_no, c.covered_from FROM cover c JOIN view v USING (view_no)
         WHERE c.table_name = 'plan' AND c.covered_to >= v.day),
weighed AS (
    SELECT n.view_no, n.severity, coalesce(n.severity, 1) AS weight, n.occurred_on, a.need_id IS NOT NULL AS answered
    FROM open_need n
    LEFT JOIN (SELECT DISTINCT view_no, need_id FROM answering) a ON a.view_no = n.view_no AND a.need_id = n.entity_id),
totals AS (
    SELECT view_no, coalesce(sum(weight) FILTER (answered), 0) AS numerator, sum(weight) AS denominator,
           count(*) FILTER (severity IS NULL) AS missing, min(occurred_on) AS since FROM weighed GROUP BY view_no)
-- answer
SELECT t.view_no, numerator, denominator, missing, CASE WHEN p.view_no IS NOT NULL THEN numerator / denominator END AS value,
       CASE WHEN p.view_no IS NOT NULL THEN 'ok' ELSE 'not recorded' END AS status,
       CASE WHEN p.view_no IS NOT NULL THEN '' ELSE 'whether there was a plan is not recorded' END AS reason
FROM totals t LEFT JOIN planned p USING (view_no) LEFT JOIN kept k USING (view_no)
WHERE p.view_no IS NOT NULL OR NOT coalesce(k.covered_from <= t.since, false)
-- evidence
SELECT view_no, statement_id, 'open need' AS role FROM open_need
UNION ALL
SELECT a.view_no, a.statement_id, 'answering ' || a.what
FROM answering a JOIN open_need n ON n.view_no = a.view_no AND n.entity_id = a.need_id
