-- name: review_lateness
-- label: Days that a review is overdue
-- code: D11
-- family: timeliness
-- aims at: timeliness
-- question: By how many days is this child's next review overdue?
-- definition: Days from the day by which the next review was due to the day of the view, 0 where that day had not passed. Due is
--   what the standard of the nation in force on that day says, or the agency's own (in England for a child in care 20 working
--   days after care began, three months after the first review, then six months after the last; on a child protection plan
--   three months after it began, then six months after the last review). Where the start lies outside the record the longest
--   limit is taken. The day that starts the clock is day 0, unless the run says otherwise. The numerator is the days overdue
--   and the denominator the number of reviews held; missing counts those of no stated kind.
-- unit: days
-- source: the standards in data/standards (in England: Care Planning, Placement and Case Review (England) Regulations 2010,
--   regulation 33; Working Together to Safeguard Children)
-- tables: review, placement
-- also: status
-- reach: case
-- direction: higher is worse
-- flag: above 0, a review past its due day (the standards in data/standards)
-- else: the child was not in care on that day, nor known to be on a child protection plan
-- explained by: a review moved for the child's or family's sake
-- misleads: on time is not the same as useful
SELECT view_no, CASE WHEN due_on IS NOT NULL THEN greatest(day - due_on, 0) END AS numerator, reviews AS denominator, missing,
       greatest(day - due_on, 0) AS value,
       CASE WHEN due_on IS NULL THEN 0 ELSE greatest(day - due_on, 0) END AS lower,
       CASE WHEN due_on IS NULL THEN 'insufficient' ELSE 'ok' END AS status,
       CASE WHEN due_on IS NULL THEN 'the start lies outside the record and no review is on it, or no standard was in force'
            WHEN NOT start_known THEN 'assumed: not one of the first reviews, whose limits are shorter' ELSE '' END AS reason
FROM review_due JOIN view USING (view_no)
-- evidence
SELECT view_no, last_statement AS statement_id, 'last review' AS role FROM review_duty WHERE reviews > 0
