-- name: days_with_worker
-- label: Days with the present social worker
-- code: D18
-- family: continuity
-- aims at: purpose
-- question: How long has this child had the present social worker?
-- definition: Days since the present social worker's involvement began (or that of a worker of no recorded role); where several
--   are involved, the one who came last. Involvements of one worker of which the next begins by the day after the one before
--   ended are one. The denominator is the number of days that the case has been open.
-- unit: days
-- source: Department for Education, stability of looked after children (changes of social worker)
-- tables: involvement, case
-- reach: case
-- direction: lower is worse
-- flag: below 30, a worker for less than a month (project)
-- else: no social worker was allocated on that day, or the case was closed
-- explained by: a worker who left or fell ill, or a change that the child or the family asked for
-- misleads: a long time with one worker is not by itself a good relationship
-- shared
WITH held AS (
    SELECT i.view_no, i.entity_id, i.statement_id, i.occurred_on, i.occurred_precision = 'day' AS exact, i.ended_on,
           coalesce(i.worker_id, i.entity_id) AS worker
    FROM open_case o JOIN involvement i USING (view_no) WHERE is_social_worker(i.role)),
present_worker AS (
    SELECT view_no, arg_max(worker, (occurred_on, entity_id)) AS worker FROM held WHERE ended_on IS NULL GROUP BY view_no),
of_present AS (
    SELECT h.*, coalesce(h.occurred_on > 1 + max(coalesce(h.ended_on, v.day)) OVER (
               PARTITION BY h.view_no ORDER BY h.occurred_on, h.entity_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
           true) AS begins
    FROM held h JOIN present_worker p USING (view_no, worker) JOIN view v USING (view_no)),
since AS (
    SELECT view_no, max(occurred_on) AS since, arg_max(exact, (occurred_on, entity_id)) AS exact
    FROM of_present WHERE begins GROUP BY view_no)
-- answer
SELECT s.view_no, v.day - s.since AS numerator, v.day - o.opened_on AS denominator, 0 AS missing,
       CASE WHEN s.exact THEN v.day - s.since END AS value, v.day - s.since AS lower,
       CASE WHEN s.exact THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN s.exact THEN '' ELSE 'at least this many: the start lies outside the record' END AS reason
FROM since s JOIN open_case o USING (view_no) JOIN view v USING (view_no)
-- evidence
SELECT p.view_no, p.statement_id, 'present worker' AS role
FROM of_present p JOIN since s ON s.view_no = p.view_no AND p.occurred_on >= s.since
