-- name: worker_days_above_cap
-- label: Days that the case's worker was above the cap
-- code: C2
-- family: workload
-- aims at: purpose
-- question: On how many of the last 91 days did the worker who holds this case hold more cases than the agency means one to
--   hold?
-- definition: Days of the last 91, the day of the view included, on which the social worker who holds this case held more cases
--   than the cap that was on record for the worker's post at the view or, where none was, than the parameter times the worker's
--   full-time equivalents. The days before the worker came to this case count too. The denominator is the number of days looked
--   at.
-- unit: days
-- source: Child Welfare League of America, Standards of Excellence for Services to Abused or Neglected Children and
--   their Families, revised 1999 (17 active families in ongoing services)
-- parameters: days = 91 (how far back, at most 366; a proposal of this project); cap = 17 (cases per full-time
--   equivalent where the agency states none; Child Welfare League of America, revised 1999, which counts families)
-- tables: involvement, staff
-- reach: worker
-- direction: higher is worse
-- flag: above 28, more than four weeks above the cap (a proposal of this project)
-- else: no social worker held the case on that day
-- explained by: a colleague's leave or illness, or brothers and sisters who are counted one each
-- misleads: a cap counts heads, not work
WITH over AS (
    SELECT l.view_no, l.statement_id, coalesce(l.case_cap, $cap * l.fte_hundredths / 100) AS cap, v.day,
           CAST(least($days, v.day - c.covered_from + 1, l.days_back) AS INTEGER) AS days, l.load_no
    FROM caseload l JOIN view v USING (view_no) JOIN cover c ON c.view_no = l.view_no AND c.table_name = 'involvement')
SELECT o.view_no, coalesce(sum(s.until - greatest(s.since, o.day - o.days + 1)) FILTER (s.cases > o.cap), 0) AS numerator,
       o.days AS denominator, 0 AS missing,
       CASE WHEN o.cap IS NOT NULL THEN coalesce(sum(s.until - greatest(s.since, o.day - o.days + 1)) FILTER (s.cases > o.cap),
           0) END AS value,
       CASE WHEN o.cap IS NULL THEN 'not recorded' ELSE 'ok' END AS status,
       CASE WHEN o.cap IS NOT NULL THEN ''
            ELSE 'neither a cap nor the share of full time of the worker who held the case is on record' END AS reason
FROM over o LEFT JOIN caseload_span s ON s.load_no = o.load_no AND s.until > o.day - o.days + 1
GROUP BY o.view_no, o.days, o.cap
-- evidence
SELECT view_no, statement_id, 'worker who holds the case' AS role FROM caseload
