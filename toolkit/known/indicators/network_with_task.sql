-- name: network_with_task
-- label: Network members who have undertaken something
-- family: network
-- aims at: purpose
-- question: How many of the child's network have undertaken to do something?
-- definition: Of the members of the network who are not professionals, the share for whom a task is on record. One without a
--   task on record counts as having none.
-- unit: share
-- source: project definition (safeguarding network)
-- tables: network_member
-- reach: case
-- direction: lower is worse
-- else: nobody but professionals was in the network on that day
-- misleads: much that kin do is never written down as a task
SELECT view_no, count(task) AS numerator, count(*) AS denominator, 0 AS missing, count(task) / count(*) AS value
FROM network GROUP BY view_no
-- evidence
SELECT view_no, statement_id, CASE WHEN task IS NULL THEN 'no task' ELSE 'task' END AS role FROM network
