-- name: trust_of_parent
-- label: Trust of the parents in the worker
-- code: R3
-- family: relationship
-- aims at: purpose
-- question: How far do the parents trust the worker, in their own rating?
-- definition: The mean of the answers of the latest round of the trust form that a parent filled in during the last twelve
--   months, on a scale from 0 to 10. A round is what was answered on one day. The denominator is the number of answers;
--   answers left out of that round, or outside their scale, count as missing; where none is left, there is no number, and no
--   earlier round takes its place. Sides are never averaged with one another.
-- unit: points of 10
-- source: project definition (short trust form in own words); the Standard Safeguarding Dataset's voice of the child asks alike
-- parameters: months = 12 (how far back; a proposal of this project)
-- tables: measure
-- reach: case
-- direction: lower is worse
-- flag: at most 3, trust is low (a proposal of this project)
-- else: no parent rated trust in the last twelve months
-- explained by: a worker who has just come, or a decision that the parents did not want
-- misleads: who does not trust may not fill in a form, or may write what is expected
SELECT t.view_no, total AS numerator, answers AS denominator, missing, rating AS value,
       CASE WHEN answers > 0 THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN answers > 0 THEN '' ELSE 'the latest round has no answer within its scale' END AS reason
FROM trust_round t JOIN view v USING (view_no)
WHERE rater = 'parent' AND asked_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE)
-- evidence
SELECT t.view_no, t.statement_id, 'answer' AS role
FROM trust t JOIN trust_round r ON r.view_no = t.view_no AND r.rater = t.rater AND r.asked_on = t.occurred_on
    JOIN view v ON v.view_no = t.view_no
WHERE t.rater = 'parent' AND r.asked_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE)
