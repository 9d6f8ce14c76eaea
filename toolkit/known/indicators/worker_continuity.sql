-- name: worker_continuity
-- label: Continuity of the social worker
-- code: D18
-- family: continuity
-- aims at: purpose
-- question: How much of the time was it one and the same social worker?
-- definition: The sum, over the social workers (or workers of no recorded role) of the present spell of the case, of the
--   square of each one's share of all days with a worker: 1 where it was one worker throughout, towards 0 the more workers
--   there were. Where two were involved on one day it counts for both; where one worker was involved twice on it, it counts
--   once. The numerator is the days of the longest serving one, the denominator all days with a worker; missing counts
--   involvements without a worker.
-- unit: index
-- source: Herfindahl-Hirschman index of concentration; Department for Education, stability of looked after children
--   (changes of social worker)
-- tables: involvement, case
-- reach: case
-- direction: lower is worse
-- flag: below 0.4, no worker had most of the time (project)
-- else: no social worker had spent a day with the case, or it was closed
-- explained by: a child or family that asked for another worker
-- misleads: a long time with one worker is not by itself a good relationship
WITH added AS (
    SELECT view_no, worker_id, greatest(to_on - greatest(from_on, coalesce(max(to_on) OVER (
               PARTITION BY view_no, worker_id ORDER BY from_on, to_on, entity_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
                   from_on)), 0) AS days
    FROM worker_spell WHERE worker_id IS NOT NULL),
held AS (SELECT view_no, worker_id, sum(days) AS days FROM added GROUP BY view_no, worker_id),
share AS (
    SELECT view_no, max(days) AS longest, sum(days) AS days, sum(days * days) / (sum(days) * sum(days)) AS concentration
    FROM held GROUP BY view_no HAVING sum(days) > 0),
unsaid AS (SELECT view_no, count(*) FILTER (worker_id IS NULL) AS missing FROM worker_spell GROUP BY view_no)
SELECT s.view_no, s.longest AS numerator, s.days AS denominator, u.missing,
       CASE WHEN o.start_known AND c.covered_from <= o.opened_on THEN s.concentration END AS value,
       CASE WHEN o.start_known AND c.covered_from <= o.opened_on THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN o.start_known AND c.covered_from <= o.opened_on THEN ''
           ELSE 'the start of the case lies outside the record' END AS reason
FROM share s JOIN unsaid u USING (view_no) JOIN open_case o USING (view_no)
JOIN cover c ON c.view_no = s.view_no AND c.table_name = 'involvement'
-- evidence
SELECT view_no, statement_id, 'counted' AS role FROM worker_spell
