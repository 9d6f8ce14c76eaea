-- name: services_taken_up
-- label: Services taken up
-- family: direction
-- aims at: purpose
-- question: How many of the services that were offered were taken up?
-- definition: Of the services offered in the last twelve months of which it is on record whether they were taken up,
--   the share that was. The others count as missing; an offer stated ahead of its day is none. How many sessions were
--   planned and given is not on record.
-- unit: share
-- source: project definition (implementation)
-- parameters: months = 12 (how far back; a proposal of this project)
-- tables: service
-- reach: case
-- direction: lower is worse
-- else: of no service offered in the last twelve months is it on record whether it was taken up
-- explained by: a service that did not fit, was too far away, or was offered beside another that was taken up
-- misleads: a service that did not fit is rightly not taken up
-- shared
WITH offer AS (
    SELECT view_no, statement_id, recorded_on, offered_on, taken_up FROM service
    UNION ALL SELECT view_no, statement_id, recorded_on, offered_on, taken_up FROM service_planned),
asked AS (SELECT o.* FROM offer o JOIN view v USING (view_no)
    WHERE o.offered_on <= o.recorded_on AND o.offered_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE))
-- answer
SELECT view_no, count(*) FILTER (taken_up) AS numerator, count(taken_up) AS denominator, count(*) - count(taken_up) AS missing,
       count(*) FILTER (taken_up) / count(taken_up) AS value
FROM asked GROUP BY view_no HAVING count(taken_up) > 0
-- evidence
SELECT view_no, statement_id, CASE WHEN taken_up THEN 'taken up' ELSE 'not taken up' END AS role
    FROM asked WHERE taken_up IS NOT NULL
