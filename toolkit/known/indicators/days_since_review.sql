-- name: days_since_review
-- label: Days since the last review
-- code: D11
-- family: timeliness
-- aims at: timeliness
-- question: How long ago was this child's last review held?
-- definition: Days from the last review known to have been held, on or before the day of the view, to that day: for a child
--   in care the last looked after review of the present period of care, else the last child protection review of the present
--   plan. A review of no stated kind is taken for one of these. Where none is on record, at least the days since care (or the
--   plan) began, or since the record began to cover reviews. The denominator is the number of reviews held; missing counts
--   those of no stated kind.
-- unit: days
-- source: Care Planning, Placement and Case Review (England) Regulations 2010, regulation 33; Working Together to Safeguard
--   Children
-- tables: review, placement
-- also: status
-- reach: case
-- direction: higher is worse
-- else: the child was not in care on that day, nor known to be on a child protection plan
-- explained by: a review that was put off so that the child or a parent could come, or one due on a day that has not come
-- misleads: a review held on time may have changed nothing
SELECT view_no, last_reading AS numerator, reviews AS denominator, missing,
       CASE WHEN reviews > 0 THEN last_reading END AS value, last_reading AS lower,
       CASE WHEN reviews > 0 THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN reviews > 0 THEN '' ELSE 'at least this many: no review is on record since ' || since END AS reason
FROM (SELECT d.view_no, any_value(d.reviews) AS reviews, any_value(d.missing) AS missing,
             any_value(coalesce(d.last_on, greatest(d.started_on, c.covered_from))) AS since,
             any_value(v.day - coalesce(d.last_on, greatest(d.started_on, c.covered_from))) AS last_reading
      FROM review_duty d JOIN view v USING (view_no) JOIN cover c ON c.view_no = d.view_no AND c.table_name = 'review'
      GROUP BY d.view_no)
-- evidence
SELECT view_no, last_statement AS statement_id, 'last review' AS role FROM review_duty WHERE reviews > 0
