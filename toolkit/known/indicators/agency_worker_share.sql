-- name: agency_worker_share
-- label: Days with a social worker from an agency
-- code: D18
-- family: continuity
-- aims at: purpose
-- question: For how much of the time was this child's social worker one from an employment agency?
-- definition: Of the days of the present spell of the case with a social worker (or a worker of no recorded role)
--   whose post is on record and says whether it is held from an employment agency, up to the day of the view, the
--   share with one who is. Where two were involved on one day it counts for both. The numerator and the denominator
--   are days; missing counts days with a worker whose post does not say, or is not on record.
-- unit: share
-- source: Department for Education, children's social work workforce (agency workers)
-- tables: involvement, case, staff
-- reach: case
-- direction: higher is worse
-- flag: above 0.5, more than half of the time with a worker from an agency (project)
-- else: no worker whose post says so had spent a day with the case, or it was closed
-- explained by: a vacancy that could not be filled
-- misleads: a worker from an agency may stay longer than one who is not
WITH held AS (SELECT view_no, sum(to_on - from_on) AS days FROM worker_spell GROUP BY view_no),
posted AS (
    SELECT w.view_no, sum(greatest(least(w.to_on, coalesce(p.post_to, w.to_on)) - greatest(w.from_on, p.post_from), 0)) AS days,
           sum(greatest(least(w.to_on, coalesce(p.post_to, w.to_on)) - greatest(w.from_on, p.post_from), 0))
               FILTER (p.agency_worker) AS agency_days
    FROM worker_spell w JOIN worker_post p USING (view_no, entity_id) WHERE p.agency_worker IS NOT NULL GROUP BY w.view_no)
SELECT p.view_no, coalesce(p.agency_days, 0) AS numerator, p.days AS denominator, greatest(h.days - p.days, 0) AS missing,
       coalesce(p.agency_days, 0) / p.days AS value
FROM posted p JOIN held h USING (view_no) WHERE p.days > 0
-- evidence
SELECT view_no, statement_id, 'counted' AS role FROM worker_spell
