-- name: cancelled_visits
-- label: Visits called off
-- family: relationship
-- aims at: purpose
-- question: How many of the visits were called off?
-- definition: Of the visits that were made, failed or were called off in the last 90 days, the share called off, by whomever:
--   the record does not say by whom.
-- unit: share
-- source: project definition (signs of eroded trust)
-- parameters: days = 90 (how far back, a proposal of this project)
-- tables: visit
-- reach: case
-- direction: higher is worse
-- else: no visit was made, failed or called off in those days
-- explained by: illness, a child in hospital or on holiday, or a visit that was put off and made soon after
-- misleads: a visit called off by the worker says something else than one called off by the family
SELECT s.view_no, count(*) FILTER (s.outcome = 'cancelled') AS numerator, count(*) AS denominator, 0 AS missing,
       count(*) FILTER (s.outcome = 'cancelled') / count(*) AS value
FROM visit s JOIN view v USING (view_no)
WHERE s.outcome IN ('completed', 'attempted', 'cancelled') AND s.occurred_on > v.day - $days GROUP BY s.view_no
-- evidence
SELECT s.view_no, s.statement_id, s.outcome AS role FROM visit s JOIN view v USING (view_no)
WHERE s.outcome IN ('completed', 'attempted', 'cancelled') AND s.occurred_on > v.day - $days
