-- name: review_held
-- question: Was a review held?
-- definition: The child was in care or under a plan at the end of the view's day, and a review was held after that day and on or
--   before the last day of the horizon. A review that is only due, or a day set for one that no later entry confirms, is
--   not held. Where care and plans ended before a review, that is a competing end.
-- source: Care Planning, Placement and Case Review (England) Regulations 2010, regulation 33; Working Together for plans
-- tables: review
-- competing: died, adopted, eighteenth
-- censored: transfer
-- delay: review.occurred_on
-- else: on record the child was neither in care nor under a plan at the view
WITH spell AS (
    SELECT v.view_no, v.case_id, v.day, v.horizon_on, max(w.until) AS until
    FROM spot v JOIN watched w ON w.case_id = v.case_id AND w.started_on <= v.day AND w.until > v.day GROUP BY ALL)
SELECT s.view_no, min(r.occurred_on) FILTER (r.first_on > s.day AND r.last_on <= s.horizon_on) AS happened_on,
       min_by(coalesce(r.kind, 'review'), (r.occurred_on, r.statement_id)) FILTER (r.first_on > s.day AND r.last_on <= s.horizon_on) AS detail,
       CASE WHEN any_value(s.until) < DATE '9999-12-31' THEN any_value(s.until) END AS ended_on, 'care and plans ended' AS ended_by,
       bool_or(r.first_on <= s.horizon_on AND r.last_on > s.day AND (r.first_on <= s.day OR r.last_on > s.horizon_on)) AS doubtful
FROM spell s LEFT JOIN fact_review r ON r.case_id = s.case_id
GROUP BY s.view_no
