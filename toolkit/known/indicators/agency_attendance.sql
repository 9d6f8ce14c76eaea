-- name: agency_attendance
-- label: Professionals of the network at meetings
-- family: network
-- aims at: purpose
-- question: Do the other agencies' professionals come to the meetings about this child?
-- definition: Over the meetings of the last twelve months of which the roles present are recorded: of the professionals
--   who were in the child's network on the day, the share whose role was present. The denominator is the number of
--   pairs of professional and meeting; missing counts professionals of no recorded role, who are left out. Who was
--   asked to come is not on record.
-- unit: share
-- source: project definition (coordination); Working Together to Safeguard Children (core group membership)
-- parameters: months = 12 (how far back; a proposal of this project)
-- tables: meeting, network_member
-- reach: case
-- direction: lower is worse
-- flag: below 0.5, professionals came to fewer than half of the meetings that they might (a proposal of this project)
-- else: no meeting with a list of those present was held in the last twelve months, or no professional of a recorded role
--   was in the network
-- explained by: a meeting to which they were not asked
-- misleads: to attend is not to share what one knows
-- shared
WITH agency AS (
    SELECT view_no, entity_id, plain_role(role) AS role, occurred_on, ended_on
    FROM network_member WHERE kind = 'professional' AND plain(role) IS NOT NULL),
pair AS (
    SELECT m.view_no, m.statement_id, n.entity_id, coalesce(bool_or(p.role = n.role OR p.role = also.in_group), false) AS there
    FROM meeting m JOIN view v USING (view_no)
    JOIN agency n ON n.view_no = m.view_no AND n.occurred_on <= m.occurred_on
        AND (n.ended_on IS NULL OR n.ended_on >= m.occurred_on)
    LEFT JOIN word_group also ON also.list = 'role' AND also.in_group NOT IN ('family', 'child', 'parent') AND also.word = n.role
    LEFT JOIN present p ON p.view_no = m.view_no AND p.entity_id = m.entity_id
    WHERE roles_of(m.present) IS NOT NULL AND m.occurred_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE)
    GROUP BY m.view_no, m.entity_id, m.statement_id, n.entity_id)
-- answer
SELECT view_no, count(*) FILTER (there) AS numerator, count(*) AS denominator, coalesce(any_value(u.missing), 0) AS missing,
       count(*) FILTER (there) / count(*) AS value
FROM pair LEFT JOIN (SELECT view_no, count(*) AS missing FROM network_member
                     WHERE kind = 'professional' AND plain(role) IS NULL GROUP BY view_no) u USING (view_no)
GROUP BY view_no
-- evidence
SELECT DISTINCT view_no, statement_id, 'meeting' AS role FROM pair
UNION
SELECT n.view_no, n.statement_id, 'professional' FROM network_member n JOIN pair USING (view_no, entity_id)
