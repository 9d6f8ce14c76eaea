-- name: trust_at_the_floor
-- label: Trust ratings at the floor
-- code: R3
-- family: relationship
-- aims at: purpose
-- question: How many of the ratings of trust lie at the bottom of the scale?
-- definition: Of the ratings of trust by child and parents in the last twelve months, the share at or below the floor of a
--   scale from 0 to 10. The denominator is the number of ratings given; those left out, or outside their scale, count as
--   missing; where none is left, there is no number.
-- unit: share
-- source: project definition (short trust form in own words)
-- parameters: floor = 2 (what counts as the floor; a proposal of this project); months = 12 (how far back; a proposal of this
--   project)
-- tables: measure
-- reach: case
-- direction: higher is worse
-- else: nobody rated trust in the last twelve months
-- explained by: a rating made in a crisis, or after a decision that nobody could have welcomed
-- misleads: few ratings make a large share
SELECT t.view_no, count(*) FILTER (rating <= $floor) AS numerator, count(rating) AS denominator,
    count(*) - count(rating) AS missing,
       count(*) FILTER (rating <= $floor) / nullif(count(rating), 0) AS value,
       CASE WHEN count(rating) > 0 THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN count(rating) > 0 THEN '' ELSE 'no rating of that time has an answer within its scale' END AS reason
FROM trust t JOIN view v USING (view_no) WHERE t.occurred_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE)
GROUP BY t.view_no
-- evidence
SELECT t.view_no, t.statement_id, CASE WHEN rating <= $floor THEN 'at the floor' ELSE 'above' END AS role
FROM trust t JOIN view v USING (view_no) WHERE t.occurred_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE)
    AND rating IS NOT NULL
