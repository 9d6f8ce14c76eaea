-- name: behavioural_goals
-- label: Goals that say what an adult will be seen to do
-- code: D8
-- family: clarity
-- aims at: purpose
-- question: How many of the plan's goals say what an adult will be seen to do that keeps the child safe?
-- definition: Of the open goals that say whether they state a safeguarding behaviour of an adult that can be observed, the
--   share that does. Goals that do not say are left out and counted as missing, and the bounds count them each way. Where none
--   says, it is not recorded.
-- unit: share
-- source: project definition (behavioural indicator share)
-- tables: goal
-- reach: case
-- else: no goal was open on that day
-- direction: lower is worse
-- explained by: a goal about the child's own health, learning or identity
-- misleads: whoever codes the goals decides; a behaviour that can be seen is not yet one that lasts
SELECT view_no, count(*) FILTER (behaviour) AS numerator, count(behaviour) AS denominator, count(*) - count(behaviour) AS missing,
       count(*) FILTER (behaviour) / nullif(count(behaviour), 0) AS value, count(*) FILTER (behaviour) / count(*) AS lower,
       (count(*) FILTER (behaviour) + count(*) - count(behaviour)) / count(*) AS upper,
       CASE WHEN count(behaviour) = 0 THEN 'not recorded' ELSE 'ok' END AS status,
       CASE WHEN count(behaviour) = 0 THEN 'no open goal says whether it states a behaviour that can be observed'
           ELSE '' END AS reason
FROM goal WHERE ended_on IS NULL GROUP BY view_no
-- evidence
SELECT view_no, statement_id,
       CASE WHEN behaviour THEN 'states a behaviour' WHEN NOT behaviour THEN 'states none' ELSE 'not said' END AS role
FROM goal WHERE ended_on IS NULL QUALIFY count(behaviour) OVER (PARTITION BY view_no) > 0
