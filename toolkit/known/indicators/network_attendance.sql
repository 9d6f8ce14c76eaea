-- name: network_attendance
-- label: Network members at their meetings
-- family: network
-- aims at: purpose
-- question: How many of the child's network come to its meetings?
-- definition: Over the meetings of the network and family group conferences of the last twelve months of which the roles
--   present are recorded: of the members who are not professionals, are still in the network and were by then, the share whose
--   role was present. The denominator is the number of pairs of member and meeting; somebody who is in the network twice
--   counts once where it is recorded who they are.
-- unit: share
-- source: project definition (safeguarding network)
-- parameters: months = 12 (how far back; a proposal of this project)
-- tables: meeting, network_member
-- reach: case
-- direction: lower is worse
-- else: no network meeting with a list of those present was held in the last twelve months, or nobody was in the network
-- explained by: meetings about what members had not asked to hear, or members who live far away and were told afterwards
-- misleads: those present are recorded by role, so two of one role count as both there
-- shared
WITH pair AS (
    SELECT m.view_no, m.statement_id, n.somebody, coalesce(bool_or(p.role = n.role OR p.role = also.in_group), false) AS there
    FROM meeting m JOIN view v USING (view_no)
    JOIN word_group g ON g.list = 'meeting' AND g.in_group = 'network' AND g.word = plain(m.kind)
    JOIN network n ON n.view_no = m.view_no AND n.occurred_on <= m.occurred_on
    LEFT JOIN word_group also ON also.list = 'role' AND also.in_group NOT IN ('family', 'child', 'parent') AND also.word = n.role
    LEFT JOIN present p ON p.view_no = m.view_no AND p.entity_id = m.entity_id
    WHERE roles_of(m.present) IS NOT NULL AND m.occurred_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE)
    GROUP BY m.view_no, m.entity_id, m.statement_id, n.somebody)
-- answer
SELECT view_no, count(*) FILTER (there) AS numerator, count(*) AS denominator, 0 AS missing,
    count(*) FILTER (there) / count(*) AS value
FROM pair GROUP BY view_no
-- evidence
SELECT DISTINCT view_no, statement_id, 'meeting' AS role FROM pair
UNION
SELECT n.view_no, n.statement_id, 'member' FROM network n JOIN pair USING (view_no, somebody)
