-- name: network_with_task
-- label: Network members who have undertaken something
-- family: network
-- aims at: purpose
-- question: How many of the child's network have undertaken to do something?
-- definition: Of the members of the network who are not professionals (or of no recorded kind), the share for whom a task is on
--   record. One without a task on record counts as having none. Somebody who is in it twice counts once where it is recorded who
--   they are.
-- unit: share
-- source: project definition (safeguarding network)
-- tables: network_member
-- reach: case
-- direction: lower is worse
-- else: nobody but professionals was in the network on that day
-- explained by: members who have just joined, or who are there for the child without any task
-- misleads: much that kin do is never written down as a task
WITH people AS (SELECT view_no, count(task) > 0 AS tasked FROM network GROUP BY view_no, somebody)
SELECT view_no, count(*) FILTER (tasked) AS numerator, count(*) AS denominator, 0 AS missing,
       count(*) FILTER (tasked) / count(*) AS value
FROM people GROUP BY view_no
-- evidence
SELECT view_no, statement_id, CASE WHEN task IS NULL THEN 'no task' ELSE 'task' END AS role FROM network
