-- name: network_independent
-- label: Network members who are independent
-- family: network
-- aims at: purpose
-- question: How many of the child's network do not depend on those who gave cause for worry?
-- definition: Of the members of the network who are not on record as professionals, the share on record as independent of
--   those who gave cause for worry. A member of whom it is not said counts as missing: as not independent in the value and the
--   lower bound, as independent in the upper. Somebody who is in it twice counts once where it is recorded who they are.
-- unit: share
-- source: project definition (safeguarding network)
-- tables: network_member
-- reach: case
-- direction: lower is worse
-- else: nobody but professionals was in the network on that day
-- explained by: a family in which nearly all who are close to the child are close to the parents too
-- misleads: who is independent is somebody's view of it
WITH people AS (SELECT view_no, bool_or(independent) AS independent FROM network GROUP BY view_no, somebody)
SELECT view_no, count(*) FILTER (independent) AS numerator, count(*) AS denominator,
    count(*) FILTER (independent IS NULL) AS missing,
       count(*) FILTER (independent) / count(*) AS value,
       count(*) FILTER (independent) / count(*) AS lower, count(*) FILTER (coalesce(independent, true)) / count(*) AS upper
FROM people GROUP BY view_no
-- evidence
SELECT view_no, statement_id, CASE WHEN independent THEN 'independent' WHEN independent IS NULL THEN 'not said'
    ELSE 'not independent' END AS role
FROM network JOIN view v USING (view_no) JOIN cover c USING (view_no)
WHERE c.table_name = 'network_member' AND c.covered_to >= v.day
