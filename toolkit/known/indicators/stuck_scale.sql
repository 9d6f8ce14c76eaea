-- name: stuck_scale
-- label: Ratings that neither rise nor are good enough
-- code: D15
-- family: tempo
-- aims at: purpose
-- question: Has the rating of how well the plan fits stood still at a level that is not good enough?
-- definition: Of the roles with three ratings or more of how well the plan fits in the last twelve months, which span a number of
--   days or more, the share by which it stands still: the median of the slopes between every two of its ratings is smaller either
--   way than a number of points per month, and the last is below a level, on a scale of 0 to 10. Ratings of that time without a
--   score, or of which it is not said who gave them, are counted as missing.
-- unit: share of roles
-- source: Theil 1950; Sen 1968 (the slope); project definition (stuck scale)
-- parameters: months = 12 (how far back; a proposal); ratings = 3 (least number of a role's ratings; a proposal); days = 90
--   (least span of a role's ratings; a proposal); points = 0.25 (slope below which a scale stands still; a proposal); enough =
--   7 (level that is good enough; a proposal); days_a_month = 30.4375 (365.25 / 12)
-- tables: measure
-- also: supervision
-- reach: case
-- else: no role rated how well the plan fits over so long a time
-- direction: higher is worse
-- flag: above 0, somebody's rating stands still below what is good enough (a proposal of this project)
-- explained by: a plan that waits for something that has its time, such as a court
-- misleads: three ratings are enough for a slope and few for a trend; a rating says how it is seen, not how it is
-- shared
WITH scored AS (
    SELECT f.* FROM fit_rating f JOIN view v USING (view_no)
    WHERE NOT in_supervision AND f.occurred_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE)),
long_enough AS (
    SELECT view_no, rater_role, arg_max(score, (occurred_on, entity_id)) AS last_score FROM scored WHERE score IS NOT NULL
    GROUP BY view_no, rater_role HAVING max(occurred_on) - min(occurred_on) >= $days AND count(*) >= $ratings)
-- answer
WITH pair AS (
    SELECT a.view_no, a.rater_role, (b.score - a.score) / ((b.occurred_on - a.occurred_on) / $days_a_month) AS slope
    FROM scored a JOIN scored b ON b.view_no = a.view_no AND b.rater_role = a.rater_role WHERE b.occurred_on > a.occurred_on),
trend AS (SELECT view_no, rater_role, median(slope) AS slope FROM pair GROUP BY view_no, rater_role)
SELECT view_no, count(*) FILTER (abs(slope) < $points AND last_score < $enough) AS numerator, count(*) AS denominator,
       any_value(u.missing) AS missing,
       count(*) FILTER (abs(slope) < $points AND last_score < $enough) / count(*) AS value
FROM long_enough JOIN trend USING (view_no, rater_role)
JOIN (SELECT view_no, count(*) - count(score) AS missing FROM scored GROUP BY view_no) u USING (view_no) GROUP BY view_no
-- evidence
SELECT view_no, statement_id, 'rating by ' || rater_role AS role FROM scored SEMI JOIN long_enough USING (view_no)
