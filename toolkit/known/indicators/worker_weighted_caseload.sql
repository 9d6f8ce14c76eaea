-- name: worker_weighted_caseload
-- label: Weighted caseload of the case's worker
-- code: C1
-- family: workload
-- aims at: purpose
-- question: How much work did the worker who held this case have on that day?
-- definition: Cases held on the day of the view by the social worker who held this one (of several, the one who came last),
--   each weighted by its heaviest status known then (data/known/case_weights.csv), per full-time equivalent of the worker's
--   posts. Numerator and denominator are in hundredths. It says what the case had to share, and nothing about the worker.
-- unit: weighted cases per full-time equivalent
-- source: project (cases weighted by kind of status; the weights are proposals); held against Child Welfare League of
--   America, Standards of Excellence for Services to Abused or Neglected Children and their Families, revised 1999
-- tables: involvement, status, staff
-- reach: worker
-- direction: higher is worse
-- flag: above 17, more than the standard for ongoing services to families (Child Welfare League of America, revised
--   1999: 17 active families)
-- else: no social worker held the case on that day
-- explained by: a colleague's leave or illness, cases about to close, or brothers and sisters who are counted one each
-- misleads: cases differ in work more than any weight can say; brothers and sisters count one each
SELECT view_no, weight AS numerator, fte_hundredths AS denominator, 0 AS missing, weight / nullif(fte_hundredths, 0) AS value,
       CASE WHEN fte_hundredths > 0 THEN 'ok' ELSE 'not recorded' END AS status,
       CASE WHEN fte_hundredths > 0 THEN ''
           ELSE 'the share of full time of the worker who held the case is not on record' END AS reason
FROM caseload
-- evidence
SELECT view_no, statement_id, 'worker who holds the case' AS role FROM caseload
