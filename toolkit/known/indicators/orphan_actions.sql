-- name: orphan_actions
-- label: Actions that serve no open need or goal
-- code: D2
-- family: direction
-- aims at: purpose
-- question: How much of the work under way serves no goal and no need of this child?
-- definition: Of the actions that are not yet done, the share that serves no open goal, or serves one whose need is no longer
--   open. An action under an open goal that names no need is not counted as orphan, and is counted as missing.
-- unit: share
-- source: project definition (orphan work)
-- tables: action, goal, need
-- reach: case
-- else: no action was open on that day
-- direction: higher is worse
-- flag: above 0.2, more than a fifth of the work under way serves nothing that the plan is there for (a proposal of this
--   project)
-- explained by: an action of another plan, or one that ends with the goal that was just reached
-- misleads: where a system does not tie actions to goals, all of them look like orphans; a task that is done in days is seldom
--   seen
SELECT view_no, count(*) FILTER (NOT serves_need AND NOT need_unsaid) AS numerator, count(*) AS denominator,
       count(*) FILTER (need_unsaid) AS missing, count(*) FILTER (NOT serves_need AND NOT need_unsaid) / count(*) AS value
FROM active_action GROUP BY view_no
-- evidence
SELECT view_no, statement_id,
       CASE WHEN serves_need THEN 'serves a need' WHEN need_unsaid THEN 'need not said' ELSE 'orphan' END AS role
FROM active_action
