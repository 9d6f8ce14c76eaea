-- name: alignment_spread
-- label: How far apart the ratings of the plan's fit are
-- code: D6
-- family: direction
-- aims at: purpose
-- question: How far do worker, family and child lie apart on how well the plan fits?
-- definition: The highest less the lowest score by role in the latest round of ratings of how well the plan fits the child's
--   needs, on a scale of 0 to 10. The latest round is the last day on which anybody rated and a number of days before it; each
--   role's last rating in it counts. Numerator and denominator are the number of roles; ratings of the round without a score, or of
--   which it is not said who gave them, are counted as missing. Ratings made in a supervision are left out.
-- unit: points
-- source: project definition (spread of alignment ratings)
-- parameters: days = 14 (length of a round; a proposal)
-- tables: measure
-- also: supervision
-- reach: case
-- else: no rating of how well the plan fits was on record
-- direction: higher is worse
-- explained by: a difference that was spoken about and is on record
-- misleads: agreement may be what is left when nobody dares to differ; roles that were not asked are not seen
WITH by_role AS (
    SELECT view_no, rater_role, arg_max(score, (occurred_on, entity_id)) AS score, count(*) - count(score) AS missing
    FROM fit_rating WHERE NOT in_supervision AND occurred_on >= last_on - CAST($days AS INTEGER) GROUP BY view_no, rater_role)
SELECT view_no, count(score) AS numerator, count(score) AS denominator, sum(missing) AS missing,
       CASE WHEN count(score) > 1 THEN max(score) - min(score) END AS value,
       CASE WHEN count(score) > 1 THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN count(score) > 1 THEN '' ELSE 'fewer than two roles rated in the latest round' END AS reason
FROM by_role GROUP BY view_no
-- evidence
SELECT view_no, statement_id, 'rating by ' || rater_role AS role
FROM fit_rating WHERE NOT in_supervision AND occurred_on >= last_on - CAST($days AS INTEGER)
