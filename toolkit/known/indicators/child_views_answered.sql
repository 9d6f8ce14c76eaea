-- name: child_views_answered
-- label: Reviews in which the child's views appear and the plan answers
-- code: D5
-- family: relationship
-- aims at: purpose
-- question: In how many of the reviews did this child's views appear, and something in the plan change?
-- definition: Reviews held in the last twelve months whose record says how the child took part (a child under four at the review
--   is left out), and of these the share in which the child's views appear and after which, on the day or within so many days, a
--   decision was made, a goal or an action was begun or ended, or a new plan was made. The window begins after the same date a
--   year ago and ends with the day of the view; reviews that are more recent than the days allowed are left out, answered or not,
--   as of these one would see the quick answers alone, and so are those from before the record covered what might answer them.
--   Missing counts reviews without a code.
-- unit: share
-- source: Children looked after (SSDA903) guide, participation in reviews; project definition (views that appear and
--   are answered)
-- parameters: months = 12 (length of the window; a proposal); days = 20 (days within which the plan may answer; a
--   proposal)
-- tables: review, decision, goal, action, plan
-- reach: case
-- direction: lower is worse
-- flag: below 0.5, views appear and are answered in fewer than half of the reviews (project)
-- else: no review of that time says how the child took part, or none is old enough
-- explained by: views that the plan already answered
-- misleads: a change after a review need not be the one that the child asked for; where the views do not appear at all,
--   child_views_in_reviews is flagged for the same reviews: look at it first
-- shared
WITH covered AS (
    SELECT view_no, max(covered_from) AS covered_from FROM cover
    WHERE table_name IN ('decision', 'goal', 'action', 'plan') GROUP BY view_no)
-- answer
WITH answer AS (
    SELECT view_no, occurred_on AS on_day FROM decision UNION SELECT view_no, occurred_on FROM plan
    UNION SELECT view_no, unnest([occurred_on, ended_on]) FROM goal UNION SELECT view_no, unnest([occurred_on, ended_on])
    FROM action),
held AS (
    SELECT r.view_no, r.entity_id, any_value(list_contains(c.groups, 'under_4')) AS too_young,
           bool_or(NOT list_contains(c.groups, 'no_views')) AS heard, count(a.on_day) > 0 AS answered,
           any_value(v.day - r.occurred_on >= $days AND r.occurred_on >= k.covered_from) AS ripe
    FROM review r JOIN view v USING (view_no) JOIN covered k USING (view_no)
    LEFT JOIN code c ON c.list = 'REVIEW_CODE' AND c.code = r.participation
    LEFT JOIN answer a ON a.view_no = r.view_no AND a.on_day >= r.occurred_on
        AND a.on_day <= r.occurred_on + CAST($days AS INTEGER)
    WHERE r.occurred_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE)
    GROUP BY r.view_no, r.entity_id)
SELECT view_no, count(*) FILTER (heard AND answered) AS numerator, count(*) AS denominator,
       any_value(unsaid) AS missing, count(*) FILTER (heard AND answered) / count(*) AS value
FROM (SELECT *, count(*) FILTER (too_young IS NULL) OVER (PARTITION BY view_no) AS unsaid FROM held)
WHERE NOT too_young AND ripe GROUP BY view_no
-- evidence
SELECT r.view_no, r.statement_id,
       CASE WHEN list_contains(c.groups, 'no_views') THEN 'views do not appear' ELSE 'views appear' END
           || CASE WHEN v.day - r.occurred_on < $days THEN ', recent' WHEN r.occurred_on < k.covered_from THEN ', early'
                   ELSE '' END AS role
FROM review r JOIN view v USING (view_no) JOIN covered k USING (view_no)
JOIN code c ON c.list = 'REVIEW_CODE' AND c.code = r.participation
WHERE r.occurred_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE) AND NOT list_contains(c.groups, 'under_4')
