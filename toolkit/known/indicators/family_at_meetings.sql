-- name: family_at_meetings
-- label: Meetings with the family there
-- code: R5
-- family: relationship
-- aims at: purpose
-- question: How many of the meetings about the child had the child or somebody of the family in the room?
-- definition: Of the meetings held in the last twelve months of which the roles present are recorded, the share with somebody
--   of the family or the child among them. Meetings of which they are not recorded count as missing. Which words mean that
--   stands in data/known/word_groups.csv.
-- unit: share
-- source: project definition (power: who is in the room)
-- parameters: months = 12 (how far back; a proposal of this project)
-- tables: meeting
-- reach: case
-- direction: lower is worse
-- else: no meeting with a list of those present was held in the last twelve months
-- explained by: a strategy discussion, to which the family is not asked
-- misleads: to sit in the room is not to be heard
WITH there AS (
    SELECT m.view_no, m.entity_id, bool_or(g.word IS NOT NULL) AS there
    FROM present m JOIN view v USING (view_no)
    LEFT JOIN word_group g ON g.list = 'role' AND g.in_group IN ('family', 'child') AND g.word = m.role
    WHERE m.occurred_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE) GROUP BY ALL),
unsaid AS (
    SELECT m.view_no, count(*) AS missing FROM meeting m JOIN view v USING (view_no)
    WHERE roles_of(m.present) IS NULL AND m.occurred_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE)
    GROUP BY m.view_no)
SELECT view_no, count(*) FILTER (there) AS numerator, count(*) AS denominator, coalesce(any_value(missing), 0) AS missing,
       count(*) FILTER (there) / count(*) AS value
FROM there LEFT JOIN unsaid USING (view_no) GROUP BY view_no
-- evidence
SELECT m.view_no, m.statement_id, CASE WHEN bool_or(g.word IS NOT NULL) THEN 'there' ELSE 'not there' END AS role
FROM present m JOIN view v USING (view_no)
LEFT JOIN word_group g ON g.list = 'role' AND g.in_group IN ('family', 'child') AND g.word = m.role
WHERE m.occurred_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE) GROUP BY m.view_no, m.statement_id
