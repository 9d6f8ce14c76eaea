-- name: seen_alone_share
-- label: Visits at which the child was seen alone
-- code: D12
-- family: relationship
-- aims at: purpose
-- question: Of the visits at which this child was seen, at how many was the child seen alone?
-- definition: Completed visits of the last twelve months, on or after the birthday from which it is asked for, those at
--   which the child was not seen left out, and of those that say whether the child was seen alone, the share at which this was
--   so. The window begins after the same date a year ago and ends with the day of the view. Missing counts visits that do not
--   say. Where no date of birth is on record, there is no number.
-- unit: share
-- source: Care Planning, Placement and Case Review (England) Regulations 2010, regulation 29 (speaking to the child
--   in private)
-- parameters: minimum_age = 4 (years; a proposal, as the regulation leaves it to the child's age and understanding);
--   months = 12 (length of the window; a proposal)
-- tables: visit, child
-- reach: case
-- direction: lower is worse
-- flag: below 0.5, seen alone at fewer than half of the visits (project)
-- else: no visit in that time said whether the child was seen alone, or the child was younger than the age asked for
-- explained by: a child who did not wish to be alone with the worker
-- misleads: being seen alone is not being heard
WITH seen AS (
    SELECT t.view_no, t.seen_alone, b.born_on
    FROM visit t JOIN view v USING (view_no) LEFT JOIN born b USING (view_no)
    WHERE t.outcome = 'completed' AND t.seen IS NOT FALSE
        AND t.occurred_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE)
        AND coalesce(b.born_on + to_years(CAST($minimum_age AS INTEGER)) <= t.occurred_on, true))
SELECT view_no, count(*) FILTER (seen_alone) AS numerator, count(seen_alone) AS denominator,
       count(*) FILTER (seen_alone IS NULL) AS missing,
       count(*) FILTER (seen_alone) / count(seen_alone) AS value,
       CASE WHEN any_value(born_on) IS NULL THEN 'not recorded' ELSE 'ok' END AS status,
       CASE WHEN any_value(born_on) IS NULL THEN 'no date of birth is on record' ELSE '' END AS reason
FROM seen GROUP BY view_no HAVING count(seen_alone) > 0
-- evidence
SELECT t.view_no, t.statement_id, CASE WHEN t.seen_alone THEN 'alone' ELSE 'not alone' END AS role
FROM visit t JOIN view v USING (view_no) JOIN born b USING (view_no)
WHERE t.outcome = 'completed' AND t.seen IS NOT FALSE AND t.seen_alone IS NOT NULL
    AND t.occurred_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE)
    AND b.born_on + to_years(CAST($minimum_age AS INTEGER)) <= t.occurred_on
