-- name: alignment_slope
-- label: Trend of how well the plan fits
-- code: D6
-- family: direction
-- aims at: purpose
-- question: Does the plan fit this child's needs better or worse as time goes on, as those who rate it see it?
-- definition: The median of the slopes between every two ratings of how well the plan fits the child's needs by the same
--   role on different days, on a scale of 0 to 10, per month of 365.25 / 12 days. At least three ratings by one role are
--   needed; roles with fewer are left out. The denominator is the number of ratings with a score; those without one, or of
--   which it is not said who gave them, are counted as missing. Ratings made in a supervision are left to
--   supervision_alignment_slope.
-- unit: points per month
-- source: Theil 1950; Sen 1968 (the slope); project definition (alignment rating)
-- parameters: ratings = 3 (least number of ratings by one role; a proposal); days_a_month = 30.4375 (365.25 / 12)
-- tables: measure
-- also: supervision
-- reach: case
-- else: no rating of how well the plan fits was on record
-- direction: lower is worse
-- explained by: a rater who came new to the case and uses the scale in another way
-- misleads: a rating says how it is seen, not how it is; raters know what was expected of the plan
WITH trend AS (
    SELECT view_no, median(points / (days / $days_a_month)) AS slope
    FROM fit_change WHERE NOT in_supervision AND by_role >= $ratings GROUP BY view_no)
SELECT r.view_no, count(r.score) AS numerator, count(r.score) AS denominator, count(*) - count(r.score) AS missing,
       any_value(t.slope) AS value,
       CASE WHEN any_value(t.slope) IS NULL THEN 'insufficient' ELSE 'ok' END AS status,
       CASE WHEN any_value(t.slope) IS NULL THEN 'too few ratings by one role on different days' ELSE '' END AS reason
FROM fit_rating r LEFT JOIN trend t USING (view_no) WHERE NOT r.in_supervision GROUP BY r.view_no
-- evidence
SELECT view_no, statement_id, 'rating by ' || rater_role AS role FROM fit_rating WHERE NOT in_supervision
