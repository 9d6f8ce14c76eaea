-- name: plan_need_coverage
-- label: Needs that the plan answers, by weight
-- code: D1
-- family: direction
-- aims at: purpose
-- question: How much of what this child needs does the plan answer?
-- definition: Of the child's open needs, weighted by severity (1 to 3), the share for which an action that is not yet done
--   serves an open goal that answers the need. A need without one of these severities weighs 1 and is counted as missing. The
--   numerator and the denominator are sums of weights.
-- unit: share
-- source: project definition (plan-need coverage)
-- tables: need, goal, action
-- reach: case
-- else: no need was open on that day
-- direction: lower is worse
-- flag: below 0.8, more than a fifth of what the child needs, by weight, is answered by nothing (a proposal of this project)
-- explained by: a need that another agency's plan answers
-- misleads: an action on paper is not help that reaches the child
SELECT view_no, coalesce(sum(weight) FILTER (answered), 0) AS numerator, sum(weight) AS denominator,
       count(*) FILTER (severity IS NULL) AS missing, coalesce(sum(weight) FILTER (answered), 0) / sum(weight) AS value
FROM (SELECT n.view_no, n.severity, coalesce(n.severity, 1) AS weight, bool_or(a.entity_id IS NOT NULL) AS answered
      FROM (SELECT * REPLACE (CASE WHEN severity BETWEEN 1 AND 3 THEN severity END AS severity) FROM need) n
      LEFT JOIN goal g ON g.view_no = n.view_no AND g.need_id = n.entity_id AND g.ended_on IS NULL
      LEFT JOIN action a ON a.view_no = g.view_no AND a.goal_id = g.entity_id AND a.ended_on IS NULL
      WHERE n.ended_on IS NULL
      GROUP BY n.view_no, n.entity_id, n.severity)
GROUP BY view_no
-- evidence
SELECT view_no, statement_id, 'open need' AS role FROM need WHERE ended_on IS NULL
UNION ALL
SELECT n.view_no, a.statement_id, 'answering action'
FROM need n JOIN goal g ON g.view_no = n.view_no AND g.need_id = n.entity_id AND g.ended_on IS NULL
JOIN action a ON a.view_no = g.view_no AND a.goal_id = g.entity_id AND a.ended_on IS NULL
WHERE n.ended_on IS NULL
