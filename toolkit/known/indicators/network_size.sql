-- name: network_size
-- label: People in the child's network
-- family: network
-- aims at: purpose
-- question: How many people who are not professionals stand around this child?
-- definition: People in the network at the view who are not professionals. The denominator is all members, professionals too. A
--   member of no recorded kind is counted, and counts as missing. Somebody who is in it twice counts once where it is recorded
--   who they are.
-- unit: people
-- source: project definition (safeguarding network)
-- tables: network_member, case
-- reach: case
-- direction: lower is worse
-- flag: below 1, nobody but professionals stands around the child (a proposal of this project)
-- else: the case was not open on that day
-- explained by: a family that has just come to the area, or that asked for nobody else to be told
-- misleads: a name on a list does nothing by itself
SELECT o.view_no, count(DISTINCT n.somebody) AS numerator,
       count(DISTINCT n.somebody) + coalesce(any_value(p.professionals), 0) AS denominator,
       count(DISTINCT n.somebody) FILTER (n.kind_missing) AS missing, count(DISTINCT n.somebody) AS value
FROM open_case o LEFT JOIN network n USING (view_no)
LEFT JOIN (SELECT view_no, count(DISTINCT coalesce(person_id, entity_id)) AS professionals
    FROM network_member WHERE ended_on IS NULL AND kind = 'professional' GROUP BY view_no) p USING (view_no)
GROUP BY o.view_no
-- evidence
SELECT n.view_no, n.statement_id, 'member' AS role FROM network n JOIN open_case USING (view_no)
