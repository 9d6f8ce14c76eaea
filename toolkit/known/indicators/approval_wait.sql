-- name: approval_wait
-- label: Days that decisions wait for approval
-- family: decisions
-- aims at: timeliness
-- question: How many days do decisions wait for approval?
-- definition: The median of the days from decision to approval, over the decisions of the last twelve months whose approval
--   is on record by the view, and recorded on or after its own day; one approved before it was taken waited no day. The others
--   count as missing: the record does not say whether they need one. One bound leaves them out, the other lets them all wait
--   until the view. The denominator is the number approved.
-- unit: days
-- source: project definition (distributed leadership: approval wait)
-- parameters: months = 12 (how far back; a proposal of this project)
-- tables: decision
-- reach: case
-- direction: higher is worse
-- flag: above 5, decisions wait more than five days for approval (a proposal of this project)
-- else: no decision of the last twelve months was on record as approved
-- explained by: an approver who was away, or who asked for more before agreeing, and a decision that was acted on meanwhile
-- misleads: a quick approval may be no look at all
-- shared
WITH wait AS (
    SELECT d.view_no, d.statement_id, d.occurred_on, v.day,
           CASE WHEN CAST(d.approved_at AS DATE) <= d.recorded_on THEN greatest(CAST(d.approved_at AS DATE) - d.occurred_on,
               0) END AS days
    FROM decision d JOIN view v USING (view_no) WHERE d.occurred_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE))
-- answer
SELECT view_no, median(days) AS numerator, count(days) AS denominator, count(*) - count(days) AS missing, median(days) AS value,
       least(median(days), median(coalesce(days, day - occurred_on))) AS lower,
       greatest(median(days), median(coalesce(days, day - occurred_on))) AS upper
FROM wait GROUP BY view_no HAVING count(days) > 0
-- evidence
SELECT view_no, statement_id, CASE WHEN days IS NULL THEN 'no approval on record' ELSE 'approved' END AS role FROM wait
QUALIFY count(days) OVER (PARTITION BY view_no) > 0
