-- name: days_since_seen_alone
-- label: Days since the child was seen alone
-- code: D5
-- family: relationship
-- aims at: purpose
-- question: How long ago was this child last seen alone on a visit?
-- definition: Days from the last completed visit of the present spell of the case at which the child was seen alone, on or
--   before the day of the view, to that day. Where none is on record, at least the days since the case opened or since the record
--   began to cover visits. Not applicable below an age. The denominator is the number of completed visits in it; missing counts
--   those that do not say. A visit at which the child was not seen is none at which the child was seen alone, whatever else it
--   says.
-- unit: days
-- source: Care Planning, Placement and Case Review (England) Regulations 2010, regulation 29 (speaking to the child in private)
-- parameters: minimum_age = 4 (years; a proposal, as the regulation leaves it to the child's age and understanding)
-- tables: visit, case, child
-- reach: case
-- direction: higher is worse
-- else: the case was closed on that day, or the child was younger than the age asked for
-- explained by: a child who wanted somebody there, or for whom it was agreed that another professional sees them alone
-- misleads: being seen alone is not being heard
SELECT view_no, day - since AS numerator, visits AS denominator, missing,
       CASE WHEN born_on IS NOT NULL AND seen_on IS NOT NULL THEN day - seen_on END AS value,
       CASE WHEN born_on IS NOT NULL THEN day - since END AS lower,
       CASE WHEN born_on IS NULL THEN 'not recorded' WHEN seen_on IS NOT NULL THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN born_on IS NULL THEN 'no date of birth is on record' WHEN seen_on IS NOT NULL THEN ''
            ELSE 'at least this many: no such visit is on record since ' || since END AS reason
FROM (SELECT o.view_no, v.day, b.born_on, s.alone_on AS seen_on, coalesce(s.visits, 0) AS visits,
             coalesce(s.alone_missing, 0) AS missing, coalesce(s.alone_on, greatest(o.opened_on, c.covered_from)) AS since
      FROM open_case o JOIN view v USING (view_no) JOIN cover c ON c.view_no = o.view_no AND c.table_name = 'visit'
      LEFT JOIN born b ON b.view_no = o.view_no
      LEFT JOIN seen_days s ON s.view_no = o.view_no)
WHERE born_on IS NULL OR born_on + to_years(CAST($minimum_age AS INTEGER)) <= day
-- evidence
SELECT o.view_no, arg_max(t.statement_id, (t.occurred_on, t.entity_id)) AS statement_id, 'last seen alone' AS role
FROM open_case o JOIN visit t ON t.view_no = o.view_no AND (t.occurred_on >= o.opened_on OR NOT o.start_known)
JOIN view v ON v.view_no = o.view_no LEFT JOIN born b ON b.view_no = o.view_no
WHERE t.outcome = 'completed' AND t.seen_alone AND t.seen IS NOT FALSE
    AND b.born_on + to_years(CAST($minimum_age AS INTEGER)) <= v.day
GROUP BY o.view_no
