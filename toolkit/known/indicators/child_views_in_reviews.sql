-- name: child_views_in_reviews
-- label: Reviews in which the child's views appear
-- code: D5
-- family: relationship
-- aims at: purpose
-- question: In how many of the reviews did this child's views appear?
-- definition: Reviews held in the last twelve months whose record says how the child took part (a child under four at
--   the review is left out), and of these the share at which the child spoke, or the views came by an advocate, by
--   signs or by other means. Attending without contributing, and not attending with no views sent, do not count. The
--   window begins after the same date a year ago and ends with the day of the view. Missing counts reviews without a
--   code of the guide.
-- unit: share
-- source: Children looked after (SSDA903) guide, participation in reviews (codes PN0 to PN7)
-- parameters: months = 12 (length of the window; a proposal)
-- tables: review
-- reach: case
-- direction: lower is worse
-- flag: below 0.5, the child's views appear in fewer than half of the reviews (project)
-- else: no review of that time says how the child took part
-- explained by: a child who chose not to take part
-- misleads: views that were heard may have changed nothing
WITH held AS (
    SELECT r.view_no, r.statement_id, r.participation, list_contains(c.groups, 'under_4') AS too_young,
           NOT list_contains(c.groups, 'no_views') AS heard
    FROM review r JOIN view v USING (view_no) LEFT JOIN code c ON c.list = 'REVIEW_CODE' AND c.code = r.participation
    WHERE r.occurred_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE))
SELECT view_no, count(*) FILTER (heard AND NOT too_young) AS numerator, count(*) FILTER (NOT too_young) AS denominator,
       count(*) FILTER (too_young IS NULL) AS missing,
       count(*) FILTER (heard AND NOT too_young) / count(*) FILTER (NOT too_young) AS value
FROM held GROUP BY view_no HAVING count(*) FILTER (NOT too_young) > 0
-- evidence
SELECT r.view_no, r.statement_id,
       CASE WHEN list_contains(c.groups, 'no_views') THEN 'views do not appear' ELSE 'views appear' END AS role
FROM review r JOIN view v USING (view_no) JOIN code c ON c.list = 'REVIEW_CODE' AND c.code = r.participation
WHERE r.occurred_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE) AND NOT list_contains(c.groups, 'under_4')
