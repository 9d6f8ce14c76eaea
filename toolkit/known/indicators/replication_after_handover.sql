-- name: replication_after_handover
-- label: Changes of worker after which work was done again
-- code: D19
-- family: continuity
-- aims at: purpose
-- question: When the social worker changed, was an assessment or a service of a kind that had been there before begun again?
-- definition: Of the changes of social worker since the case opened, the share after which, within a number of days, an
--   assessment or service began of a kind that had begun before the change, since the case opened. A service that was not taken
--   up, or ended before the day stated for its start, never began. The day of the change counts as after it. A change that is more
--   recent is left out and counted as missing, whatever began again since, as of these one would see what came quickly alone; so
--   is one from before the record covered assessments and services. Where the case opened before it did, what began after a
--   change may have been there before: it counts in the upper bound. The denominator is the number of such changes.
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
WITH covered AS (
    SELECT view_no, max(covered_from) AS covered_from FROM cover WHERE table_name IN ('assessment', 'service') GROUP BY view_no),
begun AS (
    SELECT b.view_no, b.statement_id, b.kind, b.occurred_on, min(b.occurred_on) OVER (PARTITION BY b.view_no, b.kind) AS first_on
    FROM (SELECT view_no, statement_id, 'assessment: ' || kind AS kind, occurred_on FROM assessment
          UNION ALL SELECT view_no, statement_id, 'service: ' || plain(kind), occurred_on FROM service
              WHERE taken_up IS DISTINCT FROM false AND coalesce(ended_on >= occurred_on, true)) b
    JOIN open_case o USING (view_no) WHERE b.occurred_on >= o.opened_on AND b.kind IS NOT NULL),
changed AS (
    SELECT h.view_no, h.entity_id, h.statement_id, h.occurred_on,
           v.day - h.occurred_on >= $days AND h.occurred_on >= k.covered_from AS ripe,
           o.opened_on >= k.covered_from AS whole
    FROM worker_handover h JOIN view v USING (view_no) JOIN open_case o USING (view_no) JOIN covered k USING (view_no)
    WHERE h.occurred_on >= o.opened_on),
again AS (
    SELECT c.*, b.statement_id AS begun, b.first_on < c.occurred_on AS again
    FROM changed c LEFT JOIN begun b ON b.view_no = c.view_no
        AND b.occurred_on BETWEEN c.occurred_on AND c.occurred_on + CAST($days AS INTEGER))
-- answer
WITH one AS (
    SELECT view_no, entity_id, ripe, coalesce(bool_or(again), false) AS repeated,
           coalesce(bool_or(again OR NOT whole AND begun IS NOT NULL), false) AS may_repeat
    FROM again GROUP BY view_no, entity_id, ripe)
SELECT view_no, count(*) FILTER (ripe AND repeated) AS numerator, count(*) FILTER (ripe) AS denominator,
       count(*) FILTER (NOT ripe) AS missing, count(*) FILTER (ripe AND repeated) / count(*) FILTER (ripe) AS value,
       count(*) FILTER (ripe AND repeated) / count(*) FILTER (ripe) AS lower,
       count(*) FILTER (ripe AND may_repeat) / count(*) FILTER (ripe) AS upper
FROM one GROUP BY view_no HAVING count(*) FILTER (ripe) > 0
-- evidence
SELECT view_no, statement_id, 'change of worker' AS role FROM changed WHERE ripe
UNION
SELECT view_no, begun, 'begun again after a change' FROM again WHERE ripe AND again
