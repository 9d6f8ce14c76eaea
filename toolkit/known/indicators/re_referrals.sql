-- name: re_referrals
-- label: Referrals again within 12 months
-- code: D20
-- family: continuity
-- aims at: purpose
-- question: How often was this child referred again within twelve months of an earlier referral?
-- definition: Referrals received in the last twelve months that came within twelve months of an earlier one (on or
--   before the same date a year later), screened out ones counted like others. The window begins after the same date
--   a year ago and ends with the day of the view. Two referrals on one day are one. The denominator is the number of
--   referrals in the window.
-- unit: referrals
-- source: Department for Education, characteristics of children in need (re-referrals within 12 months of a previous
--   referral)
-- parameters: months = 12 (length of the window; as the published measure); within = 12 (months since the earlier
--   referral; as the published measure)
-- tables: referral
-- also: case
-- reach: case
-- direction: higher is worse
-- flag: at least 1, referred again within twelve months (Department for Education, characteristics of children in
--   need)
-- else: there was no referral in that time
-- explained by: a new worry that has nothing to do with the old one
-- misleads: a referral may show trust in the agency; where the record begins late, the one before may lie outside it
WITH came AS (
    SELECT r.view_no, r.occurred_on, lag(r.occurred_on) OVER (PARTITION BY r.view_no ORDER BY r.occurred_on) AS before_on
    FROM (SELECT DISTINCT view_no, occurred_on FROM referral) r),
counted AS (
    SELECT c.*, before_on >= CAST(c.occurred_on - to_months(CAST($within AS INTEGER)) AS DATE) AS again,
           o.covered_from > CAST(c.occurred_on - to_months(CAST($within AS INTEGER)) AS DATE) AND before_on IS NULL AS unseen
    FROM came c JOIN view v USING (view_no) JOIN cover o ON o.view_no = c.view_no AND o.table_name = 'referral'
    WHERE c.occurred_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE))
SELECT view_no, count(*) FILTER (again) AS numerator, count(*) AS denominator, count(*) FILTER (unseen) AS missing,
       CASE WHEN NOT bool_or(unseen) THEN count(*) FILTER (again) END AS value, count(*) FILTER (again) AS lower,
       CASE WHEN bool_or(unseen) THEN 'insufficient' ELSE 'ok' END AS status,
       CASE WHEN bool_or(unseen) THEN 'at least this many: the record begins less than twelve months before a referral'
           ELSE '' END AS reason
FROM counted GROUP BY view_no
-- evidence
SELECT r.view_no, r.statement_id,
       CASE WHEN r.occurred_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE) THEN 'referral'
            ELSE 'earlier referral' END AS role
FROM referral r JOIN view v USING (view_no)
-- spells
SELECT c.view_no, c.entity_id, c.statement_id, c.ended_on AS started_on, greatest(c.ended_on, o.covered_from) AS entered_on,
       min(r.occurred_on) AS ended_on, CASE WHEN min(r.occurred_on) IS NULL THEN '' ELSE 'referred again' END AS end_kind
FROM "case" c JOIN cover o ON o.view_no = c.view_no AND o.table_name = 'referral'
LEFT JOIN referral r ON r.view_no = c.view_no AND r.occurred_on >= c.ended_on
WHERE c.ended_on IS NOT NULL GROUP BY c.view_no, c.entity_id, c.statement_id, c.ended_on, o.covered_from
