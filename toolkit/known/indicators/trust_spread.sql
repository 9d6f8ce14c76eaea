-- name: trust_spread
-- label: How far child and parents differ in trust
-- code: R3
-- family: relationship
-- aims at: purpose
-- question: How far apart are the child's trust in the worker and the parents'?
-- definition: The difference between the child's and the parents' latest round of ratings of the last twelve months, each as in
--   trust_of_child and trust_of_parent. Numerator and denominator are the number of sides with a number. The spread is the
--   finding: a mean of both would hide it.
-- unit: points of 10
-- source: project definition (short trust form in own words)
-- parameters: months = 12 (how far back; a proposal of this project)
-- tables: measure
-- reach: case
-- direction: higher is worse
-- flag: at least 4, child and parents see the worker differently (a proposal of this project)
-- else: fewer than two sides rated trust in the last twelve months
-- explained by: a decision that one side wanted and the other did not, or rounds that were asked months apart
-- misleads: sides may differ for good reason, and agree in distrust
SELECT t.view_no, count(rating) AS numerator, count(rating) AS denominator, sum(missing) AS missing,
       CASE WHEN count(rating) > 1 THEN max(rating) - min(rating) END AS value,
       CASE WHEN count(rating) > 1 THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN count(rating) > 1 THEN '' ELSE 'the latest round of one side or both has no answer within its scale' END AS reason
FROM trust_round t JOIN view v USING (view_no)
WHERE asked_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE)
GROUP BY t.view_no HAVING count(*) > 1
-- evidence
SELECT t.view_no, t.statement_id, r.rater AS role
FROM trust t JOIN trust_round r ON r.view_no = t.view_no AND r.rater = t.rater AND r.asked_on = t.occurred_on
    JOIN view v ON v.view_no = t.view_no
WHERE r.asked_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE)
QUALIFY min(r.rater) OVER (PARTITION BY t.view_no) <> max(r.rater) OVER (PARTITION BY t.view_no)
