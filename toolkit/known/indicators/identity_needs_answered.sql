-- name: identity_needs_answered
-- label: Needs of identity with an action
-- code: R11
-- family: relationship
-- aims at: purpose
-- question: Do the child's needs of identity, language, faith and culture have actions?
-- definition: Of the open needs of identity, language, faith or culture, the share with an open goal that an action, open or
--   done, serves. Which kinds of need these are stands in data/known/word_groups.csv.
-- unit: share
-- source: Children Act 1989, section 22(5)(c) (religious persuasion, racial origin and cultural and linguistic background)
-- tables: need, goal, action
-- reach: case
-- direction: lower is worse
-- else: no need of identity was on record as open on that day
-- explained by: a need that the placement itself answers, such as carers of the child's language and faith
-- misleads: a need that nobody saw or wrote down does not show
-- shared
WITH answered AS (
    SELECT n.view_no, n.entity_id, any_value(n.statement_id) AS statement_id, bool_or(a.entity_id IS NOT NULL) AS answered
    FROM need_group n
    LEFT JOIN goal g ON g.view_no = n.view_no AND g.need_id = n.entity_id AND g.ended_on IS NULL
    LEFT JOIN action a ON a.view_no = g.view_no AND a.goal_id = g.entity_id AND coalesce(a.outcome, '') <> 'dropped'
    WHERE n.in_group = 'identity' GROUP BY n.view_no, n.entity_id)
-- answer
SELECT view_no, count(*) FILTER (answered) AS numerator, count(*) AS denominator, 0 AS missing,
       count(*) FILTER (answered) / count(*) AS value
FROM answered GROUP BY view_no
-- evidence
SELECT view_no, statement_id, CASE WHEN answered THEN 'answered' ELSE 'not answered' END AS role FROM answered
