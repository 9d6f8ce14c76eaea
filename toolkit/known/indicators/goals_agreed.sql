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
-- misleads: to agree under threat of court is not to share a goal
SELECT g.view_no, count(DISTINCT g.entity_id) FILTER (w.word IS NOT NULL) AS numerator,
    count(DISTINCT g.entity_id) AS denominator,
       count(DISTINCT g.entity_id) FILTER (g.agreed_by IS NULL) AS missing,
       count(DISTINCT g.entity_id) FILTER (w.word IS NOT NULL) / count(DISTINCT g.entity_id) AS value,
       count(DISTINCT g.entity_id) FILTER (w.word IS NOT NULL) / count(DISTINCT g.entity_id) AS lower,
       count(DISTINCT g.entity_id) FILTER (w.word IS NOT NULL OR g.agreed_by IS NULL) / count(DISTINCT g.entity_id) AS upper,
       CASE WHEN count(g.agreed_by) = 0 THEN 'not recorded' ELSE 'ok' END AS status,
       CASE WHEN count(g.agreed_by) = 0 THEN 'the record says of no open goal who agreed to it' ELSE '' END AS reason
FROM (SELECT *, unnest(coalesce(string_split(agreed_by, ';'), [NULL])) AS role FROM goal WHERE ended_on IS NULL) g
LEFT JOIN word_group w ON w.list = 'role' AND w.in_group IN ('family', 'child') AND w.word = lower(trim(g.role))
GROUP BY g.view_no
-- evidence
SELECT view_no, statement_id, coalesce('agreed by ' || agreed_by, 'not said who agreed') AS role FROM goal
WHERE ended_on IS NULL AND view_no IN (SELECT view_no FROM goal WHERE ended_on IS NULL AND agreed_by IS NOT NULL)
