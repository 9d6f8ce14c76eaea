-- name: family_owned_actions
-- label: Actions that the family itself does
-- family: relationship
-- aims at: purpose
-- question: How many of the open actions are the child's or the family's own?
-- definition: Of the open actions, the share whose owner is the child or somebody of the family. An action without an owner on
--   record counts as missing: as not theirs in the value and the lower bound, as theirs in the upper. Which words mean that stands
--   in data/known/word_groups.csv.
-- unit: share
-- source: project definition (empowerment: family-led actions)
-- tables: action
-- reach: case
-- direction: neither
-- else: no action was open on that day
-- misleads: a plan can load everything on a parent: owning is not the same as having chosen
SELECT a.view_no, count(*) FILTER (g.word IS NOT NULL) AS numerator, count(*) AS denominator,
    count(*) FILTER (a.owner_role IS NULL) AS missing,
       count(*) FILTER (g.word IS NOT NULL) / count(*) AS value, count(*) FILTER (g.word IS NOT NULL) / count(*) AS lower,
       count(*) FILTER (g.word IS NOT NULL OR a.owner_role IS NULL) / count(*) AS upper
FROM action a
LEFT JOIN (SELECT DISTINCT word FROM word_group
    WHERE list = 'role' AND in_group IN ('family', 'child')) g ON g.word = lower(a.owner_role)
WHERE a.ended_on IS NULL GROUP BY a.view_no
-- evidence
SELECT a.view_no, a.statement_id, CASE WHEN a.owner_role IS NULL THEN 'owner not said' WHEN g.word IS NULL THEN 'of others'
           ELSE 'of the family' END AS role
FROM action a
LEFT JOIN (SELECT DISTINCT word FROM word_group
    WHERE list = 'role' AND in_group IN ('family', 'child')) g ON g.word = lower(a.owner_role)
WHERE a.ended_on IS NULL
