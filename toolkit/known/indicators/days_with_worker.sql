-- name: days_with_worker
-- label: Days with the present social worker
-- code: D18
-- family: continuity
-- aims at: purpose
-- question: How long has this child had the present social worker?
-- definition: Days since the present social worker's involvement began (or that of a worker of no recorded role); where several are involved, the one who came last. The
--   denominator is the number of days that the case has been open.
-- unit: days
-- source: Department for Education, stability of looked after children (changes of social worker)
-- tables: involvement, case
-- reach: case
-- direction: lower is worse
-- flag: below 30, a worker for less than a month (project)
-- else: no social worker was allocated on that day, or the case was closed
-- misleads: a long time with one worker is not by itself a good relationship
SELECT view_no, day - since AS numerator, day - opened_on AS denominator, 0 AS missing,
       CASE WHEN exact THEN day - since END AS value, day - since AS lower,
       CASE WHEN exact THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN exact THEN '' ELSE 'at least this many: the start lies outside the record' END AS reason
FROM (SELECT o.view_no, any_value(v.day) AS day, any_value(o.opened_on) AS opened_on, max(i.occurred_on) AS since,
             arg_max(i.occurred_precision, (i.occurred_on, i.entity_id)) = 'day' AS exact
      FROM open_case o JOIN view v USING (view_no) JOIN involvement i USING (view_no)
      WHERE i.ended_on IS NULL AND coalesce(i.role, 'social worker') = 'social worker' GROUP BY o.view_no)
-- evidence
SELECT view_no, arg_max(i.statement_id, (i.occurred_on, i.entity_id)) AS statement_id, 'present worker' AS role
FROM open_case JOIN involvement i USING (view_no) WHERE i.ended_on IS NULL AND coalesce(i.role, 'social worker') = 'social worker' GROUP BY view_no
