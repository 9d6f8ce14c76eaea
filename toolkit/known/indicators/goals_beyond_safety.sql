-- name: goals_beyond_safety
-- label: Sides of life beyond safety that the plan has goals for
-- code: R12
-- family: direction
-- aims at: purpose
-- question: Does the plan have goals for the child's connections, belonging and development too?
-- definition: Of connection, belonging and development, how many have at least one open goal that answers an open need of that
--   side. Which needs belong to which stands in data/known/word_groups.csv. The denominator is the number of sides.
-- unit: sides
-- source: project definition (safeguarding beyond safety)
-- parameters: sides = 3 (connection, belonging, development; project)
-- tables: goal, need
-- reach: case
-- direction: lower is worse
-- flag: below 1, the plan has goals for safety alone (a proposal of this project)
-- else: no goal was open on that day
-- explained by: a short plan for one clear danger
-- misleads: a need that is met needs no goal
-- shared
WITH side AS (
    SELECT DISTINCT n.view_no, n.in_group, g.statement_id
    FROM need_group n JOIN goal g ON g.view_no = n.view_no AND g.need_id = n.entity_id AND g.ended_on IS NULL
    WHERE n.in_group IN ('connection', 'belonging', 'development'))
-- answer
SELECT view_no, count(DISTINCT s.in_group) AS numerator, $sides AS denominator, 0 AS missing, count(DISTINCT s.in_group) AS value
FROM (SELECT DISTINCT view_no FROM goal WHERE ended_on IS NULL) LEFT JOIN side s USING (view_no) GROUP BY view_no
-- evidence
SELECT view_no, statement_id, in_group AS role FROM side
