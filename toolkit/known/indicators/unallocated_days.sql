-- name: unallocated_days
-- label: Days without a social worker
-- code: D18
-- family: continuity
-- aims at: purpose
-- question: For how many days was no social worker allocated to this child?
-- definition: Days of the present spell of the case, up to the day of the view, on which no social worker (or worker
--   of no recorded role) was involved. The day on which one left and another came is no such day. The denominator is
--   the number of days that the case has been open.
-- unit: days
-- source: project definition; Ofsted, framework for inspection (ILACS), Annex A lists the allocated worker of each
--   child
-- tables: involvement, case
-- reach: case
-- direction: higher is worse
-- flag: at least 14, a fortnight or more without a worker (project)
-- else: the case was closed on that day
-- explained by: a duty team that held the case for a time
-- misleads: a worker on paper may be on leave
WITH gap AS (
    SELECT view_no, sum(greatest(from_on - greatest(held_until, c.covered_from), 0)) FILTER (held_until IS NOT NULL) AS between,
           max(to_on) AS last_on, min(from_on) AS first_on
    FROM worker_spell JOIN cover c USING (view_no) WHERE c.table_name = 'involvement' GROUP BY view_no),
counted AS (
    SELECT o.view_no, v.day - o.opened_on AS days, o.start_known AND c.covered_from <= o.opened_on AS whole,
           CASE WHEN g.view_no IS NULL THEN v.day - greatest(o.opened_on, c.covered_from)
                ELSE coalesce(g.between, 0) + greatest(g.first_on - greatest(o.opened_on, c.covered_from),
                    0) + (v.day - greatest(g.last_on, c.covered_from)) END AS without
    FROM open_case o JOIN view v USING (view_no) JOIN cover c ON c.view_no = o.view_no AND c.table_name = 'involvement'
    LEFT JOIN gap g ON g.view_no = o.view_no)
SELECT view_no, without AS numerator, days AS denominator, 0 AS missing, CASE WHEN whole THEN without END AS value,
       without AS lower,
       CASE WHEN whole THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN whole THEN '' ELSE 'at least this many: the start of the case lies outside the record' END AS reason
FROM counted
-- evidence
SELECT view_no, statement_id, 'allocated' AS role FROM worker_spell
