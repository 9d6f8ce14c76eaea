-- name: agency_worker_share
-- label: Days with a social worker from an agency
-- code: D18
-- family: continuity
-- aims at: purpose
-- question: For how much of the time was this child's social worker one from an employment agency?
-- definition: Of the days of the present spell of the case with a social worker (or a worker of no recorded role) whose post is on
--   record and says whether it is held from an employment agency, up to the day of the view, the share with one who is. Where two
--   were involved on one day it counts for both; where one was involved twice on it, it counts once. The numerator and the
--   denominator are days; missing counts days with a worker whose post does not say, or is not on record.
-- unit: share
-- source: Department for Education, children's social work workforce (agency workers)
-- tables: involvement, case, staff
-- reach: case
-- direction: higher is worse
-- flag: above 0.5, more than half of the time with a worker from an agency (project)
-- else: no worker whose post says so had spent a day with the case, or it was closed
-- explained by: a vacancy that could not be filled
-- misleads: a worker from an agency may stay longer than one who is not
WITH held AS (SELECT view_no, entity_id, coalesce(worker_id, entity_id) AS worker, from_on, to_on FROM worker_spell),
posted AS (
    SELECT h.view_no, h.worker, greatest(h.from_on, p.post_from) AS from_on, least(h.to_on, coalesce(p.post_to, h.to_on)) AS to_on,
           p.agency_worker
    FROM held h JOIN worker_post p USING (view_no, entity_id) WHERE p.agency_worker IS NOT NULL),
part AS (
    SELECT 'held' AS what, view_no, worker, from_on, to_on FROM held
    UNION ALL SELECT 'posted', view_no, worker, from_on, to_on FROM posted
    UNION ALL SELECT 'agency', view_no, worker, from_on, to_on FROM posted WHERE agency_worker),
added AS (
    SELECT what, view_no, greatest(to_on - greatest(from_on, coalesce(max(to_on) OVER (
               PARTITION BY view_no, worker, what ORDER BY from_on, to_on ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
                   from_on)), 0) AS days
    FROM part),
total AS (
    SELECT view_no, sum(days) FILTER (what = 'held') AS held, sum(days) FILTER (what = 'posted') AS posted,
           coalesce(sum(days) FILTER (what = 'agency'), 0) AS agency
    FROM added GROUP BY view_no)
SELECT view_no, agency AS numerator, posted AS denominator, held - posted AS missing, agency / posted AS value
FROM total WHERE posted > 0
-- evidence
SELECT view_no, statement_id, 'counted' AS role FROM worker_spell
