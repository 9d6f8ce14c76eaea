-- name: reviews_quorate
-- label: Reviews and conferences with those who had to be there
-- family: oversight
-- aims at: purpose
-- question: At how many reviews and conferences were those who had to be there?
-- definition: Reviews and first conferences held in the last twelve months that say whether they were quorate, and of
--   these the share that were. The window begins after the same date a year ago and ends with the day of the view.
--   Missing counts those that do not say.
-- unit: share
-- source: Standard Safeguarding Dataset, child protection reviews (quorate); Working Together to Safeguard Children
--   2018, chapter 1 (initial child protection conferences; who takes part, unverified)
-- parameters: months = 12 (length of the window; a proposal)
-- tables: review
-- also: meeting
-- reach: case
-- direction: lower is worse
-- flag: below 0.8, a fifth of the reviews lacked people who had to be there (project)
-- else: no review or conference of that time says whether it was quorate
-- explained by: somebody who sent a report instead
-- misleads: what makes a quorum is a local rule
WITH held AS (
    SELECT view_no, statement_id, occurred_on, quorate FROM review
    UNION ALL SELECT view_no, statement_id, occurred_on, quorate FROM meeting WHERE kind = 'initial child protection conference'),
recent AS (SELECT h.* FROM held h JOIN view v USING (view_no)
    WHERE h.occurred_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE))
SELECT view_no, count(*) FILTER (quorate) AS numerator, count(quorate) AS denominator,
       count(*) FILTER (quorate IS NULL) AS missing,
       count(*) FILTER (quorate) / count(quorate) AS value
FROM recent GROUP BY view_no HAVING count(quorate) > 0
-- evidence
SELECT view_no, statement_id, CASE WHEN quorate THEN 'quorate' ELSE 'not quorate' END AS role
FROM (SELECT view_no, statement_id, occurred_on, quorate FROM review
      UNION ALL SELECT view_no, statement_id, occurred_on, quorate FROM meeting
      WHERE kind = 'initial child protection conference') h
JOIN view v USING (view_no)
WHERE quorate IS NOT NULL AND h.occurred_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE)
