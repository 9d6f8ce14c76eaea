-- name: goals_from_family
-- label: Goals that the family brought
-- code: R6
-- family: relationship
-- aims at: purpose
-- question: How many of the plan's open goals came from the child or the family?
-- definition: Of the open goals, the share whose informant on record is the child or somebody of the family. A goal without an
--   informant on record counts as missing: as not theirs in the value and the lower bound, as theirs in the upper.
-- unit: share
-- source: project definition (goals made together)
-- tables: goal
-- reach: case
-- direction: lower is worse
-- else: no goal was open on that day
-- explained by: a plan made in an emergency, or goals that a court set
-- misleads: whose words a goal is in cannot be told from who is on record as having brought it
SELECT g.view_no, count(*) FILTER (w.word IS NOT NULL) AS numerator, count(*) AS denominator,
       count(*) FILTER (plain(g.informant) IS NULL) AS missing, count(*) FILTER (w.word IS NOT NULL) / count(*) AS value,
       count(*) FILTER (w.word IS NOT NULL) / count(*) AS lower,
       count(*) FILTER (w.word IS NOT NULL OR plain(g.informant) IS NULL) / count(*) AS upper,
       CASE WHEN count(plain(g.informant)) = 0 THEN 'not recorded' ELSE 'ok' END AS status,
       CASE WHEN count(plain(g.informant)) = 0 THEN 'the record says of no open goal who brought it' ELSE '' END AS reason
FROM goal g LEFT JOIN word_group w ON w.list = 'informant' AND w.in_group = 'family' AND w.word = plain_role(g.informant)
WHERE g.ended_on IS NULL GROUP BY g.view_no
-- evidence
SELECT g.view_no, g.statement_id, CASE WHEN plain(g.informant) IS NULL THEN 'not said by whom'
           WHEN w.word IS NULL THEN 'from others'
           ELSE 'from the family' END AS role
FROM goal g LEFT JOIN word_group w ON w.list = 'informant' AND w.in_group = 'family' AND w.word = plain_role(g.informant)
WHERE g.ended_on IS NULL AND g.view_no IN (SELECT view_no FROM goal WHERE ended_on IS NULL AND plain(informant) IS NOT NULL)
