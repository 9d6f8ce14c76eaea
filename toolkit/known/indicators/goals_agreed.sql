-- name: goals_agreed
-- label: Goals that the family agreed to
-- code: R6
-- family: relationship
-- aims at: purpose
-- question: How many of the plan's open goals did the child or the family agree to, as they are worded?
-- definition: Of the open goals, the share of which the record says that the child or somebody of the family agreed to them. A
--   goal of which it is not recorded who agreed counts as missing: as not agreed in the value and the lower bound, as agreed in
--   the upper.
-- unit: share
-- source: project definition (goals made together)
-- tables: goal
-- reach: case
-- direction: lower is worse
-- else: no goal was open on that day
-- explained by: goals that a court set, or that were worded so lately that nobody has been asked yet
-- misleads: to agree under threat of court is not to share a goal
-- shared
WITH family AS (SELECT list(DISTINCT word) AS words FROM word_group WHERE list = 'role' AND in_group IN ('family', 'child')),
agreed AS (
    SELECT g.view_no, g.statement_id, g.agreed_by, list_has_any(roles_of(g.agreed_by), f.words) AS theirs
    FROM goal g CROSS JOIN family f WHERE g.ended_on IS NULL)
-- answer
SELECT view_no, count(*) FILTER (theirs) AS numerator, count(*) AS denominator, count(*) FILTER (theirs IS NULL) AS missing,
       count(*) FILTER (theirs) / count(*) AS value, count(*) FILTER (theirs) / count(*) AS lower,
       count(*) FILTER (coalesce(theirs, true)) / count(*) AS upper,
       CASE WHEN count(theirs) = 0 THEN 'not recorded' ELSE 'ok' END AS status,
       CASE WHEN count(theirs) = 0 THEN 'the record says of no open goal who agreed to it' ELSE '' END AS reason
FROM agreed GROUP BY view_no
-- evidence
SELECT view_no, statement_id, CASE WHEN theirs IS NULL THEN 'not said who agreed' ELSE 'agreed by ' || agreed_by END AS role
FROM agreed WHERE view_no IN (SELECT view_no FROM agreed WHERE theirs IS NOT NULL)
