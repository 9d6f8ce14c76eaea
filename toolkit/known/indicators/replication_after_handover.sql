-- name: replication_after_handover
-- label: Changes of worker after which work was done again
-- code: D19
-- family: continuity
-- aims at: purpose
-- question: When the social worker changed, was an assessment or a service of a kind that had been there before begun again?
-- definition: Of the changes of social worker since the case opened, the share after which, within a number of days, an
--   assessment or service began of a kind that had begun before the change, since the case opened. A service that was not taken
--   up, or ended before the day stated for its start, never began. The day of the change counts as after it. A change that is more
--   recent is left out and counted as missing, whatever began again since, as of these one would see what came quickly alone. The
--   denominator is the number of such changes.
-- unit: share
-- source: project definition (replication after a change of worker)
-- parameters: days = 90 (a proposal)
-- tables: involvement, assessment, service, case
-- reach: case
-- else: the case was closed on that day, or the worker has not changed since it opened or only lately
-- direction: higher is worse
-- explained by: a new event that called for a new assessment
-- misleads: two assessments of one kind may ask different things; where kinds are coarse, much looks alike
-- shared
WITH begun AS (
    SELECT b.view_no, b.statement_id, b.kind, b.occurred_on, min(b.occurred_on) OVER (PARTITION BY b.view_no, b.kind) AS first_on
    FROM (SELECT view_no, statement_id, 'assessment: ' || kind AS kind, occurred_on FROM assessment
          UNION ALL SELECT view_no, statement_id, 'service: ' || kind, occurred_on FROM service
              WHERE taken_up IS DISTINCT FROM false AND coalesce(ended_on >= occurred_on, true)) b
    JOIN open_case o USING (view_no) WHERE b.occurred_on >= o.opened_on AND b.kind IS NOT NULL),
changed AS (
    SELECT h.view_no, h.entity_id, h.statement_id, h.occurred_on, v.day - h.occurred_on >= $days AS ripe
    FROM worker_handover h JOIN view v USING (view_no) JOIN open_case o USING (view_no) WHERE h.occurred_on >= o.opened_on),
again AS (
    SELECT c.*, b.statement_id AS begun_again
    FROM changed c LEFT JOIN begun b ON b.view_no = c.view_no AND b.first_on < c.occurred_on
        AND b.occurred_on BETWEEN c.occurred_on AND c.occurred_on + CAST($days AS INTEGER))
-- answer
WITH one AS (SELECT view_no, entity_id, ripe, count(begun_again) > 0 AS repeated FROM again GROUP BY view_no, entity_id, ripe)
SELECT view_no, count(*) FILTER (ripe AND repeated) AS numerator, count(*) FILTER (ripe) AS denominator,
       count(*) FILTER (NOT ripe) AS missing, count(*) FILTER (ripe AND repeated) / count(*) FILTER (ripe) AS value
FROM one GROUP BY view_no HAVING count(*) FILTER (ripe) > 0
-- evidence
SELECT view_no, statement_id, 'change of worker' AS role FROM changed WHERE ripe
UNION
SELECT view_no, begun_again, 'begun again after a change' FROM again WHERE ripe AND begun_again IS NOT NULL
