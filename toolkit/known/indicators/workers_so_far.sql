-- name: workers_so_far
-- label: Social workers since the case opened
-- code: D18
-- family: continuity
-- aims at: purpose
-- question: How many social workers has this child had since the case opened?
-- definition: Different social workers (or workers of no recorded role) with an involvement that overlaps the present spell of
--   the case, on or before the day of the view. The denominator is the number of days that the case has been open.
-- unit: workers
-- source: Department for Education, stability of looked after children (changes of social worker; there counted in a year)
-- tables: involvement, case
-- reach: case
-- direction: higher is worse
-- else: the case was closed on that day
-- explained by: a case that has been open for long, a move to another team with a new stage, or a worker who left
-- misleads: more time means more workers; compare by days open
SELECT view_no, workers AS numerator, days AS denominator, missing,
       CASE WHEN whole THEN workers END AS value, workers AS lower,
       CASE WHEN whole THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN whole THEN '' ELSE 'at least this many: the start of the case lies outside the record' END AS reason
FROM (SELECT o.view_no, any_value(v.day - o.opened_on) AS days, count(DISTINCT i.worker_id) AS workers,
             count(i.entity_id) FILTER (i.worker_id IS NULL) AS missing,
             any_value(o.start_known AND c.covered_from <= o.opened_on) AS whole
      FROM open_case o JOIN view v USING (view_no) JOIN cover c ON c.view_no = o.view_no AND c.table_name = 'involvement'
      LEFT JOIN involvement i ON i.view_no = o.view_no AND coalesce(i.ended_on, v.day) >= o.opened_on
           AND is_social_worker(i.role)
      GROUP BY o.view_no)
-- evidence
SELECT view_no, statement_id, 'counted' AS role
FROM open_case o JOIN involvement i USING (view_no)
WHERE (i.ended_on IS NULL OR i.ended_on >= o.opened_on) AND is_social_worker(i.role)
