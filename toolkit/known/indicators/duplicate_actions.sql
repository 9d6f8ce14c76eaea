-- name: duplicate_actions
-- label: Actions that are there twice
-- family: clarity
-- aims at: purpose
-- question: How many of the open actions are there twice, in the same words?
-- definition: Of the open actions, the share whose words another open action of the case has too, whoever owns it; capital
--   letters do not matter. An action without words counts as missing: as there once in the value and the lower bound, as said
--   again by or in another in the upper.
-- unit: share
-- source: project definition (silos: duplicate actions)
-- tables: action
-- reach: case
-- direction: higher is worse
-- else: no action was open on that day
-- explained by: an action meant for each of two adults
-- misleads: the same work in other words, or against one another, does not show
-- shared
WITH twin AS (
    SELECT a.view_no, a.entity_id, a.statement_id,
           count(*) OVER (PARTITION BY a.view_no, plain(a.note)) > 1
               AND plain(a.note) IS NOT NULL AS twin, plain(a.note) IS NULL AS unsaid
    FROM action a WHERE a.ended_on IS NULL)
-- answer
SELECT view_no, twins AS numerator, items AS denominator, unsaid AS missing, twins / items AS value, twins / items AS lower,
       CASE WHEN items = 1 THEN 0 ELSE (twins + unsaid + least(unsaid, items - twins - unsaid)) / items END AS upper
FROM (SELECT view_no, count(*) AS items, count(*) FILTER (twin) AS twins, count(*) FILTER (unsaid) AS unsaid
      FROM twin GROUP BY view_no)
-- evidence
SELECT view_no, statement_id, CASE WHEN twin THEN 'said twice' WHEN unsaid THEN 'without words' ELSE 'said once' END AS role
FROM twin
