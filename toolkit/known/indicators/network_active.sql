-- name: network_active
-- label: Network members heard of in the last 30 days
-- family: network
-- aims at: purpose
-- question: How many of the child's network were in touch in the last month?
-- definition: Of the members of the network who are not professionals, the share with whom, by person or by role, a contact
--   took place in the last 30 days, or whose role was present at a meeting. Where the record covers contacts or meetings only from
--   a day within these, the others may have been in touch before it: the upper bound counts them. Somebody who is in it twice
--   counts once where it is recorded who they are.
-- unit: share
-- source: project definition (safeguarding network)
-- parameters: days = 30 (how far back; a proposal of this project)
-- tables: network_member, contact, meeting
-- reach: case
-- direction: lower is worse
-- else: nobody but professionals was in the network on that day
-- explained by: a quiet month in which nothing was needed, or a network that meets without the agency
-- misleads: what the network does without the agency is not on record, and two people of one role are not told apart
-- shared
WITH sign AS (
    SELECT c.view_no, c.person_id, plain_role(c.with_role) AS role, c.occurred_on
    FROM contact c JOIN word_group g ON g.list = 'contact outcome' AND g.in_group = 'kept' AND g.word = plain(c.outcome)
    UNION ALL SELECT view_no, NULL, role, occurred_on FROM present),
member AS (
    SELECT n.view_no, n.somebody, n.statement_id,
           coalesce(bool_or(s.person_id = n.person_id OR s.role = n.role OR s.role = also.in_group), false) AS active
    FROM network n JOIN view v USING (view_no)
    LEFT JOIN word_group also ON also.list = 'role' AND also.in_group NOT IN ('family', 'child', 'parent') AND also.word = n.role
    LEFT JOIN sign s ON s.view_no = n.view_no AND s.occurred_on > v.day - $days
    GROUP BY n.view_no, n.somebody, n.statement_id)
-- answer
WITH people AS (SELECT view_no, bool_or(active) AS active FROM member GROUP BY view_no, somebody),
covered AS (
    SELECT c.view_no, max(c.covered_from) <= any_value(v.day) - $days + 1 AS whole
    FROM cover c JOIN view v USING (view_no) WHERE c.table_name IN ('contact', 'meeting') GROUP BY c.view_no)
SELECT m.view_no, count(*) FILTER (m.active) AS numerator, count(*) AS denominator, 0 AS missing,
       count(*) FILTER (m.active) / count(*) AS value, count(*) FILTER (m.active) / count(*) AS lower,
       count(*) FILTER (m.active OR NOT c.whole) / count(*) AS upper
FROM people m JOIN covered c USING (view_no) GROUP BY m.view_no
-- evidence
SELECT view_no, statement_id, CASE WHEN active THEN 'active' ELSE 'not active' END AS role FROM member
