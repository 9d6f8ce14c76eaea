-- name: worker_changes
-- label: Changes of social worker per 1,000 days
-- code: D18
-- family: continuity
-- aims at: purpose
-- question: How often did this child's social worker change, for the time that the case has been open?
-- definition: Social workers (or workers of no recorded role) who came after another one within the present spell of
--   the case, counted each time that somebody other than the last to come takes over, for every 1,000 days that the
--   case has been open on the day of the view. The numerator is the number of changes, the denominator the days;
--   missing counts involvements of a worker not on record, who are passed over. There is no rate where the spell began before
--   the record covered it.
-- unit: changes per 1,000 days
-- source: Department for Education, stability of looked after children (changes of social worker)
-- parameters: per = 1000 (days for which the rate is stated; as the placement moves of the federal Child and Family
--   Services Reviews are)
-- tables: involvement, case
-- reach: case
-- direction: higher is worse
-- flag: above 5.4, two changes a year or more (project)
-- else: the case was closed on that day, or opened on it
-- explained by: a child or family that asked for another worker
-- misleads: the first weeks of a case have few days and so a high rate; one change may be for the better
-- shared
WITH change AS (
    SELECT *, coalesce(worker_id <> lag(worker_id IGNORE NULLS) OVER (PARTITION BY view_no ORDER BY place), false) AS changed
    FROM worker_spell)
-- answer
SELECT o.view_no, count(*) FILTER (w.changed) AS numerator, any_value(v.day - o.opened_on) AS denominator,
       count(*) FILTER (w.view_no IS NOT NULL AND w.worker_id IS NULL) AS missing,
       CASE WHEN bool_and(o.start_known AND c.covered_from <= o.opened_on)
            THEN $per * count(*) FILTER (w.changed) / any_value(v.day - o.opened_on) END AS value,
       CASE WHEN bool_and(o.start_known AND c.covered_from <= o.opened_on) THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN bool_and(o.start_known AND c.covered_from <= o.opened_on) THEN ''
            ELSE 'the start of the case lies outside the record: changes before it and the days they took are not known'
                END AS reason
FROM open_case o JOIN view v USING (view_no) JOIN cover c ON c.view_no = o.view_no AND c.table_name = 'involvement'
LEFT JOIN change w ON w.view_no = o.view_no
WHERE v.day > o.opened_on GROUP BY o.view_no
-- evidence
SELECT view_no, statement_id, 'counted' AS role FROM worker_spell
-- changes
SELECT c.view_no, c.entity_id, c.statement_id, c.from_on AS changed_on,
       CASE WHEN r.is_restricted THEN 'restricted' ELSE c.left_for END AS reason, r.given_on AS reasoned_on
FROM change c
LEFT JOIN leaving_reason r ON r.view_no = c.view_no AND r.entity_id = c.left_id AND r.end_reason = c.left_for
WHERE c.changed
