-- name: family_owned_actions
-- label: Actions that the family itself does
-- family: relationship
-- aims at: purpose
-- question: How many of the open actions are the child's or the family's own?
-- definition: Of the open actions, the share whose owner, or one of whose owners, is the child or somebody of the family. An
--   action without an owner on record counts as missing: as not theirs in the value and the lower bound, as theirs in the upper.
--   Which words mean that stands in data/known/word_groups.csv.
-- unit: share
-- source: project definition (empowerment: family-led actions)
-- tables: action
-- reach: case
-- direction: neither
-- else: no action was open on that day
-- explained by: a stage in which the tasks are the agency's, such as enquiries or proceedings
-- misleads: a plan can load everything on a parent: owning is not the same as having chosen
-- shared
WITH family AS (SELECT list(DISTINCT word) AS words FROM word_group WHERE list = 'role' AND in_group IN ('family', 'child')),
owned AS (
    SELECT a.view_no, a.statement_id, list_has_any(roles_of(a.owner_role), f.words) AS theirs
    FROM action a CROSS JOIN family f WHERE a.ended_on IS NULL)
-- answer
SELECT view_no, count(*) FILTER (theirs) AS numerator, count(*) AS denominator, count(*) FILTER (theirs IS NULL) AS missing,
       count(*) FILTER (theirs) / count(*) AS value, count(*) FILTER (theirs) / count(*) AS lower,
       count(*) FILTER (coalesce(theirs, true)) / count(*) AS upper
FROM owned GROUP BY view_no
-- evidence
SELECT view_no, statement_id, CASE WHEN theirs THEN 'of the family' WHEN theirs IS NULL THEN 'owner not said' ELSE 'of others'
           END AS role
FROM owned
