-- name: replication_after_handover
-- label: Changes of worker after which work was done again
-- code: D19
-- family: continuity
-- aims at: purpose
-- question: When the social worker changed, was an assessment or a service of a kind that had been there before begun again?
-- definition: Of the changes of social worker since the case opened, the share after which, within a number of days, an
--   assessment or service began of a kind that had begun before the change, since the case opened. The day of the change counts
--   as after it. A change that is more recent, with nothing begun again yet, is left out and counted as missing. The
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
WITH begun AS (
    SELECT b.view_no, b.kind, b.occurred_on
    FROM (SELECT view_no, 'assessment: ' || kind AS kind, occurred_on FROM assessment
          UNION ALL SELECT view_no, 'service: ' || kind, occurred_on FROM service) b
    JOIN open_case o USING (view_no) WHERE b.occurred_on >= o.opened_on AND b.kind IS NOT NULL),
changed AS (
    SELECT h.view_no, h.entity_id, any_value(v.day - h.occurred_on) AS age, count(b.kind) AS again
    FROM worker_handover h JOIN view v USING (view_no) JOIN open_case o USING (view_no)
    LEFT JOIN begun b ON b.view_no = h.view_no AND b.occurred_on BETWEEN h.occurred_on AND h.occurred_on + CAST($days AS INTEGER)
        AND EXISTS (SELECT 1 FROM begun e WHERE e.view_no = b.view_no AND e.kind = b.kind AND e.occurred_on < h.occurred_on)
    WHERE h.occurred_on >= o.opened_on GROUP BY h.view_no, h.entity_id)
SELECT view_no, count(*) FILTER (again > 0) AS numerator, count(*) FILTER (again > 0 OR age >= $days) AS denominator,
       count(*) FILTER (again = 0 AND age < $days) AS missing,
       count(*) FILTER (again > 0) / count(*) FILTER (again > 0 OR age >= $days) AS value
FROM changed GROUP BY view_no HAVING count(*) FILTER (again > 0 OR age >= $days) > 0
-- evidence
SELECT h.view_no, h.statement_id, 'change of worker' AS role FROM worker_handover h JOIN open_case o USING (view_no)
WHERE h.occurred_on >= o.opened_on
UNION
SELECT h.view_no, b.statement_id, 'begun after a change'
FROM worker_handover h JOIN open_case o USING (view_no)
JOIN (SELECT view_no, statement_id, occurred_on FROM assessment UNION ALL SELECT view_no, statement_id, occurred_on FROM service) b
    ON b.view_no = h.view_no AND b.occurred_on BETWEEN h.occurred_on AND h.occurred_on + CAST($days AS INTEGER)
WHERE h.occurred_on >= o.opened_on
