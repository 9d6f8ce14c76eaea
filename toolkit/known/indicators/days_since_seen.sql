-- name: days_since_seen
-- label: Days since the child was seen
-- code: D12
-- family: timeliness
-- aims at: timeliness
-- question: How long ago was this child last seen on a visit?
-- definition: Days from the last completed visit of the present spell of the case at which the child was seen, on or before the
--   day of the view, to that day. Where none is on record, at least the days since the case opened or since the record began to
--   cover visits. The denominator is the number of completed visits in it; missing counts those that do not say whether the child
--   was seen.
-- unit: days
-- source: Care Planning, Placement and Case Review (England) Regulations 2010, regulation 28 (the duty to visit; its limits
--   differ by placement)
-- tables: visit, case
-- reach: case
-- direction: higher is worse
-- flag: above 42, not seen for more than six weeks (SI 2010/959, regulation 28)
-- else: the case was closed on that day
-- explained by: a child abroad, in hospital or missing, or seen every day by somebody of another agency
-- misleads: being seen is not being heard
SELECT view_no, day - since AS numerator, visits AS denominator, missing,
       CASE WHEN seen_on IS NOT NULL THEN day - seen_on END AS value, day - since AS lower,
       CASE WHEN seen_on IS NOT NULL THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN seen_on IS NOT NULL THEN '' ELSE 'at least this many: no such visit is on record since ' || since END AS reason
FROM (SELECT o.view_no, v.day, s.seen_on, coalesce(s.visits, 0) AS visits, coalesce(s.seen_missing, 0) AS missing,
             coalesce(s.seen_on, greatest(o.opened_on, c.covered_from)) AS since
      FROM open_case o JOIN view v USING (view_no) JOIN cover c ON c.view_no = o.view_no AND c.table_name = 'visit'
      LEFT JOIN seen_days s ON s.view_no = o.view_no)
-- evidence
SELECT o.view_no, arg_max(v.statement_id, (v.occurred_on, v.entity_id)) AS statement_id, 'last seen' AS role
FROM open_case o JOIN visit v ON v.view_no = o.view_no AND (v.occurred_on >= o.opened_on OR NOT o.start_known)
WHERE v.outcome = 'completed' AND coalesce(v.seen, v.seen_alone) GROUP BY o.view_no
